// Checks the value of one option (a number, a word, a list, weights) and brings it into its canonical form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/finding_list.h"
#include "engine/config/gazetteer.h"
#include "engine/config/json_document.h"
#include "engine/config/options.h"

namespace polyclinic::config {

class ValueChecker {
 public:
  // All three must outlive the checker.
  ValueChecker(FindingList& findings, const Vocabulary& vocabulary, const Gazetteer& gazetteer)
      : findings_(findings), vocabulary_(vocabulary), gazetteer_(gazetteer) {}

  // The canonical value, or nothing and at least one finding. Options must come in the documented order: tables depend
  // on the dataset, cities on the states.
  std::optional<JsonValue> check(const Option& option, const JsonValue& given);

  // The canonical default; nothing for an option that has none.
  std::optional<JsonValue> default_of(const Option& option);

  // What may be written, in words: "1 to 100000000", "csv, json".
  std::string allowed(const Option& option) const;

 private:
  std::optional<JsonValue> check_any(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_number(const Option& option, std::string_view pointer, const JsonValue& given,
                                        bool whole);
  std::optional<JsonValue> check_seed(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_date(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_word(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_words(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_cities(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_numbers(const Option& option, const JsonValue& given, bool whole);
  std::optional<JsonValue> check_weights(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_boolean(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_short_text(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_patterns(const Option& option, const JsonValue& given);
  std::optional<JsonValue> check_files(const Option& option, const JsonValue& given);
  bool is_name(const Option& option, const std::string& pointer, const JsonValue& given);

  // Whether it is a list that is not empty (unless it may be), with texts in it where the option wants texts.
  bool is_list(const Option& option, const JsonValue& given, std::string_view of);
  void find_cities(const std::string& pointer, const JsonValue& item, std::vector<std::string>& found);
  std::optional<std::string> find_word(const Option& option, std::string_view word) const;
  void report_word(const Option& option, const std::string& pointer, std::size_t offset, std::string_view word);
  void report_type(const Option& option, std::string_view pointer, const JsonValue& given, std::string_view expected);
  std::vector<Word> words(const Option& option) const { return words_of(option.words, vocabulary_, dataset_); }

  FindingList& findings_;
  const Vocabulary& vocabulary_;
  const Gazetteer& gazetteer_;
  std::string dataset_;                      // as chosen, or the default
  std::vector<std::string> allowed_states_;  // of /filters/states; empty = all
};

}  // namespace polyclinic::config
