# Wrong words on the command line: exit status 2 and a message that says what to write instead.
# Sourced by the group "faults".

# refused PHRASE ARGUMENT...
refused() {
  local phrase=$1 status
  shift
  (cd "$scratch" && "$program" "$@") >"$scratch/output" 2>"$scratch/errors" </dev/null
  status=$?
  if [ "$status" -ne 2 ]; then fail "polyclinic $*" "exit status $status instead of 2"
  elif [ -s "$scratch/output" ]; then fail "polyclinic $*" "something on standard output"
  elif ! grep -qF -- "$phrase" "$scratch/errors"; then fail "polyclinic $*" "no \"$phrase\" in: $(head -c 300 "$scratch/errors")"
  else pass "polyclinic $*"; fi
}

refused 'Usage: polyclinic COMMAND'
refused 'did you mean generate?' generat
refused 'did you mean validate-config?' validate
refused 'there is no command frobnicate; polyclinic help lists them' frobnicate
refused 'there is no command generat (did you mean generate?)' help generat
refused 'unknown option --patient (did you mean --patients?)' generate --patient 5 --output x
refused 'unknown option --repeats' generate --repeats 5 --output x
refused 'unknown option -n' generate -n 5 --output x
refused 'where to? Give --output FOLDER' generate --patients 5
refused '--output needs a value: --output PATH' generate --output
refused '--output needs a value' generate --output --force
refused '--output is given twice' generate --output x --output y
refused '--quiet takes no value' generate --quiet=yes --output x
refused 'unexpected word "x"' generate x
refused 'unexpected word "b"' validate-config a b
refused 'which file? Name one, or - for standard input' validate-config
refused 'cannot read nowhere.json: No such file or directory' validate-config nowhere.json
refused 'cannot read nowhere.json: No such file or directory' generate --config nowhere.json --output x
refused 'Is a directory' generate --config . --output x
refused '--threads: "0" is not a whole number from 1 to 256' generate --threads 0 --output x
refused '--threads: "two" is not a whole number' generate --threads two --output x
refused '--threads: "99999999999" is not a whole number' generate --threads 99999999999 --output x
refused '--repeats: "0"' bench --repeats 0
refused '--block: "3/2" names no part; write I/N' generate --block 3/2 --output x
refused '--block: "0/2" names no part' generate --block 0/2 --output x
refused '--block: "1" names no part' generate --block 1 --output x
refused '--block: "1/0" names no part' generate --block 1/0 --output x
refused '--block: "1/2/3" names no part' generate --block 1/2/3 --output x
refused '--block: "-1/2" names no part' generate --block=-1/2 --output x
refused '--patients (/patients): expected a whole number, found the string "many"' generate --patients many --output x
refused '--patients (/patients): 1e999 is too large (allowed: 1 to 100000000)' generate --patients 1e999 --output x
refused '--patients (/patients): 0 is too small' generate --patients 0 --output x
refused '--seed (/seed): -1 is too small' generate --seed -1 --output x
refused '--seed (/seed): 18446744073709551616 is too large' generate --seed 18446744073709551616 --output x
refused '--as-of (/as_of): "2026-02-30" is not a day of the calendar' generate --as-of 2026-02-30 --output x
refused '--years-of-history (/years_of_history): 121 is too large' generate --years-of-history 121 --output x
refused '--dataset (/dataset): there is no dataset "clincal" (did you mean "clinical"?' generate --dataset clincal --output x
refused '--formats (/formats/1): there is no format "xls"' generate --formats csv,xls --output x
refused '--formats (/formats/1): there is no format ""' generate --formats csv, --output x
refused '--tables (/tables/0): there is no table "patient" in the dataset clinical (did you mean "patients"?' generate --tables patient --output x
refused '--state (/filters/states/1): there is no state "Vermount" (did you mean VT (Vermont)?' generate --state MA --state Vermount --output x
refused '--set /filters/age/min: 130 is too large (allowed: 0 to 120)' generate --set /filters/age/min=130 --output x
refused 'did you mean "patients"?' generate --set /patient=5 --output x
refused 'a pointer begins with /, for example --set /patients=5' generate --set patients=5 --output x
refused 'write POINTER=VALUE' generate --set /patients --output x
refused 'The value for /formats is not valid JSON' generate --set '/formats=["csv"' --output x
refused 'it leads through an array of 1' generate --formats csv --set /formats/0=json --output x
refused 'nobody is left' generate --set '/distributions/sex/weights={"F": 1}' --set '/filters/sex=["M"]' --output x
refused 'html' schema --format html
refused 'did you mean' schema --formt sql
refused 'clinicl' schema --dataset clinicl
refused 'known formats are markdown and json' config-reference --format html
check "refused options leave nothing behind" test ! -e "$scratch/x"

# Several mistakes in options and file are told together, each under the name that it was given by.
printf '{"patients": 5, "filters": {"age": {"min": 80}}, "sede": 1}\n' >"$scratch/config.json"
refused 'config.json: The config has 3 mistakes' generate --config config.json --state Vermount --set /filters/age/max=70 --output x
check "a mistake in the file has its pointer" grep -qF '  /sede: there is no option "sede"' "$scratch/errors"
check "a mistake in an option has the option's name" grep -qF '  --state (/filters/states/0): ' "$scratch/errors"
