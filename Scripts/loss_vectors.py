#!/usr/bin/env python3
"""Test vectors of the losses, worked out to 60 digits or more.

    python3 Scripts/loss_vectors.py > Scripts/loss_vectors.txt

Every input is the double that its literal reads as (0.1 is the double nearest to one tenth, and so
are q = 0.7 and q = 0.1); every value is printed with 17 significant digits (or the shortest ones that
do it) that read back as the double nearest to the true value. Needs mpmath.
"""

import math

import mpmath
from mpmath import mp, mpf

mp.dps = 800  # 60 good digits at least: squared error at [0, 700] loses over 600 of them
INF = math.inf


# ---------------------------------------------------------------- softmax losses


def softmax(logits, label):
    """(log p of the label, the probabilities, their sum without the label): nothing is
    found as 1 - p, so nothing cancels."""
    z = [mpf(v) if v != -INF else None for v in logits]
    top = max(v for v in z if v is not None)
    terms = [mp.exp(v - top) if v is not None else mpf(0) for v in z]
    total = mp.fsum(terms)
    p = [t / total for t in terms]
    rest = mp.fsum(t for j, t in enumerate(terms) if j != label)
    log_p = -mp.log1p(rest / terms[label])
    return log_p, p, rest / total


def cross_entropy(logits, label):
    log_p, p, rest = softmax(logits, label)
    return -log_p, [-rest if j == label else p[j] for j in range(len(p))]


def squared_error(logits, label):
    _, p, rest = softmax(logits, label)
    r = [-rest if j == label else p[j] for j in range(len(p))]
    mean = mp.fsum(a * b for a, b in zip(r, p))
    return mp.fsum(a * a for a in r), [2 * b * (a - mean) for a, b in zip(r, p)]


def by_probability(log_p, p, rest, label, value, p_times_slope):
    """Gradient of f(p_label): p f'(p) * (onehot - p)."""
    return value, [p_times_slope * (rest if j == label else -p[j]) for j in range(len(p))]


def focal(gamma):
    def loss(logits, label):
        log_p, p, rest = softmax(logits, label)
        value, slope = focal_terms(log_p, p[label], rest, gamma)
        return by_probability(log_p, p, rest, label, value, slope)

    return loss


def focal_terms(log_p, p, rest, gamma):
    if rest == 0:  # the only class left
        return mpf(0), mpf(0)
    gamma = mpf(gamma)
    value = -(rest**gamma) * log_p
    return value, gamma * rest ** (gamma - 1) * p * log_p - rest**gamma


def generalised(q):
    q = mpf(q)

    def loss(logits, label):
        log_p, p, rest = softmax(logits, label)
        return by_probability(
            log_p, p, rest, label, -mp.expm1(q * log_p) / q, -mp.exp(q * log_p)
        )

    return loss


# ---------------------------------------------------------------- sigmoid losses: one logit, label 0 or 1


def sigmoid(z, label):
    """(log p_t, p_t, 1 - p_t, +1 or -1), p_t the probability of the label."""
    sign = 1 if label == 1 else -1
    s = sign * mpf(z)
    return -mp.log1p(mp.exp(-s)), 1 / (1 + mp.exp(-s)), 1 / (1 + mp.exp(s)), sign


def sigmoid_cross_entropy(z, label):
    log_p, _, rest, sign = sigmoid(z, label)
    return -log_p, -sign * rest


def sigmoid_squared_error(z, label):
    _, p, rest, sign = sigmoid(z, label)
    return rest**2, -sign * 2 * rest * p * rest


def sigmoid_focal(gamma):
    def loss(z, label):
        log_p, p, rest, sign = sigmoid(z, label)
        value, slope = focal_terms(log_p, p, rest, gamma)
        return value, sign * slope * rest

    return loss


def sigmoid_generalised(q):
    q = mpf(q)

    def loss(z, label):
        log_p, _, rest, sign = sigmoid(z, label)
        return -mp.expm1(q * log_p) / q, -sign * mp.exp(q * log_p) * rest

    return loss


# ---------------------------------------------------------------- rows

SOFTMAX_ROWS = [
    ("ordinary", [2, 1, 0.1], 0),
    ("ordinary", [0.5, 2.5, 0.3], 1),
    ("ordinary, wrong", [1.2, -0.7, 3.1], 1),
    ("confident and right", [20, 0], 0),
    ("confident and right: the loss must survive", [40, 0], 0),
    ("confident and right, far", [100, -100, 0], 0),
    ("confident and wrong", [20, 0], 1),
    ("confident and wrong, far", [0, 700], 0),
    ("all equal", [0, 0, 0, 0], 2),
    ("two share the top", [3, 3, -1], 1),
    ("large offset", [10003, 10000], 0),
    ("large offset, below zero", [-10003, -10000], 0),
    ("a masked class", [-INF, 0, 1], 2),
    ("only the label is left", [-INF, 5], 1),
    ("tiny gap", [1, 1.000000001], 0),
    ("tiny gap, one unit in the last place", [1, math.nextafter(1, 2)], 1),
    ("differences that round", [30.1, -10.3, 0.7], 0),
    ("more classes", [0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], 4),
]

