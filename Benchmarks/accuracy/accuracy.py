#!/usr/bin/env python3
"""How many digits of a loss and its gradient are right: ours, PyTorch's, optax's and scikit-learn's.

    Benchmarks/accuracy/run.sh

All get the same doubles; the truth comes from mpmath with 320 digits. Prints a Markdown table of the worst relative
error of the value and of the gradient's elements, and of small losses alone, in double precision.
"""
import json
import random
import struct
import subprocess
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 320


# ------------------------------------------------------------------ the truth, by automatic derivative of the formula


def log_softmax(z):
    top = max(z)
    rest = mp.fsum(mp.exp(x - top) for x in z)
    return [x - top - mp.log(rest) for x in z]


def value(loss, z, label, t):
    if loss in ("sigmoid cross entropy", "focal, sigmoid"):
        log_p = [-mp.log1p(mp.exp(-x)) for x in z]
        log_q = [-mp.log1p(mp.exp(x)) for x in z]
        f = (lambda lp, lq: -lp) if loss.startswith("sigmoid") else (lambda lp, lq: -mp.exp(lq) ** 2 * lp)
        return mp.fsum(y * f(a, b) + (1 - y) * f(b, a) for y, a, b in zip(t, log_p, log_q))
    if loss == "Poisson":
        return mp.fsum(mp.exp(x) - y * x for x, y in zip(z, t))
    log_p = log_softmax(z)
    if loss == "softmax cross entropy":
        return -log_p[label]
    if loss == "label smoothing 0.1":
        e = mpf(0.1)
        return -(1 - e) * log_p[label] - e / len(z) * mp.fsum(log_p)
    if loss == "soft targets":
        return -mp.fsum(y * a for y, a in zip(t, log_p))
    if loss == "squared error of softmax":
        return mp.fsum((mp.exp(a) - (j == label)) ** 2 for j, a in enumerate(log_p))
    if loss == "divergence from targets":
        return mp.fsum(y * (mp.log(y) - a) for y, a in zip(t, log_p) if y)
    if loss == "Poly-1, ε = 2":
        return -log_p[label] - 2 * mp.expm1(log_p[label])
    if loss == "generalised cross entropy 0.7":
        return -mp.expm1(mpf(0.7) * log_p[label]) / mpf(0.7)
    raise ValueError(loss)


def truth(case):
    z = [mpf(x) for x in case["logits"]]
    t = [mpf(x) for x in case.get("target") or []]
    label = case.get("label")
    f = value(case["loss"], z, label, t)
    # Central differences at 320 digits: a step of 1e-35 leaves an error of 1e-70.
    h = mpf(10) ** -35
    gradient = []
    for j in range(len(z)):
        up, down = list(z), list(z)
        up[j] += h
        down[j] -= h
        gradient.append((value(case["loss"], up, label, t) - value(case["loss"], down, label, t)) / (2 * h))
    return f, gradient


# ------------------------------------------------------------------ the peers


def torch_peer(case):
    import torch
    import torch.nn.functional as F
    loss, label = case["loss"], case.get("label")
    z = torch.tensor([case["logits"]], dtype=torch.float64, requires_grad=True)
    t = torch.tensor([case["target"]], dtype=torch.float64) if case.get("target") else None
    y = torch.tensor([label]) if label is not None else None
    if loss == "softmax cross entropy":
        out = F.cross_entropy(z, y)
    elif loss == "label smoothing 0.1":
        out = F.cross_entropy(z, y, label_smoothing=0.1)
    elif loss == "soft targets":
        out = F.cross_entropy(z, t)
    elif loss == "sigmoid cross entropy":
        out = F.binary_cross_entropy_with_logits(z, t, reduction="sum")
    elif loss == "squared error of softmax":
        out = F.mse_loss(z.softmax(1), F.one_hot(y, z.shape[1]).double(), reduction="sum")
    elif loss == "divergence from targets":
        out = F.kl_div(z.log_softmax(1), t, reduction="sum")
    elif loss == "Poisson":
        out = F.poisson_nll_loss(z, t, reduction="sum")
    else:
        return None
    out.backward()
    return out.item(), z.grad[0].tolist()


def optax_peer(case):
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax
    loss, label = case["loss"], case.get("label")
    t = jnp.array(case["target"], dtype=jnp.float64) if case.get("target") else None
    one_hot = jnp.eye(len(case["logits"]))[label] if label is not None else None
    functions = {
        "softmax cross entropy": lambda z: optax.softmax_cross_entropy_with_integer_labels(z, jnp.array(label)),
        "label smoothing 0.1": lambda z: optax.softmax_cross_entropy(z, optax.smooth_labels(one_hot, 0.1)),
        "soft targets": lambda z: optax.softmax_cross_entropy(z, t),
        "sigmoid cross entropy": lambda z: optax.sigmoid_binary_cross_entropy(z, t).sum(),
        "focal, sigmoid": lambda z: optax.sigmoid_focal_loss(z, t, gamma=2.0).sum(),
        "squared error of softmax": lambda z: ((jax.nn.softmax(z) - one_hot) ** 2).sum(),
        "divergence from targets": lambda z: optax.kl_divergence(jax.nn.log_softmax(z), t),
        "Poly-1, ε = 2": lambda z: optax.losses.poly_loss_cross_entropy(z, one_hot, epsilon=2.0),
    }
    if loss not in functions:
        return None
    out, gradient = jax.value_and_grad(functions[loss])(jnp.array(case["logits"], dtype=jnp.float64))
    return float(out), [float(g) for g in gradient]


