#!/usr/bin/env bash
# VistA's globals in a MUMPS database: loaded, given back, walked by MUMPS code, compared with the CSV of the same run.
# needs: native js mumps
# limit: 300
. "$(dirname "$0")/lib.sh"
. tests/integrity/results.sh
. tests/vista/database.sh
build_preset native || finish
program=build/native/polyclinic

vista() {  # vista FOLDER PATIENTS [ARGUMENT...]
  local folder=$scratch/$1 patients=$2
  shift 2
  "$program" generate --patients "$patients" --seed 13 --formats csv,vista --output "$folder" --quiet "$@"
}
library=(--set /modules/library=true --set /years_of_history=4)
check "100 patients with the library are made" vista one 100 "${library[@]}" --threads 1 || finish
check "the same is made by three threads" vista three 100 "${library[@]}" --threads 3
check "three threads make the same bytes as one" diff -r "$scratch/one/vista" "$scratch/three/vista"
check "the same is made as a ZIP" "$program" generate --patients 100 --seed 13 --formats vista --output "$scratch/three.zip" --quiet "${library[@]}" --threads 3
check "the ZIP is whole" unzip -q "$scratch/three.zip" -d "$scratch/unzipped"
check "the ZIP has the same bytes" diff -r "$scratch/one/vista" "$scratch/unzipped/vista"
check "texts that are hard to write are made" vista awkward 40 --modules tests/formats/awkward_names.json --set /years_of_history=2
check "a single patient is made" vista few 1 --years-of-history 1

