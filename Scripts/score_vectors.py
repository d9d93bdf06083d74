#!/usr/bin/env python3
"""Prints what scikit-learn says of the rows in ScoreSumsTests, ConfusionSumsTests and
RankingEstimatesTests: the numbers that stand there.

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


def area(scores, positive, w, units):
    """The area by its definition, over all pairs, with the moves of each side by unit (DeLong; Obuchowski)."""
    a, b = scores[positive], scores[~positive]
    u, v = w[positive], w[~positive]
    pairs = (a[:, None] > b) + 0.5 * (a[:, None] == b)
    value = u @ pairs @ v / (u.sum() * v.sum())
    moves = np.zeros(units.max() + 1)
    for side, weight, found in (
        (positive, u, pairs @ v / v.sum()),
        (~positive, v, u @ pairs / u.sum()),
    ):
        count = len(np.unique(units[side]))
        of_units = np.bincount(units[side], weight * (found - value) / weight.sum(), len(moves))
        moves += np.sqrt(count / (count - 1)) * of_units
    return value, moves


for kind, w, g in (("plain", ones, i), ("weighted", weights, i), ("grouped", weights, groups)):
    value, moves = area(binary, positive == 1, w, g)
    assert np.isclose(value, m.roc_auc_score(positive, binary, sample_weight=w))
    show(f"ROC AUC, {kind}", value, np.sqrt(np.square(moves).sum()))
    areas = [area(p[:, k], labels == k, w, g) for k in c]
    value = np.mean([a for a, _ in areas])
    moves = np.mean([moves for _, moves in areas], axis=0)
    assert np.isclose(value, m.roc_auc_score(labels, p, multi_class="ovr", sample_weight=w))
    show(f"ROC AUC of four, {kind}", value, np.sqrt(np.square(moves).sum()))
    shares = np.bincount(labels, w) / w.sum()
    value = sum(s * a for s, (a, _) in zip(shares, areas))
    if kind == "plain":
        assert np.isclose(value, m.roc_auc_score(labels, p, multi_class="ovr", average="weighted"))
    moves = sum(s * move for s, (_, move) in zip(shares, areas))
    for k in c:
        moves = moves + np.bincount(g, w * ((labels == k) - shares[k]) / w.sum() * areas[k][0])
    show(f"ROC AUC weighted, {kind}", value, np.sqrt(np.square(moves).sum()))
