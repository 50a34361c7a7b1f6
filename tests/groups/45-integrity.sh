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
for script in damage_test check_datasets check_parts check_million; do
  started=$SECONDS
  run_checks "tests/integrity/$script.mjs" --folder "$work/$script"
  note "  ($script: $((SECONDS - started)) s)"
done
finish
