// Lives with disease modules: what modules are told of a person, what they do to the body, and what comes into the ledger.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>

#include "engine/life/body_effects.h"
#include "engine/life/cardiovascular_risk.h"
#include "engine/life/growth_percentiles.h"
#include "tests/unit/life_modules.h"

namespace polyclinic::life {
namespace {

using ledger::Ledger;
using testing::IllWorld;
using testing::NamedTexts;

config::Config small_config(int32_t years_of_history = 0) {
  config::Config config = testing::sample_config();
  config.patients = 100;
  config.years_of_history = years_of_history;
  return config;
}

// A module whose one state after Initial copies attributes, so that the program knows them.
std::string reader_of(const std::vector<std::string>& attributes) {
  std::string text = R"({"name": "Reader", "states": {"Initial": {"type": "Initial", "direct_transition": "S0"})";
  for (size_t index = 0; index < attributes.size(); ++index) {
    text += ", \"S" + std::to_string(index) + R"(": {"type": "SetAttribute", "attribute": "copy )" + attributes[index] +
            R"(", "value_attribute": ")" + attributes[index] + R"(", "direct_transition": "S)" + std::to_string(index + 1) + "\"}";
  }
  return text + ", \"S" + std::to_string(attributes.size()) + R"(": {"type": "Terminal"}}})";
}

TEST_CASE("modules are told who a person is, in the framework's words", "[life]") {
  const std::vector<std::string> asked = {"gender", "race", "ethnicity", "state", "socioeconomic_category", "income", "education",
                                          "first_language", "food_insecurity", "sexual_orientation", "RH_NEG", "marital_status"};
  IllWorld ill(small_config(), testing::program_of({{"reader", reader_of(asked)}}));
  const gmf::Program& program = ill.runner->machine().program();
  std::map<std::string, std::map<std::string, int>> seen;
  ill.each(100, [&](const Ledger& ledger) {
    const gmf::Machine& machine = ill.runner->machine();
    const auto text = [&](const std::string& name) -> std::string {
      const gmf::Value value = machine.attribute(program.find_attribute("copy " + name));
      if (value.kind == gmf::ValueKind::kBoolean) return value.truth() ? "true" : "false";
      if (value.kind == gmf::ValueKind::kNumber) return "number";
      if (value.kind == gmf::ValueKind::kNil) return "nil";
      return std::string(machine.record().text(program, value.id));
    };
    CHECK(text("gender") == (ledger.person.sex == 0 ? "F" : "M"));
    CHECK(text("state").size() > 3);  // the full name
    CHECK(text("income") == "number");
    CHECK(text("marital_status") == "nil");  // at birth
    for (const std::string& name : asked) ++seen[name][text(name)];
  });
  CHECK(seen["race"].contains("white"));
  CHECK(seen["ethnicity"].size() == 2);
  CHECK(seen["socioeconomic_category"].size() == 3);
  CHECK(seen["education"].size() == 4);
  CHECK(seen["first_language"].contains("english"));
  CHECK(seen["sexual_orientation"].contains("heterosexual"));
  const int negative = seen["RH_NEG"]["true"], all = negative + seen["RH_NEG"]["false"];
  CHECK(negative > all * 0.05);
  CHECK(negative < all * 0.30);
}

TEST_CASE("smokers begin and stop in modules as they do at visits", "[life]") {
  // Waits until the attribute says so, and notes the age.
  const std::string module = R"json({"name": "Smoke", "states": {
    "Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "smoker", "operator": "==", "value": true},
      "direct_transition": "Seen"},
    "Seen": {"type": "SetAttribute", "attribute": "began", "value": true, "direct_transition": "Stop"},
    "Stop": {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "quit smoking age", "operator": "is not nil"},
      "direct_transition": "End"},
    "End": {"type": "Terminal"}}})json";
  IllWorld ill(small_config(), testing::program_of({{"smoke", module}}));
  const gmf::AttributeId began = ill.runner->machine().program().find_attribute("began");
  uint32_t smokers = 0;
  ill.each(150, [&](const Ledger& ledger) {
    const auto smoking = static_cast<reference::Smoking>(ledger.person.smoking);
    const bool ever = ledger.person.smoking != 0xFF && smoking != reference::Smoking::kNever && ledger.person.age > 30;
    if (!ever) return;
    const Day end = ledger.person.death == ledger::kNever ? ill.world.config.as_of : ledger.person.death;
    if (smoking_history(ill.world.config.seed, ledger.person, end).stops <= add_years(ledger.person.birth, 16)) return;  // nobody asked
    ++smokers;
    CHECK(ill.runner->machine().attribute(began).truth());
    const bool is_done = ill.runner->machine().current_state(0) == gmf::kNone;
    CHECK(is_done == (smoking == reference::Smoking::kFormer));
  });
  CHECK(smokers > 20);
}

