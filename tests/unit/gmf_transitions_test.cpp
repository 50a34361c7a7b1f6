// The GMF machine's transitions: which state comes next, and how many numbers are drawn for it.
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::ReportCode;

namespace {

constexpr std::string_view kEnds = R"("A": {"type": "Terminal"}, "B": {"type": "Terminal"}, "C": {"type": "Terminal"})";

// Which of A, B and C comes after a state with this transition.
std::string next_after(Life& life, std::vector<double> uniforms = {}) {
  life.run(std::move(uniforms));
  return life.steps.back().state;
}

std::string states(std::string_view transition, std::string_view before = "", std::string_view first = "S") {
  return R"("Initial": {"type": "Initial", "direct_transition": ")" + std::string(first) + R"("}, )" +
         std::string(before) + R"("S": {"type": "Simple", )" + std::string(transition) + "}, " + std::string(kEnds);
}

std::string next_state(std::string_view transition, std::vector<double> uniforms = {}, std::string_view before = "",
                       std::string_view first = "S") {
  Life life(states(transition, before, first));
  return next_after(life, std::move(uniforms));
}

std::string set_p(std::string_view value) {
  return R"("Set": {"type": "SetAttribute", "attribute": "p", "value": )" + std::string(value) +
         R"(, "direct_transition": "S"}, )";
}

std::string table_options(std::string_view a = "0", std::string_view b = "1") {
  return R"("lookup_table_transition": [
    {"transition": "A", "default_probability": )" + std::string(a) + R"(, "lookup_table_name": "t.csv"},
    {"transition": "B", "default_probability": )" + std::string(b) + R"(, "lookup_table_name": "t.csv"}])";
}

// The state after a lookup at a certain instant.
std::string looked_up(std::string_view csv, Instant at, std::vector<double> uniforms = {0.5}) {
  const std::string wait = R"("Wait": {"type": "Delay", "exact": {"quantity": )" +
                           std::to_string((at - kBirth) / 1000) + "." + (at % 1000 == 999 ? "999" : "000") +
                           R"(, "unit": "seconds"}, "direct_transition": "S"}, )";
  ModuleSet modules(states(table_options(), at == kBirth ? "" : wait, at == kBirth ? "S" : "Wait"));
  modules.add_table("t.csv", std::string(csv));
  Life life(modules);
  const std::string state = next_after(life, std::move(uniforms));
  CHECK(life.at(state) == at);
  return state;
}

}  // namespace

TEST_CASE("C41: what is left goes to the last option, what is beyond 1 is never reached", "[gmf]") {
  const auto distributed = [](std::string_view options) {
    return R"("distributed_transition": [)" + std::string(options) + "]";
  };
  CHECK(next_state(distributed(R"({"transition": "A", "distribution": 0.3}, {"transition": "B", "distribution": 0.6})"),
                   {0.95}) == "B");
  CHECK(next_state(distributed(R"({"transition": "A", "distribution": 0.75}, {"transition": "B", "distribution": 0.5},
                                  {"transition": "C", "distribution": 0.3})"), {0.99}) == "B");
  CHECK(next_state(distributed(R"({"transition": "A", "distribution": 0.5}, {"transition": "B", "distribution": 0.5})"),
                   {0.5}) == "B");
  for (const double u : {0.0, 0.5, 0.999999}) {
    CHECK(next_state(distributed(R"({"transition": "A", "distribution": 1}, {"transition": "B", "distribution": 1})"),
                     {u}) == "A");
  }
}

TEST_CASE("C42: a probability by attribute", "[gmf]") {
  constexpr std::string_view kByAttribute = R"("distributed_transition": [
    {"transition": "A", "distribution": {"attribute": "p", "default": 0}}, {"transition": "B", "distribution": 1}])";
  CHECK(next_state(kByAttribute, {0.5}) == "B");
  CHECK(next_state(kByAttribute, {0.5}, set_p("1"), "Set") == "A");
  Life life(states(kByAttribute, set_p("\"x\""), "Set"));
  CHECK(next_after(life, {0.5}) == "B");
  CHECK(life.reports(ReportCode::kR11ProbabilityNotNumeric) == 1);
}

TEST_CASE("C43: the first true option, else the last", "[gmf]") {
  CHECK(next_state(R"("conditional_transition": [{"condition": {"condition_type": "False"}, "transition": "A"},
                      {"condition": {"condition_type": "False"}, "transition": "B"}])") == "B");
  CHECK(next_state(R"("conditional_transition": [{"condition": {"condition_type": "True"}, "transition": "A"},
                      {"transition": "B"}])") == "A");
}

