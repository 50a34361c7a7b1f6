// The GMF machine's encounters, the lock, visits of the host, and what is recorded in them.
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::EncounterClass;
using gmf::EncounterOrigin;
using gmf::EntryKind;

namespace {

std::string codes(std::string_view code) {
  return R"("codes": [{"system": "SNOMED-CT", "code": ")" + std::string(code) + R"(", "display": "d"}])";
}

std::string initial(std::string_view next) {
  return R"("Initial": {"type": "Initial", "direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string encounter(std::string_view name, std::string_view encounter_class, std::string_view next,
                      std::string_view more = "") {
  return "\"" + std::string(name) + R"(": {"type": "Encounter", "encounter_class": ")" + std::string(encounter_class) +
         R"(", )" + codes("9") + std::string(more) + R"(, "direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string wellness(std::string_view name, std::string_view next) {
  return "\"" + std::string(name) + R"(": {"type": "Encounter", "wellness": true, "direct_transition": ")" +
         std::string(next) + R"("}, )";
}

std::string leave(std::string_view name, std::string_view next) {
  return "\"" + std::string(name) + R"(": {"type": "EncounterEnd", "direct_transition": ")" + std::string(next) +
         R"("}, )";
}

std::string wait(std::string_view name, std::string_view quantity_and_unit, std::string_view next) {
  const std::size_t space = quantity_and_unit.find(' ');
  return "\"" + std::string(name) + R"(": {"type": "Delay", "exact": {"quantity": )" +
         std::string(quantity_and_unit.substr(0, space)) + R"(, "unit": ")" +
         std::string(quantity_and_unit.substr(space + 1)) + R"("}, "direct_transition": ")" + std::string(next) +
         R"("}, )";
}

std::string operate(std::string_view name, std::string_view hours, std::string_view next) {
  return "\"" + std::string(name) + R"(": {"type": "Procedure", )" + codes("7") + R"(, "duration": {"low": )" +
         std::string(hours) + R"(, "high": )" + std::string(hours) + R"(, "unit": "hours"}, "direct_transition": ")" +
         std::string(next) + R"("}, )";
}

std::string onset(std::string_view name, std::string_view code, std::string_view next, std::string_view more = "") {
  return "\"" + std::string(name) + R"(": {"type": "ConditionOnset", )" + codes(code) + std::string(more) +
         R"(, "direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string symptom(std::string_view name, int value, std::string_view next) {
  return "\"Set " + std::string(name) + R"(": {"type": "Symptom", "symptom": ")" + std::string(name) +
         R"(", "exact": {"quantity": )" + std::to_string(value) + R"(}, "direct_transition": ")" + std::string(next) +
         R"("}, )";
}

constexpr std::string_view kEnd = R"("End": {"type": "Terminal"})";

}  // namespace

TEST_CASE("C53: how long encounters are recorded, and that their end frees the person at once", "[gmf]") {
  for (const auto& [encounter_class, minutes] :
       {std::pair{"ambulatory", 15}, std::pair{"emergency", 60}, std::pair{"inpatient", 1440}}) {
    ModuleSet modules;
    modules.add("a", initial("Visit") + encounter("Visit", encounter_class, "Leave") + leave("Leave", "End") +
                         std::string(kEnd));
    modules.add("b", initial("Next") + encounter("Next", "outpatient", "Out") + leave("Out", "End") + std::string(kEnd));
    Life life(modules);
    life.run();
    REQUIRE(life.encounters().size() == 2);
    CHECK(life.encounters()[0].stop == kBirth + minutes * kMinute);
    CHECK(life.encounters()[1].start == kBirth);
  }
}

TEST_CASE("C54: an encounter waits until another module's has ended", "[gmf]") {
  ModuleSet modules;
  modules.add("b", initial("Visit") + encounter("Visit", "ambulatory", "Operate") + operate("Operate", "2", "Leave") +
                       leave("Leave", "End") + std::string(kEnd));
  modules.add("c", initial("Wait") + wait("Wait", "1 hours", "Visit C") + encounter("Visit C", "ambulatory", "Leave C") +
                       leave("Leave C", "End") + std::string(kEnd));
  Life life(modules);
  life.run();
  REQUIRE(life.encounters().size() == 2);
  CHECK(life.encounters()[0].stop == kBirth + 2 * kHour);
  CHECK(life.encounters()[1].start == kBirth + 2 * kHour);
  CHECK(life.step("Visit C").why == gmf::WaitEnd::kLock);
}

