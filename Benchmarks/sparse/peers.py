"""Sparse rows shaped like rcv1's, and their logistic regression by liblinear.

make FOLDER                 20 000 rows × 47 000 places, 0.16 % of them filled: words by Zipf's law, tf-idf, length 1
fit FOLDER C EPSILON...     liblinear's -s 0 with a bias that is not penalised (-B 1 -R, 2.40 or later), one thread
"""

import sys
import time

import numpy as np
import scipy.sparse

what, folder, *rest = sys.argv[1:]
rows, places = 20_000, 47_000

if what == "make":
    draw = np.random.default_rng(1)
    frequency = 1 / (np.arange(1, places + 1) + 30.0)
    frequency /= frequency.sum()
    upto = np.cumsum(frequency)
    weights = draw.standard_normal(places) * (draw.random(places) < 0.2)
    starts, columns, numbers = [0], [], []
    for _ in range(rows):
        words = int(max(5, draw.poisson(75)) * 1.035)
        column = np.unique(np.searchsorted(upto, draw.random(words)))
        column = column[column < places]
        value = (1 + np.log(draw.geometric(0.6, len(column)))) * np.log(1 / frequency[column])
        columns.append(column)
        numbers.append(value / np.linalg.norm(value))
        starts.append(starts[-1] + len(column))
    x = scipy.sparse.csr_matrix((np.concatenate(numbers), np.concatenate(columns), starts), shape=(rows, places))
    score = x @ weights
    score = score / score.std() * 3 + draw.standard_normal(rows) * 0.5
    labels = 1 / (1 + np.exp(-score)) > draw.random(rows)
    print(f"{x.nnz / rows / places:.4%} filled, {labels.mean():.3f} positive")
    x.indptr.astype("<i8").tofile(f"{folder}/starts.i64")
    x.indices.astype("<i4").tofile(f"{folder}/places.i32")
    x.data.astype("<f8").tofile(f"{folder}/numbers.f64")
    labels.astype("<i4").tofile(f"{folder}/labels.i32")
else:
    from importlib.metadata import version

    from liblinear.liblinearutil import parameter, problem, train

    starts = np.fromfile(f"{folder}/starts.i64", "<i8")
    column = np.fromfile(f"{folder}/places.i32", "<i4")
    x = scipy.sparse.csr_matrix((np.fromfile(f"{folder}/numbers.f64"), column, starts), shape=(rows, places))
    y = np.where(np.fromfile(f"{folder}/labels.i32", "<i4") > 0, 1, -1)
    given = problem(y, x, bias=1)
    c = float(rest[0])
    for epsilon in rest[1:]:
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            model = train(given, parameter(f"-s 0 -B 1 -R -c {c} -e {epsilon} -q"))
            seconds.append(time.perf_counter() - start)
        w = np.array([model.w[i] for i in range(places + 1)]) * (1 if model.label[0] == 1 else -1)
        objective = w[:-1] @ w[:-1] / 2 + c * np.logaddexp(0, -y * (x @ w[:-1] + w[-1])).sum()
        print(f"liblinear  epsilon {epsilon}  median {np.median(seconds):.4f} s, least {min(seconds):.4f} s"
              f"  objective {objective:.9f}  ({version('liblinear-official')})")
