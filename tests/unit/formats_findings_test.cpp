// What formats of records share: numbers against their ranges, specimens in names, fills of prescriptions, and the note of an
// encounter.
#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

#include "engine/formats/clinical_note.h"
#include "engine/formats/fills.h"
#include "engine/formats/specimen.h"
#include "engine/ledger/quantity.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::formats {
namespace {

using ledger::RangeFlag;

TEST_CASE("a value is low, normal or high against a range of other decimals", "[formats]") {
  const ledger::Quantity low{35, 1}, high{5, 0}, none{};
  CHECK(ledger::is_below({349, 2}, low));
  CHECK_FALSE(ledger::is_below({350, 2}, low));
  CHECK(ledger::is_below({-1, 0}, {0, 3}));
  CHECK(ledger::range_flag({34, 1}, low, high) == RangeFlag::kLow);
  CHECK(ledger::range_flag({35, 1}, low, high) == RangeFlag::kNormal);
  CHECK(ledger::range_flag({5000, 3}, low, high) == RangeFlag::kNormal);
  CHECK(ledger::range_flag({5001, 3}, low, high) == RangeFlag::kHigh);
  CHECK(ledger::range_flag({1, 0}, none, high) == RangeFlag::kNormal);
  CHECK(ledger::range_flag({9, 0}, low, none) == RangeFlag::kNormal);
  CHECK(ledger::range_flag({9, 0}, none, none) == RangeFlag::kNone);
}

TEST_CASE("LOINC's names tell the specimen", "[formats]") {
  CHECK(specimen_of_name("Glucose [Mass/volume] in Serum or Plasma") == Specimen::kSerum);
  CHECK(specimen_of_name("Volume Rate in Serum, Plasma or Blood by formula") == Specimen::kBlood);
  CHECK(specimen_of_name("CBC panel - Blood by Automated count") == Specimen::kBlood);
  CHECK(specimen_of_name("INR in Platelet poor plasma by Coagulation assay") == Specimen::kPlasma);
  CHECK(specimen_of_name("Urinalysis macro (dipstick) panel - Urine") == Specimen::kUrine);
  CHECK(specimen_of_name("Hemoglobin.gastrointestinal [Presence] in Stool by Immunoassay") == Specimen::kStool);
  CHECK(specimen_of_name("Surgical pathology study") == Specimen::kTissue);
  CHECK(specimen_of_name("Body height") == Specimen::kOther);
  CHECK(specimen_of_name("") == Specimen::kOther);
}

std::vector<std::pair<uint32_t, Day>> fills_of(const ledger::Medication& medication, Day from, Day until) {
  std::vector<std::pair<uint32_t, Day>> fills;
  for_each_fill(medication, from, until, [&](uint32_t ordinal, Day day) { fills.emplace_back(ordinal, day); });
  return fills;
}

TEST_CASE("a prescription is filled when a supply has run out, while it is taken and refills are left", "[formats]") {
  using Fills = std::vector<std::pair<uint32_t, Day>>;
  const ledger::Medication drug{.start = 100, .days_supply = 30, .refills = 2};
  CHECK(fills_of(drug, 0, 1000) == Fills{{0, 100}, {1, 130}, {2, 160}});
  CHECK(fills_of(drug, 101, 160) == Fills{{1, 130}});
  ledger::Medication stopped = drug;
  stopped.end = 130;
  CHECK(fills_of(stopped, 0, 1000) == Fills{{0, 100}});
  stopped.end = 100;
  CHECK(fills_of(stopped, 0, 1000) == Fills{{0, 100}});
  ledger::Medication as_needed = drug;
  as_needed.as_needed = true;
  CHECK(fills_of(as_needed, 0, 1000) == Fills{{0, 100}});
  ledger::Medication unsaid = drug;
  unsaid.refills = -1;
  CHECK(fills_of(unsaid, 0, 1000) == Fills{{0, 100}});
  unsaid.days_supply = -1;
  CHECK(fills_of(unsaid, 0, 1000).empty());
  ledger::Medication given = drug;
  given.administered = true;
  CHECK(fills_of(given, 0, 1000).empty());
}

TEST_CASE("a note tells what belongs to its encounter, in sections, and nothing else", "[formats]") {
  auto made = reference::ObservationCatalogue::build();
  REQUIRE(made.has_value());
  const reference::ObservationCatalogue& observations = *made;
  world::World world = testing::made_world(testing::sample_config());
  const auto word = [&](std::string_view text) { return world.texts.intern(text); };
  ledger::Ledger ledger;
  ledger.person.first_name = word("Ann");
  ledger.person.last_name = word("Lee");
  ledger.person.mrn = "77";
  ledger.person.birth = day_from_civil(1960, 2, 29);
  for (const std::string_view kind : {"AMB", "EMER", "IMP"}) {
    ledger::Encounter encounter;
    encounter.start = start_of_day(day_from_civil(2020, 3, 1)) + 9 * kMillisecondsPerHour;
    encounter.encounter_class = word(kind);
    encounter.type = word("Check up");
    encounter.provider = encounter.organization = 0;
    ledger.encounters.push_back(encounter);
  }
  const auto measured = [&](reference::Measure measure, int32_t value, int32_t low, int32_t high) {
    ledger::Observation observation;
    observation.encounter = 1;
    observation.kind = static_cast<uint16_t>(measure);
    observation.mantissa = value;
    observation.low = low;
    observation.high = high;
    ledger.observations.push_back(observation);
  };
  measured(reference::Measure::kPotassium, 34, 35, 51);
  measured(reference::Measure::kHeartRate, 70, 60, 100);
  ledger.conditions.push_back({.encounter = 1, .name = word("Cough"), .icd10_code = word("R05.9")});
  ledger.conditions.push_back({.encounter = 2, .name = word("Fever")});
  ledger.medications.push_back({.encounter = 1, .name = word("water"), .frequency = word("every day"), .administered = true});
  const ClinicalNotes notes(world, observations.kinds());
  EncounterFindings findings;
  findings.gather(ledger);
  ByteBuffer out;
  const auto text_of = [&](uint32_t encounter) {
    notes.write(ledger, findings, encounter, out);
    return std::string(out.view());
  };
  const std::string emergency = text_of(1);
  CAPTURE(emergency);
  CHECK(emergency.starts_with("Emergency department note\nPatient: Ann Lee, "));
  CHECK(emergency.find(", born 1960-02-29, age 60\nRecord number: 77\nDate: 2020-03-01 09:00 UTC\n") != std::string::npos);
  CHECK(emergency.find("\n\nObservations\n- Heart rate: 70 /min (60-100)\n\nLaboratory\n- Potassium [Moles/volume] in Serum or Plasma: 3.4 mmol/L (3.5-5.1), low\n"
                       "\nAssessment\n- Cough (ICD-10-CM R05.9)\n\nMedications\n- water, every day, given here\n") != std::string::npos);
  CHECK(emergency.find("Fever") == std::string::npos);
  CHECK(emergency.find("died") == std::string::npos);
  CHECK(text_of(0).starts_with("Progress note\n"));
  CHECK(text_of(0).find("\n\n") == std::string::npos);
  ledger.person.death = day_from_civil(2020, 3, 2);
  ledger.death.encounter = 2;
  CHECK(text_of(2).starts_with("Discharge summary\n"));
  CHECK(text_of(2).ends_with("\n\nThe patient died on 2020-03-02.\n"));
}

}  // namespace
}  // namespace polyclinic::formats