TEST_CASE("effects of one group do not stack, and groups stay within the measure's limits", "[life]") {
  const NamedTexts modules = testing::test_modules();
  NamedTexts given = modules;
  std::string drugs = R"({"name": "Drugs", "states": {"Initial": {"type": "Initial", "direct_transition": "D0"})";
  const std::vector<std::string> names = {"lisinopril", "losartan", "amlodipine", "metoprolol", "hydrochlorothiazide", "spironolactone"};
  for (size_t index = 0; index < names.size(); ++index) {
    drugs += ", \"D" + std::to_string(index) + R"(": {"type": "MedicationOrder", "codes": [{"system": "RxNorm", "code": "90)" +
             std::to_string(index) + R"(", "display": ")" + names[index] + R"( Oral Tablet"}], "direct_transition": "D)" +
             std::to_string(index + 1) + "\"}";
  }
  drugs += ", \"D" + std::to_string(names.size()) + R"(": {"type": "Terminal"}}})";
  given.emplace_back("drugs", drugs);
  const auto program = testing::program_of(given);
  const auto catalogue = reference::ObservationCatalogue::build();
  const auto effects = BodyEffects::build(*program, *catalogue);
  REQUIRE(effects.has_value());
  ActiveEffects active;
  effects->begin(active);
  const auto systolic = [&] { return active.shift[static_cast<uint32_t>(reference::Measure::kSystolic)]; };
  const auto drug = [&](std::string_view code, int change) {
    for (const gmf::Code& each : program->codes) {
      if (program->text(each.code) == code) return effects->medication(active, each.concept_id, change);
    }
    FAIL("no such code");
  };
  CHECK(systolic() == 0);
  drug("900", 1);
  CHECK(systolic() == -9);
  drug("900", 1);  // the same once more
  drug("901", 1);  // of the same group
  CHECK(systolic() == -9);
  drug("902", 1);
  CHECK(systolic() == -18);
  drug("903", 1);
  drug("904", 1);
  drug("905", 1);
  CHECK(systolic() == -35);  // the limit
  for (const std::string_view code : {"900", "900", "901", "902", "903", "904", "905"}) drug(code, -1);
  CHECK(systolic() == 0);
  for (const float shift : active.shift) CHECK(shift == 0);

  const gmf::AttributeId hypertension = program->find_attribute("hypertension");
  REQUIRE(hypertension != gmf::kNone);
  effects->attribute(active, *program, hypertension, gmf::Value::nil(), gmf::Value::boolean(true));
  CHECK(systolic() == 22);
  effects->attribute(active, *program, hypertension, gmf::Value::boolean(true), gmf::Value::nil());
  CHECK(systolic() == 0);
}

TEST_CASE("a disease and its drug move what is measured at check-ups", "[life]") {
  // Everybody has high pressure from 30 on, half of them take a drug from 50 on.
  const std::string module = R"json({"name": "Pressure", "states": {
    "Initial": {"type": "Initial", "direct_transition": "Thirty"},
    "Thirty": {"type": "Guard", "allow": {"condition_type": "Age", "operator": ">=", "quantity": 30, "unit": "years"}, "direct_transition": "Ill"},
    "Ill": {"type": "ConditionOnset", "codes": [{"system": "SNOMED-CT", "code": "59621000", "display": "Essential hypertension (disorder)"}],
      "direct_transition": "Fifty"},
    "Fifty": {"type": "Guard", "allow": {"condition_type": "Age", "operator": ">=", "quantity": 50, "unit": "years"}, "direct_transition": "Drug"},
    "Drug": {"type": "MedicationOrder", "codes": [{"system": "RxNorm", "code": "314076", "display": "lisinopril 10 MG Oral Tablet"}],
      "direct_transition": "End"},
    "End": {"type": "Terminal"}}})json";
  IllWorld healthy(small_config(), testing::program_of({{"reader", reader_of({"gender"})}}));
  IllWorld ill(small_config(), testing::program_of({{"pressure", module}}));
  const auto readings = [](IllWorld& world) {
    std::map<std::pair<uint64_t, Instant>, int32_t> found;
    world.each(60, [&](const Ledger& ledger) {
      for (const ledger::Observation& observation : ledger.observations) {
        if (observation.kind == static_cast<uint16_t>(reference::Measure::kSystolic)) {
          found[{ledger.person.number * 1000 + static_cast<uint64_t>(age_in_years(ledger.person.birth, day_of(observation.at))), observation.at}] =
              observation.mantissa;
        }
      }
    });
    return found;
  };
  const auto without = readings(healthy), with = readings(ill);
  uint32_t compared = 0;
  for (const auto& [key, value] : with) {
    const auto same = without.find(key);
    if (same == without.end()) continue;
    const uint64_t age = key.first % 1000;
    ++compared;
    INFO("age " << age);
    const int32_t wanted = age < 30 ? 0 : age < 50 ? 22 : 13;
    CHECK(std::abs(value - same->second - wanted) <= 1);
  }
  CHECK(compared > 500);
}

