#!/usr/bin/env python3
"""Prints the numbers of SliceTests: where the loss lies.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python Scripts/slice_vectors.py
"""

import numpy as np
from scipy import stats

i = np.arange(60)
losses = (i * i % 17) / 10 + 0.05
other = (np.arange(25) * 7 % 13) / 9 + 0.2


def show(name, numbers):
    print(f"{name}: [" + ", ".join(repr(float(x)) for x in np.ravel(numbers)) + "]")


def welch(a, b, level):
    test = stats.ttest_ind(a, b, equal_var=False)
    ends = test.confidence_interval(level)
    return [a.mean() - b.mean(), test.df, ends.low, ends.high]


show("unpaired", welch(losses, other, 0.95))
show("unpaired, .99", welch(losses, other, 0.99))

# Rows in slices of unequal size; one of 3 rows has no interval.
slices = np.where(i < 3, 2, i % 2)
for s in range(3):
    show(f"slice {s}", welch(losses[slices == s], losses[slices != s], 1 - 0.05 / 3))

# Rows in groups that cross the slices.
groups = i // 4
weights = 0.5 + i % 3
for s in (0, 1):
    inside = i % 2 == s

    def side(mask):
        w = weights * mask
        mean = (w * losses).sum() / w.sum()
        moves = np.array([(w * (losses - mean))[groups == g].sum() / w.sum() for g in range(15)])
        return mean, np.sqrt(15 / 14) * moves

    (a, moves_a), (b, moves_b) = side(inside), side(~inside)
    se = np.sqrt(((moves_a - moves_b) ** 2).sum())
    va, vb = (moves_a ** 2).sum(), (moves_b ** 2).sum()
    df = max(14, (va + vb) ** 2 / (va ** 2 / 14 + vb ** 2 / 14))
    reach = stats.t.ppf(1 - 0.025, df) * se
    show(f"groups {s}", [a - b, a - b - reach, a - b + reach])

# The worst 1 %: of 250 rows two and a half, by weight until it is reached.
many = ((np.arange(250) * 37 % 101) / 50) ** 3
order = np.argsort(-many, kind="stable")
show("worst share", [(many[order[:2]].sum() + many[order[2]] / 2) / many.sum()])
w = 0.25 + np.arange(250) % 4
left, cost = 0.01 * w.sum(), 0
for row in order:
    part = min(w[row], left)
    cost, left = cost + part * many[row], left - part
show("worst share, weighted", [cost / (w * many).sum()])

# Bins.
numbers = (np.arange(57) * 23 % 31) / 4
ends = np.unique(np.quantile(numbers, np.arange(1, 11) / 10, method="inverted_cdf"))
show("ends", ends)
show("bins", np.searchsorted(ends, numbers, side="left"))

# Suspects.
c = np.arange(3)
counts = 1 + (31 * i[:, None] + 17 * c + 5 * i[:, None] * c) % 19
p = counts / counts.sum(axis=1, keepdims=True)
labels = np.where(i % 5 == 0, (p.argmax(axis=1) + 1) % 3, p.argmax(axis=1))
for name, w in (("", np.ones(60)), (", weighted", weights)):
    t = np.array([np.average(p[labels == k, k], weights=w[labels == k]) for k in range(3)])
    show("thresholds" + name, t)
    found = []
    for row in range(60):
        y = labels[row]
        above = [k for k in range(3) if k != y and p[row, k] >= t[k]]
        if p[row, y] < t[y] and above:
            k = max(above, key=lambda k: p[row, k])
            found.append((-(p[row, k] - p[row, y]), row, k))
    show("suspects" + name, [x for _, row, k in sorted(found) for x in (row, k)])
