#!/usr/bin/env bash
# Parquet, Avro and Protocol Buffers, read by others: every value against the CSV of the same run; damaged copies too.
# needs: native js tables
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
. tests/formats/make.sh
build_preset native || finish

options=/format_options
check "a dataset with awkward names and small row groups is made" make groups 150 csv,parquet --set $options/parquet/row_group_rows=1000 || finish
# The defaults, and every other compression and framing.
check "a dataset in all three formats is made" make zstd 40 csv,parquet,avro,protobuf || finish
check "Snappy, zstandard and batches are made" make snappy 40 csv,parquet,avro,protobuf --set $options/parquet/compression=snappy \
  --set $options/avro/compression=zstandard --set $options/protobuf/framing=batches
check "gzip and no compression of Avro are made" make gzip 40 csv,parquet,avro --set $options/parquet/compression=gzip --set $options/avro/compression=none
check "Parquet without compression and whole messages are made" make none 40 csv,parquet,protobuf --set $options/parquet/compression=none \
  --set $options/protobuf/framing=whole

run_checks tests/formats/judge_parquet.mjs "$scratch/groups" --groups
for compression in snappy gzip none; do run_checks tests/formats/judge_parquet.mjs "$scratch/$compression"; done
run_checks tests/formats/judge_avro.mjs "$scratch/zstd"
run_checks tests/formats/judge_protobuf.mjs "$scratch"/{zstd,snappy,none}
"$POLYCLINIC_TABLE_JUDGES" tests/formats/judge_columns.py "$scratch"/{zstd,snappy,gzip,none} --results "$scratch/judged.tsv"
status=$?
while IFS=$'\t' read -r what name why; do
  if [ "$what" = pass ]; then pass "$name"; else fail "$name" "$why"; fi
done < <(cat "$scratch/judged.tsv" 2>/dev/null)
check_equal "judge_columns.py comes to its end" 0 "$status"

# The commands of the documents, each on files that it was not written for.
cp -r "$scratch/none" "$scratch/read"
cp -r "$scratch/zstd/avro" "$scratch/read"
documented() {  # documented NAME EXPECTED PATTERN: the one line of the document that has PATTERN, run in the dataset's folder
  local line; line=$(grep -E "^$3" engine/formats/README.md)
  check_equal "$1: one command in the document" 1 "$(grep -c . <<<"$line")"
  check_equal "$1" "$2" "$(cd "$scratch/read" && PATH="$(dirname "$POLYCLINIC_TABLE_JUDGES"):$scratch/bin:$PATH" bash -c "$line" 2>&1 | tail -n 1)"
}
patients=$(($(wc -l <"$scratch/read/csv/patients.csv") - 1))
first=$(sed -n 2p "$scratch/read/csv/patients.csv" | cut -d, -f1)
mkdir -p "$scratch/bin"
cat >"$scratch/bin/duckdb" <<'EOF'
#!/bin/sh
# DuckDB's own command line is in no package here: its library, asked the same.
shift $(($# - 1))
exec "$POLYCLINIC_NODE" --input-type=module -e "
import { createRequire } from 'node:module';
const { DuckDBInstance } = createRequire('$POLYCLINIC_ROOT/tests/formats/')('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
for (const row of (await connection.runAndReadAll(process.argv[1])).getRowsJson()) console.log(row.join(','));" "$1"
EOF
chmod +x "$scratch/bin/duckdb"
export POLYCLINIC_ROOT=$root
documented "DuckDB's command counts the patients" "$patients" 'duckdb '
documented "pyarrow's command counts the patients" "$patients" "python3 .*pyarrow"
documented "Apache Avro's command shows the first patient" "$first" "python3 .*avro"
documented "protoc's command counts the patients" "$patients" 'protoc '
finish
