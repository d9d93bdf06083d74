#!/usr/bin/env python3
"""Test vectors of the losses, worked out to 60 digits or more.

    python3 Scripts/loss_vectors.py > Scripts/loss_vectors.txt

Every input is the double that its literal reads as (0.1 is the double nearest to one tenth, and so
are q = 0.7 and q = 0.1); every value is printed with 17 significant digits (or the shortest ones that
do it) that read back as the double nearest to the true value. Needs mpmath.
"""

import math
import random

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


# ---------------------------------------------------------------- losses of a dense target
#
# Each is its formula, of logits (None: a masked class) and targets; the gradient is differentiation, which
# keeps twice the digits. A label is its one-hot row.


class Softmax:
    """p, log p, 1 - p and log(1 - p) of every class; nothing is found as 1 - p."""

    def __init__(self, z):
        top = max(v for v in z if v is not None)
        terms = [mp.exp(v - top) if v is not None else mpf(0) for v in z]
        total = mp.fsum(terms)
        others = [mp.fsum(t for k, t in enumerate(terms) if k != j) for j in range(len(z))]
        self.p = [t / total for t in terms]
        self.rest = [o / total for o in others]
        self.log_p = [-mp.log1p(o / t) if t else -mp.inf for t, o in zip(terms, others)]
        self.log_rest = [mp.log(r) if r else -mp.inf for r in self.rest]
        self.log_total = top + mp.log(total)


def times(weight, value):
    """0 * log 0 = 0."""
    return mpf(0) if weight == 0 else weight * value


def soft_cross_entropy(z, t):
    return -mp.fsum(times(w, log_p) for w, log_p in zip(t, Softmax(z).log_p))


def sum_of_binaries(z, t):
    s, mass = Softmax(z), mp.fsum(t)
    return -mp.fsum(
        times(w, a) + times(mass - w, b) for w, a, b in zip(t, s.log_p, s.log_rest)
    )


def kl_forward(z, t):
    mass = mp.fsum(t)
    return mp.fsum(
        times(w, (mp.log(w / mass) if w else 0) - log_p) for w, log_p in zip(t, Softmax(z).log_p)
    )


def kl_reverse(z, t):
    s, mass = Softmax(z), mp.fsum(t)
    return mass * mp.fsum(
        times(p, log_p - mp.log(w / mass)) if p else 0 for w, p, log_p in zip(t, s.p, s.log_p)
    )


def jensen_shannon(z, t):
    mass = mp.fsum(t)
    total = mpf(0)
    for w, p in zip(t, Softmax(z).p):
        p = mass * p
        if w:
            total += w * mp.log(2 * w / (w + p))
        if p:
            total += p * mp.log(2 * p / (w + p))
    return total / 2


def poly(epsilon):
    def loss(z, t):
        s = Softmax(z)
        return mp.fsum(times(w, epsilon * r - l) for w, r, l in zip(t, s.rest, s.log_p))

    return loss


def soft_squared_error(z, t):
    return mp.fsum((p - w) ** 2 for w, p in zip(t, Softmax(z).p))


def soft_focal(gamma):
    def loss(z, t):
        s = Softmax(z)
        return -mp.fsum(times(w, r**gamma * l) for w, r, l in zip(t, s.rest, s.log_p))

    return loss


def soft_generalised(q):
    def loss(z, t):
        return -mp.fsum(times(w, mp.expm1(mpf(q) * l) / mpf(q)) for w, l in zip(t, Softmax(z).log_p))

    return loss


def soft_sigmoid_cross_entropy(z, t):
    return mp.fsum(
        w * mp.log1p(mp.exp(-v)) + (1 - w) * mp.log1p(mp.exp(v)) for v, w in zip(z, t)
    )


def soft_sigmoid_squared_error(z, t):
    return mp.fsum((1 / (1 + mp.exp(-v)) - w) ** 2 for v, w in zip(z, t))


def crammer_singer(z, t):
    def of(label):
        rivals = [v + (k != label) for k, v in enumerate(z) if v is not None]
        return max(rivals) - z[label]

    return mp.fsum(w * of(j) for j, w in enumerate(t) if w)


def focal_of_soft_labels(gamma, alpha=None):
    """(1 - p_t)^gamma times cross entropy, p_t = sum t p; alpha scales."""

    def loss(z, t):
        s = Softmax(z)
        missed = mp.fsum(w * r for w, r in zip(t, s.rest)) / mp.fsum(t)
        return (1 if alpha is None else mpf(alpha)) * missed**gamma * soft_cross_entropy(z, t)

    return loss


