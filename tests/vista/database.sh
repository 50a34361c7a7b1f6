# GT.M databases for a test group; sourced after lib.sh. It tests nothing itself.
#
#   new_database FOLDER                 an empty database in the folder, which the following use
#   load_globals FILE...                loads files of ZWR into it
#   written_nodes FILE... >OUT          their nodes, in order of bytes
#   extracted_nodes OUT                 all nodes of the database, likewise
#   walk OUT                            what tests/vista/judge.m says of them

for program in /usr/lib/*/fis-gtm/*/mupip; do export gtm_dist=${program%/mupip}; done
export gtm_chset=M   # bytes, as VistA's databases have it

new_database() {
  mkdir -p "$1/routines"
  cp tests/vista/judge.m tests/vista/run.m "$1/routines"
  export database=$1 gtmgbldir=$1/database.gld gtmroutines="$1/routines $gtm_dist/libgtmutil.so $gtm_dist"
  "$gtm_dist/mumps" -run GDE >"$1/gde.log" 2>&1 <<COMMANDS
change -segment DEFAULT -file=$1/database.dat -block_size=4096 -allocation=20000 -global_buffer_count=4000
change -region DEFAULT -record_size=32000 -key_size=255 -null_subscripts=always -stdnull
exit
COMMANDS
  "$gtm_dist/mupip" create >"$1/create.log" 2>&1
}

load_globals() {
  local file
  for file; do
    "$gtm_dist/mupip" load -format=zwr "$file" >"$database/load.log" 2>&1 || { tail -n 3 "$database/load.log"; return 1; }
  done
}

written_nodes() { tail -q -n +3 "$@" | sort; }

extracted_nodes() {
  rm -f "$database/extracted"
  "$gtm_dist/mupip" extract -format=zwr "$database/extracted" >"$database/extract.log" 2>&1 && tail -n +3 "$database/extracted" | sort >"$1"
}

walk() { "$gtm_dist/mumps" -run judge tests/vista/fields.tsv >"$1" 2>&1; }
