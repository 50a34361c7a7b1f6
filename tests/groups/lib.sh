# What a test group may call: results, checks, builds. Sourced by every group; it tests nothing itself.
#
# A group is tests/groups/NN-name.sh (NN orders them; the name is what tests/run.sh takes). It looks like this:
#
#   #!/usr/bin/env bash
#   # One sentence on what is tested (shown by tests/run.sh --list).
#   # needs: native clang          parts of cmake/setup.sh (native is always there)
#   # limit: 600                   seconds after which the group is killed, builds not counted; default 1200
#   # lane: packages               it puts the npm package or the page together: never beside another such group
#   # lane: alone                  it measures how quickly something answers: never beside any other group
#   . "$(dirname "$0")/lib.sh"
#   build_preset native || finish
#   check "version is printed" build/native/polyclinic version
#   finish
#
# It starts in the repository's root, with the tools of setup.sh on the PATH and POLYCLINIC_NODE, POLYCLINIC_CHROMIUM and
# the like set. No `set -e`: a failed test is recorded and the next one runs. A group may also be run by itself, after
# setup.sh: bash tests/groups/NN-name.sh
#
#   pass NAME                 one test passed
#   fail NAME [WHY]           one test failed; WHY is one line
#   skip NAME WHY             one test could not run here
#   check NAME COMMAND...     passes if the command exits 0; its output goes to a log, of which the end is shown if not
#   check_status N NAME COMMAND...   passes if the command exits with N
#   check_equal NAME EXPECTED ACTUAL
#   build_preset NAME         configures and builds that preset, once per run; fails a test and returns 1 if it cannot
#   run_catch2 PROGRAM [ARGUMENT...]  one result per test case of a Catch2 program, crashes included
#   note TEXT...              a line for the reader (a table, a hash); it counts for nothing
#   $scratch                  an empty folder, removed at the end
#   finish                    ends the group: exit 1 if a test failed
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
root=$PWD
group=$(basename "$0" .sh)
group=${group#*-}

. "${POLYCLINIC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/polyclinic}/env.sh" || { echo "run cmake/setup.sh first" >&2; exit 1; }
export POLYCLINIC_TEST_LOGS=${POLYCLINIC_TEST_LOGS:-$root/build/test-logs}
export POLYCLINIC_TEST_RESULTS=${POLYCLINIC_TEST_RESULTS:-$POLYCLINIC_TEST_LOGS/$group-alone.tsv}
# By itself, a group starts its own list of results and may build again what an earlier run built.
if [[ $POLYCLINIC_TEST_RESULTS == *-alone.tsv ]]; then
  mkdir -p "$POLYCLINIC_TEST_LOGS"
  rm -rf "$POLYCLINIC_TEST_LOGS/built"
  : >"$POLYCLINIC_TEST_RESULTS"
fi
mkdir -p "$POLYCLINIC_TEST_LOGS/$group" "$POLYCLINIC_TEST_LOGS/built"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C

record() {
  local why=${3:-}
  printf '%s\t%s\t%s\t%s\n' "$1" "$group" "${2//[$'\t\n']/ }" "${why//[$'\t\n']/ }" >>"$POLYCLINIC_TEST_RESULTS"
}
note() { printf '%s\n' "$*"; }
pass() { record pass "$1"; }
fail() { record fail "$1" "${2:-}"; printf '  FAILED %s%s\n' "$1" "${2:+: $2}"; }
skip() { record skip "$1" "$2"; printf '  skipped %s: %s\n' "$1" "$2"; }
finish() {
  local failed; failed=$(awk -F '\t' -v group="$group" '$1 == "fail" && $2 == group' "$POLYCLINIC_TEST_RESULTS" | wc -l)
  if [[ $POLYCLINIC_TEST_RESULTS == *-alone.tsv ]]; then
    printf '%d passed, %d failed, %d skipped\n' "$(grep -c ^pass "$POLYCLINIC_TEST_RESULTS")" "$failed" "$(grep -c ^skip "$POLYCLINIC_TEST_RESULTS")"
  fi
  [ "$failed" -eq 0 ]
  exit
}

# The log of a test: its name, with everything but letters and digits as a hyphen.
log_of() { printf '%s/%s/%s.log' "$POLYCLINIC_TEST_LOGS" "$group" "$(printf '%s' "$1" | tr -cs 'A-Za-z0-9' '-' | cut -c 1-80)"; }

check_status() {
  local expected=$1 name=$2 log status
  shift 2
  log=$(log_of "$name")
  "$@" >"$log" 2>&1
  status=$?
  if [ "$status" -eq "$expected" ]; then pass "$name"; return 0; fi
  fail "$name" "exit status $status instead of $expected; log: ${log#"$root"/}"
  tail -n 8 "$log" | sed 's/^/    /'
  return 1
}
check() { check_status 0 "$@"; }
check_equal() {
  if [ "$2" = "$3" ]; then pass "$1"; return 0; fi
  fail "$1" "expected \"${2:0:200}\", got \"${3:0:200}\""
  return 1
}

# Builds are one after another: run.sh runs groups side by side only when all is built, and ninja takes all cores.
build_preset() {
  local preset=$1 log="$POLYCLINIC_TEST_LOGS/build-$1.log" started=$SECONDS mark="$POLYCLINIC_TEST_LOGS/built/$1"
  if [ -f "$mark" ]; then
    [ "$(cat "$mark")" = good ] || { fail "builds: $preset" "it failed earlier in this run; log: ${log#"$root"/}"; return 1; }
    return 0
  fi
  if cmake --preset "$preset" >"$log" 2>&1 && cmake --build --preset "$preset" >>"$log" 2>&1; then
    echo good >"$mark"
    pass "builds: $preset"
    note "  built $preset in $((SECONDS - started)) s"
    return 0
  fi
  echo bad >"$mark"
  fail "builds: $preset" "log: ${log#"$root"/}"
  grep -E -A 6 'error|FAILED' "$log" | head -n 20 | cut -c 1-300 | sed 's/^/    /'
  return 1
}

# In as many processes as there are processors, each with a part of the test cases.
run_catch2() {
  local program=$1 shards shard report log status=0
  shift
  shards=$(nproc 2>/dev/null || echo 1)
  log=$(log_of "$(basename "$program")")
  report=${log%.log}
  rm -f "$report".*.xml
  local pids=()
  for ((shard = 0; shard < shards; ++shard)); do
    "$program" --reporter "xml::out=$report.$shard.xml" --shard-count "$shards" --shard-index "$shard" \
      --allow-running-no-tests "$@" >"$report.$shard.out" 2>&1 &
    pids+=($!)
  done
  for shard in "${!pids[@]}"; do wait "${pids[$shard]}" || status=$?; done
  for shard in "${!pids[@]}"; do cat "$report.$shard.out"; rm "$report.$shard.out"; done >"$log"
  : >"$scratch/catch2.tsv"
  # A test case that was begun and has no overall result is where the program died.
  for shard in "${!pids[@]}"; do
    awk '
      function attribute(line, key) {
        if (!match(line, " " key "=\"[^\"]*\"")) return ""
        line = substr(line, RSTART, RLENGTH); sub(/^[^"]*"/, "", line); sub(/"$/, "", line); return line
      }
      /<TestCase / { name = attribute($0, "name"); place = attribute($0, "filename") ":" attribute($0, "line"); where = "" }
      /<Expression .*success="false"/ && where == "" { where = attribute($0, "filename") ":" attribute($0, "line") }
      /<OverallResult / {
        if (attribute($0, "success") != "true") print "fail\t" name "\t" (where == "" ? place : where)
        else if (attribute($0, "skips") + 0 > 0) print "skip\t" name "\tby the test itself"
        else print "pass\t" name "\t"
        name = ""
      }
      END { if (name != "") print "fail\t" name "\tthe program ended in it" }' "$report.$shard.xml" 2>/dev/null >>"$scratch/catch2.tsv"
  done
  local what name why
  while IFS=$'\t' read -r what name why; do
    case $what in pass) pass "$name" ;; skip) skip "$name" "$why" ;; *) fail "$name" "$why" ;; esac
  done <"$scratch/catch2.tsv"
  if [ "$status" -ne 0 ]; then
    grep -q '^fail' "$scratch/catch2.tsv" || fail "$(basename "$program") ends well" "exit status $status; log: ${log#"$root"/}"
    tail -n 25 "$log" | sed 's/^/    /'
    return 1
  fi
  [ -s "$scratch/catch2.tsv" ] || { fail "$(basename "$program") runs tests" "no test case in its report"; return 1; }
}
