// What the oracle's states do: waits, encounters and the person's data. Entries are in oracle_entries.cpp.
#include <algorithm>
#include <cmath>

#include "tests/oracle/polling_oracle.h"

namespace polyclinic::oracle {

using namespace gmf;

PollingOracle::Outcome PollingOracle::enter(StateId id) {
  const State& state = state_of(id);
  switch (state.type) {
    case StateType::kInitial:
    case StateType::kSimple:
    case StateType::kPhysiology:
    case StateType::kCallSubmodule: break;
    case StateType::kTerminal:
      if (root_->frames.size() == 1) {
        if (lock_ == Lock::kRoot && lock_root_ == root_->id) end_own_encounter();
        root_->place = Place::kOutside;
      }
      return Outcome::kEnded;
    case StateType::kDelay: {
      const Amount& amount = program_.delays[state.detail].amount;
      const double value = sample(amount);
      const Instant span = amount.is_distribution() ? whole_span(value, amount.unit) : real_span(value, amount.unit);
      return span > 0 ? wait_for_time(now_ + span) : Outcome::kLeft;
    }
    case StateType::kGuard: {
      const Generator* generator = drawing_generator(program_.guards[state.detail].allow);
      root_->seen_installations = generator != nullptr ? generator->installations : 0;
      if (holds(program_.guards[state.detail].allow)) return Outcome::kLeft;
      root_->waiting = Waiting::kAtGuard;
      return Outcome::kStays;
    }
    case StateType::kSetAttribute: set_attribute(id); break;
    case StateType::kCounter: {
      const Counter& detail = program_.counters[state.detail];
      const Value value = attribute(detail.attribute);
      const bool is_number = value.kind == ValueKind::kNumber;
      if (!is_number && !value.is_nil()) report(ReportCode::kR07CounterNotNumeric);
      attributes_[detail.attribute] = Value::of_number((is_number ? value.number : 0) + detail.change);
      break;
    }
    case StateType::kEncounter: return enter_encounter(id);
    case StateType::kEncounterEnd: return enter_encounter_end(id);
    case StateType::kConditionOnset:
    case StateType::kAllergyOnset: onset(id); break;
    case StateType::kConditionEnd: end_what(id, EntryKind::kCondition); break;
    case StateType::kAllergyEnd: end_what(id, EntryKind::kAllergy); break;
    case StateType::kMedicationOrder: medication(id); break;
    case StateType::kMedicationEnd: end_what(id, EntryKind::kMedication); break;
    case StateType::kCarePlanStart: care_plan(id); break;
    case StateType::kCarePlanEnd: end_what(id, EntryKind::kCarePlan); break;
    case StateType::kProcedure: return procedure(id);
    case StateType::kObservation: observe(id, state.detail, kNone); break;
    case StateType::kMultiObservation:
    case StateType::kDiagnosticReport: group(id); break;
    case StateType::kImagingStudy: imaging(id); break;
    case StateType::kSymptom: symptom(id); break;
    case StateType::kVitalSign: vital_sign(id); break;
    case StateType::kDevice: device(id); break;
    case StateType::kDeviceEnd: end_what(id, EntryKind::kDevice); break;
    case StateType::kSupplyList: {
      const Slice supplies = program_.supply_lists[state.detail].supplies;
      for (uint32_t index = supplies.first; index < supplies.end(); ++index) {
        const uint32_t entry = add_entry(EntryKind::kSupply, id, {program_.supplies[index].code}, now_);
        story_.entries[entry].detail = index;
      }
      break;
    }
    case StateType::kVaccine:
      add_entry(EntryKind::kImmunization, id, list(program_.vaccines[state.detail].codes), now_);
      break;
    case StateType::kDeath: death(id); break;
  }
  return Outcome::kLeft;
}

PollingOracle::Outcome PollingOracle::wait_for_time(Instant until) {
  root_->waiting = Waiting::kForTime;
  root_->until = until;
  if (lock_ == Lock::kRoot && lock_root_ == root_->id) root_->waited_with_lock = true;
  return Outcome::kStays;
}

PollingOracle::Outcome PollingOracle::enter_encounter(StateId id) {
  const Encounter& detail = program_.encounters[state_of(id).detail];
  const auto diagnose_all = [&] {
    // The newest first.
    const std::vector<uint32_t> waiting = root_->undiagnosed;
    for (auto pending = waiting.rbegin(); pending != waiting.rend(); ++pending) {
      const Onset& onset = program_.onsets[state_of(story_.onsets[*pending].state).detail];
      if (onset.target_encounter == state_of(id).name) diagnose(*pending);
    }
  };
  if (detail.wellness) {
    if (visit_ == kNone || root_->last_visit == visit_) {
      root_->waiting = Waiting::kForVisit;
      return Outcome::kStays;
    }
    root_->last_visit = root_->encounter = visit_;
    root_->place = Place::kInShared;
    diagnose_all();
    if (!renewed_) {
      renewed_ = true;
      renew_medications();
    }
    return Outcome::kLeft;
  }
  if (lock_ == Lock::kRoot && lock_root_ == root_->id) end_own_encounter();
  // What others still see as held because it waits for its owner's turn, the owner has back.
  if (lock_ == Lock::kUntilTurn && lock_root_ == root_->id) lock_ = Lock::kFree;
  if (lock_ != Lock::kFree) {
    root_->waiting = Waiting::kForLock;
    return Outcome::kStays;
  }
  EncounterClass encounter_class = detail.encounter_class;
  if (detail.telemedicine == Telemedicine::kAlways) encounter_class = EncounterClass::kVirtual;
  if (detail.telemedicine == Telemedicine::kPossible) {
    const Instant noon = 12 * kMillisecondsPerHour;
    double chance = 0.15;
    if (now_ < start_of_day(day_from_civil(2020, 4, 1)) + noon) chance = 0.004;
    if (now_ < start_of_day(day_from_civil(2016, 1, 1)) + noon) chance = 0;
    if (uniform() <= chance) encounter_class = EncounterClass::kVirtual;
  }
  lock_ = Lock::kRoot;
  lock_root_ = root_->id;
  root_->waited_with_lock = false;
  root_->place = Place::kInOwn;
  root_->encounter = open_encounter(EncounterOrigin::kModule, encounter_class, id, list(detail.codes));
  diagnose_all();
  const std::vector<CodeId> why = reasons(detail.reason);
  if (!why.empty()) story_.encounters[root_->encounter].reason = why.front();
  return Outcome::kLeft;
}

PollingOracle::Outcome PollingOracle::enter_encounter_end(StateId id) {
  const bool is_held = lock_ == Lock::kRoot || lock_ == Lock::kUntilTurn;
  const bool is_own = is_held && lock_root_ == root_->id;
  if (lock_ == Lock::kRoot && is_own) {
    story_.encounters[lock_encounter_].discharge_disposition =
        program_.encounter_ends[state_of(id).detail].discharge_disposition;
    end_own_encounter();
  } else if (visit_ == kNone && root_->place != Place::kInShared && is_held && !is_own) {
    root_->waiting = Waiting::kAtEncounterEnd;
    return Outcome::kStays;
  }
  root_->place = Place::kOutside;
  return Outcome::kLeft;
}

void PollingOracle::set_attribute(StateId id) {
  const SetAttribute& detail = program_.set_attributes[state_of(id).detail];
  Value value;
  switch (detail.source) {
    case AttributeSource::kNil: break;
    case AttributeSource::kLiteral: value = detail.literal; break;
    case AttributeSource::kAmount: {
      double number = sample(detail.amount);
      if (detail.amount.kind == AmountKind::kRange && detail.amount.decimals >= 0) {
        double scale = 1;
        for (int decimal = 0; decimal < detail.amount.decimals; ++decimal) scale *= 10;
        number = std::floor(number * scale + 0.5) / scale;
      }
      value = Value::of_number(number);
      break;
    }
    case AttributeSource::kCopy: value = attribute(detail.copied); break;
    case AttributeSource::kExpression: value = evaluate(detail.expression); break;
  }
  attributes_[detail.attribute] = value;
}

void PollingOracle::symptom(StateId id) {
  const SymptomChange& detail = program_.symptom_changes[state_of(id).detail];
  if (uniform() > detail.probability) return;
  const double value = std::clamp(std::trunc(sample(detail.amount)), -1e6, 1e6);
  const int32_t whole = static_cast<int32_t>(value);
  story_.symptoms.push_back({detail.symptom, root_->id, id, whole, now_});
  symptoms_[{detail.symptom, root_->id}] = {whole, false};
}

void PollingOracle::vital_sign(StateId id) {
  const VitalSignChange& detail = program_.vital_sign_changes[state_of(id).detail];
  Generator generator;
  generator.ends = world_.generator_ends(person_, detail.vital, now_);
  if (detail.amount.draws()) {
    generator.amount = &detail.amount;
  } else if (detail.amount.exists()) {
    generator.value = detail.amount.at(0);
  } else {
    const Value value = evaluate(detail.expression);
    if (value.kind != ValueKind::kNumber) {
      if (!value.is_nil()) report(ReportCode::kR09ExpressionFailed);
      return;
    }
    generator.value = value.number;
  }
  generator.installations = ++installations_;
  generators_[static_cast<std::size_t>(detail.vital)] = generator;
}

void PollingOracle::death(StateId id) {
  const Death& detail = program_.deaths[state_of(id).detail];
  std::vector<CodeId> cause;
  switch (detail.cause) {
    case DeathCause::kUnknown: break;
    case DeathCause::kCode: cause = {detail.code}; break;
    case DeathCause::kConditionOnset: cause = reasons(detail.onset, false); break;
    case DeathCause::kAttribute: {
      Reason reason;
      reason.name = program_.attributes[detail.attribute].name;
      reason.attribute = detail.attribute;
      const Value value = attribute(detail.attribute);
      if (!value.is_nil()) cause = reasons(reason);
      break;
    }
  }
  if (cause.empty() && detail.cause != DeathCause::kUnknown) report(ReportCode::kR08DeathCauseMissing);
  Instant at = now_;
  if (detail.timing.exists()) at += std::max<Instant>(0, real_span(sample(detail.timing), detail.timing.unit));
  if (at < story_.death.at) {
    story_.death = {at, now_, root_->id, id, serial_++, cause.empty() ? kNone : cause.front()};
  }
}

}  // namespace polyclinic::oracle
