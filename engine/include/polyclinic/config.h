// The public face of configuration: check a config, fill in its defaults, change single settings, list every option.
// It does not run anything; a job does (job.h).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "polyclinic/result.h"

namespace polyclinic {

// Checks `text` (JSON, UTF-8; empty text means "all defaults") and returns the same config with every default filled
// in, keys in the documented order, two-space indentation: the form that manifest.json records.
// Errors: kInvalidInput with one Finding for each mistake in the text, all at once; Finding::where is a JSON pointer
// ("/filters/age/min"), or "line 3, column 14" where the text is not JSON.
Result<std::string> complete_config(std::string_view text);

// One value to set in a config: `pointer` is a JSON pointer to an option ("/patients"), `value` is JSON text ("1000").
struct Setting {
  std::string pointer;
  std::string value;
};

// Returns `text` with the settings put in, in order. Only the JSON is edited; complete_config() checks the meaning.
// Errors: kInvalidInput when the text or a value is not JSON or a pointer leads through something that is no object.
Result<std::string> with_settings(std::string_view text, std::span<const Setting> settings);

// Every option of the config, derived from the one declaration that the checker uses.
// `format`: "markdown" (for people), "json" (an array of {pointer, type, default, minimum, maximum, choices, meaning}).
Result<std::string> config_reference(std::string_view format);

}  // namespace polyclinic
