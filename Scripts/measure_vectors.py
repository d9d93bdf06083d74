#!/usr/bin/env python3
"""Test vectors of the measures, worked out to 60 digits or more.

    python3 Scripts/measure_vectors.py > Scripts/measure_vectors.txt

Every input is the double that its literal reads as; every value is printed with digits that read back
as the double nearest to the true value. Needs mpmath.
"""

import math
import random

import mpmath
from mpmath import mp, mpf

from loss_vectors import literal

mp.dps = 400


def xlogx(x):
    return mpf(0) if x == 0 else x * mp.log(x)


def row(*cells):
    def cell(c):
        if isinstance(c, list):
            return "[" + ", ".join(map(cell, c)) + "]"
        if isinstance(c, str):
            return c
        if isinstance(c, int):
            return str(c)
        return repr(c).replace("e-0", "e-") if isinstance(c, float) else literal(c)

    print("(" + ", ".join(map(cell, cells)) + "),")


def pairs():
    random.seed(1)
    yield [0.36, 0.48, 0.16], [0.3, 0.3, 0.4]
    yield [0.8, 0.1, 0.1], [0.2, 0.2, 0.6]
    yield [0.25, 0.25, 0.25, 0.25], [0.25000025, 0.24999975, 0.25000025, 0.24999975]
    yield [0.1, 0.2, 0.3, 0.4], [0.1000001, 0.1999998, 0.30000029999999994, 0.3999998]
    yield [0.999999, 1e-6], [1e-6, 0.999999]
    yield [1e-300, 1.0], [1e-8, 0.99999999]
    yield [0.5, 0.5], [0.5000000000000001, 0.4999999999999999]
    for n in (3, 10):
        w, v = ([random.random() for _ in range(n)] for _ in range(2))
        yield [x / sum(w) for x in w], [x / sum(v) for x in v]


def joints():
    random.seed(2)
    yield [[0.4, 0.1], [0.1, 0.4]]
    yield [[0.125, 0.125], [0.375, 0.375]]
    yield [[0.1250001, 0.1249999], [0.3749999, 0.3750001]]
    yield [[0.5, 0.0], [0.0, 0.5]]
    yield [[0.9999999999, 1e-10], [0.0, 0.0]]
    yield [[1e-200, 0.5], [0.5, 1e-180]]
    w = [[random.random() for _ in range(4)] for _ in range(3)]
    total = sum(map(sum, w))
    yield [[x / total for x in line] for line in w]
    a, b = [0.2, 0.3, 0.5], [0.11, 0.89]
    yield [[x * y for y in b] for x in a]


def counts():
    yield [[10, 3], [4, 20]]
    yield [[5, 0, 2], [0, 0, 0], [1, 0, 7]]
    yield [[1000001, 999999], [999998, 1000002]]
    yield [[1, 1], [1, 1]]
    yield [[123456789, 1]]


def information(table):
    """I, sum |terms|, H(Y | X), H(X | Y), with the table scaled to sum to 1."""
    p = [[mpf(x) for x in line] for line in table]
    total = mp.fsum(mp.fsum(line) for line in p)
    p = [[x / total for x in line] for line in p]
    a = [mp.fsum(line) for line in p]
    b = [mp.fsum(line[j] for line in p) for j in range(len(p[0]))]
    terms = [
        x * mp.log(x / (a[i] * b[j]))
        for i, line in enumerate(p)
        for j, x in enumerate(line)
        if x > 0
    ]
    joint = -mp.fsum(xlogx(x) for line in p for x in line)
    h_x, h_y = (-mp.fsum(xlogx(x) for x in m) for m in (a, b))
    return mp.fsum(terms), mp.fsum(abs(t) for t in terms), joint - h_x, joint - h_y


