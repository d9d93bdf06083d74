#!/usr/bin/env python3
"""Size and power of the test of calibration on tables of three unequal classes: the figures of Guides/Statistics.md.

    python3 Scripts/calibration_power.py [TABLES] [XENT]

Every table has 5 standard normal columns and classes drawn from a linear softmax model (about 30, 52 and 18 %). Counted
are the tables on which xent compare rejects calibration (p < .05), and those whose ECE, of the top label and classwise, is
above the 95 % point of its noise: of cross entropy as trained, which is right up to what it cannot learn; of balanced cross
entropy as trained, whose class shares are wrong; and of the latter recalibrated.

Needs NumPy.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

root = pathlib.Path(__file__).resolve().parent.parent
tables = int(sys.argv[1]) if len(sys.argv) > 1 else 200
xent = sys.argv[2] if len(sys.argv) > 2 else root / ".build/release/xent"
slopes = np.array([[-0.9, 0.1, 0.6], [0.3, -0.2, -0.1], [0.4, 0, -0.5], [0, 0.3, -0.2], [-0.3, 0.2, 0]])
shares = np.array([-0.1, 0.6, -0.6])


def table(seed, rows, path):
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((rows, 5))
    logits = x @ slopes + shares
    y = (logits + generator.gumbel(size=logits.shape)).argmax(axis=1)
    lines = [",".join(f"{v:.6f}" for v in row) + f",c{label}" for row, label in zip(x, y)]
    path.write_text("x0,x1,x2,x3,x4,y\n" + "\n".join(lines) + "\n")


def signs(reading):
    return np.array([
        reading["calibration_p_value"] < 0.05,
        reading["ece"] > reading["ece_noise_95"],
        reading["ece_classwise"] > reading["ece_classwise_noise_95"],
    ])


with tempfile.TemporaryDirectory() as scratch:
    path = pathlib.Path(scratch) / "table.csv"
    for rows in (300, 600):
        counts = {"cross entropy": 0, "balanced": 0, "balanced, recalibrated": 0}
        for seed in range(tables):
            table(seed, rows, path)
            done = subprocess.run(
                [xent, "compare", path, "--target", "y", "--losses", "cross_entropy,balanced", "--l2", "0.003",
                 "--repeats", "1", "--no-speed", "--format", "json"],
                check=True, capture_output=True, text=True)
            plain, balanced = json.loads(done.stdout)["losses"]
            counts["cross entropy"] += signs(plain)
            counts["balanced"] += signs(balanced)
            counts["balanced, recalibrated"] += signs(balanced["recalibrated"])
        for name, (test, top, classwise) in counts.items():
            print(f"{rows} rows, {name}: test {test}, top label {top}, classwise {classwise} of {tables}", flush=True)
