# Every config of bad_configs/ through the real command line: exit status 2, all its findings on standard error, nothing
# on standard output and nothing written. Sourced by the group "faults", which sets $program and $scratch.

# check_refusal NAME FILE STATUS STDOUT STDERR: against the lines of bad_configs.tsv for that file.
check_refusal() {
  local name=$1 file=$2 status=$3 output=$4 errors=$5 listed where phrase line number=0 findings
  [ "$status" -eq 2 ] || { fail "$name" "exit status $status instead of 2"; return; }
  [ ! -s "$output" ] || { fail "$name" "something on standard output: $(head -c 100 "$output")"; return; }
  mapfile -t findings < <(sed -n 's/^  //p' "$errors")
  while IFS=$'\t' read -r listed where phrase; do
    [ "$listed" = "$file" ] || continue
    line=${findings[number]-}
    number=$((number + 1))
    [ "$where" = - ] || [[ $line == "$where: "* ]] || { fail "$name" "finding $number is not at $where: $line"; return; }
    [[ $line == *"$phrase"* ]] || { fail "$name" "finding $number does not say \"$phrase\": $line"; return; }
  done <tests/faults/bad_configs.tsv
  if [ "${#findings[@]}" -eq "$number" ] && [ "$number" -gt 0 ]; then pass "$name"; else fail "$name" "${#findings[@]} findings instead of $number"; fi
}

for path in tests/faults/bad_configs/*.json; do
  file=$(basename "$path")
  "$program" generate --config "$path" --output "$scratch/never" >"$scratch/output" 2>"$scratch/errors"
  check_refusal "generate refuses $file" "$file" $? "$scratch/output" "$scratch/errors"
done
check "refused configs leave nothing behind" test ! -e "$scratch/never"

# The other ways in: the checker, and standard input.
for file in many_mistakes.json not_utf8.json trailing_comma.json; do
  "$program" validate-config "tests/faults/bad_configs/$file" >"$scratch/output" 2>"$scratch/errors"
  check_refusal "validate-config refuses $file" "$file" $? "$scratch/output" "$scratch/errors"
  "$program" validate-config - <"tests/faults/bad_configs/$file" >"$scratch/output" 2>"$scratch/errors"
  check_refusal "validate-config refuses $file on standard input" "$file" $? "$scratch/output" "$scratch/errors"
  "$program" bench --config "tests/faults/bad_configs/$file" --repeats 1 >"$scratch/output" 2>"$scratch/errors"
  check_refusal "bench refuses $file" "$file" $? "$scratch/output" "$scratch/errors"
done
