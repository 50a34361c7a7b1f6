// One function for each type of option; the ones with lists and weights are in check_list.cpp.
#include "engine/config/check_value.h"

#include <algorithm>

#include "engine/foundation/calendar.h"
#include "engine/foundation/number_text.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

// Integers up to here are the same in every JSON reader (2^53 - 1).
constexpr std::uint64_t kGreatestSafeInteger = 9007199254740991ULL;

std::string number_text(double value) {
  char digits[kDoubleTextSize];
  return {digits, write_double(digits, value)};
}

// What a word of each list is called.
std::string_view noun(Words words) {
  switch (words) {
    case Words::kCounts: return "way to count";
    case Words::kDatasets: return "dataset";
    case Words::kFormats: return "format";
    case Words::kTables: return "table";
    case Words::kSexes: return "sex";
    case Words::kRaces: return "race";
    case Words::kEthnicities: return "ethnicity";
    case Words::kLanguages: return "language";
    case Words::kMaritalStatuses: return "marital status";
    case Words::kEducations: return "education";
    case Words::kEmployments: return "employment status";
    case Words::kInsurances: return "kind of insurance";
    case Words::kSmokings: return "smoking status";
    case Words::kAlcohols: return "alcohol use";
    case Words::kHousings: return "kind of housing";
    case Words::kStates: return "state";
    case Words::kDelimiters: return "delimiter";
    case Words::kQuotings: return "way to quote";
    case Words::kLineEnds: return "line end";
    case Words::kParquetCompressions:
    case Words::kAvroCompressions: return "compression";
    case Words::kProtobufFramings:
    case Words::kHl7Framings: return "framing";
    case Words::kHl7Messages: return "kind of message";
    case Words::kHl7ProcessingIds: return "processing id";
    case Words::kSqlDialects: return "dialect";
    case Words::kSqlData: return "way to write rows";
    case Words::kFhirForms:
    case Words::kVistaForms: return "form";
    case Words::kFhirResources: return "resource type";
    case Words::kNone: break;
  }
  return "word";
}

bool is_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit); }

// A text that would be a number without its quotes.
bool looks_like_number(std::string_view text) {
  const Result<JsonValue> read = read_json(text, "");
  return read.has_value() && read->is(JsonValue::Kind::kNumber);
}

// The value of 1 to 20 digits; nothing above 64 bits.
std::optional<std::uint64_t> parse_digits(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) {
    const std::uint64_t digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) {
      return std::nullopt;
    }
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace

std::optional<JsonValue> ValueChecker::check(const Option& option, const JsonValue& given) {
  std::optional<JsonValue> checked = check_any(option, given);
  if (option.words == Words::kDatasets) {
    dataset_ = checked ? checked->text : default_of(option)->text;
  } else if (option.type == OptionType::kStateList && checked && !findings_.concerns(option.pointer)) {
    for (const JsonValue& item : checked->items) {
      allowed_states_.push_back(item.text);
    }
  }
  return checked;
}

std::optional<JsonValue> ValueChecker::default_of(const Option& option) {
  if (option.words == Words::kTables) {
    JsonValue all = JsonValue::array();
    for (const Word& word : words(option)) {
      all.items.push_back(JsonValue::of_string(word.key));
    }
    return all;
  }
  if (option.default_value.empty()) {
    return std::nullopt;
  }
  Result<JsonValue> value = read_json(option.default_value, option.pointer);
  if (!value.has_value()) {
    return std::nullopt;
  }
  if (option.words == Words::kDatasets) {
    dataset_ = value->text;
  }
  return *std::move(value);
}

std::optional<JsonValue> ValueChecker::check_any(const Option& option, const JsonValue& given) {
  switch (option.type) {
    case OptionType::kWholeNumber: return check_number(option, option.pointer, given, true);
    case OptionType::kNumber: return check_number(option, option.pointer, given, false);
    case OptionType::kSeed: return check_seed(option, given);
    case OptionType::kDate: return check_date(option, given);
    case OptionType::kChoice: return check_word(option, given);
    case OptionType::kChoiceList:
    case OptionType::kStateList: return check_words(option, given);
    case OptionType::kCityList: return check_cities(option, given);
    case OptionType::kNumberList: return check_numbers(option, given, false);
    case OptionType::kWholeNumberList: return check_numbers(option, given, true);
    case OptionType::kWeights: return check_weights(option, given);
    case OptionType::kBoolean: return check_boolean(option, given);
    case OptionType::kShortText: return check_short_text(option, given);
    case OptionType::kPatternList: return check_patterns(option, given);
    case OptionType::kFileList: return check_files(option, given);
    case OptionType::kSection:
    case OptionType::kOneOf: break;
  }
  return std::nullopt;
}

