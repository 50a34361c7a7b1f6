// The GMF machine's Guards and conditions: when they pass, and what they take for true.
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::ReportCode;

namespace {

std::string guard(std::string_view allow) {
  return R"("Initial": {"type": "Initial", "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": )" +
         std::string(allow) + R"(, "direct_transition": "End"}, "End": {"type": "Terminal"})";
}

Instant passed_at(std::string_view allow, Instant birth = kBirth) {
  Life life(guard(allow));
  life.person.birth = birth;
  return life.run().at("End");
}

// Whether a condition holds at the end of these states (the last of them goes to "Ask").
bool holds(Life& life) {
  life.run();
  CHECK(life.reached("Yes") != life.reached("No"));
  return life.reached("Yes");
}

std::string ask(std::string_view condition, std::string_view states_before = "", std::string_view first = "Ask") {
  return R"("Initial": {"type": "Initial", "direct_transition": ")" + std::string(first) + R"("}, )" +
         std::string(states_before) +
         R"("Ask": {"type": "Simple", "conditional_transition": [
              {"condition": )" +
         std::string(condition) + R"(, "transition": "Yes"}, {"transition": "No"}]},
            "Yes": {"type": "Terminal"}, "No": {"type": "Terminal"})";
}

bool is_true(std::string_view condition, std::string_view states_before = "", std::string_view first = "Ask") {
  Life life(ask(condition, states_before, first));
  return holds(life);
}

std::string codes(std::string_view code) {
  return R"("codes": [{"system": "SNOMED-CT", "code": ")" + std::string(code) + R"(", "display": "d"}])";
}

}  // namespace

TEST_CASE("C20: a Guard on age passes at midnight of the birthday", "[gmf]") {
  CHECK(passed_at(R"({"condition_type": "Age", "operator": ">=", "quantity": 18, "unit": "years"})") ==
        instant("2018-03-10T00:00Z"));
}

TEST_CASE("C21: ages above, and in months", "[gmf]") {
  CHECK(passed_at(R"({"condition_type": "Age", "operator": ">", "quantity": 18, "unit": "years"})") ==
        instant("2019-03-10T00:00Z"));
  CHECK(passed_at(R"({"condition_type": "Age", "operator": ">=", "quantity": 6, "unit": "months"})") ==
        instant("2000-09-10T00:00Z"));
}

TEST_CASE("C22: born on the 29th of February", "[gmf]") {
  const Instant birth = instant("2000-02-29T15:00Z");
  CHECK(passed_at(R"({"condition_type": "Age", "operator": ">=", "quantity": 1, "unit": "years"})", birth) ==
        instant("2001-03-01T00:00Z"));
  CHECK(passed_at(R"({"condition_type": "Age", "operator": ">=", "quantity": 4, "unit": "years"})", birth) ==
        instant("2004-02-29T00:00Z"));
}

TEST_CASE("C23: Guards on dates", "[gmf]") {
  CHECK(passed_at(R"({"condition_type": "Date", "operator": ">=", "year": 2014})") == instant("2014-01-01T00:00Z"));
  CHECK(passed_at(R"({"condition_type": "Date", "operator": ">", "date": {"year": 2014, "month": 6, "day": 1,
      "hour": 0, "minute": 0, "second": 0, "millisecond": 0}})") == instant("2014-06-01T00:00:00.001Z"));
}

TEST_CASE("C24: a Guard that time has passed by parks for life and costs nothing", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 20, "unit": "years"}, "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": {"condition_type": "Age", "operator": "<=", "quantity": 18, "unit": "years"},
      "direct_transition": "End"}, "End": {"type": "Terminal"})");
  life.run();
  CHECK_FALSE(life.reached("End"));
  CHECK(life.machine->queued_roots() == 0);
  CHECK(life.machine->current_state(0) == life.program->find_state(0, "Gate"));
}

