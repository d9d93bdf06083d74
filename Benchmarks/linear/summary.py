#!/usr/bin/env python3
"""Reads the JSON lines of a benchmark, prints medians, and fails if ours stopped short.

    summary.py RUNS.jsonl
"""

import json
import statistics
import sys

MARGIN = 1e-8  # one-sided: ours may be lower by any amount, and higher by this much


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        runs = [json.loads(line) for line in file if line.strip()]
    solvers = {}
    for run in runs:
        solvers.setdefault(run["solver"], []).append(run)
    ours = solvers.get("xent")
    peers = {name: found for name, found in solvers.items() if name != "xent"}
    if not ours or not peers:
        sys.exit("summary.py: needs runs of xent and of at least one peer")

    def median(found):
        return statistics.median(run["seconds"] for run in found)

    print(f"{'solver':<18} {'runs':>4} {'median s':>9} {'lowest':>9} {'highest':>9} {'iterations':>10}  objective")
    for name, found in solvers.items():
        seconds = [run["seconds"] for run in found]
        iterations = found[-1].get("iterations", found[-1].get("n_iter", "-"))
        worst = max(run["objective"] for run in found)
        print(
            f"{name:<18} {len(found):>4} {median(found):>9.3f} {min(seconds):>9.3f} "
            f"{max(seconds):>9.3f} {iterations:>10}  {worst:.15g}"
        )

    passed = True
    our_worst = max(run["objective"] for run in ours)
    for name, found in peers.items():
        best = min(run["objective"] for run in found)
        print(f"{name} / xent, median seconds: {median(found) / median(ours):.2f}")
        # Written so that a NaN fails.
        fine = our_worst <= best + MARGIN
        passed = passed and fine
        print(
            f"objective, xent - {name}: {our_worst - best:+.2e} "
            f"({'fine' if fine else 'too high'}, at most {MARGIN:g} is allowed)"
        )
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