def sklearn_peer(case):
    import numpy as np
    from sklearn._loss.loss import HalfBinomialLoss, HalfMultinomialLoss, HalfPoissonLoss
    loss = case["loss"]
    z = np.array([case["logits"]], dtype=float)
    if loss == "softmax cross entropy":
        out, gradient = HalfMultinomialLoss(n_classes=z.shape[1]).loss_gradient(
            np.array([float(case["label"])]), z.copy())
        return float(out[0]), gradient[0].tolist()
    if loss in ("sigmoid cross entropy", "Poisson"):
        kind = HalfBinomialLoss() if loss.startswith("sigmoid") else HalfPoissonLoss()
        t = np.array(case["target"], dtype=float)
        out, gradient = kind.loss_gradient(t, z[0].copy())
        return float(out.sum()), gradient.tolist()
    return None


# ------------------------------------------------------------------ cases


def cases():
    draw = random.Random(20)
    softmax = ["softmax cross entropy", "label smoothing 0.1", "squared error of softmax", "Poly-1, ε = 2",
               "generalised cross entropy 0.7"]
    dense = ["soft targets", "divergence from targets"]
    single = ["sigmoid cross entropy", "focal, sigmoid", "Poisson"]
    for scale in (1e-8, 1e-4, 0.1, 1, 10, 40):
        for _ in range(12):
            for loss in softmax + dense:
                n = draw.choice([2, 3, 10])
                case = {"loss": loss, "logits": [draw.gauss(0, scale) for _ in range(n)]}
                if loss in dense:
                    # Eighths, which are doubles and sum to 1 exactly.
                    cuts = sorted(draw.randrange(0, 9) for _ in range(n - 1))
                    case["target"] = [(b - a) / 8 for a, b in zip([0] + cuts, cuts + [8])]
                else:
                    case["label"] = draw.randrange(n)
                yield case
            for loss in single:
                whole = [0.0, 1.0, 2.0, 5.0] if loss == "Poisson" else [0.0, 1.0]
                yield {"loss": loss, "logits": [draw.gauss(0, scale)], "target": [draw.choice(whole)]}
    # Nearly right, offset, and wrong by far: where digits are lost.
    for gap in (5, 15, 20, 30, 36, 40, 60, 300):
        for offset in (0, 1e4):
            for loss in softmax:
                yield {"loss": loss, "logits": [offset + gap, offset], "label": 0}
                yield {"loss": loss, "logits": [offset + gap, offset], "label": 1}
        for loss in single[:2]:
            yield {"loss": loss, "logits": [float(gap)], "target": [1.0]}
            yield {"loss": loss, "logits": [float(-gap)], "target": [1.0]}


# ------------------------------------------------------------------ errors


def error(got, true):
    if true == 0:
        return 0.0 if got == 0 else float("inf")
    if got != got or abs(got) == float("inf"):
        return float("inf")
    return float(abs(mpf(got) - true) / abs(true))


def shown(x):
    if x is None:
        return "–"
    if x == float("inf"):
        return "wrong"
    return "0" if x == 0 else f"{x:.1e}".replace("e-0", "e-").replace("e+0", "e")


def main(ours):
    given = list(cases())
    lines = "".join(json.dumps(case) + "\n" for case in given)
    output = subprocess.run(ours, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    numbers = [[struct.unpack("<d", struct.pack("<Q", int(bits)))[0] for bits in line.split()] for line in output]
    sides = {"ours": None, "PyTorch": torch_peer, "optax": optax_peer, "scikit-learn": sklearn_peer}
    worst, small, slope = {}, {}, {}
    for case, own in zip(given, numbers):
        true, gradient = truth(case)
        # Below the least normal number no format keeps its digits.
        scale = max(abs(g) for g in gradient)
        for side, peer in sides.items():
            got = (own[0], own[1:]) if peer is None else peer(case)
            key = (case["loss"], side)
            if got is None:
                continue
            if true > mpf(2) ** -1000:
                table = small if true < mpf(10) ** -6 else worst
                table[key] = max(table.get(key, 0.0), error(got[0], true))
            for g, exact in zip(got[1], gradient):
                if scale > mpf(2) ** -1000:
                    slope[key] = max(slope.get(key, 0.0), error(mpf(g) / scale + 1, exact / scale + 1)
                                     if abs(exact) < scale / 2 else error(g, exact))
    names = list(dict.fromkeys(case["loss"] for case in given))
    for title, table in (("Value, of losses above 10⁻⁶", worst), ("Value, of losses below 10⁻⁶", small),
                         ("Gradient, against the row's greatest element", slope)):
        print(f"| {title} | " + " | ".join(sides) + " |")
        print("|---" * (len(sides) + 1) + "|")
        for name in names:
            if any((name, side) in table for side in sides):
                print(f"| {name} | " + " | ".join(shown(table.get((name, side))) for side in sides) + " |")
        print()
    import jax, optax, sklearn, torch
    print(f"{len(given)} rows; torch {torch.__version__}, jax {jax.__version__} with optax {optax.__version__}, "
          f"scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}.")


main(sys.argv[1:])
