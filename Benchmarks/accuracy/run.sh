#!/usr/bin/env bash
# The digits of losses and gradients, ours beside the peers'. Prints the tables of Guides/Accuracy.md.
#
#   Benchmarks/accuracy/run.sh
#
# PYTHON chooses the interpreter that makes the venv (default python3), VENV a venv that has the requirements already.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv="${VENV:-$here/.build/venv}"
if [ -z "${VENV:-}" ] && ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  echo "making the Python environment" >&2
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
swift build -c release --package-path "$here" >&2
"$venv/bin/python" "$here/accuracy.py" swift run -c release --package-path "$here" --skip-build accuracy
