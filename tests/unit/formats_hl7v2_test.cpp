// HL7 v2.5.1: escapes, times, repeat patterns, and the messages of a life that is written down by hand.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/formats/hl7v2/hl7v2.h"
#include "engine/formats/hl7v2/segment_writer.h"
#include "engine/formats/hl7v2/vocabulary.h"
#include "engine/foundation/text.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::formats {
namespace {

using reference::Hl7Message;

std::string escaped(std::string_view text) {
  ByteBuffer out;
  hl7v2::append_escaped(text, out);
  return std::string(out.view());
}

std::string pattern(std::string_view words) {
  ByteBuffer out;
  hl7v2::append_repeat_pattern(words, out);
  return std::string(out.view());
}

const reference::ObservationCatalogue& catalogue() {
  static const reference::ObservationCatalogue kCatalogue = [] {
    auto made = reference::ObservationCatalogue::build();
    if (!made) FAIL(made.error().to_text());
    return *std::move(made);
  }();
  return kCatalogue;
}

constexpr Instant at(int32_t year, uint32_t month, uint32_t day, int hour, int minute) {
  return start_of_day(day_from_civil(year, month, day)) + hour * kMillisecondsPerHour + minute * kMillisecondsPerMinute;
}

// A world with the words that the life below needs, and that life: a check-up with blood pressure, a glucose and a vaccine;
// an emergency that becomes a stay with an operation; an allergy and a condition from before.
struct Sample {
  world::World world;
  ledger::Ledger ledger;

  explicit Sample(config::Hl7v2Options options) : world([&] {
          config::Config config = testing::sample_config();
          config.filters.states = {"RI"};
          config.format_options.hl7v2 = std::move(options);
          return testing::made_world(std::move(config));
        }()) {
    const auto word = [&](std::string_view text) { return world.texts.intern(text); };
    for (const std::string_view text : {"laboratory", "vital-signs"}) word(text);
    ledger::Person& person = ledger.person;
    person.number = 4;
    person.vista_id = 5;
    person.mrn = "0123456789";
    person.ssn = "900-01-0001";
    person.phone = "(401) 555-0123";
    person.address = "12 A&B St";
    person.sex = 1;
    person.birth = day_from_civil(1960, 2, 29);
    person.death = day_from_civil(2025, 3, 4);
    person.marital_status = 1;
    person.first_name = word("Ann|Marie");
    person.last_name = word("O^Neil");
    person.zip = world.places.zips[0];
    person.provider = 0;
    const auto visit = [&](std::string_view kind, Instant start, Instant end, std::string_view code, std::string_view disposition) {
      ledger::Encounter encounter;
      encounter.start = start;
      encounter.end = end;
      encounter.encounter_class = word(kind);
      encounter.code = word(code);
      encounter.type = word("Visit");
      encounter.discharge_disposition = word(disposition);
      encounter.provider = encounter.organization = encounter.payer = 0;
      ledger.encounters.push_back(encounter);
    };
    visit("AMB", at(2024, 5, 6, 14, 0), at(2024, 5, 6, 14, 30), "185349003", "");
    visit("EMER", at(2025, 3, 1, 1, 0), at(2025, 3, 1, 5, 0), "50849002", "09");
    visit("IMP", at(2025, 3, 1, 5, 0), at(2025, 3, 4, 9, 0), "183452005", "20");
    const auto measure = [&](reference::Measure kind, int32_t mantissa, int32_t low, int32_t high, uint32_t panel) {
      ledger::Observation observation;
      observation.kind = static_cast<uint16_t>(kind);
      observation.at = at(2024, 5, 6, 14, 5);
      observation.mantissa = mantissa;
      observation.low = low;
      observation.high = high;
      observation.panel = panel;
      ledger.observations.push_back(observation);
    };
    measure(reference::Measure::kBodyWeight, 705, INT32_MIN, INT32_MIN, ledger::kNone);
    measure(reference::Measure::kHeartRate, 66, 60, 100, ledger::kNone);
    measure(reference::Measure::kSystolic, 140, 90, 119, 1);
    measure(reference::Measure::kDiastolic, 70, 60, 79, 1);
    measure(reference::Measure::kGlucose, 60, 70, 99, ledger::kNone);
    ledger::Immunization dose;
    dose.at = at(2024, 5, 6, 14, 20);
    dose.vaccine = word("Influenza");
    dose.cvx_code = word("150");
    dose.mvx_code = word("PMC");
    dose.site = word("Left deltoid");
    dose.route = word("Intramuscular");
    dose.dose_number = 1;
    dose.lot = "AB12";
    ledger.immunizations.push_back(dose);
    ledger::Procedure surgery;
    surgery.encounter = 2;
    surgery.name = word("Appendectomy");
    surgery.cpt_code = word("44950");
    surgery.start = at(2025, 3, 1, 8, 0);
    surgery.end = at(2025, 3, 1, 9, 0);
    ledger.procedures.push_back(surgery);
    ledger.death.encounter = 2;
    ledger::Allergy allergy;
    allergy.substance = word("Peanut");
    allergy.snomed_code = word("91935009");
    allergy.category = word("food");
    allergy.onset = day_from_civil(1990, 1, 1);
    ledger.allergies.push_back(allergy);
    ledger::Medication drug;
    drug.encounter = 0;
    drug.name = word("aspirin 81 MG");
    drug.rxnorm_code = word("243670");
    drug.route = word("26643006");
    drug.frequency = word("2 times a day, as needed");
    drug.start = day_from_civil(2024, 5, 6);
    drug.end = day_from_civil(2024, 6, 1);
    drug.status = ledger::MedicationStatus::kStopped;
    drug.days_supply = 30;
    ledger.medications.push_back(drug);
  }

