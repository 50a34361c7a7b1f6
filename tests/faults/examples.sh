# Every command has a help, and every example in the help texts and in the README runs. Sourced by the group "faults".

"$program" help >"$scratch/help"
check_equal "help exits 0" 0 $?
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]\+\( [a-z]\+\)\{0,1\}\)  .*/\1/p' "$scratch/help")
check_equal "help lists the commands" \
  "generate schema validate-config config-reference bench scorecard modules list modules check modules graph modules trace modules run version help" \
  "$(tr '\n' ' ' <<<"$commands" | sed 's/ $//')"
check_equal "no line of a help text is longer than 120 columns" "" \
  "$(while read -r command; do "$program" help $command; done <<<"$commands" | grep -E '.{121,}')"
check_equal "help modules lists its commands" 5 "$("$program" help modules | grep -c '^  modules ')"

# run_examples SOURCE: its lines, one after another, in one new folder where `polyclinic` is on the PATH.
run_examples() {
  local source=$1 line status count=0 folder=$scratch/examples-$1
  mkdir -p "$folder/bin" "$folder/build/native"
  ln -s "$program" "$folder/bin/polyclinic"
  ln -s "$program" "$folder/build/native/polyclinic"
  cp -r tests/modules "$folder/my_modules"  # what examples call their reader's own modules
  while IFS= read -r line; do
    count=$((count + 1))
    (cd "$folder" && PATH=$folder/bin:$PATH bash -c "set -o pipefail; $line") >"$scratch/output" 2>"$scratch/errors" </dev/null
    status=$?
    if [ "$status" -eq 0 ]; then pass "$source: $line"; else fail "$source: $line" "exit status $status: $(head -c 300 "$scratch/errors")"; fi
  done
  [ "$count" -gt 0 ] || fail "$source has examples" "none was found"
}

run_examples help < <(sed -n '/^Try:/,$s/^  \(polyclinic .*\)/\1/p' "$scratch/help")
while read -r command; do
  "$program" help $command >"$scratch/command-help"
  check_equal "help $command names it" "Usage: polyclinic $command" "$(head -n 1 "$scratch/command-help" | grep -o "^Usage: polyclinic $command")"
  check_equal "$command --help is the same" "$(cat "$scratch/command-help")" "$("$program" $command --help)"
  run_examples "help-${command// /-}" < <(sed -n '/^Examples\{0,1\}:/,$s/^  \(.*\)/\1/p' "$scratch/command-help")
done <<<"$commands"

# What the README shows of the command line; its comments behind commands are the shell's own.
run_examples readme < <(sed -n '/^```\(bash\|sh\|\)$/,/^```$/p' README.md | grep -E '^build/native/polyclinic |^polyclinic ')
# Each JSON block in it is a config.
awk -v folder="$scratch" '/^```json$/ { inside = 1; ++number; next } /^```$/ { inside = 0 } inside { print > (folder "/readme-" number ".json") }' README.md
for config in "$scratch"/readme-*.json; do
  check "the README's config $(basename "$config" .json) is valid" "$program" validate-config "$config"
done
