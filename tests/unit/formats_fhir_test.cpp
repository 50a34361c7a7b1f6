// Tests of FHIR: its files and Bundles, and what a hand-made ledger becomes. Others' validators read whole datasets in
// tests/groups/54-fhir.sh.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/formats/fhir/fhir.h"
#include "engine/formats/fhir/resource.h"
#include "engine/formats/grouping.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::formats {
namespace {

struct Written {
  std::vector<RecordFile> files;
  std::vector<std::string> texts;
  std::vector<uint32_t> records;

  const std::string& text(std::string_view name) const {
    for (size_t f = 0; f < files.size(); ++f) {
      if (files[f].name == name) return texts[f];
    }
    FAIL("there is no file " << name);
    return texts[0];
  }
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A world of one run and a format of it.
struct Run {
  explicit Run(config::FhirOptions options = {})
      : world(testing::made_world(config_with(std::move(options)))), observations(reference::ObservationCatalogue::build().value()) {
    for (const reference::ObservationKind& kind : observations.kinds()) world.texts.intern(kind.loinc);
  }

  static config::Config config_with(config::FhirOptions options) {
    config::Config config = testing::sample_config();
    config.format_options.fhir = std::move(options);
    return config;
  }

  TextId word(std::string_view text) { return world.texts.intern(text); }

  // A person without anything, of whom everything that must be there is.
  ledger::Ledger person(uint64_t number = 5) {
    ledger::Ledger ledger;
    const IdMinter minter(world.config.seed);
    ledger.person.number = number;
    ledger.person.id = minter.mint(static_cast<uint8_t>(ledger::Entity::kPerson), number, 0);
    ledger.person.first_name = word("Ann");
    ledger.person.last_name = word("Lee");
    ledger.person.zip = word("02139");
    ledger.person.mrn = "77";
    ledger.person.birth = day_from_civil(1960, 2, 29);
    ledger.person.provider = 0;
    return ledger;
  }
  ledger::Encounter encounter(uint32_t ordinal) {
    ledger::Encounter encounter;
    encounter.id = IdMinter(world.config.seed).mint(static_cast<uint8_t>(ledger::Entity::kEncounter), 5, ordinal);
    encounter.start = Instant{day_from_civil(2020, 3, 1)} * kMillisecondsPerDay + 9 * kMillisecondsPerHour;
    encounter.end = encounter.start + kMillisecondsPerHour;
    encounter.type = word("Check up");
    encounter.code = word("185349003");
    encounter.encounter_class = word("AMB");
    encounter.provider = encounter.organization = encounter.payer = 0;
    return encounter;
  }

  Written write(const std::vector<const ledger::Ledger*>& people, bool with_directory = false) {
    const auto format = make_fhir(world, observations);
    REQUIRE(format.has_value());
    Written written;
    written.files = (*format)->files();
    std::vector<ByteBuffer> buffers(written.files.size());
    std::vector<RecordOutput> outputs(buffers.size());
    for (size_t f = 0; f < buffers.size(); ++f) outputs[f].bytes = &buffers[f];
    const auto writer = (*format)->writer();
    if (with_directory) writer->add_directory({{0}, {0}}, outputs);
    for (const ledger::Ledger* ledger : people) writer->add(*ledger, outputs);
    for (size_t f = 0; f < buffers.size(); ++f) {
      written.texts.emplace_back(buffers[f].view());
      written.records.push_back(outputs[f].records);
    }
    return written;
  }

