# The same faults under WASI, as far as it has them: it knows no signals. Sourced by the group "faults", after
# bad_configs.sh and outputs.sh.

mkdir "$scratch/wasi"
# The repository is the program's "repository", the scratch folder its current one.
in_wasi() { "$POLYCLINIC_NODE" tests/wasi/run_wasi.mjs --dir .="$scratch/wasi" --dir repository="$root" -- "$@"; }

for file in many_mistakes.json not_utf8.json trailing_comma.json patients_enormous.json duplicate_key.json city_not_in_states.json; do
  in_wasi generate --config "repository/tests/faults/bad_configs/$file" --output never >"$scratch/output" 2>"$scratch/errors"
  check_refusal "WASI: generate refuses $file" "$file" $? "$scratch/output" "$scratch/errors"
done
expect 2 'names no part' "WASI: a wrong option" in_wasi generate --block 3/2 --output x
expect 2 'cannot read nowhere.json' "WASI: no such config" in_wasi generate --config nowhere.json --output x
check "WASI: a folder is made, with its parents" in_wasi generate "${small[@]}" --output a/b --quiet
expect 2 'holds a dataset already' "WASI: a dataset is not overwritten" in_wasi generate "${small[@]}" --output a/b
check "WASI: with --force it is" in_wasi generate "${small[@]}" --output a/b --force --quiet
expect 2 'is no folder' "WASI: a file where the folder should be" in_wasi generate "${small[@]}" --output a/b/manifest.json
check "WASI: a ZIP is made" in_wasi generate "${small[@]}" --output z/people.zip --quiet
expect 2 'is there already' "WASI: a ZIP is not overwritten" in_wasi generate "${small[@]}" --output z/people.zip
check_equal "WASI: no partial file is left" "" "$(find "$scratch/wasi" -name '*.partial')"
wasi_to_full() { in_wasi "$@" >/dev/full; }
expect 1 'cannot write to standard output' "WASI: a ZIP to a full device" wasi_to_full generate "${small[@]}" --output -
check_equal "WASI: nothing was written for refused runs" "" "$(ls -d "$scratch"/wasi/never "$scratch"/wasi/x 2>/dev/null)"

# Modules: the same answers as the native program's, findings, graphs and counts.
in_wasi modules check repository/tests/faults/bad_modules/many_mistakes.json --json >"$scratch/output" 2>"$scratch/errors"
check_equal "WASI: bad modules are refused" "2 4" "$? $(grep -c '"severity": "error"' "$scratch/output")"
same_in_wasi() {
  local name=$1; shift
  check_equal "WASI: modules $name prints what the native program prints" \
    "$("$program" modules "$name" "$@" | sha256sum)" "$(in_wasi modules "$name" "${@/#tests/repository/tests}" 2>"$scratch/errors" | sha256sum)"
}
same_in_wasi list tests/modules
same_in_wasi graph tests/modules --module broken_hip --format dot
same_in_wasi trace tests/modules --person 12
same_in_wasi run tests/modules --patients 60
