// Rules about several options of a config at once. Whether the reference population has anybody who passes the filters
// is not decided here but by the run.
#pragma once

#include "engine/config/finding_list.h"
#include "engine/config/json_document.h"

namespace polyclinic::config {

// `completed`: as checked so far; `given`: as written, for the places of the findings.
void find_contradictions(const JsonValue& completed, const JsonValue& given, FindingList& findings);

}  // namespace polyclinic::config
