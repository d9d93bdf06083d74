#!/usr/bin/env python3
"""Reference optima of penalised linear classifiers on the tables in Examples/.

    python3 Scripts/linear_reference.py > Scripts/linear_reference.txt

The objective is   mean over rows of the loss  +  (lambda / 2) * sum of squared weights,
with an intercept that is free and not penalised.

* Several classes: one weight vector and one intercept per class, softmax. Several solutions have
  the same objective (add a constant to all intercepts); the objective and the probabilities are
  unique.
* Two classes: one weight vector, one intercept, sigmoid, penalty (lambda / 2) * |w|^2; the positive
  class is the last in sorted order.
* Numeric columns are standardised over all rows of the problem: mean 0, population standard
  deviation 1; constant columns are dropped. Categorical columns become one 0/1 indicator for
  every level (sorted), not standardised.

Cross entropy and label smoothing are convex and are solved by Newton's method in double to a
largest gradient entry of at most 1e-12; the value printed is summed again in extended precision.
The other losses are not convex in the logits, so their local minima are printed by start.
Needs numpy, scipy, scikit-learn, pandas.
"""

import platform
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp
from sklearn.linear_model import LogisticRegression

EXAMPLES = Path(__file__).parent.parent / "Examples"
EXTENDED = np.longdouble


# ---------------------------------------------------------------- tables


def standardise(X):
    X = X.astype(EXTENDED)
    X = X - X.mean(axis=0)
    deviation = np.sqrt((X * X).mean(axis=0))
    keep = deviation > 0
    return (X[:, keep] / deviation[keep]).astype(np.float64), keep


def numeric(name, drop=None):
    table = pd.read_csv(EXAMPLES / f"{name}.csv")
    target = table.columns[-1]
    if drop is not None:
        table = table[table[target] != drop]
    X, keep = standardise(table.iloc[:, :-1].to_numpy(np.float64))
    dropped = [column for column, kept in zip(table.columns, keep) if not kept]
    classes, y = np.unique(table[target].to_numpy(), return_inverse=True)
    return X, y, [str(c) for c in classes], dropped


def one_hot(name):
    table = pd.read_csv(EXAMPLES / f"{name}.csv")
    columns, names = [], []
    for column in table.columns[:-1]:
        for level in sorted(table[column].unique()):
            columns.append((table[column] == level).to_numpy(np.float64))
            names.append(f"{column}={level}")
    classes, y = np.unique(table[table.columns[-1]].to_numpy(), return_inverse=True)
    return np.stack(columns, axis=1), y, [str(c) for c in classes], names


# ---------------------------------------------------------------- softmax models
# Parameters: a (K, d + 1) array, the intercept in the last column, flattened.


def with_ones(X):
    return np.hstack([X, np.ones((len(X), 1))])


def softmax_parts(theta, Z, K):
    scores = Z @ theta.reshape(K, -1).T
    log_p = scores - logsumexp(scores, axis=1, keepdims=True)
    return log_p, np.exp(log_p)


def penalty(theta, K, penalised):
    W = theta.reshape(K, -1)[:, :-1]
    G = np.zeros_like(theta.reshape(K, -1))
    G[:, :-1] = penalised * W
    return 0.5 * penalised * np.sum(W * W), G.ravel()


def targets(y, K, smoothing=0.0):
    return (1 - smoothing) * np.eye(K)[y] + smoothing / K


