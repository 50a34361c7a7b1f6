#!/usr/bin/env bash
# Installs what is missing, builds every target, runs every test and counts them; what is tested stands in tests/groups/.
#
#   tests/run.sh              all groups
#   tests/run.sh NAME...      these groups only, with what they need
#   tests/run.sh --list       the groups, each with its first sentence
#
# Ends with a line "N passed, N failed" (and ", N skipped"), alone; exits 1 if anything failed, 2 for an unknown group.
# Logs stay in build/test-logs/.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

groups=()
for file in tests/groups/[0-9]*-*.sh; do groups+=("$file"); done
name_of() { local name; name=$(basename "$1" .sh); printf '%s' "${name#*-}"; }
list() { local file; for file in "${groups[@]}"; do printf '  %-14s %s\n' "$(name_of "$file")" "$(sed -n '2s/^# *//p' "$file")"; done; }

chosen=()
for argument in "$@"; do
  case $argument in
    --list) list; exit 0 ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
  esac
  match=
  for file in "${groups[@]}"; do [ "$(name_of "$file")" != "$argument" ] || match=$file; done
  if [ -z "$match" ]; then
    { printf 'unknown group "%s"; the groups are:\n' "$argument"; list; } >&2
    exit 2
  fi
  chosen+=("$match")
done
[ ${#chosen[@]} -gt 0 ] || chosen=("${groups[@]}")

# A group says in a line "# needs: PART..." what setup.sh must bring, in "# limit: SECONDS" when it is killed.
declared() { sed -n "s/^# $1: *//p" "$2" | head -n 1; }
needs=()
for file in "${chosen[@]}"; do read -ra parts <<<"$(declared needs "$file")"; needs+=(${parts[@]+"${parts[@]}"}); done
bash cmake/setup.sh native ${needs[@]+"${needs[@]}"} || { printf 'tests/run.sh: the tools are not there; nothing was tested.\n' >&2; exit 1; }

# One run at a time in one checkout: they share build folders and logs.
mkdir -p build
exec 8>build/test-run.lock
flock --nonblock 8 || { printf 'waiting for another test run in this checkout\n'; flock 8; }

export POLYCLINIC_TEST_LOGS=$PWD/build/test-logs
rm -rf "$POLYCLINIC_TEST_LOGS"
mkdir -p "$POLYCLINIC_TEST_LOGS/built"
export POLYCLINIC_TEST_RESULTS=$POLYCLINIC_TEST_LOGS/results.tsv
: >"$POLYCLINIC_TEST_RESULTS"

count() { awk -F '\t' -v what="$1" -v group="${2:-}" '$1 == what && (group == "" || $2 == group)' "$POLYCLINIC_TEST_RESULTS" | wc -l; }

# run_group FILE ALLOWANCE: runs it, lets it fail loudly if it ends in silence, and adds its row to the table. A group's
# limit is for its tests; the allowance is for what it has to compile as well.
run_group() {
  local file=$1 name limit started=$SECONDS status TIMEFORMAT='%0U %0S'
  name=$(name_of "$file")
  limit=$(declared limit "$file")
  limit=$((${limit:-1200} + $2))
  # In a session of its own with a limit: a test that hangs must not hang the run.
  { time {
    timeout --kill-after=20 "$limit" bash "$file" 8>&- 2>&1 | tee "$POLYCLINIC_TEST_LOGS/$name.log"
    status=${PIPESTATUS[0]}
  } ; } 2>"$POLYCLINIC_TEST_LOGS/$name.time"
  # A group that reports its failures and still exits 0, or dies without a word: neither may look like success.
  case $status in
    0) [ "$(count pass "$name")" -gt 0 ] || [ "$(count fail "$name")" -gt 0 ] || [ "$(count skip "$name")" -gt 0 ] ||
      { printf 'fail\t%s\tthe group ran no test\t\n' "$name" >>"$POLYCLINIC_TEST_RESULTS"; } ;;
    124 | 137) printf 'fail\t%s\tthe group ended in time\tkilled after %s s\n' "$name" "$limit" >>"$POLYCLINIC_TEST_RESULTS" ;;
    *) [ "$(count fail "$name")" -gt 0 ] ||
      printf 'fail\t%s\tthe group came to its end\texit status %s\n' "$name" "$status" >>"$POLYCLINIC_TEST_RESULTS" ;;
  esac
  # Processor seconds tell what a group costs, whatever ran beside it.
  printf '%-14s %7d %7d %8d %8d %10d\n' "$name" "$(count pass "$name")" "$(count fail "$name")" "$(count skip "$name")" \
    $((SECONDS - started)) "$(awk '{ print $1 + $2 }' "$POLYCLINIC_TEST_LOGS/$name.time")" >>"$POLYCLINIC_TEST_LOGS/table"
}

# One group after another up to the group `build`; without it every group may compile, from nothing at worst.
: >"$POLYCLINIC_TEST_LOGS/table"
built=no
beside=()
for file in "${chosen[@]}"; do
  if [ "$built" = yes ]; then beside+=("$file"); continue; fi
  printf '== %s\n' "$(name_of "$file")"
  run_group "$file" 1800
  [ "$(name_of "$file")" != build ] || built=yes
done

# When all is built, two lanes side by side: most groups leave a processor idle now and then. Groups that put the npm
# package and the page together say "# lane: packages" and never meet; whichever lane is done early helps the other.
# Groups that look at how quickly something answers say "# lane: alone" and come last.
mkdir "$POLYCLINIC_TEST_LOGS/taken"
lane() {
  local file name
  for file in "$@"; do
    name=$(name_of "$file")
    mkdir "$POLYCLINIC_TEST_LOGS/taken/$name" 2>/dev/null || continue
    run_group "$file" 0 >/dev/null
    { flock 7; printf '== %s\n' "$name"; cat "$POLYCLINIC_TEST_LOGS/$name.log"; } 7>"$POLYCLINIC_TEST_LOGS/printing"
  done
}
packages=() others=() alone=()
for file in ${beside[@]+"${beside[@]}"}; do
  case $(declared lane "$file") in
    packages) packages+=("$file") ;;
    alone) alone+=("$file") ;;
    *) others+=("$file") ;;
  esac
done
lane ${packages[@]+"${packages[@]}"} ${others[@]+"${others[@]}"} &
lane ${others[@]+"${others[@]}"} &
wait
lane ${alone[@]+"${alone[@]}"}

printf '\n%-14s %7s %7s %8s %8s %10s\n' group passed failed skipped seconds processor
for file in "${chosen[@]}"; do grep "^$(name_of "$file") " "$POLYCLINIC_TEST_LOGS/table"; done
awk -F '\t' '$1 == "fail" { printf "FAILED  %s: %s%s\n", $2, $3, ($4 == "" ? "" : " (" $4 ")") }
             $1 == "skip" { printf "skipped %s: %s%s\n", $2, $3, ($4 == "" ? "" : " (" $4 ")") }' "$POLYCLINIC_TEST_RESULTS"
printf '\n'
passed=$(count pass) failed=$(count fail) skipped=$(count skip)
if [ "$skipped" -gt 0 ]; then printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else printf '%d passed, %d failed\n' "$passed" "$failed"; fi
[ "$failed" -eq 0 ]
