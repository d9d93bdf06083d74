"""How many lines of a folder's sources a run of tests reached, file by file.

  python3 Scripts/coverage.py <folder> <least percentage> <the JSON of swift test --show-codecov-path>
"""

import json
import os
import sys

folder, least, path = os.path.abspath(sys.argv[1]) + "/", float(sys.argv[2]), sys.argv[3]
with open(path) as file:
    files = json.load(file)["data"][0]["files"]

total = covered = 0
for entry in sorted(files, key=lambda entry: entry["filename"]):
    if not entry["filename"].startswith(folder):
        continue
    lines = entry["summary"]["lines"]
    total += lines["count"]
    covered += lines["covered"]
    # A segment with a count of 0 starts where nothing came.
    missed = sorted({s[0] for s in entry["segments"] if s[2] == 0 and s[3] and s[4]})
    name = entry["filename"][len(folder):]
    print(f"{100 * lines['covered'] / lines['count']:6.1f} %  {name}", *missed[:20])

percent = 100 * covered / total
print(f"{percent:6.1f} %  of {total} lines; at least {least:g} % needed")
sys.exit(percent < least)
