// A note that people can read of each encounter, and where the record of a person comes from.
#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

void tell_document(const Told& told, uint32_t index) {
  const ledger::Encounter& encounter = told.ledger.encounters[index];
  const ClinicalNotes& notes = told.shared().notes;
  const NoteType& type = note_type(notes.kind_of(encounter));
  notes.write(told.ledger, told.workspace.findings, index, told.workspace.note);
  Resource to(told.target, Type::kDocumentReference, told.mint(Entity::kDocument, index), "us-core-documentreference");
  to.raw(R"(,"status":"current","docStatus":"final","type":{"coding":[)")
      .raw(coding::kLoinc)
      .raw(type.code)
      .raw(R"(","display":")")
      .raw(type.display)
      .raw(R"("}],"text":")")
      .raw(type.title)
      .raw(R"("},"category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category","code":"clinical-note","display":"Clinical Note"}]}])");
  told.subject(to);
  to.raw(R"(,"date":")")
      .instant(encounter.end)
      .raw(R"(","author":[)")
      .reference(Type::kPractitioner, told.directory().providers[encounter.provider].id)
      .raw(R"(],"custodian":)")
      .reference(Type::kOrganization, told.organization_of(index))
      .raw(R"(,"content":[{"attachment":{"contentType":"text/plain; charset=utf-8","language":"en","data":")")
      .base64(told.workspace.note.view())
      .raw(R"(","title":")")
      .raw(type.title)
      .raw(R"("}}],"context":{"encounter":[)")
      .reference(Type::kEncounter, encounter.id)
      .raw(R"(],"period":{"start":")")
      .instant(encounter.start)
      .raw(R"(","end":")")
      .instant(encounter.end)
      .raw(R"("}})");
}

void tell_provenance(const Told& told) {
  const world::Provider& provider = told.provider_of(ledger::kNone);
  const Id organization = told.directory().organizations[provider.organization].id;
  Resource to(told.target, Type::kProvenance, told.mint(Entity::kProvenance, 0), "us-core-provenance");
  to.raw(R"(,"target":[)").reference(Type::kPatient, told.person());
  if (told.target.wants(Type::kEncounter)) {
    for (const ledger::Encounter& encounter : told.ledger.encounters) to.raw(",").reference(Type::kEncounter, encounter.id);
  }
  to.raw(R"(],"recorded":")")
      .date(told.shared().world.config.as_of)
      .raw(R"(T00:00:00Z","agent":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/provenance-participant-type","code":"author","display":"Author"}]},"who":)")
      .reference(Type::kPractitioner, provider.id)
      .raw(R"(,"onBehalfOf":)")
      .reference(Type::kOrganization, organization)
      .raw(R"(},{"type":{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type","code":"transmitter","display":"Transmitter"}]},"who":)")
      .reference(Type::kOrganization, organization)
      .raw("}]");
}

}  // namespace

void tell_documents(const Told& told) {
  if (told.target.wants(Type::kDocumentReference)) {
    told.workspace.findings.gather(told.ledger);
    for (uint32_t index = 0; index < told.ledger.encounters.size(); ++index) tell_document(told, index);
  }
  if (told.target.wants(Type::kProvenance)) tell_provenance(told);
}

}  // namespace polyclinic::formats::fhir
