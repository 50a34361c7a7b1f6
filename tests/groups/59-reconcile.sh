#!/usr/bin/env bash
# What one run of 500 people says in CSV, FHIR and HL7 is the same, by parsers of others.
# needs: native js
# limit: 300
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
build_preset native || finish

check "500 people with the library are made in three formats" build/native/polyclinic generate --patients 500 --seed 17 --formats csv,fhir,hl7v2 \
  --output "$scratch/run" --quiet --set /modules/library=true --set /years_of_history=2 || finish
run_checks tests/formats/reconcile.mjs "$scratch/run"
finish
