#!/usr/bin/env python3
"""Trains on breast cancer by xent and by scikit-learn, on 20 splits, and compares the log losses of the held-out rows.

    swift build -c release --product xent
    python3 Benchmarks/models/breast_cancer.py .build/release/xent

scikit-learn's LogisticRegressionCV gets standardised columns, the grid of penalties that xent begins with (λ = 1/(C·n), 1e-6 … 1),
three stratified folds and the log loss as its score. Needs scikit-learn and pandas.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

xent = str(pathlib.Path(sys.argv[1]).resolve())
data = load_breast_cancer(as_frame=True)
frame = data.frame.rename(columns={"target": "kind"})
frame["kind"] = frame["kind"].map({0: "malignant", 1: "benign"})
splits = StratifiedShuffleSplit(n_splits=20, train_size=398, test_size=171, random_state=0)
ours, theirs, seconds = [], [], [0.0, 0.0]
with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch)
    for train, test in splits.split(frame, frame["kind"]):
        frame.iloc[train].to_csv(folder / "train.csv", index=False)
        frame.iloc[test].to_csv(folder / "test.csv", index=False)
        truth = frame.iloc[test]["kind"].to_numpy()
        start = time.perf_counter()
        subprocess.run([xent, "train", "train.csv", "--target", "kind", "-o", "model", "-q"], cwd=folder, check=True,
                       capture_output=True)
        subprocess.run([xent, "predict", "model", "test.csv", "-o", "out.csv", "-q"], cwd=folder, check=True,
                       capture_output=True)
        seconds[0] += time.perf_counter() - start
        out = pd.read_csv(folder / "out.csv")
        ours.append(log_loss(truth, out[["p_benign", "p_malignant"]].to_numpy(), labels=["benign", "malignant"]))
        start = time.perf_counter()
        penalties = [10.0 ** -k for k in range(7)]
        model = make_pipeline(
            StandardScaler(),
            LogisticRegressionCV(Cs=[1 / (penalty * len(train)) for penalty in penalties], cv=3, scoring="neg_log_loss",
                                 max_iter=10_000, tol=1e-8))
        columns = [name for name in frame.columns if name != "kind"]
        model.fit(frame.iloc[train][columns], frame.iloc[train]["kind"])
        seconds[1] += time.perf_counter() - start
        theirs.append(log_loss(truth, model.predict_proba(frame.iloc[test][columns]), labels=["benign", "malignant"]))
difference = np.array(ours) - np.array(theirs)
error = difference.std(ddof=1) / np.sqrt(len(difference))
print(f"xent {np.mean(ours):.5f}, scikit-learn {np.mean(theirs):.5f}")
print(f"difference {difference.mean():+.5f}, standard error {error:.5f}: {difference.mean() / error:+.2f} of them")
print(f"seconds: xent with what to expect {seconds[0]:.1f}, scikit-learn {seconds[1]:.1f}")
