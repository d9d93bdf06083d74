#!/usr/bin/env python3
"""Prints what scikit-learn's isotonic regression makes of the forecasts in IsotonicTests: the numbers that stand there.

Needs scikit-learn and NumPy (1.9.1 and 2.4 were used).
"""

import numpy as np
from scipy.special import xlogy
from sklearn.isotonic import IsotonicRegression

i = np.arange(50)
p = (1 + i * 7919 % 23) / 25
y = ((i * i + 3 * i) % 7 < 3).astype(float)
weights = 0.5 + (i % 4) * 0.75


def brier(p, y):
    return np.square(p - y)


def log_loss(p, y):
    return -(xlogy(y, p) + xlogy(1 - y, 1 - p))


for name, w in (("plain", np.ones(50)), ("weighted", weights)):
    fit = IsotonicRegression().fit(p, y, sample_weight=w).predict(p)
    grid = np.unique(p)[::4]
    print(name, [float(x) for x in np.interp(grid, *map(np.asarray, zip(*sorted(set(zip(p, fit))))))])
    for score in (brier, log_loss):
        values = [np.average(score(q, y), weights=w) for q in (p, fit, np.average(y, weights=w))]
        print(name, score.__name__, [float(x) for x in values])
