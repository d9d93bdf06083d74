#!/usr/bin/env python3
"""Prints what scikit-learn says of the rows in ScoreSumsTests and ConfusionSumsTests: the numbers that stand there.

Standard errors are formed from the derivative of scikit-learn's own number by each row's weight, so nothing of the
formulas in Swift is repeated. Needs scikit-learn and NumPy (1.9.1 and 2.4 were used).
"""

import numpy as np
from sklearn import metrics as m

i = np.arange(60)
c = np.arange(4)
counts = 1 + (31 * i[:, None] + 17 * c + 5 * i[:, None] * c) % 19 + c / 8
p = counts / counts.sum(axis=1, keepdims=True)
# Two of three rows are of the class that is most probable.
labels = np.where(i % 3 == 0, (i * i + i // 3) % 4, p.argmax(axis=1))
said = p.argmax(axis=1)
weights = 0.5 + (i % 4) * 0.75
groups = i // 5
positive = (labels >= 2).astype(int)
binary = p[:, 2] + p[:, 3]


def show(name, *numbers):
    print(f"{name}: " + ", ".join(repr(float(x)) for x in numbers))


for name, w in (("plain", None), ("weighted", weights)):
    show(
        name,
        m.log_loss(labels, p, sample_weight=w, labels=c),
        m.brier_score_loss(labels, p, sample_weight=w, labels=c, scale_by_half=False),
        m.accuracy_score(labels, said, sample_weight=w),
        m.top_k_accuracy_score(labels, p, k=2, sample_weight=w),
        m.top_k_accuracy_score(labels, p, k=3, sample_weight=w),
    )
    show(
        name + ", two classes",
        m.log_loss(positive, binary, sample_weight=w),
        m.brier_score_loss(positive, binary, sample_weight=w),
    )

scores = {
    "balanced accuracy": lambda w: m.balanced_accuracy_score(labels, said, sample_weight=w),
    "macro F1": lambda w: m.f1_score(labels, said, average="macro", sample_weight=w),
    "Matthews": lambda w: m.matthews_corrcoef(labels, said, sample_weight=w),
    "recall of 1": lambda w: m.recall_score(labels, said, average=None, sample_weight=w)[1],
    "precision of 1": lambda w: m.precision_score(labels, said, average=None, sample_weight=w)[1],
    "F1 of 1": lambda w: m.f1_score(labels, said, average=None, sample_weight=w)[1],
}


def standard_error(score, w, groups):
    step = 1e-4
    moves = []
    for row in range(len(w)):
        up, down = w.copy(), w.copy()
        up[row] += step
        down[row] -= step
        moves.append(w[row] * (score(up) - score(down)) / (2 * step))
    of_units = np.bincount(groups, moves)
    return np.sqrt(len(of_units) / (len(of_units) - 1) * np.square(of_units).sum())


ones = np.ones(len(i))
for name, score in scores.items():
    for kind, w, g in (("plain", ones, i), ("weighted", weights, i), ("grouped", weights, groups)):
        show(f"{name}, {kind}", score(w), standard_error(score, w, g))
