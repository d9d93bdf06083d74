#!/usr/bin/env python3
"""Reads the JSON lines of a benchmark, prints seconds per epoch, ratios and losses.

    summary.py RUNS.jsonl

The exit code is 1 if ours gave different losses in two runs of one batch size, at any number of threads.
"""

import json
import statistics
import sys

CLOSE = 0.1  # of the loss: starts and orders alone move it by several per cent
BUSY = 1.5  # highest / lowest; above it something else was running


def losses_of(run):
    return " ".join(f"{loss:.4f}" for loss in run["train_loss_after"])


def table(found):
    """prints the rows of one batch size and thread count, returns {solver: seconds}"""
    solvers = {}
    for run in found:
        solvers.setdefault(run["solver"], []).extend(run["seconds_per_epoch"])
    print(f"  {'solver':<20} {'epochs':>6} {'median s':>9} {'lowest':>9} {'highest':>9}  loss after each epoch")
    for name, seconds in solvers.items():
        last = [run for run in found if run["solver"] == name][-1]
        print(
            f"  {name:<20} {len(seconds):>6} {statistics.median(seconds):>9.3f} {min(seconds):>9.3f} "
            f"{max(seconds):>9.3f}  {losses_of(last)}"
            + ("  (the machine was busy)" if max(seconds) > BUSY * min(seconds) else "")
        )
    return solvers


def closeness(ours, peer):
    pairs = list(zip(ours["train_loss_after"], peer["train_loss_after"]))
    off = [a / b - 1 for a, b in pairs]
    # Written so that a NaN is not close.
    close = all(abs(x) <= CLOSE for x in off)
    return " ".join(f"{x:+.1%}" for x in off) + (" (close)" if close else " (not close)")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        runs = [json.loads(line) for line in file if line.strip()]
    if not {run["solver"] for run in runs} > {"xent"}:
        sys.exit("summary.py: needs runs of xent and of at least one peer")
    for batch, threads in sorted({(run["batch"], run["threads"]) for run in runs}):
        found = [run for run in runs if (run["batch"], run["threads"]) == (batch, threads)]
        print(f"batch {batch}, threads {threads}")
        solvers = table(found)
        ours = solvers.get("xent")
        for name, seconds in solvers.items():
            if name == "xent" or not ours:
                continue
            first = {n: next(r for r in found if r["solver"] == n) for n in ("xent", name)}
            print(
                f"  {name} / xent: median seconds {statistics.median(seconds) / statistics.median(ours):.2f}, "
                f"lowest {min(seconds) / min(ours):.2f}; loss of xent beside it "
                f"{closeness(first['xent'], first[name])}"
            )
        print()

    passed = True
    for batch in sorted({run["batch"] for run in runs}):
        ours = {
            tuple(run["train_loss_after"]) for run in runs if (run["solver"], run["batch"]) == ("xent", batch)
        }
        same = len(ours) <= 1
        passed = passed and same
        print(f"xent, batch {batch}: {'the same' if same else 'NOT the same'} losses in all runs, to the last bit")
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
