# Outputs that are in the way, that cannot be written, and that run full. Sourced by the group "faults".

small=(--patients 20 --years-of-history 1)

# expect STATUS PHRASE NAME COMMAND...: the exit status, and words on standard error.
expect() {
  local status=$1 phrase=$2 name=$3 got
  shift 3
  "$@" >"$scratch/output" 2>"$scratch/errors" </dev/null
  got=$?
  if [ "$got" -ne "$status" ]; then fail "$name" "exit status $got instead of $status: $(head -c 300 "$scratch/errors")"
  elif ! grep -qF -- "$phrase" "$scratch/errors"; then fail "$name" "no \"$phrase\" in: $(head -c 300 "$scratch/errors")"
  else pass "$name"; fi
}
generate() { "$program" generate "${small[@]}" "$@"; }
# The files below a folder, as one line.
files_in() { (cd "$1" 2>/dev/null && find . -type f | sort | tr '\n' ' '); }
hash_of() { sha256sum "$1" 2>/dev/null | cut -d ' ' -f 1; }

# --- There already ---------------------------------------------------------------------------------------------------
folder=$scratch/data
check "a folder is made, with its parents" generate --output "$scratch/a/b//c/" --quiet
check "the manifest is there" test -f "$scratch/a/b/c/manifest.json"
check_equal "no partial file is left" "" "$(find "$scratch/a" -name '*.partial')"
check "an empty folder is filled" sh -c "mkdir '$folder' && exec '$program' generate ${small[*]} --output '$folder' --quiet"
first=$(hash_of "$folder/manifest.json")
expect 2 'holds a dataset already (manifest.json); use --force' "a dataset is not overwritten" generate --output "$folder"
check_equal "the refused run touched nothing" "$first" "$(hash_of "$folder/manifest.json")"
check "with --force it is" generate --output "$folder" --seed 2 --force --quiet
check_equal "and is another one" different "$([ "$first" = "$(hash_of "$folder/manifest.json")" ] || echo different)"
echo mine >"$folder/csv/mine.csv"
check "with --force it may have other tables and formats" \
  generate --output "$folder" --tables patients --formats csv,ndjson --force --quiet
check_equal "and the old dataset's files are gone, others stay" \
  "./csv/datapackage.json ./csv/mine.csv ./csv/patients.csv ./manifest.json ./ndjson/patients.ndjson ./ndjson/patients.schema.json " "$(files_in "$folder")"
printf '{"generator": "polyclinic", "files": [{"name": "../outside"}]}' >"$folder/manifest.json"
touch "$scratch/outside"
check "a manifest that names files outside of its folder is not believed" generate --output "$folder" --force --quiet
check "and they stay" test -f "$scratch/outside"
rm "$folder/manifest.json"
expect 2 'has a file csv/' "a file of ours without a manifest is not overwritten either" generate --output "$folder"
check "a folder with other files is filled" sh -c "mkdir '$scratch/notes' && echo mine >'$scratch/notes/read.me' && exec '$program' generate ${small[*]} --output '$scratch/notes' --quiet"
check_equal "and the other files stay" mine "$(cat "$scratch/notes/read.me")"

check "a ZIP is made, with its folder" generate --output "$scratch/z/people.zip" --quiet
first=$(hash_of "$scratch/z/people.zip")
expect 2 'people.zip is there already; use --force' "a ZIP is not overwritten" generate --output "$scratch/z/people.zip" --seed 2
check_equal "the refused run left it alone" "$first" "$(hash_of "$scratch/z/people.zip")"
check "with --force it is" generate --output "$scratch/z/people.zip" --seed 2 --force --quiet
check_equal "and nothing else is there" "./people.zip " "$(files_in "$scratch/z")"

# --- Out of memory ---------------------------------------------------------------------------------------------------
expect 1 'out of memory; use fewer threads, tables or formats' "memory runs out" \
  sh -c "ulimit -v 60000 && exec '$program' generate --patients 2000 --formats csv,json,ndjson --threads 1 --output '$scratch/large' --quiet"
check "and no dataset is there" test ! -f "$scratch/large/manifest.json"

# --- In the way ------------------------------------------------------------------------------------------------------
touch "$scratch/file"
mkdir "$scratch/folder.zip"
expect 2 'is no folder; name a folder, a file that ends in .zip' "a file where the folder should be" generate --output "$scratch/file"
expect 2 'a file has that name' "a file where a parent should be" generate --output "$scratch/file/data"
expect 2 'a file has that name' "a file where a ZIP's folder should be" generate --output "$scratch/file/people.zip"
expect 2 'is a folder; name another ZIP file' "a folder where the ZIP should be" generate --output "$scratch/folder.zip"
expect 2 'is no folder' "a device where the folder should be" generate --output /dev/full

