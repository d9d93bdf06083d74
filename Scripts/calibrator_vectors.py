#!/usr/bin/env python3
"""Prints the calibrators that SciPy finds for the rows of CalibratorTests: the numbers that stand there.

Needs SciPy and NumPy (1.17 and 2.4 were used). The rows are those of score_vectors.py.
"""

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import log_softmax, softmax

i = np.arange(60)
c = np.arange(4)
counts = 1 + (31 * i[:, None] + 17 * c + 5 * i[:, None] * c) % 19 + c / 8
p = counts / counts.sum(axis=1, keepdims=True)
labels = np.where(i % 3 == 0, (i * i + i // 3) % 4, p.argmax(axis=1))
weights = 0.5 + (i % 4) * 0.75
w = weights / weights.sum()
logs = np.log(p)


def show(name, numbers):
    print(f"{name}: [" + ", ".join(repr(float(x)) for x in numbers) + "]")


def fit(design, starts, labels, identity, penalty, bounds=None):
    """The lowest loss + penalty of logits starts + design · θ."""
    rows = np.arange(len(labels))

    def value(theta):
        z = starts + design @ theta
        distance = theta - identity
        loss = -(w * log_softmax(z, axis=1)[rows, labels]).sum() + 0.5 * penalty * distance @ distance
        move = softmax(z, axis=1)
        move[rows, labels] -= 1
        return loss, np.einsum("n,nk,nkj->j", w, move, design) + penalty * distance

    def hessian(theta):
        q = softmax(starts + design @ theta, axis=1)
        mean = np.einsum("nk,nkj->nj", q, design)
        square = np.einsum("n,nk,nki,nkj->ij", w, q, design, design)
        return square - np.einsum("n,ni,nj->ij", w, mean, mean) + penalty * np.eye(len(theta))

    if bounds is None:
        return minimize(value, identity, jac=True, hess=hessian, method="trust-exact", options={"gtol": 1e-12}).x
    return minimize(value, identity, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-16, "gtol": 1e-11}).x


def slope(beta):
    q = softmax(beta * logs, axis=1)
    return (w * ((q * logs).sum(axis=1) - logs[i, labels])).sum()


show("temperature", [brentq(slope, 1 / 64, 64, xtol=1e-15, rtol=1e-14)])
one_hot = np.broadcast_to(np.eye(4), (60, 4, 4))
show("prior shift", fit(one_hot, logs, labels, np.zeros(4), 1 / 60))
scaled = np.concatenate([logs[:, :, None] * np.eye(4), one_hot], axis=2)
show("vector", fit(scaled, np.zeros((60, 4)), labels, np.repeat([1.0, 0.0], 4), 4 / 60))
binary = p[:, 2] + p[:, 3]
positive = (labels >= 2).astype(int)
for name, y in (("beta", positive), ("beta, turned round", 1 - positive)):
    design = np.zeros((60, 2, 3))
    design[:, 1] = np.stack([np.log(binary), -np.log1p(-binary), np.ones(60)], axis=1)
    bounds = [(0, None), (0, None), (None, None)]
    show(name, fit(design, np.zeros((60, 2)), y, np.array([1.0, 1.0, 0.0]), 1 / 60, bounds))
