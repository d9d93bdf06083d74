#!/usr/bin/env python3
"""PyTorch's numbers for small dense networks on iris: what epochs of training must give.

    python3 Scripts/torch_epochs.py > Scripts/torch_epochs.txt

Data: Examples/iris.csv. Columns are standardised (mean 0, population deviation 1, over all rows of the
problem) in float64 and cast to float32; classes are sorted. Row i of an epoch is row (37 i) mod n of
the file, in every epoch, cut into batches of 16 in that order; the last batch is shorter.

Networks, float32, with
  three classes   150 rows: 4 -> 8 (relu) -> 5 (tanh) -> 3 logits, softmax cross entropy
  two classes     versicolor 0, virginica 1, 100 rows: 4 -> 6 (sigmoid) -> 1 logit, sigmoid cross entropy
  start           weight of layer l from input i to unit j   0.5 sin(1 + 7 l + 3 i + 1.3 j)
                  bias of unit j of layer l                  0.1 cos(2 + l + 1.7 j)
                  with l, i, j from 0, computed in float64, rounded to float32.
The loss of a batch is the mean over its rows.

With g the gradient of a batch's loss, t = 1, 2, ... the number of the step and w any weight or bias:
  sgd        v = mu v + g (v = g at t = 1);  w -= lr v,  with nesterov  w -= lr (g + mu v)
  adam       m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) g^2;
             w -= lr m / (1 - b1^t) / (sqrt(s / (1 - b2^t)) + eps)
  adamw      w *= 1 - lr weight_decay, then adam's step. PyTorch decays biases too; "adamw, weights only"
             is the same with biases in a group of their own of weight_decay 0.
The script runs these formulas in NumPy in float64 as well and stops if PyTorch's float64 run is farther
than 1e-12 from them.

Printed losses are means over all rows of the problem, evaluated in float64 with the float32 weights.
"float64 run" is the same training in float64 from the same start: how far it is off says what
float32's rounding does, and therefore how close two float32 trainers can be asked to be.

Matrices of weights are printed input by input: element i * units + j goes from input i to unit j.
Needs torch, numpy.
"""

import csv
import platform
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

IRIS = Path(__file__).parent.parent / "Examples" / "iris.csv"
BATCH = 16
STRIDE = 37

torch.set_num_threads(1)


# ---------------------------------------------------------------- data and start


def iris(kept=None):
    with open(IRIS, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    rows = [row for row in rows if kept is None or row[-1] in kept]
    classes = sorted({row[-1] for row in rows})
    X = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    return X.astype(np.float32), np.array([classes.index(row[-1]) for row in rows])


def start(widths):
    """[(weights, input by unit; biases)] in float32"""
    layers = []
    for l, (inputs, units) in enumerate(zip(widths, widths[1:])):
        i, j = np.arange(inputs)[:, None], np.arange(units)[None, :]
        weights = 0.5 * np.sin(1 + 7 * l + 3 * i + 1.3 * j)
        biases = 0.1 * np.cos(2 + l + 1.7 * np.arange(units))
        layers.append((weights.astype(np.float32), biases.astype(np.float32)))
    return layers


def batches(rows):
    order = [(STRIDE * i) % rows for i in range(rows)]
    return [order[first : first + BATCH] for first in range(0, rows, BATCH)]


PROBLEMS = {
    "three classes": ([4, 8, 5, 3], ["relu", "tanh"], iris()),
    "two classes": ([4, 6, 1], ["sigmoid"], iris(("versicolor", "virginica"))),
}


# ---------------------------------------------------------------- PyTorch


class Network(torch.nn.Module):
    def __init__(self, problem, dtype):
        super().__init__()
        widths, self.activations, _ = PROBLEMS[problem]
        self.layers = torch.nn.ModuleList()
        for weights, biases in start(widths):
            layer = torch.nn.Linear(*weights.shape)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(weights.T.copy()))
                layer.bias.copy_(torch.from_numpy(biases))
            self.layers.append(layer)
        self.to(dtype)

    def forward(self, x):
        for layer, activation in zip(self.layers, self.activations):
            x = getattr(torch, activation)(layer(x))
        return self.layers[-1](x)


def cross_entropy(logits, y):
    if logits.shape[1] == 1:
        return F.binary_cross_entropy_with_logits(logits[:, 0], y.to(logits.dtype))
    return F.cross_entropy(logits, y)


def truth(logits, y):
    """log p of every row's label"""
    return F.log_softmax(logits, dim=1).gather(1, y[:, None])[:, 0]