SIGMOID_ROWS = [
    ("even", 0, 1),
    ("even", 0, 0),
    ("ordinary", 0.8, 1),
    ("ordinary, wrong", -1.5, 1),
    ("ordinary, wrong", 2, 0),
    ("ordinary", -0.3, 0),
    ("confident and right", 20, 1),
    ("confident and right: the loss must survive", 40, 1),
    ("confident and right", -40, 0),
    ("confident and right, far", 200, 1),
    ("confident and wrong", -20, 1),
    ("confident and wrong", 40, 0),
    ("confident and wrong, far", -700, 1),
    ("tiny", 1e-9, 1),
    ("tiny", -1e-17, 0),
]

SOFTMAX_LOSSES = [
    ("softmax cross entropy: -log p_y", cross_entropy),
    ("softmax squared error: sum (p - y)^2", squared_error),
    ("softmax focal, gamma 2: -(1 - p_y)^2 log p_y", focal(2)),
    ("softmax focal, gamma 0.5: -(1 - p_y)^0.5 log p_y", focal(0.5)),
    ("softmax generalised cross entropy, q 0.7: (1 - p_y^q) / q", generalised(0.7)),
    ("softmax generalised cross entropy, q 0.1: (1 - p_y^q) / q", generalised(0.1)),
]

SIGMOID_LOSSES = [
    ("sigmoid cross entropy: -log p_t", sigmoid_cross_entropy),
    ("sigmoid squared error: (sigma - y)^2", sigmoid_squared_error),
    ("sigmoid focal, gamma 2: -(1 - p_t)^2 log p_t", sigmoid_focal(2)),
    ("sigmoid focal, gamma 0.5: -(1 - p_t)^0.5 log p_t", sigmoid_focal(0.5)),
    ("sigmoid generalised cross entropy, q 0.7: (1 - p_t^q) / q", sigmoid_generalised(0.7)),
    ("sigmoid generalised cross entropy, q 0.1: (1 - p_t^q) / q", sigmoid_generalised(0.1)),
]


# ---------------------------------------------------------------- checks


def check_softmax(loss, logits, label, value, gradient):
    """The gradient against numeric differentiation and, where finite, its sum against 0."""
    with mp.workdps(1600):
        for j, z in enumerate(logits):
            if z == -INF:
                assert gradient[j] == 0
                continue

            def along(t, j=j):
                moved = [v if v == -INF or k != j else t for k, v in enumerate(logits)]
                return loss(moved, label)[0]

            slope = mp.diff(along, mpf(z))
            close = abs(slope - gradient[j])
            # Differentiation loses digits too; agreement to 60 is what is asked.
            assert close <= mpf(10) ** -60 * max(abs(slope), mpf(10) ** -1000), (logits, j)


def check_sigmoid(loss, z, label, gradient):
    with mp.workdps(1600):
        slope = mp.diff(lambda t: loss(t, label)[0], mpf(z))
        assert abs(slope - gradient) <= mpf(10) ** -60 * max(abs(slope), mpf(10) ** -1000), z


# ---------------------------------------------------------------- printing


def literal(x):
    """17 significant digits that read back as the double nearest to x."""
    x = mpf(x)
    if x == 0:
        return "0"
    if abs(x) < mpf(2) ** -1022:  # below the normal doubles: too small to be told exactly
        return "0"
    text = mp.nstr(x, 17, min_fixed=-5, max_fixed=17, strip_zeros=True)
    if text.endswith(".0"):
        text = text[:-2]
    text = text.replace(".0e", "e").replace("e+", "e")
    if float(text) != float(x):  # close to half way between two doubles
        text = repr(float(x))
    return text


def given(v):
    if v == -INF:
        return "-.infinity"
    return str(v) if isinstance(v, int) else repr(v).replace("e-0", "e-")


def main():
    print("// Written by: python3 Scripts/loss_vectors.py > Scripts/loss_vectors.txt")
    print(f"// mpmath {mpmath.__version__}, 60 digits or more; 17 significant digits printed. Inputs are doubles.")
    print("// 0 stands for exact zeros and for what lies below the smallest normal double.")
    for title, loss in SOFTMAX_LOSSES:
        print(f"\n// {title}")
        for note, logits, label in SOFTMAX_ROWS:
            value, gradient = loss(logits, label)
            check_softmax(loss, logits, label, value, gradient)
            print(
                f".init([{', '.join(map(given, logits))}], label: {label}, value: {literal(value)}, "
                f"gradient: [{', '.join(map(literal, gradient))}]),  // {note}"
            )
    for title, loss in SIGMOID_LOSSES:
        print(f"\n// {title}")
        for note, z, label in SIGMOID_ROWS:
            value, gradient = loss(z, label)
            check_sigmoid(loss, z, label, gradient)
            print(
                f".init({given(z)}, label: {label}, value: {literal(value)}, "
                f"gradient: {literal(gradient)}),  // {note}"
            )


if __name__ == "__main__":
    main()