def torchvision_focal(gamma, alpha=None):
    """torchvision.ops.sigmoid_focal_loss, summed; Keras's BinaryFocalCrossentropy without its clipping."""

    def loss(z, t):
        total = mpf(0)
        for v, w in zip(z, t):
            p, q = 1 / (1 + mp.exp(-v)), 1 / (1 + mp.exp(v))
            ce = w * mp.log1p(mp.exp(-v)) + (1 - w) * mp.log1p(mp.exp(v))
            missed = w * q + (1 - w) * p
            part = ce * missed**gamma
            if alpha is not None:
                part *= mpf(alpha) * w + (1 - mpf(alpha)) * (1 - w)
            total += part
        return total

    return loss


def rescaled_square(kappa, m):
    def loss(z, t):
        left = [(v, w) for v, w in zip(z, t) if v is not None]
        mass = mp.fsum(t)
        return mp.fsum(w * kappa * (v - m) ** 2 + (mass - w) * v**2 for v, w in left) / len(left)

    return loss


def squentropy(z, t):
    left = [(v, w) for v, w in zip(z, t) if v is not None]
    mass = mp.fsum(t)
    squares = mp.fsum((mass - w) * v**2 for v, w in left)
    return soft_cross_entropy(z, t) + squares / max(len(left) - 1, 1)


def of_pairs(loss):
    """Of every sigmoid output z the loss of the softmax outputs -z/2, z/2."""

    def of_outputs(z, t):
        return mp.fsum(loss([-v / 2, v / 2], [1 - w, w]) for v, w in zip(z, t))

    return of_outputs


def sigmoid_poly(epsilon):
    def loss(z, t):
        total = mpf(0)
        for v, w in zip(z, t):
            for weight, sign in ((w, 1), (1 - w, -1)):
                total += weight * (mp.log1p(mp.exp(-sign * v)) + epsilon / (1 + mp.exp(sign * v)))
        return total

    return loss


def hinge(power):
    def loss(z, t):
        return mp.fsum(
            w * max(0, 1 - v) ** power + (1 - w) * max(0, 1 + v) ** power for v, w in zip(z, t)
        )

    return loss


def linear_squared_error(z, t):
    return mp.fsum((v - w) ** 2 for v, w in zip(z, t))


def poisson(z, t):
    return mp.fsum(mp.exp(v) - w * v for v, w in zip(z, t))


def gaussian(z, t):
    """The first half of the outputs are means, the second log-variances."""
    half = len(z) // 2
    return mp.fsum(
        ((t[j] - z[j]) ** 2 * mp.exp(-z[half + j]) + z[half + j] + mp.log(2 * mp.pi)) / 2
        for j in range(half)
    )


def negative_log_likelihood(z, t):
    return -mp.fsum(times(w, v) for v, w in zip(z, t))


def with_options(temperature=1, soft_cap=None, z_loss=0, confidence_penalty=0):
    """Softmax cross entropy of z' = cap * tanh(z / cap) / temperature, and its penalties."""

    def loss(z, t):
        if soft_cap:
            z = [v if v is None else soft_cap * mp.tanh(v / soft_cap) for v in z]
        z = [v if v is None else v / mpf(temperature) for v in z]
        s = Softmax(z)
        entropy = -mp.fsum(times(p, log_p) for p, log_p in zip(s.p, s.log_p))
        return (
            soft_cross_entropy(z, t)
            + mpf(z_loss) * s.log_total**2
            - mpf(confidence_penalty) * entropy
        )

    return loss


def dense(loss, logits, target):
    """The value, and the gradient by differentiation."""
    t = [mpf(w) for w in target]

    def at(z):
        return loss([None if v == -INF else mpf(v) for v in z], t)

    gradient = []
    for j, v in enumerate(logits):
        if v == -INF:
            gradient.append(mpf(0))
            continue
        gradient.append(mp.diff(lambda x: at(logits[:j] + [x] + logits[j + 1 :]), mpf(v)))
    # What should be 0 is dust of differentiation.
    top = max(map(abs, gradient))
    gradient = [mpf(0) if abs(g) < top * mpf(10) ** -600 else g for g in gradient]
    return at(logits), gradient