LOSSES = {
    "cross entropy": cross_entropy,
    "squared error, sum over classes": lambda z, y: (
        (z.softmax(dim=1) - F.one_hot(y, z.shape[1])).square().sum(dim=1).mean()
    ),
    "focal, gamma 2": lambda z, y: (-(1 - truth(z, y).exp()) ** 2 * truth(z, y)).mean(),
    "generalised cross entropy, q 0.7": lambda z, y: ((1 - (0.7 * truth(z, y)).exp()) / 0.7).mean(),
}


def grouped(network, decay):
    weights = [p for p in network.parameters() if p.ndim == 2]
    biases = [p for p in network.parameters() if p.ndim == 1]
    return [dict(params=weights, weight_decay=decay), dict(params=biases, weight_decay=0.0)]


ADAM = dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8)
# title: (PyTorch's optimiser, the same for the formulas above)
OPTIMISERS = {
    "sgd, lr 0.1": (
        lambda n: torch.optim.SGD(n.parameters(), lr=0.1),
        dict(kind="sgd", lr=0.1, mu=0.0, nesterov=False),
    ),
    "sgd, lr 0.1, momentum 0.9": (
        lambda n: torch.optim.SGD(n.parameters(), lr=0.1, momentum=0.9),
        dict(kind="sgd", lr=0.1, mu=0.9, nesterov=False),
    ),
    "sgd, lr 0.1, momentum 0.9, nesterov": (
        lambda n: torch.optim.SGD(n.parameters(), lr=0.1, momentum=0.9, nesterov=True),
        dict(kind="sgd", lr=0.1, mu=0.9, nesterov=True),
    ),
    "adam, lr 0.01, betas 0.9 0.999, eps 1e-8": (
        lambda n: torch.optim.Adam(n.parameters(), **ADAM),
        dict(kind="adam", lr=0.01, decay=(0.0, 0.0)),
    ),
    "adamw, lr 0.01, betas 0.9 0.999, eps 1e-8, weight_decay 0.01": (
        lambda n: torch.optim.AdamW(n.parameters(), weight_decay=0.01, **ADAM),
        dict(kind="adam", lr=0.01, decay=(0.01, 0.01)),
    ),
    "adamw, weights only, lr 0.01, betas 0.9 0.999, eps 1e-8, weight_decay 0.01": (
        lambda n: torch.optim.AdamW(grouped(n, 0.01), **ADAM),
        dict(kind="adam", lr=0.01, decay=(0.01, 0.0)),
    ),
}


def tensors(problem, dtype):
    X, y = PROBLEMS[problem][2]
    return torch.from_numpy(X).to(dtype), torch.from_numpy(y)


def mean_loss(network, problem):
    X, y = tensors(problem, torch.float64)
    wide = Network(problem, torch.float64)
    wide.load_state_dict(network.state_dict())
    with torch.no_grad():
        return cross_entropy(wide(X), y).item()


def last_layer(network):
    layer = network.layers[-1]
    return layer.weight.detach().T.numpy().copy(), layer.bias.detach().numpy().copy()


def train(problem, make, dtype):
    """losses after each of three epochs, the last layer after one, all parameters after three"""
    network = Network(problem, dtype)
    optimiser = make(network)
    X, y = tensors(problem, dtype)
    losses, last = [], None
    for epoch in range(3):
        for batch in batches(len(y)):
            optimiser.zero_grad()
            cross_entropy(network(X[batch]), y[batch]).backward()
            optimiser.step()
        losses.append(mean_loss(network, problem))
        if epoch == 0:
            last = last_layer(network)
    parameters = []
    for layer in network.layers:
        parameters += [layer.weight.detach().T.numpy(), layer.bias.detach().numpy()]
    return losses, last, parameters


# ---------------------------------------------------------------- the formulas, in NumPy


FORWARD = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
# from the activation's own value
SLOPE = {
    "relu": lambda a: (a > 0).astype(a.dtype),
    "tanh": lambda a: 1 - a * a,
    "sigmoid": lambda a: a * (1 - a),
}


def gradients(parameters, activations, X, y):
    values = [X]
    for l, name in enumerate(activations + [None]):
        z = values[-1] @ parameters[2 * l] + parameters[2 * l + 1]
        values.append(z if name is None else FORWARD[name](z))
    z = values.pop()
    if z.shape[1] == 1:
        delta = FORWARD["sigmoid"](z) - y[:, None]
    else:
        e = np.exp(z - z.max(axis=1, keepdims=True))
        delta = e / e.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]
    delta = delta / len(y)
    result = [None] * len(parameters)
    for l in reversed(range(len(values))):
        result[2 * l] = values[l].T @ delta
        result[2 * l + 1] = delta.sum(axis=0)
        if l > 0:
            delta = delta @ parameters[2 * l].T * SLOPE[activations[l - 1]](values[l])
    return result


