// Feeds any bytes to the config room: nothing may crash, hang or leak, what is accepted must be stable, and what is
// refused must come with messages that are fit to print.
//
// An input is a config text, then, after a line "%%", settings: lines of "POINTER VALUE".
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/config/parse.h"
#include "engine/foundation/text.h"
#include "polyclinic/config.h"
#include "tests/unit/config_vocabulary.h"

namespace {

using namespace polyclinic;

void require(bool condition, const char* promise) {
  if (!condition) {
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
  }
}

void check_error(const Error& error) {
  require(error.kind == ErrorKind::kInvalidInput, "a bad config is the caller's mistake");
  require(!error.findings.empty() && error.findings.size() <= config::kMaximumFindings, "1 to 100 findings");
  const std::string text = error.to_text();
  require(!first_invalid_utf8(text).has_value(), "messages are UTF-8");
  for (const char c : text) {
    require((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\n', "messages have no control characters");
  }
  for (const Finding& finding : error.findings) {
    require(!finding.what.empty(), "a finding says what is wrong");
    require(finding.what.size() + finding.hint.size() < 2000, "a finding is short");
  }
}

void check_config(std::string_view text) {
  const Result<config::Config> parsed = config::parse(text, config::test_vocabulary());
  if (!parsed.has_value()) {
    check_error(parsed.error());
    return;
  }
  require(parsed->patients >= 1 && parsed->patients <= 100000000, "patients in range");
  require(parsed->years_of_history >= 0 && parsed->years_of_history <= 120, "years in range");
  require(parsed->compression_level >= 0 && parsed->compression_level <= 9, "compression level in range");
  require(parsed->filters.age_min >= 0 && parsed->filters.age_min <= parsed->filters.age_max &&
              parsed->filters.age_max <= 120,
          "ages in range and order");
  require(!parsed->formats.empty(), "at least one format");
  const Result<std::string> again = config::complete(parsed->completed, config::test_vocabulary());
  require(again.has_value() && *again == parsed->completed, "a completed config completes to itself");
}

void check_settings(std::string_view text, std::string_view lines) {
  std::vector<Setting> settings;
  for (const std::string_view line : split(lines, '\n')) {
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos) {
      settings.push_back({std::string(line.substr(0, space)), std::string(line.substr(space + 1))});
    }
  }
  const Result<std::string> changed = with_settings(text, settings);
  if (!changed.has_value()) {
    check_error(changed.error());
    return;
  }
  // Settings can nest deeper and grow larger than a config may be; everything else stays readable.
  if (const Result<std::string> same = with_settings(*changed, {}); same.has_value()) {
    require(*same == *changed, "settings leave one form");
  } else {
    const std::string& message = same.error().message;
    require(message == "The config is too large" || message == "The config is nested too deeply",
            "settings leave JSON");
  }
  check_config(*changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kSeparator = "\n%%\n";
  const std::size_t separator = input.find(kSeparator);
  const std::string_view text = input.substr(0, separator);
  check_config(text);
  if (separator != std::string_view::npos) {
    check_settings(text, input.substr(separator + kSeparator.size()));
  }
  return 0;
}
