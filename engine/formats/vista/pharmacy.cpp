// Prescriptions, and the pharmacy's profile of the person.
#include "engine/formats/vista/teller.h"

#include <algorithm>

namespace polyclinic::formats::vista {

using ledger::kNever;
using ledger::kNone;

// A prescription lasts a year, and is written anew as long as the drug is taken; one that was taken to its end ends then.
Day Teller::expiration_of(const ledger::Medication& medication) const {
  if (medication.status == ledger::MedicationStatus::kCompleted && medication.end != kNever) return medication.end;
  const Day until = medication.end != kNever ? medication.end : words_.world.config.as_of;
  return add_years(medication.start, age_in_years(medication.start, until) + 1);
}

void Teller::tell_prescriptions() {
  if (ledger_->medications.empty()) return;
  prescriptions_.clear();
  for (const ledger::Medication& medication : ledger_->medications) {
    const Entry made = numbers_->add(File::kPrescription);
    const Day expiration = expiration_of(medication);
    prescriptions_.emplace_back(expiration, made);
    const uint32_t provider = provider_of(medication.encounter);
    const Entry writer = person(provider);
    const Entry clinic = medication.encounter == kNone ? place(directory().providers[provider].organization, Place::kClinic)
                                                       : visits_[medication.encounter].place;
    zero(made).entry(made).raw("^").entry(patient_).raw("^1^").entry(writer).raw("^").entry(clinic).raw("^");
    nodes_.entry(numbers_->share(File::kDrug, {medication.name, medication.ndc_code})).raw("^");
    if (medication.quantity.mantissa != ledger::kNoMantissa) nodes_.decimal(medication.quantity.mantissa, medication.quantity.scale);
    nodes_.raw("^");
    if (medication.days_supply >= 0) nodes_.number(static_cast<uint64_t>(medication.days_supply));
    nodes_.raw("^");
    if (medication.refills >= 0) nodes_.number(static_cast<uint64_t>(medication.refills));
    nodes_.raw("^^W^^").date(medication.start).raw(medication.administered ? "^^1^" : "^^^").entry(writer).raw("^^1");
    nodes_.end();
    entry(made).raw(",2").value().date(medication.start).raw("^").date(medication.start).raw("^^^").date(medication.start).raw("^").date(expiration);
    if (medication.ndc_code != kNoText) nodes_.raw("^").term(medication.ndc_code);
    nodes_.end();
    const bool was_stopped = medication.status == ledger::MedicationStatus::kStopped && medication.end != kNever;
    entry(made).raw(",3").value().date(medication.start);
    if (was_stopped) nodes_.raw("^^^^").date(medication.end);
    nodes_.end();
    if (medication.frequency != kNoText) {
      entry(made).raw(",\"SIG\"").value();
      if (medication.dose.mantissa != ledger::kNoMantissa) nodes_.raw("TAKE ").decimal(medication.dose.mantissa, medication.dose.scale).raw(" ");
      nodes_.upper(medication.frequency).raw("^0");
      nodes_.end();
    }
    entry(made).raw(",\"STA\"").value();
    nodes_.raw(medication.status == ledger::MedicationStatus::kActive      ? "0"
               : medication.status == ledger::MedicationStatus::kCompleted ? "11"
                                                                           : "12");
    nodes_.end();
    index("B", made, made);
    index(File::kPrescription, "AC").date(medication.start).raw(",").entry(made).flag();
    index(File::kPrescription, "AG").date(expiration).raw(",").entry(made).flag();
  }

  const auto profile = [this]() -> NodeWriter& { return nodes_.node(File::kPharmacyPatient).entry(patient_); };
  numbers_->follow(File::kPharmacyPatient, patient_);
  nodes_.count(File::kPharmacyPatient);
  profile().raw(",0").value().entry(patient_);
  nodes_.end();
  profile().raw(",\"P\",0").value().raw("^55.03PA^").number(prescriptions_.size()).raw("^").number(prescriptions_.size());
  nodes_.end();
  uint64_t ordinal = 0;
  for (const auto& [expiration, prescription] : prescriptions_) {
    profile().raw(",\"P\",").number(++ordinal).raw(",0").value().entry(prescription);
    nodes_.end();
    profile().raw(",\"P\",\"A\",").date(expiration).raw(",").entry(prescription).flag();
  }
  index(File::kPharmacyPatient, "B").entry(patient_).raw(",").entry(patient_).flag();
}

}  // namespace polyclinic::formats::vista
