// Tests of the calls for people who write modules: checking, listing, drawing, tracing, counting.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>

#include "engine/config/json_document.h"
#include "polyclinic/modules.h"
#include "tests/unit/gmf_sources.h"

using namespace polyclinic;

namespace {

// Ill from the 40th birthday to the 60th, whoever lives that long.
constexpr std::string_view kMiddleAge = R"('Initial': {'type': 'Initial', 'direct_transition': 'Young'},
  'Young': {'type': 'Guard', 'allow': {'condition_type': 'Age', 'operator': '>=', 'quantity': 40, 'unit': 'years'}, 'direct_transition': 'Falls ill'},
  'Falls ill': {'type': 'ConditionOnset', 'codes': [{'system': 'SNOMED-CT', 'code': '90560007', 'display': 'Gout'}], 'direct_transition': 'Is ill'},
  'Is ill': {'type': 'Guard', 'allow': {'condition_type': 'Age', 'operator': '>=', 'quantity': 60, 'unit': 'years'}, 'direct_transition': 'Well'},
  'Well': {'type': 'ConditionEnd', 'condition_onset': 'Falls ill', 'direct_transition': 'End'},
  'End': {'type': 'Terminal'})";

ModuleSet set_of(std::string_view states, std::string_view key = "middle_age") {
  return {{{std::string(key), gmf::module_file(states), {}}}, {}};
}

config::JsonValue parsed(const std::string& text) {
  Result<config::JsonValue> value = config::read_json(text, "The answer", {.text_size = 64U << 20});
  REQUIRE(value.has_value());
  return *std::move(value);
}

const config::JsonValue& entry(const config::JsonValue& list, std::string_view key, std::string_view text) {
  for (const config::JsonValue& item : list.items) {
    if (item.find(key) != nullptr && item.find(key)->text == text) return item;
  }
  FAIL("no entry with " << key << " " << text);
  return list;
}

double number(const config::JsonValue& object, std::string_view key) {
  REQUIRE(object.find(key) != nullptr);
  return object.find(key)->number;
}

TrialOptions trial(std::string config_text, std::string format = "json") {
  TrialOptions options;
  options.config_text = std::move(config_text);
  options.format = std::move(format);
  return options;
}

}  // namespace

TEST_CASE("A check tells of the modules that are meant, and of others their errors alone", "[run]") {
  const auto module = [](std::string_view name, std::string_view fields) {
    return gmf::module_file("'Initial': {'type': 'Initial', 'direct_transition': 'S'}, 'S': {" + std::string(fields) +
                                ", 'direct_transition': 'T'}, 'T': {'type': 'Terminal'}", name);
  };
  const std::string warned = "'type': 'Simple', 'odd': 1", sound = "'type': 'Simple'";
  const ModuleSet set{{{"a", module("A", warned), "folder/a.json"}, {"b", module("B", warned), {}}, {"c", module("C", sound), {}}}, {}};
  CHECK(check_modules(set, {}, "text")->warnings == 2);
  const ModuleCheck one = check_modules(set, {"a"}, "text").value();
  CHECK(one.errors == 0);
  CHECK(one.warnings == 1);
  CHECK(one.text.starts_with("folder/a.json\n  warning W67 in state \"S\" at /states/S/odd\n"));
  CHECK(one.text.ends_with("3 modules: 0 errors, 1 warning, 0 remarks\n"));
  const ModuleCheck with_error = check_modules({{{"a", module("A", sound), {}}, {"b", module("B", "'type': 'Simpel'"), {}}}, {}}, {"a"}, "json").value();
  CHECK(with_error.errors == 1);
  const config::JsonValue json = parsed(with_error.text);
  const config::JsonValue& finding = json.find("findings")->items.at(0);
  CHECK(finding.find("code")->text == "E06");
  CHECK(finding.find("file")->text == "b.json");
  CHECK(finding.find("pointer")->text == "/states/S/type");
  CHECK(finding.find("hint")->text == "did you mean \"Simple\"?");
  CHECK(check_modules(set, {"aa"}, "text").error().message == "there is no module \"aa\" (did you mean \"a\"?)");
  CHECK(check_modules(set, {}, "html").error().message == "unknown format \"html\"; known formats are text and json");
}

