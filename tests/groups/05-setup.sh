#!/usr/bin/env bash
# cmake/setup.sh: free when nothing is missing, changes nothing where it may not install.
# limit: 120
. "$(dirname "$0")/lib.sh"

start=$(date +%s%N)
output=$(bash cmake/setup.sh native 2>&1)
status=$?
milliseconds=$((($(date +%s%N) - start) / 1000000))
check_equal "with nothing missing it succeeds" 0 "$status"
check_equal "with nothing missing it says nothing" "" "$output"
# 0.6 s on an idle machine; a bound that a busy one keeps too.
if [ "$milliseconds" -lt 3000 ]; then pass "with nothing missing it is quick"; else fail "with nothing missing it is quick" "$milliseconds ms"; fi

bash cmake/setup.sh kitchen >"$scratch/unknown" 2>&1
check_equal "an unknown part exits 2" 2 $?
check "an unknown part is named" grep -q 'unknown part "kitchen"' "$scratch/unknown"

# An empty cache is a machine where the WASI sysroot is missing (the package's place is only taken by Debian 13).
if [ ! -f /usr/include/wasm32-wasi/wchar.h ]; then
  POLYCLINIC_ASSUME_NO_ROOT=1 POLYCLINIC_CACHE=$scratch/none bash cmake/setup.sh wasi >"$scratch/user" 2>&1
  check_equal "without root it exits 1" 1 $?
  check "without root it names what is missing" grep -q 'wasi-sysroot' "$scratch/user"
  check "without root it says how to get it" grep -q 'sudo bash cmake/setup.sh wasi' "$scratch/user"
  check "without root it changes nothing" test ! -e "$scratch/none"

  # The same programs without apt-get.
  mkdir "$scratch/bin"
  find /usr/local/bin /usr/bin /bin -maxdepth 1 ! -type d ! -name 'apt*' -exec ln -sf -t "$scratch/bin" {} + 2>/dev/null
  PATH=$scratch/bin POLYCLINIC_CACHE=$scratch/none bash cmake/setup.sh wasi >"$scratch/no-apt" 2>&1
  check_equal "without apt it exits 1" 1 $?
  check "without apt it says so" grep -q 'no apt' "$scratch/no-apt"
  check "without apt it changes nothing" test ! -e "$scratch/none"
else
  skip "without root it names what is missing" "this system has all of it as packages"
fi

check "env.sh is a shell script" bash -n "$POLYCLINIC_CACHE/env.sh"
bash tests/run.sh no-such-group >"$scratch/group" 2>&1
check_equal "an unknown test group exits 2" 2 $?
check "an unknown test group brings the list" grep -q layering "$scratch/group"
finish
