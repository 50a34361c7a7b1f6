#!/usr/bin/env bash
# Every preset of CMakePresets.json configures and builds, with warnings as errors.
# needs: native clang wasm wasi
# limit: 2400
. "$(dirname "$0")/lib.sh"
for preset in native wasi wasm wasm-st native-asan native-tsan; do build_preset "$preset"; done
# The list above is the whole of the presets.
presets=$(cmake --list-presets=build 2>/dev/null | sed -n 's/^ *"\([^"]*\)".*/\1/p' | sort | tr '\n' ' ')
check_equal "no preset is left out" "native native-asan native-tsan wasi wasm wasm-st " "$presets"
finish