std::optional<JsonValue> ValueChecker::check_number(const Option& option, std::string_view pointer,
                                                    const JsonValue& given, bool whole) {
  if (!given.is(JsonValue::Kind::kNumber)) {
    report_type(option, pointer, given, whole ? "a whole number" : "a number");
    return std::nullopt;
  }
  const std::string range = "allowed: " + number_text(option.minimum) + " to " + number_text(option.maximum);
  if (given.number < option.minimum || given.number > option.maximum) {
    findings_.add(given.offset, std::string(pointer),
                  describe(given) + (given.number < option.minimum ? " is too small" : " is too large"), range);
    return std::nullopt;
  }
  if (whole && !given.whole) {
    findings_.add(given.offset, std::string(pointer), describe(given) + " is not a whole number", range);
    return std::nullopt;
  }
  // Ranges never go below zero, and -0 is 0.
  return given.whole ? JsonValue::of_unsigned(given.magnitude) : JsonValue::of_double(given.number);
}

std::optional<JsonValue> ValueChecker::check_seed(const Option& option, const JsonValue& given) {
  const std::string pointer(option.pointer);
  const bool is_text = given.is(JsonValue::Kind::kString);
  if (!is_text && !given.is(JsonValue::Kind::kNumber)) {
    report_type(option, pointer, given, "a whole number, or a string of digits");
    return std::nullopt;
  }
  const std::string range = "allowed: " + allowed(option);
  const std::string found = is_text ? excerpt(given.text) : describe(given);
  std::optional<std::uint64_t> seed;
  if (is_digits(given.text)) {
    seed = parse_digits(given.text);
    if (!seed) {
      findings_.add(given.offset, pointer, found + " is too large", range);
    }
  } else if (!is_text && given.number < 0) {
    findings_.add(given.offset, pointer, found + " is too small", range);
  } else if (!is_text && given.number > 18446744073709551615.0) {
    findings_.add(given.offset, pointer, found + " is too large", range);
  } else if (!is_text && given.whole) {
    seed = given.magnitude;
  } else {
    findings_.add(given.offset, pointer,
                  found + (is_text ? " is no number in digits" : " is not a whole number in digits"), range);
  }
  if (!seed) {
    return std::nullopt;
  }
  return *seed <= kGreatestSafeInteger ? JsonValue::of_unsigned(*seed) : JsonValue::of_string(std::to_string(*seed));
}

std::optional<JsonValue> ValueChecker::check_date(const Option& option, const JsonValue& given) {
  if (!given.is(JsonValue::Kind::kString)) {
    report_type(option, option.pointer, given, "a date in a string");
    return std::nullopt;
  }
  const std::string hint = "allowed: " + allowed(option);
  const Result<Day> day = parse_date(given.text);
  if (!day.has_value()) {
    const std::string& text = given.text;
    const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-' && is_digits(text.substr(0, 4)) &&
                          is_digits(text.substr(5, 2)) && is_digits(text.substr(8));
    findings_.add(given.offset, std::string(option.pointer),
                  excerpt(text) + (has_form ? " is not a day of the calendar" : " is not a date written YYYY-MM-DD"),
                  hint);
    return std::nullopt;
  }
  // Dates of one form order as their texts do.
  if (given.text < kFirstDate || given.text > kLastDate) {
    findings_.add(given.offset, std::string(option.pointer),
                  given.text + (given.text < kFirstDate ? " is too early" : " is too late"), hint);
    return std::nullopt;
  }
  return JsonValue::of_string(given.text);
}

std::optional<JsonValue> ValueChecker::check_word(const Option& option, const JsonValue& given) {
  if (!given.is(JsonValue::Kind::kString)) {
    report_type(option, option.pointer, given, "a string");
    return std::nullopt;
  }
  const std::optional<std::string> word = find_word(option, given.text);
  if (!word) {
    report_word(option, std::string(option.pointer), given.offset, given.text);
    return std::nullopt;
  }
  return JsonValue::of_string(*word);
}

