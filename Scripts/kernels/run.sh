#!/usr/bin/env bash
# Checks the kernels without Swift: under sanitizers on this machine, or for arm64 under emulation.
#
#   Scripts/kernels/run.sh sanitized
#   apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
#   Scripts/kernels/run.sh arm64
#
# CC chooses the clang (default clang).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kernels="$here/../../Sources/CrossEntropyKernels"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# A linker's warnings are of no interest unless it fails.
fail() {
  cat "$work/log" >&2
  exit 1
}

case "${1:-}" in
  sanitized)
    # Rows of logits may start anywhere, so alignment is not asked for.
    "${CC:-clang}" -O0 -g -fsanitize=address,undefined -fno-sanitize=alignment \
      -fno-sanitize-recover=all -I "$kernels/include" "$here/check.c" "$kernels"/*.c \
      -o "$work/check" -lm -ldl -lpthread 2> "$work/log" || fail
    "$work/check"
    ;;
  arm64)
    for file in "$here/check.c" "$kernels"/*.c; do
      "${CC:-clang}" --target=aarch64-linux-gnu -O2 -I "$kernels/include" -c "$file" \
        -o "$work/$(basename "$file" .c).o"
    done
    aarch64-linux-gnu-gcc -static "$work"/*.o -lm -ldl -o "$work/check" 2> "$work/log" || fail
    qemu-aarch64-static "$work/check"
    ;;
  *)
    echo "usage: $0 sanitized|arm64" >&2
    exit 2
    ;;
esac
