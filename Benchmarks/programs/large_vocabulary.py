# Steps of a large vocabulary's last layer.
import torch
import torch.nn.functional as F


def noise(*shape):
    i = torch.arange(shape[0] * shape[1]) * 2654435761
    return ((i & 0xFFFF) / 65536 - 0.5).view(shape)


tokens, features, vocabulary = 64, 32, 8000
inputs = noise(tokens, features)
weights = noise(vocabulary, features).requires_grad_()
labels = torch.arange(tokens) * 300 % vocabulary
labels[4::5] = -100
counted = labels != -100
optimizer = torch.optim.SGD([weights], lr=5)

for step in range(1, 4):
    logits = 30 * torch.tanh(inputs @ weights.T / 30)
    z_loss = logits.logsumexp(1)[counted].square().mean()
    loss = F.cross_entropy(logits, labels, ignore_index=-100) + 1e-4 * z_loss
    print("step", step, "loss", loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
