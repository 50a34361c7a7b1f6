#!/usr/bin/env bash
# HL7 v2.5.1: every message by dictionaries and parsers of others, against the CSV of the same run, over MLLP, in batches.
# needs: native js tables
# limit: 300
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
build_preset native || finish

hl7() {  # hl7 FOLDER PATIENTS [ARGUMENT...]
  local folder=$scratch/$1 patients=$2
  shift 2
  build/native/polyclinic generate --patients "$patients" --seed 13 --formats csv,hl7v2 --output "$folder" --quiet \
    --set /format_options/hl7v2/acknowledgments=true "$@"
}
library=(--set /modules/library=true --set /years_of_history=6)
check "300 patients with six years and the library are made" hl7 plain 300 "${library[@]}" --threads 1 || finish
check "MLLP blocks are made" hl7 mllp 20 "${library[@]}" --set /format_options/hl7v2/framing=mllp
check "batches are made, of texts that need escapes" hl7 batch 20 --modules tests/formats/awkward_names.json --set /format_options/hl7v2/framing=batch
check "texts that need escapes are made" hl7 awkward 60 --modules tests/formats/awkward_names.json --set /years_of_history=0

# A message follows from one person alone, whoever was written before by the same thread.
check "the same is made by three threads" hl7 threads 300 "${library[@]}" --threads 3
check "three threads make the same bytes as one" cmp "$scratch/plain/hl7v2/messages.hl7" "$scratch/threads/hl7v2/messages.hl7"

run_checks tests/formats/judge_hl7v2.mjs "$scratch/plain"
run_checks tests/formats/judge_hl7v2.mjs "$scratch/awkward" --values
run_checks tests/formats/hl7_mllp.mjs "$scratch/mllp" "$scratch/batch"
"$POLYCLINIC_TABLE_JUDGES" tests/formats/judge_hl7apy.py "$scratch/plain" --results "$scratch/hl7apy.tsv"
status=$?
while IFS=$'\t' read -r what name why; do
  if [ "$what" = pass ]; then pass "$name"; else fail "$name" "$why"; fi
done < <(cat "$scratch/hl7apy.tsv" 2>/dev/null)
check_equal "judge_hl7apy.py comes to its end" 0 "$status"

# Kinds of messages: what is left out is left out, and nothing else.
check "only immunizations are made" hl7 vxu 40 --set /format_options/hl7v2/messages='["VXU"]'
check_equal "nothing but VXU" "VXU^V04^VXU_V04" "$(tr '\r' '\n' <"$scratch/vxu/hl7v2/messages.hl7" | grep '^MSH' | cut -d '|' -f 9 | sort -u)"
check_equal "all immunizations" "$(($(wc -l <"$scratch/vxu/csv/immunizations.csv") - 1))" "$(tr '\r' '\n' <"$scratch/vxu/hl7v2/messages.hl7" | grep -c '^RXA')"

# The commands of the document.
while read -r line; do
  check "documented: $line" bash -c "cd '$scratch/plain' && $line"
done < <(sed -n '/^## HL7/,/^## /p' engine/formats/README.md | grep -E '^tr ')
finish
