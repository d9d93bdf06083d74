#!/usr/bin/env python3
"""Optima of L2-penalised logistic regression on sparse rows, by liblinear.

    python3 Scripts/sparse_reference.py > Scripts/sparse_reference.txt

The objective is |w|^2 / 2 + C * sum of the losses, with a bias that is not penalised: liblinear's -s 0 -B 1 -R. Before
2.40 it has no -R, and its bias is penalised: then the objectives differ.

The rows are those of `SparseReference` in the tests, made by whole numbers alone so that both have the same.
Needs numpy, scipy and liblinear-official.
"""

import numpy as np
import scipy.sparse
from importlib.metadata import version
from liblinear.liblinearutil import parameter, problem, train

ROWS, PLACES = 400, 300


def rows():
    matrix = scipy.sparse.lil_matrix((ROWS, PLACES))
    labels = []
    for i in range(ROWS):
        score = (i * 53 % 41 - 20) / 5
        for k in range(12):
            place = (i * 7 + k * k * 13 + (i * k) % 29 * 5) % PLACES
            number = ((i * 31 + k * 17) % 23 - 11) / 7
            if number != 0:
                matrix[i, place] = number
        for place in sorted(matrix.rows[i]):
            score += matrix[i, place] * (place % 7 - 3)
        labels.append(1 if score > 0 else -1)
    return matrix.tocsr(), np.array(labels)


def main():
    x, y = rows()
    print(f"# liblinear {version('liblinear-official')}, python3 Scripts/sparse_reference.py")
    print(f"# {x.nnz} numbers in {ROWS} rows of {PLACES} places, {(y > 0).sum()} of the positive class")
    for c in [0.01, 0.1, 1, 10]:
        model = train(problem(y, x, bias=1), parameter(f"-s 0 -B 1 -R -c {c} -e 1e-9 -q"))
        sign = 1 if model.label[0] == 1 else -1
        w = sign * np.array([model.w[i] for i in range(PLACES + 1)])
        margins = y * (x @ w[:-1] + w[-1])
        objective = w[:-1] @ w[:-1] / 2 + c * np.logaddexp(0, -margins).sum()
        print(f"C {c:g} objective {objective:.12g} bias {w[-1]:.9g} weight_10 {w[10]:.9g}")


main()