# --- A database has exactly what was written, and everything in it is as FileMan wants it ------------------------------
judged() {  # judged NAME: the run in $scratch/NAME
  local files=("$scratch/$1"/vista/*.zwr)
  check "$1: an empty database is made" new_database "$scratch/$1-database" || return
  check "$1: all files are loaded" load_globals "${files[@]}"
  check "$1: the database gives its nodes back" extracted_nodes "$scratch/$1-extracted"
  written_nodes "${files[@]}" >"$scratch/$1-written"
  check "$1: they are the nodes that were written, byte for byte" cmp "$scratch/$1-written" "$scratch/$1-extracted"
  check "$1: the walk comes to its end" walk "$scratch/$1-walked"
  check_equal "$1: no pointer dangles, all cross references are exact, all dates exist" "faults 0" \
    "$(grep -a '^fault' "$scratch/$1-walked" | head -n 4 | tr '\t' ' ')"
}
judged one
run_checks tests/vista/compare.mjs "$scratch/one" "$scratch/one-extracted" "$scratch/one-walked"
judged awkward
judged few

# --- Routine form: the same nodes by SET commands ------------------------------------------------------------------------
check "routines are made" vista routine 100 "${library[@]}" --set /format_options/vista/form=routine
check "a second database is made" new_database "$scratch/routine-database"
run_routines() { local file; for file in "$scratch"/routine/vista/*.m; do "$gtm_dist/mumps" -run run "$file" || return 1; done; }
check "all commands are carried out" run_routines
check "the database gives its nodes back" extracted_nodes "$scratch/routine-extracted"
check "routines set what the other form loads" cmp "$scratch/one-written" "$scratch/routine-extracted"
cp "$scratch/routine/vista/RACE.m" "$database/routines"
check "a routine compiles and runs" "$gtm_dist/mumps" -run RACE

# --- What is damaged is found --------------------------------------------------------------------------------------------
check "a few patients are made to be damaged" vista small 12 "${library[@]}"
header=$(printf 'Polyclinic\nGT.M ZWR')
cat <(printf '%s\n' "$header") <(written_nodes "$scratch"/small/vista/*.zwr) >"$scratch/small.zwr"
damaged() {  # damaged NAME PROGRAM-OF-SED: the file loads and gives back what was written and the walk has no fault? then nobody noticed
  sed "$2" "$scratch/small.zwr" >"$scratch/damaged.zwr"
  if cmp -s "$scratch/small.zwr" "$scratch/damaged.zwr"; then fail "damaged: $1" "the damage changed nothing"; return; fi
  rm -rf "$scratch/damaged"
  new_database "$scratch/damaged"
  if ! load_globals "$scratch/damaged.zwr" >"$scratch/why" 2>&1; then pass "damaged: $1 (not loaded)"; return; fi
  extracted_nodes "$scratch/damaged-extracted"
  if ! written_nodes "$scratch/damaged.zwr" | cmp -s - "$scratch/damaged-extracted"; then pass "damaged: $1 (not what was written)"; return; fi
  walk "$scratch/damaged-walked"
  if [ "$(grep -ac '^fault.' "$scratch/damaged-walked")" -gt 0 ] && ! grep -aq '^faults.0$' "$scratch/damaged-walked"; then
    pass "damaged: $1 ($(grep -a '^fault' "$scratch/damaged-walked" | head -n 1 | cut -f 2))"
  else
    fail "damaged: $1" "nobody noticed"
  fi
}
damaged "a header says one patient" 's/^\^DPT(0)=.*/^DPT(0)="PATIENT^2I^1^1"/'
damaged "a quote is cut" '/^\^DPT(2,0)=/s/"$//'
damaged "the header is cut" '1,2d'
damaged "a subscript is a text" 's/^\^DPT(2,\.11)/^DPT(2,0.11)/'
damaged "a count is wrong" 's/^\(\^AUPNVSIT(0)=".*\)\^[0-9]*"$/\1^7"/'
damaged "the last number is wrong" 's/^\(\^GMR(120.5,0)="[^^]*^[^^]*\)^[0-9]*/\1^7/'
damaged "a pointer dangles" '/^\^AUPNVPOV(1,0)=/s/="[0-9]*/="99999/'
damaged "a pointer of a multiple dangles" '/^\^PS(55,[0-9]*,"P",1,0)=/s/="[0-9]*/="99999/'
damaged "a cross reference is missing" '/^\^DPT("B",.*,2)=/d'
damaged "a cross reference has one too many" '/^\^AUPNVSIT("C",1,1)=/s/.*/&\n^AUPNVSIT("C",1,99999)=""/'
damaged "a cross reference by date is of another day" 's/^\^AUPNVIMM("AA",1,\([0-9]*\),\([0-9]*\),/^AUPNVIMM("AA",1,\1,1\2,/'
damaged "a date does not exist" '/^\^DPT(1,0)=/s/\(\^[MF]\^[0-9]\{3\}\)[0-9]\{4\}/\10230/'
damaged "an entry is missing" '/^\^AUPNPROB(1,/d'
damaged "a needed field is empty" '/^\^PSRX(1,"STA")=/s/="[0-9]*"/=""/'
damaged "a result is of no test" '/^\^LAB(60,"C","CH;2;1",/d'
damaged "a draw is at another moment" '0,/^\^LR(1,"CH",[0-9.]*,0)="[0-9]/s//&9/'
damaged "a visit has fewer entries than it says" '/^\^AUPNVSIT(1,0)=/s/\^[0-9]*^^^^\([0-9]\{7\}\)/^77^^^^\1/'
damaged "a reactant is not there" '/^\^GMR(120.8,1,0)=/s/\^[0-9]*;GMRD/^999;GMRD/'

# --- What cannot be made is refused --------------------------------------------------------------------------------------
check_status 2 "a part of a dataset is refused" "$program" generate --patients 40 --formats vista --block 1/2 --output "$scratch/part"
check_equal "and why" 1 "$("$program" generate --patients 40 --formats vista --block 1/2 --output "$scratch/part" 2>&1 | grep -c 'numbered through the whole dataset')"
check_status 2 "an unknown form is refused" "$program" generate --formats vista --set /format_options/vista/form=xml --output "$scratch/part"

# --- The commands of the document ------------------------------------------------------------------------------------------
while read -r line; do
  check "documented: $line" bash -c "cd '$scratch/one' && rm -rf '$scratch/documented' && . '$root/tests/vista/documented.sh' && $line"
done < <(sed -n '/^## VistA/,/^## /p' engine/formats/README.md | grep -E '^(for|grep) ')
finish
