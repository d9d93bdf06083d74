#!/usr/bin/env python3
"""Test vectors of distillation, worked out to 60 digits or more.

    python3 Scripts/distillation_vectors.py > Scripts/distillation_vectors.txt

Every input is the double that its literal reads as. A row has the divergence without its factor, the cross
entropy, and the gradient of alpha * T^2 * divergence + (1 - alpha) * cross entropy, with 17 digits. Needs
mpmath.
"""

import math

from mpmath import mp, mpf, nstr

mp.dps = 800  # 1 - p loses some hundred digits where p is near 1
INF = math.inf


def softmax(logits, temperature):
    z = [mpf(v) / mpf(temperature) if v != -INF else None for v in logits]
    top = max(v for v in z if v is not None)
    terms = [mp.exp(v - top) if v is not None else mpf(0) for v in z]
    total = mp.fsum(terms)
    return [t / total for t in terms]


def row(student, teacher, label, temperature, alpha):
    t, p = softmax(teacher, temperature), softmax(student, temperature)
    q = softmax(student, 1)
    divergence = mp.fsum(a * mp.log(a / b) for a, b in zip(t, p) if a != 0)
    entropy = -mp.log(q[label])
    alpha, temperature = mpf(alpha), mpf(temperature)
    gradient = [
        alpha * temperature * (p[j] - t[j]) + (1 - alpha) * (q[j] - (j == label))
        for j in range(len(p))
    ]
    return divergence, entropy, gradient


def swift(value):
    return "-.infinity" if value == -INF else repr(value)


def number(value):
    return "0" if abs(value) < mpf("2.2250738585072014e-308") else nstr(value, 17, strip_zeros=False)


CASES = [
    ([1, 2, 0.5], [2, 4, 0], 1, 4, 0.7),
    ([0, -1, 3], [-2, 6, 5], 2, 2, 0.5),
    ([2, 2, 1], [1, 1, 0], 0, 1, 0.25),
    ([0.3, 0.1, 0], [0, 3, 0], 1, 20, 0.9),
    ([1, 2, 0.5], [1, 2, 0.5], 0, 3, 0.6),
    ([0.5, -0.25, 2], [-INF, 1, 0.5], 2, 2.5, 0.4),
    ([-INF, 1, 0.5], [-INF, 0, 2], 1, 1.5, 0.8),
    ([700, 0, -700], [0, 0, 700], 0, 1, 0.5),
    ([10003, 10000], [1e4, 10001], 0, 2, 0.5),
    ([0.1, 0.7], [0.2, -0.4], 1, 0.1, 0.3),
]

print("// Written by: python3 Scripts/distillation_vectors.py > Scripts/distillation_vectors.txt")
for student, teacher, label, temperature, alpha in CASES:
    divergence, entropy, gradient = row(student, teacher, label, temperature, alpha)
    print(
        f".init([{', '.join(map(swift, student))}], teacher: [{', '.join(map(swift, teacher))}], "
        f"label: {label}, temperature: {temperature}, alpha: {alpha}, "
        f"divergence: {number(divergence)}, crossEntropy: {number(entropy)}, "
        f"gradient: [{', '.join(map(number, gradient))}]),"
    )
