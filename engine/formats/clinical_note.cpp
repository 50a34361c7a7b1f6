// Writes notes: a heading, then a section for each kind of finding that there is.
#include "engine/formats/clinical_note.h"

#include <array>

#include "engine/formats/observed_numbers.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/number_text.h"
#include "engine/reference/categories.h"

namespace polyclinic::formats {
namespace {

constexpr std::array<NoteType, 3> kTypes{{{"11506-3", "Progress note", "Progress note"},
                                          {"34111-5", "Emergency department Note", "Emergency department note"},
                                          {"18842-5", "Discharge summary", "Discharge summary"}}};

// Plain text, line by line.
class Writer {
 public:
  Writer(ByteBuffer& out, const TextPool& texts) : out_(out), texts_(texts) { out_.clear(); }

  Writer& add(std::string_view text) {
    out_.append(text);
    return *this;
  }
  Writer& add(TextId id) { return add(texts_.text(id)); }
  Writer& date(Day day) { return written([day](char* at) { return write_date(at, day); }); }
  // To the minute, as people write it.
  Writer& time(Instant instant) {
    char text[kInstantTextSize];
    write_instant(text, instant);
    text[10] = ' ';
    return add({text, 16}).add(" UTC");
  }
  Writer& integer(int64_t value) { return written([=](char* at) { return write_i64(at, value); }); }
  Writer& quantity(ledger::Quantity of) { return written([=](char* at) { return write_decimal(at, of.mantissa, of.scale); }); }
  // "98 mg/dL (70-99), high"
  Writer& numbers(const ObservedNumbers& of, std::string_view unit) {
    quantity(of.value);
    if (!unit.empty() && unit.front() != '{') add(" ").add(unit);  // "{score}" is a word for machines
    if (of.low.is_given() && of.high.is_given()) {
      add(" (").quantity(of.low).add("-").quantity(of.high).add(")");
    } else if (of.low.is_given()) {
      add(" (from ").quantity(of.low).add(")");
    } else if (of.high.is_given()) {
      add(" (to ").quantity(of.high).add(")");
    }
    const ledger::RangeFlag flag = of.flag();
    return add(flag == ledger::RangeFlag::kLow ? ", low" : flag == ledger::RangeFlag::kHigh ? ", high" : "");
  }
  // A code in brackets, if there is one.
  Writer& code(std::string_view system, TextId id) {
    if (id != kNoText) add(" (").add(system).add(" ").add(id).add(")");
    return *this;
  }
  // Before the first line of a section its title.
  Writer& line(std::string_view title, bool& begun) {
    if (!begun) add("\n").add(title).add("\n");
    begun = true;
    return add("- ");
  }

 private:
  template <class Write>
  Writer& written(Write write) {
    out_.commit(write(out_.reserve(kDecimalTextSize + kInstantTextSize)));
    return *this;
  }