  world::World world;
  reference::ObservationCatalogue observations;
};

TEST_CASE("in bulk, each resource type has a file and the manifest lists them", "[fhir]") {
  Run run;
  const ledger::Ledger person = run.person(), other = run.person(6);
  const Written written = run.write({&person, &other});
  REQUIRE(written.files.size() == reference::kFhirResourceCount + 1);
  const std::string& manifest = written.files.back().before;
  CHECK(written.files.back().name == "manifest.json");
  for (size_t t = 0; t < reference::kFhirResourceCount; ++t) {
    const std::string name(reference::kFhirResources[t]);
    CHECK(written.files[t].name == name + ".ndjson");
    CHECK(has(manifest, R"({"type":")" + name + R"(","url":")" + name + R"(.ndjson"})"));
    CHECK((written.texts[t].empty() || written.texts[t].starts_with(R"({"resourceType":")" + name + R"(","id":")")));
  }
  const std::string& patients = written.text("Patient.ndjson");
  CHECK(written.records[static_cast<size_t>(reference::FhirResource::kPatient)] == 2);
  CHECK(std::count(patients.begin(), patients.end(), '\n') == 2);
  CHECK(has(patients, R"("birthDate":"1960-02-29")"));
  CHECK(has(patients, R"("active":true)"));
  CHECK_FALSE(has(patients, "deceased"));
}

TEST_CASE("the resource types that were chosen are the only ones, with the same bytes", "[fhir]") {
  Run all, some({.resources = {reference::FhirResource::kPatient, reference::FhirResource::kEncounter}});
  ledger::Ledger told = all.person(), told_again = some.person();
  told.encounters.push_back(all.encounter(0));
  told_again.encounters.push_back(some.encounter(0));
  const Written whole = all.write({&told}), part = some.write({&told_again});
  REQUIRE(part.files.size() == 3);
  CHECK(part.files[0].name == "Patient.ndjson");
  CHECK(part.files[1].name == "Encounter.ndjson");
  CHECK(part.texts[0] == whole.text("Patient.ndjson"));
  CHECK(part.texts[1] == whole.text("Encounter.ndjson"));
  CHECK_FALSE(has(part.files[2].before, "Observation"));
}

TEST_CASE("a Bundle has the directory, then one has each person; within it references are by full URL", "[fhir]") {
  Run run({.form = config::FhirOptions::Form::kTransaction});
  ledger::Ledger person = run.person();
  person.encounters.push_back(run.encounter(0));
  const Written written = run.write({&person}, true);
  REQUIRE(written.files.size() == 1);
  CHECK(written.files[0].name == "bundles.ndjson");
  CHECK(written.records[0] == 2);
  const std::string& text = written.texts[0];
  const std::string directory = text.substr(0, text.find('\n')), bundle = text.substr(text.find('\n') + 1);
  CHECK(directory.starts_with(R"({"resourceType":"Bundle","id":")"));
  CHECK(has(directory, R"("type":"transaction","timestamp":"2026-01-01T00:00:00Z","entry":[{"fullUrl":"urn:uuid:)"));
  CHECK(has(directory, R"("practitioner":{"reference":"urn:uuid:)"));
  CHECK(has(bundle, R"("subject":{"reference":"urn:uuid:)"));
  CHECK(has(bundle, R"("individual":{"reference":"Practitioner/)"));
  CHECK(has(bundle, R"(,"request":{"method":"PUT","url":"Encounter/)"));
  CHECK(bundle.ends_with("\"}}]}\n"));
  CHECK_FALSE(has(text, ",]"));
  CHECK_FALSE(has(text, "}{"));
  Run collection({.form = config::FhirOptions::Form::kCollection});
  ledger::Ledger again = collection.person();
  CHECK_FALSE(has(collection.write({&again}, true).texts[0], "request"));
}

TEST_CASE("made texts are escaped in JSON, and in the narrative as XHTML too", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  person.person.address = "1 \"Back\\Lane\"\n";
  person.person.email = "a@b";
  person.care_plans.push_back({.name = run.word("Rest & <\"tea\">"), .start = day_from_civil(2020, 1, 1)});
  const Written written = run.write({&person});
  CHECK(has(written.text("Patient.ndjson"), R"("line":["1 \"Back\\Lane\"\u000a"])"));
  CHECK(has(written.text("CarePlan.ndjson"), R"(<p>Rest &amp; &lt;\"tea\"&gt;</p></div>")"));
  CHECK(has(written.text("CarePlan.ndjson"), R"("title":"Rest & <\"tea\">")"));
}

TEST_CASE("both blood pressures are one observation with the panel's id", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  person.encounters.push_back(run.encounter(0));
  person.panels = 1;
  const auto pressure = [&](reference::Measure measure, int32_t value) {
    ledger::Observation observation;
    observation.id = Id{1, static_cast<uint64_t>(measure)};
    observation.kind = static_cast<uint16_t>(measure);
    observation.mantissa = value;
    observation.panel = 0;
    return observation;
  };
  person.observations = {pressure(reference::Measure::kSystolic, 121), pressure(reference::Measure::kDiastolic, 79)};
  const std::string both = run.write({&person}).text("Observation.ndjson");
  CHECK(std::count(both.begin(), both.end(), '\n') == 1);
  CHECK(has(both, "us-core-blood-pressure"));
  CHECK(has(both, R"("valueQuantity":{"value":121,"unit":"mm[Hg]")"));
  CHECK(has(both, R"("valueQuantity":{"value":79,"unit":"mm[Hg]")"));
  // One alone is a vital sign of its own.
  person.observations.pop_back();
  const std::string alone = run.write({&person}).text("Observation.ndjson");
  CHECK(has(alone, "us-core-vital-signs"));
  CHECK_FALSE(has(alone, "component"));
}

TEST_CASE("a number is told with its range and what it means against it", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  person.encounters.push_back(run.encounter(0));
  ledger::Observation observation;
  observation.kind = static_cast<uint16_t>(reference::Measure::kPotassium);
  observation.low = 35;
  observation.high = 51;
  for (const auto& [value, code] : std::vector<std::pair<int32_t, std::string>>{{34, "L"}, {35, "N"}, {51, "N"}, {52, "H"}}) {
    observation.mantissa = value;
    person.observations = {observation};
    const std::string text = run.write({&person}).text("Observation.ndjson");
    CAPTURE(value, text);
    CHECK(has(text, R"("code":")" + code + R"(","display":)"));
    CHECK(has(text, R"("low":{"value":3.5,"unit":"mmol/L")"));
    CHECK(has(text, R"("high":{"value":5.1,"unit":"mmol/L")"));
  }
  observation.low = observation.high = INT32_MIN;
  person.observations = {observation};
  CHECK_FALSE(has(run.write({&person}).text("Observation.ndjson"), "interpretation"));
}

TEST_CASE("how often a drug is taken is told as a timing where its words are known", "[fhir]") {
  Run run;
  const std::vector<std::pair<std::string, std::string>> known{
      {"every day", R"("frequency":1,"period":1,"periodUnit":"d")"},
      {"2 times a day, as needed", R"("frequency":2,"period":1,"periodUnit":"d")"},
      {"every 6 months", R"("frequency":1,"period":6,"periodUnit":"mo")"},
      {"every 2 weeks", R"("frequency":1,"period":2,"periodUnit":"wk")"},
      {"now and then", ""},
      {"every", ""},
      {"0 times a day", ""},
  };
  for (const auto& [words, timing] : known) {
    ledger::Ledger person = run.person();
    person.medications.push_back({.name = run.word("water"), .frequency = run.word(words), .start = 0});
    const std::string text = run.write({&person}).text("MedicationRequest.ndjson");
    CAPTURE(words, text);
    CHECK(has(text, R"("text":")" + words + "\""));
    CHECK(has(text, "timing") == !timing.empty());
    CHECK(has(text, timing));
  }
}

TEST_CASE("drugs that were given on the spot are told as given, too", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  person.medications.push_back({.id = Id{1, 2}, .name = run.word("water"), .start = 0});
  CHECK(run.write({&person}).text("MedicationAdministration.ndjson").empty());
  person.medications[0].administered = true;
  const std::string text = run.write({&person}).text("MedicationAdministration.ndjson");
  CHECK(has(text, R"("request":{"reference":"MedicationRequest/00000000-0000-0001-0000-000000000002"})"));
  CHECK_FALSE(has(text, "dosage"));  // without a dose there is none to tell
}

TEST_CASE("fills of the history are told as dispensed", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  const Day as_of = run.world.config.as_of;
  person.medications.push_back({.id = Id{1, 2}, .name = run.word("water"), .start = as_of - 70, .days_supply = 30, .refills = 5});
  const auto dispenses = [&] { return run.write({&person}).text("MedicationDispense.ndjson"); };
  const std::string text = dispenses();
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK(has(text, R"("authorizingPrescription":[{"reference":"MedicationRequest/00000000-0000-0001-0000-000000000002"}])"));
  CHECK(text.find("First Fill") < text.find("Refill - Complete"));
  person.person.death = as_of - 40;
  const std::string until_death = dispenses();
  CHECK(std::count(until_death.begin(), until_death.end(), '\n') == 1);
  person.medications[0].start = add_years(as_of, -run.world.config.years_of_history) - 31;
  person.person.death = ledger::kNever;
  const std::string refills = dispenses();
  CHECK_FALSE(has(refills, "First Fill"));
  CHECK(std::count(refills.begin(), refills.end(), '\n') == 4);
}

TEST_CASE("a report and its results name the specimen, unless specimens are not wanted", "[fhir]") {
  for (const bool wanted : {true, false}) {
    Run run(wanted ? config::FhirOptions{} : config::FhirOptions{.resources = {reference::FhirResource::kObservation, reference::FhirResource::kDiagnosticReport}});
    ledger::Ledger person = run.person();
    person.encounters.push_back(run.encounter(0));
    ledger::Observation observation;
    observation.kind = static_cast<uint16_t>(reference::Measure::kPotassium);
    observation.mantissa = 40;
    observation.panel = 3;
    person.observations = {observation};
    person.reports.push_back({.id = Id{1, 1}, .encounter = 0, .name = run.word("A panel"), .panel = 3});
    person.reports.push_back({.id = Id{1, 2}, .encounter = 0, .name = run.word("Another")});
    const Written written = run.write({&person});
    const bool is_told = has(written.text("Observation.ndjson"), R"("specimen":{"reference":"Specimen/)");
    CHECK(is_told == wanted);
    CHECK(has(written.text("DiagnosticReport.ndjson"), R"("specimen":[{"reference":"Specimen/)") == wanted);
    if (!wanted) continue;
    const std::string& specimens = written.text("Specimen.ndjson");
    CHECK(std::count(specimens.begin(), specimens.end(), '\n') == 1);
    CHECK(has(specimens, "Serum specimen"));
  }
}

TEST_CASE("only what stays in the body is an implant", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  person.devices.push_back({.name = run.word("Hearing aid"), .snomed_code = run.word("6012004")});
  person.devices.push_back({.name = run.word("Implantable cardiac pacemaker"), .snomed_code = run.word("706004007")});
  person.devices.push_back({.name = run.word("Something")});
  const std::string text = run.write({&person}).text("Device.ndjson");
  const size_t second = text.find('\n') + 1, third = text.find('\n', second) + 1;
  CHECK_FALSE(has(text.substr(0, second), "implantable-device"));
  CHECK(has(text.substr(second, third - second), "us-core-implantable-device"));
  CHECK_FALSE(has(text.substr(third), "implantable-device"));
}

TEST_CASE("an id is an object identifier in decimal", "[fhir]") {
  Run run;
  ledger::Ledger person = run.person();
  const auto identifier = [&](Id id) {
    person.imaging_studies.assign(1, {.id = id});
    const std::string text = run.write({&person}).text("ImagingStudy.ndjson");
    const size_t from = text.find("urn:oid:2.25.") + 13;
    return text.substr(from, text.find('"', from) - from);
  };
  CHECK(identifier({0, 1}) == "1");
  CHECK(identifier({0, UINT64_MAX}) == "18446744073709551615");
  CHECK(identifier({1, 0}) == "18446744073709551616");
  CHECK(identifier({UINT64_MAX, UINT64_MAX}) == "340282366920938463463374607431768211455");
}

TEST_CASE("notes are base64 of every length", "[fhir]") {
  Run run;
  const fhir::Shared shared(run.world, run.observations);
  std::vector<ByteBuffer> buffers(reference::kFhirResourceCount);
  std::vector<RecordOutput> outputs(buffers.size());
  for (size_t f = 0; f < buffers.size(); ++f) outputs[f].bytes = &buffers[f];
  fhir::Target target{shared, outputs};
  const auto encoded = [&](std::string_view bytes) {
    ByteBuffer& out = buffers[static_cast<size_t>(fhir::Type::kPatient)];
    out.clear();
    { fhir::Resource(target, fhir::Type::kPatient, Id{}).raw(",").base64(bytes); }
    const std::string text(out.view());
    return text.substr(text.find(',', text.find("id")) + 1, text.size() - text.find(',', text.find("id")) - 3);
  };
  // RFC 4648, section 10
  CHECK(encoded("") == "");
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("foob") == "Zm9vYg==");
  CHECK(encoded("\xFF\xFE\xFD") == "//79");
  const std::string large(100000, 'x');
  CHECK(encoded(large).size() == 133336);
}

TEST_CASE("things are grouped by where they belong, in their order", "[fhir]") {
  Grouping grouping;
  const std::vector<uint32_t> groups{2, 0, ledger::kNone, 2, 1, 0};
  grouping.fill(groups, 4, [](uint32_t group) { return group; });
  const auto members = [&](size_t group) { return std::vector<uint32_t>(grouping.of(group).begin(), grouping.of(group).end()); };
  CHECK(members(0) == std::vector<uint32_t>{1, 5});
  CHECK(members(1) == std::vector<uint32_t>{4});
  CHECK(members(2) == std::vector<uint32_t>{0, 3});
  CHECK(members(3).empty());
  grouping.fill(std::vector<uint32_t>{}, 0, [](uint32_t group) { return group; });
}

}  // namespace
}  // namespace polyclinic::formats
