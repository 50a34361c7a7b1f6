// JSON text -> Config: the one place that knows the options, their ranges and their meaning.
#pragma once

#include <span>
#include <string>
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
  std::vector<DatasetNames> datasets;  // "clinical", the default, is one of them
  std::vector<std::string_view> formats;
};

// Text that is empty or blank means all defaults; it may have 1 MiB and nest 16 deep, or 64 MiB when it brings modules.
// Errors: kInvalidInput with every finding at once, in the order of the text (100 at most, the message counts all).
Result<Config> parse(std::string_view text, const Vocabulary& vocabulary);

// The public complete_config(): the same config with every default filled in. What it returns parses to the same
// Config and completes to itself.
Result<std::string> complete(std::string_view text, const Vocabulary& vocabulary);

// The public config_reference().
Result<std::string> reference_text(std::string_view format, const Vocabulary& vocabulary);

}  // namespace polyclinic::config
