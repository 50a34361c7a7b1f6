# An empty database for the commands of the document, which call mupip by its name.
here=$PWD
cd "$root" && . tests/vista/database.sh && new_database "$scratch/documented"
cd "$here"
export PATH=$gtm_dist:$PATH
