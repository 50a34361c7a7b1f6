// Walks config and table of options together: sections here, single values in check_value.cpp, rules about several
// options in contradictions.cpp.
#include "engine/config/check.h"

#include <algorithm>

#include "engine/config/check_value.h"
#include "engine/config/contradictions.h"
#include "engine/config/finding_list.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

std::string join(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    text += text.empty() ? "" : ", ";
    text += word;
  }
  return text;
}

bool has_word(std::string_view words, std::string_view wanted) {
  for (const std::string_view word : split(words, ' ')) {
    if (!word.empty() && equals_ignoring_case(word, wanted)) {
      return true;
    }
  }
  return false;
}

class SectionChecker {
 public:
  SectionChecker(FindingList& findings, ValueChecker& values) : findings_(findings), values_(values) {}

  JsonValue check_section(std::string_view pointer, const JsonValue& given) {
    const std::vector<std::string_view> children = children_of(pointer);
    bool all_known = true;
    for (const JsonMember& member : given.members) {
      const bool known = std::any_of(children.begin(), children.end(),
                                     [&](std::string_view child) { return last_step(child) == member.key; });
      all_known = all_known && known;
      if (!known) {
        findings_.add(
            member.value.offset, std::string(pointer) + "/" + pointer_step(member.key),
            "there is no option " + excerpt(member.key) + (pointer.empty() ? "" : " in " + std::string(pointer)),
            findings_.wants_guesses() ? guess_key(member.key, children) : std::string());
      }
    }
    JsonValue completed = JsonValue::object();
    for (const std::string_view child : children) {
      const JsonValue* value_given = given.find(last_step(child));
      if (value_given == nullptr && !all_known && children.size() == 1) {
        continue;  // what was meant for it stands beside it, and was reported there
      }
      if (std::optional<JsonValue> value = check_child(child, value_given, given.offset)) {
        completed.add(last_step(child), *std::move(value));
      }
    }
    check_ends(pointer, given, completed);
    return completed;
  }

 private:
  // Nothing when the option is left out and has no default.
  std::optional<JsonValue> check_child(std::string_view pointer, const JsonValue* given, std::size_t section_offset) {
    const Option* option = find_option(pointer);
    if (option == nullptr || option->type == OptionType::kSection) {
      const bool always = option != nullptr && !option->stays_absent;
      if (given != nullptr && !given->is(JsonValue::Kind::kObject)) {
        findings_.add(given->offset, std::string(pointer), "expected an object, found " + describe(*given),
                      guess_object(pointer, *given));
        given = nullptr;
      }
      if (given == nullptr && !always) {
        return std::nullopt;
      }
      return check_section(pointer, given == nullptr ? JsonValue::object() : *given);
    }
    if (option->type == OptionType::kOneOf) {
      return given == nullptr ? std::nullopt : check_one_of(*option, *given);
    }
    std::optional<JsonValue> value;
    if (given != nullptr) {
      value = values_.check(*option, *given);
    } else if (option->required) {
      findings_.add(section_offset, std::string(pointer), std::string(last_step(pointer)) + " is missing",
                    "allowed: " + values_.allowed(*option));
    }
    if (!value && !option->required) {
      value = values_.default_of(*option);
    }
    return value;
  }

  std::optional<JsonValue> check_one_of(const Option& option, const JsonValue& given) {
    std::vector<std::string_view> names;
    for (const std::string_view child : children_of(option.pointer)) {
      names.push_back(last_step(child));
    }
    if (!given.is(JsonValue::Kind::kObject)) {
      findings_.add(given.offset, std::string(option.pointer), "expected an object, found " + describe(given),
                    "write one of " + join(names) + ", for example {\"uniform\": {\"min\": 18, \"max\": 65}}");
      return std::nullopt;
    }
    const std::size_t before = findings_.size();
    JsonValue completed = check_section(option.pointer, given);
    const bool clean = findings_.size() == before;
    std::string found;
    std::size_t count = 0;
    for (const JsonMember& member : given.members) {
      if (std::find(names.begin(), names.end(), member.key) != names.end()) {
        found += (count == 0 ? "" : " and ") + member.key;
        ++count;
      }
    }
    if (count > 1) {
      findings_.add(given.offset, std::string(option.pointer), "expected one distribution, found " + found,
                    "keep one of them");
    } else if (count == 0 && clean) {
      findings_.add(given.offset, std::string(option.pointer), "no distribution is named",
                    "write one of " + join(names));
    }
    return completed;
  }

  // "min" and "max" of one section.
  void check_ends(std::string_view pointer, const JsonValue& given, const JsonValue& completed) {
    const JsonValue* low = completed.find("min");
    const JsonValue* high = completed.find("max");
    if (low != nullptr && high != nullptr && low->number > high->number && !findings_.concerns(pointer)) {
      findings_.add(given.offset, std::string(pointer), "min is " + low->text + ", above max, which is " + high->text,
                    given.find("min") == nullptr || given.find("max") == nullptr ? "give both ends" : "exchange them");
    }
  }

  static std::string guess_object(std::string_view pointer, const JsonValue& given) {
    const std::vector<std::string_view> children = children_of(pointer);
    std::vector<std::string_view> names;
    for (const std::string_view child : children) {
      names.push_back(last_step(child));
    }
    if (names.size() == 1) {
      return "write {\"" + std::string(names[0]) + "\": ...}";
    }
    if (given.is(JsonValue::Kind::kArray) && names.size() == 2) {
      return "write {\"" + std::string(names[0]) + "\": ..., \"" + std::string(names[1]) + "\": ...}";
    }
    return "write {...} with some of: " + join(names);
  }

  static std::string guess_key(std::string_view key, const std::vector<std::string_view>& children) {
    std::vector<std::string_view> names;
    for (const std::string_view child : children) {
      names.push_back(last_step(child));
    }
    constexpr std::size_t kLongestGuessed = 40;
    if (key.size() <= kLongestGuessed) {
      if (const std::optional<std::string_view> name = nearest(key, names)) {
        return "did you mean \"" + std::string(*name) + "\"?";
      }
      for (const std::string_view child : children) {
        const Option* option = find_option(child);
        if (option != nullptr && has_word(option->other_names, key)) {
          return "did you mean \"" + std::string(last_step(child)) + "\"?";
        }
      }
      for (const Option& option : options()) {
        if (equals_ignoring_case(last_step(option.pointer), key)) {
          return "did you mean " + std::string(option.pointer) + "?";
        }
      }
      for (const Option& option : options()) {
        if (has_word(option.other_names, key)) {
          return "did you mean " + std::string(option.pointer) + "?";
        }
      }
    }
    if (names.size() == 1) {
      return "write it inside \"" + std::string(names[0]) + "\": {...}";
    }
    return "known here: " + join(names);
  }

  FindingList& findings_;
  ValueChecker& values_;
};

}  // namespace

CheckedConfig check_config(const JsonValue& given, const Vocabulary& vocabulary, const Gazetteer& gazetteer) {
  FindingList findings;
  ValueChecker values(findings, vocabulary, gazetteer);
  SectionChecker sections(findings, values);
  CheckedConfig checked;
  if (given.is(JsonValue::Kind::kObject)) {
    checked.completed = sections.check_section("", given);
    find_contradictions(checked.completed, given, findings);
  } else {
    findings.add(0, "", "expected an object, found " + describe(given),
                 "write {\"patients\": 1000}, or {} for all defaults");
    checked.completed = sections.check_section("", JsonValue::object());
  }
  checked.findings = findings.take();
  return checked;
}

}  // namespace polyclinic::config
