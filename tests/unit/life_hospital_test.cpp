// Hospital care, money and codes of lives with disease modules: who sees a person, how long, where the person goes, what
// it costs and who bears it; kidneys whose values are those of their stage.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>
#include <string>

#include "tests/unit/gmf_sources.h"
#include "tests/unit/life_modules.h"

namespace polyclinic::life {
namespace {

using ledger::Ledger;
using testing::IllWorld;

config::Config config_of(int32_t years_of_history = 0) {
  config::Config config = testing::sample_config();
  config.patients = 100;
  config.years_of_history = years_of_history;
  return config;
}

// From 30 on: states in single quotes, entered at "First".
std::string at_thirty(std::string_view states, std::string_view fields = "") {
  return gmf::with_double_quotes(
      "{'name': 'Stay', 'gmf_version': 2" + std::string(fields) +
      ", 'states': {'Initial': {'type': 'Initial', 'direct_transition': 'Thirty'}, "
      "'Thirty': {'type': 'Guard', 'allow': {'condition_type': 'Age', 'operator': '>=', 'quantity': 30, 'unit': 'years'}, "
      "'direct_transition': 'First'}, " + std::string(states) + ", 'End': {'type': 'Terminal'}}}");
}

const ledger::Encounter* encounter_with(const IllWorld& ill, const Ledger& ledger, std::string_view code) {
  for (const ledger::Encounter& encounter : ledger.encounters) {
    if (ill.world.texts.text(encounter.code) == code) return &encounter;
  }
  return nullptr;
}

constexpr std::string_view kEmergency =
    "'First': {'type': 'Encounter', 'encounter_class': 'emergency', 'codes': [{'system': 'SNOMED-CT', 'code': '50849002', "
    "'display': 'Emergency room admission'}], 'direct_transition': 'Leave'}, 'Leave': {'type': 'EncounterEnd', ";

TEST_CASE("stays end with a disposition, and visits take their time", "[life]") {
  const std::string states = std::string(kEmergency) +
      "'discharge_disposition': {'system': 'NUBC', 'code': '09', 'display': 'Admitted as an inpatient to this hospital'}, 'direct_transition': 'Stay'}, "
      "'Stay': {'type': 'Encounter', 'encounter_class': 'inpatient', 'codes': [{'system': 'SNOMED-CT', 'code': '32485007', "
      "'display': 'Hospital admission'}], 'direct_transition': 'Days'}, 'Days': {'type': 'Delay', 'exact': {'quantity': 4, 'unit': 'days'}, "
      "'direct_transition': 'Out'}, 'Out': {'type': 'EncounterEnd', 'direct_transition': 'Watch'}, "
      "'Watch': {'type': 'Encounter', 'encounter_class': 'inpatient', 'codes': [{'system': 'SNOMED-CT', 'code': '448951000124107', "
      "'display': 'Admission to observation unit'}], 'direct_transition': 'Seen'}, 'Seen': {'type': 'EncounterEnd', 'direct_transition': 'Office'}, "
      "'Office': {'type': 'Encounter', 'encounter_class': 'ambulatory', 'codes': [{'system': 'SNOMED-CT', 'code': '185345009', "
      "'display': 'Encounter for symptom'}], 'direct_transition': 'Gone'}, "
      "'Gone': {'type': 'EncounterEnd', 'direct_transition': 'End'}";
  IllWorld ill(config_of(), testing::program_of({{"stay", at_thirty(states, ", 'specialty': 'ENDOCRINOLOGY'")}}));
  uint32_t stays = 0;
  std::set<Instant> lengths;
  ill.each(60, [&](const Ledger& ledger) {
    const auto word = [&](TextId id) { return std::string(ill.world.texts.text(id)); };
    const ledger::Encounter *emergency = encounter_with(ill, ledger, "50849002"), *stay = encounter_with(ill, ledger, "32485007"),
                            *watched = encounter_with(ill, ledger, "448951000124107"), *office = encounter_with(ill, ledger, "185345009");
    if (office == nullptr || ledger.person.death != ledger::kNever) return;
    ++stays;
    REQUIRE(emergency != nullptr);
    REQUIRE(stay != nullptr);
    REQUIRE(watched != nullptr);
    CHECK(word(emergency->discharge_disposition) == "09");
    CHECK(word(emergency->encounter_class) == "EMER");
    CHECK(emergency->end - emergency->start >= 40 * kMillisecondsPerMinute);
    CHECK(word(stay->discharge_disposition) == "01");
    CHECK(stay->start >= emergency->end);
    CHECK(stay->end - stay->start >= 4 * kMillisecondsPerDay);
    CHECK(word(watched->encounter_class) == "OBSENC");
    CHECK(word(office->encounter_class) == "AMB");
    CHECK(office->discharge_disposition == kNoText);
    CHECK(office->end - office->start >= 15 * kMillisecondsPerMinute);
    CHECK(office->end - office->start <= 50 * kMillisecondsPerMinute);
    CHECK(ill.world.directory.providers[office->provider].specialty == world::Specialty::kEndocrinology);
    CHECK(ill.world.directory.providers[stay->provider].specialty == world::Specialty::kHospitalist);
    lengths.insert(office->end - office->start);
  });
  CHECK(stays > 15);
  CHECK(lengths.size() > 8);
}

TEST_CASE("a death in a stay ends it", "[life]") {
  const std::string states =
      "'First': {'type': 'ConditionOnset', 'codes': [{'system': 'SNOMED-CT', 'code': '91302008', 'display': 'Sepsis (disorder)'}], "
      "'target_encounter': 'Stay', 'direct_transition': 'Stay'}, "
      "'Stay': {'type': 'Encounter', 'encounter_class': 'inpatient', 'codes': [{'system': 'SNOMED-CT', 'code': '32485007', "
      "'display': 'Hospital admission'}], 'direct_transition': 'Days'}, 'Days': {'type': 'Delay', 'exact': {'quantity': 3, 'unit': 'days'}, "
      "'direct_transition': 'Dies'}, 'Dies': {'type': 'Death', 'condition_onset': 'First', 'direct_transition': 'Out'}, "
      "'Out': {'type': 'EncounterEnd', 'discharge_disposition': {'system': 'NUBC', 'code': '01', 'display': 'Home'}, 'direct_transition': 'End'}";
  IllWorld ill(config_of(), testing::program_of({{"stay", at_thirty(states)}}));
  uint32_t deaths = 0;
  ill.each(60, [&](const Ledger& ledger) {
    const ledger::Encounter* stay = encounter_with(ill, ledger, "32485007");
    if (stay == nullptr || ledger.person.death == ledger::kNever) return;
    if (ledger.death.encounter == ledger::kNone) return;  // by the life table, before
    ++deaths;
    CHECK(ill.world.texts.text(stay->discharge_disposition) == "20");
    CHECK(day_of(stay->end) == ledger.person.death);
    CHECK(&ledger.encounters[ledger.death.encounter] == stay);
    for (const ledger::Encounter& encounter : ledger.encounters) CHECK(encounter.end <= start_of_day(ledger.person.death + 1));
  });
  CHECK(deaths > 10);
}

TEST_CASE("drugs and procedures have their codes and prices, and payers bear their part", "[life]") {
  const std::string states =
      "'First': {'type': 'Encounter', 'encounter_class': 'ambulatory', 'codes': [{'system': 'SNOMED-CT', 'code': '185349003', "
      "'display': 'Encounter for check up'}], 'direct_transition': 'Drug'}, "
      "'Drug': {'type': 'MedicationOrder', 'codes': [{'system': 'RxNorm', 'code': '314076', 'display': 'lisinopril 10 MG Oral Tablet'}], "
      "'prescription': {'dosage': {'amount': 1, 'frequency': 1, 'period': 1, 'unit': 'days'}, 'duration': {'quantity': 90, 'unit': 'days'}}, "
      "'direct_transition': 'Test'}, "
      "'Test': {'type': 'Observation', 'category': 'laboratory', 'unit': 'ng/mL', 'codes': [{'system': 'LOINC', 'code': '10839-9', "
      "'display': 'Troponin I.cardiac [Mass/volume] in Serum or Plasma'}], 'exact': {'quantity': 2.5}, 'direct_transition': 'Swab'}, "
      "'Swab': {'type': 'Observation', 'category': 'laboratory', 'codes': [{'system': 'LOINC', 'code': '6558-1', "
      "'display': 'Streptococcus pyogenes Ag [Presence] in Specimen by Immunoassay'}], 'value_code': {'system': 'SNOMED-CT', "
      "'code': '10828004', 'display': 'Positive (qualifier value)'}, 'direct_transition': 'Leave'}, "
      "'Leave': {'type': 'EncounterEnd', 'direct_transition': 'End'}";
  IllWorld ill(config_of(), testing::program_of({{"care", at_thirty(states)}}));
  uint32_t drugs = 0, uncovered = 0;
  ill.each(60, [&](const Ledger& ledger) {
    const auto word = [&](TextId id) { return std::string(ill.world.texts.text(id)); };
    for (const ledger::Medication& drug : ledger.medications) {
      ++drugs;
      CHECK(word(drug.ndc_code) == "00781166601");
      CHECK(word(drug.route) == "26643006");
      CHECK(drug.cost > 1050);          // the fee and 90 tablets
      CHECK(drug.cost < 1050 + 90 * 50);
      CHECK(drug.payer_coverage >= 0);
      CHECK(drug.payer_coverage <= drug.cost);
      uncovered += drug.payer_coverage == 0 ? 1 : 0;
    }
    for (const ledger::CodedObservation& observation : ledger.coded_observations) {
      if (word(observation.loinc_code) == "10839-9") CHECK(observation.high.mantissa == 4);
      if (word(observation.loinc_code) == "6558-1") CHECK(word(observation.interpretation) == "A");
    }
  });
  CHECK(drugs > 20);
  CHECK(uncovered > 0);
  CHECK(uncovered < drugs);
}

TEST_CASE("a device's number does not depend on what else runs", "[life]") {
  const std::string device = at_thirty(
      "'First': {'type': 'Encounter', 'encounter_class': 'ambulatory', 'codes': [{'system': 'SNOMED-CT', 'code': '185349003', "
      "'display': 'Encounter for check up'}], 'direct_transition': 'Pump'}, 'Pump': {'type': 'Device', 'code': {'system': 'SNOMED-CT', "
      "'code': '69805005', 'display': 'Insulin pump (physical object)'}, 'direct_transition': 'Leave'}, "
      "'Leave': {'type': 'EncounterEnd', 'direct_transition': 'End'}");
  const auto product_of = [&](const testing::NamedTexts& modules) {
    IllWorld ill(config_of(), testing::program_of(modules));
    std::string product;
    ill.each(30, [&](const Ledger& ledger) {
      for (const ledger::Device& each : ledger.devices) product = std::string(each.udi.substr(0, 18));
    });
    return product;
  };
  const std::string alone = product_of({{"pump", device}});
  CHECK(alone.starts_with("(01)0952069805005"));
  CHECK(product_of({{"a_word", at_thirty("'First': {'type': 'Simple', 'direct_transition': 'End'}")}, {"pump", device}}) == alone);
}

TEST_CASE("with chronic kidney disease every filtration rate is that of its stage", "[life][survey]") {
  constexpr double kLow[] = {0, 90, 60, 30, 15, 0}, kHigh[] = {0, 200, 90, 60, 30, 15};
  for (int stage = 1; stage <= 5; ++stage) {
    const std::string states = "'First': {'type': 'SetAttribute', 'attribute': 'ckd', 'value': " + std::to_string(stage) + ", 'direct_transition': 'End'}";
    IllWorld ill(config_of(), testing::program_of({{"kidney", at_thirty(states)}}));
    uint32_t readings = 0;
    ill.each(60, [&](const Ledger& ledger) {
      const Day ill_since = add_years(ledger.person.birth, 30) + 1;
      for (const ledger::Observation& observation : ledger.observations) {
        if (observation.kind != static_cast<uint16_t>(reference::Measure::kEgfr) || day_of(observation.at) < ill_since) continue;
        ++readings;
        const double value = observation.mantissa / [&] {
          double scale = 1;
          for (uint8_t digit = 0; digit < ill.catalogue.kind(reference::Measure::kEgfr).decimals; ++digit) scale *= 10;
          return scale;
        }();
        INFO("stage " << stage << ", eGFR " << value);
        CHECK(value >= kLow[stage]);
        CHECK(value <= kHigh[stage]);
      }
    });
    CHECK(readings > 50);
  }
}

}  // namespace
}  // namespace polyclinic::life
