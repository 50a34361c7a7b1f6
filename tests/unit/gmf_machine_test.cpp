// The GMF machine as a whole: independence of modules and threads, the grid, limits, and real modules when there are
// some.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "engine/foundation/hash.h"
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;
using gmf::ReportCode;

namespace {

std::string codes(std::string_view code) {
  return R"("codes": [{"system": "SNOMED-CT", "code": ")" + std::string(code) + R"(", "display": "d"}])";
}

// Falls ill now and then, is seen, treated and heals, for life.
std::string ill_again() {
  return R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "distribution": {"kind": "EXPONENTIAL", "parameters": {"mean": 200}}, "unit": "days",
      "direct_transition": "Onset"},
    "Onset": {"type": "ConditionOnset", "target_encounter": "Visit", )" + codes("5") + R"(, "direct_transition": "Visit"},
    "Visit": {"type": "Encounter", "encounter_class": "ambulatory", "reason": "Onset", )" + codes("9") + R"(,
      "direct_transition": "Measure"},
    "Measure": {"type": "Observation", "category": "exam", "unit": "C", )" + codes("8") + R"(,
      "distribution": {"kind": "GAUSSIAN", "parameters": {"mean": 38, "standardDeviation": 0.5}},
      "direct_transition": "Leave"},
    "Leave": {"type": "EncounterEnd", "distributed_transition": [{"transition": "Rest", "distribution": 0.9},
      {"transition": "Visit", "distribution": 0.1}]},
    "Rest": {"type": "Delay", "exact": {"quantity": 5, "unit": "days"}, "direct_transition": "Heal"},
    "Heal": {"type": "ConditionEnd", "condition_onset": "Onset", "direct_transition": "Wait"},
    "End": {"type": "Terminal"})";
}

// A module that draws and waits, but touches nothing that others see.
std::string unrelated() {
  return R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "range": {"low": 1, "high": 40, "unit": "days"}, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "unrelated", "range": {"low": 0, "high": 1}, "direct_transition": "Wait"},
    "End": {"type": "Terminal"})";
}

// What happened, of one root, in a form that can be compared.
std::string history(const gmf::Record& record, const gmf::Program& program, std::string_view key) {
  std::ostringstream text;
  const auto is_of = [&](gmf::RootId root) {
    return root != gmf::kNoRoot && program.module_key(program.roots[root].module) == key;
  };
  for (const gmf::EncounterEntry& encounter : record.encounters) {
    if (is_of(encounter.root)) text << encounter.start << '-' << encounter.stop << ';';
  }
  for (const gmf::Entry& entry : record.entries) {
    if (!is_of(entry.root)) continue;
    text << static_cast<int>(entry.kind) << program.state_name(entry.state) << entry.start << '-' << entry.stop << '='
         << std::hexfloat << entry.value.number << ';';
  }
  return text.str();
}

std::string history_of(const ModuleSet& modules, std::size_t threads) {
  gmf::LoadResult loaded = modules.load();
  REQUIRE(loaded.program.has_value());
  constexpr std::size_t kPeople = 40;
  std::vector<std::string> people(kPeople);
  const auto work = [&](std::size_t first) {
    gmf::Machine machine(*loaded.program);
    gmf::Record record;
    TestHost host;
    for (std::size_t person = first; person < kPeople; person += threads) {
      if (!machine.run({11, person, kBirth, start_of_day(day_from_civil(2040, 1, 1))}, host, record)) continue;
      people[person] = history(record, *loaded.program, "t");
    }
  };
  std::vector<std::thread> running;
  for (std::size_t thread = 0; thread < threads; ++thread) running.emplace_back(work, thread);
  for (std::thread& thread : running) thread.join();
  std::string all;
  for (const std::string& person : people) all += person + "\n";
  return all;
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("C82: a module's outcome depends on nobody else", "[gmf]") {
  const ModuleSet alone(ill_again());
  ModuleSet accompanied(ill_again());
  accompanied.add("a", unrelated()).add("z", unrelated());
  const std::string expected = history_of(alone, 1);
  CHECK(expected.size() > 10'000);
  CHECK(history_of(alone, 1) == expected);
  CHECK(history_of(alone, 8) == expected);
  CHECK(history_of(accompanied, 1) == expected);
  CHECK(history_of(accompanied, 8) == expected);
}

TEST_CASE("C83: on a grid, Guards pass at its instants and delays at their own", "[gmf]") {
  const ModuleSet modules(R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 3, "unit": "days"}, "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": {"condition_type": "Age", "operator": ">=", "quantity": 18, "unit": "years"},
      "direct_transition": "End"}, "End": {"type": "Terminal"})");
  Life life(modules, {.quantum = 7 * kDay});
  life.run();
  CHECK(life.after_birth("Gate") == 3 * kDay);
  CHECK(life.at("End") == instant("2018-03-16T15:00Z"));
  CHECK(life.after_birth("End") == 940 * 7 * kDay);
}

