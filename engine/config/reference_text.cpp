// Lists every option for people and for programs, from the same table that the checker uses.
#include <string>

#include "engine/config/gazetteer.h"
#include "engine/config/check_value.h"
#include "engine/config/options.h"
#include "engine/config/parse.h"
#include "engine/foundation/number_text.h"

namespace polyclinic::config {
namespace {

std::string number_text(double value) {
  char digits[kDoubleTextSize];
  return {digits, write_double(digits, value)};
}

std::string_view type_name(OptionType type) {
  switch (type) {
    case OptionType::kSection:
    case OptionType::kOneOf:
    case OptionType::kWeights: return "object";
    case OptionType::kWholeNumber: return "integer";
    case OptionType::kNumber: return "number";
    case OptionType::kSeed: return "integer or string of digits";
    case OptionType::kDate:
    case OptionType::kShortText:
    case OptionType::kChoice: return "string";
    case OptionType::kChoiceList:
    case OptionType::kStateList:
    case OptionType::kCityList: return "array of strings";
    case OptionType::kNumberList: return "array of numbers";
    case OptionType::kWholeNumberList: return "array of integers";
    case OptionType::kBoolean: return "boolean";
    case OptionType::kPatternList: return "array of strings";
    case OptionType::kFileList: return "array of objects";
  }
  return "";
}

bool has_range(OptionType type) {
  return type == OptionType::kWholeNumber || type == OptionType::kNumber || type == OptionType::kNumberList ||
         type == OptionType::kWholeNumberList || type == OptionType::kWeights;
}

JsonValue choices_of(const Option& option, const Vocabulary& vocabulary, const Gazetteer& gazetteer) {
  JsonValue list = JsonValue::array();
  if (option.words == Words::kStates) {
    for (const std::string_view code : gazetteer.state_codes()) {
      list.items.push_back(JsonValue::of_string(code));
    }
  }
  for (const Word& word : words_of(option.words, vocabulary, vocabulary.datasets.front().name)) {
    list.items.push_back(JsonValue::of_string(word.key));
  }
  return list;
}

Result<JsonValue> default_of(const Option& option) {
  if (option.words == Words::kTables) {
    return JsonValue::of_string("all");
  }
  if (option.default_value.empty()) {
    return JsonValue();
  }
  return read_json(option.default_value, option.pointer);
}

Result<JsonValue> json_entry(const Option& option, const Vocabulary& vocabulary, const Gazetteer& gazetteer) {
  JsonValue entry = JsonValue::object();
  entry.add("pointer", JsonValue::of_string(option.pointer));
  entry.add("type", JsonValue::of_string(type_name(option.type)));
  POLYCLINIC_ASSIGN(JsonValue default_value, default_of(option));
  entry.add("default", std::move(default_value));
  JsonValue minimum;
  JsonValue maximum;
  if (has_range(option.type)) {
    minimum = JsonValue::of_double(option.minimum);
    maximum = JsonValue::of_double(option.maximum);
  } else if (option.type == OptionType::kSeed) {
    minimum = JsonValue::of_unsigned(0);
    maximum = JsonValue::of_unsigned(UINT64_MAX);
  } else if (option.type == OptionType::kDate) {
    minimum = JsonValue::of_string(kFirstDate);
    maximum = JsonValue::of_string(kLastDate);
  }
  entry.add("minimum", std::move(minimum));
  entry.add("maximum", std::move(maximum));
  JsonValue choices = choices_of(option, vocabulary, gazetteer);
  entry.add("choices", choices.items.empty() ? JsonValue() : std::move(choices));
  entry.add("meaning", JsonValue::of_string(option.meaning));
  return entry;
}

std::string allowed_in_markdown(const Option& option, const Vocabulary& vocabulary, const Gazetteer& gazetteer) {
  const std::string range = number_text(option.minimum) + " to " + number_text(option.maximum);
  switch (option.type) {
    case OptionType::kSection:
    case OptionType::kOneOf: return "";
    case OptionType::kWholeNumber:
    case OptionType::kNumber: return range;
    case OptionType::kSeed: return "0 to " + std::string(kGreatestSeed);
    case OptionType::kDate: return std::string(kFirstDate) + " to " + std::string(kLastDate);
    case OptionType::kNumberList:
    case OptionType::kWholeNumberList: return "1 to " + std::to_string(kMaximumListSize) + " items, each " + range;
    case OptionType::kCityList: return "the 4,000 most populous places";
    case OptionType::kBoolean: return "`true`, `false`";
    case OptionType::kShortText:
      return "up to " + std::to_string(kMaximumShortText) +
             " bytes without double quotes and control characters; no number, date, `true` or `false`";
    case OptionType::kPatternList: return "names; `*` for any text";
    case OptionType::kFileList: return "objects with `name` and `" + std::string(option.text_member) + "`";
    default: break;
  }
  std::string words;
  if (option.words == Words::kStates) {
    words = "USPS codes or full names of the 50 states and DC";
  } else {
    for (const JsonValue& word : choices_of(option, vocabulary, gazetteer).items) {
      words += (words.empty() ? "`" : ", `") + word.text + "`";
    }
  }
  return option.type == OptionType::kWeights ? "words: " + words + "; weights: " + range : words;
}

std::string markdown(const Vocabulary& vocabulary, const Gazetteer& gazetteer) {
  std::string text =
      "# Config options\n\n"
      "A config is a JSON object; every option may be left out, and `{}` means all defaults. An option's place is "
      "given\n"
      "as a JSON pointer: `/filters/age/min` is 18 in `{\"filters\": {\"age\": {\"min\": 18}}}`. Unknown options, "
      "keys\n"
      "given twice and comments are refused. \"required\" means: within its object, when that is given. A config may "
      "have\n"
      "1 MiB of text and nest 16 levels deep; with `/modules` 64 MiB.\n\n"
      "| Option | Type | Default | Allowed | Meaning |\n"
      "|---|---|---|---|---|\n";
  for (const Option& option : options()) {
    std::string default_value = option.words == Words::kTables ? "all" : std::string(option.default_value);
    if (!default_value.empty() && option.type != OptionType::kSection) {
      default_value = "`" + default_value + "`";
    } else if (option.type == OptionType::kSection) {
      default_value.clear();
    } else if (option.required) {
      default_value = "required";
    }
    std::string type(type_name(option.type));
    if (option.type == OptionType::kOneOf) {
      type = "object with one member";
    }
    text += "| `" + std::string(option.pointer) + "` | " + type + " | " + default_value + " | " +
            allowed_in_markdown(option, vocabulary, gazetteer) + " | " + std::string(option.meaning) + " |\n";
  }
  return text;
}

}  // namespace

Result<std::string> reference_text(std::string_view format, const Vocabulary& vocabulary) {
  POLYCLINIC_ASSIGN(const Gazetteer gazetteer, Gazetteer::load(false));
  if (format == "markdown") {
    return markdown(vocabulary, gazetteer);
  }
  if (format == "json") {
    JsonValue list = JsonValue::array();
    for (const Option& option : options()) {
      POLYCLINIC_ASSIGN(JsonValue entry, json_entry(option, vocabulary, gazetteer));
      list.items.push_back(std::move(entry));
    }
    return write_json(list) + "\n";
  }
  return fail(ErrorKind::kInvalidInput, "There is no config reference in the format " + excerpt(format),
              {{"", "known formats are markdown and json", ""}});
}

}  // namespace polyclinic::config
