#!/usr/bin/env bash
# SQL scripts, loaded into a real MariaDB, PostgreSQL and SQLite: every value against the CSV, and damaged scripts refused.
# needs: native tables
# limit: 900
. "$(dirname "$0")/lib.sh"
build_preset native || finish
chmod 755 "$scratch"  # PostgreSQL's server runs as a user of its own
python3 tests/formats/judge_databases.py "$root/build/native/polyclinic" "$scratch/databases" --results "$scratch/judged.tsv"
status=$?
while IFS=$'\t' read -r what name why; do
  if [ "$what" = pass ]; then pass "$name"; else fail "$name" "$why"; fi
done < <(cat "$scratch/judged.tsv" 2>/dev/null)
check_equal "the judge comes to its end" 0 "$status"
finish
