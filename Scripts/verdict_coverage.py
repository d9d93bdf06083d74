#!/usr/bin/env python3
"""How often the intervals and verdicts of `xent compare` are right, on tables whose truth is known.

    python3 Scripts/verdict_coverage.py [--xent PROGRAM] [--tables 200] [--retrainings 2000] [--jobs N] [SCENARIO…]

Of every scenario it draws tables and compares balanced cross entropy, and on the nulls all usual losses, with cross
entropy. The true difference is the mean over retrainings: fits on other tables of the size of a training part, each tested
on its own large table. It prints a Markdown table: how often `difference_retrained` contains the true difference, how many
verdicts are false (the wrong sign; beyond the margin where the truth is within it; within it where the truth is beyond), and
what was found. Guides/Statistics.md has the figures. Python's standard library is enough.
"""
import argparse
import collections
import csv
import json
import math
import multiprocessing
import os
import pathlib
import random
import subprocess
import tempfile

FOLDS = 5
TEST_ROWS = 4000
BALANCED = "balanced_cross_entropy"


def logistic(random, strength, bias):
    """A row of five normal features, of which three matter, and a class of two."""
    x = [random.gauss(0, 1) for _ in range(5)]
    z = strength * (x[0] - x[1] + 0.5 * x[2]) + bias
    return x, "yes" if random.random() < 1 / (1 + math.exp(-z)) else "no"


def three(random, _strength, _bias):
    """A row of noise of one of three classes, one half, three tenths and a fifth of the rows."""
    return [random.gauss(0, 1) for _ in range(5)], random.choices("abc", (5, 3, 2))[0]


# Rows, how a row is drawn, strength and bias, rows per group (0: none), and whether no loss can learn anything.
SCENARIOS = {
    "noise, 300 rows": (300, logistic, 0, 0, 0, True),
    "noise, 60 rows": (60, logistic, 0, 0, 0, True),
    "noise, three classes, 300 rows": (300, three, 0, 0, 0, True),
    "signal, 300 rows": (300, logistic, 1, 0, 0, False),
    "signal, 60 rows": (60, logistic, 1, 0, 0, False),
    "signal, 10 % positive, 1000 rows": (1000, logistic, 1, -2.85, 0, False),
    "signal, 40 groups of 10": (400, logistic, 1, 0, 10, False),
}


def write(path, scenario, rows, seed):
    """A table of a scenario; with groups every group has its own shift of the log-odds."""
    _, draw, strength, bias, group_rows, _ = SCENARIOS[scenario]
    source = random.Random(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["a", "b", "c", "d", "e"] + (["g"] if group_rows else []) + ["y"])
        shift = 0
        for i in range(rows):
            if group_rows and i % group_rows == 0:
                shift = source.gauss(0, 1)
            x, label = draw(source, strength, bias + shift)
            out.writerow([f"{v:.6f}" for v in x] + ([f"{seed}-{i // group_rows}"] if group_rows else []) + [label])


def compare(arguments, xent):
    line = [xent, "compare", *arguments, "--target", "y", "--no-speed", "--threads", "1", "--format", "json", "--quiet"]
    return json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def readings(outcome):
    """(name, reading) → the numbers of a rival; a correction of another's fit is that fit once recalibrated."""
    found = {}
    for loss in outcome["losses"][1:]:
        found[loss["name"], "as trained"] = loss
        if loss["reads_fit_of"] is None:
            found[loss["name"], "recalibrated"] = loss["recalibrated"]
    return found


def groups(scenario):
    return ["--group", "g"] if SCENARIOS[scenario][4] else []


def judged(job):
    scenario, number, options, xent = job
    rows, *_, is_null = SCENARIOS[scenario]
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "t.csv")
        write(table, scenario, rows, f"table {number}")
        losses = [] if is_null else ["--losses", BALANCED]
        outcome = compare([table, *groups(scenario), *losses, "--seed", str(number), *options], xent)
    margins = {"as trained": outcome["margin"]["as_trained"], "recalibrated": outcome["margin"]["recalibrated"]}
    found = {}
    for key, reading in readings(outcome).items():
        anew = reading["difference_retrained"] or {"low": None, "high": None}
        found[key] = (anew["low"], anew["high"], reading["finding"], margins[key[1]])
    return found


def retrained(job):
    scenario, number, xent = job
    rows = SCENARIOS[scenario][0] * (FOLDS - 1) // FOLDS
    with tempfile.TemporaryDirectory() as folder:
        table, test = os.path.join(folder, "t.csv"), os.path.join(folder, "new.csv")
        write(table, scenario, rows, f"training {number}")
        write(test, scenario, TEST_ROWS, f"test {number}")
        outcome = compare([table, "--test", test, *groups(scenario), "--losses", BALANCED], xent)
    base, rival = outcome["losses"][:2]
    return {
        "as trained": rival["log_loss"] - base["log_loss"],
        "recalibrated": rival["recalibrated"]["log_loss"] - base["recalibrated"]["log_loss"],
    }


def is_false(finding, margin, truth):
    if finding in ("better", "slightly_better") and truth > 0:
        return True
    if finding in ("worse", "slightly_worse") and truth < 0:
        return True
    if finding in ("better", "worse") and abs(truth) <= margin:
        return True
    return finding == "as_good" and abs(truth) > margin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--xent", default=str(root / ".build/release/xent"))
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--retrainings", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    options = parser.parse_args()
    print("| scenario | reading | true difference | covered | false verdicts | findings |")
    print("|---|---|---|---|---|---|")
    with multiprocessing.Pool(options.jobs) as pool:
        for scenario in options.scenarios or SCENARIOS:
            tables = pool.map(judged, [(scenario, i, [], options.xent) for i in range(options.tables)], 1)
            anew = pool.map(retrained, [(scenario, i, options.xent) for i in range(options.retrainings)], 8)
            for reading in ("as trained", "recalibrated"):
                truths = [each[reading] for each in anew]
                truth = sum(truths) / len(truths)
                error = (sum((t - truth) ** 2 for t in truths) / len(truths) / max(1, len(truths) - 1)) ** 0.5
                mine = [table[BALANCED, reading] for table in tables]
                formed = [each for each in mine if each[0] is not None]
                covered = sum(low <= truth <= high for low, high, *_ in formed)
                wrong = sum(is_false(finding, margin, truth) for *_, finding, margin in mine)
                findings = collections.Counter(finding for *_, finding, _ in mine)
                print(f"| {scenario} | balanced CE, {reading} | {truth:+.4f} ± {error:.4f} | {covered} of {len(formed)} "
                      f"| {wrong} of {len(mine)} | {said(findings)} |", flush=True)
            if SCENARIOS[scenario][5]:
                for reading in ("as trained", "recalibrated"):
                    findings = collections.Counter(
                        found[2] for table in tables for key, found in table.items() if key[1] == reading)
                    print(f"| {scenario} | all rivals, {reading} | | | | {said(findings)} |", flush=True)


def said(findings):
    return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in findings.most_common())


if __name__ == "__main__":
    main()
