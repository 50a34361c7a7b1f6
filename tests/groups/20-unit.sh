#!/usr/bin/env bash
# The unit tests, compiled by the system's compiler.
# limit: 1200
. "$(dirname "$0")/lib.sh"
build_preset native || finish
run_catch2 build/native/polyclinic_unit_tests
finish
