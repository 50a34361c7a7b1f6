// The clinical dataset's rows, from ledgers that are written by hand: each cell where it belongs, nulls for what does
// not apply, nothing in tables that are not wanted.
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>
#include <vector>

#include "engine/datasets/clinical/clinical.h"
#include "engine/formats/csv/csv.h"
#include "tests/unit/formats_csv_reader.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::datasets {
namespace {

using ledger::Ledger;
using tables::Batch;
using Row = std::map<std::string, std::string>;

class Sample {
 public:
  Sample() : world(testing::made_world(testing::sample_config())), dataset(*clinical_dataset()) {
    auto catalogue = reference::ObservationCatalogue::build();
    REQUIRE(catalogue.has_value());
    observations.emplace(*std::move(catalogue));
    auto built = ClinicalRows::build(dataset, *observations, world);
    REQUIRE(built.has_value());
    rows.emplace(*std::move(built));
    visit = world.texts.intern("Visit");
    code = world.texts.intern("185349003");
    for (const tables::Table& table : dataset.tables) batches.emplace_back(table);
  }

  Batches all() {
    Batches wanted;
    for (Batch& batch : batches) wanted.push_back(&batch);
    return wanted;
  }

  // The rows of a table as maps from the columns' names to CSV cells.
  std::vector<Row> read(std::string_view table) {
    const Batch& batch = batches[dataset.table(table)];
    const auto format = formats::make_csv(world.texts);
    const auto encoder = format->encoder(batch.table());
    ByteBuffer bytes;
    bytes.append(encoder->before());
    if (batch.rows() > 0) encoder->encode(batch, bytes);
    const auto records = testing::read_csv(bytes.view());
    REQUIRE(records);
    std::vector<Row> found;
    for (size_t r = 1; r < records->size(); ++r) {
      Row row;
      for (size_t c = 0; c < records->at(r).size(); ++c) row[records->at(0)[c].text] = records->at(r)[c].text;
      found.push_back(row);
    }
    return found;
  }

  Ledger person(uint64_t number, Day birth) const {
    Ledger ledger;
    ledger::Person& person = ledger.person;
    person.number = number;
    person.id = Id{number, 0x8000000000000000};
    person.birth = birth;
    person.age = age_in_years(birth, world.config.as_of);
    person.first_name = visit;
    person.last_name = visit;
    person.mrn = "0000000001";
    person.ssn = "900-01-0001";
    person.phone = "(617) 555-0100";
    person.address = "5 Elm St";
    person.zip = world.places.zips[world.places.places[0].first_zip];
    person.latitude = 4266427;
    person.longitude = -5;
    person.vista_id = number + 1;
    person.provider = 0;
    return ledger;
  }