TEST_CASE("on a grid, an encounter that waited holds the lock until its turn in the next step", "[gmf]") {
  const auto visit = [](std::string_view key, std::string_view days, std::string_view hours) {
    const std::string name = "Visit " + std::string(key);
    return R"("Initial": {"type": "Initial", "direct_transition": "Wait"},
      "Wait": {"type": "Delay", "exact": {"quantity": )" + std::string(days) + R"(, "unit": "days"},
        "direct_transition": ")" + name + R"("}, ")" + name + R"(": {"type": "Encounter", "encounter_class": "ambulatory", )" +
           codes("9") + R"(, "direct_transition": "Do"},
      "Do": {"type": "Procedure", )" + codes("7") + R"(, "duration": {"low": )" + std::string(hours) + R"(, "high": )" +
           std::string(hours) + R"(, "unit": "hours"}, "direct_transition": "Leave"},
      "Leave": {"type": "EncounterEnd", "direct_transition": "End"}, "End": {"type": "Terminal"})";
  };
  ModuleSet modules;
  modules.add("a", visit("a", "2", "1"));
  modules.add("b", visit("b", "1", "48"));
  modules.add("c", visit("c", "2", "1"));
  Life life(modules, {.quantum = 7 * kDay});
  life.run();
  // b is done on day 3 and seen to be so on day 7, where c comes after it and a in the sweep that follows.
  CHECK(life.step("Leave").at == kBirth + 3 * kDay);
  CHECK(life.step("Visit c").left == kBirth + 7 * kDay);
  CHECK(life.step("Visit a").left == kBirth + 14 * kDay);
  CHECK(life.step("Visit c").why == gmf::WaitEnd::kLock);
}

TEST_CASE("C84: modules that wake each other endlessly are stopped and named", "[gmf]") {
  const auto player = [](std::string_view own, std::string_view other) {
    return R"("Initial": {"type": "Initial", "direct_transition": "Gate"},
      "Gate": {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": ")" + std::string(own) +
           R"(", "operator": "is not nil"}, "direct_transition": "Take"},
      "Take": {"type": "SetAttribute", "attribute": ")" + std::string(own) + R"(", "direct_transition": "Give"},
      "Give": {"type": "SetAttribute", "attribute": ")" + std::string(other) + R"(", "value": 1,
        "direct_transition": "Gate"}, "End": {"type": "Terminal"})";
  };
  ModuleSet modules;
  modules.add("a", player("x", "y"));
  modules.add("b", player("y", "x"));
  modules.add("c", R"("Initial": {"type": "Initial", "direct_transition": "Start"},
    "Start": {"type": "SetAttribute", "attribute": "x", "value": 1, "direct_transition": "End"},
    "End": {"type": "Terminal"})");
  Life life(modules);
  const Status status = life.try_run();
  REQUIRE_FALSE(status);
  CHECK(status.error().message.find("R02") != std::string::npos);
  CHECK(status.error().message.find("person 1") != std::string::npos);
  REQUIRE(status.error().findings.size() == 2);
  CHECK(status.error().findings[0].where == "a/Gate");
  CHECK(status.error().findings[1].where == "b/Gate");
  // The machine is fit for the next person.
  Life calm{std::string_view(ill_again())};
  CHECK(calm.try_run());
  CHECK_FALSE(life.try_run());
}

