// Which names a ZIP entry may have. Not for making names.
#pragma once

#include <optional>
#include <string_view>

#include "engine/foundation/result.h"

namespace polyclinic::archive {

// What is wrong with a name, if anything. A good one is a relative path of UTF-8 text with '/' between its parts, which
// unpacks on every system to a file below the folder that was asked for: no part is empty, "." or "..", and there is no
// backslash, colon or control character.
std::optional<Finding> find_fault_in_entry_name(std::string_view name);

}  // namespace polyclinic::archive