void check_life(const Ledger& ledger, Day history, Day as_of) {
  const ledger::Person& person = ledger.person;
  const Day last = person.death == ledger::kNever ? as_of - 1 : person.death;
  for (size_t index = 0; index < ledger.encounters.size(); ++index) {
    const ledger::Encounter& encounter = ledger.encounters[index];
    REQUIRE(encounter.end > encounter.start);
    REQUIRE(day_of(encounter.start) >= history);
    REQUIRE(day_of(encounter.end) <= last);
    if (index > 0) REQUIRE(encounter.start >= ledger.encounters[index - 1].end);
  }
  const auto within = [&](uint32_t encounter, Instant start, Instant end) {
    if (encounter == ledger::kNone) return;
    REQUIRE(encounter < ledger.encounters.size());
    REQUIRE(start >= ledger.encounters[encounter].start);
    REQUIRE(end <= ledger.encounters[encounter].end);
  };
  for (const auto& each : ledger.observations) within(each.encounter, each.at, each.at);
  for (const auto& each : ledger.coded_observations) {
    within(each.encounter, each.at, each.at);
    REQUIRE(day_of(each.at) >= history);
    REQUIRE(day_of(each.at) <= last);
  }
  for (const auto& each : ledger.procedures) {
    within(each.encounter, each.start, each.end);
    REQUIRE(day_of(each.start) >= history);
    REQUIRE(day_of(each.end) <= last);
  }
  for (const auto& each : ledger.reports) within(each.encounter, each.at, each.at);
  for (const auto& each : ledger.imaging_studies) within(each.encounter, each.at, each.at);
  for (const auto& each : ledger.immunizations) within(each.encounter, each.at, each.at);
  const auto lasts = [&](Day start, Day end, uint32_t encounter) {
    REQUIRE(start <= last);
    REQUIRE(end >= history);  // over before the history: not told
    REQUIRE((end == ledger::kNever || end <= last));
    if (start < history) REQUIRE(encounter == ledger::kNone);
  };
  for (const auto& each : ledger.conditions) lasts(each.onset, each.abatement, each.encounter);
  for (const auto& each : ledger.allergies) lasts(each.onset, each.end, each.encounter);
  for (const auto& each : ledger.devices) lasts(each.start, each.end, each.encounter);
  for (const auto& each : ledger.care_plans) lasts(each.start, each.end, each.encounter);
  for (const auto& each : ledger.medications) {
    lasts(each.start, each.end, each.encounter);
    if (person.death != ledger::kNever) REQUIRE(each.end != ledger::kNever);
  }
}

TEST_CASE("no encounters overlap, nothing is later than death, and the history is kept", "[life]") {
  const auto program = testing::program_of(testing::test_modules());
  for (const int32_t years : {0, 10}) {
    const config::Config config = small_config(years);
    IllWorld ill(config, program);
    uint32_t before_history = 0, dead_by_module = 0, stays = 0;
    ill.each(250, [&](const Ledger& ledger) {
      const Day history = years == 0 ? ledger.person.birth : std::max(ledger.person.birth, add_years(config.as_of, -years));
      check_life(ledger, history, config.as_of);
      for (const auto& each : ledger.conditions) before_history += each.onset < history ? 1 : 0;
      dead_by_module += ledger.death.encounter != ledger::kNone ? 1 : 0;
      for (const auto& each : ledger.encounters) stays += ill.world.texts.text(each.encounter_class) == "IMP" && each.end - each.start > kMillisecondsPerDay ? 1 : 0;
    });
    CHECK(stays > 0);
    CHECK((before_history > 10) == (years == 10));
    if (years == 0) CHECK(dead_by_module > 0);
  }
}