TEST_CASE("C55: of those who wait the first by key goes first", "[gmf]") {
  ModuleSet modules;
  const auto later = [](std::string_view key, std::string_view hours) {
    const std::string visit = "Visit " + std::string(key);
    return initial("Wait") + wait("Wait", "1 hours", visit) + encounter(visit, "ambulatory", "Do") +
           operate("Do", hours, "Leave") + leave("Leave", "End") + std::string(kEnd);
  };
  modules.add("a", later("a", "3"));
  modules.add("b", initial("Visit") + encounter("Visit", "ambulatory", "Operate") + operate("Operate", "2", "Leave") +
                       leave("Leave", "End") + std::string(kEnd));
  modules.add("c", later("c", "1"));
  Life life(modules);
  life.run();
  CHECK(life.step("Visit a").left == kBirth + 2 * kHour);
  CHECK(life.step("Visit c").left == kBirth + 5 * kHour);
}

TEST_CASE("C56: an own encounter ends the own encounter before", "[gmf]") {
  Life life(initial("One") + encounter("One", "ambulatory", "Wait") + wait("Wait", "2 days", "Two") +
            encounter("Two", "ambulatory", "End") + std::string(kEnd));
  life.run();
  REQUIRE(life.encounters().size() == 2);
  CHECK(life.encounters()[0].stop == kBirth + 2 * kDay);
  CHECK(life.encounters()[1].start == kBirth + 2 * kDay);
  CHECK(life.encounters()[1].stop == kBirth + 2 * kDay + 15 * kMinute);
}

TEST_CASE("C57: a submodule leaves its encounter open for its caller", "[gmf]") {
  ModuleSet modules;
  modules.add("sub/opens", initial("Visit") + encounter("Visit", "ambulatory", "End") + std::string(kEnd));
  modules.add("t", initial("Call") + R"("Call": {"type": "CallSubmodule", "submodule": "sub/opens",
      "direct_transition": "Operate"}, )" + operate("Operate", "3", "End") + std::string(kEnd));
  Life life(modules);
  life.run();
  REQUIRE(life.encounters().size() == 1);
  CHECK(life.entries(EntryKind::kProcedure).at(0).encounter == 0);
  CHECK(life.encounters()[0].stop == kBirth + 3 * kHour);
}

TEST_CASE("C58: check-ups come at the intervals of the age", "[gmf]") {
  Life life(initial("Visit") + wellness("Visit", "Leave") + leave("Leave", "Visit") + std::string(kEnd));
  life.host.scheduler = true;
  life.run();
  std::vector<Instant> days;
  for (const gmf::EncounterEntry& visit : life.encounters()) days.push_back((visit.start - kBirth) / kDay);
  REQUIRE(days.size() > 15);
  days.resize(15);
  CHECK(days == std::vector<Instant>{0, 30, 60, 120, 180, 270, 360, 450, 540, 720, 900, 1080, 1260, 1440, 1805});
  for (const SeenStep& step : life.steps) {
    if (step.state == "Leave") CHECK((step.at - kBirth) % kDay == 0);
  }
  CHECK(life.encounters()[0].stop == kBirth + 15 * kMinute);
  CHECK(life.encounters()[0].origin == EncounterOrigin::kCheckup);
  CHECK(life.codes(life.encounters()[0].codes) == "410620009");
  CHECK(life.codes(life.encounters().back().codes) == "162673000");
}

TEST_CASE("C59: a visit serves a module once", "[gmf]") {
  Life life(initial("One") + wellness("One", "Leave") + leave("Leave", "Two") + wellness("Two", "End") +
            std::string(kEnd));
  life.host.scheduler = true;
  life.run();
  CHECK(life.step("One").left == kBirth);
  CHECK(life.step("Two").at == kBirth);
  CHECK(life.step("Two").left == kBirth + 30 * kDay);
  CHECK(life.step("Two").why == gmf::WaitEnd::kVisit);
}

