// Visits, and what the V files have of each: clinicians, diagnoses, immunizations, procedures, health factors.
#include "engine/formats/vista/teller.h"

#include <algorithm>

namespace polyclinic::formats::vista {

using ledger::kNone;

void Teller::make_visits() {
  visits_.clear();
  history_.clear();
  for (const ledger::Encounter& encounter : ledger_->encounters) {
    Visit visit{numbers_->add(File::kVisit), encounter.start, encounter.end, encounter.provider, encounter.organization, person(encounter.provider), {}};
    Place where = Place::kClinic;
    if (encounter.encounter_class == words_.inpatient) {
      where = Place::kWard;
      visit.category = 'H';
    } else if (encounter.encounter_class == words_.emergency) {
      where = Place::kEmergency;
    } else if (encounter.encounter_class == words_.virtual_visit) {
      where = Place::kTelephone;
      visit.category = 'T';
    }
    visit.place = place(encounter.organization, where);
    visits_.push_back(visit);
  }
  for (const ledger::Condition& condition : ledger_->conditions) {
    if (condition.category == words_.social_finding && condition.encounter == kNone) history_.push_back(condition.onset);
  }
  for (const ledger::CodedObservation& observation : ledger_->coded_observations) {
    if (observation.encounter == kNone) history_.push_back(day_of(observation.at));
  }
  for (const ledger::Procedure& procedure : ledger_->procedures) {
    if (procedure.encounter == kNone) history_.push_back(day_of(procedure.start));
  }
  std::sort(history_.begin(), history_.end());
  history_.erase(std::unique(history_.begin(), history_.end()), history_.end());
  const uint32_t provider = ledger_->person.provider;
  for (const Day day : history_) {
    const uint32_t organization = directory().providers[provider].organization;
    Visit visit{numbers_->add(File::kVisit), start_of_day(day), start_of_day(day), provider, organization, person(provider), place(organization, Place::kClinic)};
    visit.historical = true;
    visit.category = 'E';
    visits_.push_back(visit);
  }
}

uint32_t Teller::visit_of(uint32_t encounter, Day day) const {
  if (encounter != kNone) return encounter;
  const auto found = std::lower_bound(history_.begin(), history_.end(), day);
  return static_cast<uint32_t>(ledger_->encounters.size()) + static_cast<uint32_t>(found - history_.begin());
}

// Last of all: a visit has the count of what depends on it.
void Teller::tell_visits() {
  for (Visit& visit : visits_) {
    if (!visit.historical) {
      const uint32_t number = static_cast<uint32_t>(&visit - visits_.data());
      const Entry made = open_visit_entry(File::kVisitProvider, visit.person, number);
      nodes_.raw("^P");
      close_visit_entry(made, visit.person, number, visit.start, true);
    }
    const DateText start = date_text(visit.start);
    const Day day = day_of(visit.start);
    zero(visit.entry)
        .date(start)
        .raw("^")
        .date(day)
        .raw("^V^^")
        .entry(patient_)
        .raw("^")
        .entry(institution(visit.organization))
        .raw("^")
        .raw({&visit.category, 1})
        .raw("^^")
        .number(visit.dependents)
        .raw("^^^^")
        .date(day)
        .raw("^^^^^");
    if (!visit.historical) nodes_.date(visit.end);
    nodes_.raw("^^^^").entry(visit.place).raw("^").entry(visit.person);
    nodes_.end();
    entry(visit.entry).raw(",150").value().entry(visit.entry).raw(visit.category == 'H' ? "-PC^1^P" : "-PC^0^P");
    nodes_.end();
    index(File::kVisit, "B").date(start).raw(",").entry(visit.entry).flag();
    index("C", patient_, visit.entry);
    index(File::kVisit, "AA").entry(patient_).raw(",").date(inverse_day_text(visit.start)).raw(",").entry(visit.entry).flag();
    index(File::kVisit, "VID").raw("\"").entry(visit.entry).raw("-PC\",").entry(visit.entry).flag();
  }
}

Entry Teller::open_visit_entry(File file, Entry item, uint32_t visit) {
  const Entry made = numbers_->add(file);
  ++visits_[visit].dependents;
  zero(made).entry(item).raw("^").entry(patient_).raw("^").entry(visits_[visit].entry);
  return made;
}

void Teller::close_visit_entry(Entry made, Entry item, uint32_t number, Instant at, bool by_item) {
  const Visit& visit = visits_[number];
  nodes_.end();
  entry(made).raw(",12").value().date(at);
  if (made.file != File::kVisitProvider) nodes_.raw("^^^").entry(visit.person);
  nodes_.end();
  index("B", item, made);
  index("AC", patient_, made);
  index("AD", visit.entry, made);
  index(made.file, "AA").entry(patient_).raw(",");
  if (by_item) nodes_.entry(item).raw(",");
  nodes_.date(inverse_date_text(day_of(visit.start))).raw(",").entry(made).flag();
}

// What the visit was for, and what was found there.
void Teller::tell_diagnoses() {
  for (uint32_t e = 0; e < ledger_->encounters.size(); ++e) {
    const ledger::Encounter& encounter = ledger_->encounters[e];
    if (words_.is_diagnosis[encounter.reason_code] == 0) continue;
    const Entry code = diagnosis(encounter.reason_code, encounter.reason);
    const Entry made = open_visit_entry(File::kVisitDiagnosis, code, e);
    nodes_.raw("^").entry(narrative(encounter.reason)).raw("^^^^^^^^P");
    close_visit_entry(made, code, e, encounter.start, false);
  }
  for (const ledger::Condition& condition : ledger_->conditions) {
    if (condition.encounter == kNone || condition.category == words_.problem || condition.category == words_.social_finding) continue;
    const ledger::Encounter& encounter = ledger_->encounters[condition.encounter];
    if (condition.icd10_code != kNoText && condition.icd10_code == encounter.reason_code) continue;
    const Entry code = diagnosis(condition.icd10_code, condition.name);
    const Entry made = open_visit_entry(File::kVisitDiagnosis, code, condition.encounter);
    nodes_.raw("^").entry(narrative(condition.name)).raw("^^^^^^^^S");
    close_visit_entry(made, code, condition.encounter, encounter.start, false);
  }
}

namespace {

// INJECTION SITE's letters, by the tables' words for site and route.
std::string_view injection_site(std::string_view site, std::string_view route) {
  const bool is_muscle = route == "Intramuscular";
  if (route == "Oral") return "O";
  if (route == "Nasal") return "IN";
  if (site == "Left thigh") return is_muscle ? "LTI" : "LTS";
  if (site == "Right thigh") return is_muscle ? "RTI" : "RTS";
  if (site == "Left deltoid" && is_muscle) return "LDI";
  if (site == "Right deltoid" && is_muscle) return "RDI";
  if (site == "Left upper arm" && !is_muscle) return "LAS";
  if (site == "Right upper arm" && !is_muscle) return "RAS";
  return {};
}

}  // namespace

void Teller::tell_immunizations() {
  for (const ledger::Immunization& immunization : ledger_->immunizations) {
    const Entry vaccine = numbers_->share(File::kVaccine, {immunization.cvx_code, 0, immunization.vaccine});
    const Entry made = open_visit_entry(File::kVisitImmunization, vaccine, immunization.encounter);
    nodes_.raw("^");
    if (immunization.dose_number >= 1 && immunization.dose_number <= 8) nodes_.number(immunization.dose_number);
    nodes_.raw("^^^^^").raw(injection_site(text(immunization.site), text(immunization.route)));
    close_visit_entry(made, vaccine, immunization.encounter, immunization.at, true);
    if (!immunization.lot.empty()) {
      entry(made).raw(",811").value().raw("Lot ").text(immunization.lot);
      nodes_.end();
    }
  }
}

// Procedures without a code of CPT or HCPCS have a local one: their code of SNOMED CT.
void Teller::tell_procedures() {
  for (const ledger::Procedure& procedure : ledger_->procedures) {
    const TextId code = procedure.cpt_code != kNoText     ? procedure.cpt_code
                        : procedure.hcpcs_code != kNoText ? procedure.hcpcs_code
                                                          : procedure.snomed_code;
    const uint32_t visit = visit_of(procedure.encounter, day_of(procedure.start));
    const Entry item = numbers_->share(File::kProcedureCode, {code, 0, procedure.name});
    const Entry made = open_visit_entry(File::kVisitProcedure, item, visit);
    nodes_.raw("^").entry(narrative(procedure.name)).raw("^");
    if (procedure.condition != kNone) {
      const ledger::Condition& condition = ledger_->conditions[procedure.condition];
      nodes_.entry(diagnosis(condition.icd10_code, condition.name));
    }
    nodes_.raw("^^^^^^^^^^^1");
    close_visit_entry(made, item, visit, procedure.start, true);
  }
}

void Teller::tell_factor(uint32_t visit, Instant at, Key factor, std::string_view comment, const ledger::Quantity& number, TextId unit) {
  numbers_->share(File::kFactor, {factor.remembered, kFactorCategory});
  const Entry item = numbers_->share(File::kFactor, factor);
  const Entry made = open_visit_entry(File::kVisitFactor, item, visit);
  close_visit_entry(made, item, visit, at, true);
  if (number.mantissa == ledger::kNoMantissa && comment.empty()) return;
  entry(made).raw(",811").value();
  if (number.mantissa != ledger::kNoMantissa) {
    nodes_.decimal(number.mantissa, number.scale);
    if (unit != kNoText) nodes_.raw(" ").term(unit);
  } else {
    nodes_.text(comment);
  }
  nodes_.end();
}

// What is asked of people and found of their circumstances, and findings that are no results of a laboratory.
void Teller::tell_factors() {
  for (const ledger::Condition& condition : ledger_->conditions) {
    if (condition.category != words_.social_finding) continue;
    const uint32_t visit = visit_of(condition.encounter, condition.onset);
    tell_factor(visit, start_of_day(condition.onset), {condition.name, 0, condition.category}, {}, {}, kNoText);
  }
  for (const ledger::Observation& observation : ledger_->observations) {
    const Kind& kind = words_.kinds[observation.kind];
    if (!kind.is_factor) continue;
    ledger::Quantity number;
    if (observation.is_number) number = {observation.mantissa, kind.decimals};
    tell_factor(observation.encounter, observation.at, {kind.name, observation.value, kind.category}, {}, number, kind.unit);
  }
  for (const ledger::CodedObservation& observation : ledger_->coded_observations) {
    if ((observation.category == words_.laboratory && observation.has_value()) || is_told_as_vital(observation)) continue;
    const TextId answer = observation.value_code == kNoText ? kNoText : words_.world.texts.find(observation.value);
    tell_factor(visit_of(observation.encounter, day_of(observation.at)), observation.at, {observation.type, answer, observation.category},
                answer == kNoText ? observation.value : std::string_view(), observation.number, observation.unit);
  }
}

}  // namespace polyclinic::formats::vista
