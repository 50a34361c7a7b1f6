# A dataset for judges of formats, below $scratch: names that are awkward to write. Sourced after groups/lib.sh.
make() {  # make FOLDER PATIENTS FORMATS [ARGUMENT...]
  local folder=$scratch/$1 patients=$2 formats=$3
  shift 3
  build/native/polyclinic generate --patients "$patients" --seed 11 --modules tests/formats/awkward_names.json \
    --formats "$formats" --output "$folder" --quiet "$@"
}