# --- Not to be written -----------------------------------------------------------------------------------------------
mkdir "$scratch/closed"
chmod 555 "$scratch/closed"
as_user=()
if [ "$(id -u)" -eq 0 ]; then  # root may write everywhere
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
  chmod 755 "$scratch"
fi
if [ "$(id -u)" -ne 0 ] || "${as_user[@]}" "$program" version >"$scratch/output" 2>&1; then
  user_program() { ${as_user[@]+"${as_user[@]}"} "$program" "$@"; }
  expect 1 'closed/data: Permission denied' "an unwritable folder" user_program generate "${small[@]}" --output "$scratch/closed/data"
  expect 1 'closed/people.zip.partial: Permission denied' "an unwritable place for a ZIP" user_program generate "${small[@]}" --output "$scratch/closed/people.zip"
  expect 1 'closed/result.json.partial: Permission denied' "an unwritable place for a result" user_program bench --patients 10 --repeats 1 --json "$scratch/closed/result.json"
  check_equal "nothing is left there" "" "$(ls -A "$scratch/closed")"
else
  skip "an unwritable folder" "another user cannot run the program from this folder"
fi

# --- Full ------------------------------------------------------------------------------------------------------------
to_full() { "$program" "$@" >/dev/full; }
expect 1 'cannot write to standard output: No space left on device' "a ZIP to a full device" to_full generate "${small[@]}" --output -
expect 1 'cannot write to standard output: No space left on device' "a schema to a full device" to_full schema
expect 1 'cannot write to standard output: No space left on device' "a summary to a full device" to_full generate "${small[@]}" --output "$scratch/unseen"
mkdir "$scratch/tiny"
if mount -t tmpfs -o size=1m tmpfs "$scratch/tiny" 2>/dev/null; then
  expect 1 'No space left on device' "a folder on a full disk" "$program" generate --patients 3000 --output "$scratch/tiny/data"
  check_equal "nothing of it is left" "" "$(ls -A "$scratch/tiny")"
  expect 1 'No space left on device' "a ZIP on a full disk" "$program" generate --patients 20000 --set /output/compression_level=0 --output "$scratch/tiny/people.zip"
  check_equal "nothing of it is left either" "" "$(ls -A "$scratch/tiny")"
  umount "$scratch/tiny"
else
  skip "a full disk" "no small file system can be mounted here"
fi

# --- Closed ----------------------------------------------------------------------------------------------------------
"$program" generate --patients 100000 --output - 2>"$scratch/errors" | head -c 1000 >/dev/null
check_equal "a reader that goes away ends the run" 1 "${PIPESTATUS[0]}"
check "and is named" grep -qF 'standard output was closed by its reader before everything was written' "$scratch/errors"
closed_output() { "$program" "$@" >&-; }
expect 1 'cannot write to standard output: Bad file descriptor' "no standard output at all" closed_output schema
if command -v script >/dev/null; then
  script -qec "'$program' generate ${small[*]} --output -" /dev/null >"$scratch/typescript" 2>&1 </dev/null
  check_equal "a ZIP is not written to a terminal" 2 $?
  check "and the reason is given" grep -qF 'standard output is a terminal; redirect it' "$scratch/typescript"
  script -qec "TERM=xterm '$program' generate --patients 4000 --output '$scratch/watched'" /dev/null >"$scratch/typescript" 2>&1 </dev/null
  check "on a terminal a bar moves" grep -qE '\[[#.]+\] +[0-9]+ %  [0-9,]+ of 4,000 patients' "$scratch/typescript"
fi
"$program" generate "${small[@]}" --output "$scratch/quiet" --quiet >"$scratch/output" 2>&1
check_equal "--quiet says nothing" "" "$(cat "$scratch/output")"
"$program" generate "${small[@]}" --output - 2>"$scratch/errors" >"$scratch/piped.zip"
check_equal "a piped ZIP is the ZIP of a file" "$(generate --output "$scratch/named.zip" --quiet; hash_of "$scratch/named.zip")" "$(hash_of "$scratch/piped.zip")"
check_equal "its hash is in the summary" "$(hash_of "$scratch/piped.zip")" "$(sed -n 's/^SHA-256 //p' "$scratch/errors")"
summary=$(generate --output "$scratch/summed")
check_equal "a folder's summary has the manifest's hash" "$(hash_of "$scratch/summed/manifest.json")" "$(sed -n 's/^SHA-256 //p' <<<"$summary")"
