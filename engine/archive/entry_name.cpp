// The rules for names of entries, checked one by one.
#include "engine/archive/entry_name.h"

#include <algorithm>
#include <string>

#include "engine/foundation/text.h"

namespace polyclinic::archive {

namespace {

constexpr std::size_t kLongestName = 0xFFFF;  // its length has 16 bits

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || c == '\\' || c == ':';
}

}  // namespace

std::optional<Finding> find_fault_in_entry_name(std::string_view name) {
  if (name.size() > kLongestName) {
    return Finding{"", "an entry name has " + std::to_string(name.size()) + " bytes", "at most 65535 are possible"};
  }
  if (const auto position = first_invalid_utf8(name)) {
    return Finding{"", "an entry name is not UTF-8 at byte " + std::to_string(*position), ""};
  }
  if (std::any_of(name.begin(), name.end(), is_forbidden)) {
    return Finding{std::string(name), "the name has a control character, a backslash or a colon",
                   "separate the parts of a name by '/'"};
  }
  for (const std::string_view part : Split(name, '/')) {
    if (part.empty() || part == "." || part == "..") {
      return Finding{std::string(name), "the name has an empty part, '.' or '..'",
                     "use a relative path such as csv/patients.csv"};
    }
  }
  return std::nullopt;
}

}  // namespace polyclinic::archive
