// The Machine against the polling oracle: random modules and, where a folder of them is given, real ones.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "engine/gmf/loader.h"
#include "tests/oracle/comparison.h"
#include "tests/oracle/random_modules.h"

namespace polyclinic::oracle {
namespace {

constexpr uint64_t kSeed = 20261120;
constexpr uint32_t kSets = 200;
constexpr int32_t kYears = 30;  // of the longest lives with random modules

// Of all counts of people; POLYCLINIC_GMF_PEOPLE gives another number of people for each set.
uint64_t people_or(uint64_t usual) {
  const char* given = std::getenv("POLYCLINIC_GMF_PEOPLE");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : usual;
}

gmf::LoadResult load(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<gmf::ModuleText> modules;
  std::vector<gmf::TableText> tables;
  for (const auto& [key, text] : files) {
    if (key.ends_with(".csv")) {
      tables.push_back({key, text});
    } else {
      modules.push_back({key, text});
    }
  }
  return gmf::load_modules(modules, tables);
}

std::string errors(const gmf::ModuleFindings& findings) {
  std::string text;
  for (const gmf::ModuleFinding& finding : findings.all()) {
    if (finding.severity == gmf::Severity::kError) text += to_text(finding) + "\n";
  }
  return text;
}

// A line of the group's table: what, sets, people, those who die, encounters, rows compared, states entered, states of
// the modules that were reached, the oracle's looks, the machine's polls, people who differ.
void tell(const std::string& what, uint32_t sets, const Tally& tally) {
  std::printf("| %-52s | %4u | %7llu | %6llu | %9llu | %9llu | %9llu | %5llu/%-5llu | %11llu | %9llu | %6llu |\n", what.c_str(), sets,
              static_cast<unsigned long long>(tally.people), static_cast<unsigned long long>(tally.dead),
              static_cast<unsigned long long>(tally.encounters), static_cast<unsigned long long>(tally.rows),
              static_cast<unsigned long long>(tally.states), static_cast<unsigned long long>(tally.reached),
              static_cast<unsigned long long>(tally.places), static_cast<unsigned long long>(tally.looks),
              static_cast<unsigned long long>(tally.polls), static_cast<unsigned long long>(tally.differences));
  std::fflush(stdout);
}

struct Trial {
  Strictness strictness = Strictness::kGrid;
  gmf::Settings settings;
  Instant step = kMillisecondsPerDay;
  bool whole_days = false;
};

void compare_random_modules(const std::string& what, const Trial& trial, uint64_t people, uint32_t sets = kSets) {
  Tally all;
  int told = 0;
  for (uint32_t number = 0; number < sets; ++number) {
    const char* only = std::getenv("POLYCLINIC_GMF_SET");
    if (only != nullptr && std::strtoul(only, nullptr, 10) != number) continue;
    const RandomModules random = random_modules({kSeed, number, trial.whole_days});
    const gmf::LoadResult loaded = load(random.files);
    INFO("set " << number << "\n" << errors(loaded.findings));
    REQUIRE(loaded.program.has_value());
    World world;
    world.step = trial.settings.step;
    if (trial.whole_days) world.update_offset = 0;
    Comparison comparison(*loaded.program, world, trial.strictness, trial.settings, trial.step);
    for (uint64_t person = 0; person < people; ++person) {
      const std::string found = comparison.compare(test_person(kSeed + number, person, kYears, trial.whole_days));
      if (found.empty() || ++told > 20) continue;
      FAIL_CHECK("set " << number << ", person " << person << ": " << found);
      break;
    }
    all.add(comparison.tally());
  }
  tell(what, sets, all);
  CHECK(all.differences == 0);
}

}  // namespace

TEST_CASE("random modules load without errors and hold every type of state, transition and condition", "[oracle]") {
  std::set<gmf::StateType> states;
  std::set<gmf::TransitionKind> transitions;
  std::set<gmf::ConditionKind> conditions, guarded;
  for (const bool whole_days : {false, true}) {
    for (uint32_t number = 0; number < kSets; ++number) {
      const RandomModules random = random_modules({kSeed, number, whole_days});
      const gmf::LoadResult loaded = load(random.files);
      INFO("set " << number << "\n" << errors(loaded.findings));
      REQUIRE(loaded.program.has_value());
      for (const gmf::State& state : loaded.program->states) states.insert(state.type);
      for (const gmf::Transition& transition : loaded.program->transitions) transitions.insert(transition.kind);
      for (const gmf::Condition& condition : loaded.program->conditions) conditions.insert(condition.kind);
    }
  }
  CHECK(states.size() == gmf::kStateTypeCount);
  CHECK(transitions.size() == 6);
  // Of the 21 kinds all but the constants.
  CHECK(conditions.size() == 19);
}

TEST_CASE("random modules on a grid of days: the machine lives every instant as the oracle does", "[oracle]") {
  compare_random_modules("random modules, machine on a grid of days", {Strictness::kGrid, {.quantum = kMillisecondsPerDay}},
                         people_or(50));
}

TEST_CASE("random modules on a grid of weeks: the machine lives every instant as the oracle does", "[oracle]") {
  compare_random_modules("random modules, machine on a grid of weeks",
                         {Strictness::kGrid, {.quantum = 7 * kMillisecondsPerDay}, 7 * kMillisecondsPerDay}, people_or(100));
}

TEST_CASE("random modules with spans of whole days: the machine lives every instant as the oracle does", "[oracle]") {
  compare_random_modules("random modules of whole days, event by event", {Strictness::kWholeDays, {}, kMillisecondsPerDay, true},
                         people_or(50));
}

TEST_CASE("random modules event by event: as the oracle, no wait passed a day late", "[oracle]") {
  compare_random_modules("random modules, event by event", {Strictness::kWithinStep, {}}, people_or(500));
}

TEST_CASE("random modules with encounters that never overlap: as the oracle, no wait passed a day late", "[oracle]") {
  compare_random_modules("random modules, lock held until the recorded stop",
                         {Strictness::kWithinStep, {.hold_lock_until_recorded_stop = true}}, people_or(50));
}

TEST_CASE("real modules: as the oracle, on a grid and event by event", "[oracle]") {
  const char* folder = std::getenv("POLYCLINIC_GMF_SAMPLES");
  if (folder == nullptr || *folder == 0) SKIP("no folder of real modules is given by POLYCLINIC_GMF_SAMPLES");
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path path = entry.path();
    if (path.extension() != ".csv" && path.extension() != ".json") continue;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    std::string key = std::filesystem::relative(path, folder).generic_string();
    if (path.extension() == ".csv") key = path.filename().string();
    if (path.extension() == ".json") key.resize(key.size() - 5);
    files.emplace_back(key, text.str());
  }
  const gmf::LoadResult loaded = load(files);
  INFO(errors(loaded.findings));
  REQUIRE(loaded.program.has_value());
  const World world;
  const auto compare = [&](const std::string& what, Strictness strictness, gmf::Settings settings, Instant step, uint64_t people) {
    Comparison comparison(*loaded.program, world, strictness, settings, step);
    int told = 0;
    for (uint64_t person = 0; person < people; ++person) {
      const std::string found = comparison.compare(test_person(kSeed, person, 95, false));
      if (!found.empty() && ++told <= 5) FAIL_CHECK("person " << person << ": " << found);
    }
    tell(what, 1, comparison.tally());
    CHECK(comparison.tally().differences == 0);
  };
  constexpr Instant kDay = kMillisecondsPerDay;
  compare("real modules, machine on a grid of days", Strictness::kGrid, {.quantum = kDay}, kDay, people_or(500));
  compare("real modules, machine on a grid of weeks", Strictness::kGrid, {.quantum = 7 * kDay}, 7 * kDay, people_or(500));
  compare("real modules, event by event", Strictness::kWithinStep, {}, kDay, people_or(500));
  compare("real modules, lock held until the recorded stop", Strictness::kWithinStep, {.hold_lock_until_recorded_stop = true}, kDay,
          people_or(100));
}

}  // namespace polyclinic::oracle
