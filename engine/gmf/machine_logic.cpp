// Whether a condition holds for the person now.
#include "engine/foundation/text.h"
#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

bool compare_numbers(double left, Comparison comparison, double right) {
  switch (comparison) {
    case Comparison::kEqual: return left == right;
    case Comparison::kNotEqual: return left != right;
    case Comparison::kLess: return left < right;
    case Comparison::kLessOrEqual: return left <= right;
    case Comparison::kGreater: return left > right;
    case Comparison::kGreaterOrEqual: return left >= right;
    case Comparison::kIsNil: return false;
    case Comparison::kIsNotNil: return true;
  }
  return false;
}

// The place of a UTF-8 byte in the order of UTF-16 code units: characters beyond the basic plane (lead bytes F0 to F4)
// are surrogates there, which come before the private use area and what follows it (lead bytes EE and EF).
uint32_t order_of_byte(char byte) {
  const uint32_t value = static_cast<uint8_t>(byte);
  return value >= 0xF0 ? value - 2 : value >= 0xEE ? value + 8 : value;
}

}  // namespace

// Below, at or above 0, by UTF-16 code units.
int Machine::compare_texts(TextId left, TextId right) const {
  if (left == right) return 0;
  const std::string_view a = record_->text(program_, left);
  const std::string_view b = record_->text(program_, right);
  const std::size_t shared = a.size() < b.size() ? a.size() : b.size();
  for (std::size_t index = 0; index < shared; ++index) {
    if (a[index] != b[index]) return order_of_byte(a[index]) < order_of_byte(b[index]) ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

// Whether two values are the same for those who wait for a change.
bool Machine::are_equal(const Value& left, const Value& right) const {
  if (left.kind != right.kind) return false;
  switch (left.kind) {
    case ValueKind::kNil: return true;
    case ValueKind::kNumber: return left.number == right.number;
    case ValueKind::kText: return compare_texts(left.id, right.id) == 0;
    case ValueKind::kCode: {
      const Code& a = program_.codes[left.id];
      const Code& b = program_.codes[right.id];
      return a.concept_id == b.concept_id && a.system == b.system;
    }
    default: return left.id == right.id;
  }
}

bool Machine::compare(const Value& left, Comparison comparison, const Value& right) {
  if (comparison == Comparison::kIsNil) return left.is_nil();
  if (comparison == Comparison::kIsNotNil) return !left.is_nil();
  if (left.is_nil()) return false;
  if (left.kind == right.kind) {
    switch (left.kind) {
      case ValueKind::kNumber: return compare_numbers(left.number, comparison, right.number);
      case ValueKind::kText: return compare_numbers(compare_texts(left.id, right.id), comparison, 0);
      case ValueKind::kBoolean:
      case ValueKind::kCode:
        if (comparison == Comparison::kEqual) return are_equal(left, right);
        if (comparison == Comparison::kNotEqual) return !are_equal(left, right);
        return false;
      default: break;
    }
  }
  report(ReportCode::kR04UnlikeKinds);
  return false;
}

bool Machine::holds(ConditionId id) {
  const Condition& condition = program_.conditions[id];
  const ConditionId* children = program_.condition_children.data() + condition.children.first;
  const uint32_t child_count = condition.children.count;
  const auto is_text = [&](AttributeId attribute_id) {
    const Value value = attribute(attribute_id);
    return value.kind == ValueKind::kText && compare_texts(value.id, condition.text) == 0;
  };
  switch (condition.kind) {
    case ConditionKind::kTrue: return true;
    case ConditionKind::kFalse: return false;
    case ConditionKind::kGender: return is_text(program_.known.gender);
    case ConditionKind::kSocioeconomic: return is_text(program_.known.socioeconomic_category);
    case ConditionKind::kRace: {
      const Value race = attribute(program_.known.race);
      return race.kind == ValueKind::kText &&
             equals_ignoring_case(record_->text(program_, race.id), program_.text(condition.text));
    }
    case ConditionKind::kAge:
      return compare_numbers(condition.in_months ? age_in_months() : age_in_years(), condition.comparison,
                             condition.value.number);
    case ConditionKind::kDate:
      if (condition.date_part == DatePart::kInstant) {
        // Whole milliseconds of any year that a module can name are exact in a double.
        return compare_numbers(static_cast<double>(now_), condition.comparison, static_cast<double>(condition.instant));
      } else {
        const CivilDate date = civil_from_day(day_of(now_));
        return compare_numbers(condition.date_part == DatePart::kYear ? date.year : date.month, condition.comparison,
                               condition.value.number);
      }
    case ConditionKind::kSymptom:
      return compare(Value::of_number(severity(condition.subject)), condition.comparison, condition.value);
    case ConditionKind::kObservation: return observation_holds(condition);
    case ConditionKind::kAttribute: return compare(attribute(condition.subject), condition.comparison, condition.value);
    case ConditionKind::kAnd:
      for (uint32_t child = 0; child < child_count; ++child) {
        if (!holds(children[child])) return false;
      }
      return true;
    case ConditionKind::kOr:
      for (uint32_t child = 0; child < child_count; ++child) {
        if (holds(children[child])) return true;
      }
      return false;
    case ConditionKind::kNot: return !holds(children[0]);
    case ConditionKind::kAtLeast:
    case ConditionKind::kAtMost: {
      int32_t held = 0;
      for (uint32_t child = 0; child < child_count; ++child) held += holds(children[child]) ? 1 : 0;
      return condition.kind == ConditionKind::kAtLeast ? held >= condition.limit : held <= condition.limit;
    }
    case ConditionKind::kPriorState: return prior_state_holds(condition);
    case ConditionKind::kActiveCondition: return active_holds(condition, ActiveKind::kCondition);
    case ConditionKind::kActiveAllergy: return active_holds(condition, ActiveKind::kAllergy);
    case ConditionKind::kActiveMedication: return active_holds(condition, ActiveKind::kMedication);
    case ConditionKind::kActiveCarePlan: return active_holds(condition, ActiveKind::kCarePlan);
    case ConditionKind::kVitalSign: {
      const std::optional<double> reading = read_vital_sign(static_cast<VitalSign>(condition.subject), running_);
      if (!reading) {
        if (condition.comparison == Comparison::kIsNil) return true;
        if (condition.comparison != Comparison::kIsNotNil) report(ReportCode::kR05VitalSignMissing);
        return false;
      }
      return compare(Value::of_number(*reading), condition.comparison, condition.value);
    }
  }
  return false;
}

bool Machine::observation_holds(const Condition& condition) {
  EntryId found = kNone;
  if (condition.codes.count > 0) {
    for (const CodeId code : program_.code_list(condition.codes)) {
      found = observed_[program_.codes[code].concept_id].entry;
      if (found != kNone) break;
    }
  } else {
    const Value value = attribute(condition.subject);
    if (value.kind != ValueKind::kEntry) return false;
    if (record_->entries[value.id].kind == EntryKind::kObservation) found = value.id;
  }
  if (condition.comparison == Comparison::kIsNil) return found == kNone;
  if (condition.comparison == Comparison::kIsNotNil) return found != kNone;
  if (found == kNone) {
    report(ReportCode::kR06ObservationMissing);
    return false;
  }
  return compare(record_->entries[found].value, condition.comparison, condition.value);
}

// Conditions and allergies look at conditions, allergies and procedures alike; the others at their own kind.
bool Machine::active_holds(const Condition& condition, ActiveKind kind) {
  const bool is_shared = kind == ActiveKind::kCondition || kind == ActiveKind::kAllergy;
  const auto holds_for = [&](ConceptId concept_id) {
    if (!is_shared) return is_active(kind, concept_id);
    return is_active(ActiveKind::kCondition, concept_id) || is_active(ActiveKind::kAllergy, concept_id) ||
           is_active(ActiveKind::kProcedure, concept_id);
  };
  if (condition.codes.count > 0) {
    for (const CodeId code : program_.code_list(condition.codes)) {
      if (holds_for(program_.codes[code].concept_id)) return true;
    }
    return false;
  }
  const Value value = attribute(condition.subject);
  CodeId primary = kNone;
  if (value.kind == ValueKind::kEntry) {
    primary = record_->first_code(program_, record_->entries[value.id].codes);
  } else if (value.kind == ValueKind::kPending) {
    const State& state = program_.states[record_->onsets[value.id].state];
    primary = program_.code_lists[program_.onsets[state.detail].codes.first];
  }
  return primary != kNone && holds_for(program_.codes[primary].concept_id);
}

// Exits never go back along a frame, so the latest instance of each name is all that counts.
bool Machine::prior_state_holds(const Condition& condition) const {
  if (condition.name_slot == kNone) return false;
  const Retained* held = slots();
  const Retained& instance = held[condition.name_slot];
  if (instance.sequence == 0) return false;
  if (condition.within >= 0 && instance.left <= now_ - condition.within) return false;
  return condition.since_slot == kNone || instance.sequence > held[condition.since_slot].sequence;
}

}  // namespace polyclinic::gmf
