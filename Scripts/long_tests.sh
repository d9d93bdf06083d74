#!/usr/bin/env bash
# The checks that take too long for every run of the tests; Guides/Reliability.md has their figures.
#
#   Scripts/long_tests.sh                  all of them, some hours
#   Scripts/long_tests.sh fuzz [count]     random inputs, ten million for the reader, and what they cover
#   Scripts/long_tests.sh address          the library's tests under the address sanitizer
#   Scripts/long_tests.sh thread           the library's tests under the thread sanitizer
#   Scripts/long_tests.sh safety           where the compiler cannot prove that memory is safe
#   Scripts/long_tests.sh kills            runs with a checkpoint, each killed fifty times
#   Scripts/long_tests.sh static           the command without shared libraries of Swift
set -euo pipefail
cd "$(dirname "$0")/.."

fuzz() {
  local count=${1:-10000000}
  local run=(swift test -c release -Xswiftc -enable-testing --enable-code-coverage
    --scratch-path .build-fuzz --filter)
  # How many executions each gets is in proportion to what one costs.
  XENT_FUZZ=$((count / 1000 + 1)) "${run[@]}" CommandFuzzTests
  XENT_FUZZ=$((count / 10 + 1)) "${run[@]}" 'RequestFuzzTests|DatasetFuzzTests'
  XENT_MUTATIONS=$((count / 100000 + 1)) "${run[@]}" 'Mutated|PipelineTests'
  # The last run alone is what the coverage is of: the tests of the reader's room, and its harness.
  XENT_FUZZ=$count "${run[@]}" '^CrossEntropyFilesTests'
  python3 Scripts/coverage.py Sources/CrossEntropyFiles 95 \
    "$(swift test -c release --scratch-path .build-fuzz --show-codecov-path)"
}

# Left out: what runs a browser or another process, which is not instrumented. What statics hold until the end
# would count as leaks.
sanitize() {
  export ASAN_OPTIONS=detect_leaks=0
  # XCTest has no test here, and leaks as it looks for some.
  XENT_FUZZ=${XENT_FUZZ:-50000} swift test --disable-xctest -c release -Xswiftc -enable-testing --sanitize "$1" \
    --scratch-path ".build-$1" --filter '^CrossEntropy' --skip BrowserTests
}

safety() {
  # From scratch, since what is up to date is not warned of again.
  rm -rf .build-safety
  mkdir .build-safety
  swift build -Xswiftc -strict-memory-safety --scratch-path .build-safety > .build-safety/log 2>&1
  grep -E "^$PWD/Sources/.* warning: " .build-safety/log | sort -u > .build-safety/warnings || true
  cut -d: -f1 .build-safety/warnings | sort | uniq -c
  local count
  count=$(wc -l < .build-safety/warnings)
  echo "$count places where memory is not proven safe, at most 40 allowed"
  [ "$count" -le 40 ]
}

kills() {
  XENT_KILLS=50 swift test -c release -Xswiftc -enable-testing --filter CheckpointTests
}

case "${1:-all}" in
  fuzz) fuzz "${2:-}" ;;
  address | thread) sanitize "$1" ;;
  safety) safety ;;
  kills) kills ;;
  static) Scripts/static.sh ;;
  all)
    safety
    Scripts/static.sh
    sanitize address
    sanitize thread
    kills
    fuzz
    ;;
  *)
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 64
    ;;
esac
