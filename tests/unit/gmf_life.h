// Small modules as JSON text, run for one person: what the tests of the machine share. Not a host like life/.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/machine.h"

namespace polyclinic::testing {

// "2018-03-10T00:00Z" to milliseconds.
inline Instant instant(std::string_view text) { return parse_instant(text).value(); }

inline constexpr Instant kSecond = kMillisecondsPerSecond;
inline constexpr Instant kMinute = kMillisecondsPerMinute;
inline constexpr Instant kHour = kMillisecondsPerHour;
inline constexpr Instant kDay = kMillisecondsPerDay;

// When the person of all tests is born, unless a test says otherwise: 2000-03-10T15:00:00.000Z.
inline constexpr Instant kBirth = start_of_day(day_from_civil(2000, 3, 10)) + 15 * kHour;

// A test writes states only: {"name": ..., "states": {...}} comes around them.
inline std::string module_text(std::string_view states, std::string_view name = "Test") {
  return R"({"name": ")" + std::string(name) + R"(", "gmf_version": 2, "states": {)" + std::string(states) + "}}";
}

// A set of modules and tables, compiled; a loading error fails the test.
class ModuleSet {
 public:
  ModuleSet() = default;
  explicit ModuleSet(std::string_view states) { add("t", states); }

  ModuleSet& add(std::string key, std::string_view states) {
    std::string text = module_text(states, key);
    modules_.emplace_back(std::move(key), std::move(text));
    return *this;
  }
  ModuleSet& add_table(std::string name, std::string csv) {
    tables_.emplace_back(std::move(name), std::move(csv));
    return *this;
  }

  gmf::LoadResult load() const {
    std::vector<gmf::ModuleText> modules;
    for (const auto& [key, json] : modules_) modules.push_back({key, json});
    std::vector<gmf::TableText> tables;
    for (const auto& [name, csv] : tables_) tables.push_back({name, csv});
    return gmf::load_modules(modules, tables);
  }

 private:
  std::vector<std::pair<std::string, std::string>> modules_, tables_;
};

struct SeenStep {
  std::string module;  // key of the file
  std::string state;
  Instant at = 0;
  Instant left = gmf::kNever;
  gmf::WaitEnd why = gmf::WaitEnd::kNoWait;
};

// A host whose answers a test can set. Gender F, race white, no check-ups, no symptom visits.
class TestHost : public gmf::Host {
 public:
  bool scheduler = false;
  gmf::InsurerGroup insurer = gmf::InsurerGroup::kTypical;
  std::function<void(gmf::Machine&)> at_birth;
  std::function<std::optional<double>(gmf::VitalSign, Instant)> vitals;

  void birth(gmf::Machine& machine) override {
    set_text(machine, "gender", "F");
    set_text(machine, "race", "white");
    if (at_birth) at_birth(machine);
  }
  std::optional<double> vital_sign(const gmf::Machine&, gmf::VitalSign vital, Instant at) override {
    return vitals ? vitals(vital, at) : std::nullopt;
  }
  Instant checkup_due(const gmf::CheckupClock& clock) override {
    return scheduler ? gmf::reference_checkup_due(clock) : gmf::kNever;
  }
  bool has_symptom_visits() override { return scheduler; }
  gmf::InsurerGroup insurer_group(Instant) override { return insurer; }

  static void set_text(gmf::Machine& machine, std::string_view name, std::string_view text) {
    const gmf::AttributeId attribute = machine.program().find_attribute(name);
    if (attribute != gmf::kNone) machine.set_attribute(attribute, gmf::Value::text(machine.intern(text)));
  }
};

// One person's life in a set of modules. Every state is seen, in order.
class Life : private gmf::StepListener {
 public:
  explicit Life(const ModuleSet& modules, gmf::Settings settings = {}) {
    gmf::LoadResult loaded = modules.load();
    for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
      if (finding.severity == gmf::Severity::kError) FAIL_CHECK(gmf::to_text(finding));
    }
    REQUIRE(loaded.program.has_value());
    findings = std::move(loaded.findings);
    program = std::make_unique<gmf::Program>(std::move(*loaded.program));
    machine = std::make_unique<gmf::Machine>(*program, settings);
  }
  explicit Life(std::string_view states) : Life(ModuleSet(states)) {}

