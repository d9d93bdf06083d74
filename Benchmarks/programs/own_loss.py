# A loss of one's own, and the check that its gradient is right.
import torch
import torch.nn.functional as F


# Cross entropy and its reverse, with -4 for log 0 (Wang et al., 2019).
def symmetric_cross_entropy(logits, labels, weight, label_smoothing):
    classes = logits.shape[1]
    targets = F.one_hot(labels, classes) * (1 - label_smoothing)
    targets = (targets + label_smoothing / classes) * weight
    log_p = F.log_softmax(logits, 1)
    losses = targets * (4 * (1 - log_p.exp()) - log_p)
    return losses.sum(1).mean()


logits = torch.tensor([[2, 1, 0.1], [0, 0.5, 3]], dtype=torch.float64, requires_grad=True)
labels = torch.tensor([0, 1])
options = (labels, torch.tensor([1.0, 2, 1]), 0.1)
print("laws broken", int(not torch.autograd.gradcheck(symmetric_cross_entropy, (logits, *options))))
loss = symmetric_cross_entropy(logits, *options)
loss.backward()
print("loss", loss.item())
print("gradient", logits.grad[0].tolist(), logits.grad[1].tolist())
