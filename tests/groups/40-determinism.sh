#!/usr/bin/env bash
# The same config gives the same bytes in every build, with any number of threads: one table of hashes.
# needs: native clang wasm wasi js browser
# lane: packages
# limit: 1500
. "$(dirname "$0")/lib.sh"
for preset in native native-asan wasi wasm wasm-st; do build_preset "$preset" || finish; done
check "the npm package is put together" "$POLYCLINIC_NODE" bindings/js/build.mjs || finish
check "the page is put together" "$POLYCLINIC_NODE" web/build.mjs || finish

# With disease modules the config holds their texts.
with_modules=$scratch/modules.json
"$POLYCLINIC_NODE" tests/modules/config.mjs >"$with_modules"

# from_program NAME COMMAND...: a target that is a program with the command line of polyclinic. $config: what it makes.
from_program() {
  local name=$1; shift
  local folder=$scratch/$name.folder zip=$scratch/$name.zip log=$POLYCLINIC_TEST_LOGS/$group/$name.log
  { "$@" generate --config "$config" --output "$folder" --quiet && "$@" generate --config "$config" --output "$zip" --quiet; } \
    >"$log" 2>&1 && tests/determinism/hash_folder.sh "$folder" "$zip" >"$scratch/$name.json" 2>>"$log" || echo >"$scratch/$name.json"
  rm -rf "$folder" "$zip"
  targets+=("$name=$scratch/$name.json")
}
# from_script NAME COMMAND...: a target that prints its hashes itself.
from_script() {
  local name=$1; shift
  "$@" >"$scratch/$name.json" 2>"$POLYCLINIC_TEST_LOGS/$group/$name.log" || echo >"$scratch/$name.json"
  targets+=("$name=$scratch/$name.json")
}
# The number of threads is an option of the command, behind its name.
native() { local build=$1 threads=$2; shift 2; "build/$build/polyclinic" "$@" --threads "$threads"; }
in_wasi() { "$POLYCLINIC_NODE" tests/wasi/run_wasi.mjs --dir .="$root" --dir "$scratch=$scratch" -- "$@"; }

# every_target GOLDEN CONFIG: makes the dataset in all targets and compares them with the golden hashes.
every_target() {
  local golden=$1
  config=$2
  targets=()
  for threads in 1 2 7; do from_program "gcc-$threads" native native "$threads"; done
  # Another compiler's: the build with sanitizers.
  for threads in 1 2 7; do from_program "clang-$threads" native native-asan "$threads"; done
  from_program wasi in_wasi
  from_script node-threaded "$POLYCLINIC_NODE" tests/js/hash_dataset.mjs "$config" --engine mt --threads 2
  from_script node-unthreaded "$POLYCLINIC_NODE" tests/js/hash_dataset.mjs "$config" --engine st
  from_script chromium-threaded "$POLYCLINIC_NODE" tests/browser/hash_dataset.mjs "$config" --isolated yes
  from_script chromium-unthreaded "$POLYCLINIC_NODE" tests/browser/hash_dataset.mjs "$config" --isolated no

  [[ ${POLYCLINIC_WRITE_GOLDEN:-} == 1 ]] && "$POLYCLINIC_NODE" tests/determinism/compare.mjs "$golden" "${targets[@]}" --write >"$scratch/written"
  "$POLYCLINIC_NODE" tests/determinism/compare.mjs "$golden" "${targets[@]}" >"$scratch/table"
  grep -v -e '^ok ' -e '^differs ' "$scratch/table"
  while read -r verdict name files; do
    if [[ $verdict == ok ]]; then pass "$name makes the bytes of $(basename "$golden")"; else fail "$name makes the bytes of $(basename "$golden")" "differ: $files"; fi
  done < <(grep -e '^ok ' -e '^differs ' "$scratch/table")
}
every_target tests/golden/clinical_2000.json tests/determinism/config.json
every_target tests/golden/clinical_formats.json tests/determinism/formats.json
every_target tests/golden/clinical_columns.json tests/determinism/columns.json
every_target tests/golden/modules_500.json "$with_modules"
every_target tests/golden/records_40.json tests/determinism/records.json

# Modules that others wrote, when a folder of them is named: whole lives of 5,000 people, compared with the first target.
if [ -n "${POLYCLINIC_GMF_SAMPLES:-}" ]; then
  "$POLYCLINIC_NODE" tests/modules/config.mjs "$POLYCLINIC_GMF_SAMPLES" 5000 >"$scratch/samples.json"
  POLYCLINIC_WRITE_GOLDEN=1 every_target "$scratch/samples_5000.json" "$scratch/samples.json"
fi
finish
