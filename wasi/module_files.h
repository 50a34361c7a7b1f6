// Modules and lookup tables from the paths of a command line: files, folders, and what they call and look up beside
// them. What is in them is the engine's business.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "polyclinic/modules.h"

namespace polyclinic::command_line {

struct ModuleFiles {
  ModuleSet set;
  std::vector<std::string> about;  // keys of the modules that were named; the others are called by them
};

// A folder gives every .json file below it as a module, known by its path in the folder without .json, and the .csv files
// of its folder lookup_tables. A file is a module; what it calls and looks up is taken from the folder that it lies in.
// "-" is a module on standard input. Names that begin with a dot are passed over.
// Errors: kInvalidInput when something cannot be read, is no module, or there is too much of it.
Result<ModuleFiles> read_modules(std::span<const std::string_view> paths);

}  // namespace polyclinic::command_line