std::optional<std::string> ValueChecker::find_word(const Option& option, std::string_view word) const {
  if (option.words == Words::kStates) {
    const std::optional<std::string_view> code = gazetteer_.find_state(word);
    return code ? std::optional<std::string>(*code) : std::nullopt;
  }
  for (const Word& known : words(option)) {
    if (known.key == word) {
      return std::string(known.key);
    }
  }
  return std::nullopt;
}

void ValueChecker::report_word(const Option& option, const std::string& pointer, std::size_t offset,
                               std::string_view word) {
  std::string what = "there is no " + std::string(noun(option.words)) + " " + excerpt(word);
  if (option.words == Words::kTables) {
    what += " in the dataset " + dataset_;
  }
  std::string hint;
  constexpr std::size_t kLongestGuessed = 40;
  if (!findings_.wants_guesses()) {
    findings_.add(offset, pointer, std::move(what), "");
    return;
  }
  if (option.words == Words::kStates) {
    if (const std::optional<std::string> state = gazetteer_.nearest_state(word)) {
      hint = "did you mean " + *state + "? ";
    }
  } else if (word.size() <= kLongestGuessed) {
    std::vector<std::string_view> keys;
    std::vector<std::string_view> texts;
    for (const Word& known : words(option)) {
      keys.push_back(known.key);
      texts.push_back(known.text);
    }
    std::optional<std::string_view> guess = nearest(word, keys);
    if (const std::optional<std::string_view> text = nearest(word, texts);
        text && (!guess || equals_ignoring_case(*text, word))) {
      guess = keys[static_cast<std::size_t>(std::find(texts.begin(), texts.end(), *text) - texts.begin())];
    }
    if (guess) {
      hint = "did you mean \"" + std::string(*guess) + "\"? ";
    }
  }
  findings_.add(offset, pointer, std::move(what), hint + "allowed: " + allowed(option));
}

void ValueChecker::report_type(const Option& option, std::string_view pointer, const JsonValue& given,
                               std::string_view expected) {
  std::string hint = "allowed: " + allowed(option);
  if (given.is(JsonValue::Kind::kNull)) {
    hint = "leave it out to have the default";
  } else if (option.type == OptionType::kWeights) {
    hint = "write {\"" + (option.words == Words::kStates ? "MA" : std::string(words(option).front().key)) +
           "\": 1, ...}; words: " + allowed(option);
  } else if (given.is(JsonValue::Kind::kString) && looks_like_number(given.text)) {
    hint = "write it without quotes; " + hint;
  } else if (given.is(JsonValue::Kind::kString) &&
             (option.type == OptionType::kChoiceList || option.type == OptionType::kStateList ||
              option.type == OptionType::kCityList)) {
    hint = "write [" + excerpt(given.text) + "]";
  }
  findings_.add(given.offset, std::string(pointer), "expected " + std::string(expected) + ", found " + describe(given),
                std::move(hint));
}

std::string ValueChecker::allowed(const Option& option) const {
  const std::string range = number_text(option.minimum) + " to " + number_text(option.maximum);
  switch (option.type) {
    case OptionType::kWholeNumber:
    case OptionType::kNumber: return range;
    case OptionType::kSeed: return "0 to " + std::string(kGreatestSeed);
    case OptionType::kDate: return std::string(kFirstDate) + " to " + std::string(kLastDate);
    case OptionType::kNumberList:
    case OptionType::kWholeNumberList:
      return "an array of 1 to " + std::to_string(kMaximumListSize) +
             (option.type == OptionType::kNumberList ? " numbers" : " whole numbers") + " from " + range;
    case OptionType::kBoolean: return "true, false";
    case OptionType::kShortText:
      return "up to " + std::to_string(kMaximumShortText) +
             " bytes without double quotes and control characters, and no number, date, true or false";
    case OptionType::kPatternList: return "an array of names, such as [\"asthma\", \"heart*\"]";
    case OptionType::kFileList:
      return "an array of objects {\"name\": \"...\", \"" + std::string(option.text_member) + "\": \"...\"}";
    case OptionType::kCityList: return "the 4,000 most populous places, as \"Boston, MA\" or \"Boston\"";
    default: break;
  }
  if (option.words == Words::kStates) {
    return "a USPS code (MA) or full name (Massachusetts) of the 50 states and DC";
  }
  std::string known;
  for (const Word& word : words(option)) {
    known += (known.empty() ? "" : ", ") + std::string(word.key);
  }
  return known;
}

}  // namespace polyclinic::config
