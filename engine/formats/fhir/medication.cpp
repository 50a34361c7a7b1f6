// Drugs that were prescribed, dispensed or given on the spot, and vaccines.
#include "engine/formats/fhir/tellers.h"
#include "engine/formats/fills.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

void write_drug(Resource& to, const ledger::Medication& medication) {
  to.raw(R"(,"medicationCodeableConcept":)")
      .concept_of({{coding::kRxnorm, medication.rxnorm_code, medication.name}, {coding::kNdc, medication.ndc_code}}, medication.name);
}

void write_route(Resource& to, const ledger::Medication& medication, bool& some) {
  if (medication.route != kNoText) to.separate(some).raw(R"("route":{"coding":[)").coding(coding::kSnomed, medication.route, kNoText).raw("]}");
}

void write_dosage(const Told& told, Resource& to, const ledger::Medication& medication) {
  const bool has_dose = medication.dose.mantissa != ledger::kNoMantissa;
  if (medication.frequency == kNoText && medication.route == kNoText && !has_dose) return;
  bool some = false;
  to.raw(R"(,"dosageInstruction":[{)");
  if (medication.frequency != kNoText) {
    to.separate(some).raw(R"("text":")").term(medication.frequency).raw("\"").term(medication.frequency, told.shared().timings);
  }
  if (medication.as_needed) to.separate(some).raw(R"("asNeededBoolean":true)");
  write_route(to, medication, some);
  if (has_dose) to.separate(some).raw(R"("doseAndRate":[{"doseQuantity":{"value":)").quantity(medication.dose).raw("}}]");
  to.raw("}]");
}

void write_supply(Resource& to, const ledger::Medication& medication) {
  to.raw(R"(,"dispenseRequest":{"validityPeriod":{"start":")").date(medication.start).raw("\"");
  if (medication.end != ledger::kNever) to.raw(R"(,"end":")").date(medication.end).raw("\"");
  to.raw("}");
  if (medication.refills >= 0) to.raw(R"(,"numberOfRepeatsAllowed":)").integer(medication.refills);
  if (medication.quantity.mantissa != ledger::kNoMantissa) to.raw(R"(,"quantity":{"value":)").quantity(medication.quantity).raw("}");
  if (medication.days_supply > 0) {
    to.raw(R"(,"expectedSupplyDuration":{"value":)").integer(medication.days_supply).raw(R"(,"unit":"days","system":"http://unitsofmeasure.org","code":"d"})");
  }
  to.raw("}");
}

void tell_request(const Told& told, const ledger::Medication& medication) {
  Resource to(told.target, Type::kMedicationRequest, medication.id, "us-core-medicationrequest");
  to.raw(R"(,"status":")")
      .raw(medication.status == ledger::MedicationStatus::kActive      ? std::string_view("active")
           : medication.status == ledger::MedicationStatus::kCompleted ? std::string_view("completed")
                                                                       : std::string_view("stopped"))
      .raw(R"(","intent":"order","reportedBoolean":false)");
  write_drug(to, medication);
  told.subject(to);
  told.encounter(to, medication.encounter);
  to.raw(R"(,"authoredOn":")").date(medication.start).raw(R"(","requester":)").reference(Type::kPractitioner, told.provider_of(medication.encounter).id);
  told.condition(to, R"(,"reasonReference":[)", medication.condition);
  write_dosage(told, to, medication);
  write_supply(to, medication);
}

