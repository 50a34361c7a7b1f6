// VistA: dates, subscripts and texts as M and FileMan write them, numbers of entries, and the nodes of a life that is
// written down by hand.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/formats/vista/node_writer.h"
#include "engine/formats/vista/numbering.h"
#include "engine/formats/vista/vista.h"
#include "engine/foundation/text.h"
#include "polyclinic/job.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::formats {
namespace {

using vista::Entry;
using vista::EntryNumbers;
using vista::File;

const reference::ObservationCatalogue& vista_catalogue() {
  static const reference::ObservationCatalogue kCatalogue = [] {
    auto made = reference::ObservationCatalogue::build();
    if (!made) FAIL(made.error().to_text());
    return *std::move(made);
  }();
  return kCatalogue;
}

std::string subscript(std::string_view text, bool upper = false) {
  ByteBuffer out;
  vista::append_subscript(text, upper, out);
  return std::string(out.view());
}

constexpr Instant moment(int32_t year, uint32_t month, uint32_t day, int hour, int minute, int second = 0) {
  return start_of_day(day_from_civil(year, month, day)) + hour * kMillisecondsPerHour + minute * kMillisecondsPerMinute + second * kMillisecondsPerSecond;
}

}  // namespace

TEST_CASE("FileMan's dates have the years since 1700 and no zeros at the end", "[vista]") {
  CHECK(vista::date_text(day_from_civil(1973, 12, 3)).view() == "2731203");
  CHECK(vista::date_text(day_from_civil(2026, 1, 1)).view() == "3260101");
  CHECK(vista::date_text(moment(2024, 1, 2, 3, 4, 5)).view() == "3240102.030405");
  CHECK(vista::date_text(moment(2024, 1, 2, 3, 4)).view() == "3240102.0304");
  CHECK(vista::date_text(moment(2024, 1, 2, 10, 0)).view() == "3240102.1");
  CHECK(vista::date_text(moment(2024, 1, 2, 0, 0)).view() == "3240102");
  CHECK(vista::inverse_date_text(day_from_civil(2024, 1, 2)).view() == "6759897");
  CHECK(vista::inverse_text(moment(2024, 1, 2, 3, 4)).view() == "6759896.9696");
  CHECK(vista::inverse_text(moment(2024, 1, 2, 0, 0)).view() == "6759897");
  CHECK(vista::inverse_day_text(moment(2024, 1, 2, 3, 4)).view() == "6759897.0304");
}

TEST_CASE("subscripts that M would write as numbers are numbers", "[vista]") {
  for (const std::string_view number : {"0", "1", "-1", ".5", "10", "1.5", "666010001", "123456789012345678"}) {
    CAPTURE(number);
    CHECK(subscript(number) == number);
  }
  for (const std::string_view text : {"", "012", "0.11", "1.50", "1.", ".", "-", "1e5", "1-2", "+1", "-0", "1234567890123456789", "E78.5", "1 "}) {
    CAPTURE(text);
    CHECK(subscript(text) == "\"" + std::string(text) + "\"");
  }
}

TEST_CASE("texts are quoted as M prints them", "[vista]") {
  CHECK(subscript("a\"b") == R"("a""b")");
  CHECK(subscript("a^b\nc\td") == R"("a b c d")");
  CHECK(subscript("O'Brien, caf\xC3\xA9", true) == "\"O'BRIEN, CAF\xC3\xA9\"");
  // Bytes 128 to 159, alone, side by side, first and last.
  CHECK(subscript("x\xE2\x80\x99y") == "\"x\xE2\"_$C(128,153)_\"y\"");
  CHECK(subscript("\xC3\x89") == "\"\xC3\"_$C(137)");
  CHECK(subscript("\x89z") == "$C(137)_\"z\"");
  CHECK(subscript("\x89") == "$C(137)");
  CHECK(subscript(")_") == R"(")_")");
}

