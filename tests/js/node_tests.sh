# Runs files of node's test runner inside a test group; sourced after lib.sh. It tests nothing itself.
#
#   run_node_tests FILE...    one result per test; what failed is shown and stays in the group's log folder

run_node_tests() {
  local log what name why status
  log=$(log_of "node tests")
  # One file at a time: several of the tests measure times or memory.
  "$POLYCLINIC_NODE" --test --test-concurrency=1 --test-reporter="$root/tests/js/results_reporter.mjs" \
    --test-reporter-destination="$scratch/node_tests.tsv" "$@" >"$log" 2>&1
  status=$?
  while IFS=$'\t' read -r what name why; do
    case $what in pass) pass "$name" ;; skip) skip "$name" "$why" ;; *) fail "$name" "$why" ;; esac
  done <"$scratch/node_tests.tsv"
  [ -s "$scratch/node_tests.tsv" ] || { fail "node's test runner runs tests" "it reported none; log: ${log#"$root"/}"; return 1; }
  if [ "$status" -ne 0 ]; then
    grep -q '^fail' "$scratch/node_tests.tsv" || fail "node's test runner ends well" "exit status $status; log: ${log#"$root"/}"
    tail -n 40 "$log" | cut -c 1-300 | sed 's/^/    /'
    return 1
  fi
}