TEST_CASE("a circle without time is stopped after 20,000 states, and named", "[gmf]") {
  Life life(R"("Initial": {"type": "Initial", "direct_transition": "One"},
    "One": {"type": "Simple", "direct_transition": "Two"},
    "Two": {"type": "Simple", "conditional_transition": [
      {"condition": {"condition_type": "Gender", "gender": "M"}, "transition": "End"}, {"transition": "One"}]},
    "End": {"type": "Terminal"})");
  const Status status = life.try_run();
  REQUIRE_FALSE(status);
  REQUIRE(status.error().findings.size() == 1);
  CHECK(status.error().findings[0].what.find("R01") == 0);
  const std::string& what = status.error().findings[0].what;
  CHECK((what.find("One -> Two") != std::string::npos || what.find("Two -> One") != std::string::npos));
  CHECK(life.steps.size() == 20'000);
}

TEST_CASE("a life of too many states is stopped too", "[gmf]") {
  const ModuleSet modules(R"("Initial": {"type": "Initial", "direct_transition": "Tick"},
    "Tick": {"type": "Delay", "exact": {"quantity": 1, "unit": "seconds"}, "direct_transition": "Tick"},
    "End": {"type": "Terminal"})");
  Life life(modules, {.state_limit = 5000});
  const Status status = life.try_run();
  REQUIRE_FALSE(status);
  CHECK(status.error().findings.at(0).what.find("in one life; they repeat: Tick") != std::string::npos);
}

TEST_CASE("sleepers go the same way whether someone listens or not", "[gmf]") {
  ModuleSet modules(ill_again());
  for (const std::string_view key : {"a", "m", "z"}) {
    modules.add(std::string(key), R"("Initial": {"type": "Initial", "direct_transition": "On"},
      "On": {"type": "Simple", "direct_transition": "Gate"},
      "Gate": {"type": "Guard", "allow": {"condition_type": "And", "conditions": [
        {"condition_type": "Age", "operator": ">=", "quantity": 10, "unit": "years"},
        {"condition_type": "Active Condition", )" + codes("5") + R"(}]}, "direct_transition": "See"},
      "See": {"type": "Procedure", )" + codes("7") + R"(, "direct_transition": "End"}, "End": {"type": "Terminal"})");
  }
  Life life(modules);
  life.run();
  const auto told = life.record.entries;
  CHECK(life.entries(gmf::EntryKind::kProcedure).size() == 3);
  life.listens = false;
  life.run();
  REQUIRE(life.record.entries.size() == told.size());
  for (std::size_t index = 0; index < told.size(); ++index) {
    CHECK(life.record.entries[index].start == told[index].start);
    CHECK(life.record.entries[index].state == told[index].state);
  }
}

TEST_CASE("a module can be run once at the end, also for the dead", "[gmf]") {
  ModuleSet modules;
  modules.add("die", R"("Initial": {"type": "Initial", "direct_transition": "Die"},
    "Die": {"type": "Death", "direct_transition": "End"}, "End": {"type": "Terminal"})");
  Life life(modules);
  life.run();
  CHECK(life.record.death.at == kBirth);
  const auto last = life.machine->run_once(0, kBirth + kDay);
  REQUIRE(last);
  CHECK(life.program->state_name(*last) == "End");
}

TEST_CASE("C85: real modules run whole lives without an error", "[gmf]") {
  const char* folder = std::getenv("POLYCLINIC_GMF_SAMPLES");
  if (folder == nullptr || *folder == 0) SKIP("POLYCLINIC_GMF_SAMPLES names no folder of modules");
  std::vector<std::pair<std::string, std::string>> modules, tables;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path path = entry.path();
    if (path.extension() == ".csv") tables.emplace_back(path.filename().string(), file_text(path));
    if (path.extension() != ".json") continue;
    std::string key = std::filesystem::relative(path, folder).generic_string();
    modules.emplace_back(key.substr(0, key.size() - 5), file_text(path));
  }
  std::vector<gmf::ModuleText> module_texts;
  for (const auto& [key, json] : modules) module_texts.push_back({key, json});
  std::vector<gmf::TableText> table_texts;
  for (const auto& [name, csv] : tables) table_texts.push_back({name, csv});
  gmf::LoadResult loaded = gmf::load_modules(module_texts, table_texts);
  for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
    if (finding.severity == gmf::Severity::kError) FAIL_CHECK(gmf::to_text(finding));
  }
  REQUIRE(loaded.program.has_value());
  const gmf::Program& program = *loaded.program;

  class Everywhere : public gmf::StepListener {
   public:
    explicit Everywhere(const gmf::Program& held) : entered(held.modules.size()), program_(held) {}
    void state_entered(const gmf::Machine&, gmf::RootId, uint32_t, gmf::StateId state) override {
      ++entered[program_.states[state].module];
    }
    std::vector<uint64_t> entered;

   private:
    const gmf::Program& program_;
  };
  class PlainHost : public gmf::ReferenceHost {
   public:
    void birth(gmf::Machine& machine) override {
      constexpr std::string_view kRaces[] = {"white", "black", "asian", "native", "other"};
      const uint64_t person = machine.person().number;
      TestHost::set_text(machine, "gender", person % 2 == 0 ? "F" : "M");
      TestHost::set_text(machine, "race", kRaces[person % 5]);
      TestHost::set_text(machine, "ethnicity", person % 6 == 0 ? "hispanic" : "nonhispanic");
      TestHost::set_text(machine, "socioeconomic_category", person % 3 == 0 ? "Low" : "Middle");
      TestHost::set_text(machine, "state", "Massachusetts");
    }
    std::optional<double> vital_sign(const gmf::Machine&, gmf::VitalSign, Instant) override { return 100; }
  };

  Everywhere listener(program);
  gmf::Machine machine(program);
  machine.set_listener(&listener);
  gmf::Record record;
  PlainHost host;
  std::size_t entries = 0;
  for (uint64_t person = 0; person < 1000; ++person) {
    const Instant birth = start_of_day(day_from_civil(1920 + static_cast<int32_t>(person % 100), 5, 17)) + 7 * kHour;
    const Status status = machine.run({3, person, birth, start_of_day(day_from_civil(2026, 1, 1))}, host, record);
    if (!status) FAIL_CHECK(status.error().to_text());
    entries += record.entries.size();
    for (const gmf::Entry& entry : record.entries) {
      if (entry.start > record.death.at || entry.start < birth || entry.stop < entry.start) FAIL_CHECK("bad times");
      if (entry.encounter >= record.encounters.size()) FAIL_CHECK("an entry without an encounter");
    }
  }
  CHECK(entries > 10'000);
  CHECK(machine.polls() == 0);
  for (const gmf::Root& root : program.roots) {
    INFO(program.module_key(root.module));
    CHECK(listener.entered[root.module] >= 1000);
  }
  for (const gmf::Report& report : machine.reports().sorted()) {
    INFO(gmf::to_text(report, program));
    CHECK((report.code >= ReportCode::kR03LookupAttributeMissing && report.code <= ReportCode::kR06ObservationMissing));
  }
}

