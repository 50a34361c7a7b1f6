#!/usr/bin/env bash
# --block I/N: the N parts of a dataset, put together, hold exactly the rows of the whole.
# limit: 300
. "$(dirname "$0")/lib.sh"
build_preset native || finish
program=build/native/polyclinic

# Few people in many parts too: parts that have nobody must be whole datasets all the same.
for case in "600 3" "50 5"; do
  read -r patients parts <<<"$case"
  options=(generate --patients "$patients" --years-of-history 3 --formats csv,ndjson --quiet)
  whole=$scratch/$patients-whole
  check "$patients patients in one piece" "$program" "${options[@]}" --output "$whole"
  for ((part = 1; part <= parts; ++part)); do
    check "$patients patients, part $part of $parts" "$program" "${options[@]}" --block "$part/$parts" --output "$scratch/$patients-$part"
  done
  # Rows without the header, sorted: parts are free to be put together in any order.
  differing=
  for file in "$whole"/csv/*.csv "$whole"/ndjson/*; do
    name=${file#"$whole"/}
    # What describes the tables has no rows: it is the same in every part.
    case $name in
      *.schema.json | */datapackage.json)
        for ((part = 1; part <= parts; ++part)); do cmp -s "$file" "$scratch/$patients-$part/$name" || differing+=" $name"; done
        continue ;;
    esac
    skip_lines=$([ "${name%%/*}" = csv ] && echo 2 || echo 1)
    for ((part = 1; part <= parts; ++part)); do tail -n "+$skip_lines" "$scratch/$patients-$part/$name"; done | sort >"$scratch/parts"
    tail -n "+$skip_lines" "$file" | sort | cmp -s - "$scratch/parts" || differing+=" $name"
  done
  check_equal "$patients patients: $parts parts have the rows of the whole" "" "$differing"
done
check_status 2 "there is no part 4 of 3" "$program" generate --block 4/3 --output "$scratch/none"
finish
