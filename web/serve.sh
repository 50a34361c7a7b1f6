#!/usr/bin/env bash
# Builds the page from nothing, makes a first dataset with what was built, and serves the page on this machine.
#
#   bash web/serve.sh [--once] [--port NUMBER] [--host ADDRESS]
#
#   --once   stop before serving
#   --port   default 8080        --host   default 127.0.0.1: reachable from this machine only
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

once=
server_arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=yes ;;
    --port | --host)
      [ $# -gt 1 ] || { printf 'serve: %s needs a value\n' "$1" >&2; exit 2; }
      server_arguments+=("$1" "$2")
      shift ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) printf 'serve: unknown argument "%s"; see bash web/serve.sh --help\n' "$1" >&2; exit 2 ;;
  esac
  shift
done

bash cmake/setup.sh wasm js
. "${POLYCLINIC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/polyclinic}/env.sh"

# Quiet unless something is wrong: then the log's end says what.
mkdir -p build
build() {
  local preset=$1 what=$2 log=build/serve-$1.log started=$SECONDS
  printf 'Building %s ... ' "$what"
  if cmake --preset "$preset" >"$log" 2>&1 && cmake --build --preset "$preset" >>"$log" 2>&1; then
    printf 'done in %d s\n' $((SECONDS - started))
  else
    printf 'failed\n\n'
    grep -E -A 8 'error|FAILED' "$log" | head -n 40 >&2 || tail -n 20 "$log" >&2
    printf '\nThe whole log is %s\n' "$log" >&2
    exit 1
  fi
}
build wasm "the engine with threads"
build wasm-st "the engine without threads"
"$POLYCLINIC_NODE" bindings/js/build.mjs
"$POLYCLINIC_NODE" web/build.mjs
"$POLYCLINIC_NODE" web/first_dataset.mjs

if [ -n "$once" ]; then
  printf 'The page is in web/dist. To serve it: bash web/serve.sh\n'
  exit 0
fi
exec "$POLYCLINIC_NODE" web/server.mjs "${server_arguments[@]}"
