#!/usr/bin/env bash
# Whole datasets under many configs, judged by DuckDB: keys, types, times, costs, codes; parts; ids of a million patients.
# needs: native js
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
build_preset native || finish

# Beside the repository's other build products: /tmp is memory on many systems, and this takes up to 3 GB at a time.
work="$root/build/integrity"
trap 'rm -rf "$scratch" "$work"' EXIT
timed() {
  local started=$SECONDS
  run_checks "tests/integrity/$1.mjs" --folder "$work/$1"
  note "  ($1: $((SECONDS - started)) s)"
}
# The longest beside the others: each generates for a while, and waits for the judge for a while.
timed check_datasets &
timed damage_test
timed check_parts
timed check_million
wait
finish
