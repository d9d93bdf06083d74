#!/bin/sh
# Builds xent with all of Swift inside it, strips it, and says how large it is, how long it takes to
# start, and whether it works without /proc and /sys:
#
#   Scripts/static.sh [scratch folder]
#
# Fails where ICU is linked, the file is larger than 25 MB, or a command fails.
set -eu
cd "$(dirname "$0")/.."
scratch=${1:-.build/static}

swift build -c release --static-swift-stdlib --product xent --scratch-path "$scratch"
xent=$scratch/xent
strip -o "$xent" "$scratch/release/xent"

size=$(wc -c < "$xent")
echo "size: $((size / 100000 / 10)).$((size / 100000 % 10)) MB stripped"
if [ "$size" -gt 25000000 ]; then
    echo "that is more than 25 MB"
    exit 1
fi
if nm "$scratch/release/xent" | grep -q ' ucal_open'; then
    echo "ICU is linked"
    exit 1
fi

# Of 200 starts; what the shell needs to start something is taken off.
rounds() {
    start=$(date +%s%N)
    for _ in $(seq 200); do "$@" > "$scratch/started.txt"; done
    end=$(date +%s%N)
    echo $(((end - start) / 200000))
}
echo "start: $(rounds "$xent" --version) µs on average; /bin/true takes $(rounds /bin/true) µs"

# A namespace of its own for mounts needs root, or one for users.
own="unshare -m"
$own true 2> "$scratch/unshare.txt" || own="unshare -rm"
if $own true 2>> "$scratch/unshare.txt"; then
    $own sh -eu -c '
        umount -l /proc
        umount -l /sys 2> "$2/unshare.txt" || true
        "$1" measure --p .8,.1,.1 --q .2,.2,.6 > "$2/measure.txt"
        "$1" explain --logits 2,1,0.1 --label 0 --curve "$2/curve.svg" --quiet > "$2/explain.txt"
        "$1" compare Examples/iris.csv --target species --losses focal --no-speed \
            --report "$2/report.html" --quiet > "$2/compare.txt"
        # What goes wrong with threads there goes wrong now and then.
        for _ in $(seq 300); do
            "$1" compare Examples/iris.csv --target species --losses focal --no-speed --folds 2 \
                --repeats 1 --l2 .1 --quiet > "$2/compare.txt"
        done
    ' sh "$xent" "$scratch"
    grep -q 'species' "$scratch/compare.txt"
    echo "without /proc and /sys: measure, explain and compare work"
else
    echo "without /proc: not tried, since no mount may be changed here"
fi