TEST_CASE("C25: a Guard passes at the instant at which another module sets its attribute", "[gmf]") {
  ModuleSet modules;
  modules.add("a", guard(R"({"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"})"));
  modules.add("b", R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 10, "unit": "days"}, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "Stop"},
    "Stop": {"type": "Terminal"})");
  for (const bool listens : {true, false}) {
    Life life(modules);
    life.listens = listens;
    life.run();
    CHECK(life.machine->current_state(0) == gmf::kNone);
    if (listens) {
      CHECK(life.after_birth("End") == 10 * kDay);
      CHECK(life.step("Gate").why == gmf::WaitEnd::kChange);
    }
  }
}

TEST_CASE("C26: what is set and cleared in one run wakes nobody", "[gmf]") {
  ModuleSet modules;
  modules.add("a", guard(R"({"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"})"));
  modules.add("b", R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 10, "unit": "days"}, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "Clear"},
    "Clear": {"type": "SetAttribute", "attribute": "x", "direct_transition": "Stop"},
    "Stop": {"type": "Terminal"})");
  Life life(modules);
  life.run();
  CHECK(life.reached("Stop"));
  CHECK_FALSE(life.reached("End"));
}

TEST_CASE("C27: a window of history closes by itself", "[gmf]") {
  const std::string waiting = R"("Initial": {"type": "Initial", "direct_transition": "G"},
    "G": {"type": "Delay", "exact": {"quantity": 1, "unit": "days"}, "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": {"condition_type": "Or", "conditions": [
        {"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"},
        {"condition_type": "Not", "condition": {"condition_type": "PriorState", "name": "G",
          "within": {"quantity": 3, "unit": "months"}}}]}, "direct_transition": "End"},
    "End": {"type": "Terminal"})";
  CHECK(Life(waiting).run().after_birth("End") == 1 * kDay + 90 * kDay);
  ModuleSet modules;
  modules.add("a", waiting);
  modules.add("b", R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 41, "unit": "days"}, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "x", "value": true, "direct_transition": "Stop"},
    "Stop": {"type": "Terminal"})");
  CHECK(Life(modules).run().after_birth("End") == 1 * kDay + 40 * kDay);
}

TEST_CASE("C28: an absent attribute compares with nothing, not even as different", "[gmf]") {
  CHECK_FALSE(is_true(R"({"condition_type": "Attribute", "attribute": "x", "operator": "==", "value": 5})"));
  CHECK_FALSE(is_true(R"({"condition_type": "Attribute", "attribute": "x", "operator": "!=", "value": 5})"));
  CHECK_FALSE(is_true(R"({"condition_type": "Attribute", "attribute": "x", "operator": "<", "value": 5})"));
  CHECK(is_true(R"({"condition_type": "Attribute", "attribute": "x", "operator": "is nil"})"));
}

TEST_CASE("C29: a text is never a number", "[gmf]") {
  Life life(ask(R"({"condition_type": "Attribute", "attribute": "x", "operator": "==", "value": 5})",
                R"("Set": {"type": "SetAttribute", "attribute": "x", "value": "5", "direct_transition": "Ask"},)", "Set"));
  CHECK_FALSE(holds(life));
  CHECK(life.reports(ReportCode::kR04UnlikeKinds) == 1);
}

TEST_CASE("C30: race in any case, gender and category to the letter", "[gmf]") {
  CHECK(is_true(R"({"condition_type": "Race", "race": "White"})"));
  CHECK(is_true(R"({"condition_type": "Gender", "gender": "F"})"));
  Life life(ask(R"({"condition_type": "Socioeconomic Status", "category": "Middle"})"));
  life.host.at_birth = [](gmf::Machine& machine) {
    TestHost::set_text(machine, "socioeconomic_category", "middle");
  };
  CHECK_FALSE(holds(life));
  life.host.at_birth = [](gmf::Machine& machine) {
    TestHost::set_text(machine, "socioeconomic_category", "Middle");
  };
  CHECK(holds(life));
}

