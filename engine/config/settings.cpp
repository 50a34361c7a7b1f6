// Puts single values into a config's JSON: the public with_settings(). What the values mean is not looked at.
#include <optional>

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "polyclinic/config.h"

namespace polyclinic {
namespace {

using config::JsonValue;

// "~1" and "~0" of a JSON pointer's step turned back (RFC 6901); nothing when a "~" is followed by something else.
std::optional<std::string> unescape_step(std::string_view step) {
  std::string key;
  for (std::size_t index = 0; index < step.size(); ++index) {
    if (step[index] != '~') {
      key += step[index];
    } else if (index + 1 < step.size() && (step[index + 1] == '0' || step[index + 1] == '1')) {
      key += step[++index] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return key;
}

std::unexpected<Error> wrong_setting(std::string_view pointer, std::string what, std::string hint) {
  return fail(ErrorKind::kInvalidInput, "A setting cannot be put into the config",
              {{config::printable(pointer), std::move(what), std::move(hint)}});
}

Result<std::vector<std::string>> steps_of(std::string_view pointer) {
  if (first_invalid_utf8(pointer).has_value()) {
    return wrong_setting("", "the pointer is not UTF-8", "write it as \"/patients\"");
  }
  if (pointer.size() < 2 || pointer.front() != '/') {
    return wrong_setting(pointer, "this is not a pointer to an option",
                         "a pointer begins with /: /patients or /filters/age/min");
  }
  std::vector<std::string> steps;
  for (const std::string_view step : split(pointer.substr(1), '/')) {
    std::optional<std::string> key = unescape_step(step);
    if (!key) {
      return wrong_setting(pointer, "a ~ in a pointer must be followed by 0 or 1", "~0 stands for ~, ~1 for /");
    }
    steps.push_back(*std::move(key));
  }
  if (steps.size() > config::kMaximumDepth) {
    return wrong_setting(pointer, "the pointer has more than " + std::to_string(config::kMaximumDepth) + " steps",
                         "no option lies deeper than 4");
  }
  return steps;
}

Status put(JsonValue& root, const Setting& setting) {
  POLYCLINIC_ASSIGN(const std::vector<std::string> steps, steps_of(setting.pointer));
  POLYCLINIC_ASSIGN(JsonValue value,
                    config::read_json(setting.value, "The value for " + config::printable(setting.pointer)));
  JsonValue* at = &root;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    if (!at->is(JsonValue::Kind::kObject)) {
      return wrong_setting(
          setting.pointer,
          "it leads through " + config::describe(*at) + ", which has no option " + config::excerpt(steps[index]),
          "an array is set as a whole");
    }
    const bool is_last = index + 1 == steps.size();
    JsonValue* next = at->find(steps[index]);
    if (next == nullptr) {
      next = &at->add(steps[index], JsonValue::object());
    }
    if (is_last) {
      *next = std::move(value);
      break;
    }
    at = next;
  }
  return {};
}

}  // namespace

Result<std::string> with_settings(std::string_view text, std::span<const Setting> settings) {
  POLYCLINIC_ASSIGN(JsonValue root, config::read_json(trim(text).empty() ? "{}" : text, "The config"));
  if (!root.is(JsonValue::Kind::kObject)) {
    return fail(ErrorKind::kInvalidInput, "The config has a mistake",
                {{"", "expected an object, found " + config::describe(root),
                  "write {\"patients\": 1000}, or {} for all defaults"}});
  }
  for (const Setting& setting : settings) {
    POLYCLINIC_TRY(put(root, setting));
  }
  return config::write_json(root);
}

}  // namespace polyclinic
