// Answers the machine: attributes, risks, vital signs, what is active. Check-ups and opening hours are in
// module_host_visits.cpp.
#include "engine/life/module_host.h"

#include <algorithm>

#include "engine/life/coverage.h"
#include "engine/life/purposes.h"

namespace polyclinic::life {
namespace {

using gmf::kNone;
using gmf::Value;
using reference::Insurance;
using reference::Measure;

// Injury by a fall within a year from 65 on, with and without osteoporosis: what the reference host gives.
constexpr int32_t kFallAge = 65;
constexpr double kFallInjury = 0.035, kFallInjuryOsteoporosis = 0.06;

}  // namespace

ModuleHost::ModuleHost(const HostTables& tables)
    : tables_(tables), body_(tables.visits->physiology(), *tables.catalogue, *tables.growth) {}

void ModuleHost::begin(const HostedPerson& hosted) {
  hosted_ = hosted;
  const ledger::Person& person = *hosted.person;
  const uint64_t seed = tables_.world->config.seed;
  const auto sex = static_cast<reference::Sex>(person.sex);
  body_.begin(seed, person.number, sex, person.birth);
  tables_.effects->begin(effects_);
  const bool insured = person.insurance != static_cast<uint8_t>(Insurance::kUninsured);
  tables_.visits->wellness().begin(schedule_, seed, person.number, sex, person.birth, person.birth, insured);
  has_follow_up_ = opens_ = false;
  follow_ups_ = 0;
  held_.clear();
  held_encounters_.clear();
  risks_ = {};
  insurance_year_ = INT32_MIN;
  advance(person.birth - 1);
}

void ModuleHost::birth(gmf::Machine& machine) {
  set_at_birth(*tables_.world, *tables_.attributes, hosted_, machine, events_);
  next_event_ = 0;
  while (next_event_ < events_.size() && events_[next_event_].at <= hosted_.birth &&
         events_[next_event_].event != HostEvent::kDeath) {
    happen(machine, events_[next_event_++].event);
  }
}

Instant ModuleHost::next_update(Instant) { return next_event_ < events_.size() ? events_[next_event_].at : gmf::kNever; }

void ModuleHost::update(gmf::Machine& machine) {
  while (next_event_ < events_.size() && events_[next_event_].at <= machine.now()) happen(machine, events_[next_event_++].event);
}

void ModuleHost::happen(gmf::Machine& machine, HostEvent event) {
  const HostAttributes& attributes = *tables_.attributes;
  const ledger::Person& person = *hosted_.person;
  const auto set = [&](gmf::AttributeId id, Value value) {
    if (id != kNone) machine.set_attribute(id, value);
  };
  const auto word = [&](gmf::AttributeId id, std::string_view text) {
    if (id != kNone) machine.set_attribute(id, Value::text(machine.intern(text)));
  };
  switch (event) {
    case HostEvent::kDeath: return machine.set_death(machine.now(), kNone);
    case HostEvent::kAdult:
      set(attributes.unemployed, Value::boolean(person.employment == static_cast<uint8_t>(reference::Employment::kUnemployed)));
      return word(attributes.marital_status, "S");
    case HostEvent::kMarriage: return word(attributes.marital_status, "M");
    case HostEvent::kMarriageEnds: {
      // Who is separated is married still.
      const auto status = static_cast<reference::MaritalStatus>(person.marital_status);
      return word(attributes.marital_status, status == reference::MaritalStatus::kWidowed    ? "W"
                                             : status == reference::MaritalStatus::kDivorced ? "D"
                                                                                             : "M");
    }
    case HostEvent::kSmokesNot: return set(attributes.smoker, Value::boolean(false));
    case HostEvent::kSmokes: return set(attributes.smoker, Value::boolean(true));
    case HostEvent::kStopsSmoking:
      set(attributes.smoker, Value::boolean(false));
      return set(attributes.quit_smoking_age, Value::of_number(machine.age_in_years()));
    case HostEvent::kInsurance: return word(attributes.insurance_status, insurance_word(insurance(day_of(machine.now()))));
    case HostEvent::kMassIndex: {
      const auto percentile = body_.value(Measure::kBmiPercentile, day_of(machine.now()), effects_);
      return set(attributes.bmi_percentile, percentile ? Value::of_number(*percentile) : Value::nil());
    }
  }
}

Insurance ModuleHost::insurance(Day day) {
  const int32_t year = civil_from_day(day).year * 2 + (day >= add_years(hosted_.person->birth, 65) ? 1 : 0);
  if (year != insurance_year_) {
    insurance_year_ = year;
    insurance_ = insurance_on(*tables_.world, *tables_.demographics, hosted_.circumstances, *hosted_.person, day);
  }
  return insurance_;
}

gmf::InsurerGroup ModuleHost::insurer_group(Instant at) {
  switch (insurance(day_of(at))) {
    case Insurance::kUninsured:
    case Insurance::kMedicaid:
    case Insurance::kMedicareAndMedicaid: return gmf::InsurerGroup::kHighEmergencyUse;
    default: return gmf::InsurerGroup::kTypical;
  }
}

std::optional<double> ModuleHost::vital_sign(const gmf::Machine&, gmf::VitalSign vital, Instant at) {
  return body_.vital_sign(vital, day_of(at), effects_);
}

// The body's values are those of the middle of the five years of age, so that a person is not measured every month.
RiskFactors ModuleHost::risk_factors(const gmf::Machine& machine) {
  const ledger::Person& person = *hosted_.person;
  const HostAttributes& attributes = *tables_.attributes;
  const auto is_true = [&](gmf::AttributeId id) {
    if (id == kNone) return false;
    const Value value = machine.attribute(id);
    return !value.is_nil() && (value.kind != gmf::ValueKind::kBoolean || value.truth());
  };
  RiskFactors factors;
  factors.sex = static_cast<reference::Sex>(person.sex);
  factors.is_black = person.race == static_cast<uint8_t>(reference::Race::kBlack);
  factors.age = machine.age_in_years();
  const Day middle = person.birth + static_cast<Day>((machine.age_in_years() / 5 * 5 + 2.5) * kDaysPerYear);
  if (const auto value = body_.value(Measure::kSystolic, middle, effects_)) factors.systolic = *value;
  if (const auto value = body_.value(Measure::kTotalCholesterol, middle, effects_)) factors.total_cholesterol = *value;
  if (const auto value = body_.value(Measure::kHdl, middle, effects_)) factors.hdl = *value;
  factors.treated = is_true(attributes.blood_pressure_controlled);
  factors.smokes = hosted_.smoking.status(day_of(machine.now())) == reference::Smoking::kCurrent;
  factors.has_diabetes = is_true(attributes.diabetes);
  factors.has_atrial_fibrillation = is_true(attributes.atrial_fibrillation);
  return factors;
}

Value ModuleHost::derived_attribute(const gmf::Machine& machine, gmf::AttributeId id) {
  const HostAttributes& attributes = *tables_.attributes;
  const int32_t age = machine.age_in_years();
  if (id == attributes.probability_of_fall_injury) {
    if (age < kFallAge) return Value::nil();
    const bool is_brittle = attributes.osteoporosis != kNone && machine.attribute(attributes.osteoporosis).truth();
    return Value::of_number(is_brittle ? kFallInjuryOsteoporosis : kFallInjury);
  }
  const bool smokes = hosted_.smoking.status(day_of(machine.now())) == reference::Smoking::kCurrent;
  if (risks_.age != age || risks_.changes != effects_.changes || risks_.smokes != smokes) {
    const RiskFactors factors = risk_factors(machine);
    risks_ = {age, effects_.changes, smokes, ten_year_risk(factors), yearly_stroke_risk(factors), yearly_fibrillation_risk(factors)};
  }
  // Modules draw the first two once in 30 days, with a probability for as long; the others are for a week.
  constexpr double kMonth = 30, kWeekOfYear = 7 / kDaysPerYear;
  if (id == attributes.mi_risk) return Value::of_number(risk_within(risks_.atherosclerotic, kMonth));
  if (id == attributes.ihd_risk) return Value::of_number(std::min(1.0, 5 * risk_within(risks_.atherosclerotic, kMonth)));
  if (id == attributes.stroke_risk) return Value::of_number(risks_.stroke * kWeekOfYear);
  if (id == attributes.atrial_fibrillation_risk) return Value::of_number(risks_.fibrillation * kWeekOfYear);
  return Value::nil();
}

void ModuleHost::attribute_written(gmf::Machine& machine, gmf::AttributeId id, const Value& before) {
  if (!tables_.effects->is_empty()) tables_.effects->attribute(effects_, machine.program(), id, before, machine.attribute(id));
  risks_.age = -1;
}

void ModuleHost::entry_started(gmf::Machine& machine, gmf::EntryId id) { move_body(machine, id, 1); }
void ModuleHost::entry_stopped(gmf::Machine& machine, gmf::EntryId id) { move_body(machine, id, -1); }

void ModuleHost::move_body(const gmf::Machine& machine, gmf::EntryId id, int change) {
  const gmf::Entry& entry = machine.record().entries[id];
  const bool is_condition = entry.kind == gmf::EntryKind::kCondition;
  if (tables_.effects->is_empty() || entry.administration || (!is_condition && entry.kind != gmf::EntryKind::kMedication)) return;
  const gmf::CodeId code = machine.record().first_code(machine.program(), entry.codes);
  if (code == kNone) return;
  const gmf::ConceptId concept_id = machine.program().codes[code].concept_id;
  if (is_condition) {
    tables_.effects->condition(effects_, concept_id, change);
  } else {
    tables_.effects->medication(effects_, concept_id, change);
  }
}

}  // namespace polyclinic::life
