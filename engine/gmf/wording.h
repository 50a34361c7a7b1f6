// What compiled modules say, in words for people: amounts, conditions, values, states and the ways out of them. Graphs,
// traces and lists print it; nothing is read back from it. What a module with errors leaves open is said as "?".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/gmf/program.h"
#include "engine/gmf/record.h"

namespace polyclinic::gmf {

// "3 days", "2.5 hours", "4.2 years": one unit that suits the length.
std::string span_in_words(Instant milliseconds);

// "2018-03-10", and the same with the time of day, "2018-03-10 08:30"; years beyond 9999 as "after 9999".
std::string day_in_words(Day day);
std::string instant_in_words(Instant at);
// The same for programs: "2018-03-10T08:30:00Z".
std::string instant_in_iso(Instant at);

// "4 days", "2 to 4 days", "normal with mean 3 and standard deviation 1 days"; without a unit unless it is a time.
std::string amount_in_words(const Amount& amount, bool is_time);

// A probability in percent, as the module gives it: "30 %", "0.05 %".
std::string percent_in_words(double probability);

// The display, and the code behind it: "Gout (disorder) [SNOMED-CT 90560007]". "?" for kNone.
std::string code_in_words(const Program& program, CodeId code);

// The first code's display and how many more there are: "Gout (disorder)", "Gout (disorder) and 2 more".
std::string codes_in_words(const Program& program, std::span<const CodeId> codes);

// "true", "5", `"words"`, a code's display, "the condition Gout (disorder)". Without a record entries are not named.
std::string value_in_words(const Program& program, const Record* record, const Value& value);

// "age >= 18 years and (smoker == true or x is set)"; at most some 600 bytes, the rest is "...".
std::string condition_in_words(const Program& program, ConditionId condition);

// The comparison as modules write it: ">=", "is nil".
std::string_view comparison_in_words(Comparison comparison);

// The name of a type of state as modules write it: "ConditionOnset".
std::string_view type_in_words(StateType type);

// "ambulatory", "emergency".
std::string_view class_in_words(EncounterClass encounter_class);

// What kind of entry: "condition", "care plan".
std::string_view kind_in_words(EntryKind kind);

// What a state does, without its name and type: "2 to 4 days", "until age >= 18 years", "smoker = true". Empty for those
// that do nothing.
std::string state_in_words(const Program& program, StateId state);

// A way out of a state and when it is taken: "30 %", "if age >= 18 years", "else"; empty when it is the only one.
struct Exit {
  StateId target = kNone;
  std::string when;
};

// In the order of the transition, a target as often as the transition names it. None for Terminal.
std::vector<Exit> exits_in_words(const Program& program, StateId state);

// The text without control characters, in at most so many bytes; what is cut ends in "...".
std::string shortened(std::string_view text, std::size_t most);

}  // namespace polyclinic::gmf
