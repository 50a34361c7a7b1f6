#!/usr/bin/env bash
# The page in Chromium: form to ZIP with and without isolation, cancelling, errors, keyboard, no request to anybody else.
# needs: wasm js browser judges
# lane: alone
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

check "web/serve.sh --once builds all and makes a first dataset" bash web/serve.sh --once
log=$(log_of "web/serve.sh --once builds all and makes a first dataset")
check_equal "the first dataset has the hash that was printed" \
  "$(sed -n 's/^ *SHA-256 //p' "$log")" "$(sha256sum build/sample/population.zip | cut -d ' ' -f 1)"
check "the first dataset is a sound ZIP" unzip -tqq build/sample/population.zip
check "the first dataset's tables are printed" grep -qE 'csv/patients.csv +1,[0-9]{3} rows' "$log"
check_status 2 "web/serve.sh refuses what it does not know" bash web/serve.sh --frobnicate

# As a newcomer has it: serve, look, end.
bash web/serve.sh --port 0 >"$scratch/serve.log" 2>&1 &
server=$!
for _ in $(seq 60); do
  address=$(grep -o 'http://127.0.0.1:[0-9]*/' "$scratch/serve.log" || true)
  [ -z "$address" ] || break
  sleep 1
done
check "web/serve.sh serves the page at the address that it prints" \
  "$POLYCLINIC_NODE" -e 'fetch(process.argv[1]).then((r) => r.text()).then((t) => process.exit(t.includes("Polyclinic") ? 0 : 1), () => process.exit(1))' "$address"
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
note "  screenshots: build/screenshots/"
finish
