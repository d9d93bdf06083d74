# Several labels per row: positives that weigh more or less, and labels that are missing.
import torch
import torch.nn.functional as F

logits = torch.tensor([[0.8, -1.5, 2], [-0.3, 0, 4]], requires_grad=True)
# -1 marks a label that nobody gave.
labels = torch.tensor([[1.0, 0, 1], [-1, 1, 0]])
known = (labels >= 0).float()
losses = F.binary_cross_entropy_with_logits(
    logits, labels, known, pos_weight=torch.tensor([1, 3, 0.5]), reduction="sum"
)
loss = losses / known.sum()
loss.backward()
print("loss", loss.item())
print("gradient", logits.grad[0].tolist(), logits.grad[1].tolist())