namespace {

// Tells the person something every year, and what it is told itself.
class YearlyHost : public TestHost {
 public:
  gmf::AttributeId risk = gmf::kNone, watched = gmf::kNone;
  Instant dies_at = gmf::kNever;
  std::vector<std::string> told;

  Instant next_update(Instant after) override {
    const Instant years = (after - kBirth) / (365 * kDay) + 1;
    return kBirth + years * 365 * kDay;
  }
  void update(gmf::Machine& machine) override {
    if (machine.now() >= dies_at) machine.set_death(machine.now(), gmf::kNone);
    if (risk != gmf::kNone) machine.publish_attribute(risk);
  }
  gmf::Value derived_attribute(const gmf::Machine& machine, gmf::AttributeId) override {
    return gmf::Value::of_number(static_cast<double>(machine.age_in_years()));
  }
  void attribute_written(gmf::Machine& machine, gmf::AttributeId, const gmf::Value& before) override {
    told.push_back("written at " + std::to_string((machine.now() - kBirth) / kDay) + (before.is_nil() ? " new" : ""));
  }
  void encounter_opened(gmf::Machine&, gmf::EncounterId) override { told.push_back("opened"); }
  void encounter_closed(gmf::Machine&, gmf::EncounterId) override { told.push_back("closed"); }
  void entry_started(gmf::Machine& machine, gmf::EntryId entry) override {
    told.push_back("started " + std::string(machine.program().state_name(machine.record().entries[entry].state)));
  }
  void entry_stopped(gmf::Machine&, gmf::EntryId) override { told.push_back("stopped"); }
};

}  // namespace