  // One of those to whom little happened: a drug from before, another clinician.
  ledger::Ledger other() const {
    ledger::Ledger other;
    other.person = ledger.person;
    other.person.vista_id = 6;
    other.person.provider = 1;
    other.person.death = ledger::kNever;
    other.medications = ledger.medications;
    other.medications[0].encounter = ledger::kNone;
    return other;
  }

  // The bytes of the first file of some people, one after the other.
  std::string file_of(std::initializer_list<const ledger::Ledger*> people) const {
    auto format = make_hl7v2(world, catalogue());
    if (!format) FAIL(format.error().to_text());
    ByteBuffer bytes;
    std::vector<RecordOutput> outputs{{&bytes, 0}};
    const auto writer = (*format)->writer();
    for (const ledger::Ledger* person : people) writer->add(*person, outputs);
    return std::string(bytes.view());
  }

  // The files' bytes of this one person.
  std::vector<std::string> files() {
    auto format = make_hl7v2(world, catalogue());
    if (!format) FAIL(format.error().to_text());
    const std::vector<RecordFile> planned = (*format)->files();
    std::vector<ByteBuffer> buffers(planned.size());
    std::vector<RecordOutput> outputs(planned.size());
    for (size_t f = 0; f < planned.size(); ++f) outputs[f].bytes = &buffers[f];
    const auto writer = (*format)->writer();
    writer->add(ledger, outputs);
    records = outputs[0].records;
    std::vector<std::string> texts;
    for (size_t f = 0; f < planned.size(); ++f) texts.push_back(planned[f].before + std::string(buffers[f].view()) + planned[f].after);
    return texts;
  }
  uint32_t records = 0;
};

std::vector<std::string> segments_of(std::string_view text) {
  std::vector<std::string> segments;
  for (const std::string_view segment : split(text, '\r')) segments.emplace_back(segment);
  segments.pop_back();
  return segments;
}

std::string field(const std::string& segment, size_t number) {
  size_t at = 0;
  const size_t skipped = segment.starts_with("MSH") ? number - 1 : number;
  for (const std::string_view part : split(segment, '|')) {
    if (at++ == skipped) return std::string(part);
  }
  return {};
}

std::vector<std::string> fields_of(const std::vector<std::string>& segments, std::string_view name, size_t number) {
  std::vector<std::string> values;
  for (const std::string& segment : segments) {
    if (segment.starts_with(name)) values.push_back(field(segment, number));
  }
  return values;
}

TEST_CASE("texts cannot end what they stand in") {
  CHECK(escaped("plain é") == "plain é");
  CHECK(escaped("a|b^c&d~e\\f") == "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f");
  CHECK(escaped("two\r\nlines") == "two\\X0D\\\\X0A\\lines");
  CHECK(escaped("\x0B\x1C\r") == "\\X0B\\\\X1C\\\\X0D\\");
  CHECK(escaped("") == "");
}

TEST_CASE("how often a drug is taken becomes a repeat pattern") {
  CHECK(pattern("every day") == "Q1D");
  CHECK(pattern("2 times a day") == "BID");
  CHECK(pattern("3 times a day, as needed") == "TID~PRN");
  CHECK(pattern("4 times a day") == "QID");
  CHECK(pattern("5 times a day") == "5ID");
  CHECK(pattern("every 6 hours") == "Q6H");
  CHECK(pattern("every 2 weeks") == "Q2W");
  CHECK(pattern("every month") == "Q1L");
  CHECK(pattern("as needed") == "PRN");
  CHECK(pattern("") == "");
  CHECK(pattern("2 times in 3 days") == "");
  CHECK(pattern("every year") == "");
}

TEST_CASE("a life is told in time order, from its first booking to its end") {
  Sample sample({.acknowledgments = true});
  const std::vector<std::string> files = sample.files();
  REQUIRE(files.size() == 2);
  const std::vector<std::string> segments = segments_of(files[0]);
  const std::vector<std::string> expected{"ADT^A28^ADT_A05", "SIU^S12^SIU_S12", "ADT^A04^ADT_A01", "OML^O21^OML_O21", "ORU^R01^ORU_R01",
                                          "VXU^V04^VXU_V04", "ORU^R01^ORU_R01", "RDE^O11^RDE_O11", "ADT^A08^ADT_A01", "MDM^T02^MDM_T02",
                                          "RDE^O11^RDE_O11", "ADT^A04^ADT_A01", "ADT^A03^ADT_A03", "MDM^T02^MDM_T02", "ADT^A01^ADT_A01",
                                          "ADT^A02^ADT_A02", "ADT^A02^ADT_A02", "ADT^A03^ADT_A03", "MDM^T02^MDM_T02"};
  CHECK(fields_of(segments, "MSH", 9) == expected);
  CHECK(sample.records == expected.size());
  const std::vector<std::string> times = fields_of(segments, "MSH", 7);
  CHECK(std::is_sorted(times.begin(), times.end()));
  CHECK(times.front() == "20240429140000+0000");
  const std::vector<std::string> ids = fields_of(segments, "MSH", 10);
  CHECK(ids.front() == "5.1");
  CHECK(ids.back() == "5.19");
  CHECK(fields_of(segments_of(files[1]), "MSA", 2) == ids);
  CHECK(fields_of(segments_of(files[1]), "MSH", 9).front() == "ACK^A28^ACK");

  CHECK(fields_of(segments, "PID", 5).front() == "O\\S\\Neil^Ann\\F\\Marie^^^^^L");
  CHECK(fields_of(segments, "PID", 3).front() ==
        "0123456789^^^POLYCLINIC^MR~5^^^POLYCLINIC^PI~900-01-0001^^^USSSA&2.16.840.1.113883.4.1&ISO^SS");
  CHECK(fields_of(segments, "PID", 11).front().starts_with("12 A\\T\\B St^^"));
  CHECK(fields_of(segments, "PID", 13).front() == "^PRN^PH^^1^401^5550123");
  // The death is known from the discharge on.
  const std::vector<std::string> deaths = fields_of(segments, "PID", 30);
  CHECK(std::count(deaths.begin(), deaths.end(), "Y") == 2);
  CHECK(fields_of(segments, "PID", 29).back() == "20250304");
  CHECK(fields_of(segments, "AL1", 3).front() == "91935009^Peanut^SCT");
}

TEST_CASE("results are told by panel, with units, ranges and flags") {
  Sample sample({.messages = {Hl7Message::kOml, Hl7Message::kOru}});
  const std::vector<std::string> segments = segments_of(sample.files()[0]);
  CHECK(fields_of(segments, "MSH", 9) == std::vector<std::string>{"OML^O21^OML_O21", "ORU^R01^ORU_R01", "ORU^R01^ORU_R01"});
  std::vector<std::string> orders;
  for (const std::string& code : fields_of(segments, "OBR", 4)) orders.push_back(code.substr(0, code.find('^')));
  CHECK(orders == std::vector<std::string>{"2345-7", "85354-9", "85353-1", "2345-7"});
  CHECK(fields_of(segments, "OBX", 5) == std::vector<std::string>{"140", "70", "70.5", "66", "60"});
  CHECK(fields_of(segments, "OBX", 7) == std::vector<std::string>{"90-119", "60-79", "", "60-100", "70-99"});
  CHECK(fields_of(segments, "OBX", 8) == std::vector<std::string>{"H", "N", "", "N", "L"});
  CHECK(fields_of(segments, "OBX", 6).front() == "mm[Hg]^mm[Hg]^UCUM");
  CHECK(fields_of(segments, "SPM", 4).front() == "SER^Serum^HL70487");
  // Results of the laboratory come when the visit ends, with the order's number.
  CHECK(fields_of(segments, "OBR", 22).back() == "20240506143000+0000");
  CHECK(fields_of(segments, "ORC", 2).back() == fields_of(segments, "ORC", 2).front());
}

TEST_CASE("vaccines, prescriptions and operations have the segments of their guides") {
  Sample sample({});
  const std::vector<std::string> segments = segments_of(sample.files()[0]);
  CHECK(fields_of(segments, "RXA", 5).front() == "150^Influenza^CVX");
  CHECK(fields_of(segments, "RXA", 15).front() == "AB12");
  CHECK(fields_of(segments, "RXA", 17).front() == "PMC^Sanofi Pasteur^MVX");
  CHECK(fields_of(segments, "RXR", 1) == std::vector<std::string>{"IM^Intramuscular^HL70162", "PO^Oral^HL70162", "PO^Oral^HL70162"});
  CHECK(fields_of(segments, "RXR", 2).front() == "LD^Left Deltoid^HL70163");
  CHECK(fields_of(segments, "TQ1", 3).front() == "BID~PRN");
  CHECK(fields_of(segments, "TQ1", 6).front() == "30^d&day&UCUM");
  CHECK(fields_of(segments, "TQ1", 8).back() == "20240601");
  const std::vector<std::string> controls = fields_of(segments, "ORC", 1);
  CHECK(controls.back() == "DC");
  // Into the operating room and back.
  std::vector<std::string> transfers;
  for (size_t s = 0; s < segments.size(); ++s) {
    if (segments[s].starts_with("EVN|A02")) transfers.push_back(field(segments[s + 3], 3).substr(0, 3) + "<" + field(segments[s + 3], 6).substr(0, 3));
  }
  CHECK(transfers == std::vector<std::string>{"OR^<WAR", "WAR<OR^"});
  CHECK(fields_of(segments, "PV1", 36).back() == "20");
  CHECK(fields_of(segments, "PV1", 14).back() == "7");
  // The note has lines that people read.
  const std::string note = fields_of(segments, "OBX", 5).back();
  CHECK(note.find("\\.br\\Procedures\\.br\\- Appendectomy") != std::string::npos);
  CHECK(note.find("The patient died on 2025-03-04.") != std::string::npos);
}

TEST_CASE("messages are framed as the config says") {
  using Framing = config::Hl7v2Options::Framing;
  const std::string plain = Sample({}).files()[0];
  const std::string blocks = Sample({.framing = Framing::kMllp}).files()[0];
  std::string unframed;
  for (const char c : blocks) {
    if (c == '\x0B') continue;
    if (c == '\x1C') {
      unframed += c;
    } else if (c == '\r' && !unframed.empty() && unframed.back() == '\x1C') {
      unframed.pop_back();
    } else {
      unframed += c;
    }
  }
  CHECK(blocks.front() == '\x0B');
  CHECK(unframed == plain);

  const std::vector<std::string> batch = segments_of(Sample({.framing = Framing::kBatch}).files()[0]);
  CHECK(batch.front() == "FHS|^~\\&|POLYCLINIC||EHR|HOSPITAL|20260101000000+0000||messages.hl7");
  CHECK(batch[1] == "BHS|^~\\&|POLYCLINIC||EHR|HOSPITAL|20260101000000+0000||||5");
  CHECK(batch[batch.size() - 2] == "BTS|19");
  CHECK(batch.back() == "FTS");

  const std::string production = Sample({.messages = {Hl7Message::kMdm}, .processing_id = 'P', .receiving_application = "A|B", .receiving_facility = ""}).files()[0];
  CHECK(production.find("|A\\F\\B||") != std::string::npos);
  CHECK(fields_of(segments_of(production), "MSH", 11).front() == "P");
}

TEST_CASE("nothing of a person stays behind for the next") {
  const Sample sample({});
  const ledger::Ledger other = sample.other();
  const std::string first = sample.file_of({&sample.ledger}), second = sample.file_of({&other});
  CHECK(sample.file_of({&sample.ledger, &other}) == first + second);
  CHECK(sample.file_of({&other, &sample.ledger}) == second + first);
  // Who has no visit is looked after by the clinician of the primary care.
  const std::vector<std::string> segments = segments_of(second);
  CHECK(fields_of(segments, "ORC", 12).front() == fields_of(segments, "PD1", 4).front());
}

TEST_CASE("a death at home is told when its day is over, and repeats nothing") {
  Sample sample({});
  ledger::Ledger& ledger = sample.ledger;
  ledger.encounters.resize(1);
  ledger.procedures.clear();
  ledger::Condition condition;
  condition.name = sample.world.texts.intern("Cardiac arrest");
  condition.snomed_code = sample.world.texts.intern("410429000");
  condition.onset = ledger.person.death;
  ledger.conditions.push_back(condition);
  const std::vector<std::string> segments = segments_of(sample.files()[0]);
  const std::vector<std::string> events = fields_of(segments, "MSH", 9), times = fields_of(segments, "MSH", 7);
  CHECK(std::count(events.begin(), events.end(), "ADT^A31^ADT_A05") == 2);
  CHECK(times[times.size() - 2] == "20250304000000+0000");
  CHECK(times.back() == "20250304235959+0000");
  CHECK(fields_of(segments, "DG1", 3) == std::vector<std::string>{"410429000^Cardiac arrest^SCT"});
  const std::vector<std::string> deaths = fields_of(segments, "PID", 30);
  CHECK(std::count(deaths.begin(), deaths.end(), "Y") == 1);
}

TEST_CASE("a person to whom nothing happened is told nevertheless") {
  Sample sample({});
  ledger::Person person = sample.ledger.person;
  person.death = ledger::kNever;
  sample.ledger.clear();
  sample.ledger.person = person;
  const std::vector<std::string> segments = segments_of(sample.files()[0]);
  CHECK(fields_of(segments, "MSH", 9) == std::vector<std::string>{"ADT^A28^ADT_A05"});
  CHECK(fields_of(segments, "MSH", 7).front() == "20160101000000+0000");
}

}  // namespace
}  // namespace polyclinic::formats
