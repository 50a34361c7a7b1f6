// Reads what an earlier run has left: its manifest. Not for writing one; the job does that (job.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "polyclinic/result.h"

namespace polyclinic {

// The names of the dataset's files, as its manifest.json lists them, the manifest itself not among them. Errors:
// kInvalidInput when the text is no manifest of this program, or a name would lead out of the dataset's folder.
Result<std::vector<std::string>> files_of_manifest(std::string_view text);

}  // namespace polyclinic
