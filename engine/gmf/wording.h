// Says in a few words what a compiled module holds: a condition, an amount of time, a state. For graphs, traces and
// lists that people read; not for anything that is read back.
#pragma once

#include <string>

#include "engine/gmf/program.h"

namespace polyclinic::gmf {

// "1 to 3 weeks", "exactly 4", "about 5 days (normal)"
std::string amount_in_words(const Amount& amount, bool is_time);

// "age >= 18 years and not (smoker == true)"; at most some 300 bytes, the rest is "...".
std::string condition_in_words(const Program& program, ConditionId condition);

// What a state does besides its type: "1 to 3 weeks", "x = 5", "Asthma"; empty when there is nothing to say.
std::string state_in_words(const Program& program, StateId state);

// "Delay", "ConditionOnset"
std::string_view type_name(StateType type);

}  // namespace polyclinic::gmf