# ---------------------------------------------------------------- rows of the losses of a dense target


def hard_rows(rows):
    """Rows with labels, as one-hot targets; a lone output's is its probability of "yes"."""
    for note, logits, label in rows:
        if isinstance(logits, list):
            yield note, logits, label, [float(j == label) for j in range(len(logits))]
        else:
            yield note, [logits], label, [float(label)]


def scattered_rows():
    """Logits at random at every scale, ties, and gaps that nearly vanish."""
    generator = random.Random(5)
    for exponent in (-8, -4, 0, 1, 2, 4, 8):
        z = [float("%.6g" % (generator.gauss(0, 1) * 10.0**exponent)) for _ in range(4)]
        yield f"random, scale 1e{exponent}", z, generator.randrange(4)
    yield "tiny numbers", [1e-300, -1e-300, 0], 0
    yield "all but one tie at the top", [7, 7, 7, -2], 3
    yield "a tie far up", [1e8, 1e8, 0], 1


def scattered_sigmoid_rows():
    generator = random.Random(6)
    for exponent in (-8, -4, 0, 1, 2, 4, 8):
        z = float("%.6g" % (generator.gauss(0, 1) * 10.0**exponent))
        yield f"random, scale 1e{exponent}", z, generator.randrange(2)
    yield "just below 1", math.nextafter(1, 0), 1
    yield "beyond 1", 1.25, 1
    yield "before -1", -0.9999999, 0


SOFT_ROWS = [
    ("ordinary", [2, 1, 0.1], [0.7, 0.2, 0.1]),
    ("confident", [40, 0], [0.95, 0.05]),
    ("confident and wrong", [40, 0], [0.05, 0.95]),
    ("large offset", [10003, 10000], [0.5, 0.5]),
    ("differences that round", [30.1, -10.3, 0.7], [0.1, 0.6, 0.3]),
    ("tiny gap", [1, 1.000000001], [0.5, 0.5]),
    ("far", [0, 700], [0.3, 0.7]),
    ("nearly met", [0.1, 0.2, 0.3], [0.3006096053557273, 0.33222499353334734, 0.3671654011109254]),
    ("even, nearly met", [0, 1e-7, 0, -1e-7], [0.25, 0.25, 0.25, 0.25]),
    ("a small share", [1, 2, 3], [1e-12, 0.4, 0.599999999999]),
]
for exponent, target in ((-8, [0.1, 0.2, 0.7]), (-4, [0.25, 0.5, 0.25]), (1, [0.6, 0.3, 0.1]), (2, [0.2, 0.2, 0.6])):
    generator = random.Random(exponent + 20)
    SOFT_ROWS.append(
        (
            f"random, scale 1e{exponent}",
            [float("%.6g" % (generator.gauss(0, 1) * 10.0**exponent)) for _ in range(3)],
            target,
        )
    )
MASKED_ROW = ("a masked class", [-INF, 0, 1], [0, 0.25, 0.75])
ZERO_ROW = ("a class that cannot be", [0.5, -1, 2], [0, 0.25, 0.75])

SOFT_SIGMOID_ROWS = [
    ("ordinary", [0.8], [0.3]),
    ("ordinary", [-1.5], [0.75]),
    ("confident", [40], [0.05]),
    ("even", [2], [0.5]),
    ("far", [-700], [0.9]),
    ("tiny", [1e-9], [0.5]),
    ("several", [0.8, -1.5, 2], [1, 0, 0.25]),
]

MEASURED_ROWS = [
    ("ordinary", [0.5, -1.25], [1.5, 3]),
    ("met", [0.1, 0.2], [0.1, 0.2]),
    ("nearly met", [1, 1.000000001], [1.000000001, 1]),
    ("tiny", [1e-150, -2e-8], [-3e-150, 1e-8]),
    ("huge", [1e30, -3e29], [0, 1e28]),
    ("one output", [-0.3], [1e8]),
    ("below 0", [-2.75, -0.1, 3], [-2.5, -7, -0.125]),
]

COUNT_ROWS = [
    ("scikit-learn, PyTorch", [0.5, 1.2], [1, 3]),
    ("nothing counted", [-3, 0.25], [0, 0]),
    ("met: z = log 7", [1.9459101490553132], [7]),
    ("rare", [-20, -700], [0, 1]),
    ("many", [13.8, 20], [1000000, 3]),
    ("tiny", [1e-9, -1e-17], [1, 2]),
    ("crossing 0", [0.25], [5.136101666750966]),
]

