// What this engine can make: its datasets and formats by name, and the words of a config that follow from them.
#pragma once

#include <span>
#include <string_view>

#include "engine/config/parse.h"
#include "engine/foundation/result.h"
#include "engine/tables/schema.h"

namespace polyclinic::run {

// The names of all datasets.
std::span<const std::string_view> dataset_names();

// The tables of a dataset. Errors: kInvalidInput for a name that is none, naming those that are.
Result<tables::Dataset> dataset(std::string_view name);

Result<config::Vocabulary> vocabulary();

}  // namespace polyclinic::run
