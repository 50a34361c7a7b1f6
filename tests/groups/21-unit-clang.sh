#!/usr/bin/env bash
# The unit tests, compiled by Clang 19.
# needs: clang
# limit: 1200
. "$(dirname "$0")/lib.sh"
build_preset native-clang || finish
run_catch2 build/native-clang/polyclinic_unit_tests
finish
