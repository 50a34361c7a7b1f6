// Filters against the config's own distributions, and weights against their values.
#include "engine/config/contradictions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/config/options.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

const JsonValue* find(const JsonValue& root, std::string_view pointer) {
  const JsonValue* value = &root;
  for (const std::string_view step : split(pointer.substr(1), '/')) {
    value = value->find(step);
    if (value == nullptr) {
      return nullptr;
    }
  }
  return value;
}

class Rules {
 public:
  Rules(const JsonValue& completed, const JsonValue& given, FindingList& findings)
      : completed_(completed), given_(given), findings_(findings) {}

  void apply() {
    check_lengths("/distributions/age/empirical");
    check_lengths("/distributions/income/empirical");
    check_filter("/filters/sex", "/distributions/sex/weights");
    check_filter("/filters/race", "/distributions/race/weights");
    check_filter("/filters/ethnicity", "/distributions/ethnicity/weights");
    check_filter("/filters/states", "/distributions/state/weights");
    check_filter("/filters/cities", "/distributions/state/weights");
    check_ages();
    check_null_text();
  }

 private:
  std::size_t offset_of(std::string_view pointer) const {
    const JsonValue* value = find(given_, pointer);
    return value == nullptr ? 0 : value->offset;
  }

  // Empirical weights: one for each value, and not all 0.
  void check_lengths(const std::string& pointer) {
    const JsonValue* values = find(completed_, pointer + "/values");
    const JsonValue* weights = find(completed_, pointer + "/weights");
    if (values == nullptr || weights == nullptr || findings_.concerns(pointer)) {
      return;
    }
    if (values->items.size() != weights->items.size()) {
      findings_.add(offset_of(pointer + "/weights"), pointer + "/weights",
                    "there are " + std::to_string(weights->items.size()) + " weights for " +
                        std::to_string(values->items.size()) + " values",
                    "give one weight for each value, or leave the weights out");
    } else if (std::none_of(weights->items.begin(), weights->items.end(),
                            [](const JsonValue& weight) { return weight.number > 0; })) {
      findings_.add(offset_of(pointer + "/weights"), pointer + "/weights", "all weights are 0",
                    "give at least one value a weight above 0");
    }
  }

  // Some word that the filter keeps must have a weight above 0. Of "Boston, MA" the state counts.
  void check_filter(std::string_view filter, std::string_view distribution) {
    const JsonValue* kept = find(completed_, filter);
    const JsonValue* weights = find(completed_, distribution);
    if (kept == nullptr || weights == nullptr || kept->items.empty() || findings_.concerns(filter) ||
        findings_.concerns(distribution)) {
      return;
    }
    std::string words;
    for (const JsonValue& item : kept->items) {
      const std::size_t comma = item.text.rfind(", ");
      const std::string_view word =
          comma == std::string::npos ? std::string_view(item.text) : std::string_view(item.text).substr(comma + 2);
      const JsonValue* weight = weights->find(word);
      if (weight != nullptr && weight->number > 0) {
        return;
      }
      words += (words.empty() ? "" : ", ") + std::string(excerpt(item.text));
    }
    constexpr std::size_t kLongestList = 80;
    findings_.add(offset_of(filter), std::string(filter),
                  "nobody is left: " + std::string(distribution) + " gives no weight to " +
                      (words.size() <= kLongestList ? words : "any of the " + std::to_string(kept->items.size())),
                  "give one of them a weight above 0, or change the filter");
  }

  // A null is not quoted, so that the delimiter in it would end it.
  void check_null_text() {
    const JsonValue* null = find(completed_, "/format_options/csv/null");
    const JsonValue* delimiter = find(completed_, "/format_options/csv/delimiter");
    if (null == nullptr || delimiter == nullptr || findings_.concerns("/format_options/csv/null") ||
        findings_.concerns("/format_options/csv/delimiter")) {
      return;
    }
    for (const Word& word : words_of(Words::kDelimiters, {}, {})) {
      if (word.key == delimiter->text && null->text.find(word.text) != std::string::npos) {
        findings_.add(offset_of("/format_options/csv/null"), "/format_options/csv/null",
                      excerpt(null->text) + " has the delimiter in it, which is " + delimiter->text,
                      "write nulls without it, or choose another delimiter");
      }
    }
  }

  // The ages that a uniform or empirical distribution gives against the filter. Of the dead the age at death counts,
  // so that this holds only while the living are counted.
  void check_ages() {
    const JsonValue* low = find(completed_, "/filters/age/min");
    const JsonValue* high = find(completed_, "/filters/age/max");
    const JsonValue* count = find(completed_, "/count");
    if (low == nullptr || high == nullptr || count == nullptr || count->text != "living" ||
        findings_.concerns("/filters/age") || findings_.concerns("/distributions/age") ||
        findings_.concerns("/count")) {
      return;
    }
    const auto report = [&](const std::string& pointer, const std::string& ages) {
      findings_.add(offset_of("/filters/age"), "/filters/age",
                    "nobody is left: the filter keeps ages " + low->text + " to " + high->text + ", " + pointer +
                        " gives " + ages,
                    "let them overlap");
    };
    const JsonValue* from = find(completed_, "/distributions/age/uniform/min");
    const JsonValue* to = find(completed_, "/distributions/age/uniform/max");
    if (from != nullptr && to != nullptr && (to->number < low->number || from->number > high->number)) {
      report("/distributions/age/uniform", from->text + " to " + to->text);
    }
    const JsonValue* values = find(completed_, "/distributions/age/empirical/values");
    const JsonValue* weights = find(completed_, "/distributions/age/empirical/weights");
    if (values == nullptr) {
      return;
    }
    for (std::size_t index = 0; index < values->items.size(); ++index) {
      const double age = values->items[index].number;
      const bool occurs = weights == nullptr || weights->items[index].number > 0;
      if (occurs && age >= low->number && age <= high->number) {
        return;
      }
    }
    report("/distributions/age/empirical", "none of them");
  }

  const JsonValue& completed_;
  const JsonValue& given_;
  FindingList& findings_;
};

}  // namespace

void find_contradictions(const JsonValue& completed, const JsonValue& given, FindingList& findings) {
  Rules(completed, given, findings).apply();
}

}  // namespace polyclinic::config
