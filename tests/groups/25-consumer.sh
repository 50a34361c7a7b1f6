#!/usr/bin/env bash
# An installed Polyclinic is found by find_package and linked by a project that knows nothing else of it.
# limit: 600
. "$(dirname "$0")/lib.sh"
build_preset native || finish
check "installs" cmake --install build/native --prefix "$scratch/prefix"
check "the program is installed" "$scratch/prefix/bin/polyclinic" version
cp -r tests/consumer "$scratch/consumer"
check "a consumer configures" cmake -S "$scratch/consumer" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix"
check "a consumer builds" cmake --build "$scratch/build"
check_equal "a consumer prints the version" "$(sed -n 's/^project(polyclinic VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)" "$("$scratch/build/consumer" 2>&1)"
check_equal "the installed package names no folder of this machine" "" "$(grep -rlF "$root" "$scratch/prefix/lib/cmake" "$scratch/prefix/include" 2>/dev/null)"
finish
