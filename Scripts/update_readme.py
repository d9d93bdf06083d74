#!/usr/bin/env python3
"""Writes the verdict that README.md shows: runs its first command and takes the verdict from the output.

    python3 Scripts/update_readme.py
"""
import pathlib
import re
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
command = ["swift", "run", "-c", "release", "xent", "compare", "Examples/digits.csv", "--target", "digit"]
text = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
verdict = re.search(r"^Verdict\n(?:.+\n)+", text, re.MULTILINE).group(0)
readme = root / "README.md"
marks = r"(<!-- verdict:[^\n]*-->\n).*?(<!-- end of verdict -->)"
readme.write_text(
    re.sub(marks, lambda m: m.group(1) + "```\n" + verdict + "```\n" + m.group(2), readme.read_text(), flags=re.DOTALL))