TEST_CASE("A file's name may be any bytes", "[run]") {
  const ModuleSet set{{{"a", gmf::one_state("'type': 'Simple', 'odd': 1"), "caf\xE9.json"}}, {}};
  CHECK(parsed(check_modules(set, {}, "json")->text).find("findings")->items.at(0).find("file")->text == "caf?.json");
}

TEST_CASE("References of a module are found, and none in what is no module", "[run]") {
  const ModuleReferences found = module_references(gmf::module_file(
      "'A': {'type': 'CallSubmodule', 'submodule': 'x/y'}, 'B': {'type': 'CallSubmodule', 'submodule': 'x/y'},"
      "'C': {'type': 'Simple', 'submodule': 'x/z', 'lookup_table_transition': [{'lookup_table_name': 't.csv'}, {'lookup_table_name': 't.csv'}, 5]},"
      "'D': {'type': 'CallSubmodule', 'submodule': 7}, 'E': []"));
  CHECK(found.submodules == std::vector<std::string>{"x/y"});
  CHECK(found.tables == std::vector<std::string>{"t.csv"});
  for (const std::string_view bad : {"", "{", "[]", "{\"states\": 5}", "{\"states\": [5]}"}) {
    CHECK(module_references(bad).submodules.empty());
  }
}

TEST_CASE("Modules come in a config too", "[run]") {
  const ModuleSet set =
      modules_of_config(R"({"modules": {"files": [{"name": "a", "json": "{}"}], "tables": [{"name": "t.csv", "csv": "x"}]}})").value();
  REQUIRE(set.modules.size() == 1);
  CHECK(set.modules[0].key == "a");
  CHECK(set.tables.at(0).csv == "x");
  CHECK(modules_of_config("")->modules.empty());
  CHECK(!modules_of_config(R"({"modules": 5})").has_value());
}

TEST_CASE("Prevalence is the share of the time lived at an age", "[run]") {
  const std::string text = run_modules(set_of(kMiddleAge), trial(R"({"patients": 400, "seed": 5})"), 1).value();
  const config::JsonValue counts = parsed(text);
  CHECK(number(counts, "people") == 400);
  const config::JsonValue& gout = entry(*counts.find("recorded"), "display", "Gout");
  const config::JsonValue& prevalence = *gout.find("prevalence");
  for (const std::string_view band : {"0-9", "10-19", "20-29", "30-39", "60-69", "70-79"}) CHECK(number(prevalence, band) == 0);
  for (const std::string_view band : {"40-49", "50-59"}) CHECK(number(prevalence, band) == 1);
  const config::JsonValue& ages = *gout.find("age_at_first");
  CHECK(number(ages, "p5") == 40);
  CHECK(number(ages, "p95") == 40);
  const config::JsonValue& ill = entry(*counts.find("states"), "state", "Falls ill");
  CHECK(number(ill, "people") == number(gout, "people"));
  CHECK(number(ill, "people") < 400);
  CHECK(number(*entry(*counts.find("states"), "state", "Well").find("age_at_first"), "median") == 60);
}

TEST_CASE("Counts do not depend on the threads", "[run]") {
  const std::string config = R"({"patients": 300, "seed": 8})";
  const std::string one = run_modules(set_of(kMiddleAge), trial(config, "text"), 1).value();
  CHECK(run_modules(set_of(kMiddleAge), trial(config, "text"), 3).value() == one);
  CHECK(run_modules(set_of(kMiddleAge), trial(config, "text"), 0).value() == one);
}