TEST_CASE("C60: severe symptoms lead to a visit at once, which wellness states join", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("Wait") + wait("Wait", "10 days", "Set pain") + symptom("pain", 320, "End") + std::string(kEnd));
  modules.add("b", initial("Before") + wellness("Before", "Leave") + leave("Leave", "Visit") + wellness("Visit", "End") +
                       std::string(kEnd));
  Life life(modules);
  life.host.scheduler = true;
  life.run();
  REQUIRE(life.encounters().size() > 1);
  CHECK(life.encounters()[1].start == kBirth + 10 * kDay);
  CHECK(life.encounters()[1].encounter_class == EncounterClass::kOutpatient);
  CHECK(life.encounters()[1].origin == EncounterOrigin::kSymptoms);
  CHECK(life.step("Visit").left == kBirth + 10 * kDay);
}

TEST_CASE("C61: symptom visits are a step apart, each addresses the worst", "[gmf]") {
  Life life(initial("Wait") + wait("Wait", "10 days", "Set A") + symptom("A", 400, "Set B") + symptom("B", 350, "End") +
            std::string(kEnd));
  life.host.scheduler = true;
  life.run();
  std::vector<gmf::EncounterEntry> visits;
  for (const gmf::EncounterEntry& visit : life.encounters()) {
    if (visit.origin == EncounterOrigin::kSymptoms) visits.push_back(visit);
  }
  REQUIRE(visits.size() == 2);
  CHECK(visits[0].start == kBirth + 10 * kDay);
  CHECK(visits[0].encounter_class == EncounterClass::kEmergency);
  CHECK(visits[1].start == kBirth + 17 * kDay);
  CHECK(visits[1].encounter_class == EncounterClass::kOutpatient);
  CHECK(life.severity("A") == 0);
  CHECK(life.severity("B") == 0);
}

TEST_CASE("C62: a condition is recorded when its encounter happens", "[gmf]") {
  Life life(initial("Wait") + wait("Wait", "1 days", "Onset") +
            onset("Onset", "5", "Wait more", R"(, "target_encounter": "E", "assign_to_attribute": "c")") +
            wait("Wait more", "9 days", "E") + encounter("E", "ambulatory", "Leave") + leave("Leave", "Wait still") +
            wait("Wait still", "10 days", "Heal") +
            R"("Heal": {"type": "ConditionEnd", "referenced_by_attribute": "c", "direct_transition": "End"}, )" +
            std::string(kEnd));
  life.run();
  const auto conditions = life.entries(EntryKind::kCondition);
  REQUIRE(conditions.size() == 1);
  CHECK(conditions[0].start == kBirth + 10 * kDay);
  CHECK(conditions[0].stop == kBirth + 20 * kDay);
  CHECK(conditions[0].encounter == 0);
  REQUIRE(life.record.onsets.size() == 1);
  CHECK(life.record.onsets[0].at == kBirth + 1 * kDay);
  CHECK(life.record.onsets[0].ended == kBirth + 20 * kDay);

  // Before the encounter the attribute is provisional and the condition is not active.
  life.machine->begin(life.person, life.host, life.record);
  REQUIRE(life.machine->run_to(kBirth + 9 * kDay));
  CHECK(life.attribute("c").kind == gmf::ValueKind::kPending);
  const gmf::CodeId code = life.program->intern_code("SNOMED-CT", "5", "d");
  CHECK_FALSE(life.machine->is_active(gmf::ActiveKind::kCondition, life.program->codes[code].concept_id));
  REQUIRE(life.machine->run_to(kBirth + 11 * kDay));
  CHECK(life.attribute("c").kind == gmf::ValueKind::kEntry);
  CHECK(life.machine->is_active(gmf::ActiveKind::kCondition, life.program->codes[code].concept_id));
  life.machine->finish();
}

TEST_CASE("C63: an onset whose encounter never happens is not recorded", "[gmf]") {
  Life life(initial("Onset") + onset("Onset", "5", "Choose", R"(, "target_encounter": "E")") +
            R"("Choose": {"type": "Simple", "conditional_transition": [
               {"condition": {"condition_type": "False"}, "transition": "E"}, {"transition": "End"}]}, )" +
            encounter("E", "ambulatory", "End") + std::string(kEnd));
  life.run();
  CHECK(life.entries(EntryKind::kCondition).empty());
  CHECK(life.record.onsets.at(0).entry == gmf::kNone);
}

