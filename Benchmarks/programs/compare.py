"""Runs each program here and its counterpart in Snippets, compares what they print, and counts their lines.

    swift build && python Benchmarks/programs/compare.py

from the package's root, with torch==2.13.0. What PyTorch prints is written to pytorch.json, which the tests
hold the snippets to. The table of lines, without blanks and comments and with imports, goes to standard output.
"""

import json
import pathlib
import re
import subprocess
import sys

PROGRAMS = {
    "digits": "Digits",
    "regression_by_hand": "RegressionByHand",
    "logits_from_files": "LogitsFromFiles",
    "multi_label": "MultiLabel",
    "distilling": "Distilling",
    "perplexity": "Perplexity",
    "large_vocabulary": "LargeVocabulary",
    "own_loss": "OwnLoss",
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
OWN_WORDS = ("error:", "predicted")  # each words its errors, and predicts the rows that it holds out


def differences(ours, theirs, tolerance):
    """The pairs of lines that do not say the same."""
    if len(ours) != len(theirs):
        return [(ours, theirs)]
    return [pair for pair in zip(ours, theirs) if not agree(*pair, tolerance)]


def agree(ours, theirs, tolerance):
    if theirs.startswith(OWN_WORDS):
        return ours.split()[0] == theirs.split()[0]
    pairs = zip(map(float, NUMBER.findall(ours)), map(float, NUMBER.findall(theirs)))
    return NUMBER.sub("#", ours) == NUMBER.sub("#", theirs) and all(
        abs(a - b) <= tolerance * abs(b) + 1e-7 for a, b in pairs
    )


def lines_of_code(path, comment):
    lines = map(str.strip, path.read_text().splitlines())
    return sum(bool(line) and not line.startswith(comment) for line in lines)


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


folder = pathlib.Path(__file__).parent
printed, wrong = {}, []
print("| program | Swift | PyTorch |\n|---|---|---|")
for name, snippet in PROGRAMS.items():
    ours = output(f".build/debug/{snippet}")
    printed[name] = output(sys.executable, str(folder / f"{name}.py"))
    # The networks start from other weights and hold out other rows.
    tolerance = 0.03 if name == "digits" else 1e-5
    wrong += differences(ours.splitlines(), printed[name].splitlines(), tolerance)
    counts = (
        lines_of_code(pathlib.Path(f"Snippets/{snippet}.swift"), "//"),
        lines_of_code(folder / f"{name}.py", "#"),
    )
    print(f"| `{snippet}`, `{name}.py` | {counts[0]} | {counts[1]} |")
    if counts[0] > 2 * counts[1]:
        wrong.append((f"{snippet} is more than twice as long", name))
(folder / "pytorch.json").write_text(json.dumps(printed, indent=2) + "\n")
for ours, theirs in wrong:
    print(f"not the same:\n  {ours}\n  {theirs}", file=sys.stderr)
sys.exit(bool(wrong))
