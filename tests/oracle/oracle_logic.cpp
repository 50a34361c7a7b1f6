// The oracle's conditions, transitions and expressions.
#include <algorithm>
#include <cctype>
#include <cmath>

#include "engine/foundation/number_text.h"
#include "tests/oracle/polling_oracle.h"

namespace polyclinic::oracle {

using namespace gmf;

namespace {

std::u16string utf16(std::string_view text) {
  std::u16string units;
  for (std::size_t index = 0; index < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<uint8_t>(text[at]) : 0U; };
    uint32_t point = byte(index);
    std::size_t length = 1;
    if (point >= 0xF0) {
      point = (point & 7) << 18 | (byte(index + 1) & 63) << 12 | (byte(index + 2) & 63) << 6 | (byte(index + 3) & 63);
      length = 4;
    } else if (point >= 0xE0) {
      point = (point & 15) << 12 | (byte(index + 1) & 63) << 6 | (byte(index + 2) & 63);
      length = 3;
    } else if (point >= 0xC0) {
      point = (point & 31) << 6 | (byte(index + 1) & 63);
      length = 2;
    }
    if (point >= 0x10000) {
      units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
      units += static_cast<char16_t>(point);
    }
    index += length;
  }
  return units;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return result;
}

template <class Ordered>
bool in_order(const Ordered& left, Comparison comparison, const Ordered& right) {
  switch (comparison) {
    case Comparison::kEqual: return left == right;
    case Comparison::kNotEqual: return !(left == right);
    case Comparison::kLess: return left < right;
    case Comparison::kLessOrEqual: return left <= right;
    case Comparison::kGreater: return left > right;
    case Comparison::kGreaterOrEqual: return left >= right;
    default: return false;
  }
}

}  // namespace

bool PollingOracle::compare(const Value& left, Comparison comparison, const Value& right) {
  if (comparison == Comparison::kIsNil) return left.is_nil();
  if (comparison == Comparison::kIsNotNil) return !left.is_nil();
  if (left.is_nil()) return false;
  const bool only_equal = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
  if (left.kind == ValueKind::kNumber && right.kind == ValueKind::kNumber) {
    return in_order(left.number, comparison, right.number);
  }
  if (left.kind == ValueKind::kText && right.kind == ValueKind::kText) {
    return in_order(utf16(text(left.id)), comparison, utf16(text(right.id)));
  }
  if (left.kind == ValueKind::kBoolean && right.kind == ValueKind::kBoolean) {
    return only_equal && (left.truth() == right.truth()) == (comparison == Comparison::kEqual);
  }
  if (left.kind == ValueKind::kCode && right.kind == ValueKind::kCode) {
    const Code& a = program_.codes[left.id];
    const Code& b = program_.codes[right.id];
    const bool same = program_.text(a.system) == program_.text(b.system) && program_.text(a.code) == program_.text(b.code);
    return only_equal && same == (comparison == Comparison::kEqual);
  }
  report(ReportCode::kR04UnlikeKinds);
  return false;
}

bool PollingOracle::holds(ConditionId id) {
  const Condition& condition = program_.conditions[id];
  const auto child = [&](uint32_t index) { return holds(program_.condition_children[condition.children.first + index]); };
  const auto word = [&](std::string_view name) -> std::string_view {
    const AttributeId named = program_.find_attribute(name);
    if (named == kNone) return {};
    const Value value = attribute(named);
    return value.kind == ValueKind::kText ? text(value.id) : std::string_view{};
  };
  const Day today = day_of(now_);
  switch (condition.kind) {
    case ConditionKind::kTrue: return true;
    case ConditionKind::kFalse: return false;
    case ConditionKind::kGender: return word("gender") == program_.text(condition.text);
    case ConditionKind::kSocioeconomic: return word("socioeconomic_category") == program_.text(condition.text);
    case ConditionKind::kRace: return lower(word("race")) == lower(program_.text(condition.text));
    case ConditionKind::kAge: {
      const CivilDate birth = civil_from_day(birth_day_), date = civil_from_day(today);
      int months = (date.year - birth.year) * 12 + date.month - birth.month;
      if (date.day < birth.day) --months;
      months = std::max(months, 0);
      return in_order<double>(condition.in_months ? months : months / 12, condition.comparison, condition.value.number);
    }
    case ConditionKind::kDate: {
      const CivilDate date = civil_from_day(today);
      if (condition.date_part == DatePart::kYear) return in_order<double>(date.year, condition.comparison, condition.value.number);
      if (condition.date_part == DatePart::kMonth) return in_order<double>(date.month, condition.comparison, condition.value.number);
      return in_order(now_, condition.comparison, condition.instant);
    }
    case ConditionKind::kSymptom:
      return compare(Value::of_number(severity(condition.subject)), condition.comparison, condition.value);
    case ConditionKind::kObservation: return observation_holds(condition);
    case ConditionKind::kAttribute: return compare(attribute(condition.subject), condition.comparison, condition.value);
    case ConditionKind::kAnd:
      for (uint32_t index = 0; index < condition.children.count; ++index) {
        if (!child(index)) return false;
      }
      return true;
    case ConditionKind::kOr:
      for (uint32_t index = 0; index < condition.children.count; ++index) {
        if (child(index)) return true;
      }
      return false;
    case ConditionKind::kNot: return !child(0);
    case ConditionKind::kAtLeast:
    case ConditionKind::kAtMost: {
      int32_t count = 0;
      for (uint32_t index = 0; index < condition.children.count; ++index) {
        if (child(index)) ++count;
      }
      return condition.kind == ConditionKind::kAtLeast ? count >= condition.limit : count <= condition.limit;
    }
    case ConditionKind::kPriorState: return prior_state_holds(condition);
    case ConditionKind::kActiveCondition: return active_holds(condition, EntryKind::kCondition);
    case ConditionKind::kActiveAllergy: return active_holds(condition, EntryKind::kAllergy);
    case ConditionKind::kActiveMedication: return active_holds(condition, EntryKind::kMedication);
    case ConditionKind::kActiveCarePlan: return active_holds(condition, EntryKind::kCarePlan);
    case ConditionKind::kVitalSign: {
      const std::optional<double> value = reading(static_cast<VitalSign>(condition.subject));
      if (condition.comparison == Comparison::kIsNil) return !value;
      if (condition.comparison == Comparison::kIsNotNil) return value.has_value();
      if (value) return compare(Value::of_number(*value), condition.comparison, condition.value);
      report(ReportCode::kR05VitalSignMissing);
      return false;
    }
  }
  return false;
}

