// What a run made, for people: rows of each table, bytes, speed and the hash to compare with.
#pragma once

#include <string>

#include "polyclinic/job.h"

namespace polyclinic::command_line {

// `job` is done. `path`: where it went; `seconds`: how long it took.
// Errors: kInternal when the job has no manifest.
Result<std::string> summary_text(const Job& job, const std::string& path, Container container, double seconds);

}  // namespace polyclinic::command_line
