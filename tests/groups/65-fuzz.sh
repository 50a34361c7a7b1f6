#!/usr/bin/env bash
# Each libFuzzer program of tests/fuzz for a minute (POLYCLINIC_FUZZ_SECONDS changes that), from known inputs and words.
# needs: native clang
# limit: 1500
. "$(dirname "$0")/lib.sh"
seconds=${POLYCLINIC_FUZZ_SECONDS:-60}
build_preset native-asan || finish

# What programs other than their own folder tests/fuzz/NAME/ start from.
declare -A more_inputs=([config_fuzz]=tests/faults/bad_configs)
# The words that an input of a program is made of, from where they are declared.
declare -A words_of=([config_fuzz]="engine/config/options.cpp engine/reference/categories.h"
  [gmf_fuzz]="engine/gmf/vocabulary.cpp engine/gmf/host_names.cpp")

# A libFuzzer dictionary: every quoted word of the sources, and every step of a JSON pointer.
dictionary() { grep -ohE '"/?[A-Za-z_0-9/]+"' "$@" | tr -d '"' | tr '/' '\n' | grep -E '^.{1,40}$' | sort -u | sed 's/.*/"\\"&\\""/'; }

mkdir -p "$POLYCLINIC_TEST_LOGS/fuzz"
fuzz() {
  local name=$1 inputs folder options log
  mkdir -p "$scratch/$name"
  inputs=()
  for folder in "tests/fuzz/$name" ${more_inputs[$name]-}; do [ ! -d "$folder" ] || inputs+=("$folder"); done
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1
    -artifact_prefix="$POLYCLINIC_TEST_LOGS/fuzz/$name-")
  if [ -n "${words_of[$name]-}" ]; then
    # shellcheck disable=SC2086
    dictionary ${words_of[$name]} >"$scratch/$name.dict"
    options+=(-dict="$scratch/$name.dict")
  fi
  check "$name keeps its promises for $seconds s" "build/native-asan/$name" "${options[@]}" "$scratch/$name" ${inputs[@]+"${inputs[@]}"}
  log=$(log_of "$name keeps its promises for $seconds s")
  note "  $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, $(sed -n 's/^stat::peak_rss_mb: *//p' "$log") MB"
}
# All at once: each keeps one processor busy, and the time is up for all of them together.
for source in tests/fuzz/*.cpp; do fuzz "$(basename "$source" .cpp)" & done
wait
finish
