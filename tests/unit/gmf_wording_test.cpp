// What modules say in words.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "engine/gmf/wording.h"
#include "tests/unit/gmf_life.h"

namespace polyclinic::testing {
namespace {

using namespace polyclinic::gmf;

Program compiled(const ModuleSet& modules) {
  LoadResult loaded = modules.load();
  for (const ModuleFinding& finding : loaded.findings.all()) {
    if (finding.severity == Severity::kError) FAIL_CHECK(to_text(finding));
  }
  REQUIRE(loaded.program.has_value());
  return std::move(*loaded.program);
}

std::string said(const Program& program, std::string_view state) {
  const StateId id = program.find_state(program.find_module("t"), state);
  REQUIRE(id != gmf::kNone);
  return state_in_words(program, id);
}

// "B: 30 %; C: 70 %"
std::string exits(const Program& program, std::string_view state) {
  std::string text;
  for (const Exit& exit : exits_in_words(program, program.find_state(program.find_module("t"), state))) {
    if (!text.empty()) text += "; ";
    text += std::string(program.state_name(exit.target)) + ": " + exit.when;
  }
  return text;
}

}  // namespace

TEST_CASE("Spans are told in the unit that suits them", "[gmf]") {
  CHECK(span_in_words(0) == "0 seconds");
  CHECK(span_in_words(kSecond) == "1 second");
  CHECK(span_in_words(90 * kSecond) == "1.5 minutes");
  CHECK(span_in_words(15 * kMinute) == "15 minutes");
  CHECK(span_in_words(2 * kHour) == "2 hours");
  CHECK(span_in_words(kDay) == "1 day");
  CHECK(span_in_words(730 * kDay) == "730 days");
  CHECK(span_in_words(7305 * kDay) == "20 years");
  CHECK(span_in_words(7304 * kDay + 12 * kHour) == "20 years");
  CHECK(span_in_words(-3 * kDay) == "-3 days");
}

TEST_CASE("Instants outside of the calendar's years are told without one", "[gmf]") {
  CHECK(instant_in_words(kBirth) == "2000-03-10 15:00");
  CHECK(instant_in_iso(kBirth) == "2000-03-10T15:00:00Z");
  CHECK(instant_in_words(INT64_MAX) == "after 9999");
  CHECK(instant_in_iso(INT64_MIN) == "before 0001");
}

TEST_CASE("Percentages are told as the module gives them", "[gmf]") {
  CHECK(percent_in_words(0.3) == "30 %");
  CHECK(percent_in_words(0.07) == "7 %");
  CHECK(percent_in_words(0.02925) == "2.925 %");
  CHECK(percent_in_words(0.000005) == "0.0005 %");
  CHECK(percent_in_words(1e-12) == "1e-10 %");
  CHECK(percent_in_words(0) == "0 %");
}

TEST_CASE("Texts are cut between characters, without control characters", "[gmf]") {
  CHECK(shortened("abcdef", 6) == "abcdef");
  CHECK(shortened("abcdefg", 6) == "abc...");
  CHECK(shortened("ab\xC3\xA9" "defg", 6) == "ab...");
  CHECK(shortened("a\nb", 20) == "a\\nb");
}

TEST_CASE("States are told by what they do", "[gmf]") {
  const Program program = compiled(ModuleSet(R"(
    "Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "range": {"low": 2, "high": 4, "unit": "days"}, "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": {"condition_type": "And", "conditions": [
      {"condition_type": "Age", "operator": ">=", "quantity": 18, "unit": "years"},
      {"condition_type": "Or", "conditions": [
        {"condition_type": "Attribute", "attribute": "smoker", "operator": "==", "value": true},
        {"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"},
        {"condition_type": "PriorState", "name": "Wait", "within": {"quantity": 3, "unit": "months"}}]}]},
      "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 3, "standardDeviation": 1, "min": 0}},
      "direct_transition": "Count"},
    "Count": {"type": "Counter", "attribute": "x", "action": "decrement", "amount": 2, "direct_transition": "Onset"},
    "Onset": {"type": "ConditionOnset", "target_encounter": "Visit", "codes": [{"system": "SNOMED-CT", "code": "90560007", "display": "Gout"}],
      "direct_transition": "Visit"},
    "Visit": {"type": "Encounter", "wellness": true, "direct_transition": "Leave"},
    "Leave": {"type": "EncounterEnd", "direct_transition": "Dies"},
    "Dies": {"type": "Death", "exact": {"quantity": 1, "unit": "years"}, "condition_onset": "Onset", "direct_transition": "End"},
    "End": {"type": "Terminal"})"));
  CHECK(said(program, "Initial").empty());
  CHECK(said(program, "Wait") == "2 to 4 days");
  CHECK(said(program, "Gate") == "until age >= 18 years and (smoker == true or x is set or was in Wait within 90 days)");
  CHECK(said(program, "Set") == "x = normal with mean 3 and standard deviation 1, at least 0");
  CHECK(said(program, "Count") == "x - 2");
  CHECK(said(program, "Onset") == "Gout, diagnosed at Visit");
  CHECK(said(program, "Visit") == "at the next check-up or symptom visit");
  CHECK(said(program, "Dies") == "in 1 year, of Onset");
}

