#!/usr/bin/env bash
# The page in Chromium: form to ZIP with and without isolation, cancelling, errors, keyboard, no request to anybody else.
# needs: wasm js browser judges
# limit: 900
. "$(dirname "$0")/lib.sh"
. tests/js/node_tests.sh
build_preset wasm || finish
build_preset wasm-st || finish
# The command line's ZIP is compared with the page's.
build_preset native || finish
check "the npm package is put together" "$POLYCLINIC_NODE" bindings/js/build.mjs || finish
check "the page is put together" "$POLYCLINIC_NODE" web/build.mjs || finish
run_node_tests tests/browser/*_test.mjs
note "  screenshots: build/screenshots/"
finish
