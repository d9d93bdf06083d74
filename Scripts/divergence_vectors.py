#!/usr/bin/env python3
"""Prints the numbers of PredictionDivergenceTests.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python Scripts/divergence_vectors.py
"""

import numpy as np
from scipy.special import rel_entr
from scipy.stats import t

i = np.arange(60)
c = np.arange(3)
counts = 1 + (31 * i[:, None] + 17 * c + 5 * i[:, None] * c) % 19
p = counts / counts.sum(axis=1, keepdims=True)
other = 2 + (7 * i[:, None] + 11 * c + 3 * i[:, None] * c) % 13
q = other / other.sum(axis=1, keepdims=True)
kl = rel_entr(p, q).sum(axis=1)
reach = t.ppf(0.975, 59) * kl.std(ddof=1) / np.sqrt(60)
print("mean", repr(kl.mean()), repr(kl.mean() - reach), repr(kl.mean() + reach))
print("percentiles", [repr(float(x)) for x in np.quantile(kl, [0.5, 0.9, 0.99], method="inverted_cdf")])
w = 0.5 + i % 3
print("weighted", [repr(float(x)) for x in np.quantile(kl, [0.5, 0.9, 0.99], method="inverted_cdf", weights=w)])
print("weighted mean", repr(float(np.average(kl, weights=w))))
print("same", repr(float((p.argmax(axis=1) == q.argmax(axis=1)).mean())))
