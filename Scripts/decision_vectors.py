#!/usr/bin/env python3
"""Prints what scikit-learn and SciPy say of the rows in OperatingCurveTests, DecisionCurveTests, RiskCoverageTests and
BootstrapIntervalTests: the numbers that stand there.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1
    venv/bin/python Scripts/decision_vectors.py
"""

import numpy as np
from scipy import integrate, stats
from sklearn import metrics as m

i = np.arange(40)
weights = 0.5 + (i % 4) * 0.75
# With ties inside the class, outside it and across.
scores = (i * 7919 % 23) / 23
positive = (i * i + 3 * i) % 7 < 3


def show(name, values):
    print(f"{name}: " + ", ".join(repr(float(x)) for x in np.atleast_1d(values)))


for name, w in (("plain", None), ("weighted", weights)):
    rate, recall, thresholds = m.roc_curve(positive, scores, sample_weight=w, drop_intermediate=False)
    precision, recalls, _ = m.precision_recall_curve(positive, scores, sample_weight=w)
    show(f"{name}, thresholds", thresholds)
    show(f"{name}, recall", recall)
    show(f"{name}, false positive rate", rate)
    # From the highest threshold down.
    assert np.allclose(recalls[::-1], recall)
    show(f"{name}, precision", precision[::-1])

for name, w in (("plain", None), ("weighted", weights)):
    share = np.average(positive, weights=w)
    for threshold in (0.25, 0.5, 0.7):
        said = scores >= threshold
        # A miss costs 1 − θ, a false alarm θ.
        costs = np.where(positive, np.where(said, 0, 1 - threshold), np.where(said, threshold, 0))
        odds = threshold / (1 - threshold)
        show(
            f"{name}, at {threshold}",
            [
                np.average(costs, weights=w),
                min(threshold * (1 - share), (1 - threshold) * share),
                np.average(np.where(said, np.where(positive, 1, -odds), 0), weights=w),
                share - (1 - share) * odds,
            ],
        )

# The mean error rate over the different confidences, each with all rows that are as sure.
confidence = np.maximum(scores, 1 - scores)
right = (scores > 0.5) == positive
for name, w in (("plain", np.ones(40)), ("weighted", weights)):
    area, before = 0.0, 0.0
    for c in sorted(set(confidence), reverse=True):
        chosen = confidence >= c
        covered = w[chosen].sum() / w.sum()
        area += (covered - before) * (1 - m.accuracy_score(right[chosen], np.ones(chosen.sum(), bool), sample_weight=w[chosen]))
        before = covered
    show(f"{name}, area below risk", area)

# SciPy forms its interval of the same replicates.
data = np.array([(k * k * 37 % 101) / 10 + (k % 5) ** 3 / 4 for k in range(25)])
replicates = np.array([np.mean(data[[((j + 1) * (k + 3) * 7919 + j * j * k) % 101 % 25 for j in range(25)]]) for k in range(200)])
known = stats._resampling.BootstrapResult(None, replicates, None)
result = stats.bootstrap((data,), np.mean, method="BCa", n_resamples=0, bootstrap_result=known)
show("BCa", [result.confidence_interval.low, result.confidence_interval.high])