void tell_administration(const Told& told, const ledger::Medication& medication, Id id) {
  Resource to(told.target, Type::kMedicationAdministration, id);
  to.raw(R"(,"status":"completed")");
  write_drug(to, medication);
  told.subject(to);
  told.reference_to_encounter(to, R"(,"context":)", medication.encounter);
  to.raw(R"(,"effectiveDateTime":")")
      .date(medication.start)
      .raw(R"(","performer":[{"actor":)")
      .reference(Type::kPractitioner, told.provider_of(medication.encounter).id)
      .raw("}]");
  told.condition(to, R"(,"reasonReference":[)", medication.condition);
  to.raw(R"(,"request":)").reference(Type::kMedicationRequest, medication.id);
  if (medication.dose.mantissa == ledger::kNoMantissa) return;
  bool some = false;
  to.raw(R"(,"dosage":{)");
  write_route(to, medication, some);
  to.separate(some).raw(R"("dose":{"value":)").quantity(medication.dose).raw("}}");
}

void tell_dispense(const Told& told, const ledger::Medication& medication, bool is_first, Day day, Id id) {
  Resource to(told.target, Type::kMedicationDispense, id, "us-core-medicationdispense");
  to.raw(R"(,"status":"completed")");
  write_drug(to, medication);
  told.subject(to);
  told.reference_to_encounter(to, R"(,"context":)", medication.encounter);
  to.raw(R"(,"authorizingPrescription":[)")
      .reference(Type::kMedicationRequest, medication.id)
      .raw(R"(],"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":)")
      .raw(is_first ? std::string_view(R"("FFC","display":"First Fill - Complete"}]})") : std::string_view(R"("RFC","display":"Refill - Complete"}]})"));
  if (medication.quantity.is_given()) to.raw(R"(,"quantity":{"value":)").quantity(medication.quantity).raw("}");
  to.raw(R"(,"daysSupply":{"value":)")
      .integer(medication.days_supply)
      .raw(R"(,"unit":"days","system":"http://unitsofmeasure.org","code":"d"},"whenHandedOver":")")
      .date(day)
      .raw("\"");
  write_dosage(told, to, medication);
}

// Those of the history, up to the day of the dataset or the death.
void tell_dispenses(const Told& told) {
  const ledger::Ledger& ledger = told.ledger;
  const Day until = std::min(told.shared().world.config.as_of, ledger.person.death);
  uint32_t number = 0;
  for (const ledger::Medication& medication : ledger.medications) {
    for_each_fill(medication, told.shared().history_start, until, [&](uint32_t ordinal, Day day) {
      tell_dispense(told, medication, ordinal == 0, day, told.mint(Entity::kDispense, number++));
    });
  }
}

void tell_immunization(const Told& told, const ledger::Immunization& dose) {
  const ledger::Encounter& encounter = told.ledger.encounters[dose.encounter];
  Resource to(told.target, Type::kImmunization, dose.id, "us-core-immunization");
  to.raw(R"(,"status":"completed","vaccineCode":)")
      .concept_of(coding::kCvx, dose.cvx_code, dose.vaccine)
      .raw(R"(,"patient":)")
      .reference(Type::kPatient, told.person());
  told.encounter(to, dose.encounter);
  to.raw(R"(,"occurrenceDateTime":")").instant(dose.at).raw(R"(","primarySource":true,"location":)").reference(Type::kLocation, told.location_of(encounter));
  if (dose.mvx_code != kNoText) {
    to.raw(R"(,"manufacturer":{"identifier":{"system":"http://hl7.org/fhir/sid/mvx","value":")").term(dose.mvx_code).raw("\"}}");
  }
  if (!dose.lot.empty()) to.raw(R"(,"lotNumber":")").text(dose.lot).raw("\"");
  if (dose.site != kNoText) to.raw(R"(,"site":{"text":")").term(dose.site).raw("\"}");
  if (dose.route != kNoText) to.raw(R"(,"route":)").term(dose.route, told.shared().vaccine_routes);
  to.raw(R"(,"performer":[{"function":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0443","code":"AP","display":"Administering Provider"}]},"actor":)")
      .reference(Type::kPractitioner, told.directory().providers[encounter.provider].id)
      .raw("}]");
  if (dose.dose_number > 0) {
    to.raw(R"(,"protocolApplied":[{)");
    if (dose.series != kNoText) to.raw(R"("series":")").term(dose.series).raw(R"(",)");
    to.raw(R"("doseNumberPositiveInt":)").integer(dose.dose_number).raw("}]");
  }
}

}  // namespace

void tell_medications(const Told& told) {
  if (told.target.wants(Type::kMedicationRequest)) {
    for (const ledger::Medication& medication : told.ledger.medications) tell_request(told, medication);
  }
  if (told.target.wants(Type::kMedicationAdministration)) {
    for (uint32_t index = 0; index < told.ledger.medications.size(); ++index) {
      const ledger::Medication& medication = told.ledger.medications[index];
      if (medication.administered) tell_administration(told, medication, told.mint(Entity::kAdministration, index));
    }
  }
  if (told.target.wants(Type::kMedicationDispense)) tell_dispenses(told);
  if (told.target.wants(Type::kImmunization)) {
    for (const ledger::Immunization& dose : told.ledger.immunizations) tell_immunization(told, dose);
  }
}

}  // namespace polyclinic::formats::fhir