  ByteBuffer& out_;
  const TextPool& texts_;
};

void write_heading(Writer& note, const world::World& world, const ledger::Person& person, const ledger::Encounter& encounter) {
  const world::Provider& clinician = world.directory.providers[encounter.provider];
  note.add("\nPatient: ").add(person.first_name).add(" ").add(person.last_name).add(", ").add(reference::kSexes[person.sex].text);
  note.add(", born ").date(person.birth).add(", age ").integer(age_in_years(person.birth, day_of(encounter.start)));
  note.add("\nRecord number: ").add(person.mrn).add("\nDate: ").time(encounter.start);
  note.add("\nClinician: ").add(clinician.full_name).add(", ").add(clinician.specialty_text);
  note.add("\nPlace: ").add(world.directory.organizations[encounter.organization].name).add("\nVisit: ").add(encounter.type).add("\n");
  if (encounter.reason != kNoText) note.add("Reason: ").add(encounter.reason).code("ICD-10-CM", encounter.reason_code).add("\n");
}

}  // namespace

void EncounterFindings::gather(const ledger::Ledger& ledger) {
  const auto group = [&](Grouping& grouping, const auto& things) {
    grouping.fill(things, ledger.encounters.size(), [](const auto& thing) { return thing.encounter; });
  };
  group(observations, ledger.observations);
  group(coded_observations, ledger.coded_observations);
  group(conditions, ledger.conditions);
  group(procedures, ledger.procedures);
  group(immunizations, ledger.immunizations);
  group(medications, ledger.medications);
}

const NoteType& note_type(NoteKind kind) { return kTypes[static_cast<size_t>(kind)]; }

ClinicalNotes::ClinicalNotes(const world::World& world, std::span<const reference::ObservationKind> kinds)
    : world_(world),
      kinds_(kinds),
      inpatient_(world.texts.find("IMP")),
      emergency_(world.texts.find("EMER")),
      laboratory_(world.texts.find("laboratory")) {}

NoteKind ClinicalNotes::kind_of(const ledger::Encounter& encounter) const {
  const TextId of = encounter.encounter_class;
  if (of == kNoText) return NoteKind::kProgress;
  return of == inpatient_ ? NoteKind::kDischarge : of == emergency_ ? NoteKind::kEmergency : NoteKind::kProgress;
}

void ClinicalNotes::write(const ledger::Ledger& ledger, const EncounterFindings& findings, uint32_t encounter, ByteBuffer& out) const {
  const TextPool& texts = world_.texts;
  Writer note(out, texts);
  note.add(note_type(kind_of(ledger.encounters[encounter])).title);
  write_heading(note, world_, ledger.person, ledger.encounters[encounter]);

  const auto write_results = [&](std::string_view title, bool laboratory) {
    bool begun = false;
    for (const uint32_t index : findings.observations.of(encounter)) {
      const ledger::Observation& observation = ledger.observations[index];
      const reference::ObservationKind& kind = kinds_[observation.kind];
      if ((kind.category == "laboratory") != laboratory) continue;
      note.line(title, begun).add(kind.display).add(": ");
      if (observation.is_number) {
        note.numbers({observation, kind.decimals}, kind.unit).add("\n");
      } else {
        note.add(observation.value).add("\n");
      }
    }
    for (const uint32_t index : findings.coded_observations.of(encounter)) {
      const ledger::CodedObservation& observation = ledger.coded_observations[index];
      const bool is_laboratory = observation.category != kNoText && observation.category == laboratory_;
      if (!observation.has_value() || is_laboratory != laboratory) continue;
      note.line(title, begun).add(observation.type).add(": ");
      if (observation.number.is_given()) {
        note.numbers(ObservedNumbers(observation), texts.text(observation.unit)).add("\n");
      } else {
        note.add(observation.value).add("\n");
      }
    }
  };
  write_results("Observations", false);
  write_results("Laboratory", true);

  const auto write_section = [&](std::string_view title, const Grouping& of, auto tell) {
    bool begun = false;
    for (const uint32_t index : of.of(encounter)) {
      note.line(title, begun);
      tell(index);
      note.add("\n");
    }
  };
  write_section("Assessment", findings.conditions, [&](uint32_t index) {
    const ledger::Condition& condition = ledger.conditions[index];
    note.add(condition.name).code("ICD-10-CM", condition.icd10_code);
  });
  write_section("Procedures", findings.procedures, [&](uint32_t index) { note.add(ledger.procedures[index].name); });
  write_section("Immunizations", findings.immunizations, [&](uint32_t index) {
    const ledger::Immunization& dose = ledger.immunizations[index];
    note.add(dose.vaccine).code("CVX", dose.cvx_code);
  });
  write_section("Medications", findings.medications, [&](uint32_t index) {
    const ledger::Medication& medication = ledger.medications[index];
    note.add(medication.name);
    if (medication.frequency != kNoText) note.add(", ").add(medication.frequency);
    if (medication.administered) note.add(", given here");
  });
  if (ledger.person.death != ledger::kNever && ledger.death.encounter == encounter) {
    note.add("\nThe patient died on ").date(ledger.person.death).add(".\n");
  }
}

}  // namespace polyclinic::formats