def softmax_newton(X, y, K, penalised, smoothing=0.0):
    """Mean cross entropy against smoothed targets; convex."""
    Z, T = with_ones(X), targets(y, K, smoothing)
    n, d = Z.shape
    theta = np.zeros(K * d)

    def value(theta):
        log_p, _ = softmax_parts(theta, Z, K)
        return -np.mean(np.sum(T * log_p, axis=1)) + penalty(theta, K, penalised)[0]

    def gradient(theta):
        _, P = softmax_parts(theta, Z, K)
        return ((P - T).T @ Z / n).ravel() + penalty(theta, K, penalised)[1]

    best = None
    for _ in range(200):
        g = gradient(theta)
        norm = np.max(np.abs(g))
        if best is None or norm < best[0]:
            best = (norm, theta.copy())
        elif best[0] <= 1e-12:
            break
        _, P = softmax_parts(theta, Z, K)
        H = np.empty((K, d, K, d))
        for k in range(K):
            for l in range(K):
                h = P[:, k] * ((k == l) - P[:, l]) / n
                H[k, :, l, :] = Z.T @ (Z * h[:, None])
        for k in range(K):
            H[k, range(d - 1), k, range(d - 1)] += penalised
        # Takes away the one flat direction (a constant on all intercepts); the gradient
        # is orthogonal to it, so the step is Newton's.
        H[:, d - 1, :, d - 1] += 1.0 / K
        step = np.linalg.solve(H.reshape(K * d, K * d), g)
        size, now = 1.0, value(theta)
        while size > 1e-10 and norm > 1e-8 and value(theta - size * step) > now - 1e-4 * size * (g @ step):
            size /= 2
        theta = theta - size * step
    assert best[0] <= 1e-12, best[0]
    return best[1], best[0]


def softmax_report(theta, X, y, K, penalised, smoothing=0.0):
    """(objective, mean log loss, probabilities of row 0), all summed in extended precision."""
    Z = with_ones(X).astype(EXTENDED)
    W = theta.reshape(K, -1).astype(EXTENDED)
    scores = Z @ W.T
    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    log_loss = -log_p[np.arange(len(y)), y].mean()
    T = targets(y, K, smoothing).astype(EXTENDED)
    loss = -(T * log_p).sum(axis=1).mean()
    objective = loss + EXTENDED(penalised) / 2 * (W[:, :-1] ** 2).sum()
    return objective, log_loss, np.exp(log_p[0])


# ---------------------------------------------------------------- sigmoid models


def sigmoid_newton(X, y, penalised):
    Z = with_ones(X)
    n, d = Z.shape
    mask = np.ones(d)
    mask[-1] = 0
    w = np.zeros(d)
    sign = 1 - 2.0 * y

    def value(w):
        return -np.mean(log_expit(-sign * (Z @ w))) + 0.5 * penalised * np.sum(mask * w * w)

    best = None
    for _ in range(200):
        s = Z @ w
        g = Z.T @ (sign * expit(sign * s)) / n + penalised * mask * w
        norm = np.max(np.abs(g))
        if best is None or norm < best[0]:
            best = (norm, w.copy())
        elif best[0] <= 1e-12:
            break
        H = Z.T @ (Z * (expit(s) * expit(-s) / n)[:, None]) + penalised * np.diag(mask)
        step = np.linalg.solve(H, g)
        size, now = 1.0, value(w)
        while size > 1e-10 and norm > 1e-8 and value(w - size * step) > now - 1e-4 * size * (g @ step):
            size /= 2
        w = w - size * step
    assert best[0] <= 1e-12, best[0]
    return best[1], best[0]


def sigmoid_report(w, X, y, penalised):
    Z, W = with_ones(X).astype(EXTENDED), w.astype(EXTENDED)
    s = (Z @ W) * (1 - 2 * y)
    log_loss = (np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s)))).mean()
    objective = log_loss + EXTENDED(penalised) / 2 * (W[:-1] ** 2).sum()
    p = 1 / (1 + np.exp(-(Z[0] @ W)))
    return objective, log_loss, np.array([1 - p, p])


# ---------------------------------------------------------------- losses that are not convex