TEST_CASE("entries are numbered in the order of units", "[vista]") {
  struct Nothing final : vista::EndWriter {
    void write(const vista::AllNumbers& numbers, std::span<RecordOutput>) const override {
      visits = numbers[index_of(File::kVisit)].count;
      pharmacy = numbers[index_of(File::kPharmacyPatient)].count;
      last_pharmacy = numbers[index_of(File::kPharmacyPatient)].last;
      drugs = numbers[index_of(File::kDrug)].shared.size();
    }
    mutable uint64_t visits = 0, pharmacy = 0, last_pharmacy = 0;
    mutable size_t drugs = 0;
  } end;
  vista::Numbering numbering(end);
  EntryNumbers first, second;
  const auto mark = [](Entry entry) {
    char bytes[vista::kMarkSize];
    vista::write_mark(bytes, entry);
    return std::string(bytes, sizeof bytes);
  };
  // Made in another order than entered.
  const Entry b0 = second.add(File::kVisit), drug_b = second.share(File::kDrug, {7, 1}), drug_c = second.share(File::kDrug, {8, 1});
  const Entry person_b = second.add(File::kPatient);
  second.follow(File::kPharmacyPatient, person_b);
  const Entry a0 = first.add(File::kVisit), a1 = first.add(File::kVisit), drug_a = first.share(File::kDrug, {8, 1});
  const Entry person_a = first.add(File::kPatient);
  first.follow(File::kPharmacyPatient, person_a);
  CHECK(first.share(File::kDrug, {8, 1, 5}).index == drug_a.index);
  CHECK(drug_b.index != drug_c.index);
  numbering.enter(first);
  numbering.enter(second);
  const auto finished = [&](const EntryNumbers& numbers, const std::string& text) {
    ByteBuffer bytes;
    bytes.append(text);
    numbering.finish(numbers, bytes);
    return std::string(bytes.view());
  };
  CHECK(finished(first, "a" + mark(a0) + mark(a1) + "-" + mark(drug_a) + "z") == "a12-1z");
  CHECK(finished(second, mark(b0) + "," + mark(drug_b) + "," + mark(drug_c) + "," + mark(person_b)) == "3,2,1,2");
  CHECK(finished(second, "nothing to do") == "nothing to do");
  CHECK(finished(second, "").empty());
  numbering.close({});
  CHECK(end.visits == 3);
  CHECK(end.drugs == 2);
  CHECK(end.pharmacy == 2);
  CHECK(end.last_pharmacy == 2);
  // Emptied and used again, with more than the table held at first.
  first.clear();
  for (uint32_t n = 0; n < 5000; ++n) CHECK(first.share(File::kNarrative, {n}).index == n);
  for (uint32_t n = 0; n < 5000; ++n) CHECK(first.share(File::kNarrative, {n}).index == n);
}

namespace {

// A life: a visit with blood pressure, weight, glucose twice at one moment and a vaccine; a problem that is over.
struct VistaSample {
  world::World world = testing::made_world([] {
    config::Config config = testing::sample_config();
    config.filters.states = {"RI"};
    return config;
  }());
  ledger::Ledger ledger;

  VistaSample() {
    const auto word = [&](std::string_view text) { return world.texts.intern(text); };
    word("problem");
    for (const reference::ObservationKind& kind : vista_catalogue().kinds()) {
      for (const std::string_view text : {kind.display, kind.loinc, kind.unit, kind.category}) word(text);
    }
    ledger::Person& person = ledger.person;
    person.vista_id = 65;
    person.mrn = "0123456789";
    person.ssn = "900-01-0001";
    person.phone = "(401) 555-0123";
    person.address = "12 A^B St";
    person.sex = 1;
    person.birth = day_from_civil(1960, 2, 29);
    person.death = day_from_civil(2025, 3, 4);
    person.marital_status = 1;
    person.race = 5;
    person.first_name = word("Ann");
    person.last_name = word("O\"Neil");
    person.zip = world.places.zips[0];
    person.provider = 0;
    ledger::Encounter encounter;
    encounter.start = moment(2024, 5, 6, 14, 0);
    encounter.end = moment(2024, 5, 6, 14, 30);
    encounter.encounter_class = word("AMB");
    encounter.reason = word("Cough");
    encounter.reason_code = word("R05.9");
    encounter.provider = encounter.organization = 0;
    ledger.encounters.push_back(encounter);
    const auto measure = [&](reference::Measure kind, int32_t mantissa, int32_t low, int32_t high) {
      ledger::Observation observation;
      observation.kind = static_cast<uint16_t>(kind);
      observation.at = moment(2024, 5, 6, 14, 5);
      observation.mantissa = mantissa;
      observation.low = low;
      observation.high = high;
      ledger.observations.push_back(observation);
    };
    measure(reference::Measure::kBodyWeight, 700, INT32_MIN, INT32_MIN);
    measure(reference::Measure::kBodyHeight, 1800, INT32_MIN, INT32_MIN);
    measure(reference::Measure::kBodyTemperature, 370, INT32_MIN, INT32_MIN);
    measure(reference::Measure::kSystolic, 140, 90, 119);
    measure(reference::Measure::kDiastolic, 70, 60, 79);
    measure(reference::Measure::kGlucose, 60, 70, 99);
    measure(reference::Measure::kGlucose, 100, 70, 99);
    ledger::Condition condition;
    condition.name = word("Old trouble");
    condition.category = word("problem");
    condition.snomed_code = word("123");
    condition.onset = day_from_civil(2001, 2, 3);
    condition.abatement = day_from_civil(2002, 2, 3);
    ledger.conditions.push_back(condition);
  }

