#!/usr/bin/env bash
# Everything against the peers, on this machine, into RESULTS.md and results.svg. See README.md.
#
#   Benchmarks/run.sh [WORKFOLDER] [ROUNDS]
#
# Installs PyTorch, JAX and scikit-learn into virtual environments in WORKFOLDER (default Benchmarks/.build).
# PYTHON chooses the interpreter that makes them (default python3). Takes about a quarter of an hour on two cores.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="${1:-$here/.build}"
rounds="${2:-15}"
mkdir -p "$work"
work="$(cd "$work" && pwd)"

# Nobody gets kernels that were not chosen by their own library.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
# Large arrays stay with the process when they are freed: else the peers, who make a new gradient every time,
# would be timed for the pages that the system has to clear.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184

if ! cmp -s "$here/requirements.txt" "$work/venv/requirements.txt"; then
  echo "making the Python environment" >&2
  "${PYTHON:-python3}" -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/venv/requirements.txt"
fi

swift build -c release --package-path "$here/losses" >&2
"$work/venv/bin/python" "$here/losses/peers.py" "$here/losses/.build/release/liblosses.so" \
  "$work/losses.json" --rounds "$rounds"
cc -shared -fPIC -O2 "$here/losses/mallocs.c" -o "$work/mallocs.so"
LD_PRELOAD="$work/mallocs.so" "$work/venv/bin/python" "$here/losses/peers.py" \
  "$here/losses/.build/release/liblosses.so" - --allocations > "$work/allocations.json"
"$here/linear/run.sh" "$work/linear" 3 | grep -v '^{' > "$work/linear.txt"
"$here/mlp/run.sh" "$work/mlp" 3 | grep -v '^{' > "$work/mlp.txt"
"$work/venv/bin/python" "$here/results.py" "$work" "$here"