namespace {

// Two encounters: one with a value of 5, one with 7 and then 9.
std::string three_observations() {
  const auto observation = [](std::string_view name, std::string_view value, std::string_view next) {
    return "\"" + std::string(name) + R"(": {"type": "Observation", "category": "exam", "unit": "u", )" + codes("8") +
           R"(, "exact": {"quantity": )" + std::string(value) + R"(}, "direct_transition": ")" + std::string(next) +
           R"("}, )";
  };
  const auto encounter = [](std::string_view name, std::string_view next) {
    return "\"" + std::string(name) + R"(": {"type": "Encounter", "encounter_class": "ambulatory", )" + codes("9") +
           R"(, "direct_transition": ")" + std::string(next) + R"("}, )";
  };
  return encounter("First", "Five") + observation("Five", "5", "Leave") +
         R"("Leave": {"type": "EncounterEnd", "direct_transition": "Pause"},
            "Pause": {"type": "Delay", "exact": {"quantity": 1, "unit": "days"}, "direct_transition": "Second"}, )" +
         encounter("Second", "Seven") + observation("Seven", "7", "Nine") + observation("Nine", "9", "Ask");
}

}  // namespace

TEST_CASE("C31: an observation is the first of its code in the latest encounter that has one", "[gmf]") {
  const auto condition = [](std::string_view value) {
    return R"({"condition_type": "Observation", "operator": "==", "value": )" + std::string(value) + ", " + codes("8") + "}";
  };
  CHECK(is_true(condition("7"), three_observations(), "First"));
  CHECK_FALSE(is_true(condition("9"), three_observations(), "First"));
  CHECK_FALSE(is_true(condition("5"), three_observations(), "First"));
}

TEST_CASE("C32: components of a panel are hidden, those of a report are not", "[gmf]") {
  const auto group = [](std::string_view type) {
    return R"("Group": {"type": ")" + std::string(type) + R"(", "category": "laboratory", )" + codes("1") +
           R"(, "observations": [{"category": "laboratory", "unit": "u", )" + codes("2") +
           R"(, "exact": {"quantity": 3}}], "direct_transition": "Ask"}, )";
  };
  const std::string condition = R"({"condition_type": "Observation", "operator": "==", "value": 3, )" + codes("2") + "}";
  Life panel(ask(condition, group("MultiObservation"), "Group"));
  CHECK_FALSE(holds(panel));
  CHECK(panel.reports(ReportCode::kR06ObservationMissing) == 1);
  Life report(ask(condition, group("DiagnosticReport"), "Group"));
  CHECK(holds(report));
  CHECK(report.reports(ReportCode::kR06ObservationMissing) == 0);
  // The components know what they belong to, and the panel itself can be found.
  const auto observations = panel.entries(gmf::EntryKind::kObservation);
  REQUIRE(observations.size() == 2);
  CHECK(observations[1].parent == 0);
  CHECK(is_true(R"({"condition_type": "Observation", "operator": "is not nil", )" + codes("1") + "}",
                group("MultiObservation"), "Group"));
}

TEST_CASE("C33: codes are equal whatever their display", "[gmf]") {
  const std::string observe = R"("See": {"type": "Observation", "category": "exam", )" + codes("8") +
                              R"(, "value_code": {"system": "SNOMED-CT", "code": "77", "display": "one"},
                              "direct_transition": "Ask"}, )";
  const auto condition = [](std::string_view code, std::string_view operation) {
    return R"({"condition_type": "Observation", "operator": ")" + std::string(operation) + R"(", )" + codes("8") +
           R"(, "value_code": {"system": "SNOMED-CT", "code": ")" + std::string(code) + R"(", "display": "other"}})";
  };
  CHECK(is_true(condition("77", "=="), observe, "See"));
  CHECK_FALSE(is_true(condition("78", "=="), observe, "See"));
  CHECK(is_true(condition("78", "!="), observe, "See"));
}

