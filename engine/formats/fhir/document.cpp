// A note that people can read of each encounter, and where the record of a person comes from.
#include "engine/formats/fhir/tellers.h"
#include "engine/reference/categories.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

// Plain text, line by line.
class Note {
 public:
  Note(ByteBuffer& out, const TextPool& texts) : out_(out), texts_(texts) { out_.clear(); }

  Note& add(std::string_view text) {
    out_.append(text);
    return *this;
  }
  Note& add(TextId id) { return add(texts_.text(id)); }
  Note& date(Day day) { return written([day](char* at) { return write_date(at, day); }); }
  // To the minute, as people write it.
  Note& time(Instant instant) {
    char text[kInstantTextSize];
    write_instant(text, instant);
    text[10] = ' ';
    return add({text, 16}).add(" UTC");
  }
  Note& decimal(int64_t mantissa, uint8_t scale) {
    return written([=](char* at) { return write_decimal(at, mantissa, scale); });
  }
  // Before the first line of a section its title.
  Note& line(std::string_view title, bool& begun) {
    if (!begun) add("\n").add(title).add("\n");
    begun = true;
    return add("- ");
  }
  // A code in brackets, if there is one.
  Note& code(std::string_view system, TextId id) {
    if (id != kNoText) add(" (").add(system).add(" ").add(id).add(")");
    return *this;
  }

 private:
  template <class Write>
  Note& written(Write write) {
    out_.commit(write(out_.reserve(kDecimalTextSize + kInstantTextSize)));
    return *this;
  }

  ByteBuffer& out_;
  const TextPool& texts_;
};

void write_heading(Note& note, const Told& told, const ledger::Encounter& encounter) {
  const ledger::Person& person = told.ledger.person;
  note.add("Patient: ").add(person.first_name).add(" ").add(person.last_name).add(", ").add(reference::kSexes[person.sex].text).add(", born ").date(person.birth);
  note.add("\nRecord number: ").add(person.mrn).add("\nDate: ").time(encounter.start).add("\nClinician: ").add(told.directory().providers[encounter.provider].full_name);
  note.add("\nPlace: ").add(told.directory().organizations[encounter.organization].name).add("\nVisit: ").add(encounter.type).add("\n");
  if (encounter.reason != kNoText) note.add("Reason: ").add(encounter.reason).code("ICD-10-CM", encounter.reason_code).add("\n");
}

void write_observations(Note& note, const Told& told, uint32_t encounter) {
  const ledger::Ledger& ledger = told.ledger;
  const auto kinds = told.shared().observation_kinds;
  bool begun = false;
  for (const uint32_t index : told.workspace.observations.of(encounter)) {
    const ledger::Observation& observation = ledger.observations[index];
    const reference::ObservationKind& kind = kinds[observation.kind];
    note.line("Measured", begun).add(kind.display).add(": ");
    if (observation.is_number) {
      note.decimal(observation.mantissa, kind.decimals).add(" ").add(kind.unit);
      if (observation.low != INT32_MIN && observation.mantissa < observation.low) note.add(", low");
      if (observation.high != INT32_MIN && observation.mantissa > observation.high) note.add(", high");
    } else {
      note.add(observation.value);
    }
    note.add("\n");
  }
  for (const uint32_t index : told.workspace.coded_observations.of(encounter)) {
    const ledger::CodedObservation& observation = ledger.coded_observations[index];
    if (!observation.has_value()) continue;
    note.line("Measured", begun).add(observation.type).add(": ");
    if (observation.number.mantissa != ledger::kNoMantissa) {
      note.decimal(observation.number.mantissa, observation.number.scale).add(" ").add(observation.unit);
    } else {
      note.add(observation.value);
    }
    note.add("\n");
  }
}

void write_note(Note note, const Told& told, uint32_t index) {
  const ledger::Ledger& ledger = told.ledger;
  const Workspace& workspace = told.workspace;
  write_heading(note, told, ledger.encounters[index]);
  bool begun = false;
  for (const uint32_t at : workspace.conditions.of(index)) {
    const ledger::Condition& condition = ledger.conditions[at];
    note.line("Found", begun).add(condition.name).code("ICD-10-CM", condition.icd10_code).add("\n");
  }
  write_observations(note, told, index);
  begun = false;
  for (const uint32_t at : workspace.procedures.of(index)) {
    note.line("Done", begun).add(ledger.procedures[at].name).add("\n");
  }
  begun = false;
  for (const uint32_t at : workspace.immunizations.of(index)) {
    const ledger::Immunization& dose = ledger.immunizations[at];
    note.line("Vaccines", begun).add(dose.vaccine).code("CVX", dose.cvx_code).add("\n");
  }
  begun = false;
  for (const uint32_t at : workspace.medications.of(index)) {
    const ledger::Medication& medication = ledger.medications[at];
    note.line("Drugs", begun).add(medication.name);
    if (medication.frequency != kNoText) note.add(", ").add(medication.frequency);
    if (medication.administered) note.add(", given here");
    note.add("\n");
  }
}

struct DocumentType {
  std::string_view coding, title;
};

// LOINC's types of notes, by the class of the encounter.
DocumentType type_of(const Shared& shared, const ledger::Encounter& encounter) {
  const TextId of = encounter.encounter_class;
  if (of != kNoText && of == shared.inpatient) return {R"({"system":"http://loinc.org","code":"18842-5","display":"Discharge summary"})", "Discharge summary"};
  if (of != kNoText && of == shared.emergency) return {R"({"system":"http://loinc.org","code":"34111-5","display":"Emergency department Note"})", "Emergency department note"};
  return {R"({"system":"http://loinc.org","code":"11506-3","display":"Progress note"})", "Progress note"};
}

void tell_document(const Told& told, uint32_t index) {
  const ledger::Encounter& encounter = told.ledger.encounters[index];
  const DocumentType type = type_of(told.shared(), encounter);
  write_note(Note(told.workspace.note, told.shared().world.texts), told, index);
  Resource to(told.target, Type::kDocumentReference, told.mint(Entity::kDocument, index), "us-core-documentreference");
  to.raw(R"(,"status":"current","docStatus":"final","type":{"coding":[)")
      .raw(type.coding)
      .raw(R"(],"text":")")
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
    const ledger::Ledger& ledger = told.ledger;
    const auto group = [&](Grouping& grouping, const auto& things) {
      grouping.fill(things, ledger.encounters.size(), [](const auto& thing) { return thing.encounter; });
    };
    group(told.workspace.observations, ledger.observations);
    group(told.workspace.coded_observations, ledger.coded_observations);
    group(told.workspace.conditions, ledger.conditions);
    group(told.workspace.medications, ledger.medications);
    group(told.workspace.procedures, ledger.procedures);
    group(told.workspace.immunizations, ledger.immunizations);
    for (uint32_t index = 0; index < ledger.encounters.size(); ++index) tell_document(told, index);
  }
  if (told.target.wants(Type::kProvenance)) tell_provenance(told);
}

}  // namespace polyclinic::formats::fhir
