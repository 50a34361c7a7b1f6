# Runs a Node script of checks inside a test group; sourced after lib.sh. It tests nothing itself.
#
#   run_checks SCRIPT [ARGUMENT...]   runs it with --results FILE, shows what it prints, takes its results

run_checks() {
  local file status what name why
  file="$scratch/$(basename "$1").tsv"
  rm -f "$file"
  "$POLYCLINIC_NODE" "$@" --results "$file"
  status=$?
  while IFS=$'\t' read -r what name why; do
    case $what in pass) pass "$name" ;; skip) skip "$name" "$why" ;; *) fail "$name" "$why" ;; esac
  done < <(cat "$file" 2>/dev/null)
  [ "$status" -eq 0 ] || fail "$(basename "$1") comes to its end" "exit status $status"
  [ -s "$file" ] || fail "$(basename "$1") checks something" "no result"
}
