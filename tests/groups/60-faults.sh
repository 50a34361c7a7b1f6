#!/usr/bin/env bash
# The command line when something is wrong: configs, options, outputs, signals, pipes; and every example of its help.
# needs: native wasi
# lane: alone
# limit: 900
. "$(dirname "$0")/lib.sh"
build_preset native || finish
program=$root/build/native/polyclinic
. tests/faults/bad_configs.sh
. tests/faults/wrong_options.sh
. tests/faults/outputs.sh
. tests/faults/interruptions.sh
. tests/faults/bad_modules.sh
. tests/faults/modules.sh
. tests/faults/examples.sh
if build_preset wasi; then . tests/faults/wasi.sh; fi
finish
