// The disease modules of a run: those that come with the engine and those of the config, chosen, read and compiled. Not
// for running them (life).
#pragma once

#include <memory>

#include "engine/config/config.h"
#include "engine/foundation/result.h"
#include "engine/gmf/program.h"

namespace polyclinic::run {

// nullptr when no module is left to run. Errors: kInvalidInput with every finding of all files, or when a pattern names
// no module.
Result<std::shared_ptr<const gmf::Program>> load_program(const config::Modules& modules);

// Whether a name meets a pattern, in which "*" stands for any text; case does not count.
bool matches_pattern(std::string_view name, std::string_view pattern);

}  // namespace polyclinic::run
