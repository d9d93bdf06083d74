#!/usr/bin/env bash
# Compiles the kernels for arm64 and checks them under emulation:
#
#   apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
#   Scripts/neon/run.sh
#
# CC chooses the clang (default clang).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kernels="$here/../../Sources/CrossEntropyKernels"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for file in "$here/check.c" "$kernels"/*.c; do
  "${CC:-clang}" --target=aarch64-linux-gnu -O2 -I "$kernels/include" -c "$file" \
    -o "$work/$(basename "$file" .c).o"
done
aarch64-linux-gnu-gcc -static "$work"/*.o -lm -ldl -o "$work/check" 2> /dev/null
qemu-aarch64-static "$work/check"
