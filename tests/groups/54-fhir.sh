#!/usr/bin/env bash
# FHIR R4: every resource of 120 people by validators of others with US Core, references, Bundles, a server that loads them, the CSV of the same run.
# needs: native js
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
. tests/formats/make.sh
build_preset native || finish

# All of the library's diseases, a year of history: what is told most varies with people, not with years.
told() { make "$1" 120 "$2" --set /modules/library=true --set /years_of_history=1 "${@:3}"; }
check "a dataset in FHIR and CSV is made" told bulk csv,fhir || finish
for form in transaction collection; do
  check "the same as $form Bundles is made" told "$form" fhir --set "/format_options/fhir/form=$form" || finish
done
run_checks tests/fhir/judge_fhir.mjs "$scratch"
run_checks tests/fhir/judge_loading.mjs "$scratch"

check "with other threads" told threads fhir --threads 3
check_equal "the bytes do not depend on threads, nor on other formats" "" "$(diff -rq "$scratch/bulk/fhir" "$scratch/threads/fhir")"
check "two types are written" told some fhir --set '/format_options/fhir/resources=["Patient","Condition"]'
check_equal "only these are written" "Condition.ndjson Patient.ndjson manifest.json" "$(ls "$scratch/some/fhir" | tr '\n' ' ' | sed 's/ $//')"
check_equal "they are the same" "" "$(diff -q "$scratch/bulk/fhir/Condition.ndjson" "$scratch/some/fhir/Condition.ndjson")"
for part in 1/2 2/2; do check "part $part is made" told "part-${part%/*}" fhir --set /format_options/fhir/form=collection --block "$part"; done
check_equal "two parts are the whole" "" "$(cat "$scratch"/part-[12]/fhir/bundles.ndjson | cmp - "$scratch/collection/fhir/bundles.ndjson" 2>&1)"

# Mistakes.
refused() {  # refused NAME WORD OPTION...: exit status 2, and the error names WORD
  check_status 2 "$1" build/native/polyclinic generate --patients 1 --formats fhir --output "$scratch/refused" --quiet "${@:3}"
  check "$1: the error says what" grep -q "$2" "$(log_of "$1")"
}
refused "a form that is none" transaction --set /format_options/fhir/form=transactions
refused "a resource type that is none" MedicationRequest --set '/format_options/fhir/resources=["MedicationRequests"]'
finish
