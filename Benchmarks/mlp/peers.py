#!/usr/bin/env python3
"""Times PyTorch's training of a dense network on the network benchmark.

    peers.py WORKFOLDER [--solver torch[:sliced|:loader][:fused]] [--batch 128] [--epochs 3]
             [--threads N] [--seed 0] [--generate-only]

torch is what most code does: the rows of each batch fetched by their indices, default Adam. With
:sliced the table is shuffled once per epoch and batches are slices of it, with :loader the rows come
from a DataLoader without workers, with :fused Adam is called with fused=True.

Writes WORKFOLDER/X.f32 (float32, row-major) and WORKFOLDER/y.i32 (int32), both in the machine's byte
order, if missing, and shape.json beside them; then trains, and prints one JSON line to
stdout. Everything else goes to stderr.
"""

import os

# These choose kernels by hand; the peer gets what it would get by default. They have to go before the
# libraries are loaded.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY"):
    os.environ.pop(name, None)

import argparse
import json
import platform
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROWS, COLUMNS, INFORMATIVE, CLASSES, SEED = 200_000, 50, 30, 10, 0
WIDTHS = (COLUMNS, 128, 64, CLASSES)
LEARNING_RATE = 1e-3


def generate(folder):
    from sklearn.datasets import make_classification

    folder.mkdir(parents=True, exist_ok=True)
    X, y = make_classification(
        n_samples=ROWS, n_features=COLUMNS, n_informative=INFORMATIVE, n_classes=CLASSES,
        random_state=SEED,
    )
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    shape = dict(rows=ROWS, columns=COLUMNS, classes=CLASSES)
    for name, data in (
        ("X.f32", np.ascontiguousarray(X, dtype=np.float32).tobytes()),
        ("y.i32", y.astype(np.int32).tobytes()),
        ("shape.json", (json.dumps(shape) + "\n").encode()),
    ):
        partial = folder / (name + ".partial")
        partial.write_bytes(data)
        partial.rename(folder / name)


def load(folder):
    if not all((folder / name).exists() for name in ("X.f32", "y.i32", "shape.json")):
        print("generating the data", file=sys.stderr)
        generate(folder)
    X = np.fromfile(folder / "X.f32", dtype=np.float32).reshape(ROWS, COLUMNS)
    y = np.fromfile(folder / "y.i32", dtype=np.int32)
    assert len(y) == ROWS
    return torch.from_numpy(X), torch.from_numpy(y.astype(np.int64))


def network():
    """the start is drawn by our rule, so that the losses of both sides can be compared"""
    layers = []
    for inputs, units in zip(WIDTHS, WIDTHS[1:]):
        layer = nn.Linear(inputs, units)
        if units == CLASSES:
            nn.init.xavier_uniform_(layer.weight)
        else:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def indexed(X, y, batch):
    order = torch.randperm(len(y))
    for first in range(0, len(y), batch):
        rows = order[first : first + batch]
        yield X[rows], y[rows]


def sliced(X, y, batch):
    order = torch.randperm(len(y))
    X, y = X[order], y[order]
    for first in range(0, len(y), batch):
        yield X[first : first + batch], y[first : first + batch]


def loader(X, y, batch):
    from torch.utils.data import DataLoader, TensorDataset

    return iter(DataLoader(TensorDataset(X, y), batch_size=batch, shuffle=True))


WAYS = dict(sliced=sliced, loader=loader)


def parsed(solver):
    """(the way batches get their rows, whether Adam is fused)"""
    first, *options = solver.split(":")
    ways = [option for option in options if option != "fused"]
    if first != "torch" or len(ways) > 1 or any(way not in WAYS for way in ways):
        sys.exit(f"peers.py: expected torch[:sliced|:loader][:fused], got '{solver}'")
    return WAYS[ways[0]] if ways else indexed, "fused" in options


def adam(model, fused):
    return torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, **(dict(fused=True) if fused else {}))


def train_epoch(model, optimiser, loss, batches):
    for X, y in batches:
        optimiser.zero_grad()
        loss(model(X), y).backward()
        optimiser.step()


def mean_loss(model, X, y):
    """mean cross entropy over all rows; logits in float32, their loss in float64"""
    with torch.no_grad():
        return nn.functional.cross_entropy(model(X).double(), y).item()


def about():
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}, "
        f"{torch.backends.cpu.get_cpu_capability()}, MKL {torch.backends.mkl.is_available()}, "
        f"{torch.get_num_threads()} threads of {os.cpu_count()} logical processors",
        file=sys.stderr,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--solver", default="torch", help="torch[:sliced|:loader][:fused]")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, help="default: what PyTorch takes by itself")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--generate-only", action="store_true")
    options = parser.parse_args()
    way, fused = parsed(options.solver)

    X, y = load(options.folder)
    if options.generate_only:
        return
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    about()
    loss = nn.CrossEntropyLoss()

    # Threads started, code loaded, allocator filled: on a network that is thrown away.
    model = network()
    warm = slice(0, 20 * options.batch)
    train_epoch(model, adam(model, fused), loss, way(X[warm], y[warm], options.batch))

    torch.manual_seed(options.seed)
    model = network()
    optimiser = adam(model, fused)
    seconds, losses = [], []
    for _ in range(options.epochs):
        start = time.perf_counter()
        train_epoch(model, optimiser, loss, way(X, y, options.batch))
        seconds.append(time.perf_counter() - start)
        losses.append(mean_loss(model, X, y))
    print(
        json.dumps(
            dict(
                solver=options.solver, batch=options.batch, threads=torch.get_num_threads(),
                seconds_per_epoch=seconds, train_loss_after=losses,
            )
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
