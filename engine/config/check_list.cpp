// The checks of lists and weights: every item that is wrong is reported, and items come out in one order, once each.
#include <algorithm>
#include <set>

#include "engine/config/check_value.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

std::string item_pointer(std::string_view list, std::size_t index) {
  return std::string(list) + "/" + std::to_string(index);
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

JsonValue list_of(const std::set<std::string>& words) {
  JsonValue list = JsonValue::array();
  for (const std::string& word : words) {
    list.items.push_back(JsonValue::of_string(word));
  }
  return list;
}

}  // namespace

bool ValueChecker::is_list(const Option& option, const JsonValue& given, std::string_view of) {
  if (!given.is(JsonValue::Kind::kArray)) {
    report_type(option, option.pointer, given, "an array of " + std::string(of));
    return false;
  }
  if (given.items.empty() && !option.may_be_empty) {
    findings_.add(given.offset, std::string(option.pointer), "the array is empty",
                  option.required ? "allowed: " + allowed(option)
                                  : "name at least one, or leave the option out to have the default");
    return false;
  }
  return true;
}

std::optional<JsonValue> ValueChecker::check_words(const Option& option, const JsonValue& given) {
  if (!is_list(option, given, "strings")) {
    return std::nullopt;
  }
  std::set<std::string> chosen;
  for (std::size_t index = 0; index < given.items.size(); ++index) {
    const JsonValue& item = given.items[index];
    if (!item.is(JsonValue::Kind::kString)) {
      report_type(option, item_pointer(option.pointer, index), item, "a string");
    } else if (const std::optional<std::string> word = find_word(option, item.text)) {
      chosen.insert(*word);
    } else {
      report_word(option, item_pointer(option.pointer, index), item.offset, item.text);
    }
  }
  if (option.words == Words::kStates) {
    return list_of(chosen);
  }
  JsonValue list = JsonValue::array();
  for (const Word& known : words(option)) {
    if (chosen.contains(std::string(known.key))) {
      list.items.push_back(JsonValue::of_string(known.key));
    }
  }
  return list;
}

std::optional<JsonValue> ValueChecker::check_cities(const Option& option, const JsonValue& given) {
  if (!is_list(option, given, "strings")) {
    return std::nullopt;
  }
  std::set<std::string> chosen;
  for (std::size_t index = 0; index < given.items.size(); ++index) {
    const JsonValue& item = given.items[index];
    const std::string pointer = item_pointer(option.pointer, index);
    if (!item.is(JsonValue::Kind::kString)) {
      report_type(option, pointer, item, "a string");
      continue;
    }
    std::vector<std::string> found;
    find_cities(pointer, item, found);
    chosen.insert(found.begin(), found.end());
  }
  return list_of(chosen);
}

// The cities "Boston, MA" that a text names; none and a finding when it names none.
void ValueChecker::find_cities(const std::string& pointer, const JsonValue& item, std::vector<std::string>& found) {
  const std::string_view text = item.text;
  const std::size_t comma = text.rfind(',');
  const std::string_view name = trim(text.substr(0, comma));
  const Gazetteer::City* city = gazetteer_.find_city(name);
  if (city == nullptr) {
    const std::optional<std::string_view> guess =
        findings_.wants_guesses() ? gazetteer_.nearest_city(name) : std::nullopt;
    findings_.add(item.offset, pointer, "there is no city " + excerpt(name),
                  (guess ? "did you mean \"" + std::string(*guess) + "\"? " : std::string()) +
                      "allowed: the 4,000 most populous places of the United States");
    return;
  }
  const std::string known = city->name + " is in " + join(city->states);
  std::vector<std::string> states = city->states;
  if (comma != std::string_view::npos) {
    const std::string_view state = trim(text.substr(comma + 1));
    const std::optional<std::string_view> code = gazetteer_.find_state(state);
    if (!code || std::find(states.begin(), states.end(), *code) == states.end()) {
      findings_.add(item.offset, pointer, "there is no city " + excerpt(text), known);
      return;
    }
    states = {std::string(*code)};
  }
  for (const std::string& state : states) {
    if (allowed_states_.empty() ||
        std::find(allowed_states_.begin(), allowed_states_.end(), state) != allowed_states_.end()) {
      found.push_back(city->name + ", " + state);
    }
  }
  if (found.empty()) {
    findings_.add(item.offset, pointer,
                  (states.size() == 1 ? city->name + " is in " + states.front() : known) +
                      ", but /filters/states keeps only " + join(allowed_states_),
                  "add the state there, or take the city out");
  }
}

std::optional<JsonValue> ValueChecker::check_numbers(const Option& option, const JsonValue& given, bool whole) {
  if (!is_list(option, given, "numbers")) {
    return std::nullopt;
  }
  if (given.items.size() > kMaximumListSize) {
    findings_.add(given.offset, std::string(option.pointer),
                  "the array has " + std::to_string(given.items.size()) + " numbers", "allowed: " + allowed(option));
    return std::nullopt;
  }
  JsonValue list = JsonValue::array();
  for (std::size_t index = 0; index < given.items.size(); ++index) {
    std::optional<JsonValue> number =
        check_number(option, item_pointer(option.pointer, index), given.items[index], whole);
    if (number) {
      list.items.push_back(*std::move(number));
    }
  }
  if (list.items.size() != given.items.size()) {
    return std::nullopt;
  }
  return list;
}

std::optional<JsonValue> ValueChecker::check_weights(const Option& option, const JsonValue& given) {
  const std::string pointer(option.pointer);
  if (!given.is(JsonValue::Kind::kObject)) {
    report_type(option, pointer, given, "an object of words and their weights");
    return std::nullopt;
  }
  std::vector<std::pair<std::string, JsonValue>> chosen;
  double sum = 0;
  bool clean = true;
  for (const JsonMember& member : given.members) {
    const std::string member_pointer = pointer + "/" + pointer_step(member.key);
    const std::optional<std::string> word = find_word(option, member.key);
    if (!word) {
      report_word(option, member_pointer, member.value.offset, member.key);
      clean = false;
      continue;
    }
    if (std::any_of(chosen.begin(), chosen.end(), [&](const auto& pair) { return pair.first == *word; })) {
      findings_.add(member.value.offset, member_pointer, "the state " + *word + " is given twice, by code and by name",
                    "keep one of them");
      clean = false;
      continue;
    }
    std::optional<JsonValue> weight = check_number(option, member_pointer, member.value, false);
    clean = clean && weight.has_value();
    if (weight) {
      sum += weight->number;
      chosen.emplace_back(*word, *std::move(weight));
    }
  }
  if (clean && sum <= 0) {
    findings_.add(given.offset, pointer, given.members.empty() ? "no weight is given" : "all weights are 0",
                  "give at least one word a weight above 0; words: " + allowed(option));
    return std::nullopt;
  }
  if (!clean) {
    return std::nullopt;
  }
  // In the order of the list of words; states by their codes.
  const std::vector<Word> order = words(option);
  const auto rank = [&](const std::string& word) {
    return std::find_if(order.begin(), order.end(), [&](const Word& known) { return known.key == word; }) -
           order.begin();
  };
  std::sort(chosen.begin(), chosen.end(), [&](const auto& a, const auto& b) {
    return order.empty() ? a.first < b.first : rank(a.first) < rank(b.first);
  });
  JsonValue completed = JsonValue::object();
  for (auto& [word, weight] : chosen) {
    completed.add(word, std::move(weight));
  }
  return completed;
}

}  // namespace polyclinic::config
