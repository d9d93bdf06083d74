#!/usr/bin/env bash
# Times the kernels' paths beside those of another folder, in turn in one process, and compares their bits.
#
#   git archive HEAD~1 Sources/CrossEntropyKernels | tar -x -C /tmp
#   Benchmarks/kernels/run.sh /tmp/Sources/CrossEntropyKernels [part of a path's name]
#
# Per path, type and level: the least and the median nanoseconds per logit of both, this folder's over the other's.
# The exit status is 1 where a bit differs. CC chooses the clang (default clang).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

library() {
  "${CC:-clang}" -O2 -fPIC -shared -I "$1/include" "$here/paths.c" "$1"/*.c -o "$work/$2.so" \
    -lm -ldl -lpthread
}
library "${1:?usage: $0 FOLDER [PATH]}" other
library "$here/../../Sources/CrossEntropyKernels" this
"${CC:-clang}" -O2 "$here/compare.c" -o "$work/compare" -lm -ldl
"$work/compare" "$work/other.so" "$work/this.so" "${2:-}"
