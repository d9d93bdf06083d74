#!/usr/bin/env bash
# Breaks the code on purpose, one mutant after another: the test that a mutant names must fail.
#
#   Scripts/mutants/run.sh              all of them, one to three minutes each
#   Scripts/mutants/run.sh name…        these
#   Scripts/mutants/run.sh --list       what each breaks, and the test that must fail
#
# A mutant is a file beside this script: what is wrong with it, `file:`, `test:` (a filter of `swift test`), and
# between `--- old`, `--- new` and `--- end` a text that stands in the file once and what takes its place. They are built
# in a copy of the tree, .build/mutants. Ends with 1 where a test passes all the same, or a mutant cannot be made.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 70
mutants=$PWD/Scripts/mutants
copy=$PWD/.build/mutants

# The lines of a mutant between two marks.
part() { sed -n "/^--- $2\$/,/^--- $3\$/p" "$mutants/$1.txt" | sed '1d;$d'; }
field() { sed -n "s/^$2: //p" "$mutants/$1.txt" | head -n 1; }

# Puts the new text in the place of the old one; fails unless the old one stands there once.
mutate() {
  local text old new
  text=$(cat "$copy/$2" && printf x) || return 1
  old=$(part "$1" old new) new=$(part "$1" new end)
  local before=${text%%"$old"*} after=${text#*"$old"}
  [ "$before" != "$text" ] && [ "${after#*"$old"}" = "$after" ] || return 1
  printf %s "$before$new${after%x}" > "$copy/$2"
}

build() { (cd "$copy" && swift build --build-tests) > "$copy.log" 2>&1; }
passes() { (cd "$copy" && swift test --skip-build --filter "$1") > "$copy.log" 2>&1; }

names=("$@")
if [ ${#names[@]} -eq 0 ] || [ "${names[0]}" = --list ]; then
  names=()
  for file in "$mutants"/*.txt; do names+=("$(basename "$file" .txt)"); done
fi
for name in "${names[@]}"; do
  [ -f "$mutants/$name.txt" ] || { echo "no mutant '$name'; --list names them" >&2; exit 64; }
done
if [ "${1:-}" = --list ]; then
  for name in "${names[@]}"; do
    printf '%-28s %-44s %s\n' "$name" "$(field "$name" test)" "$(head -n 1 "$mutants/$name.txt")"
  done
  exit 0
fi

# The tree as it is, committed or not; what is built of it before is kept.
mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [ -e "$file" ] && printf '%s\0' "$file"
done | tar --null -T - -cf - | tar -xf - -C "$copy"

filters=$(for name in "${names[@]}"; do field "$name" test; done | sort -u | paste -s -d '|' -)
if ! build || ! passes "$filters"; then
  tail -n 20 "$copy.log"
  echo "the tests fail before anything is broken"
  exit 1
fi
code=0
for name in "${names[@]}"; do
  file=$(field "$name" file)
  cp -p "$copy/$file" "$copy.kept"
  if ! mutate "$name" "$file"; then
    verdict="DOES NOT APPLY to $file" code=1
  elif ! build; then
    verdict="DOES NOT BUILD: $(grep -m 1 'error:' "$copy.log")" code=1
  elif passes "$(field "$name" test)"; then
    verdict="SURVIVED $(field "$name" test)" code=1
  else
    verdict=killed
  fi
  # Not by its date, which would hide the change.
  cat "$copy.kept" > "$copy/$file"
  printf '%-28s %s\n' "$name" "$verdict"
done
exit $code
