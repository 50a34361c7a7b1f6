// The one declaration of the config's options: what the checker accepts, what the completed text fills in and what the
// reference prints are all read from it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/config/parse.h"

namespace polyclinic::config {

enum class OptionType : std::uint8_t {
  kSection,  // an object of options
  kOneOf,    // an object that gives exactly one of its children
  kWholeNumber,
  kNumber,
  kSeed,        // 64 bits, as a number or as a string of digits
  kDate,        // "YYYY-MM-DD"
  kChoice,      // one of a list of words
  kChoiceList,  // some of a list of words
  kStateList,   // USPS codes or full names; codes when completed
  kCityList,    // "Boston" or "Boston, MA"; the latter when completed
  kNumberList,
  kWholeNumberList,
  kWeights,  // an object of word: weight
  kBoolean,
  kShortText,  // without quotes and control characters, and nothing that reads as a number, date or truth
  kPatternList,  // names with "*" for any text
  kFileList,  // objects with a "name" and the file's text
};

// Where the words of an option come from.
enum class Words : std::uint8_t {
  kNone,
  kCounts,
  kDatasets,
  kFormats,
  kTables,  // of the chosen dataset
  kSexes,
  kRaces,
  kEthnicities,
  kLanguages,
  kMaritalStatuses,
  kEducations,
  kEmployments,
  kInsurances,
  kSmokings,
  kAlcohols,
  kHousings,
  kStates,
  kDelimiters,
  kQuotings,
  kLineEnds,
  kParquetCompressions,
  kAvroCompressions,
  kProtobufFramings,
  kSqlDialects,
  kSqlData,
  kFhirForms,
  kFhirResources,
  kHl7Framings,
  kHl7Messages,
  kHl7ProcessingIds,
  kVistaForms,
};

struct Option {
  std::string_view pointer;
  OptionType type = OptionType::kSection;
  Words words = Words::kNone;
  // The range of a number, of each number of a list, of each weight; for kDate, kSeed and kChoiceList unused.
  double minimum = 0;
  double maximum = 0;
  // JSON. Empty: left out of the completed config when not given ("all tables" is filled in by the checker).
  std::string_view default_value = {};
  // Must be given when the section that it stands in is given.
  bool required = false;
  // Whether a list may be empty.
  bool may_be_empty = false;
  std::string_view meaning = {};
  // Other words for it that people try, separated by blanks.
  std::string_view other_names = {};
  // Of a section: left out of the completed config when not given. Its options have their defaults nonetheless.
  bool stays_absent = false;
  // Of kFileList: the member beside "name" that holds the text.
  std::string_view text_member = {};
};

// All options in the documented order; a section stands before what is in it.
std::span<const Option> options();

// The option with that pointer, or nullptr.
const Option* find_option(std::string_view pointer);

// The direct children of a section ("" for the root) in the documented order: their pointers. A section that has no
// row of its own (distributions/sex) is named too.
std::vector<std::string_view> children_of(std::string_view section);

// The last step of a pointer: "min" of "/filters/age/min".
std::string_view last_step(std::string_view pointer);

struct Word {
  std::string_view key;
  std::string_view text;  // what tables print for it; may be empty
};

// `dataset` counts for kTables only. kStates gives nothing: the gazetteer knows the states.
std::vector<Word> words_of(Words words, const Vocabulary& vocabulary, std::string_view dataset);

// Bounds that are no double.
inline constexpr std::string_view kFirstDate = "1950-01-01";
inline constexpr std::string_view kLastDate = "2100-12-31";
inline constexpr std::string_view kGreatestSeed = "18446744073709551615";
// Most names or files in a list, and longest name.
inline constexpr std::uint32_t kMaximumFiles = 4000;
inline constexpr std::size_t kMaximumName = 200;
// Longest kShortText, in bytes.
inline constexpr std::size_t kMaximumShortText = 20;
// Most numbers in a list of values.
inline constexpr std::uint32_t kMaximumListSize = 1000;

}  // namespace polyclinic::config
