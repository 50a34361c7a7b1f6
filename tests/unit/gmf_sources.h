// Little modules for tests, written with single quotes for double ones; and loading them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/gmf/loader.h"

namespace polyclinic::gmf {

// 'x' to "x". A text that needs an apostrophe writes it as ` (nothing else uses that).
inline std::string with_double_quotes(std::string_view text) {
  std::string result(text);
  std::replace(result.begin(), result.end(), '\'', '"');
  std::replace(result.begin(), result.end(), '`', '\'');
  return result;
}

// A module file around its states.
inline std::string module_file(std::string_view states, std::string_view name = "Test") {
  return with_double_quotes("{'name': '" + std::string(name) + "', 'gmf_version': 2, 'states': {" + std::string(states) +
                            "}}");
}

// Initial -> S -> T around the fields of S; S has a direct_transition to T if it has no transition of its own.
inline std::string one_state(std::string_view fields) {
  const bool leaves = fields.find("_transition'") != std::string_view::npos &&
                      fields.find("'alt_direct_transition'") == std::string_view::npos;
  return module_file("'Initial': {'type': 'Initial', 'direct_transition': 'S'}, 'S': {" + std::string(fields) +
                     (leaves ? "" : ", 'direct_transition': 'T'") + "}, 'T': {'type': 'Terminal'}");
}

// A file set: keys and texts; keys that end with .csv are lookup tables.
using FileSet = std::vector<std::pair<std::string, std::string>>;

inline LoadResult load_files(const FileSet& files) {
  std::vector<ModuleText> modules;
  std::vector<TableText> tables;
  for (const auto& [key, text] : files) {
    if (key.ends_with(".csv")) {
      tables.push_back({key, text});
    } else {
      modules.push_back({key, text});
    }
  }
  return load_modules(modules, tables);
}

// The findings as text, a line each, for messages of tests.
inline std::string all_text(const ModuleFindings& findings) {
  std::string text;
  for (const ModuleFinding& finding : findings.all()) {
    text += to_text(finding) + "\n";
  }
  return text;
}

}  // namespace polyclinic::gmf
