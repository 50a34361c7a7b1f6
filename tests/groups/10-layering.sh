#!/usr/bin/env bash
# The house's rules: which room includes which, and what no room may use (looked for in sources and in object files).
# limit: 900
. "$(dirname "$0")/lib.sh"

# --- Includes --------------------------------------------------------------------------------------------------------
# room: the rooms whose headers it may include, besides its own and the public ones. One way only: a room never appears
# in the line of a room that appears in its own.
rooms="foundation:
reference: foundation
ledger: foundation reference
tables: foundation reference
archive: foundation
modules: foundation reference
config: foundation reference tables
world: foundation reference ledger tables config
gmf: foundation reference ledger tables config world
life: foundation reference ledger tables config world gmf
datasets: foundation reference ledger tables config world
formats: foundation reference ledger tables config world
quality: foundation reference ledger tables config world
run: foundation reference ledger tables archive modules config world gmf life datasets formats quality"

while IFS=: read -r room allowed; do
  [ -d "engine/$room" ] || continue
  pattern=$(printf '%s|' "$room" $allowed | sed 's/|$//')
  bad=$(grep -rnE '#include *"engine/' "engine/$room" --include='*.h' --include='*.cpp' | grep -vE "#include *\"engine/($pattern)/" | head -n 3)
  check_equal "engine/$room includes only rooms below it" "" "$bad"
done <<<"$rooms"
known=$(cut -d : -f 1 <<<"$rooms" | sort)
present=$(find engine -mindepth 1 -maxdepth 1 -type d ! -name include -printf '%f\n' | sort)
check_equal "every room of the engine has its line here" "" "$(comm -13 <(echo "$known") <(echo "$present") | tr '\n' ' ')"
bad=$(grep -rnE '#include *["<]' engine/include | grep -vE '#include *("polyclinic/|<[a-z_]+>)' | head -n 3)
check_equal "public headers include the standard library and each other" "" "$bad"
for room in wasi bindings; do
  [ -d "$room" ] || continue
  bad=$(grep -rnE '#include *"(engine|tests)/' "$room" --include='*.h' --include='*.cpp' | head -n 3)
  check_equal "$room sees the public headers only" "" "$bad"
done

# --- Sources ---------------------------------------------------------------------------------------------------------
absent() {  # absent NAME PATTERN [GREP OPTIONS...]: no engine source outside the excepted folders matches
  local name=$1 pattern=$2
  shift 2
  check_equal "$name" "" "$(grep -rnE "$pattern" engine --include='*.h' --include='*.cpp' "$@" | grep -vE '^[^:]+:[0-9]+: *//' | head -n 3)"
}
absent "no Emscripten header in the engine" '#include *<emscripten|__EMSCRIPTEN__'
absent "std::thread lives in run alone" 'std::(thread|jthread|async)\b|#include *<(thread|future)>' --exclude-dir=run
absent "no streams, no library random numbers" '#include *<(iostream|fstream|sstream|random)>'
absent "no library distributions or shuffles" 'std::(shuffle|sample|[a-z_]+_distribution|mt19937|random_device)\b'
absent "nlohmann_json is known to config and gmf alone" 'nlohmann' --exclude-dir=config --exclude-dir=gmf
absent "waiting for a time is known to threaded_source alone" '\b(chrono|wait_for|wait_until)\b' --exclude=threaded_source.cpp
absent "nothing is left for later" '\b(TODO|FIXME|XXX)\b'

# --- Object files ----------------------------------------------------------------------------------------------------
# What the compiler really calls: names in sources can be spelled many ways, undefined symbols only one.
build_preset native || finish
# An object holds several sources of one room, engine_ROOM_N.cpp.o; the archive has third parties' objects too.
nm --undefined-only --demangle -A build/native/libpolyclinic_engine.a 2>/dev/null | sed -n 's/^[^:]*:\(engine_\)/\1/p' >"$scratch/symbols"
check "object files have undefined symbols" test -s "$scratch/symbols"
unused() {  # unused NAME PATTERN [EXCEPTED OBJECTS]
  check_equal "$1" "" "$(grep -E " U ($2)" "$scratch/symbols" | grep -vE "${3:-^$}" | head -n 3)"
}
unused "no libm function whose last bit differs between libraries" '(a?(sin|cos|tan)h?|atan2|exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|erf|erfc|tgamma|lgamma|fmod|remainder)f?l?(@.*)?$'
unused "no clock in the engine" '(time|clock|gettimeofday|clock_gettime|localtime(_r)?|std::chrono::_V2::.*now.*)(@.*)?$' \
  '^engine_run_[0-9]*.cpp.o:.*steady_clock'  # how long a caller waits for its next piece, never what is in it
unused "no printing in the engine" '(printf|puts|putchar|fprintf|perror|stdout|stderr|std::c(out|err|log)|write|__printf_chk|__fprintf_chk)(@.*)?$'
unused "no random source of the system" '(rand|random|getrandom|arc4random|std::random_device.*|drand48)(@.*)?$'
unused "no locale or environment" '(setlocale|localeconv|getenv|secure_getenv)(@.*)?$' \
  '^engine_config_[0-9]*.cpp.o:.*localeconv'  # nlohmann_json asks for the decimal point that strtod expects
finish
