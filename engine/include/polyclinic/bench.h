// Measures this build of the engine on this machine; the same numbers with the same names on every target.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "polyclinic/checksum.h"
#include "polyclinic/result.h"

namespace polyclinic {

struct BenchOptions {
  std::string config_text;             // as for a job; empty = defaults
  uint32_t threads = 1;
  uint32_t repeats = 3;                // the median is reported
  double (*now_seconds)() = nullptr;   // a monotonic clock: the engine has none of its own. Required
  uint64_t (*peak_bytes)() = nullptr;  // peak memory of the process or module; may be nullptr (reported as null)
  Checksums* checksums = nullptr;      // as for a job; its messages begin anew after each has been finished
  std::string_view target;             // "native", "wasi", "node-mt", ...: copied into the result
};

// Runs the job into nothing and returns a JSON object: target, version, threads, patients, people, rows, bytes,
// seconds, patients_per_second, megabytes_per_second, peak_bytes, cost_per_patient_us, and encoding rates
// (formats.<name>.{megabytes_per_second, rows_per_second}: tables in memory to bytes, one thread, nothing else).
Result<std::string> run_bench(const BenchOptions& options);

}  // namespace polyclinic
