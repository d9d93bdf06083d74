# A student learns from a teacher's logits and from the labels.
import torch
import torch.nn.functional as F

student = torch.tensor([[1, 2, 0.5], [0, -1, 3], [2, 2, 1], [0.3, 0.1, 0]], requires_grad=True)
teacher = torch.tensor([[2.0, 4, 0], [0, -2, 6], [5, 1, 1], [0, 3, 0]])
labels = torch.tensor([1, 2, 0, 1])
temperature, alpha = 4, 0.7
soft = F.kl_div(
    F.log_softmax(student / temperature, 1),
    F.softmax(teacher / temperature, 1),
    reduction="batchmean",
)
loss = alpha * temperature**2 * soft + (1 - alpha) * F.cross_entropy(student, labels)
loss.backward()
print("loss", loss.item())
print("gradient of the last row", student.grad[3].tolist())
