#!/usr/bin/env bash
# The scorecard: 20,000 people against published figures; whatever passed before may only fail by chance; a folder like a run.
# needs: native js
# limit: 600
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
build_preset native || finish
program=build/native/polyclinic

run_checks tests/scorecard/regression.mjs

# From a folder, from memory and with any threads: the same report.
"$program" generate --patients 400 --output "$scratch/people" --quiet
check "a folder is scored" "$program" scorecard --input "$scratch/people" --format json --output "$scratch/folder.json"
check "a config is scored" "$program" scorecard --patients 400 --format json --threads 1 --quiet --output "$scratch/memory.json"
check "a folder and a config give the same report" cmp "$scratch/folder.json" "$scratch/memory.json"
check_status 1 "--fail-below fails a scorecard below it" "$program" scorecard --input "$scratch/people" --fail-below 100
check "--fail-below passes one above it" "$program" scorecard --input "$scratch/people" --fail-below 1

# What is wrong with a folder is told, with its place.
refused() {  # refused NAME PATTERN: the folder $scratch/people, as it is now
  local said status
  said=$("$program" scorecard --input "$scratch/people" 2>&1 >/dev/null)
  status=$?
  if [ "$status" -eq 2 ] && grep -q "$2" <<<"$said"; then pass "refused: $1"; else fail "refused: $1" "exit status $status, said: $said"; fi
}
cp -r "$scratch/people" "$scratch/sound"
mend() { rm -rf "$scratch/people"; cp -r "$scratch/sound" "$scratch/people"; }
rm "$scratch/people/csv/deaths.csv"; refused "a missing table" 'deaths.csv is missing'; mend
sed -i '1s/,date,/,day,/' "$scratch/people/csv/encounters.csv"; refused "a missing column" 'encounters.csv, line 1: there is no column date'; mend
truncate -s -7 "$scratch/people/csv/observations.csv"; refused "a file cut off" 'observations.csv, line [0-9]*: the last row is cut off'; mend
rm "$scratch/people/manifest.json"; refused "a folder without manifest" 'manifest.json'; mend
sed -i '5s/T/ /2' "$scratch/people/csv/encounters.csv"; refused "a damaged timestamp" 'encounters.csv, line 5'; mend
check_status 2 "--input and --patients exclude each other" "$program" scorecard --input "$scratch/people" --patients 5
check_status 2 "an unknown format is refused" "$program" scorecard --patients 5 --format pdf
finish
