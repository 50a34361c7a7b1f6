// Entries of the record as rows of the ledger; observations and reports are in record_observations.cpp.
#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/foundation/number_text.h"
#include "engine/gmf/amount.h"
#include "engine/life/coverage.h"
#include "engine/life/decimal.h"
#include "engine/life/record_writer.h"

namespace polyclinic::life {
namespace {

using gmf::EntryKind;
using ledger::Entity;
using ledger::kNone;

// A condition that is over within so many days was the diagnosis of an encounter, not a problem that stays.
constexpr Instant kPassing = 90 * kMillisecondsPerDay;

// Of a prescription without a duration: a month.
constexpr int32_t kUsualSupply = 30;

}  // namespace

void RecordWriter::write_entry(gmf::EntryId id, const gmf::Entry& entry) {
  if (is_before_history(entry)) return;
  switch (entry.kind) {
    case EntryKind::kCondition: return write_condition(id, entry);
    case EntryKind::kAllergy: return write_allergy(id, entry);
    case EntryKind::kMedication: return write_medication(id, entry);
    case EntryKind::kCarePlan: return write_care_plan(id, entry);
    case EntryKind::kDevice: return write_device(id, entry);
    default: break;
  }
  // What happened at a moment is told only of the history.
  if (entry.start < history_start_) return;
  switch (entry.kind) {
    case EntryKind::kProcedure: return write_procedure(id, entry);
    case EntryKind::kObservation: return write_observation(id, entry);
    case EntryKind::kReport: return write_report(id, entry);
    case EntryKind::kImagingStudy: return write_imaging(id, entry);
    case EntryKind::kSupply: return write_supply(id, entry);
    case EntryKind::kImmunization: return write_immunization(id, entry);
    default: return;
  }
}

ledger::Condition& RecordWriter::add_condition(gmf::EntryId id, const CodeTexts& code) {
  ledger::Condition& condition = ledger_->conditions.emplace_back();
  condition.id = mint(Entity::kCondition, id);
  condition.name = code.name;
  if (code.system == CodeSystem::kSnomed) condition.snomed_code = code.code;
  condition.icd10_code = code.icd10;
  condition.category = code.category;
  return condition;
}

void RecordWriter::write_condition(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Condition& condition = add_condition(id, *code);
  condition.encounter = place_of(entry);
  for (const gmf::CodeId further : record_->code_list(*tables_.program, entry.codes)) {
    const CodeTexts& texts = tables_.texts->code(further);
    if (texts.system == CodeSystem::kSnomed && condition.snomed_code == kNoText) condition.snomed_code = texts.code;
    if (texts.system == CodeSystem::kIcd10) condition.icd10_code = texts.code;
  }
  condition.onset = day_of(entry.start);
  condition.abatement = day_or_never(entry.stop);
  if (condition.category == kNoText) {
    const bool has_passed = condition.abatement != ledger::kNever && entry.stop - entry.start < kPassing;
    condition.category = has_passed ? tables_.texts->encounter_diagnosis : tables_.texts->problem;
  }
  const gmf::CodeId primary = record_->first_code(*tables_.program, entry.codes);
  diagnoses_.push_back({tables_.program->codes[primary].concept_id, entry.start, static_cast<uint32_t>(ledger_->conditions.size() - 1)});
}

// Who dies at a visit of what nobody had found (a shot, a sepsis of some hours) has it found there.
void RecordWriter::diagnose_cause_of_death(uint32_t encounter) {
  if (record_->death.cause == gmf::kNone) return;
  const CodeTexts& code = tables_.texts->code(record_->death.cause);
  for (const ledger::Condition& known : ledger_->conditions) {
    if (known.name == code.name) return;
  }
  // No entry of the record has this number.
  ledger::Condition& condition = add_condition(static_cast<gmf::EntryId>(record_->entries.size()), code);
  condition.encounter = encounter;
  condition.onset = day_of(record_->death.at);
  if (condition.category == kNoText) condition.category = tables_.texts->encounter_diagnosis;
}

TextId RecordWriter::severity_text(gmf::CodeId severity) const {
  const gmf::KnownCodes& known = tables_.program->known_codes;
  return severity == known.severe     ? tables_.texts->severe
         : severity == known.moderate ? tables_.texts->moderate
         : severity == known.mild     ? tables_.texts->mild
                                      : kNoText;
}

void RecordWriter::write_allergy(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Allergy& allergy = ledger_->allergies.emplace_back();
  allergy.id = mint(Entity::kAllergy, id);
  allergy.encounter = place_of(entry);
  allergy.substance = code->name;
  (code->system == CodeSystem::kRxNorm ? allergy.rxnorm_code : allergy.snomed_code) = code->code;
  const TextId category = tables_.texts->word(tables_.program->onsets[entry.detail].category);
  allergy.category = category == tables_.texts->food || category == tables_.texts->medication ? category : tables_.texts->environment;
  allergy.onset = day_of(entry.start);
  allergy.end = day_or_never(entry.stop);
  allergy.first_reaction = static_cast<uint32_t>(ledger_->reactions.size());
  const gmf::KnownCodes& known = tables_.program->known_codes;
  for (const gmf::CodeId severity : {known.severe, known.moderate, known.mild}) {
    for (uint32_t index = entry.extra.first; index < entry.extra.end(); ++index) {
      const gmf::ReactionEntry& reaction = record_->reactions[index];
      if (reaction.severity != severity || reaction.reaction == gmf::kNone) continue;
      const CodeTexts& texts = tables_.texts->code(reaction.reaction);
      ledger_->reactions.push_back({{texts.name, texts.code}, severity_text(severity)});
    }
  }
  allergy.reaction_count = static_cast<uint32_t>(ledger_->reactions.size()) - allergy.first_reaction;
  allergy.criticality = allergy.reaction_count == 0 ? tables_.texts->unable_to_assess
                        : ledger_->reactions[allergy.first_reaction].severity == tables_.texts->severe ? tables_.texts->high
                                                                                                     : tables_.texts->low;
}

void RecordWriter::write_medication(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Medication& medication = ledger_->medications.emplace_back();
  medication.id = mint(Entity::kMedication, id);
  medication.encounter = place_of(entry);
  medication.condition = treated_condition(entry);
  medication.name = code->name;
  medication.rxnorm_code = code->code;
  medication.ndc_code = code->ndc;
  medication.route = code->route;
  medication.start = day_of(entry.start);
  medication.end = day_or_never(entry.stop);
  medication.administered = entry.administration;
  int64_t supply = -1;
  if (entry.detail != gmf::kNone) {
    const gmf::Prescription& prescription = tables_.program->prescriptions[entry.detail];
    medication.frequency = tables_.texts->frequency(entry.detail);
    medication.as_needed = prescription.as_needed;
    medication.refills = prescription.refills;
    if (prescription.has_dosage) medication.dose = short_decimal(prescription.amount, 3);
    if (prescription.has_duration) supply = gmf::real_span(prescription.duration, prescription.duration_unit) / kMillisecondsPerDay;
    if (prescription.has_dosage && prescription.has_duration) {
      const double periods = static_cast<double>(gmf::real_span(prescription.duration, prescription.duration_unit)) /
                             static_cast<double>(std::max<Instant>(1, gmf::real_span(prescription.period, prescription.period_unit)));
      medication.quantity = short_decimal(prescription.amount * prescription.frequency * periods, 1);
    }
    if (supply >= 0) medication.days_supply = static_cast<int32_t>(std::min<int64_t>(std::max<int64_t>(supply, 1), 3650));
  }
  if (entry.administration) {
    medication.status = ledger::MedicationStatus::kCompleted;
  } else if (medication.end != ledger::kNever) {
    const Day meant = medication.days_supply < 0 ? kUsualSupply : medication.days_supply;
    const bool is_complete = medication.end - medication.start >= meant;
    medication.status = is_complete ? ledger::MedicationStatus::kCompleted : ledger::MedicationStatus::kStopped;
  } else if (ledger_->person.death != ledger::kNever) {
    medication.end = ledger_->person.death;
    medication.status = ledger::MedicationStatus::kStopped;
  }
  if (medication.start >= day_of(history_start_)) {
    medication.cost = medication_price(*code, medication);
    medication.payer_coverage = covered(medication.cost, medication.start);
    if (entry.administration) charge(medication.encounter, medication.cost, medication.payer_coverage);
  }
}

// Of a fill: the product and the pharmacy's fee; of a drug given on the spot: the product and its giving.
int64_t RecordWriter::medication_price(const CodeTexts& code, const ledger::Medication& medication) const {
  const CarePrices& prices = *tables_.prices;
  if (medication.administered) {
    return prices.administration + (code.unit_cents < 0 ? prices.prescription : static_cast<int64_t>(math::round_half_away(code.unit_cents)));
  }
  if (code.unit_cents < 0) return prices.prescription;
  const int32_t days = medication.days_supply < 0 ? kUsualSupply : medication.days_supply;
  double units = days;  // of a prescription without a quantity: one a day
  if (code.is_priced_by_month) {
    units = std::max(1, (days + kUsualSupply / 2) / kUsualSupply);
  } else if (medication.quantity.mantissa != ledger::kNoMantissa) {
    units = static_cast<double>(medication.quantity.mantissa);
    for (uint8_t digit = 0; digit < medication.quantity.scale; ++digit) units /= 10;
  }
  return prices.dispensing + static_cast<int64_t>(math::round_half_away(units * code.unit_cents));
}

void RecordWriter::write_care_plan(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::CarePlan& plan = ledger_->care_plans.emplace_back();
  plan.id = mint(Entity::kCarePlan, id);
  plan.encounter = place_of(entry);
  plan.condition = treated_condition(entry);
  plan.name = code->name;
  plan.snomed_code = code->code;
  plan.start = day_of(entry.start);
  plan.end = day_or_never(entry.stop);
  if (plan.end != ledger::kNever) {
    plan.status = ledger::CarePlanStatus::kCompleted;
  } else if (ledger_->person.death != ledger::kNever) {
    plan.end = ledger_->person.death;
    plan.status = ledger::CarePlanStatus::kRevoked;
  }
  plan.first_activity = static_cast<uint32_t>(ledger_->activities.size());
  for (const gmf::CodeId activity : record_->code_list(*tables_.program, entry.activities)) {
    ledger_->activities.push_back({tables_.texts->code(activity).name, tables_.texts->code(activity).code});
  }
  plan.activity_count = static_cast<uint32_t>(ledger_->activities.size()) - plan.first_activity;
  plan.first_goal = static_cast<uint32_t>(ledger_->goals.size());
  for (uint32_t index = entry.goals.first; index < entry.goals.end(); ++index) {
    const TextId text = tables_.texts->word(tables_.program->goals[record_->goals[index]].text);
    if (text != kNoText) ledger_->goals.push_back(text);
  }
  plan.goal_count = static_cast<uint32_t>(ledger_->goals.size()) - plan.first_goal;
}

// A UDI in the form of GS1: a product number of ours with its check digit, and a serial number of the person's device.
// The prefix 952 is the one that GS1 keeps for examples.
void RecordWriter::write_device(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Device& device = ledger_->devices.emplace_back();
  device.id = mint(Entity::kDevice, id);
  device.encounter = place_of(entry);
  device.name = code->name;
  device.snomed_code = code->code;
  const gmf::Device& detail = tables_.program->devices[entry.detail];
  device.manufacturer = tables_.texts->word(detail.manufacturer);
  device.model = tables_.texts->word(detail.model);
  device.start = day_of(entry.start);
  device.end = day_or_never(entry.stop);
  char text[40] = "(01)0952";
  const std::string_view concept_digits = tables_.world->texts.text(device.snomed_code);
  uint64_t product = 0;
  for (const char c : concept_digits) product = c >= '0' && c <= '9' ? (product * 10 + static_cast<uint64_t>(c - '0')) % 1'000'000'000 : product;
  write_digits(text + 8, product, 9);
  uint32_t sum = 0;
  for (uint32_t digit = 0; digit < 13; ++digit) sum += static_cast<uint32_t>(text[4 + digit] - '0') * (digit % 2 == 0 ? 3 : 1);
  text[17] = static_cast<char>('0' + (10 - sum % 10) % 10);
  std::copy_n("(21)", 4, text + 18);
  write_digits(text + 22, device.id.low % 10'000'000'000, 10);
  device.udi = ledger_->texts.copy({text, 32});
  charge(device.encounter, tables_.prices->device);
}

void RecordWriter::write_procedure(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Procedure& procedure = ledger_->procedures.emplace_back();
  procedure.id = mint(Entity::kProcedure, id);
  procedure.encounter = place_of(entry);
  procedure.condition = treated_condition(entry);
  procedure.name = code->name;
  procedure.snomed_code = code->code;
  procedure.cpt_code = code->cpt;
  procedure.hcpcs_code = code->hcpcs;
  procedure.start = entry.start;
  procedure.end = std::min(entry.stop, last_);
  if (procedure.encounter != kNone) procedure.end = std::min(procedure.end, spans_[entry.encounter].end);
  procedure.end = std::max(procedure.end, procedure.start);
  procedure.cost = code->cents >= 0 ? code->cents : tables_.prices->procedure;
  if (entry.parent != gmf::kNone) {  // of an imaging study, which was written just before
    ledger::ImagingStudy* study = nullptr;
    for (size_t pair = 0; pair + 1 < study_of_entry_.size(); pair += 2) {
      if (study_of_entry_[pair] == entry.parent) study = &ledger_->imaging_studies[study_of_entry_[pair + 1]];
    }
    if (study != nullptr) {
      study->procedure = static_cast<uint32_t>(ledger_->procedures.size() - 1);
      const TextId modality = study->series_count == 0 ? kNoText : ledger_->imaging_series[study->first_series].modality;
      if (code->cents < 0) procedure.cost = tables_.prices->imaging(tables_.world->texts.text(modality));
    }
  }
  procedure.payer_coverage = covered(procedure.cost, day_of(procedure.start));
  charge(procedure.encounter, procedure.cost, procedure.payer_coverage);
}

void RecordWriter::write_imaging(gmf::EntryId id, const gmf::Entry& entry) {
  ledger::ImagingStudy& study = ledger_->imaging_studies.emplace_back();
  study.id = mint(Entity::kImagingStudy, id);
  study.encounter = place_of(entry);
  study.at = entry.start;
  study.first_series = static_cast<uint32_t>(ledger_->imaging_series.size());
  for (uint32_t index = entry.extra.first; index < entry.extra.end(); ++index) {
    const gmf::ImagingSeriesEntry& from = record_->imaging_series[index];
    const gmf::ImagingSeries& detail = tables_.program->imaging_series[from.series];
    ledger::ImagingSeries& series = ledger_->imaging_series.emplace_back();
    if (detail.modality != gmf::kNone) series.modality = tables_.texts->code(detail.modality).code;
    if (detail.body_site != gmf::kNone) {
      series.body_site = {tables_.texts->code(detail.body_site).name, tables_.texts->code(detail.body_site).code};
    }
    series.instances = from.instances;
  }
  study.series_count = static_cast<uint32_t>(ledger_->imaging_series.size()) - study.first_series;
  study_of_entry_.push_back(id);
  study_of_entry_.push_back(static_cast<uint32_t>(ledger_->imaging_studies.size() - 1));
}

void RecordWriter::write_supply(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::Supply& supply = ledger_->supplies.emplace_back();
  supply.id = mint(Entity::kSupply, id);
  supply.encounter = place_of(entry);
  supply.name = code->name;
  supply.snomed_code = code->code;
  supply.at = day_of(entry.start);
  supply.quantity = tables_.program->supplies[entry.detail].quantity;
  charge(supply.encounter, tables_.prices->supply);
}

// A dose needs the encounter at which it was given.
void RecordWriter::write_immunization(gmf::EntryId id, const gmf::Entry& entry) {
  constexpr uint32_t kFirstModuleDose = 0x40000000;
  const CodeTexts* code = first_code(entry.codes);
  const uint32_t encounter = place_of(entry);
  if (code == nullptr || encounter == kNone) return;
  ledger::Immunization& dose = ledger_->immunizations.emplace_back();
  dose.id = mint(Entity::kImmunization, kFirstModuleDose + id);
  dose.encounter = encounter;
  dose.at = entry.start;
  dose.vaccine = code->name;
  dose.cvx_code = code->code;
  dose.dose_number = static_cast<uint8_t>(std::clamp(tables_.program->vaccines[entry.detail].series, 0, 255));
  charge(encounter, tables_.prices->vaccine);
}

}  // namespace polyclinic::life