TEST_CASE("a shorter history tells the same of its time, with the same ids", "[life]") {
  const auto program = testing::program_of(testing::test_modules());
  config::Config whole = small_config(0), part = small_config(10);
  whole.count = part.count = config::CountMode::kLiving;
  IllWorld all(whole, program), ten(part, program);
  std::map<Id, std::pair<Instant, Instant>> encounters;
  std::map<Id, Day> conditions;
  all.each(120, [&](const Ledger& ledger) {
    if (ledger.person.death != ledger::kNever) return;
    for (const auto& each : ledger.encounters) encounters[each.id] = {each.start, each.end};
    for (const auto& each : ledger.conditions) conditions[each.id] = each.onset;
  });
  uint32_t compared = 0, differing = 0;
  ten.each(120, [&](const Ledger& ledger) {
    if (ledger.person.death != ledger::kNever) return;
    for (const auto& each : ledger.conditions) {
      const auto same = conditions.find(each.id);
      if (same == conditions.end()) continue;  // another attempt of the slot lives
      CHECK(same->second == each.onset);
    }
    for (const auto& each : ledger.encounters) {
      const auto same = encounters.find(each.id);
      if (same == encounters.end()) continue;
      ++compared;
      differing += same->second != std::pair(each.start, each.end) ? 1 : 0;
    }
  });
  CHECK(compared > 300);
  CHECK(differing == 0);
}

TEST_CASE("a module that lets everybody die early ends, with as many living people as asked for", "[life]") {
  const std::string module = R"json({"name": "Plague", "states": {
    "Initial": {"type": "Initial", "direct_transition": "Five"},
    "Five": {"type": "Delay", "exact": {"quantity": 5, "unit": "years"}, "direct_transition": "Dies"},
    "Dies": {"type": "Death", "codes": [{"system": "SNOMED-CT", "code": "91302008", "display": "Sepsis (disorder)"}], "direct_transition": "End"},
    "End": {"type": "Terminal"}}})json";
  config::Config config = small_config(0);
  IllWorld ill(config, testing::program_of({{"plague", module}}));
  uint32_t living = 0, dead = 0;
  ill.each(3, [&](const Ledger& ledger) {
    if (ledger.person.death == ledger::kNever) {
      ++living;
      return;
    }
    ++dead;
    CHECK(ledger.person.age <= 5);
    if (ledger.person.age == 5 || ledger.death.icd10_code == ill.world.texts.find("A41.9")) {
      CHECK(ill.world.texts.text(ledger.death.manner) == "natural");
    }
    CHECK(ledger.person.education == 0xFF);
  });
  CHECK(living == 3);
  CHECK(dead > 3);
}

TEST_CASE("who dies at a visit of what nobody had found has it found there, once", "[life]") {
  const std::string dies = R"json(, "Dies": {"type": "Death", "codes": [{"system": "SNOMED-CT", "code": "91302008", "display": "Sepsis (disorder)"}], "direct_transition": "End"},
    "End": {"type": "Terminal"}}})json";
  const std::string before = R"json({"name": "Plague", "states": {
    "Initial": {"type": "Initial", "direct_transition": "Five"},
    "Five": {"type": "Delay", "exact": {"quantity": 5, "unit": "years"}, "direct_transition": "Ward"},
    "Ward": {"type": "Encounter", "encounter_class": "inpatient", "codes": [{"system": "SNOMED-CT", "code": "185347001", "display": "Encounter for problem"}],
      "direct_transition": ")json";
  const std::string onset = R"json(, "Sepsis": {"type": "ConditionOnset", "target_encounter": "Ward",
      "codes": [{"system": "SNOMED-CT", "code": "91302008", "display": "Sepsis (disorder)"}], "direct_transition": "Dies"})json";
  for (const std::string& module : {before + "Dies\"}" + dies, before + "Sepsis\"}" + onset + dies}) {
    IllWorld ill(small_config(0), testing::program_of({{"plague", module}}));
    uint32_t found = 0;
    ill.each(3, [&](const Ledger& ledger) {
      if (ledger.death.encounter == ledger::kNone) {
        CHECK(ledger.conditions.empty());
        return;
      }
      REQUIRE(ledger.conditions.size() == 1);
      const ledger::Condition& condition = ledger.conditions.front();
      CHECK(condition.name == ledger.death.cause);
      CHECK(ill.world.texts.text(condition.snomed_code) == "91302008");
      CHECK(condition.icd10_code == ledger.death.icd10_code);
      CHECK(condition.encounter == ledger.death.encounter);
      CHECK(condition.onset == ledger.person.death);
      ++found;
    });
    CHECK(found > 3);
  }
}

