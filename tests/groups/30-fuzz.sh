#!/usr/bin/env bash
# Each libFuzzer program of tests/fuzz for 60 seconds, from the inputs in tests/fuzz/NAME/ where there are some.
# needs: clang
# limit: 1500
. "$(dirname "$0")/lib.sh"
build_preset fuzz || finish
for source in tests/fuzz/*.cpp; do
  [ -f "$source" ] || { fail "there is a fuzz target" "tests/fuzz holds none"; break; }
  name=$(basename "$source" .cpp)
  mkdir -p "$scratch/$name"
  seeds=()
  [ ! -d "tests/fuzz/$name" ] || seeds=("tests/fuzz/$name")
  check "$name for 60 s" "build/fuzz/$name" -max_total_time=60 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$POLYCLINIC_TEST_LOGS/fuzz/" "$scratch/$name" ${seeds[@]+"${seeds[@]}"}
done
finish
