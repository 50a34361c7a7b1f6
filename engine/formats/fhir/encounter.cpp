// Contacts with care.
#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {

void tell_encounters(const Told& told) {
  if (!told.target.wants(Type::kEncounter)) return;
  const Shared& shared = told.shared();
  for (const ledger::Encounter& encounter : told.ledger.encounters) {
    Resource to(told.target, Type::kEncounter, encounter.id, "us-core-encounter");
    to.raw(R"(,"status":"finished","class":)")
        .term(encounter.encounter_class, shared.encounter_classes)
        .raw(R"(,"type":[)")
        .concept_of(coding::kSnomed, encounter.code, encounter.type)
        .raw("]");
    told.subject(to);
    to.raw(R"(,"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}]}],"period":{"start":")")
        .instant(encounter.start)
        .raw(R"(","end":")")
        .instant(encounter.end)
        .raw(R"("},"individual":)")
        .reference(Type::kPractitioner, told.directory().providers[encounter.provider].id)
        .raw(R"(}],"period":{"start":")")
        .instant(encounter.start)
        .raw(R"(","end":")")
        .instant(encounter.end)
        .raw("\"}");
    if (encounter.reason != kNoText) {
      to.raw(R"(,"reasonCode":[)").concept_of(coding::kIcd10, encounter.reason_code, encounter.reason).raw("]");
    }
    if (encounter.discharge_disposition != kNoText) {
      to.raw(R"(,"hospitalization":{"dischargeDisposition":{"coding":[{"system":"https://www.nubc.org/CodeSystem/PatDischargeStatus","code":")")
          .term(encounter.discharge_disposition)
          .raw(R"("}]}})");
    }
    const world::Organization& organization = told.directory().organizations[encounter.organization];
    to.raw(R"(,"location":[{"location":)")
        .reference(Type::kLocation, told.location_of(encounter))
        .raw(R"(}],"serviceProvider":)")
        .reference(Type::kOrganization, organization.id);
  }
}

}  // namespace polyclinic::formats::fhir