def train_by_formula(problem, recipe):
    widths, activations, (X, y) = PROBLEMS[problem]
    X = X.astype(np.float64)
    w = [p.astype(np.float64) for layer in start(widths) for p in layer]
    first, second, step = [0 * p for p in w], [0 * p for p in w], 0
    for _ in range(3):
        for batch in batches(len(y)):
            step += 1
            for k, g in enumerate(gradients(w, activations, X[batch], y[batch])):
                lr = recipe["lr"]
                if recipe["kind"] == "sgd":
                    mu = recipe["mu"]
                    first[k] = mu * first[k] + g
                    w[k] = w[k] - lr * (g + mu * first[k] if recipe["nesterov"] else first[k])
                else:
                    w[k] = w[k] * (1 - lr * recipe["decay"][k % 2])
                    first[k] = 0.9 * first[k] + 0.1 * g
                    second[k] = 0.999 * second[k] + 0.001 * g * g
                    root = np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8
                    w[k] = w[k] - lr * first[k] / (1 - 0.9**step) / root
    return w


def farthest(a, b):
    return max(float(np.max(np.abs(x.astype(np.float64) - y))) for x, y in zip(a, b))


# ---------------------------------------------------------------- printing


def literal(values, digits):
    numbers = [f"{value:.{digits}g}" for value in np.ravel(values)]
    lines, line = [], "    "
    for n, number in enumerate(numbers):
        piece = number + ("," if n < len(numbers) - 1 else "")
        if len(line) + len(piece) > 96:
            lines.append(line.rstrip())
            line = "    "
        line += piece + " "
    return "  [\n" + "\n".join(lines + [line.rstrip()]) + "\n  ]"


def print_start():
    print("## start, three classes\n")
    X, y = tensors("three classes", torch.float64)
    network = Network("three classes", torch.float64)
    print("logits of row 0 (float64)")
    print(literal(network(X[:1]).detach().numpy(), 12))
    for title, loss in LOSSES.items():
        network.zero_grad()
        value = loss(network(X), y)
        value.backward()
        layer = network.layers[0]
        print(f"\n{title}: mean over 150 rows {value.item():.12g}")
        print("  gradient of that mean, first layer's weights, 4 inputs x 8 units (float64)")
        print(literal(layer.weight.grad.T.numpy(), 12))
        print("  gradient of that mean, first layer's biases")
        print(literal(layer.bias.grad.numpy(), 12))
    print("\n## start, two classes\n")
    X, y = tensors("two classes", torch.float64)
    network = Network("two classes", torch.float64)
    value = cross_entropy(network(X), y)
    value.backward()
    print("logit of row 0 (float64)")
    print(literal(network(X[:1]).detach().numpy(), 12))
    print(f"\nsigmoid cross entropy: mean over 100 rows {value.item():.12g}")
    print("  gradient of that mean, first layer's weights, 4 inputs x 6 units (float64)")
    print(literal(network.layers[0].weight.grad.T.numpy(), 12))
    print("  gradient of that mean, first layer's biases")
    print(literal(network.layers[0].bias.grad.numpy(), 12))


def print_run(problem, title):
    make, recipe = OPTIMISERS[title]
    losses, (weights, biases), parameters = train(problem, make, torch.float32)
    wide_losses, wide_last, wide_parameters = train(problem, make, torch.float64)
    off = farthest(wide_parameters, train_by_formula(problem, recipe))
    if not off <= 1e-12:
        raise SystemExit(f"{problem}, {title}: PyTorch is {off:.1e} from the formulas")
    print(f"\n## {problem}; {title}\n")
    print(f"loss after 1 epoch   {losses[0]:.10g}   float64 run {wide_losses[0]:.10g}")
    print(f"loss after 3 epochs  {losses[2]:.10g}   float64 run {wide_losses[2]:.10g}")
    print(
        f"largest difference of a parameter, float32 and float64 run: last layer after 1 epoch "
        f"{farthest((weights, biases), wide_last):.1e}, all after 3 epochs "
        f"{farthest(parameters, wide_parameters):.1e}"
    )
    print(f"last layer's weights after 1 epoch, {weights.shape[0]} inputs x {weights.shape[1]} units")
    print(literal(weights, 9))
    print("last layer's biases after 1 epoch")
    print(literal(biases, 9))


def main():
    print("# Epochs of small dense networks on iris, PyTorch's numbers")
    print("# python3 Scripts/torch_epochs.py > Scripts/torch_epochs.txt")
    print(
        f"# Python {platform.python_version()}, torch {torch.__version__}, numpy {np.__version__}, "
        "1 thread"
    )
    print("# What is computed stands at the top of the script. Weights: element i * units + j is from")
    print("# input i to unit j.\n")
    print_start()
    for title in OPTIMISERS:
        print_run("three classes", title)
    print_run("two classes", "sgd, lr 0.1")


if __name__ == "__main__":
    main()
