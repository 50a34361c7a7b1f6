// The disease modules of a run: those that come with the engine and those of the config, chosen, read and compiled. Not
// for running them (life).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/result.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/program.h"

namespace polyclinic::run {

// nullptr when no module is left to run. Errors: kInvalidInput with every finding of all files, or when a pattern names
// no module.
Result<std::shared_ptr<const gmf::Program>> load_program(const config::Modules& modules);

struct LibraryTexts {
  std::vector<gmf::ModuleText> modules;
  std::vector<gmf::TableText> tables;
};

// What the modules that come with the engine give to a run: all of them, or those of their submodules that the texts in
// `callers` call, whether themselves or through another of them. The lookup tables in any case.
LibraryTexts library_texts(bool whole, std::vector<std::string_view> callers);

// Whether a key is a top-level module's, which everybody runs, or a submodule's.
constexpr bool is_top_level(std::string_view key) { return key.find('/') == std::string_view::npos; }

// Whether a name meets a pattern, in which "*" stands for any text; case does not count.
bool matches_pattern(std::string_view name, std::string_view pattern);

}  // namespace polyclinic::run