// Of the codes in their order the first that was ever observed; of its encounters the last; there the first entry.
bool PollingOracle::observation_holds(const Condition& condition) {
  std::optional<EntryId> found;
  if (condition.codes.count > 0) {
    for (const CodeId wanted : program_.code_list(condition.codes)) {
      for (EntryId id = 0; id < story_.entries.size(); ++id) {
        const StoryEntry& entry = story_.entries[id];
        const bool in_panel = entry.parent != kNone && story_.entries[entry.parent].kind == EntryKind::kObservation;
        if (entry.kind != EntryKind::kObservation || in_panel || primary(entry.codes) != program_.codes[wanted].code) continue;
        if (!found || entry.encounter > story_.entries[*found].encounter) found = id;
      }
      if (found) break;
    }
  } else {
    const Value value = attribute(condition.subject);
    if (value.kind != ValueKind::kEntry) return false;
    if (story_.entries[value.id].kind == EntryKind::kObservation) found = value.id;
  }
  if (condition.comparison == Comparison::kIsNil) return !found;
  if (condition.comparison == Comparison::kIsNotNil) return found.has_value();
  if (!found) {
    report(ReportCode::kR06ObservationMissing);
    return false;
  }
  const StoryValue& told = story_.entries[*found].value;
  Value value{told.kind, told.id, told.number};
  if (told.kind == ValueKind::kText) value.id = intern(told.text);
  return compare(value, condition.comparison, condition.value);
}

bool PollingOracle::active_holds(const Condition& condition, EntryKind kind) {
  std::vector<TextId> wanted;
  for (const CodeId code : program_.code_list(condition.codes)) wanted.push_back(program_.codes[code].code);
  if (condition.codes.count == 0) {
    const Value value = attribute(condition.subject);
    if (value.kind == ValueKind::kEntry) wanted.push_back(primary(story_.entries[value.id].codes));
    if (value.kind == ValueKind::kPending) {
      const Onset& onset = program_.onsets[state_of(story_.onsets[value.id].state).detail];
      wanted.push_back(primary(list(onset.codes)));
    }
  }
  for (const TextId code : wanted) {
    if (active(kind, code)) return true;
    // Conditions and allergies are looked for among each other, and among all procedures ever performed.
    if (kind != EntryKind::kCondition && kind != EntryKind::kAllergy) continue;
    if (active(EntryKind::kCondition, code) || active(EntryKind::kAllergy, code) || active(EntryKind::kProcedure, code)) {
      return true;
    }
  }
  return false;
}

bool PollingOracle::prior_state_holds(const Condition& condition) const {
  const std::vector<uint32_t>& history = frame().history;
  for (std::size_t index = history.size(); index-- > 0;) {
    const Instance& instance = root_->instances[history[index]];
    const TextId name = state_of(instance.state).name;
    if (condition.within >= 0 && instance.left != kNever && instance.left <= now_ - condition.within) return false;
    if (condition.since != kNoText && name == condition.since) return false;
    if (name == condition.text) return true;
  }
  return false;
}

