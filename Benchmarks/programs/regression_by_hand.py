# Softmax regression by hand: autograd gives the gradient, the rest is one's own.
import torch
import torch.nn.functional as F

rows, features, classes = 600, 4, 3
labels = torch.arange(rows) % classes
noise = ((torch.arange(rows * features) * 2654435761) & 0xFFFF) / 65536
inputs = noise.view(rows, features)
inputs[torch.arange(rows), labels] += 1
weights = torch.zeros(features, classes, requires_grad=True)

for step in range(1, 201):
    loss = F.cross_entropy(inputs @ weights, labels, label_smoothing=0.05)
    (gradient,) = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        weights -= 2 * gradient
    if step % 50 == 0:
        print("step", step, "loss", loss.item())
