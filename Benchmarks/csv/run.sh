#!/bin/sh
# Times the table reader on four files of 100 to 216 MB. Usage: run.sh [RUNS] [DIRECTORY]
# PYTHON names the Python whose pandas is timed on the same files, if it has pandas.
set -eu
runs=${1:-15}
directory=${2:-${TMPDIR:-/tmp}/csv-benchmark}
python=${PYTHON:-python3}
cd "$(dirname "$0")"
swift build -c release --quiet
benchmark=$(swift build -c release --show-bin-path)/csv-benchmark
mkdir -p "$directory"

for kind in numbers quoted digits17 text; do
  file=$directory/$kind.csv
  if [ ! -s "$file.sum" ]; then
    "$benchmark" generate "$kind" "$file" > "$file.sum.part"
    mv "$file.sum.part" "$file.sum"
  fi
  "$benchmark" time "$file" "$runs" "$(cat "$file.sum")"
  "$python" - "$file" "$runs" <<'PYTHON' || true
import os, sys, time
try:
    import pandas
except ImportError:
    sys.exit("  pandas: not installed")
path, runs = sys.argv[1], int(sys.argv[2])
seconds = []
for _ in range(max(3, runs // 3)):
    start = time.perf_counter()
    pandas.read_csv(path)
    seconds.append(time.perf_counter() - start)
seconds.sort()
size = os.path.getsize(path) / 1e6
best, median = seconds[0], seconds[len(seconds) // 2]
print(f"  pandas {pandas.__version__} read_csv: best {best * 1e3:.1f} ms, {size / best:.0f} MB/s; "
      f"median {median * 1e3:.1f} ms, {size / median:.0f} MB/s")
PYTHON
done
