#!/usr/bin/env bash
# Softmax regression, ours against scikit-learn's, in turn on the same data. See README.md.
#
#   Benchmarks/linear/run.sh [WORKFOLDER] [ROUNDS]
#
# SOLVERS="lbfgs newton-cg" chooses the peers (default "lbfgs lbfgs:blas=1"). PYTHON chooses the interpreter that
# makes the venv (default python3). OURS=PROGRAM runs that program instead of building ours.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="${1:-$here/.build/work}"
rounds="${2:-3}"
solvers="${SOLVERS:-lbfgs lbfgs:blas=1}"
case "$rounds" in
  '' | *[!0-9]* | 0) echo "run.sh: ROUNDS must be a whole number above 0, not '$rounds'" >&2; exit 64 ;;
esac

# Nobody gets kernels that were not chosen by their own library.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

mkdir -p "$work"
work="$(cd "$work" && pwd)"

python="$work/venv/bin/python"
if ! cmp -s "$here/requirements.txt" "$work/venv/requirements.txt"; then
  echo "making the Python environment" >&2
  "${PYTHON:-python3}" -m venv "$work/venv"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/venv/requirements.txt"
fi

if [ -n "${OURS:-}" ]; then
  ours=("$OURS")
else
  echo "building ours" >&2
  swift build -c release --package-path "$here" --product linear-benchmark >&2
  ours=(swift run -c release --package-path "$here" --skip-build linear-benchmark)
fi

"$python" "$here/peers.py" "$work" --generate-only

runs="$work/runs.jsonl"
: > "$runs"
for ((round = 1; round <= rounds; round++)); do
  for solver in $solvers; do
    echo "round $round of $rounds: $solver" >&2
    "$python" "$here/peers.py" "$work" --solver "$solver" --runs 1 | tee -a "$runs"
    echo "round $round of $rounds: xent" >&2
    "${ours[@]}" "$work" | tee -a "$runs"
  done
done

"$python" "$here/summary.py" "$runs"
