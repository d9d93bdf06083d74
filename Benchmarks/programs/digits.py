# A two-layer network on the digits, judged on the fifth of the rows that it has not seen.
import csv

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
with open("Examples/digits.csv") as file:
    rows = list(csv.reader(file))[1:]
table = torch.tensor([[float(cell) for cell in row] for row in rows])
x, y = table[:, :-1] / 16, table[:, -1].long()
order = torch.randperm(len(x))
test, train = order[: len(x) // 5], order[len(x) // 5 :]

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for epoch in range(40):
    for batch in train[torch.randperm(len(train))].split(32):
        optimizer.zero_grad()
        F.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()

predicted = model(x[test]).argmax(1)
print("predicted", ", ".join(str(int(label)) for label in predicted[:5]))
print("accuracy", round((predicted == y[test]).double().mean().item(), 2))
