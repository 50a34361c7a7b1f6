#!/usr/bin/env bash
# Unit tests and a run of 500 patients under AddressSanitizer and UndefinedBehaviorSanitizer.
# needs: clang
# limit: 1200
. "$(dirname "$0")/lib.sh"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
build_preset native-asan || finish
# Tests tagged [survey] count what many thousand people have against published shares: they read no memory that fewer
# people do not read, and are half of the time here.
run_catch2 build/native-asan/polyclinic_unit_tests "~[survey]"
check "500 patients, folder" build/native-asan/polyclinic generate --patients 500 --seed 7 --formats csv,ndjson --threads 2 --output "$scratch/folder" --quiet
check "500 patients, ZIP of formats with groups of rows" build/native-asan/polyclinic generate --patients 500 --seed 7 --formats csv,parquet,avro,protobuf --threads 2 --output "$scratch/sample.zip" --set /format_options/parquet/row_group_rows=5000 --quiet
finish