double PollingOracle::probability(const Probability& probability) {
  if (probability.attribute == kNone) return probability.number;
  const Value value = attribute(probability.attribute);
  if (value.is_nil()) return probability.number;
  if (value.kind == ValueKind::kNumber) return value.number;
  report(ReportCode::kR11ProbabilityNotNumeric);
  return probability.number;
}

StateId PollingOracle::draw_branch(Slice branches) {
  const double u = uniform();
  double sum = 0;
  for (uint32_t index = branches.first; index < branches.end(); ++index) {
    sum += probability(program_.branches[index].probability);
    if (u < sum) return program_.branches[index].target;
  }
  return program_.branches[branches.end() - 1].target;
}

StateId PollingOracle::successor(StateId id) {
  const State& state = state_of(id);
  if (state.type == StateType::kPhysiology) return program_.physiologies[state.detail].alternative;
  const Transition& transition = program_.transitions[state.transition];
  switch (transition.kind) {
    case TransitionKind::kDirect: return transition.target;
    case TransitionKind::kDistributed: return draw_branch(transition.options);
    case TransitionKind::kConditional:
    case TransitionKind::kComplex: {
      uint32_t chosen = transition.options.end() - 1;
      for (uint32_t index = transition.options.first; index < transition.options.end(); ++index) {
        const ConditionId condition = program_.choices[index].condition;
        // The last is taken whatever its condition, which then nobody has to know.
        if (index + 1 == transition.options.end() || condition == kNone || holds(condition)) {
          chosen = index;
          break;
        }
      }
      const Choice& choice = program_.choices[chosen];
      return choice.target != kNone ? choice.target : draw_branch(choice.branches);
    }
    case TransitionKind::kLookupTable: return look_up(transition);
    case TransitionKind::kTypeOfCare: {
      const bool is_high = world_.insurer(person_) == InsurerGroup::kHighEmergencyUse;
      const bool is_late = now_ >= start_of_day(day_from_civil(2020, 1, 1));
      const double ambulatory = is_late ? (is_high ? 0.66 : 0.56) : (is_high ? 0.65 : 0.75);
      const double emergency = is_late ? (is_high ? 0.25 : 0.20) : (is_high ? 0.35 : 0.25);
      const double u = uniform();
      if (u < ambulatory) return transition.ambulatory;
      if (u < ambulatory + emergency || !is_late) return transition.emergency;
      return transition.telemedicine;
    }
  }
  return transition.target;
}

std::optional<std::string> PollingOracle::lookup_text(const Value& value) const {
  switch (value.kind) {
    case ValueKind::kBoolean: return value.truth() ? "true" : "false";
    case ValueKind::kText: return std::string(text(value.id));
    case ValueKind::kNumber: {
      if (std::fabs(value.number) < 1e15 && std::floor(value.number) == value.number) {
        return std::to_string(static_cast<long long>(value.number));
      }
      char digits[kDoubleTextSize];
      return std::string(digits, write_double(digits, value.number));
    }
    default: return std::nullopt;
  }
}

StateId PollingOracle::look_up(const Transition& transition) {
  const LookupTable& table = program_.tables[transition.table];
  // Asked once, as a missing attribute is reported once, and in their order until one cannot match at all.
  std::vector<std::optional<std::string>> held(table.keys.count);
  for (uint32_t key = 0; key < table.keys.count; ++key) {
    const KeyColumn& column = program_.key_columns[table.keys.first + key];
    if (column.kind != KeyColumnKind::kAttribute) continue;
    const Value value = attribute(column.attribute);
    if (value.is_nil()) report(ReportCode::kR03LookupAttributeMissing);
    held[key] = lookup_text(value);
    const bool may_match = value.kind == ValueKind::kText || (held[key] && program_.texts.find(*held[key]) != kNoText);
    if (!may_match) return draw_branch(transition.options);
  }
  const CivilDate birth = civil_from_day(birth_day_), today = civil_from_day(day_of(now_));
  const bool before_birthday = today.month < birth.month || (today.month == birth.month && today.day < birth.day);
  const int64_t age = std::max(0, today.year - birth.year - (before_birthday ? 1 : 0));
  for (uint32_t row = 0; row < table.row_count; ++row) {
    bool matches = true;
    for (uint32_t key = 0; key < table.keys.count; ++key) {
      const KeyCell& cell = program_.key_cells[table.first_cell + row * table.keys.count + key];
      switch (program_.key_columns[table.keys.first + key].kind) {
        case KeyColumnKind::kAge: matches &= cell.low <= age && age <= cell.high; break;
        case KeyColumnKind::kTime: matches &= cell.low <= now_ && now_ <= cell.high; break;
        case KeyColumnKind::kAttribute: matches &= program_.text(static_cast<TextId>(cell.low)) == *held[key]; break;
      }
    }
    if (!matches) continue;
    const double u = uniform();
    double sum = 0;
    for (uint32_t column = 0; column < table.destination_count; ++column) {
      sum += program_.table_probabilities[table.first_probability + row * table.destination_count + column];
      if (u < sum || column + 1 == table.destination_count) {
        return program_.state_lists[transition.columns.first + column];
      }
    }
  }
  return draw_branch(transition.options);
}

