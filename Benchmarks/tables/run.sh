#!/usr/bin/env bash
# `xent compare` on large and wide tables, and scikit-learn's pipeline on the same. See README.md.
#
#   Benchmarks/tables/run.sh [WORKFOLDER] [TABLE…]
#
# OURS=PROGRAM runs that program instead of building ours, PYTHON chooses the interpreter that makes the venv, PEERS=0
# leaves scikit-learn out.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="${1:-$here/.build/work}"
shift || true
tables="${*:-stops flights kinds names levels digits}"
mkdir -p "$work"
work="$(cd "$work" && pwd)"

python="$work/venv/bin/python"
if ! cmp -s "$here/requirements.txt" "$work/venv/requirements.txt"; then
  echo "making the Python environment" >&2
  "${PYTHON:-python3}" -m venv "$work/venv"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/venv/requirements.txt"
fi
if [ -z "${OURS:-}" ]; then
  swift build -c release --package-path "$here/../.." --product xent >&2
  OURS="$here/../../.build/release/xent"
fi
"$python" "$here/make_tables.py" "$work"
cp "$here/../../Examples/digits.csv" "$work"

target() {
  case "$1" in
    stops) echo searched ;;
    flights) echo late ;;
    kinds) echo kind ;;
    names) echo name ;;
    levels) echo yes ;;
    digits) echo digit ;;
    *) echo "run.sh: no table $1" >&2; exit 64 ;;
  esac
}

# A row of the table: what ran, and its cost.
row() {
  local what="$1"
  shift
  if ! "$python" "$here/cost.py" "$OURS" compare "$@" --no-speed > "$work/cost.txt"; then
    echo "run.sh: $what failed" >&2
    exit 1
  fi
  echo "| $what | $(cat "$work/cost.txt") |"
}

echo "| work | wall s | processor s | MB | log loss |"
echo "|---|---|---|---|---|"
for table in $tables; do
  file="$work/$table.csv"
  target="$(target "$table")"
  row "$table, cross entropy, 1 repeat" "$file" --target "$target" --losses cross_entropy --repeats 1
  case "$table" in
    flights)
      row "$table, cross entropy, one λ, 1 repeat" \
        "$file" --target "$target" --losses cross_entropy --l2 0.01 --repeats 1
      row "$table, usual losses, 2 repeats" "$file" --target "$target" --repeats 2
      ;;
    names) row "$table, cross entropy, 3 repeats" "$file" --target "$target" --losses cross_entropy --repeats 3 ;;
    levels)
      row "$table, three losses, 1 repeat" \
        "$file" --target "$target" --losses cross_entropy,focal,label_smoothing --repeats 1
      ;;
    *) row "$table, usual losses, 3 repeats" "$file" --target "$target" --repeats 3 ;;
  esac
  if [ "${PEERS:-1}" != 0 ]; then
    # One BLAS thread is quickest for it: with two, waiting takes most of its processor time.
    OMP_NUM_THREADS=1 "$python" "$here/peers.py" "$file" "$target" | "$python" -c "
import json, sys
peer = json.load(sys.stdin)
print('| $table, scikit-learn, %(solver)s | %(wall).2f | %(cpu).2f | | %(log_loss).4f |' % peer)"
  fi
done