TEST_CASE("C64: two modules with one condition share its entry", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("Onset") + onset("Onset", "5", "End") + std::string(kEnd));
  modules.add("b", initial("Onset B") + onset("Onset B", "5", "Wait") + wait("Wait", "1 days", "Heal") +
                       R"("Heal": {"type": "ConditionEnd", )" + codes("5") + R"(, "direct_transition": "End"}, )" +
                       std::string(kEnd));
  Life life(modules);
  life.run();
  const auto conditions = life.entries(EntryKind::kCondition);
  REQUIRE(conditions.size() == 1);
  CHECK(conditions[0].stop == kBirth + 1 * kDay);
}

TEST_CASE("C65: chronic medications are renewed at visits and bring them closer", "[gmf]") {
  Life life(initial("Order") + R"("Order": {"type": "MedicationOrder", "chronic": true,
      "codes": [{"system": "RxNorm", "code": "313782", "display": "m"}], "assign_to_attribute": "m",
      "direct_transition": "Wait"}, )" + wait("Wait", "25 years", "Visit") + wellness("Visit", "Leave") +
            leave("Leave", "End") + std::string(kEnd));
  life.host.scheduler = true;
  life.run();
  const auto orders = life.entries(EntryKind::kMedication);
  const Instant visit = life.step("Visit").left;
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].stop == visit);
  CHECK(life.code(orders[0].stop_reason) == "182840001");
  CHECK(orders[1].start == visit);
  CHECK(orders[1].stop == gmf::kNever);
  CHECK(life.attribute("m").id == 1);
  Instant longest = 0;
  for (std::size_t index = 1; index < life.encounters().size(); ++index) {
    longest = std::max(longest, life.encounters()[index].start - life.encounters()[index - 1].start);
  }
  CHECK(longest == 365 * kDay);
}

TEST_CASE("C66: administrations, orders of what is taken already, and ends of nothing", "[gmf]") {
  const std::string medication = R"("codes": [{"system": "RxNorm", "code": "1", "display": "m"}])";
  Life given(initial("Give") + R"("Give": {"type": "MedicationOrder", "administration": true, )" + medication +
             R"(, "direct_transition": "End"}, )" + std::string(kEnd));
  given.run();
  const auto doses = given.entries(EntryKind::kMedication);
  REQUIRE(doses.size() == 1);
  CHECK(doses[0].administration);
  CHECK(doses[0].stop == doses[0].start);
  CHECK(given.machine->active_entries(gmf::ActiveKind::kMedication).empty());

  Life twice(initial("Order") + R"("Order": {"type": "MedicationOrder", )" + medication +
             R"(, "direct_transition": "Again"}, "Again": {"type": "MedicationOrder", )" + medication +
             R"(, "direct_transition": "Stop"}, "Stop": {"type": "MedicationEnd", "referenced_by_attribute": "never",
                "direct_transition": "End"}, )" + std::string(kEnd));
  twice.run();
  const auto orders = twice.entries(EntryKind::kMedication);
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].stop == gmf::kNever);
  CHECK(twice.program->state_name(orders[0].state) == "Again");
}

TEST_CASE("C67: reasons by attribute, by history, by the file, and of nobody", "[gmf]") {
  const auto reason_of = [](std::string_view reason) {
    Life life(initial("Sick") + onset("Sick", "5", "Ill", R"(, "assign_to_attribute": "held")") +
              onset("Ill", "6", "Do") +
              R"("Do": {"type": "Procedure", "codes": [{"system": "SNOMED-CT", "code": "7", "display": "d"}],
                 "reason": ")" + std::string(reason) + R"(", "conditional_transition": [
                   {"condition": {"condition_type": "False"}, "transition": "Never"}, {"transition": "End"}]}, )" +
              onset("Never", "8", "End") + std::string(kEnd));
    life.run();
    return life.codes(life.entries(EntryKind::kProcedure).at(0).reasons);
  };
  CHECK(reason_of("held") == "5");
  CHECK(reason_of("Ill") == "6");
  CHECK(reason_of("Never") == "8");
  CHECK(reason_of("nobody") == "");
}

