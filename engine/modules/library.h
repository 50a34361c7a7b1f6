// The disease modules that come with the engine: the JSON files of this folder and the lookup tables in lookup_tables/,
// compiled in. Data, not code: what they mean is gmf's business.
#pragma once

#include <span>

#include "engine/reference/embedded.h"

namespace polyclinic::modules {

// By path below this folder: "gout.json", "medications/statin.json", "lookup_tables/gout_risk.csv".
std::span<const reference::EmbeddedFile> embedded_files();

}  // namespace polyclinic::modules