def row_losses(name, P, log_p, y):
    """(loss of every row, its gradient in the logits)."""
    n, K = P.shape
    rows = np.arange(n)
    Y = np.eye(K)[y]
    lp, p = log_p[rows, y], P[rows, y]
    others = np.where(Y == 1, 0, P).sum(axis=1)  # 1 - p without cancellation
    if name == "squared_error":
        R = P - Y
        return np.sum(R * R, axis=1), 2 * P * (R - np.sum(R * P, axis=1, keepdims=True))
    if name == "focal:gamma=2":
        slope = 2 * others * p * lp - others**2  # p dL/dp
        return -(others**2) * lp, slope[:, None] * (Y - P)
    if name == "gce:q=0.7":
        q = 0.7
        return -np.expm1(q * lp) / q, -(np.exp(q * lp))[:, None] * (Y - P)
    raise ValueError(name)


def rival(name, X, y, K, penalised, start):
    Z = with_ones(X)

    def function(theta):
        log_p, P = softmax_parts(theta, Z, K)
        loss, G = row_losses(name, P, log_p, y)
        value, g = penalty(theta, K, penalised)
        return loss.mean() + value, (G.T @ Z / len(y)).ravel() + g

    theta = start.copy()
    for _ in range(20):  # restarts forget the curvature and squeeze out the last digits
        result = minimize(
            function, theta, jac=True, method="L-BFGS-B",
            options=dict(maxiter=100_000, maxfun=1_000_000, maxcor=50, ftol=0, gtol=1e-13, maxls=100),
        )
        theta = result.x
        if np.max(np.abs(function(theta)[1])) <= 1e-11:
            break
    value, g = function(theta)
    log_p, _ = softmax_parts(theta, Z, K)
    return theta, value, np.max(np.abs(g)), -log_p[np.arange(len(y)), y].mean()


# ---------------------------------------------------------------- printing


def text(x):
    return np.format_float_positional(EXTENDED(x), precision=17, unique=False, fractional=False)


def probabilities(p):
    return "[" + ", ".join(np.format_float_scientific(float(v), precision=11, unique=False) for v in p) + "]"


def line(label, objective, log_loss, norm=None, more=""):
    norm = "" if norm is None else f"  gradient {float(norm):.1e}"
    print(f"  {label:<22} objective {text(objective)}  log_loss {text(log_loss)}{norm}{more}")


