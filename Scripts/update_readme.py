#!/usr/bin/env python3
"""Writes the verdict that README.md and README.ko.md show: runs their first command and takes it from the output.

    python3 Scripts/update_readme.py
"""
import pathlib
import re
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
command = ["swift", "run", "-c", "release", "xent", "compare", "Examples/digits.csv", "--target", "digit"]
marks = r"(<!-- verdict:[^\n]*-->\n).*?(<!-- end of verdict -->)"
for name, language, head in [("README.md", "en", "Verdict"), ("README.ko.md", "ko", "결론")]:
    run = subprocess.run(command + ["--language", language], cwd=root, check=True, capture_output=True, text=True)
    verdict = re.search(rf"^{head}\n(?:.+\n)+", run.stdout, re.MULTILINE).group(0)
    readme = root / name
    readme.write_text(re.sub(
        marks, lambda m: m.group(1) + "```\n" + verdict + "```\n" + m.group(2), readme.read_text(), flags=re.DOTALL))
