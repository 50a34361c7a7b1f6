// The checks of truths, short texts, and what names and carries files: patterns of names, files by their text.
#include <algorithm>

#include "engine/config/check_value.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {

std::optional<JsonValue> ValueChecker::check_boolean(const Option& option, const JsonValue& given) {
  if (given.is(JsonValue::Kind::kBoolean)) {
    return given;
  }
  report_type(option, option.pointer, given, "true or false");
  return std::nullopt;
}

std::optional<JsonValue> ValueChecker::check_short_text(const Option& option, const JsonValue& given) {
  if (!given.is(JsonValue::Kind::kString)) {
    report_type(option, option.pointer, given, "a string");
    return std::nullopt;
  }
  const std::string& text = given.text;
  std::string_view unsigned_text = text;
  if (!text.empty() && (text[0] == '-' || text[0] == '+' || text[0] == '.')) {
    unsigned_text.remove_prefix(1);
  }
  const bool reads_as_value = (!unsigned_text.empty() && is_ascii_digit(unsigned_text.front())) || text == "true" || text == "false";
  const bool is_printable = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '"';
  });
  if (text.size() > kMaximumShortText || !is_printable || reads_as_value) {
    findings_.add(given.offset, std::string(option.pointer),
                  excerpt(text) + (text.size() > kMaximumShortText ? " is too long"
                                   : !is_printable                 ? " has a double quote or a control character"
                                                                   : " reads as a value"),
                  "allowed: " + allowed(option));
    return std::nullopt;
  }
  return JsonValue::of_string(text);
}

bool ValueChecker::is_name(const Option& option, const std::string& pointer, const JsonValue& given) {
  if (!given.is(JsonValue::Kind::kString)) {
    report_type(option, pointer, given, "a string");
    return false;
  }
  if (given.text.empty() || given.text.size() > kMaximumName) {
    findings_.add(given.offset, pointer, given.text.empty() ? "the name is empty" : "the name is too long",
                  "allowed: 1 to " + std::to_string(kMaximumName) + " bytes");
    return false;
  }
  return true;
}

std::optional<JsonValue> ValueChecker::check_patterns(const Option& option, const JsonValue& given) {
  if (!is_list(option, given, "strings")) {
    return std::nullopt;
  }
  JsonValue list = JsonValue::array();
  for (std::size_t index = 0; index < given.items.size() && index < kMaximumFiles; ++index) {
    const JsonValue& item = given.items[index];
    if (is_name(option, std::string(option.pointer) + "/" + std::to_string(index), item)) {
      list.items.push_back(JsonValue::of_string(item.text));
    }
  }
  return list;
}

std::optional<JsonValue> ValueChecker::check_files(const Option& option, const JsonValue& given) {
  if (!is_list(option, given, "objects")) {
    return std::nullopt;
  }
  if (given.items.size() > kMaximumFiles) {
    findings_.add(given.offset, std::string(option.pointer), "there are " + std::to_string(given.items.size()) + " files",
                  "allowed: up to " + std::to_string(kMaximumFiles));
    return std::nullopt;
  }
  JsonValue list = JsonValue::array();
  for (std::size_t index = 0; index < given.items.size(); ++index) {
    const JsonValue& item = given.items[index];
    const std::string pointer = std::string(option.pointer) + "/" + std::to_string(index);
    if (!item.is(JsonValue::Kind::kObject)) {
      report_type(option, pointer, item, "an object");
      continue;
    }
    bool is_sound = true;
    for (const JsonMember& member : item.members) {
      if (member.key == "name" || member.key == option.text_member) {
        continue;
      }
      findings_.add(member.value.offset, pointer + "/" + pointer_step(member.key),
                    "there is no " + excerpt(member.key) + " in a file", "allowed: " + allowed(option));
      is_sound = false;
    }
    for (const std::string_view key : {std::string_view("name"), option.text_member}) {
      const JsonValue* value = item.find(key);
      const std::string place = pointer + "/" + std::string(key);
      if (value == nullptr) {
        findings_.add(item.offset, place, std::string(key) + " is missing", "allowed: " + allowed(option));
        is_sound = false;
      } else if (key == "name") {
        is_sound = is_name(option, place, *value) && is_sound;
      } else if (!value->is(JsonValue::Kind::kString)) {
        findings_.add(value->offset, place, "expected the file's text as a string, found " + describe(*value),
                      "write the whole text of the file in one JSON string");
        is_sound = false;
      }
    }
    if (!is_sound) {
      continue;
    }
    JsonValue file = JsonValue::object();
    file.add("name", JsonValue::of_string(item.find("name")->text));
    file.add(option.text_member, JsonValue::of_string(item.find(option.text_member)->text));
    list.items.push_back(std::move(file));
  }
  return list;
}

}  // namespace polyclinic::config