def scikit_learn(X, y, penalised, best, report, gradient_of):
    for solver in ("lbfgs", "newton-cg"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = LogisticRegression(
                C=1 / (penalised * len(y)), solver=solver, tol=1e-6, max_iter=100_000
            ).fit(X, y)
        theta = np.hstack([model.coef_, model.intercept_[:, None]])
        theta = theta.ravel()
        objective, log_loss, _ = report(theta)
        line(
            f"scikit-learn {solver}", objective, log_loss, gradient_of(theta),
            f"  above reference {float(objective - best):.2e}  iterations {model.n_iter_[0]}",
        )


def multiclass(name, lambdas):
    X, y, classes, dropped = numeric(name)
    K = len(classes)
    Z = with_ones(X)
    print(f"\n## {name}: softmax, {X.shape[0]} rows, {X.shape[1]} columns, classes {', '.join(classes)}")
    if dropped:
        print(f"  dropped as constant: {', '.join(dropped)}")
    for penalised in lambdas:
        print(f"\n{name} cross_entropy lambda {penalised:g}")
        theta, norm = softmax_newton(X, y, K, penalised)

        def gradient_of(theta):
            _, P = softmax_parts(theta, Z, K)
            g = ((P - targets(y, K)).T @ Z / len(y)).ravel() + penalty(theta, K, penalised)[1]
            return np.max(np.abs(g))

        report = lambda theta: softmax_report(theta, X, y, K, penalised)
        objective, log_loss, p = report(theta)
        line("reference (Newton)", objective, log_loss, norm)
        print(f"  row 0 probabilities    {probabilities(p)}")
        scikit_learn(X, y, penalised, objective, report, gradient_of)


def binary(name, X, y, classes, lambdas, note):
    Z = with_ones(X)
    print(f"\n## {name}: sigmoid, {X.shape[0]} rows, {X.shape[1]} columns, positive class {classes[1]}")
    print(f"  {note}")
    for penalised in lambdas:
        print(f"\n{name} binary_cross_entropy lambda {penalised:g}")
        w, norm = sigmoid_newton(X, y, penalised)

        def gradient_of(w):
            g = Z.T @ (expit(Z @ w) - y) / len(y)
            g[:-1] += penalised * w[:-1]
            return np.max(np.abs(g))

        report = lambda w: sigmoid_report(w, X, y, penalised)
        objective, log_loss, p = report(w)
        line("reference (Newton)", objective, log_loss, norm)
        print(f"  row 0 probabilities    {probabilities(p)}  ({', '.join(classes)})")
        scikit_learn(X, y, penalised, objective, report, gradient_of)


def rivals(name, lambdas):
    X, y, classes, _ = numeric(name)
    K = len(classes)
    for penalised in lambdas:
        print(f"\n{name} rivals lambda {penalised:g}")
        cross_entropy, _ = softmax_newton(X, y, K, penalised)
        theta, norm = softmax_newton(X, y, K, penalised, smoothing=0.1)
        objective, log_loss, p = softmax_report(theta, X, y, K, penalised, smoothing=0.1)
        line("label_smoothing 0.1", objective, log_loss, norm, "  (convex, Newton)")
        print(f"  row 0 probabilities    {probabilities(p)}")
        for loss in ("squared_error", "focal:gamma=2", "gce:q=0.7"):
            for label, start in (("zero", np.zeros_like(cross_entropy)), ("CE", cross_entropy)):
                theta, value, norm, log_loss = rival(loss, X, y, K, penalised, start)
                print(
                    f"  {loss:<14} from {label:<5} objective {value:.13f}  "
                    f"log_loss {log_loss:.10f}  gradient {norm:.1e}"
                )
            found = Counter()
            for seed in range(12):
                spread = (0.1, 1, 3)[seed % 3]
                start = np.random.default_rng(seed).normal(0, spread, len(cross_entropy))
                found[f"{rival(loss, X, y, K, penalised, start)[1]:.10f}"] += 1
            ends = ", ".join(f"{value} ({times})" for value, times in sorted(found.items()))
            print(f"  {loss:<14} 12 random starts end at {ends}")


def main():
    print("# Penalised linear classifiers: reference optima")
    print("# python3 Scripts/linear_reference.py > Scripts/linear_reference.txt")
    print(
        f"# Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"scikit-learn {sklearn.__version__}, pandas {pd.__version__}"
    )
    print("# objective = mean loss + (lambda/2)|W|^2, intercept free; gradient = largest entry.")
    print("# scikit-learn: LogisticRegression(C=1/(lambda n), tol=1e-6).")

    multiclass("iris", (1e-2, 1e-3, 1e-5))
    multiclass("wine", (1e-2, 1e-3))
    multiclass("digits", (1e-2, 1e-3))

    X, y, classes, names = one_hot("titanic")
    binary("titanic", X, y, classes, (1e-2, 1e-3), "columns: " + ", ".join(names))
    X, y, classes, _ = numeric("iris", drop="setosa")
    binary(
        "iris without setosa", X, y, classes, (1e-2, 1e-3, 1e-5),
        "columns standardised over these 100 rows",
    )

    print("\n## Rivals of cross entropy: softmax, the same objective with another loss")
    print("  squared_error = sum over classes of (p - y)^2; focal = -(1-p)^2 log p; gce = (1-p^q)/q.")
    print("  Not convex: the number is the local minimum reached from the start named (L-BFGS-B);")
    print("  where there are several, another optimiser may reach another one from the same start.")
    print("  Random starts: N(0, s^2) for all parameters, s = 0.1, 1, 3 in turn, seeds 0 to 11.")
    rivals("iris", (1e-3, 1e-5))
    rivals("wine", (1e-3,))


if __name__ == "__main__":
    main()
