#!/usr/bin/env python3
"""Times scikit-learn's LogisticRegression on the linear benchmark.

    peers.py WORKFOLDER [--all] [--solver NAME ...] [--runs N] [--generate-only]

Writes WORKFOLDER/X.f64 (float64, row-major) and WORKFOLDER/y.i32 (int32), both in the machine's
byte order, if missing, and shape.json beside them; then fits, and prints one JSON line
per run to stdout. Everything else goes to stderr.
"""

import os

# Both change which kernels OpenBLAS picks; the peer gets what it would get by default. They have to
# go before NumPy loads the library.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)

import argparse
import json
import platform
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.special import logsumexp
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info, threadpool_limits

ROWS, COLUMNS, INFORMATIVE, CLASSES, SEED = 200_000, 50, 30, 10, 0
PENALTY = 1e-4
TOLERANCE = 1e-6
MAX_ITERATIONS = 1000


def generate(folder):
    folder.mkdir(parents=True, exist_ok=True)
    X, y = make_classification(
        n_samples=ROWS, n_features=COLUMNS, n_informative=INFORMATIVE, n_classes=CLASSES,
        random_state=SEED,
    )
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    shape = dict(rows=ROWS, columns=COLUMNS, classes=CLASSES, penalty=PENALTY)
    for name, data in (
        ("X.f64", np.ascontiguousarray(X, dtype=np.float64).tobytes()),
        ("y.i32", y.astype(np.int32).tobytes()),
        ("shape.json", (json.dumps(shape) + "\n").encode()),
    ):
        partial = folder / (name + ".partial")
        partial.write_bytes(data)
        partial.rename(folder / name)


def load(folder):
    if not (folder / "shape.json").exists():
        print("generating the data", file=sys.stderr)
        generate(folder)
    X = np.fromfile(folder / "X.f64", dtype=np.float64).reshape(ROWS, COLUMNS)
    y = np.fromfile(folder / "y.i32", dtype=np.int32)
    assert len(y) == ROWS
    return X, y


def scores(model, X, y):
    """(mean cross entropy + (penalty / 2) |W|^2, mean cross entropy)"""
    z = X @ model.coef_.T + model.intercept_
    log_loss = float(np.mean(logsumexp(z, axis=1) - z[np.arange(len(y)), y]))
    return log_loss + PENALTY / 2 * float(np.sum(model.coef_**2)), log_loss


def fit(solver, X, y):
    """solver is one of LogisticRegression's, or that and ":blas=N", which keeps BLAS to N threads."""
    name, _, threads = solver.partition(":blas=")
    model = LogisticRegression(
        C=1 / (PENALTY * len(y)), tol=TOLERANCE, max_iter=MAX_ITERATIONS, solver=name
    )
    with threadpool_limits(int(threads) if threads else None, user_api="blas"):
        start = time.perf_counter()
        model.fit(X, y)
        return model, time.perf_counter() - start


def about():
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"scikit-learn {sklearn.__version__}, {os.cpu_count()} logical processors",
        file=sys.stderr,
    )
    for pool in threadpool_info():
        keys = ("user_api", "internal_api", "version", "architecture", "num_threads")
        print("  " + ", ".join(f"{k} {pool[k]}" for k in keys if k in pool), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--all", action="store_true", help="lbfgs, newton-cg, newton-cholesky, each also on one BLAS thread"
    )
    parser.add_argument(
        "--solver", nargs="+", default=["lbfgs"], metavar="NAME",
        help="LogisticRegression's solver, or NAME:blas=N to keep BLAS to N threads",
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--generate-only", action="store_true")
    options = parser.parse_args()
    solvers = options.solver
    if options.all:
        names = ("lbfgs", "newton-cg", "newton-cholesky")
        solvers = [name + limit for name in names for limit in ("", ":blas=1")]

    X, y = load(options.folder)
    if options.generate_only:
        return
    about()
    for solver in solvers:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit(solver, X[:2000], y[:2000])  # threads started, code loaded
        for _ in range(options.runs):
            model, seconds = fit(solver, X, y)
            objective, log_loss = scores(model, X, y)
            print(
                json.dumps(
                    dict(
                        solver=solver, seconds=seconds, n_iter=int(np.max(model.n_iter_)),
                        objective=objective, log_loss=log_loss,
                    )
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