GAUSSIAN_ROWS = [
    ("ordinary", [0.5, -0.25], [1.5, 0]),
    ("met", [2, 0.5], [2, 0]),
    ("sure and wrong", [0, -20], [3, 0]),
    ("unsure", [0, 30], [1e6, 0]),
    ("crossing 0", [0.125, -1.8378770664093455], [0.125, 0]),
    ("two", [0.5, -1, 0.25, -2], [0.75, 3, 0, 0]),
    ("tiny and huge", [1e-8, 1e8, 1e-8, 36], [-1e-8, 0, 0, 0]),
]

HARD = list(hard_rows(SOFTMAX_ROWS + list(scattered_rows())))
HARD_SIGMOID = list(hard_rows(SIGMOID_ROWS + list(scattered_sigmoid_rows())))
FINITE = [row for row in HARD if -INF not in row[1]]
SOFT = [(note, z, None, t) for note, z, t in SOFT_ROWS + [MASKED_ROW]]
SOFT_ZERO = SOFT + [(*ZERO_ROW[:2], None, ZERO_ROW[2])]
SOFT_SIGMOID = [(note, z, None, t) for note, z, t in SOFT_SIGMOID_ROWS]
MEASURED = [(note, z, None, t) for note, z, t in MEASURED_ROWS]
COUNTED = [(note, z, None, t) for note, z, t in COUNT_ROWS]
PAIRED = [(note, z, None, t) for note, z, t in GAUSSIAN_ROWS]



def has_slope(row):
    """Whether Crammer and Singer's loss has one gradient there: one rival each, no margin just kept."""
    _, z, _, t = row
    for j, w in enumerate(t):
        rivals = sorted((v for k, v in enumerate(z) if k != j), reverse=True)
        if w and rivals[0] == z[j] - 1:
            return False
        if w and len(rivals) > 1 and rivals[0] == rivals[1] and rivals[0] > z[j] - 1:
            return False
    return True