  gmf::Person person{.seed = 7, .number = 1, .birth = kBirth, .stop = start_of_day(day_from_civil(2040, 1, 1))};
  TestHost host;
  bool listens = true;

  // Lives the whole life with these uniform numbers first.
  Life& run(std::vector<double> uniforms = {}) {
    status = try_run(std::move(uniforms));
    if (!status) FAIL_CHECK(status.error().to_text());
    return *this;
  }

  Status try_run(std::vector<double> uniforms = {}) {
    steps.clear();
    script_ = std::move(uniforms);
    machine->set_script(script_);
    machine->set_listener(listens ? this : nullptr);
    machine->reports().clear();
    return machine->run(person, host, record);
  }

  // When a state was entered, all times; of any module.
  std::vector<Instant> times(std::string_view state) const {
    std::vector<Instant> found;
    for (const SeenStep& step : steps) {
      if (step.state == state) found.push_back(step.at);
    }
    return found;
  }
  bool reached(std::string_view state) const { return !times(state).empty(); }
  // The first time, from the birth on; INT64_MIN when never.
  Instant after_birth(std::string_view state) const {
    const std::vector<Instant> found = times(state);
    return found.empty() ? INT64_MIN : found.front() - person.birth;
  }
  Instant at(std::string_view state) const {
    const std::vector<Instant> found = times(state);
    return found.empty() ? INT64_MIN : found.front();
  }
  const SeenStep& step(std::string_view state) const {
    for (const SeenStep& seen : steps) {
      if (seen.state == state) return seen;
    }
    FAIL("no such state was entered");
    return steps.front();
  }

  gmf::Value attribute(std::string_view name) const {
    const gmf::AttributeId attribute = program->find_attribute(name);
    return attribute == gmf::kNone ? gmf::Value::nil() : machine->attribute(attribute);
  }
  bool is_nil(std::string_view name) const { return attribute(name).is_nil(); }
  // The number in an attribute; fails when it holds none.
  double number(std::string_view name) const {
    const gmf::Value value = attribute(name);
    CHECK(value.kind == gmf::ValueKind::kNumber);
    return value.number;
  }
  bool truth(std::string_view name) const {
    const gmf::Value value = attribute(name);
    CHECK(value.kind == gmf::ValueKind::kBoolean);
    return value.truth();
  }
  int32_t severity(std::string_view symptom) const { return machine->severity(program->find_symptom(symptom)); }
  uint64_t reports(gmf::ReportCode code) const { return machine->reports().count(code); }

  std::vector<gmf::Entry> entries(gmf::EntryKind kind) const {
    std::vector<gmf::Entry> found;
    for (const gmf::Entry& entry : record.entries) {
      if (entry.kind == kind) found.push_back(entry);
    }
    return found;
  }
  const std::vector<gmf::EncounterEntry>& encounters() const { return record.encounters; }
  // The texts of an entry's codes, "a b".
  std::string codes(gmf::CodeList list) const {
    std::string text;
    for (const gmf::CodeId code : record.code_list(*program, list)) {
      if (!text.empty()) text += ' ';
      text += program->text(program->codes[code].code);
    }
    return text;
  }
  std::string code(gmf::CodeId id) const {
    return id == gmf::kNone ? "" : std::string(program->text(program->codes[id].code));
  }

  gmf::ModuleFindings findings;
  std::unique_ptr<gmf::Program> program;
  std::unique_ptr<gmf::Machine> machine;
  gmf::Record record;
  Status status;
  std::vector<SeenStep> steps;

 private:
  void state_entered(const gmf::Machine& running, gmf::RootId, uint32_t, gmf::StateId state) override {
    const gmf::State& held = program->states[state];
    steps.push_back({std::string(program->module_key(held.module)), std::string(program->state_name(state)),
                     running.now(), gmf::kNever, gmf::WaitEnd::kNoWait});
  }
  void state_left(const gmf::Machine& running, gmf::RootId, gmf::StateId state, Instant, gmf::WaitEnd why) override {
    const std::string_view module = program->module_key(program->states[state].module);
    for (std::size_t index = steps.size(); index-- > 0;) {
      SeenStep& step = steps[index];
      if (step.state == program->state_name(state) && step.module == module && step.left == gmf::kNever) {
        step.left = running.now();
        step.why = why;
        return;
      }
    }
  }

  std::vector<double> script_;
};

}  // namespace polyclinic::testing
