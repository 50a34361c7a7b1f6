# Every module of bad_modules/ through `polyclinic modules check`: exit status 2 and all its errors, each with its rule,
# state, place and words; and whatever else can be wrong with the files of a module command. Sourced by the group
# "faults", which sets $program and $scratch.

# listed_errors FILE: the errors of a check's text as lines of rule, state, pointer, message and hint.
listed_errors() {
  awk '
    function flush() { if (rule != "") print rule "\t" state "\t" pointer "\t" words; rule = "" }
    /^  (error|warning|remark) / {
      flush()
      if ($1 != "error") next
      rule = $2; state = "-"; pointer = "-"; words = ""
      if (match($0, / in state "[^"]*"/)) state = substr($0, RSTART + 11, RLENGTH - 12)
      if (match($0, / at .*/)) pointer = substr($0, RSTART + 4)
      next
    }
    /^    / { if (rule != "") words = words substr($0, 4); next }
    { flush() }
    END { flush() }' "$1"
}

for path in tests/faults/bad_modules/*.json; do
  file=$(basename "$path")
  name="modules check refuses $file"
  "$program" modules check "$path" >"$scratch/output" 2>"$scratch/errors"
  status=$?
  if [ "$status" -ne 2 ]; then fail "$name" "exit status $status instead of 2"; continue; fi
  mapfile -t found < <(listed_errors "$scratch/output")
  number=0
  wrong=
  while IFS=$'\t' read -r listed rule state pointer phrase; do
    [ "$listed" = "$file" ] || continue
    IFS=$'\t' read -r got_rule got_state got_pointer words <<<"${found[number]-}"
    number=$((number + 1))
    [ "$rule|$state" = "$got_rule|$got_state" ] || wrong="error $number is ${got_rule:-missing} in $got_state instead of $rule in $state"
    [ "$pointer" = '*' ] || [ "$pointer" = "$got_pointer" ] || wrong="error $number is at $got_pointer instead of $pointer"
    [[ $words == *"$phrase"* ]] || wrong="error $number does not say \"$phrase\": $words"
  done <tests/faults/bad_modules.tsv
  [ "${#found[@]}" -eq "$number" ] && [ "$number" -gt 0 ] || wrong="${#found[@]} errors instead of $number"
  check_equal "$name" "" "$wrong"
done
"$program" modules check tests/faults/bad_modules >"$scratch/output" 2>"$scratch/errors"
status=$?
# But one: which states a PriorState may name is only known when every file can be read.
check_equal "a folder of bad modules is refused with all their errors at once" \
  "2 $(grep -v '^#' tests/faults/bad_modules.tsv | grep -vc E38)" "$status $(grep -c '^  error ' "$scratch/output")"
"$program" modules check - <tests/faults/bad_modules/many_mistakes.json >"$scratch/output" 2>"$scratch/errors"
check_equal "a module on standard input is checked" "2 4" "$? $(grep -c '^  error ' "$scratch/output")"

# refused_module PHRASE ARGUMENT...: exit status 2, nothing on standard output, the phrase on standard error.
refused_module() {
  local phrase=$1 status
  shift
  "$program" modules "$@" >"$scratch/output" 2>"$scratch/errors" </dev/null
  status=$?
  if [ "$status" -ne 2 ]; then fail "polyclinic modules $*" "exit status $status instead of 2"
  elif [ -s "$scratch/output" ]; then fail "polyclinic modules $*" "something on standard output"
  elif ! grep -qF -- "$phrase" "$scratch/errors"; then fail "polyclinic modules $*" "no \"$phrase\" in: $(head -c 300 "$scratch/errors")"
  else pass "polyclinic modules ${*//$scratch/…}"; fi
}
sound=tests/modules/aching_throat.json
for command in list graph trace run; do
  options=()
  [ $command = trace ] && options=(--person 1)
  refused_module 'did you mean "End"?' $command tests/faults/bad_modules/target_misspelt.json "${options[@]}"
done
mkdir -p "$scratch/empty" "$scratch/twice"
cp "$sound" "$scratch/twice/"
refused_module 'No such file or directory' check nowhere.json
refused_module 'there is no module in the folder' check "$scratch/empty"
refused_module 'is no module: name a .json file' check tests/modules/lookup_tables/tense_vessels.csv
refused_module 'are both the module aching_throat' check "$sound" "$scratch/twice/aching_throat.json"
refused_module 'which of the modules? Name it: --module NAME' graph tests/modules
refused_module 'there is no module "nut_alergy" (did you mean "nut_allergy"?)' graph tests/modules --module nut_alergy
refused_module 'unknown format "svg"; known formats are mermaid and dot' graph "$sound" --format svg
refused_module 'whom to follow? Name a person' trace "$sound"
refused_module '--person: "0" is not a whole number from 1' trace "$sound" --person 0
refused_module '--only (/modules/only/0): there is no top-level module "broken_hib" (did you mean "broken_hip"?)' run tests/modules --only broken_hib
refused_module '--patients (/patients): 0 is too small' run "$sound" --patients 0
refused_module 'unknown option --persons (did you mean --person?)' trace "$sound" --persons 1
refused_module 'no module runs' run tests/modules --without '*'
expect 2 'Usage: polyclinic modules COMMAND' "modules alone shows its commands" "$program" modules
expect 2 'there is no command modules chek (did you mean modules check?)' "a misspelt command of modules" "$program" modules chek

# A module's references stay below its folder, whatever they say.
mkdir -p "$scratch/stranger/inside"
printf '{"name": "Outside", "states": {"Initial": {"type": "Initial", "direct_transition": "End"}, "End": {"type": "Terminal"}}}' >"$scratch/stranger/outside.json"
sed 's#"name": "Outside"#"name": "Inside"#; s#"direct_transition": "End"#"direct_transition": "Call"#; s#"End": {#"Call": {"type": "CallSubmodule", "submodule": "../outside", "direct_transition": "End"}, "End": {#' \
  "$scratch/stranger/outside.json" >"$scratch/stranger/inside/caller.json"
"$program" modules check "$scratch/stranger/inside/caller.json" >"$scratch/output" 2>&1
check_equal "a submodule outside of the folder is not read" "2 1" "$? $(grep -c 'unknown submodule "../outside"' "$scratch/output")"

# Loads, and never comes to an end: told with person, module and states.
printf '{"name": "Circle", "states": {"Initial": {"type": "Initial", "direct_transition": "Round"}, "Round": {"type": "Delay", "exact": {"quantity": 0, "unit": "days"}, "direct_transition": "And round"}, "And round": {"type": "Simple", "direct_transition": "Round"}}}' >"$scratch/circle.json"
check "a circle of delays that may be zero loads" "$program" modules check "$scratch/circle.json"
refused_module 'module circle does not come to an end for person' run "$scratch/circle.json" --patients 100
check "the states of the circle are named" grep -qE 'R01.*(Round -> And round|And round -> Round)' "$scratch/errors"
refused_module 'R01' trace "$scratch/circle.json" --person 1
