// JSON text -> Config: the one place that knows the options, their ranges and their meaning.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/result.h"

namespace polyclinic::config {

// The names that other rooms own and a config may use; `run` hands them in, so that config needs not know those rooms.
struct DatasetNames {
  std::string_view name;
  std::vector<std::string_view> tables;
};
struct Vocabulary {
  std::vector<DatasetNames> datasets;
  std::vector<std::string_view> formats;
};

// Errors: kInvalidInput with every finding at once.
Result<Config> parse(std::string_view text, const Vocabulary& vocabulary);

}  // namespace polyclinic::config
