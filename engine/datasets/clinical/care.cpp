// The rows of what disease modules tell: conditions, medications, allergies, procedures, care plans, reports, devices,
// imaging, and observations with codes of their own.
#include "engine/datasets/clinical/clinical.h"
#include "engine/foundation/number_text.h"

namespace polyclinic::datasets {
namespace {

using ledger::Ledger;
using tables::Batch;
using tables::Number;
using tables::RowWriter;

Id encounter_of(const Ledger& ledger, uint32_t encounter) {
  return encounter == ledger::kNone ? Id{} : ledger.encounters[encounter].id;
}

Id condition_of(const Ledger& ledger, uint32_t condition) {
  return condition == ledger::kNone ? Id{} : ledger.conditions[condition].id;
}

Day date_of(Day day) { return day == ledger::kNever ? tables::kNullDate : day; }

Number number_of(ledger::Quantity quantity) {
  return quantity.mantissa == ledger::kNoMantissa ? Number{} : Number{quantity.mantissa, quantity.scale};
}

}  // namespace

void ClinicalRows::append_care(const Ledger& ledger, const Batches& batches) const {
  const auto each = [&](TableIndex table, const auto& entries, auto append) {
    if (Batch* batch = batches[at_[table]]) {
      for (const auto& entry : entries) append(entry, *batch);
    }
  };
  const IdMinter minter(world_->config.seed);
  each(kConditions, ledger.conditions, [&](const auto& entry, Batch& batch) { append_condition(ledger, entry, batch); });
  each(kMedications, ledger.medications, [&](const auto& entry, Batch& batch) { append_medication(ledger, entry, batch); });
  each(kAllergies, ledger.allergies, [&](const auto& entry, Batch& batch) { append_allergy(ledger, entry, batch); });
  each(kProcedures, ledger.procedures, [&](const auto& entry, Batch& batch) { append_procedure(ledger, entry, batch); });
  each(kCarePlans, ledger.care_plans, [&](const auto& entry, Batch& batch) { append_care_plan(ledger, entry, batch); });
  each(kImagingStudies, ledger.imaging_studies, [&](const auto& entry, Batch& batch) { append_imaging_study(ledger, entry, batch); });
  each(kDiagnosticReports, ledger.reports, [&](const ledger::DiagnosticReport& report, Batch& batch) {
    RowWriter(batch)
        .id(report.id)
        .id(ledger.person.id)
        .id(encounter_of(ledger, report.encounter))
        .term(report.name)
        .term(report.loinc_code)
        .timestamp(report.at)
        .id(report.panel == ledger::kNone
                ? Id{}
                : minter.mint(static_cast<uint8_t>(ledger::Entity::kPanel), ledger.person.number, report.panel))
        .null();  // modules conclude nothing in words
  });
  each(kDevices, ledger.devices, [&](const ledger::Device& device, Batch& batch) {
    RowWriter(batch)
        .id(device.id)
        .id(ledger.person.id)
        .id(encounter_of(ledger, device.encounter))
        .term(device.name)
        .term(device.snomed_code)
        .date(device.start)
        .date(date_of(device.end))
        .text(device.udi);
  });
}

void ClinicalRows::append_condition(const Ledger& ledger, const ledger::Condition& condition, Batch& batch) const {
  RowWriter(batch)
      .id(condition.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, condition.encounter))
      .term(condition.name)
      .term(condition.abatement == ledger::kNever ? words_.active : words_.resolved)
      .date(condition.onset)
      .term(condition.icd10_code)
      .term(condition.snomed_code)
      .term(condition.category)
      .term(words_.confirmed)
      .null()  // severity: modules say it by the condition's code
      .date(date_of(condition.abatement));
}

void ClinicalRows::append_medication(const Ledger& ledger, const ledger::Medication& medication, Batch& batch) const {
  const TextId status = medication.status == ledger::MedicationStatus::kActive      ? words_.active
                        : medication.status == ledger::MedicationStatus::kCompleted ? words_.completed
                                                                                    : words_.stopped;
  RowWriter(batch)
      .id(medication.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, medication.encounter))
      .term(medication.name)
      .date(medication.start)
      .date(date_of(medication.end))
      .term(medication.rxnorm_code)
      .term(medication.ndc_code)
      .id(condition_of(ledger, medication.condition))
      .number(number_of(medication.dose))
      .term(medication.route)
      .term(medication.frequency)
      .number(number_of(medication.quantity))
      .integer(medication.days_supply < 0 ? tables::kNullInteger : medication.days_supply)
      .integer(medication.refills < 0 ? tables::kNullInteger : medication.refills)
      .term(status)
      .decimal(medication.cost == 0 ? tables::kNullInteger : medication.cost)
      .decimal(medication.cost == 0 ? tables::kNullInteger : medication.payer_coverage);
}

