// Which state comes next: the transitions, and the draws that they make.
#include <algorithm>
#include <cmath>

#include "engine/foundation/number_text.h"
#include "engine/gmf/machine.h"

namespace polyclinic::gmf {

StateId Machine::successor(StateId id) {
  const State& state = program_.states[id];
  if (state.type == StateType::kPhysiology) return program_.physiologies[state.detail].alternative;
  const Transition& transition = program_.transitions[state.transition];
  switch (transition.kind) {
    case TransitionKind::kDirect: return transition.target;
    case TransitionKind::kDistributed: return choose_branch(transition.options);
    case TransitionKind::kConditional:
    case TransitionKind::kComplex: return choose_option(transition.options);
    case TransitionKind::kLookupTable: return look_up(transition);
    case TransitionKind::kTypeOfCare: return choose_care(transition);
  }
  return transition.target;
}

double Machine::probability(const Probability& probability) {
  if (probability.attribute == kNone) return probability.number;
  const Value value = attribute(probability.attribute);
  if (value.kind == ValueKind::kNumber) return value.number;
  if (!value.is_nil()) report(ReportCode::kR11ProbabilityNotNumeric);
  return probability.number;
}

// What is left below 1 goes to the last branch; what is above 1 is never reached.
StateId Machine::choose_branch(Slice branches) {
  const double u = uniform(running_);
  const Branch* first = program_.branches.data() + branches.first;
  double reached = 0;
  for (uint32_t index = 0; index < branches.count; ++index) {
    reached += probability(first[index].probability);
    if (u < reached) return first[index].target;
  }
  return first[branches.count - 1].target;
}

StateId Machine::choose_option(Slice choices) {
  const Choice* chosen = program_.choices.data() + choices.first;
  for (uint32_t left = choices.count - 1; left > 0; --left, ++chosen) {
    if (chosen->condition == kNone || holds(chosen->condition)) break;
  }
  return chosen->target != kNone ? chosen->target : choose_branch(chosen->branches);
}

// The text form that lookup tables compare with. False when the Program has no such text, so that no row can match.
bool Machine::text_form(const Value& value, TextId& text) const {
  char digits[kDoubleTextSize];
  const char* end = digits;
  switch (value.kind) {
    case ValueKind::kText: text = value.id; return true;
    case ValueKind::kBoolean: text = program_.texts.find(value.truth() ? "true" : "false"); break;
    case ValueKind::kNumber:
      if (std::fabs(value.number) < 1e15 && value.number == std::trunc(value.number)) {
        end = write_i64(digits, static_cast<int64_t>(value.number));
      } else {
        end = write_double(digits, value.number);
      }
      text = program_.texts.find({digits, static_cast<std::size_t>(end - digits)});
      break;
    default: return false;
  }
  return text != kNoText;
}

StateId Machine::look_up(const Transition& transition) {
  const LookupTable& table = program_.tables[transition.table];
  const KeyColumn* keys = program_.key_columns.data() + table.keys.first;
  constexpr uint32_t kMostKeys = 16;
  int64_t wanted[kMostKeys] = {};
  const uint32_t key_count = std::min(table.keys.count, kMostKeys);
  bool possible = table.keys.count <= kMostKeys;
  for (uint32_t key = 0; key < key_count && possible; ++key) {
    switch (keys[key].kind) {
      case KeyColumnKind::kAge: wanted[key] = age_in_years(); break;
      case KeyColumnKind::kTime: wanted[key] = now_; break;
      case KeyColumnKind::kAttribute: {
        const Value value = attribute(keys[key].attribute);
        if (value.is_nil()) report(ReportCode::kR03LookupAttributeMissing);
        TextId text = kNoText;
        possible = text_form(value, text);
        wanted[key] = text;
        break;
      }
    }
  }
  if (!possible) return choose_branch(transition.options);
  const KeyCell* cells = program_.key_cells.data() + table.first_cell;
  for (uint32_t row = 0; row < table.row_count; ++row, cells += key_count) {
    bool matches = true;
    for (uint32_t key = 0; key < key_count && matches; ++key) {
      matches = keys[key].kind == KeyColumnKind::kAttribute
                    ? cells[key].low == wanted[key]
                    : cells[key].low <= wanted[key] && wanted[key] <= cells[key].high;
    }
    if (!matches) continue;
    const double u = uniform(running_);
    const double* column =
        program_.table_probabilities.data() + table.first_probability + std::size_t{row} * table.destination_count;
    const StateId* targets = program_.state_lists.data() + transition.columns.first;
    double reached = 0;
    for (uint32_t index = 0; index < table.destination_count; ++index) {
      reached += column[index];
      if (u < reached) return targets[index];
    }
    return targets[table.destination_count - 1];
  }
  return choose_branch(transition.options);
}

StateId Machine::choose_care(const Transition& transition) {
  const CareOdds odds = host_->care_odds(host_->insurer_group(now_), now_);
  const double u = uniform(running_);
  if (u < odds.ambulatory) return transition.ambulatory;
  if (u < odds.ambulatory + odds.emergency) return transition.emergency;
  return odds.telemedicine > 0 ? transition.telemedicine : transition.emergency;
}

}  // namespace polyclinic::gmf
