#!/usr/bin/env bash
# People against the reference tables: census margins, circumstances, life expectancy, NHANES measures, care; by numbers.
# needs: native js
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
build_preset native || finish

# Beside the repository's other build products: this takes 4 GB.
work="$root/build/population-check"
trap 'rm -rf "$scratch" "$work"' EXIT
started=$SECONDS
run_checks tests/population/check_population.mjs --folder "$work"
note "  ($((SECONDS - started)) s)"
finish