TEST_CASE("C44: complex options with a target, and with distributions", "[gmf]") {
  CHECK(next_state(R"("complex_transition": [
      {"condition": {"condition_type": "True"}, "transition": "A", "distributions": []}, {"transition": "B"}])") == "A");
  CHECK(next_state(R"("complex_transition": [{"condition": {"condition_type": "False"}, "transition": "A"},
      {"distributions": [{"transition": "A", "distribution": 0.2}, {"transition": "B", "distribution": 0.2}]}])",
                   {0.9}) == "B");
}

TEST_CASE("C45: a lookup by age and gender changes at midnight of the birthday", "[gmf]") {
  constexpr std::string_view kTable = "age,gender,A,B\n0-17,F,1,0\n18-120,F,0,1\n";
  CHECK(looked_up(kTable, instant("2018-03-09T23:59:59.999Z")) == "A");
  CHECK(looked_up(kTable, instant("2018-03-10T00:00:00.000Z")) == "B");
}

TEST_CASE("C46: no row, or no attribute: the defaults", "[gmf]") {
  CHECK(looked_up("gender,A,B\nM,1,0\n", kBirth) == "B");
  ModuleSet modules(states(table_options()));
  modules.add_table("t.csv", "never_set,A,B\nM,1,0\n");
  Life life(modules);
  CHECK(next_after(life, {0.5}) == "B");
  CHECK(life.reports(ReportCode::kR03LookupAttributeMissing) == 1);
}

TEST_CASE("C47: of overlapping rows the first", "[gmf]") {
  constexpr std::string_view kTable = "age,gender,A,B\n46-65,F,1,0\n65-103,F,0,1\n";
  ModuleSet modules(states(table_options(), R"("Wait": {"type": "Guard", "allow":
      {"condition_type": "Age", "operator": ">=", "quantity": 65, "unit": "years"}, "direct_transition": "S"}, )", "Wait"));
  modules.add_table("t.csv", std::string(kTable));
  Life life(modules);
  life.person.stop = instant("2070-01-01T00:00Z");
  CHECK(next_after(life, {0.5}) == "A");
}

TEST_CASE("C48: a row's columns are walked in their order, not in that of the options", "[gmf]") {
  CHECK(looked_up("gender,B,A\nF,0.2,0.8\n", kBirth, {0.1}) == "B");
  CHECK(looked_up("gender,B,A\nF,0.2,0.8\n", kBirth, {0.3}) == "A");
}

TEST_CASE("C49: a time column ends with the last millisecond of its last day", "[gmf]") {
  constexpr std::string_view kTable = "time,A,B\n2020-01-01-2020-01-31,1,0\n";
  CHECK(looked_up(kTable, instant("2020-01-31T23:59:59.999Z")) == "A");
  CHECK(looked_up(kTable, instant("2020-02-01T00:00:00.000Z")) == "B");
}

TEST_CASE("C50: a row of zeros leads to its last column", "[gmf]") {
  CHECK(looked_up("gender,B,A\nF,0,0\n", kBirth) == "A");
}

TEST_CASE("C51: where care is sought, before and after 2020", "[gmf]") {
  const auto care = [](std::string_view date, double u) {
    Life life(states(R"("type_of_care_transition": {"ambulatory": "A", "emergency": "B", "telemedicine": "C"})",
                     R"("Wait": {"type": "Guard", "allow": {"condition_type": "Date", "operator": ">=", "year": )" +
                         std::string(date) + R"(}, "direct_transition": "S"}, )",
                     "Wait"));
    return next_after(life, {u});
  };
  CHECK(care("2019", 0.80) == "B");
  CHECK(care("2021", 0.80) == "C");
  CHECK(care("2021", 0.10) == "A");
  CHECK(care("2021", 0.70) == "B");
}

TEST_CASE("C52: a state may follow itself as often as the draws say", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "S"},
    "S": {"type": "Simple", "distributed_transition": [{"transition": "S", "distribution": 0.9},
      {"transition": "X", "distribution": 0.1}]}, "X": {"type": "Terminal"})");
  life.run({0.5, 0.5, 0.95});
  CHECK(life.times("S").size() == 3);
  CHECK(life.after_birth("X") == 0);
}

TEST_CASE("lookup keys compare numbers, truths and texts by their text form", "[gmf]") {
  const auto by_value = [](std::string_view value) {
    ModuleSet modules(states(table_options(), set_p(value), "Set"));
    modules.add_table("t.csv", "p,A,B\n3,1,0\n2.5,1,0\ntrue,1,0\nhigh,1,0\n");
    Life life(modules);
    const std::string state = next_after(life, {0.5});
    CHECK(life.reports(ReportCode::kR03LookupAttributeMissing) == 0);
    return state;
  };
  for (const std::string_view value : {"3", "3.0", "2.5", "true", "\"high\""}) CHECK(by_value(value) == "A");
  for (const std::string_view value : {"4", "false", "\"High\"", "\"\""}) CHECK(by_value(value) == "B");
}
