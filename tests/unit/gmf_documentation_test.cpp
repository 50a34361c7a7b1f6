// The authors' documentation beside the modules: what it lists is what the engine declares, and what its tutorial builds
// loads without a complaint and runs.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/gmf/host_names.h"
#include "engine/gmf/machine.h"
#include "engine/gmf/vital_sign.h"
#include "engine/gmf/vocabulary.h"
#include "tests/unit/gmf_sources.h"
#include "tests/unit/source_directory.h"

namespace polyclinic::gmf {
namespace {

constexpr std::string_view kBegin = "<!-- derived: begin.";
constexpr std::string_view kEnd = "<!-- derived: end -->";

std::string path() { return std::string(testing::source_directory()) + "/engine/modules/README.md"; }

std::string page() {
  std::ifstream file(path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string fields_in_words(std::span<const Field> fields) {
  std::string text;
  std::string unused;
  for (const Field& field : fields) {
    if (field.name == "condition_type" || field.name == "remarks") {
      continue;
    }
    std::string& list = field.has_effect() ? text : unused;
    list += (list.empty() ? "" : ", ") + std::string("`") + std::string(field.name) + "`";
    if (field.has_effect() && field.form != field.name) {
      list += " " + std::string(field.form);
    }
  }
  if (!unused.empty()) {
    text += (text.empty() ? "" : "; ") + std::string("without effect: ") + unused;
  }
  return text.empty() ? "-" : text;
}

std::string kinds_in_words(std::uint8_t kinds) {
  std::string words;
  for (const ValueKindBits kind : {kBooleanValue, kNumberValue, kStringValue, kCodeValue, kEntryValue}) {
    if ((kinds & kind) != 0) {
      words += (words.empty() ? "" : " or ") + std::string(name_of_kind(kind));
    }
  }
  return words;
}

std::string_view cadence_in_words(HostCadence cadence) {
  switch (cadence) {
    case HostCadence::kFixed: return "from birth";
    case HostCadence::kEvent: return "at events";
    case HostCadence::kComputed: return "computed when read";
    case HostCadence::kContinuous: return "all the time";
  }
  return "";
}

std::string_view cadence_in_words(VitalCadence cadence) {
  switch (cadence) {
    case VitalCadence::kUpdated: return "at updates";
    case VitalCadence::kEachStep: return "each step (a week)";
    case VitalCadence::kEachReading: return "each reading";
    case VitalCadence::kModulesOnly: return "by modules alone";
  }
  return "";
}

std::string list_of(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    text += (text.empty() ? "" : ", ") + std::string("`") + std::string(word) + "`";
  }
  return text;
}

// What stands between the marks, from the declared tables.
std::string derived() {
  std::string text = "\n## States\n\nEvery state has a `type` and, but for Terminal, one transition: " +
                     list_of(transition_keys()) + ".\n\n| type | fields |\n|---|---|\n";
  for (const Shape& shape : state_shapes()) {
    text += "| " + std::string(shape.name) + " | " + fields_in_words(shape.fields) + " |\n";
  }
  text += "\n## Conditions\n\nOperators: " + list_of(operator_names()) +
          ". An attribute that the person lacks makes every comparison false but `is nil`.\n\n"
          "| condition_type | fields |\n|---|---|\n";
  for (std::size_t index = 0; index < condition_shapes().size(); ++index) {
    text += "| " + std::string(condition_names()[index]) + " | " + fields_in_words(condition_shapes()[index].fields) +
            " |\n";
  }
  text += "\n## Other objects\n\n| object | fields |\n|---|---|\n";
  for (const Shape* shape : {&shapes::kModule, &shapes::kCode, &shapes::kDistribution, &shapes::kNamedProbability,
                             &shapes::kDistributedOption, &shapes::kConditionalOption, &shapes::kComplexOption,
                             &shapes::kLookupOption, &shapes::kTypeOfCare, &shapes::kDate, &shapes::kPrescription,
                             &shapes::kDosage, &shapes::kGoal, &shapes::kReaction, &shapes::kSeverity,
                             &shapes::kImagingSeries, &shapes::kImagingInstance, &shapes::kSupply,
                             &shapes::kSampledData, &shapes::kAttachment}) {
    text += "| " + std::string(shape->name) + " | " + fields_in_words(shape->fields) + " |\n";
  }
  text += "\n| distribution | parameters |\n|---|---|\n";
  for (const DistributionShape& shape : distribution_shapes()) {
    text += "| " + std::string(shape.kind) + " | " + fields_in_words(shape.parameters) + " |\n";
  }
  text += "\nEncounter classes: " + list_of(encounter_class_names()) + ". Units of time: " + list_of(time_unit_names()) +
          ".\n";
  text += "\n## Attributes that the host provides\n\nModules may read them. Writing one is a warning.\n\n"
          "| attribute | is | values | changes | meaning |\n|---|---|---|---|---|\n";
  for (const HostAttribute& attribute : host_attributes()) {
    text += "| `" + std::string(attribute.name) + "` | " + kinds_in_words(attribute.kinds) + " | " +
            std::string(attribute.values) + " | " + std::string(cadence_in_words(attribute.cadence)) + " | " +
            std::string(attribute.meaning) + " |\n";
  }
  text += "\n## Attributes that move the host\n\nModules write them, and the body follows.\n\n"
          "| attribute | values | effect |\n|---|---|---|\n";
  for (const HostAttribute& attribute : attributes_read_by_host()) {
    text += "| `" + std::string(attribute.name) + "` | " + std::string(attribute.values) + " | " +
            std::string(attribute.meaning) + " |\n";
  }
  text += "\nReserved names, which modules should not write: " + list_of(reserved_attribute_patterns()) + ".\n";
  text += "\n## Vital signs\n\nA reading is rounded to the decimals given. In expressions the second name works too.\n\n"
          "| vital sign | in expressions | unit | decimals | changes | remark |\n|---|---|---|---|---|---|\n";
  for (std::uint32_t index = 0; index < kVitalSignCount; ++index) {
    const HostVitalSign& host = host_vital_sign(static_cast<VitalSign>(index));
    text += "| " + std::string(kVitalSigns[index].name) + " | `" + std::string(kVitalSigns[index].constant) + "` | " +
            std::string(host.unit) + " | " + std::to_string(kVitalSigns[index].decimals) + " | " +
            std::string(cadence_in_words(host.cadence)) + " | " + std::string(host.meaning) + " |\n";
  }
  text += "\n## Limits\n\n| what | most |\n|---|---|\n| size of a module | " + std::to_string(kLargestModule >> 20) +
          " MiB |\n| size of all modules | " + std::to_string(kLargestModuleSet >> 20) +
          " MiB |\n| objects within each other | " + std::to_string(kDeepestModule) + " |\n| values of a module | " +
          std::to_string(kMostModuleValues) + " |\n| states of a module | " + std::to_string(kMostStatesOfModule) +
          " |\n| modules | " + std::to_string(kMostModules) + " |\n| calls within each other | " +
          std::to_string(kDeepestCalls) + " |\n\n";
  return text;
}

struct Parts {
  std::string before;
  std::string derived;
  std::string after;
};

Parts parts_of(const std::string& page) {
  const std::size_t begin = page.find("-->\n", page.find(kBegin));
  const std::size_t end = page.find(kEnd);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  return {page.substr(0, begin + 4), page.substr(begin + 4, end - begin - 4), page.substr(end)};
}

// The fenced blocks of that language, in their order.
std::vector<std::string> blocks(const std::string& page, std::string_view language) {
  const std::string open = "```" + std::string(language) + "\n";
  std::vector<std::string> found;
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
    at += open.size();
    found.push_back(page.substr(at, page.find("```", at) - at));
  }
  return found;
}

TEST_CASE("the authors' documentation lists what the engine declares", "[gmf]") {
  const Parts parts = parts_of(page());
  INFO("write it anew: polyclinic_unit_tests \"[write-modules-readme]\"");
  CHECK(parts.derived == derived());
}

TEST_CASE("the authors' documentation is written anew", "[.][write-modules-readme]") {
  const Parts parts = parts_of(page());
  std::ofstream file(path(), std::ios::binary);
  file << parts.before << derived() << parts.after;
  CHECK(file.good());
}

TEST_CASE("every step of the tutorial loads without a complaint", "[gmf]") {
  const std::vector<std::string> steps = blocks(page(), "json");
  REQUIRE(steps.size() == 4);
  for (const std::string& step : steps) {
    const LoadResult result = load_files({{"sprained_ankle", step}});
    INFO(step << all_text(result.findings));
    CHECK(result.findings.all().empty());
    CHECK(result.program.has_value());
  }
}

TEST_CASE("the tutorial's lookup table fits a transition", "[gmf]") {
  const std::vector<std::string> tables = blocks(page(), "csv");
  REQUIRE(tables.size() == 1);
  const LoadResult result = load_files(
      {{"t", module_file("'Initial':{'type':'Initial','lookup_table_transition':["
                         "{'transition':'Surgery','default_probability':0.1,'lookup_table_name':'surgery.csv'},"
                         "{'transition':'No Surgery','default_probability':0.9,'lookup_table_name':'surgery.csv'}]},"
                         "'Surgery':{'type':'Terminal'},'No Surgery':{'type':'Terminal'}")},
       {"surgery.csv", tables[0]}});
  INFO(all_text(result.findings));
  CHECK(result.findings.all().empty());
}

TEST_CASE("the tutorial's module does in people's lives what it says", "[gmf]") {
  const LoadResult loaded = load_files({{"sprained_ankle", blocks(page(), "json").back()}});
  REQUIRE(loaded.program.has_value());
  const Program& program = *loaded.program;
  Machine machine(program);
  ReferenceHost host;
  Record record;
  constexpr std::uint64_t kPeople = 2000;
  std::uint64_t sprains = 0;
  std::uint64_t pictures = 0;
  std::uint64_t drugs = 0;
  for (std::uint64_t number = 0; number < kPeople; ++number) {
    const Person person{.seed = 3, .number = number, .birth = start_of_day(day_from_civil(1940, 5, 1)),
                        .stop = start_of_day(day_from_civil(2020, 5, 1))};
    REQUIRE(machine.run(person, host, record).has_value());
    for (const Entry& entry : record.entries) {
      sprains += entry.kind == EntryKind::kCondition ? 1 : 0;
      pictures += entry.kind == EntryKind::kProcedure ? 1 : 0;
      drugs += entry.kind == EntryKind::kMedication ? 1 : 0;
      // Nobody is younger than six, and everything belongs to a visit.
      CHECK(entry.start >= start_of_day(day_from_civil(1946, 5, 1)));
      CHECK(entry.encounter != kNone);
    }
  }
  // From 6 to 80 years, a sprain every 41 years less half a year that truncation takes, and 4.5 weeks of healing.
  const double expected = kPeople * 74.0 / (40.5 + 4.5 * 7 / 365);
  CHECK(std::fabs(static_cast<double>(sprains) - expected) < 5 * std::sqrt(expected) + 0.02 * expected);
  CHECK(std::fabs(static_cast<double>(pictures) / static_cast<double>(sprains) - 0.6) < 0.04);
  CHECK(drugs <= sprains);
  CHECK(static_cast<double>(drugs) > 0.85 * static_cast<double>(sprains));
}

}  // namespace
}  // namespace polyclinic::gmf
