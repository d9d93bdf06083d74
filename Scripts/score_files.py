#!/usr/bin/env python3
"""Writes Tests/Fixtures/score/: predictions as people have them, and what scikit-learn says of them.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1
    venv/bin/python Scripts/score_files.py
"""

import json
import pathlib

import numpy as np
import scipy.special
import scipy.stats
import sklearn
from sklearn import metrics

folder = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "score"
folder.mkdir(exist_ok=True)
random = np.random.default_rng(18)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def expected(truth, p, classes, weights=None):
    """The numbers of a file, by the names that they have in JSON."""
    said = np.array(classes)[p.argmax(axis=1)]
    w = {} if weights is None else {"sample_weight": weights}
    if len(classes) == 2:
        brier = metrics.brier_score_loss(truth, p[:, 1], pos_label=classes[1], **w)
        area = weighted = metrics.roc_auc_score(truth == classes[1], p[:, 1], **w)
        precision = metrics.average_precision_score(truth == classes[1], p[:, 1], **w)
    else:
        onehot = (truth[:, None] == np.array(classes)).astype(float)
        brier = np.average(((p - onehot) ** 2).sum(axis=1), weights=weights)
        area = np.mean([
            metrics.roc_auc_score(truth == c, p[:, k], **w) for k, c in enumerate(classes)])
        weighted = metrics.roc_auc_score(truth, p, multi_class="ovr", average="weighted", **w)
        precision = metrics.average_precision_score(onehot, p, **w)
    return {
        "log_loss": metrics.log_loss(truth, p, labels=classes, **w),
        "brier_score": brier,
        "accuracy": metrics.accuracy_score(truth, said, **w),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, said, **w),
        "f1_macro": metrics.f1_score(truth, said, average="macro", **w),
        "matthews_corrcoef": metrics.matthews_corrcoef(truth, said, **w),
        "roc_auc": area,
        "roc_auc_weighted": weighted,
        "average_precision": precision,
    }


