#!/usr/bin/env python3
"""Prints what scikit-learn says of the rankings in RankingTests: the numbers that stand there.

Needs scikit-learn and NumPy (1.9.1 and 2.4 were used).
"""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

i = np.arange(40)
weights = 0.5 + (i % 4) * 0.75


def show(name, roc_auc, average_precision):
    print(f"{name}: {roc_auc!r}, {average_precision!r}")


# Two classes, with ties of both kinds.
scores = (i * 7919 % 23) / 23
positive = (i * i + 3 * i) % 7 < 3
for name, w in (("two classes", None), ("weighted", weights)):
    show(
        name,
        roc_auc_score(positive, scores, sample_weight=w),
        average_precision_score(positive, scores, sample_weight=w),
    )

# Four classes, as shares of whole numbers, so that ties are ties in any language.
counts = 1 + (31 * i[:, None] + 17 * np.arange(4) + 5 * i[:, None] * np.arange(4)) % 19
p = counts / counts.sum(axis=1, keepdims=True)
labels = (i * i + i // 3) % 4
indicators = labels[:, None] == np.arange(4)
for name, w in (("four classes", None), ("four classes weighted", weights)):
    show(
        name,
        roc_auc_score(labels, p, multi_class="ovr", average="macro", sample_weight=w),
        average_precision_score(indicators, p, average="macro", sample_weight=w),
    )
