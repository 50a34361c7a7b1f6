#!/usr/bin/env bash
# The tests that start threads and a run of 500 patients with four threads under ThreadSanitizer.
# needs: clang
# limit: 1200
. "$(dirname "$0")/lib.sh"
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
build_preset native-tsan || finish
# Threads are started in the room run/ alone; a test elsewhere that starts some is tagged [threads]. The others have
# nothing to race with, and their statistics take many minutes here.
run_catch2 build/native-tsan/polyclinic_unit_tests "[run],[threads]"
check "500 patients, folder" build/native-tsan/polyclinic generate --patients 500 --seed 7 --formats csv,ndjson --threads 4 --output "$scratch/folder" --quiet
check "500 patients, ZIP" build/native-tsan/polyclinic generate --patients 500 --seed 7 --formats csv,ndjson --threads 4 --output "$scratch/sample.zip" --quiet
finish