TEST_CASE("A trace tells waits and what was written", "[run]") {
  const std::string config = R"({"seed": 5, "filters": {"age": {"min": 62}}})";
  const std::string text = trace_person(set_of(kMiddleAge), 3, trial(config, "text")).value();
  CHECK(text.starts_with("Person 3: "));
  for (const std::string_view part :
       {"Young (Guard: until age >= 40 years)\n", ": time made the condition true\n", "* condition begins: Gout [SNOMED-CT 90560007]\n",
        "* condition ends: Gout\n"}) {
    CHECK(text.find(part) != std::string::npos);
  }
  const config::JsonValue trace = parsed(trace_person(set_of(kMiddleAge), 3, trial(config)).value());
  const config::JsonValue& ill = entry(*trace.find("steps"), "state", "Falls ill");
  CHECK(number(ill, "age") == 40);
  CHECK(ill.find("at")->text.ends_with("-" + trace.find("person")->find("birth")->text.substr(5, 5) + "T00:00:00Z"));
  CHECK(entry(*trace.find("steps"), "state", "Is ill").find("why")->text == "time made the condition true");
  CHECK(trace_person(set_of(kMiddleAge), 0, trial(config)).error().message == "there is no person 0: people are numbered from 1");
}

TEST_CASE("Who dies by a module is told so", "[run]") {
  const ModuleSet set = set_of(R"('Initial': {'type': 'Initial', 'direct_transition': 'Wait'},
    'Wait': {'type': 'Delay', 'exact': {'quantity': 10, 'unit': 'days'}, 'direct_transition': 'Dies'},
    'Dies': {'type': 'Death', 'exact': {'quantity': 5, 'unit': 'days'},
      'codes': [{'system': 'SNOMED-CT', 'code': '22298006', 'display': 'Heart attack'}], 'direct_transition': 'Lives on'},
    'Lives on': {'type': 'Delay', 'exact': {'quantity': 1, 'unit': 'years'}, 'direct_transition': 'End'}, 'End': {'type': 'Terminal'})");
  const std::string text = trace_person(set, 1, trial(R"({"filters": {"age": {"max": 90}}})", "text")).value();
  CHECK(text.find(" at 0 of Heart attack, by a module.\n") != std::string::npos);
  CHECK(text.find("* will die on ") != std::string::npos);
  CHECK(text.find("waits until the death, for 5 days\n") != std::string::npos);
  const config::JsonValue counts = parsed(run_modules(set, trial(R"({"patients": 50})"), 1).value());
  const config::JsonValue& causes = *counts.find("causes_of_death");
  CHECK(number(entry(causes, "cause", "Heart attack [SNOMED-CT 22298006]"), "people") >= 45);
  CHECK(entry(*counts.find("states"), "state", "End").find("age_at_first") == nullptr);
}

TEST_CASE("Modules are chosen by name, and nothing to run is an error", "[run]") {
  ModuleSet set = set_of(kMiddleAge);
  set.modules.push_back({"other", gmf::one_state("'type': 'Simple'"), {}});
  TrialOptions options = trial(R"({"patients": 5})");
  options.only = {"OTH*"};
  const std::string only = run_modules(set, options, 1).value();
  CHECK(only.find("middle_age") == std::string::npos);
  options.only = {};
  options.without = {"other"};
  CHECK(run_modules(set, options, 1).value().find("\"other\"") == std::string::npos);
  options.without = {"*"};
  CHECK(run_modules(set, options, 1).error().message.starts_with("no module runs"));
  options.without = {"othr"};
  const Error error = run_modules(set, options, 1).error();
  REQUIRE(error.findings.size() == 1);
  CHECK(error.findings[0].where == "/modules/without/0");
  CHECK(error.findings[0].hint == "did you mean \"other\"?");
}

TEST_CASE("A module without an end is told with the lowest of its people, whatever the threads", "[run]") {
  const ModuleSet set = set_of(R"('Initial': {'type': 'Initial', 'distributed_transition': [{'transition': 'Round', 'distribution': 0.02}, {'transition': 'End', 'distribution': 0.98}]},
    'Round': {'type': 'Delay', 'exact': {'quantity': 0, 'unit': 'days'}, 'direct_transition': 'Round'}, 'End': {'type': 'Terminal'})", "circle");
  const Error alone = run_modules(set, trial(R"({"patients": 2000})"), 1).error();
  CHECK(alone.kind == ErrorKind::kInvalidInput);
  CHECK(alone.message.starts_with("module circle does not come to an end for person "));
  CHECK(run_modules(set, trial(R"({"patients": 2000})"), 4).error() == alone);
}