DENSE_LOSSES = [
    ("linear squared error: sum (z - t)^2", linear_squared_error, MEASURED),
    ("softmax cross entropy, scattered", soft_cross_entropy, HARD[len(SOFTMAX_ROWS) :]),
    ("softmax squared error, scattered", soft_squared_error, HARD[len(SOFTMAX_ROWS) :]),
    ("softmax focal, gamma 2, scattered", soft_focal(2), HARD[len(SOFTMAX_ROWS) :]),
    ("softmax focal, gamma 0.5, scattered", soft_focal(mpf(0.5)), HARD[len(SOFTMAX_ROWS) :]),
    (
        "softmax generalised cross entropy, q 0.7, scattered",
        soft_generalised(0.7),
        HARD[len(SOFTMAX_ROWS) :],
    ),
    (
        "sigmoid cross entropy, scattered",
        soft_sigmoid_cross_entropy,
        HARD_SIGMOID[len(SIGMOID_ROWS) :],
    ),
    (
        "sigmoid squared error, scattered",
        soft_sigmoid_squared_error,
        HARD_SIGMOID[len(SIGMOID_ROWS) :],
    ),
    ("sum of binaries: -sum t log p + (T - t) log(1 - p)", sum_of_binaries, HARD),
    ("sum of binaries, soft", sum_of_binaries, SOFT_ZERO),
    ("kl forward: sum t log(t / p)", kl_forward, HARD),
    ("kl forward, soft", kl_forward, SOFT_ZERO),
    ("kl reverse: sum p log(p / t)", kl_reverse, SOFT[:-1]),
    ("jensen-shannon: (D(t | m) + D(p | m)) / 2", jensen_shannon, HARD),
    ("jensen-shannon, soft", jensen_shannon, SOFT_ZERO),
    ("negative log-likelihood: -sum t z", negative_log_likelihood, FINITE),
    ("temperature 2.5", with_options(temperature=2.5), HARD),
    ("soft cap 5", with_options(soft_cap=5), FINITE),
    ("z-loss 0.01", with_options(z_loss=0.01), HARD),
    ("confidence penalty 0.1", with_options(confidence_penalty=0.1), HARD),
    (
        "soft cap 5, temperature 2.5, z-loss 0.01, confidence penalty 0.1",
        with_options(2.5, 5, 0.01, 0.1),
        [(n, z, None, t) for n, z, t in SOFT_ROWS],
    ),
    ("poly, epsilon 2: -log p + 2 (1 - p)", poly(mpf(2)), HARD),
    ("poly, epsilon -1: -log p - (1 - p)", poly(mpf(-1)), HARD),
    ("poly, epsilon 2, soft", poly(mpf(2)), SOFT_ZERO),
    ("sigmoid poly, epsilon 2", sigmoid_poly(mpf(2)), HARD_SIGMOID),
    ("sigmoid poly, epsilon -1", sigmoid_poly(mpf(-1)), HARD_SIGMOID),
    ("hinge: max(0, 1 - z), of no max(0, 1 + z)", hinge(1), HARD_SIGMOID),
    ("squared hinge: max(0, 1 - z)^2, of no max(0, 1 + z)^2", hinge(2), HARD_SIGMOID),
    ("hinge, soft", hinge(1), SOFT_SIGMOID),
    ("squared hinge, soft", hinge(2), SOFT_SIGMOID),
    ("crammer-singer: max(z + [other]) - z_y", crammer_singer, list(filter(has_slope, HARD))),
    ("crammer-singer, soft", crammer_singer, list(filter(has_slope, SOFT_ZERO))),
    ("focal of soft labels, gamma 2", focal_of_soft_labels(2), SOFT_ZERO),
    ("focal of soft labels, gamma 0.5, alpha 0.25", focal_of_soft_labels(mpf(0.5), 0.25), SOFT_ZERO),
    ("torchvision's sigmoid focal, gamma 2, alpha 0.25", torchvision_focal(2, 0.25), SOFT_SIGMOID),
    ("torchvision's sigmoid focal, gamma 0.5", torchvision_focal(mpf(0.5)), SOFT_SIGMOID),
    (
        "torchvision's sigmoid focal of labels, gamma 2, alpha 0.25",
        torchvision_focal(2, 0.25),
        HARD_SIGMOID[: len(SIGMOID_ROWS)],
    ),
    ("rescaled square: (kappa (z_y - M)^2 + sum of the others' z^2) / C", rescaled_square(1, 1), HARD),
    ("rescaled square, kappa 15, M 30", rescaled_square(15, 30), HARD),
    ("rescaled square, kappa 15, M 30, soft", rescaled_square(15, 30), SOFT_ZERO),
    ("sigmoid rescaled square, kappa 1, M 1", of_pairs(rescaled_square(1, 1)), HARD_SIGMOID),
    ("sigmoid rescaled square, kappa 3, M 2, soft", of_pairs(rescaled_square(3, 2)), SOFT_SIGMOID),
    ("squentropy: -log p + mean of the wrong z^2", squentropy, HARD),
    ("squentropy, soft", squentropy, SOFT_ZERO),
    ("sigmoid squentropy", of_pairs(squentropy), HARD_SIGMOID),
    ("sigmoid squentropy, soft", of_pairs(squentropy), SOFT_SIGMOID),
    ("poisson: exp(z) - t z", poisson, COUNTED),
    ("gaussian: ((t - m)^2 exp(-s) + s + log 2 pi) / 2", gaussian, PAIRED),
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
    if text.lstrip("-").isdigit() and abs(x) > 2**53:  # no whole number to Swift
        text += ".0"
    return text


def given(v):
    if v == -INF:
        return "-.infinity"
    return str(v) if isinstance(v, int) else repr(v).replace("e-0", "e-").replace("e+", "e")


def print_dense(title, loss, rows):
    print(f"\n// {title}")
    for note, logits, label, target in rows:
        value, gradient = dense(loss, logits, target)
        start = f".init([{', '.join(map(given, logits))}], "
        if label is None:
            start += f"target: [{', '.join(map(given, target))}], "
        elif len(logits) == 1:
            start = f".init({given(logits[0])}, label: {label}, "
        else:
            start += f"label: {label}, "
        slopes = [literal(g) for g in gradient]
        if label is not None and len(logits) == 1:
            end = slopes[0]
        else:
            end = f"[{', '.join(slopes)}]"
        print(start + f"value: {literal(value)}, gradient: {end}),  // {note}")


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
    for title, loss, rows in DENSE_LOSSES:
        print_dense(title, loss, rows)


if __name__ == "__main__":
    main()
