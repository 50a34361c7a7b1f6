#!/usr/bin/env bash
# CSV, JSON and NDJSON, judged by DuckDB, Frictionless and Ajv with the schemas that come with them; damaged copies too.
# needs: native js tables
# limit: 1200
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
. tests/formats/make.sh
build_preset native || finish

csv=/format_options/csv
check "a dataset with awkward names is made" make defaults 200 csv,json,ndjson || finish
check "CSV for spreadsheet programs is made" make spreadsheet 200 csv --set $csv/delimiter=semicolon --set $csv/bom=true --set $csv/line_end=crlf
check "CSV with all cells quoted is made" make quoted 200 csv --set $csv/quoting=all --set $csv/null=NULL
check "CSV with tabs and no header is made" make tabs 200 csv --set $csv/delimiter=tab --set "$csv/null=\\N" --set $csv/quoting=nonnumeric --set $csv/header=false
run_checks tests/formats/judge_csv_options.mjs "$scratch/defaults/csv" "$scratch"/{spreadsheet,quoted,tabs}/csv
run_checks tests/formats/judge_json.mjs "$scratch/defaults"

# Frictionless takes a second for a thousand rows.
make few 30 csv
make few-chosen 30 csv --set $csv/delimiter=semicolon --set $csv/bom=true --set $csv/line_end=crlf --set "$csv/null=\\N"
run_judge() {
  "$@" --results "$scratch/judged.tsv"
  local status=$?
  while IFS=$'\t' read -r what name why; do
    if [ "$what" = pass ]; then pass "$name"; else fail "$name" "$why"; fi
  done < <(cat "$scratch/judged.tsv" 2>/dev/null)
  check_equal "$(basename "$2") comes to its end" 0 "$status"
}
run_judge "$POLYCLINIC_TABLE_JUDGES" tests/formats/judge_datapackage.py "$scratch/few/csv" "$scratch/few-chosen/csv"
finish
