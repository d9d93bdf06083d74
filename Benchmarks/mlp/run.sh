#!/usr/bin/env bash
# A dense network, ours against PyTorch's, in turn on the same data. See README.md.
#
#   Benchmarks/mlp/run.sh [WORKFOLDER] [ROUNDS]
#
# SOLVERS="torch torch:sliced:fused" chooses the peers (the default), BATCHES="128 1024" and THREADS="1 2" the
# settings, EPOCHS=3 the epochs of a run. PYTHON chooses the interpreter that makes the venv (default python3), VENV
# a venv that has the requirements already. OURS=PROGRAM runs that program instead of building ours.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="${1:-$here/.build/work}"
rounds="${2:-3}"
solvers="${SOLVERS:-torch torch:sliced:fused}"
batches="${BATCHES:-128 1024}"
threads="${THREADS:-1 2}"
epochs="${EPOCHS:-3}"
case "$rounds" in
  '' | *[!0-9]* | 0) echo "run.sh: ROUNDS must be a whole number above 0, not '$rounds'" >&2; exit 64 ;;
esac

# Nobody gets kernels or threads that were not chosen by their own library.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE MKL_ENABLE_INSTRUCTIONS ATEN_CPU_CAPABILITY
unset OMP_NUM_THREADS MKL_NUM_THREADS OPENBLAS_NUM_THREADS OMP_WAIT_POLICY GOMP_SPINCOUNT

mkdir -p "$work"
work="$(cd "$work" && pwd)"

venv="${VENV:-$work/venv}"
python="$venv/bin/python"
if [ -z "${VENV:-}" ] && ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  echo "making the Python environment" >&2
  "${PYTHON:-python3}" -m venv "$venv"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi

if [ -n "${OURS:-}" ]; then
  ours=("$OURS")
else
  echo "building ours" >&2
  swift build -c release --package-path "$here" --product mlp-benchmark >&2
  ours=(swift run -c release --package-path "$here" --skip-build mlp-benchmark)
fi

"$python" "$here/peers.py" "$work" --generate-only

runs="$work/runs.jsonl"
: > "$runs"
for ((round = 1; round <= rounds; round++)); do
  for batch in $batches; do
    for count in $threads; do
      for solver in $solvers; do
        echo "round $round of $rounds: batch $batch, threads $count, $solver;$(uptime | sed 's/.*load/ load/')" >&2
        "$python" "$here/peers.py" "$work" --solver "$solver" --batch "$batch" --threads "$count" \
          --epochs "$epochs" | tee -a "$runs"
        echo "round $round of $rounds: batch $batch, threads $count, xent" >&2
        "${ours[@]}" "$work" "$batch" "$count" "$epochs" | tee -a "$runs"
      done
    done
  done
done

"$python" "$here/summary.py" "$runs"
