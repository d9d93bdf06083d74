#!/usr/bin/env python3
"""Prints the numbers of SmoothCalibrationErrorTests: the definition row by row, and the authors' relplot, whose σ is one of 1 024.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 relplot==1.0.3
    venv/bin/python Scripts/smooth_calibration_vectors.py
"""

import pathlib

import numpy as np
import relplot
from scipy.optimize import brentq


def smooth(p, d, sigma, points=20_000):
    """The integral of |Σ d·K_σ(t, p)|, K_σ being the Gaussian kernel reflected at 0 and 1."""
    t = (np.arange(points) + 0.5) / points
    k = np.arange(1, int(8 / (np.pi * sigma)) + 2)
    waves = 2 * np.exp(-((np.pi * k * sigma) ** 2) / 2) * (d @ np.cos(np.pi * np.outer(p, k)))
    return np.abs(d.sum() + np.cos(np.pi * np.outer(t, k)) @ waves).mean()


def error(p, h, w=None):
    w = np.ones(len(p)) if w is None else w
    d = w * (h - p) / w.sum()
    return brentq(lambda sigma: smooth(p, d, sigma) - sigma, 0.002, 1, xtol=1e-12)


def equal_mass(p, h, w=None, bins=15):
    """ECE over bins that end with the first probability up to which there are k/15 of the weight."""
    w = np.ones(len(p)) if w is None else w
    order = np.argsort(p, kind="stable")
    upto = np.cumsum(w[order])
    ends = sorted({p[order][np.searchsorted(upto, upto[-1] * k / bins * (1 - 1e-12))] for k in range(1, bins + 1)})
    bin_of = np.searchsorted(ends, p)
    sums = np.bincount(bin_of, w * (h - p), minlength=len(ends))
    return np.abs(sums).sum() / w.sum()


i = np.arange(500)
# A right forecast, one that is too sure, one of few different values, and one that is often low; events by a fixed rule.
u = (i * 0.6180339887498949) % 1
v = (i * 0.7548776662466927 + 0.1) % 1
cases = {
    "right": (u, v < u),
    "sure": (1 / (1 + np.exp(-8 * (u - 0.5))), v < u),
    "few": (np.floor(u * 5) / 5 + 0.1, v < u),
    "rare": (0.05 + 0.9 * u**4, v < 0.5 * (0.05 + 0.9 * u**4)),
}
for name, (p, h) in cases.items():
    w = 1.0 + i % 3
    print(name, repr(float(error(p, h))), "weighted", repr(float(error(p, h, w))),
          "relplot", repr(float(relplot.smECE(p, h.astype(float)))))
    print(name, "equal mass", repr(float(equal_mass(p, h))), "weighted", repr(float(equal_mass(p, h, w))))

table = np.genfromtxt(
    pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/score/two.csv", delimiter=",", names=True, dtype=None)
p, h = table["probability"], table["label"] == "yes"
print("two.csv", repr(float(error(p, h))), "equal mass", repr(float(equal_mass(p, h))))
