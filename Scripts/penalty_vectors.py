#!/usr/bin/env python3
"""scikit-learn's optima of penalised linear models, for PenaltyPeerTests.

    python3 Scripts/penalty_vectors.py

The objective is the mean cross entropy of the rows + λ/2·‖W‖² (l2) or + λ·‖W‖₁ (l1), the intercepts free; numbers are
standardised by their mean and their deviation over n, and come first; a category has one 0/1 column per level, and what is
missing one of its own, a missing number being the mean. It prints, table by table,
the optimum of newton-cg (l2) or saga (l1) and the weights that are not 0, as class · features + feature.
Needs numpy, pandas, scikit-learn (2.4.6, 3.1.1 and 1.9.1 were used).
"""

import pathlib
import warnings

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

root = pathlib.Path(__file__).resolve().parent.parent
TABLES = [
    ("Examples/wine.csv", "cultivar"),
    ("Examples/iris.csv", "species"),
    ("Examples/titanic.csv", "survived"),
    ("Tests/Fixtures/tables/penguins_noindex.csv", "species"),
]


def encoded(table):
    numbers, levels = [], []
    for name in table.columns:
        cells, missing = table[name], table[name].isna()
        if pd.api.types.is_numeric_dtype(cells):
            numbers.append(((cells - cells.mean()) / cells.std(ddof=0)).fillna(0).to_numpy())
            numbers += [missing.to_numpy(float)] if missing.any() else []
        else:
            levels += [(cells == level).to_numpy(float) for level in sorted(cells.dropna().unique())]
            levels += [missing.to_numpy(float)] if missing.any() else []
    return np.stack(numbers + levels, axis=1)


def objective(model, x, y, penalty, l):
    w = model.coef_
    z = x @ w.T + model.intercept_
    if len(model.classes_) == 2:
        loss = np.logaddexp(0, np.where(y == 1, -z[:, 0], z[:, 0])).mean()
    else:
        z -= z.max(axis=1, keepdims=True)
        loss = (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean()
    return loss + (l / 2 * (w * w).sum() if penalty == "l2" else l * np.abs(w).sum())


warnings.simplefilter("ignore")
for path, target in TABLES:
    table = pd.read_csv(root / path)
    x = encoded(table.drop(columns=[target]))
    _, y = np.unique(table[target].astype(str), return_inverse=True)
    for penalty, l in [("l2", 1e-2), ("l2", 1e-4), ("l1", 2e-2), ("l1", 5e-3)]:
        model = LogisticRegression(
            C=1 / (l * len(y)), l1_ratio=1 if penalty == "l1" else 0, solver="saga" if penalty == "l1" else "newton-cg",
            tol=1e-10, max_iter=300_000).fit(x, y)
        places = np.flatnonzero(model.coef_.ravel()).tolist() if penalty == "l1" else []
        print(path, target, x.shape, penalty, l, repr(float(objective(model, x, y, penalty, l))), places, model.n_iter_)