// Any operand that is missing or of an unfit kind fails the whole expression.
Value PollingOracle::evaluate(ExpressionId id) {
  const Slice slice = program_.expressions[id].operations;
  std::vector<Value> stack, definitions(kExpressionDefinitionLimit);
  const auto pop = [&] {
    const Value value = stack.back();
    stack.pop_back();
    return value;
  };
  const auto fails = [&] {
    report(ReportCode::kR09ExpressionFailed);
    return Value::nil();
  };
  for (uint32_t step = 0; step < slice.count; ++step) {
    const ExpressionOperation& operation = program_.expression_operations[slice.first + step];
    Value result;
    switch (operation.step) {
      case ExpressionStep::kNumber: result = Value::of_number(operation.number); break;
      case ExpressionStep::kText: result = Value::text(operation.id); break;
      case ExpressionStep::kBoolean: result = Value::boolean(operation.id != 0); break;
      case ExpressionStep::kAge: {
        const CalendarPeriod age = period_between(birth_day_, day_of(now_));
        result = Value::of_number(age.years + age.months / 12.0 + age.days / 365.2425);
        break;
      }
      case ExpressionStep::kVitalSign: {
        const std::optional<double> value = reading(static_cast<VitalSign>(operation.id));
        if (value) result = Value::of_number(*value);
        break;
      }
      case ExpressionStep::kAttribute: {
        const Value value = attribute(operation.id);
        if (value.kind == ValueKind::kNumber || value.kind == ValueKind::kText || value.kind == ValueKind::kBoolean) result = value;
        break;
      }
      case ExpressionStep::kDefinition: result = definitions[operation.id]; break;
      case ExpressionStep::kDefine: definitions[operation.id] = pop(); continue;
      case ExpressionStep::kJump: step = operation.id - 1; continue;
      case ExpressionStep::kJumpIfFalse: {
        const Value value = pop();
        if (value.kind != ValueKind::kBoolean) return fails();
        if (!value.truth()) step = operation.id - 1;
        continue;
      }
      case ExpressionStep::kNegate: {
        const Value value = pop();
        if (value.kind == ValueKind::kNumber) result = Value::of_number(-value.number);
        break;
      }
      case ExpressionStep::kNot: {
        const Value value = pop();
        if (value.kind == ValueKind::kBoolean) result = Value::boolean(!value.truth());
        break;
      }
      default: {
        const Value right = pop(), left = pop();
        constexpr Comparison kComparisons[] = {Comparison::kLess,           Comparison::kLessOrEqual, Comparison::kGreater,
                                               Comparison::kGreaterOrEqual, Comparison::kEqual,       Comparison::kNotEqual};
        const bool compares = operation.step >= ExpressionStep::kLess && operation.step <= ExpressionStep::kNotEqual;
        const Comparison comparison =
            compares ? kComparisons[static_cast<int>(operation.step) - static_cast<int>(ExpressionStep::kLess)] : Comparison::kEqual;
        if (left.kind != right.kind) return fails();
        if (left.kind == ValueKind::kNumber) {
          if (compares) result = Value::boolean(in_order(left.number, comparison, right.number));
          double number = NAN;
          if (operation.step == ExpressionStep::kAdd) number = left.number + right.number;
          if (operation.step == ExpressionStep::kSubtract) number = left.number - right.number;
          if (operation.step == ExpressionStep::kMultiply) number = left.number * right.number;
          if (operation.step == ExpressionStep::kDivide) number = left.number / right.number;
          if (!compares && std::isfinite(number)) result = Value::of_number(number);
        } else if (left.kind == ValueKind::kText && compares) {
          result = Value::boolean(in_order(utf16(text(left.id)), comparison, utf16(text(right.id))));
        } else if (left.kind == ValueKind::kBoolean) {
          if (operation.step == ExpressionStep::kAnd) result = Value::boolean(left.truth() && right.truth());
          if (operation.step == ExpressionStep::kOr) result = Value::boolean(left.truth() || right.truth());
          if (operation.step == ExpressionStep::kEqual) result = Value::boolean(left.truth() == right.truth());
          if (operation.step == ExpressionStep::kNotEqual) result = Value::boolean(left.truth() != right.truth());
        }
        break;
      }
    }
    if (result.is_nil()) return fails();
    stack.push_back(result);
  }
  return stack.size() == 1 ? stack.back() : fails();
}

}  // namespace polyclinic::oracle
