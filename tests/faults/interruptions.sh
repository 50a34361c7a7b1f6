# Runs that are stopped in the middle: by a signal that can be caught, and by one that cannot. Sourced by the group
# "faults", after outputs.sh.

# A run of many minutes; started with the default handling of SIGINT, which a shell takes from background jobs.
long=(env --default-signal=INT,TERM,HUP "$program" generate --patients 5000000)

# in_the_middle PATH: waits until the run has written something below PATH (or to PATH.partial).
in_the_middle() {
  local tries
  for ((tries = 0; tries < 200; ++tries)); do
    [ -z "$(find "$1" "$1.partial" -type f -size +0 2>/dev/null | head -n 1)" ] || return 0
    sleep 0.05
  done
  return 1
}

# interrupted SIGNAL STATUS NAME PATH ARGUMENT...: sends the signal in mid-run and looks at what follows.
interrupted() {
  local signal=$1 expected=$2 name=$3 path=$4 process status started milliseconds
  shift 4
  "${long[@]}" --output "$path" "$@" >"$scratch/output" 2>"$scratch/errors" &
  process=$!
  in_the_middle "$path" || { fail "$name: the run starts to write"; kill -9 "$process"; wait "$process" 2>/dev/null; return; }
  started=$(date +%s%N)
  kill -s "$signal" "$process"
  wait "$process" 2>/dev/null
  status=$?
  milliseconds=$((($(date +%s%N) - started) / 1000000))
  check_equal "$name: exit status" "$expected" "$status"
  [ "$signal" != KILL ] || return 0
  # 100 ms is the promise; ten times that for a busy machine.
  if [ "$milliseconds" -lt 1000 ]; then pass "$name: it stops at once"; else fail "$name: it stops at once" "$milliseconds ms"; fi
  note "  $name: stopped after $milliseconds ms"
  check "$name: it says so" grep -qF 'cancelled; nothing was kept' "$scratch/errors"
  check_equal "$name: nothing is left" "" "$(find "$path" "$path.partial" 2>/dev/null)"
}

interrupted INT 130 "Ctrl-C into a folder" "$scratch/interrupted/data"
check "the folders that it made are gone too" test ! -e "$scratch/interrupted"
interrupted INT 130 "Ctrl-C with one thread" "$scratch/interrupted" --threads 1
interrupted TERM 143 "SIGTERM into a ZIP" "$scratch/interrupted.zip"
interrupted HUP 129 "SIGHUP into a folder" "$scratch/interrupted"

# A dataset that was there is lost with --force only from the moment that the run begins; a cancelled run leaves none.
generate --output "$scratch/forced" --quiet
interrupted INT 130 "Ctrl-C over an old dataset" "$scratch/forced/new" --force
check "the old dataset beside it stays" test -f "$scratch/forced/manifest.json"

# A reader that stops reading must not keep the run from ending.
mkfifo "$scratch/pipe"
sleep 30 <"$scratch/pipe" &
sleeper=$!
"${long[@]}" --output - >"$scratch/pipe" 2>"$scratch/errors" &
process=$!
sleep 1
started=$(date +%s%N)
kill -INT "$process"
wait "$process" 2>/dev/null
check_equal "Ctrl-C while the reader sleeps: exit status" 130 $?
milliseconds=$((($(date +%s%N) - started) / 1000000))
if [ "$milliseconds" -lt 1000 ]; then pass "Ctrl-C while the reader sleeps: it stops at once"; else fail "Ctrl-C while the reader sleeps: it stops at once" "$milliseconds ms"; fi
kill "$sleeper" 2>/dev/null
wait "$sleeper" 2>/dev/null

# kill -9: no manifest, no ZIP; and the next run needs no --force.
interrupted KILL 137 "kill -9 into a folder" "$scratch/killed"
check "it leaves no manifest" test ! -e "$scratch/killed/manifest.json"
check "the next run into it succeeds" generate --output "$scratch/killed" --quiet
generate --output "$scratch/untouched" --quiet
check_equal "with the same result as anywhere" "$(hash_of "$scratch/untouched/manifest.json")" "$(hash_of "$scratch/killed/manifest.json")"
check_equal "and leaves the same files" "$(files_in "$scratch/untouched")" "$(files_in "$scratch/killed")"
interrupted KILL 137 "kill -9 into a ZIP" "$scratch/killed.zip"
check "it leaves no ZIP" test ! -e "$scratch/killed.zip"
check "the next run to it succeeds" generate --output "$scratch/killed.zip" --quiet
check_equal "and leaves nothing but the ZIP" "$scratch/killed.zip" "$(ls -d "$scratch"/killed.zip*)"
# The same while names are given: some files have theirs, the manifest has not.
mkdir -p "$scratch/renaming/csv"
touch "$scratch/renaming/csv/patients.csv" "$scratch/renaming/manifest.json.partial"
check "a run killed while it gave names does not stop the next" generate --output "$scratch/renaming" --quiet