TEST_CASE("Ways out are told with what they come to", "[gmf]") {
  const Program program = compiled(ModuleSet(R"(
    "Initial": {"type": "Initial", "direct_transition": "Less"},
    "Less": {"type": "Simple", "distributed_transition": [{"transition": "More", "distribution": 0.3}, {"transition": "End", "distribution": 0.5}]},
    "More": {"type": "Simple", "distributed_transition": [{"transition": "Named", "distribution": 0.75}, {"transition": "End", "distribution": 0.5},
      {"transition": "More", "distribution": 0.2}]},
    "Named": {"type": "Simple", "distributed_transition": [{"transition": "Asked", "distribution": {"attribute": "p", "default": 0.2}},
      {"transition": "End", "distribution": 1}]},
    "Asked": {"type": "Simple", "conditional_transition": [{"transition": "Hoped", "condition": {"condition_type": "Gender", "gender": "F"}},
      {"transition": "End"}]},
    "Hoped": {"type": "Simple", "conditional_transition": [{"transition": "Both", "condition": {"condition_type": "Gender", "gender": "F"}},
      {"transition": "End", "condition": {"condition_type": "Gender", "gender": "M"}}]},
    "Both": {"type": "Simple", "complex_transition": [{"condition": {"condition_type": "Race", "race": "Asian"},
      "distributions": [{"transition": "Wait", "distribution": 0.25}, {"transition": "End", "distribution": 0.75}]}, {"transition": "Wait"}]},
    "Wait": {"type": "Delay", "exact": {"quantity": 1, "unit": "days"}, "direct_transition": "End"},
    "End": {"type": "Terminal"})"));
  CHECK(exits(program, "Initial") == "Less: ");
  CHECK(exits(program, "Less") == "More: 30 %; End: 70 %");
  CHECK(exits(program, "More") == "Named: 75 %; End: 25 %; More: 0 %");
  CHECK(exits(program, "Named") == "Asked: with probability p (else 20 %); End: else");
  CHECK(exits(program, "Asked") == "Hoped: if sex is F; End: else");
  CHECK(exits(program, "Hoped") == "Both: if sex is F; End: else (even if not: sex is M)");
  CHECK(exits(program, "Both") == "Wait: if race is Asian: 25 %; End: if race is Asian: 75 %; Wait: else");
  CHECK(exits(program, "End").empty());
}

TEST_CASE("Conditions are told with brackets where they are needed", "[gmf]") {
  const auto words = [](const std::string& condition) {
    const Program program = compiled(ModuleSet(R"("Initial": {"type": "Initial", "direct_transition": "Gate"},
      "Gate": {"type": "Guard", "allow": )" + condition + R"(, "direct_transition": "End"}, "End": {"type": "Terminal"})"));
    return condition_in_words(program, program.guards[0].allow);
  };
  CHECK(words(R"({"condition_type": "Not", "condition": {"condition_type": "PriorState", "name": "Gate", "within": {"quantity": 36, "unit": "hours"}}})") ==
        "not (was in Gate within 1.5 days)");
  CHECK(words(R"({"condition_type": "Date", "operator": ">=", "date": {"year": 2014, "month": 6, "day": 1}})") ==
        "date >= 2014-06-01 00:00");
  CHECK(words(R"({"condition_type": "At Least", "minimum": 1, "conditions": [{"condition_type": "True"},
    {"condition_type": "Vital Sign", "vital_sign": "BMI", "operator": ">", "value": 30}]})") == "at least 1 of (always; BMI > 30)");
  CHECK(words(R"({"condition_type": "Active Condition", "codes": [{"system": "SNOMED-CT", "code": "90560007", "display": "Gout"}]})") ==
        "has condition Gout [SNOMED-CT 90560007]");
  CHECK(words(R"({"condition_type": "And", "conditions": []})") == "always");
  std::string many = R"({"condition_type": "Or", "conditions": [{"condition_type": "True"})";
  for (int index = 0; index < 500; ++index) many += R"(, {"condition_type": "Gender", "gender": "F"})";
  CHECK(words(many + "]}").size() == 600);
}

}  // namespace polyclinic::testing
