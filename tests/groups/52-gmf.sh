#!/usr/bin/env bash
# The GMF machine: against an oracle that polls day by day, with random and real modules; closed forms; random streams.
# needs: native
# limit: 900
. "$(dirname "$0")/lib.sh"
build_preset native || finish
if [ -z "${POLYCLINIC_GMF_SAMPLES:-}" ]; then note "  real modules are left out: POLYCLINIC_GMF_SAMPLES names no folder of them"; fi
run_catch2 build/native/polyclinic_gmf_oracle
log=$(log_of polyclinic_gmf_oracle)
note "  Lived by the machine and by the oracle. Rows: encounters, entries, onsets and symptoms, all of which are compared."
printf '  | %-52s | %4s | %7s | %6s | %9s | %9s | %9s | %11s | %11s | %9s | %6s |\n' "modules, and how the machine runs" sets \
  people dead encount. rows entered reached "looks" polls differ
grep '^| ' "$log" | sed 's/^/  /'
note "  Constructed modules: what was counted, what was expected, and the difference in standard errors."
grep '^~ ' "$log" | sed 's/^~/ /'
finish
