// What each type of state does when it is entered: the ones that write no entry here, the others by name.
#include <algorithm>
#include <cmath>

#include "engine/gmf/machine.h"
#include "engine/gmf/vital_sign.h"

namespace polyclinic::gmf {

Machine::Step Machine::run_state(StateId id, const State& state) {
  const uint32_t detail = state.detail;
  switch (state.type) {
    case StateType::kInitial:
    case StateType::kSimple:
    case StateType::kPhysiology: break;  // no model is ever run; successor() knows the way out
    case StateType::kTerminal: return run_terminal();
    case StateType::kDelay: return run_delay(program_.delays[detail]);
    case StateType::kGuard: return run_guard(program_.guards[detail]);
    case StateType::kSetAttribute: run_set_attribute(program_.set_attributes[detail]); break;
    case StateType::kCounter: run_counter(program_.counters[detail]); break;
    case StateType::kCallSubmodule: return Step::kCall;
    case StateType::kEncounter: return run_encounter(id, program_.encounters[detail]);
    case StateType::kEncounterEnd: return run_encounter_end(program_.encounter_ends[detail]);
    case StateType::kConditionOnset:
    case StateType::kAllergyOnset: run_onset(id, program_.onsets[detail]); break;
    case StateType::kConditionEnd: run_end(program_.ends[detail], ActiveKind::kCondition); break;
    case StateType::kAllergyEnd: run_end(program_.ends[detail], ActiveKind::kAllergy); break;
    case StateType::kMedicationOrder: run_medication(id, program_.medication_orders[detail]); break;
    case StateType::kMedicationEnd: run_end(program_.ends[detail], ActiveKind::kMedication); break;
    case StateType::kCarePlanStart: run_care_plan(id, program_.care_plan_starts[detail]); break;
    case StateType::kCarePlanEnd: run_end(program_.ends[detail], ActiveKind::kCarePlan); break;
    case StateType::kProcedure: return run_procedure(id, program_.procedures[detail]);
    case StateType::kObservation: observe(id, detail, kNone, true); break;
    case StateType::kMultiObservation: run_group(id, program_.observation_groups[detail], false); break;
    case StateType::kDiagnosticReport: run_group(id, program_.observation_groups[detail], true); break;
    case StateType::kImagingStudy: run_imaging(id, program_.imaging_studies[detail]); break;
    case StateType::kSymptom: run_symptom(id, program_.symptom_changes[detail]); break;
    case StateType::kVitalSign: run_vital_sign(program_.vital_sign_changes[detail]); break;
    case StateType::kDevice: run_device(id, program_.devices[detail]); break;
    case StateType::kDeviceEnd: run_end(program_.ends[detail], ActiveKind::kDevice); break;
    case StateType::kSupplyList: run_supplies(id, program_.supply_lists[detail]); break;
    case StateType::kVaccine: run_vaccine(id, program_.vaccines[detail]); break;
    case StateType::kDeath: run_death(id, program_.deaths[detail]); break;
  }
  return Step::kPass;
}

Machine::Step Machine::run_terminal() {
  if (running().depth > 0) return Step::kReturn;
  if (owns_lock()) end_own_encounter();
  running().context = Context::kOutside;
  return Step::kStop;
}

Machine::Step Machine::run_delay(const Delay& delay) {
  const Amount& amount = delay.amount;
  const double value = sample(amount);
  const Instant span = amount.is_distribution() ? whole_span(value, amount.unit) : real_span(value, amount.unit);
  return span <= 0 ? Step::kPass : wait_for_time(now_ + span);
}

Machine::Step Machine::run_guard(const Guard& guard) {
  RootState& root = running();
  if (root.wait == Wait::kGuard && root.woken_by == WaitEnd::kTime && guard.polls && must_poll(guard.allow) &&
      (now_ - person_.birth) % settings_.step == 0) {
    root.woken_by = WaitEnd::kPoll;
    ++polls_;
  }
  if (!holds(guard.allow)) return wait_at_guard(guard);
  if (root.wait == Wait::kGuard) queue_.remove(running_);
  return Step::kPass;
}

void Machine::run_set_attribute(const SetAttribute& detail) {
  Value value;
  switch (detail.source) {
    case AttributeSource::kNil: break;
    case AttributeSource::kLiteral: value = detail.literal; break;
    case AttributeSource::kAmount:
      value = Value::of_number(detail.amount.at_with_decimals(detail.amount.draws() ? uniform(running_) : 0));
      break;
    case AttributeSource::kCopy: value = attribute(detail.copied); break;
    case AttributeSource::kExpression: value = evaluate(detail.expression); break;
  }
  set_attribute(detail.attribute, value);
}

void Machine::run_counter(const Counter& detail) {
  const Value held = attribute(detail.attribute);
  if (!held.is_nil() && held.kind != ValueKind::kNumber) report(ReportCode::kR07CounterNotNumeric);
  set_attribute(detail.attribute,
                Value::of_number((held.kind == ValueKind::kNumber ? held.number : 0) + detail.change));
}

void Machine::run_symptom(StateId id, const SymptomChange& detail) {
  if (!(uniform(running_) <= detail.probability)) return;
  const double value = std::trunc(sample(detail.amount));
  const int32_t whole = value >= 1e6 ? 1'000'000 : value <= -1e6 ? -1'000'000 : static_cast<int32_t>(value);
  record_->symptoms.push_back({detail.symptom, running_, id, whole, now_});
  set_symptom(detail.symptom, whole);
}

void Machine::run_vital_sign(const VitalSignChange& detail) {
  Generator generator{true, host_->generator_ends(detail.vital, now_), 0, nullptr};
  if (detail.amount.draws()) {
    generator.amount = &detail.amount;
  } else if (detail.amount.exists()) {
    generator.value = detail.amount.at(0);
  } else {
    const Value value = evaluate(detail.expression);
    if (value.kind != ValueKind::kNumber || !std::isfinite(value.number)) {
      if (!value.is_nil()) report(ReportCode::kR09ExpressionFailed);
      return;
    }
    generator.value = value.number;
  }
  generators_[static_cast<uint32_t>(detail.vital)] = generator;
  publish_vital_sign(detail.vital);
  host_->generator_installed(*this, detail.vital);
}

std::optional<double> Machine::read_vital_sign(VitalSign vital, RootId reader) {
  const Generator& generator = generators_[static_cast<uint32_t>(vital)];
  if (generator.installed && now_ < generator.ends) {
    const Amount* amount = generator.amount;
    return rounded_reading(vital, amount != nullptr ? amount->at(uniform(reader)) : generator.value);
  }
  const std::optional<double> value = host_->vital_sign(*this, vital, now_);
  if (!value) return std::nullopt;
  return rounded_reading(vital, *value);
}

void Machine::run_death(StateId id, const Death& detail) {
  CodeId cause = kNone;
  switch (detail.cause) {
    case DeathCause::kUnknown: break;
    case DeathCause::kCode: cause = detail.code; break;
    case DeathCause::kConditionOnset: {
      Reason onset = detail.onset;
      onset.attribute = kNone;
      cause = record_->first_code(program_, reasons(onset));
      if (cause == kNone) report(ReportCode::kR08DeathCauseMissing);
      break;
    }
    case DeathCause::kAttribute: {
      Reason by_attribute;
      by_attribute.name = program_.attributes[detail.attribute].name;
      by_attribute.attribute = detail.attribute;
      cause = record_->first_code(program_, reasons(by_attribute));
      if (cause == kNone) report(ReportCode::kR08DeathCauseMissing);
      break;
    }
  }
  Instant at = now_;
  if (detail.timing.exists()) at += std::max<Instant>(0, real_span(sample(detail.timing), detail.timing.unit));
  if (at >= record_->death.at) return;
  record_->death = {at, now_, running_, id, record_->next_serial++, cause};
  const KeyId key = program_.attribute_keys[program_.known.days_until_death];
  if (key != kNone) note_change(key, Value::nil());
}

void Machine::set_death(Instant at, CodeId cause) {
  at = std::max(at, now_);
  if (at >= record_->death.at) return;
  record_->death = {at, now_, kNoRoot, kNone, record_->next_serial++, cause};
  const KeyId key = program_.attribute_keys[program_.known.days_until_death];
  if (key != kNone) note_change(key, Value::nil());
}

}  // namespace polyclinic::gmf
