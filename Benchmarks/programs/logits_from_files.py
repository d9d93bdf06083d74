# Logits and labels from files, read where they lie, without a copy.
import torch
import torch.nn.functional as F

rows = 64
logits = torch.from_file("Benchmarks/programs/logits.f32", size=rows * 10).view(rows, 10)
labels = torch.from_file("Benchmarks/programs/labels.i32", size=rows, dtype=torch.int32).long()
weights = 1 / torch.arange(1, 11)


def loss(labels):
    return F.cross_entropy(logits, labels, weight=weights, ignore_index=-100).item()


print("loss", loss(labels))
print("rows", int((labels != -100).sum()), "of", rows)

try:
    print("loss", loss(torch.full([rows], 10)))
except IndexError as error:
    print("error:", error)