// The gravest reaction stands for all: the table has one row an allergy.
void ClinicalRows::append_allergy(const Ledger& ledger, const ledger::Allergy& allergy, Batch& batch) const {
  const ledger::AllergyReaction gravest =
      allergy.reaction_count == 0 ? ledger::AllergyReaction{} : ledger.reactions[allergy.first_reaction];
  RowWriter(batch)
      .id(allergy.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, allergy.encounter))
      .term(allergy.substance)
      .term(gravest.reaction.text)
      .term(gravest.severity)
      .term(allergy.snomed_code)
      .term(allergy.rxnorm_code)
      .term(allergy.category)
      .term(allergy.criticality)
      .date(allergy.onset)
      .term(allergy.end == ledger::kNever ? words_.active : words_.resolved);
}

void ClinicalRows::append_procedure(const Ledger& ledger, const ledger::Procedure& procedure, Batch& batch) const {
  RowWriter(batch)
      .id(procedure.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, procedure.encounter))
      .term(procedure.name)
      .timestamp(procedure.start)
      .null()  // outcome: modules say it by what follows
      .timestamp(procedure.end)
      .term(procedure.cpt_code)
      .term(procedure.hcpcs_code)
      .term(procedure.snomed_code)
      .id(condition_of(ledger, procedure.condition))
      .decimal(procedure.cost)
      .decimal(procedure.payer_coverage);
}

void ClinicalRows::append_care_plan(const Ledger& ledger, const ledger::CarePlan& plan, Batch& batch) const {
  const TextId status = plan.status == ledger::CarePlanStatus::kActive      ? words_.active
                        : plan.status == ledger::CarePlanStatus::kCompleted ? words_.completed
                                                                            : words_.revoked;
  RowWriter(batch)
      .id(plan.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, plan.encounter))
      .term(plan.name)
      .term(plan.snomed_code)
      .id(condition_of(ledger, plan.condition))
      .date(plan.start)
      .date(date_of(plan.end))
      .term(status);
}

void ClinicalRows::append_imaging_study(const Ledger& ledger, const ledger::ImagingStudy& study, Batch& batch) const {
  uint64_t instances = 0;
  ledger::ImagingSeries first;
  for (uint32_t index = 0; index < study.series_count; ++index) {
    const ledger::ImagingSeries& series = ledger.imaging_series[study.first_series + index];
    if (index == 0) first = series;
    instances += series.instances;
  }
  RowWriter(batch)
      .id(study.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, study.encounter))
      .timestamp(study.at)
      .term(first.modality == kNoText ? words_.other_modality : first.modality)
      .term(first.body_site.text)
      .term(first.body_site.code)
      .integer(study.series_count)
      .integer(static_cast<int64_t>(instances));
}

void ClinicalRows::append_coded_observation(const Ledger& ledger, const ledger::CodedObservation& observation, Batch& batch) const {
  // An attribute that the person does not have leaves an observation that says nothing.
  if (!observation.has_value()) return;
  const IdMinter minter(world_->config.seed);
  const bool is_number = observation.number.mantissa != ledger::kNoMantissa;
  char text[kDecimalTextSize];
  const std::string_view value =
      is_number ? std::string_view(text, static_cast<size_t>(write_decimal(text, observation.number.mantissa, observation.number.scale) - text))
                : observation.value;
  TextId interpretation = observation.interpretation;
  if (is_number) {
    switch (ledger::range_flag(observation.number, observation.low, observation.high)) {
      case ledger::RangeFlag::kNone: break;
      case ledger::RangeFlag::kLow: interpretation = words_.low; break;
      case ledger::RangeFlag::kNormal: interpretation = words_.normal; break;
      case ledger::RangeFlag::kHigh: interpretation = words_.high; break;
    }
  }
  RowWriter(batch)
      .id(observation.id)
      .id(ledger.person.id)
      .id(encounter_of(ledger, observation.encounter))
      .term(observation.type)
      .text(value)
      .timestamp(observation.at)
      .term(observation.loinc_code)
      .term(observation.category)
      .number(number_of(observation.number))
      .term(observation.value_code)
      .term(is_number ? observation.unit : kNoText)
      .number(number_of(observation.low))
      .number(number_of(observation.high))
      .term(interpretation)
      .id(observation.panel == ledger::kNone
              ? Id{}
              : minter.mint(static_cast<uint8_t>(ledger::Entity::kPanel), ledger.person.number, observation.panel));
}

}  // namespace polyclinic::datasets