TEST_CASE("the host's updates wake those who wait for them, and its deaths end all", "[gmf]") {
  const ModuleSet modules(R"("Initial": {"type": "Initial", "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "risk_of_host", "operator": ">",
      "value": 4}, "direct_transition": "After"},
    "After": {"type": "Delay", "exact": {"quantity": 3, "unit": "years"}, "direct_transition": "Later"},
    "Later": {"type": "Simple", "direct_transition": "End"}, "End": {"type": "Terminal"})");
  Life life(modules);
  YearlyHost host;
  host.risk = life.program->find_attribute("risk_of_host");
  life.program->attributes[host.risk].derived = true;
  host.dies_at = kBirth + 7 * 365 * kDay;
  life.machine->set_listener(nullptr);
  life.machine->begin(life.person, host, life.record);
  REQUIRE(life.machine->run_to(kBirth + 6 * 365 * kDay));
  CHECK(life.program->state_name(life.machine->current_state(0)) == "Gate");
  REQUIRE(life.machine->run_to(kBirth + 6 * 365 * kDay + 1));
  CHECK(life.program->state_name(life.machine->current_state(0)) == "After");
  REQUIRE(life.machine->run_to(life.person.stop));
  life.machine->finish();
  CHECK(life.program->state_name(life.machine->current_state(0)) == "After");
  CHECK(life.record.death.at == kBirth + 7 * 365 * kDay);
  CHECK(life.record.death.root == gmf::kNoRoot);
}

TEST_CASE("the host is told what it watches, in the order in which it happens", "[gmf]") {
  const ModuleSet modules(R"("Initial": {"type": "Initial", "direct_transition": "Visit"},
    "Visit": {"type": "Encounter", "encounter_class": "ambulatory", )" + codes("9") + R"(, "direct_transition": "Order"},
    "Order": {"type": "MedicationOrder", )" + codes("3") + R"(, "direct_transition": "Set"},
    "Set": {"type": "SetAttribute", "attribute": "diabetes_of_test", "value": true, "direct_transition": "Leave"},
    "Leave": {"type": "EncounterEnd", "direct_transition": "Wait"},
    "Wait": {"type": "Delay", "exact": {"quantity": 3, "unit": "days"}, "direct_transition": "Stop"},
    "Stop": {"type": "MedicationEnd", "medication_order": "Order", "direct_transition": "End"},
    "End": {"type": "Terminal"})");
  Life life(modules);
  YearlyHost host;
  life.program->attributes[life.program->find_attribute("diabetes_of_test")].watched = true;
  life.machine->set_listener(nullptr);
  REQUIRE(life.machine->run(life.person, host, life.record));
  CHECK(host.told == std::vector<std::string>{"opened", "started Order", "written at 0 new", "closed", "stopped"});
}