TEST_CASE("C34: a condition is active from its diagnosis to its end", "[gmf]") {
  const std::string active = R"({"condition_type": "Active Condition", )" + codes("5") + "}";
  const std::string onset = R"("Onset": {"type": "ConditionOnset", )" + codes("5") + R"(, "direct_transition": ")";
  const std::string end = R"("Heal": {"type": "ConditionEnd", "condition_onset": "Onset", "direct_transition": "Ask"}, )";
  CHECK_FALSE(is_true(active));
  CHECK(is_true(active, onset + R"(Ask"}, )", "Onset"));
  CHECK_FALSE(is_true(active, onset + R"(Heal"}, )" + end, "Onset"));
  // An attribute that holds a condition which nobody has diagnosed yet.
  const std::string pending = R"("Later": {"type": "Encounter", "encounter_class": "ambulatory", )" + codes("9") +
                              R"(, "direct_transition": "Ask"}, "Onset": {"type": "ConditionOnset", )" + codes("5") +
                              R"(, "target_encounter": "Later", "assign_to_attribute": "c", "direct_transition": ")";
  const std::string by_attribute = R"({"condition_type": "Active Condition", "referenced_by_attribute": "c"})";
  CHECK_FALSE(is_true(by_attribute, pending + R"(Ask"}, )", "Onset"));
  CHECK(is_true(by_attribute, pending + R"(Later"}, )", "Onset"));
}

TEST_CASE("C35: a procedure that was done counts as an active condition", "[gmf]") {
  CHECK(is_true(R"({"condition_type": "Active Condition", )" + codes("6") + "}",
                R"("Do": {"type": "Procedure", )" + codes("6") + R"(, "direct_transition": "Ask"}, )", "Do"));
}

TEST_CASE("C36: prior states, their windows, and a start that is the state itself", "[gmf]") {
  CHECK(is_true(R"({"condition_type": "PriorState", "name": "Ask"})"));
  const auto within = [](std::string_view wait) {
    return R"("N": {"type": "Simple", "direct_transition": "Wait"},
      "Wait": {"type": "Delay", "exact": )" +
           std::string(wait) + R"(, "direct_transition": "Ask"}, )";
  };
  const std::string recent =
      R"({"condition_type": "PriorState", "name": "N", "within": {"quantity": 1, "unit": "hours"}})";
  CHECK_FALSE(is_true(recent, within(R"({"quantity": 1, "unit": "hours"})"), "N"));
  CHECK(is_true(recent, within(R"({"quantity": 3599.999, "unit": "seconds"})"), "N"));
  CHECK_FALSE(is_true(R"({"condition_type": "PriorState", "name": "N", "since": "N"})",
                      within(R"({"quantity": 1, "unit": "hours"})"), "N"));
}

TEST_CASE("C37: prior states since another", "[gmf]") {
  // A, B, A, B and then the question.
  const std::string walk = R"(
    "A": {"type": "Simple", "direct_transition": "B"},
    "B": {"type": "Counter", "attribute": "turns", "action": "increment", "conditional_transition": [
      {"condition": {"condition_type": "Attribute", "attribute": "turns", "operator": "<", "value": 2}, "transition": "A"},
      {"transition": "Ask"}]}, )";
  CHECK_FALSE(is_true(R"({"condition_type": "PriorState", "name": "A", "since": "B"})", walk, "A"));
  CHECK_FALSE(is_true(R"({"condition_type": "PriorState", "name": "A", "since": "A"})", walk, "A"));
  CHECK(is_true(R"({"condition_type": "PriorState", "name": "B", "since": "A"})", walk, "A"));
}

TEST_CASE("C38: a callee does not see its caller's states, a caller sees its callee's", "[gmf]") {
  const auto question = [](std::string_view name, std::string_view attribute) {
    return R"("Ask": {"type": "Simple", "conditional_transition": [
        {"condition": {"condition_type": "PriorState", "name": ")" + std::string(name) + R"("}, "transition": "Mark"},
        {"transition": "End"}]},
      "Mark": {"type": "SetAttribute", "attribute": ")" + std::string(attribute) + R"(", "value": true,
        "direct_transition": "End"}, "End": {"type": "Terminal"})";
  };
  ModuleSet modules;
  // The callee has a state of the caller's name too, but does not run it.
  modules.add("sub/callee", R"("Initial": {"type": "Initial", "direct_transition": "Inner"},
    "Inner": {"type": "Simple", "conditional_transition": [
      {"condition": {"condition_type": "False"}, "transition": "Outer"}, {"transition": "Ask"}]},
    "Outer": {"type": "Simple", "direct_transition": "Ask"}, )" + question("Outer", "seen_in_callee"));
  modules.add("t", R"("Initial": {"type": "Initial", "direct_transition": "Outer"},
    "Outer": {"type": "Simple", "direct_transition": "Call"},
    "Call": {"type": "CallSubmodule", "submodule": "sub/callee", "direct_transition": "Ask"}, )" +
                       question("Inner", "seen_in_caller"));
  Life life(modules);
  life.run();
  CHECK(life.is_nil("seen_in_callee"));
  CHECK(life.truth("seen_in_caller"));
}