TEST_CASE("C68: severities of reactions are normalised", "[gmf]") {
  const auto reactions = [](double u) {
    Life life(initial("Onset") + R"("Onset": {"type": "AllergyOnset", "allergy_type": "allergy", "category": "food", )" +
              codes("5") + R"(, "reactions": [{"reaction": {"system": "SNOMED-CT", "code": "44", "display": "hives"},
                "possible_severities": [{"level": "mild", "value": 0.5}, {"level": "none", "value": 0.4}]}],
                "direct_transition": "End"}, )" + std::string(kEnd));
    life.run({u});
    const gmf::Entry allergy = life.entries(EntryKind::kAllergy).at(0);
    std::string text;
    for (uint32_t index = allergy.extra.first; index < allergy.extra.end(); ++index) {
      text += life.code(life.record.reactions[index].reaction) + ":" + life.code(life.record.reactions[index].severity);
    }
    return text;
  };
  CHECK(reactions(0.6) == "");
  CHECK(reactions(0.55) == "44:255604002");
}

TEST_CASE("C69: a care plan that is started again keeps all its activities", "[gmf]") {
  const auto start = [](std::string_view name, std::string_view activity, std::string_view next) {
    return "\"" + std::string(name) + R"(": {"type": "CarePlanStart", )" + codes("5") +
           R"(, "activities": [{"system": "SNOMED-CT", "code": ")" + std::string(activity) +
           R"(", "display": "d"}], "direct_transition": ")" + std::string(next) + R"("}, )";
  };
  Life life(initial("One") + start("One", "a", "Two") + start("Two", "b", "Stop") +
            R"("Stop": {"type": "CarePlanEnd", "careplan": "Two", "direct_transition": "End"}, )" + std::string(kEnd));
  life.run();
  const auto plans = life.entries(EntryKind::kCarePlan);
  REQUIRE(plans.size() == 1);
  CHECK(life.codes(plans[0].activities) == "a b");
  CHECK(plans[0].stop == kBirth);
  CHECK(life.code(plans[0].stop_reason) == "385658003");
}

TEST_CASE("the lock can be held until the recorded stop, so that no two encounters overlap", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("Visit") + encounter("Visit", "emergency", "Leave") + leave("Leave", "Again") +
                       encounter("Again", "ambulatory", "Third") + encounter("Third", "ambulatory", "End") +
                       std::string(kEnd));
  modules.add("b", initial("Next") + encounter("Next", "outpatient", "Out") + leave("Out", "End") + std::string(kEnd));
  Life life(modules, {.hold_lock_until_recorded_stop = true});
  life.host.scheduler = true;
  life.run();
  REQUIRE(life.encounters().size() > 5);
  for (std::size_t index = 1; index < life.encounters().size(); ++index) {
    CHECK(life.encounters()[index].start >= life.encounters()[index - 1].stop);
  }
  CHECK(life.reached("End"));
}

TEST_CASE("an encounter can be virtual when its time allows it", "[gmf]") {
  const auto class_at = [](std::string_view year, std::string_view possibility, double u) {
    Life life(initial("Wait") + R"("Wait": {"type": "Guard", "allow": {"condition_type": "Date", "operator": ">=",
        "year": )" + std::string(year) + R"(}, "direct_transition": "Visit"}, )" +
              encounter("Visit", "ambulatory", "End",
                        R"(, "telemedicine_possibility": ")" + std::string(possibility) + "\"") + std::string(kEnd));
    life.run({u});
    return life.encounters().at(0).encounter_class;
  };
  CHECK(class_at("2010", "always", 0.9) == EncounterClass::kVirtual);
  CHECK(class_at("2010", "possible", 0.001) == EncounterClass::kAmbulatory);
  CHECK(class_at("2018", "possible", 0.004) == EncounterClass::kVirtual);
  CHECK(class_at("2021", "possible", 0.15) == EncounterClass::kVirtual);
  CHECK(class_at("2021", "possible", 0.16) == EncounterClass::kAmbulatory);
  CHECK(class_at("2021", "none", 0.0) == EncounterClass::kAmbulatory);
}