  // All lines of all files, of the person told so many times.
  std::vector<std::string> lines(int times = 1) {
    auto format = make_vista(world, vista_catalogue());
    if (!format) FAIL(format.error().to_text());
    const size_t count = (*format)->files().size();
    std::vector<ByteBuffer> buffers(count);
    std::vector<RecordOutput> outputs(count);
    for (size_t f = 0; f < count; ++f) outputs[f].bytes = &buffers[f];
    const auto writer = (*format)->writer();
    const auto numbering = (*format)->numbering();
    const auto numbers = (*format)->unit_numbers();
    writer->begin_unit(*numbers);
    for (int t = 0; t < times; ++t) writer->add(ledger, outputs);
    numbering->enter(*numbers);
    for (ByteBuffer& buffer : buffers) numbering->finish(*numbers, buffer);
    numbering->close(outputs);
    std::vector<std::string> all;
    for (const ByteBuffer& buffer : buffers) {
      for (const std::string_view line : split(buffer.view(), '\n')) {
        if (!line.empty()) all.emplace_back(line);
      }
    }
    return all;
  }
};

bool has(const std::vector<std::string>& lines, std::string_view line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); }

}  // namespace

TEST_CASE("a person becomes the nodes of FileMan's files", "[vista]") {
  VistaSample sample;
  const std::vector<std::string> lines = sample.lines();
  for (const std::string_view line : {
           R"(^DPT(1,0)="O""NEIL,ANN^M^2600229^^2^^^^900010001")",
           R"(^DPT("B","O""NEIL,ANN",1)="")",
           R"(^DPT("SSN",900010001,1)="")",
           R"(^DPT("BS","0001",1)="")",
           R"(^DPT("BS5","O0001",1)="")",
           R"(^DPT("ADOB",2600229,1)="")",
           R"(^DPT(1,.35)="3250304")",
           R"(^DPT(1,"LR")="1")",
           R"(^DPT(0)="PATIENT^2I^1^1")",
           R"(^AUPNPAT(1,0)="1")",
           R"(^AUPNVSIT("B",3240506.14,1)="")",
           R"(^AUPNVSIT("AA",1,6759493.14,1)="")",
           R"(^AUPNVPOV(1,0)="2^1^1^2^^^^^^^^P")",
           R"(^ICD9(1,0)="R69")",
           R"(^ICD9(2,0)="R05.9")",
           R"(^ICD9("BA","R05.9 ",2)="")",
           R"(^AUPNPROB(1,0)="1^1^3020203^^1^1^1^3010203^^^^I^3010203")",
           R"(^AUPNPROB(1,800)="123")",
           R"(^GMR(120.5,1,0)="3240506.1405^1^6^3240506.1405^1^1^^154.32")",
           R"(^GMR(120.5,2,0)="3240506.1405^1^5^3240506.1405^1^1^^70.87")",
           R"(^GMR(120.5,3,0)="3240506.1405^1^2^3240506.1405^1^1^^98.6")",
           R"(^GMR(120.5,4,0)="3240506.1405^1^1^3240506.1405^1^1^^140/70")",
           R"(^LR(1,"CH",6759492.8595,2)="60^L^^1^2!70!99!!!!mg/dL")",
           R"(^LR(1,"CH",6759492.859499,2)="100^H^^1^2!70!99!!!!mg/dL")",
           R"(^LR(1,"CH",0)="^63.04D^6759492.859499^2")",
       }) {
    CAPTURE(line);
    CHECK(has(lines, line));
  }
  // Of two or more races it is not known which; a blank stands for what divides pieces.
  CHECK(std::none_of(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("^DPT(1,.02"); }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("^DPT(1,.11)=\"12 A B ST^^^"); }));
  CHECK(std::none_of(lines.begin(), lines.end(), [](const std::string& line) { return line.find(vista::kMark) != std::string::npos; }));
}

TEST_CASE("the same person again has numbers of their own, and shares what is pointed to", "[vista]") {
  VistaSample sample;
  const std::vector<std::string> once = sample.lines(1), twice = sample.lines(2);
  CHECK(has(twice, R"(^DPT(0)="PATIENT^2I^2^2")"));
  CHECK(has(twice, R"(^GMR(120.5,0)="GMRV VITAL MEASUREMENT^120.5ID^8^8")"));
  CHECK(has(twice, R"(^AUPNVPOV(2,0)="2^2^2^2^^^^^^^^P")"));
  const auto shared = [](const std::vector<std::string>& lines) {
    return std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("^ICD9(") || line.starts_with("^AUTNPOV("); });
  };
  CHECK(shared(once) == shared(twice));
}

TEST_CASE("routine form is the same nodes as commands", "[vista]") {
  VistaSample sample;
  std::vector<std::string> loaded = sample.lines();
  sample.world.config.format_options.vista.routine = true;
  const std::vector<std::string> commands = sample.lines();
  for (std::string& line : loaded) line = " S " + line;
  CHECK(loaded == commands);
}

TEST_CASE("a part of a dataset cannot be made of what is numbered throughout", "[vista]") {
  JobOptions options;
  options.part = 1;
  options.parts = 2;
  const auto job = Job::create(R"({"patients": 40, "formats": ["vista"]})", options);
  REQUIRE_FALSE(job.has_value());
  CHECK(job.error().kind == ErrorKind::kInvalidInput);
  CHECK(job.error().to_text().find("vista cannot be made in parts") != std::string::npos);
}

}  // namespace polyclinic::formats