TEST_CASE("C39: counting conditions, and lists of none", "[gmf]") {
  const std::string two_of_three =
      R"("conditions": [{"condition_type": "True"}, {"condition_type": "False"}, {"condition_type": "True"}]})";
  CHECK(is_true(R"({"condition_type": "At Least", "minimum": 2, )" + two_of_three));
  CHECK_FALSE(is_true(R"({"condition_type": "At Most", "maximum": 1, )" + two_of_three));
  CHECK(is_true(R"({"condition_type": "And", "conditions": []})"));
  CHECK_FALSE(is_true(R"({"condition_type": "Or", "conditions": []})"));
}

TEST_CASE("C40: vital signs: a generator's at every read, and one never measured", "[gmf]") {
  const std::string low =
      R"({"condition_type": "Vital Sign", "vital_sign": "Oxygen Saturation", "operator": "<", "value": 90})";
  Life generated(R"("Initial": {"type": "Initial", "direct_transition": "Make"},
    "Make": {"type": "VitalSign", "vital_sign": "Oxygen Saturation", "unit": "%",
      "range": {"low": 75, "high": 89}, "direct_transition": "Ask"},
    "Ask": {"type": "Counter", "attribute": "reads", "action": "increment", "conditional_transition": [
      {"condition": {"condition_type": "And", "conditions": [)" + low +
                 R"(, {"condition_type": "Attribute", "attribute": "reads", "operator": "<", "value": 100}]},
       "transition": "Ask"}, {"transition": "End"}]},
    "End": {"type": "Terminal"})");
  generated.run();
  CHECK(generated.number("reads") == 100);
  Life absent(ask(low));
  CHECK_FALSE(holds(absent));
  CHECK(absent.reports(ReportCode::kR05VitalSignMissing) == 1);
}

TEST_CASE("texts are ordered by UTF-16 code units", "[gmf]") {
  const auto less = [](std::string_view left, std::string_view right) {
    return is_true(R"({"condition_type": "Attribute", "attribute": "x", "operator": "<", "value": ")" +
                       std::string(right) + "\"}",
                   R"("Set": {"type": "SetAttribute", "attribute": "x", "value": ")" + std::string(left) +
                       R"(", "direct_transition": "Ask"}, )",
                   "Set");
  };
  CHECK(less("a", "b"));
  CHECK(less("a", "aa"));
  CHECK_FALSE(less("b", "a"));
  CHECK(less("z", "\u00e9"));
  CHECK(less("\U0001F600", "\uFF5E"));  // a surrogate pair, before what UTF-8 puts before it
  CHECK_FALSE(less("\uFF5E", "\U0001F600"));
}

TEST_CASE("a Guard on what varies without an event is tested every step, one on a fixed value never", "[gmf]") {
  const std::string high =
      R"({"condition_type": "Vital Sign", "vital_sign": "Systolic Blood Pressure", "operator": ">", "value": 150})";
  Life life(guard(high));
  life.host.vitals = [](gmf::VitalSign, Instant at) {
    return std::optional<double>(at > kBirth + 30 * kDay ? 160 : 120);
  };
  life.run();
  if (life.program->vital_sign_varies[static_cast<uint32_t>(gmf::VitalSign::kSystolicBloodPressure)]) {
    CHECK(life.after_birth("End") == 35 * kDay);
    CHECK(life.machine->polls() == 5);
    CHECK(life.step("Gate").why == gmf::WaitEnd::kPoll);
  }
}