  world::World world;
  tables::Dataset dataset;
  std::optional<reference::ObservationCatalogue> observations;
  std::optional<ClinicalRows> rows;
  TextId visit, code;
  std::vector<Batch> batches;
};

TEST_CASE("a child has empty cells where nothing is said of children", "[datasets]") {
  Sample sample;
  const Ledger ledger = sample.person(1, day_from_civil(2022, 5, 6));
  sample.rows->append(ledger, sample.all());
  const auto patients = sample.read("patients");
  REQUIRE(patients.size() == 1);
  const Row& row = patients[0];
  CHECK(row.at("patient_id") == "00000000-0000-0001-8000-000000000000");
  CHECK(row.at("vista_id") == "2");
  CHECK(row.at("gender") == "female");
  CHECK(row.at("birth_sex") == "F");
  CHECK(row.at("birthdate") == "2022-05-06");
  CHECK(row.at("age") == "3");
  CHECK(row.at("country") == "US");
  CHECK(row.at("city") == "Anchorage");
  CHECK(row.at("state") == "AK");
  CHECK(row.at("latitude") == "42.66427");
  CHECK(row.at("longitude") == "-0.00005");
  CHECK(row.at("language") == "en");
  CHECK(row.at("alcohol_use") == "None");
  CHECK(row.at("insurance") == "Uninsured");
  CHECK(row.at("deceased") == "false");
  for (const char* empty :
       {"middle_name", "email", "marital_status", "smoking_status", "education", "employment_status", "death_date"}) {
    INFO(empty);
    CHECK(row.at(empty).empty());
  }
  for (const char* table : {"encounters", "observations", "immunizations", "deaths", "coverages", "conditions"}) {
    CHECK(sample.read(table).empty());
  }
}

TEST_CASE("a deceased adult has a row of deaths, and what happened has its rows", "[datasets]") {
  Sample sample;
  const world::Directory& directory = sample.world.directory;
  Ledger ledger = sample.person(7, day_from_civil(1950, 2, 28));
  ledger::Person& person = ledger.person;
  person.sex = 1;
  person.death = day_from_civil(2024, 2, 27);
  person.age = 73;
  person.marital_status = 5;
  person.smoking = 1;
  person.alcohol = 2;
  person.education = 4;
  person.employment = 5;
  person.email = "a.b@example.org";
  person.insurance = static_cast<uint8_t>(reference::Insurance::kMedicare);

  ledger::Encounter encounter;
  encounter.id = Id{11, 12};
  encounter.start = start_of_day(day_from_civil(2023, 1, 5)) + 9 * 3'600'000;
  encounter.end = encounter.start + 1'800'000;
  encounter.type = sample.visit;
  encounter.code = sample.code;
  encounter.encounter_class = sample.visit;
  encounter.provider = 3;
  encounter.organization = directory.providers[3].organization;
  encounter.payer = 1;
  encounter.base_cost = 10005;
  encounter.total_cost = 20010;
  encounter.payer_coverage = 15000;
  ledger.encounters.push_back(encounter);

  ledger::Observation observation;
  observation.encounter = 0;
  observation.at = encounter.start + 180'000;
  observation.kind = static_cast<uint16_t>(reference::Measure::kBodyTemperature);
  observation.mantissa = 371;
  observation.low = 361;
  observation.high = 370;
  observation.id = Id{21, 1};
  ledger.observations.push_back(observation);  // above
  observation.mantissa = 361;
  observation.panel = 5;
  ledger.observations.push_back(observation);  // on the limit
  observation.mantissa = 360;
  ledger.observations.push_back(observation);  // below
  observation.low = observation.high = INT32_MIN;
  observation.panel = 6;
  ledger.observations.push_back(observation);  // no range
  observation.kind = static_cast<uint16_t>(reference::Measure::kTobaccoStatus);
  observation.is_number = false;
  observation.value = sample.visit;
  observation.value_code = sample.code;
  observation.panel = ledger::kNone;
  ledger.observations.push_back(observation);

  ledger::Coverage coverage;
  coverage.id = Id{31, 1};
  coverage.insurance = static_cast<uint8_t>(reference::Insurance::kMedicare);
  coverage.plan = directory.plans_by_insurance[coverage.insurance][0];
  coverage.start = day_from_civil(2023, 1, 1);
  coverage.end = day_from_civil(2023, 12, 31);
  coverage.member_id = "B000000000001";
  ledger.coverages.push_back(coverage);
  coverage.insurance = static_cast<uint8_t>(reference::Insurance::kUninsured);
  coverage.plan = directory.plans_by_insurance[coverage.insurance][0];
  ledger.coverages.push_back(coverage);  // nobody's member: no row

  ledger.death.cause = sample.visit;
  ledger.death.icd10_code = sample.code;
  ledger.death.manner = sample.visit;
  sample.rows->append(ledger, sample.all());

  const Row patient = sample.read("patients").at(0);
  CHECK(patient.at("deceased") == "true");
  CHECK(patient.at("death_date") == "2024-02-27");
  CHECK(patient.at("age") == "73");
  CHECK(patient.at("gender") == "male");
  CHECK(patient.at("marital_status") == "Widowed");
  CHECK(patient.at("smoking_status") == "Former smoker");
  CHECK(patient.at("alcohol_use") == "Moderate");
  CHECK(patient.at("education") == "Bachelor's degree or higher");
  CHECK(patient.at("employment_status") == "Retired");
  CHECK(patient.at("email") == "a.b@example.org");
  CHECK(patient.at("insurance") == "Medicare");

  const auto deaths = sample.read("deaths");
  REQUIRE(deaths.size() == 1);
  CHECK(deaths[0].at("patient_id") == patient.at("patient_id"));
  CHECK(deaths[0].at("death_date") == "2024-02-27");
  CHECK(deaths[0].at("encounter_id").empty());

  const auto encounters = sample.read("encounters");
  REQUIRE(encounters.size() == 1);
  CHECK(encounters[0].at("date") == "2023-01-05T09:00:00Z");
  CHECK(encounters[0].at("end") == "2023-01-05T09:30:00Z");
  CHECK(encounters[0].at("base_cost") == "100.05");
  CHECK(encounters[0].at("total_cost") == "200.10");
  CHECK(encounters[0].at("payer_coverage") == "150.00");
  CHECK(encounters[0].at("provider") == sample.world.texts.text(directory.providers[3].full_name));
  CHECK(encounters[0].at("discharge_disposition").empty());

  const auto observations = sample.read("observations");
  REQUIRE(observations.size() == 5);
  const char* interpretation[] = {"H", "N", "L", "", ""};
  const char* value[] = {"37.1", "36.1", "36.0", "36.0", "Visit"};
  for (size_t o = 0; o < 5; ++o) {
    INFO(o);
    CHECK(observations[o].at("encounter_id") == encounters[0].at("encounter_id"));
    CHECK(observations[o].at("interpretation") == interpretation[o]);
    CHECK(observations[o].at("value") == value[o]);
    CHECK(observations[o].at("value_number") == (o < 4 ? value[o] : ""));
    CHECK(observations[o].at("unit") == (o < 4 ? "Cel" : ""));
    CHECK(observations[o].at("reference_low") == (o < 3 ? "36.1" : ""));
    CHECK(observations[o].at("value_code") == (o < 4 ? "" : "185349003"));
  }
  CHECK(observations[0].at("panel_id").empty());
  CHECK(observations[1].at("panel_id") == observations[2].at("panel_id"));
  CHECK(observations[2].at("panel_id") != observations[3].at("panel_id"));

  const auto coverages = sample.read("coverages");
  REQUIRE(coverages.size() == 1);
  CHECK(coverages[0].at("insurance") == "Medicare");
  CHECK(coverages[0].at("end") == "2023-12-31");
}

TEST_CASE("tables that are not wanted stay empty", "[datasets]") {
  Sample sample;
  Batches wanted(sample.batches.size(), nullptr);
  sample.rows->append(sample.person(1, day_from_civil(1990, 1, 1)), wanted);
  sample.rows->append_directory(world::extract_directory(sample.world, 10), wanted);
  for (const Batch& batch : sample.batches) CHECK(batch.rows() == 0);
}

TEST_CASE("the directory's rows are those of the extract", "[datasets]") {
  Sample sample;
  const world::DirectoryExtract extract = world::extract_directory(sample.world, 200);
  sample.rows->append_directory(extract, sample.all());
  const auto providers = sample.read("providers");
  const auto organizations = sample.read("organizations");
  REQUIRE(providers.size() == extract.providers.size());
  REQUIRE(organizations.size() == extract.organizations.size());
  CHECK(sample.read("payers").size() == sample.world.directory.payers.size());
  std::map<std::string, Row> by_id;
  for (const Row& organization : organizations) by_id[organization.at("organization_id")] = organization;
  CHECK(by_id.size() == organizations.size());
  for (const Row& provider : providers) {
    REQUIRE(by_id.contains(provider.at("organization_id")));
    const bool clinic = by_id.at(provider.at("organization_id")).at("type") == "clinic";
    CHECK((clinic || provider.at("panel_capacity").empty()));
  }
  for (const Row& organization : organizations) {
    CHECK(organization.at("beds").empty() == (organization.at("type") != "hospital"));
  }
}

TEST_CASE("what disease modules tell has its rows", "[datasets]") {
  Sample sample;
  Ledger ledger = sample.person(3, day_from_civil(1960, 1, 2));
  TextPool& texts = sample.world.texts;
  ledger::Encounter& encounter = ledger.encounters.emplace_back();
  encounter.id = Id{9, 9};
  encounter.provider = encounter.organization = encounter.payer = 0;
  encounter.start = encounter.end = start_of_day(day_from_civil(2024, 5, 6));
  ledger::Condition& condition = ledger.conditions.emplace_back();
  condition.id = Id{7, 1};
  condition.encounter = 0;
  condition.name = texts.intern("Gout");
  condition.snomed_code = texts.intern("90560007");
  condition.category = texts.intern("problem");
  condition.onset = day_from_civil(2024, 5, 6);
  ledger::Medication& medication = ledger.medications.emplace_back();
  medication.id = Id{7, 2};
  medication.condition = 0;
  medication.name = texts.intern("allopurinol 100 MG Oral Tablet");
  medication.rxnorm_code = texts.intern("197319");
  medication.start = day_from_civil(2024, 5, 6);
  medication.end = day_from_civil(2024, 8, 6);
  medication.status = ledger::MedicationStatus::kStopped;
  medication.dose = {15, 1};
  medication.days_supply = 30;
  medication.cost = 2800;
  ledger::Allergy& allergy = ledger.allergies.emplace_back();
  allergy.id = Id{7, 3};
  allergy.substance = texts.intern("Peanut");
  allergy.category = texts.intern("food");
  allergy.reaction_count = 2;
  ledger.reactions.push_back({{texts.intern("Anaphylaxis"), kNoText}, texts.intern("severe")});
  ledger.reactions.push_back({{texts.intern("Wheal"), kNoText}, texts.intern("mild")});
  ledger::CodedObservation number;
  number.id = Id{7, 4};
  number.at = encounter.start;
  number.type = texts.intern("Urate");
  number.loinc_code = texts.intern("3084-1");
  number.category = texts.intern("laboratory");
  number.unit = texts.intern("mg/dL");
  number.number = {85, 1};
  number.low = {3, 0};
  number.high = {700, 2};
  ledger::CodedObservation text = number;
  text.id = Id{7, 5};
  text.number = text.low = text.high = {};
  text.value = "New York";
  ledger::CodedObservation nothing = text;
  nothing.value = {};
  ledger.coded_observations = {number, text, nothing};
  ledger.imaging_studies.push_back({Id{7, 6}, 0, ledger::kNone, encounter.start, 0, 2});
  ledger.imaging_series.push_back({texts.intern("CT"), {texts.intern("Hip"), texts.intern("29836001")}, 3});
  ledger.imaging_series.push_back({texts.intern("CT"), {}, 4});
  sample.rows->append(ledger, sample.all());

  const Row disease = sample.read("conditions").at(0);
  CHECK(disease.at("status") == "active");
  CHECK(disease.at("encounter_id") == "00000000-0000-0009-0000-000000000009");
  CHECK(disease.at("onset_date") == "2024-05-06");
  CHECK(disease.at("abatement_date").empty());
  CHECK(disease.at("verification") == "confirmed");
  const Row drug = sample.read("medications").at(0);
  CHECK(drug.at("condition_id") == disease.at("condition_id"));
  CHECK(drug.at("encounter_id").empty());
  CHECK(drug.at("dose") == "1.5");
  CHECK(drug.at("quantity").empty());
  CHECK(drug.at("days_supply") == "30");
  CHECK(drug.at("refills").empty());
  CHECK(drug.at("status") == "stopped");
  CHECK(drug.at("cost") == "28.00");
  CHECK(drug.at("payer_coverage") == "0.00");
  const Row peanut = sample.read("allergies").at(0);
  CHECK(peanut.at("reaction") == "Anaphylaxis");
  CHECK(peanut.at("severity") == "severe");
  CHECK(peanut.at("status") == "active");
  const auto observations = sample.read("observations");
  REQUIRE(observations.size() == 2);
  CHECK(observations[0].at("value") == "8.5");
  CHECK(observations[0].at("interpretation") == "H");
  CHECK(observations[0].at("encounter_id").empty());
  CHECK(observations[1].at("value") == "New York");
  CHECK(observations[1].at("value_number").empty());
  CHECK(observations[1].at("unit").empty());
  CHECK(observations[1].at("interpretation").empty());
  const Row study = sample.read("imaging_studies").at(0);
  CHECK(study.at("series_count") == "2");
  CHECK(study.at("instance_count") == "7");
  CHECK(study.at("modality") == "CT");
  CHECK(study.at("body_site") == "Hip");
}

}  // namespace
}  // namespace polyclinic::datasets
