// Who tells what: the functions that write the resources of a dataset, a family of them a source.
#pragma once

#include <utility>
#include <vector>

#include "engine/formats/clinical_note.h"
#include "engine/formats/fhir/resource.h"
#include "engine/formats/grouping.h"
#include "engine/ledger/ledger.h"
#include "engine/world/world.h"

namespace polyclinic::formats::fhir {

// Memory that is used again for each person.
struct Workspace {
  std::vector<std::pair<uint32_t, uint32_t>> reports_by_panel;
  Grouping observations_of_reports, coded_observations_of_reports;
  std::vector<Specimen> specimens;  // of reports
  EncounterFindings findings;
  ByteBuffer note;
};

// One person's ledger, and where its resources go.
struct Told {
  const ledger::Ledger& ledger;
  Target& target;
  Workspace& workspace;

  const Shared& shared() const { return target.shared; }
  const world::Directory& directory() const { return target.shared.world.directory; }
  Id person() const { return ledger.person.id; }
  Id mint(ledger::Entity entity, uint32_t ordinal) const { return shared().mint(entity, ledger.person.number, ordinal); }
  // Who is answerable for what happened at an encounter; outside of any, the person's own clinician.
  const world::Provider& provider_of(uint32_t encounter) const {
    return directory().providers[encounter == ledger::kNone ? ledger.person.provider : ledger.encounters[encounter].provider];
  }
  Id organization_of(uint32_t encounter) const {
    const uint32_t index = encounter == ledger::kNone ? provider_of(encounter).organization : ledger.encounters[encounter].organization;
    return directory().organizations[index].id;
  }
  Id location_of(const ledger::Encounter& encounter) const { return shared().mint(ledger::Entity::kLocation, encounter.organization, 0); }

  // ,"subject":{...}
  void subject(Resource& to) const { to.raw(R"(,"subject":)").reference(Type::kPatient, person()); }
  // ,"encounter":{...}; nothing outside of any
  void encounter(Resource& to, uint32_t index) const { reference_to_encounter(to, R"(,"encounter":)", index); }
  void reference_to_encounter(Resource& to, std::string_view key, uint32_t index) const {
    if (index != ledger::kNone) to.raw(key).reference(Type::kEncounter, ledger.encounters[index].id);
  }
  // ,"reasonReference":[{...}] and the like; nothing for no condition
  void condition(Resource& to, std::string_view key, uint32_t index) const {
    if (index != ledger::kNone) to.raw(key).reference(Type::kCondition, ledger.conditions[index].id).raw("]");
  }
};

void tell_directory(const world::DirectoryExtract& extract, Target& target);
// Of one person.
void tell_patient(const Told& told);       // Patient, Coverage, FamilyMemberHistory
void tell_encounters(const Told& told);    // Encounter
void tell_conditions(const Told& told);    // Condition, AllergyIntolerance
void tell_observations(const Told& told);  // Specimen, Observation, DiagnosticReport
void tell_medications(const Told& told);   // MedicationRequest, MedicationAdministration, MedicationDispense, Immunization
void tell_procedures(const Told& told);    // Procedure, ImagingStudy, Device
void tell_plans(const Told& told);         // Goal, CareTeam, CarePlan
void tell_documents(const Told& told);     // DocumentReference, Provenance

}  // namespace polyclinic::formats::fhir
