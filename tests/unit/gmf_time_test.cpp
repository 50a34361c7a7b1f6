// The GMF machine's time: delays, durations, units and the amounts that are drawn.
#include <catch2/catch_approx.hpp>

#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::EntryKind;

namespace {

// A module that waits for one Delay and ends.
std::string delay_then_end(std::string_view fields) {
  return R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
            "Wait": {"type": "Delay", )" +
         std::string(fields) + R"(, "direct_transition": "End"}, "End": {"type": "Terminal"})";
}

// A module that sets x from a value source.
std::string set_x(std::string_view source) {
  return R"("Initial": {"type": "Initial", "direct_transition": "Set"},
            "Set": {"type": "SetAttribute", "attribute": "x", )" +
         std::string(source) + R"(, "direct_transition": "End"}, "End": {"type": "Terminal"})";
}

Instant delay_of(std::string_view fields, std::vector<double> uniforms = {}) {
  Life life(delay_then_end(fields));
  return life.run(std::move(uniforms)).after_birth("End");
}

double x_of(std::string_view source, std::vector<double> uniforms = {}) {
  Life life(set_x(source));
  return life.run(std::move(uniforms)).number("x");
}

constexpr std::string_view kProcedureCode = R"("codes": [{"system": "SNOMED-CT", "code": "1", "display": "p"}])";

}  // namespace

TEST_CASE("C10: a delay ends exactly when it says", "[gmf]") {
  CHECK(delay_of(R"("exact": {"quantity": 4, "unit": "days"})") == 4 * kDay);
}

TEST_CASE("C11: an encounter after a delay, and a death that nothing follows", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 2, "unit": "days"}, "direct_transition": "Visit"},
    "Visit": {"type": "Encounter", "encounter_class": "emergency",
      "codes": [{"system": "SNOMED-CT", "code": "50849002", "display": "e"}], "direct_transition": "Stay"},
    "Stay": {"type": "Delay", "exact": {"quantity": 3, "unit": "days"}, "direct_transition": "Die"},
    "Die": {"type": "Death", "direct_transition": "End"}, "End": {"type": "Terminal"})");
  life.run();
  REQUIRE(life.encounters().size() == 1);
  CHECK(life.encounters()[0].start == kBirth + 2 * kDay);
  CHECK(life.encounters()[0].stop == kBirth + 5 * kDay);
  CHECK(life.record.death.at == kBirth + 5 * kDay);
  CHECK_FALSE(life.reached("End"));
}

TEST_CASE("C12: four years as an exact amount and as a constant distribution", "[gmf]") {
  CHECK(delay_of(R"("exact": {"quantity": 4, "unit": "years"})") == 1461 * kDay);
  CHECK(delay_of(R"("distribution": {"kind": "EXACT", "parameters": {"value": 4}}, "unit": "years")") == 1460 * kDay);
}

TEST_CASE("C13: fractions of units", "[gmf]") {
  CHECK(delay_of(R"("range": {"low": 1.9, "high": 1.9, "unit": "days"})") == 45 * kHour);
  CHECK(delay_of(R"("distribution": {"kind": "EXACT", "parameters": {"value": 1.9}}, "unit": "days")") == 24 * kHour);
  CHECK(delay_of(R"("exact": {"quantity": 1.5, "unit": "months"})") == 45 * kDay);
  CHECK(delay_of(R"("range": {"low": 0.5, "high": 0.5, "unit": "hours"})") == 30 * kMinute);
}

TEST_CASE("C14: a negative delay does not wait", "[gmf]") {
  CHECK(delay_of(R"("distribution": {"kind": "GAUSSIAN", "parameters": {"mean": -5, "standardDeviation": 0}},
                    "unit": "days")") == 0);
}

TEST_CASE("C15: an exponential delay starts at one", "[gmf]") {
  constexpr std::string_view kDelay =
      R"("distribution": {"kind": "EXPONENTIAL", "parameters": {"mean": 2}}, "unit": "days")";
  CHECK(delay_of(kDelay, {0.0}) == 1 * kDay);
  CHECK(delay_of(kDelay, {0.5}) == 2 * kDay);
  CHECK(delay_of(kDelay, {0.9}) == 5 * kDay);
}

TEST_CASE("C16: amounts of attributes", "[gmf]") {
  CHECK(x_of(R"("distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 3, "standardDeviation": 0, "min": 5}})") == 5);
  CHECK(x_of(R"("distribution": {"kind": "UNIFORM", "round": true, "parameters": {"low": 1, "high": 10}})", {0.5}) == 6);
  CHECK(x_of(R"("distribution": {"kind": "TRIANGULAR", "parameters": {"min": 0, "mode": 5, "max": 10}})", {0.125}) == 2.5);
  CHECK(x_of(R"("range": {"low": 0, "high": 1, "decimals": 1})", {0.25}) == Catch::Approx(0.3).epsilon(1e-15));
}

TEST_CASE("C17: a procedure with a duration holds the module until it ends", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "Operate"},
    "Operate": {"type": "Procedure", )" + std::string(kProcedureCode) + R"(,
      "duration": {"low": 2, "high": 2, "unit": "hours"}, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "End"},
    "End": {"type": "Terminal"})");
  life.run();
  CHECK(life.after_birth("Set") == 2 * kHour);
  const auto procedures = life.entries(EntryKind::kProcedure);
  REQUIRE(procedures.size() == 1);
  CHECK(procedures[0].start == kBirth);
  CHECK(procedures[0].stop == kBirth + 2 * kHour);
}

TEST_CASE("C18: a procedure without a duration takes a quarter of an hour in the record alone", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "Operate"},
    "Operate": {"type": "Procedure", )" + std::string(kProcedureCode) + R"(, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "End"},
    "End": {"type": "Terminal"})");
  life.run();
  CHECK(life.after_birth("Set") == 0);
  CHECK(life.entries(EntryKind::kProcedure).at(0).stop == kBirth + 15 * kMinute);
}

TEST_CASE("C19: a procedure of negative duration takes no time", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "Operate"},
    "Operate": {"type": "Procedure", )" + std::string(kProcedureCode) + R"(,
      "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": -10, "standardDeviation": 0}}, "unit": "minutes",
      "direct_transition": "End"},
    "End": {"type": "Terminal"})");
  life.run();
  CHECK(life.after_birth("End") == 0);
  CHECK(life.entries(EntryKind::kProcedure).at(0).stop == kBirth);
}

TEST_CASE("whole and real spans of every unit", "[gmf]") {
  using gmf::real_span;
  using gmf::TimeUnit;
  using gmf::whole_span;
  CHECK(whole_span(2.9, TimeUnit::kSeconds) == 2000);
  CHECK(real_span(2.9, TimeUnit::kSeconds) == 2900);
  CHECK(whole_span(1.5, TimeUnit::kMinutes) == kMinute);
  CHECK(real_span(1.5, TimeUnit::kMinutes) == 90 * kSecond);
  CHECK(whole_span(2, TimeUnit::kWeeks) == 14 * kDay);
  CHECK(real_span(1.5, TimeUnit::kWeeks) == 10 * kDay);
  CHECK(whole_span(2, TimeUnit::kMonths) == 60 * kDay);
  CHECK(real_span(0.5, TimeUnit::kYears) == 182 * kDay);
  CHECK(whole_span(-1.9, TimeUnit::kDays) == -kDay);
  CHECK(real_span(1e300, TimeUnit::kYears) == Instant{1} << 53);
  CHECK(real_span(-1e300, TimeUnit::kYears) == -(Instant{1} << 53));
}