def chance(table):
    """E[I] under the hypergeometric model, and I adjusted for it; every term of Vinh, Epps and Bailey 2010."""
    a = [sum(line) for line in table]
    b = [sum(line[j] for line in table) for j in range(len(table[0]))]
    n = sum(a)
    expected = mpf(0)
    for x in a:
        for y in b:
            for k in range(max(1, x + y - n), min(x, y) + 1):
                p = mpf(math.comb(x, k) * math.comb(n - x, y - k)) / math.comb(n, y)
                expected += p * k / n * mp.log(mpf(n) * k / (x * y))
    entropies = [-mp.fsum(xlogx(mpf(x) / n) for x in m) for m in (a, b)]
    greatest = mp.fsum(entropies) / 2
    return expected, (information(table)[0] - expected) / (greatest - expected)


def pairings():
    yield [[10, 3], [4, 20]]
    yield [[5, 0, 2], [0, 0, 0], [1, 0, 7]]
    yield [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]]
    yield [[3, 0, 0], [0, 3, 0], [0, 0, 4]]
    yield [[200, 170, 13], [190, 180, 20], [7, 9, 11]]
    yield [[2, 1, 1, 2], [1, 2, 2, 1], [1, 1, 1, 1]]


def clean(x):
    """Differences of entropies that are 0 exactly leave 400-digit dust."""
    return mpf(0) if abs(x) < mpf(10) ** -350 else x


def main():
    print("// Written by: python3 Scripts/measure_vectors.py > Scripts/measure_vectors.txt")
    print(f"// mpmath {mpmath.__version__}, 400 digits kept. Inputs are doubles.")

    print("\n// p, q, Jeffreys, total variation, Hellinger")
    for p, q in pairs():
        x, y = [mpf(v) for v in p], [mpf(v) for v in q]
        jeffreys = mp.fsum((s - t) * mp.log(s / t) for s, t in zip(x, y))
        tv = mp.fsum(abs(s - t) for s, t in zip(x, y)) / 2
        hellinger = mp.sqrt(mp.fsum((mp.sqrt(s) - mp.sqrt(t)) ** 2 for s, t in zip(x, y)) / 2)
        row(p, q, jeffreys, tv, hellinger)

    print("\n// joint, mutual information, sum |terms|, H(columns | rows), H(rows | columns)")
    for joint in joints():
        row(joint, *map(clean, information(joint)))

    print("\n// counts, mutual information, sum |terms|, H(columns | rows), H(rows | columns)")
    for table in counts():
        row(table, *map(clean, information(table)))

    print("\n// counts, expected mutual information, adjusted mutual information")
    for table in pairings():
        row(table, *map(clean, chance(table)))

    print("\n// p, -log p, p log p")
    for p in [0.5, 0.1, 0.9999999999999999, 1e-300, 0.75]:
        row(p, -mp.log(mpf(p)), xlogx(mpf(p)))

    print("\n// x, log(1 + x) - x")
    for x in [1e-300, -1e-160, 1e-100, 1e-17, -1e-8, 1e-5, -0.001, 0.01, -0.1, 0.2, -0.25, 0.25, 0.26, -0.3,
              0.5, -0.9, 1.0, 10.0, 1e10]:
        row(x, mp.log1p(mpf(x)) - mpf(x))

    print("\n// z, sigma(z), log sigma(z)")
    for z in [0.0, 0.8, -1.5, 1e-9, -1e-17, 20.0, 40.0, -40.0, 700.0, -700.0, 0.1234, -5.4321]:
        row(z, 1 / (1 + mp.exp(-mpf(z))), -mp.log1p(mp.exp(-mpf(z))))

    print("\n// logits, softmax, log-softmax")
    for z in [[2.0, 1.0, 0.1], [40.0, 0.0], [10003.0, 10000.0], [30.1, -10.3, 0.7], [1.0, 1.000000001],
              [0.3, -1.2, 2.7, 0.0, -3.4, 1.1, 0.9], [1e-8, -3e-8, 2e-8], [100.0, -250.0, 60.0]]:
        terms = [mp.exp(mpf(v)) for v in z]
        total = mp.fsum(terms)
        others = [mp.fsum(t for k, t in enumerate(terms) if k != j) for j in range(len(z))]
        row(z, [t / total for t in terms], [-mp.log1p(o / t) for o, t in zip(others, terms)])


if __name__ == "__main__":
    main()