TEST_CASE("a module that runs in a circle ends the run with an error that names it", "[life]") {
  const std::string module = R"json({"name": "Circle", "states": {
    "Initial": {"type": "Initial", "direct_transition": "A"},
    "A": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "B"},
    "B": {"type": "SetAttribute", "attribute": "x", "value": 2, "conditional_transition": [
      {"condition": {"condition_type": "Attribute", "attribute": "x", "operator": "==", "value": 3}, "transition": "End"}, {"transition": "A"}]},
    "End": {"type": "Terminal"}}})json";
  IllWorld ill(small_config(), testing::program_of({{"circle", module}}));
  Ledger ledger;
  const Status told = ill.life.people_of_slot(ill.world, 0, ill.runner.get(), ledger, [](const Ledger&) { return true; });
  REQUIRE_FALSE(told.has_value());
  CHECK(told.error().to_text().find("circle") != std::string::npos);
}

TEST_CASE("lasting medication brings a check-up a year", "[life]") {
  const std::string module = R"json({"name": "Lasting", "states": {
    "Initial": {"type": "Initial", "direct_transition": "Twenty"},
    "Twenty": {"type": "Guard", "allow": {"condition_type": "Age", "operator": ">=", "quantity": 20, "unit": "years"}, "direct_transition": "Visit"},
    "Visit": {"type": "Encounter", "wellness": true, "direct_transition": "Drug"},
    "Drug": {"type": "MedicationOrder", "chronic": true, "codes": [{"system": "RxNorm", "code": "314076", "display": "lisinopril 10 MG Oral Tablet"}],
      "direct_transition": "Leave"},
    "Leave": {"type": "EncounterEnd", "direct_transition": "Again"},
    "Again": {"type": "Encounter", "wellness": true, "direct_transition": "Leave"},
    "End": {"type": "Terminal"}}})json";
  IllWorld ill(small_config(), testing::program_of({{"lasting", module}}));
  uint32_t followed = 0;
  ill.each(60, [&](const Ledger& ledger) {
    Day before = 0;
    for (const ledger::Encounter& encounter : ledger.encounters) {
      const std::string_view reason = ill.world.texts.text(encounter.reason_code);
      if (reason == "Z23" || ledger.medications.empty()) continue;
      const Day day = day_of(encounter.start);
      if (before > ledger.medications.front().start) CHECK(day - before <= 365 + 31 + 5);
      followed += reason == "Z79.899" ? 1 : 0;
      before = day;
    }
    // Renewed at each of them: one open at most.
    CHECK(std::count_if(ledger.medications.begin(), ledger.medications.end(),
                        [](const ledger::Medication& each) { return each.end == ledger::kNever; }) <= 1);
  });
  CHECK(followed > 20);
}

TEST_CASE("ten-year risks are those of the published examples", "[life]") {
  // Goff 2013, table 4: 55 years, total cholesterol 213, HDL 50, untreated systolic 120, no diabetes, does not smoke.
  RiskFactors factors;
  factors.age = 55;
  factors.systolic = 120;
  factors.total_cholesterol = 213;
  factors.hdl = 50;
  const auto percent = [&](reference::Sex sex, bool is_black) {
    factors.sex = sex;
    factors.is_black = is_black;
    return ten_year_risk(factors) * 100;
  };
  CHECK(std::abs(percent(reference::Sex::kFemale, false) - 2.1) < 0.06);
  CHECK(std::abs(percent(reference::Sex::kFemale, true) - 3.0) < 0.06);
  CHECK(std::abs(percent(reference::Sex::kMale, false) - 5.3) < 0.1);  // its coefficients are printed rounded
  CHECK(std::abs(percent(reference::Sex::kMale, true) - 6.1) < 0.06);
  factors.smokes = true;
  CHECK(percent(reference::Sex::kMale, false) > 9);
  factors.age = 10;
  CHECK(ten_year_risk(factors) == 0);
  CHECK(std::abs(1 - risk_within(0.2, 3652.5) / 0.2) < 1e-9);
}

TEST_CASE("the middle of a growth chart is the 50th percentile", "[life]") {
  const auto growth = GrowthPercentiles::build();
  REQUIRE(growth.has_value());
  const auto middle = growth->percentile(GrowthMeasure::kHeight, reference::Sex::kMale, 1, 56.62843);
  REQUIRE(middle.has_value());
  CHECK(std::abs(*middle - 50) < 0.01);
  CHECK_FALSE(growth->percentile(GrowthMeasure::kWeight, reference::Sex::kFemale, 300, 60).has_value());
  CHECK(*growth->percentile(GrowthMeasure::kHeight, reference::Sex::kFemale, 120, 100) < 1);
  CHECK(*growth->percentile(GrowthMeasure::kHeight, reference::Sex::kFemale, 120, 190) > 99);
}

}  // namespace
}  // namespace polyclinic::life
