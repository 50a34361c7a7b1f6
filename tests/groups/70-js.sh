#!/usr/bin/env bash
# The npm package in Node, threaded and unthreaded: runs, errors, cancelling, crashes, types, pack and install.
# needs: wasm js judges
# lane: packages
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/js/node_tests.sh
build_preset wasm || finish
build_preset wasm-st || finish
check "the npm package is put together" "$POLYCLINIC_NODE" bindings/js/build.mjs || finish
run_node_tests tests/js/*_test.mjs
note "  sizes of the modules, plain and compressed as a server would:"
for module in mt st; do
  wasm=build/npm/polyclinic/engine/polyclinic-$module.wasm
  note "    polyclinic-$module.wasm $(stat -c %s "$wasm") bytes, gzip -9 $(gzip -9c "$wasm" | wc -c) bytes"
done
finish
