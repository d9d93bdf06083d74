#!/bin/sh
# run.sh [FOLDER]: fits by liblinear and by xent in turn, on one thread each; needs numpy, scipy and liblinear-official.
set -eu
here=$(dirname "$0")
folder=${1:-$(mktemp -d)}
swift build -c release --package-path "$here"
python3 "$here/peers.py" make "$folder"
for c in 0.1 1 10 100; do
  echo "C = $c"
  python3 "$here/peers.py" fit "$folder" $c 0.01 1e-4 1e-7
  for tolerance in 1e-5 1e-6 1e-7; do
    swift run -c release --package-path "$here" --skip-build sparse-benchmark "$folder" $c $tolerance
  done
done