def write(name, header, rows):
    lines = [",".join(header)] + [",".join(str(cell) for cell in row) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n")


answers = {"scikit-learn": sklearn.__version__}
n = 240
# Three classes, as xent predict writes them.
classes = ["cat", "dog", "emu"]
logits = random.normal(size=(n, 3)) * 1.5
p = softmax(logits)
truth = np.array([classes[random.choice(3, p=softmax(0.7 * row[None])[0])] for row in logits])
weights = random.integers(1, 5, n)
write(
    "three.csv", ["id", "truth", "predicted", "p_cat", "p_dog", "p_emu", "w"],
    [[f"r{i}", truth[i], classes[p[i].argmax()], *[repr(float(x)) for x in p[i]], weights[i]] for i in range(n)])
answers["three.csv"] = expected(truth, p, classes)
answers["three.csv, weighted"] = expected(truth, p, classes, weights)
write(
    "logits.csv", ["truth", "cat", "dog", "emu"],
    [[truth[i], *[repr(float(x)) for x in logits[i]]] for i in range(n)])
write(
    "logs.csv", ["truth", "cat", "dog", "emu"],
    [[truth[i], *[repr(float(x)) for x in np.log(p[i])]] for i in range(n)])
np.save(folder / "three.npy", p)
np.save(folder / "truth.npy", np.array([classes.index(t) for t in truth]))
# The same rows in another order, of which the truth is in a file of its own.
order = random.permutation(n)
write("truth.csv", ["id", "truth"], [[f"r{i}", truth[i]] for i in order])

# Another program's predictions, in the order of truth.csv.
soft = softmax(0.7 * logits)
write(
    "soft.csv", ["id", "truth", "p_emu", "p_cat", "p_dog"],
    [[f"r{i}", truth[i], *[repr(float(soft[i][k])) for k in (2, 0, 1)]] for i in order])
onehot = (truth[:, None] == np.array(classes)).astype(float)
rows = np.arange(n)
label = onehot.argmax(axis=1)


def difference(values):
    """The mean and its t interval."""
    mean = values.mean()
    reach = scipy.stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return {"estimate": mean, "low": mean - reach, "high": mean + reach}


losses = [-np.log(q[rows, label]) for q in (p, soft)]
kl = scipy.special.rel_entr(p, soft).sum(axis=1)
answers["pair"] = {
    "difference": difference(losses[1] - losses[0]),
    "brier_score_difference": difference(
        ((soft - onehot) ** 2).sum(axis=1) - ((p - onehot) ** 2).sum(axis=1)),
    "accuracy_difference": difference(
        (soft.argmax(axis=1) == label).astype(float) - (p.argmax(axis=1) == label)),
    "win_rate": float((losses[1] < losses[0]).mean()),
    "margin": 0.01 * float(losses[0].mean()),
    "divergence": {
        "mean": difference(kl),
        **{name: float(np.quantile(kl, level, method="inverted_cdf"))
           for name, level in (("median", 0.5), ("percentile_90", 0.9), ("percentile_99", 0.99))},
        "same_class_rate": float((soft.argmax(axis=1) == p.argmax(axis=1)).mean()),
    },
}

# Two classes, one column, and ties.
z = random.normal(size=n) * 2
q = np.round(1 / (1 + np.exp(-z)), 2)
q = np.clip(q, 0.01, 0.99)
yes = np.array(["no", "yes"])[(random.random(n) < q).astype(int)]
write("two.csv", ["label", "probability"], [[yes[i], repr(float(q[i]))] for i in range(n)])
answers["two.csv"] = expected(yes, np.column_stack([1 - q, q]), ["no", "yes"])
write("percent.csv", ["label", "no", "yes"], [[yes[i], repr(round(100 - 100 * float(q[i]), 6)), repr(round(100 * float(q[i]), 6))] for i in range(n)])


def found(truth, said, classes, weights=None):
    """The scores of each class, and the confusion."""
    scores = metrics.precision_recall_fscore_support(truth, said, labels=classes, sample_weight=weights)
    return {
        "precision": list(scores[0]),
        "recall": list(scores[1]),
        "f1": list(scores[2]),
        "confusion": metrics.confusion_matrix(truth, said, labels=classes, sample_weight=weights).tolist(),
    }


for name, w in (("three.csv", None), ("three.csv, weighted", weights)):
    answers[f"{name}, classes"] = found(truth, np.array(classes)[p.argmax(axis=1)], classes, w)
    answers[f"{name}, top 2"] = metrics.top_k_accuracy_score(truth, p, k=2, labels=classes, sample_weight=w)
# Decisions from a probability that some rows have, and by costs 1 and 4, which put the threshold at .2.
for threshold in (0.2, 0.35):
    said = np.where(q >= threshold, "yes", "no")
    one = found(yes, said, ["no", "yes"])
    cost = np.where(yes == "yes", np.where(said == "yes", 0, 4), np.where(said == "yes", 1, 0))
    answers[f"two.csv, from {threshold}"] = {
        "precision": one["precision"][1],
        "recall": one["recall"][1],
        "specificity": one["recall"][0],
        "f1": one["f1"][1],
        "accuracy": metrics.accuracy_score(yes, said),
        "mean": float(cost.mean()),
        "constant_mean": float((yes == "no").mean()),
    }
# By a table of costs, rows of true classes.
table = np.array([[0, 1, 2], [3, 0, 1], [1, 1, 0]])
chosen = (p @ table).argmin(axis=1)
answers["three.csv, costs"] = {
    "mean": float(table[label, chosen].mean()),
    "accuracy": float((chosen == label).mean()),
    "constant_mean": float(table[label].mean(axis=0).min()),
}
(folder / "costs.csv").write_text("truth,cat,dog,emu\n" + "".join(
    f"{c}," + ",".join(map(str, row)) + "\n" for c, row in zip(classes, table)))
# Three labels, of which each may be true of a row.
z = random.normal(size=(n, 3)) * 1.5 - [0, 0.5, 1]
each = 1 / (1 + np.exp(-z))
true = (random.random((n, 3)) < each).astype(int)
labels = ["red", "big", "old"]
write(
    "labels.csv", [*labels, *[f"p_{name}" for name in labels]],
    [[*true[i], *[repr(float(x)) for x in each[i]]] for i in range(n)])
said = (each > 0.5).astype(int)
answers["labels.csv"] = {
    "log_loss": float(np.mean([metrics.log_loss(true[:, k], each[:, k]) for k in range(3)])),
    "brier_score": float(((each - true) ** 2).mean()),
    "accuracy": float((said == true).mean()),
    "f1_macro": metrics.f1_score(true, said, average="macro"),
    "roc_auc": metrics.roc_auc_score(true, each),
    "average_precision": metrics.average_precision_score(true, each),
}
(folder / "expected.json").write_text(json.dumps(answers, indent=2) + "\n")
