#!/usr/bin/env bash
# Unit tests and runs of 500 patients with four threads, with and without disease modules, under ThreadSanitizer.
# needs: clang js
# limit: 1200
. "$(dirname "$0")/lib.sh"
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
build_preset native-tsan || finish
# Tests tagged [survey] or [long] work for minutes here, on one thread: they have nothing to race with.
run_catch2 build/native-tsan/polyclinic_unit_tests "~[survey]~[long]"
check "500 patients, folder" build/native-tsan/polyclinic generate --patients 500 --seed 7 --formats csv,ndjson --threads 4 --output "$scratch/folder" --quiet
check "500 patients, ZIP of formats with groups of rows" build/native-tsan/polyclinic generate --patients 500 --seed 7 --formats csv,parquet,avro,protobuf --threads 4 --output "$scratch/sample.zip" --set /format_options/parquet/row_group_rows=5000 --quiet
"$POLYCLINIC_NODE" tests/modules/config.mjs >"$scratch/modules.json"
check "500 patients with disease modules" build/native-tsan/polyclinic generate --config "$scratch/modules.json" --threads 4 --output "$scratch/modules" --quiet
finish
