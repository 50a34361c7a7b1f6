// Random streams belong to modules: whoever is added, removed or renamed beside a module that shares nothing with the
// others, no byte of its entries changes.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/gmf/loader.h"
#include "tests/oracle/comparison.h"
#include "tests/oracle/random_modules.h"
#include "tests/oracle/story.h"

namespace polyclinic::oracle {
namespace {

constexpr uint64_t kSeed = 20261120;
constexpr uint32_t kSubjects = 60;
constexpr uint64_t kPeople = 40;

gmf::LoadResult load(const std::vector<RandomModules>& sets) {
  std::vector<gmf::ModuleText> modules;
  std::vector<gmf::TableText> tables;
  for (const RandomModules& set : sets) {
    for (const auto& [key, text] : set.files) {
      if (key.ends_with(".csv")) {
        tables.push_back({key, text});
      } else {
        modules.push_back({key, text});
      }
    }
  }
  return gmf::load_modules(modules, tables);
}

std::string codes_text(const gmf::Program& program, const std::vector<gmf::CodeId>& codes) {
  std::string text;
  for (const gmf::CodeId code : codes) text += std::string(program.text(program.codes[code].code)) + " ";
  return text;
}

// All that a module did to a person, with numbers that depend on it alone.
std::string told(const gmf::Program& program, const Story& story, std::string_view key) {
  gmf::RootId subject = 0;
  while (program.module_key(program.roots[subject].module) != key) ++subject;
  std::map<uint32_t, std::size_t> encounters, entries, onsets;
  std::string text;
  const auto state = [&](gmf::StateId id) { return std::string(program.state_name(id)) + " "; };
  const auto code = [&](gmf::CodeId id) { return id == gmf::kNone ? "- " : codes_text(program, {id}); };
  const auto value = [&](const StoryValue& held) {
    std::string id = std::to_string(held.id);
    if (held.kind == gmf::ValueKind::kEntry) id = "entry " + std::to_string(entries.at(held.id));
    if (held.kind == gmf::ValueKind::kPending) id = "onset " + std::to_string(onsets.at(held.id));
    if (held.kind == gmf::ValueKind::kCode) id = code(held.id);
    if (held.kind == gmf::ValueKind::kSeries) {
      const gmf::Series& series = program.series[held.id];
      id = std::to_string(series.period);
      for (uint32_t index = series.numbers.first; index < series.numbers.end(); ++index) id += " " + std::to_string(program.numbers[index]);
    }
    char number[32];
    std::snprintf(number, sizeof number, "%a", held.number);
    return std::to_string(static_cast<int>(held.kind)) + " " + id + " " + number + " " + held.text + " ";
  };
  for (uint32_t id = 0; id < story.encounters.size(); ++id) {
    const StoryEncounter& encounter = story.encounters[id];
    if (encounter.root != subject) continue;
    encounters.emplace(id, encounters.size());
    text += "encounter " + state(encounter.state) + std::to_string(static_cast<int>(encounter.encounter_class)) + " " +
            std::to_string(encounter.start) + " " + std::to_string(encounter.stop) + " " + codes_text(program, encounter.codes) +
            code(encounter.reason) + code(encounter.discharge_disposition) + "\n";
  }
  for (uint32_t id = 0; id < story.entries.size(); ++id) {
    if (story.entries[id].root == subject) entries.emplace(id, entries.size());
  }
  for (uint32_t id = 0; id < story.onsets.size(); ++id) {
    if (story.onsets[id].root == subject) onsets.emplace(id, onsets.size());
  }
  for (const auto& [id, rank] : entries) {
    const StoryEntry& entry = story.entries[id];
    text += "entry " + std::to_string(static_cast<int>(entry.kind)) + " " + state(entry.state) + std::to_string(entry.chronic) + " " +
            std::to_string(encounters.at(entry.encounter)) + " " + std::to_string(entry.start) + " " + std::to_string(entry.stop) + " " +
            codes_text(program, entry.codes) + "/ " + codes_text(program, entry.reasons) + "/ " + codes_text(program, entry.activities) +
            code(entry.stop_reason) + (entry.parent == gmf::kNone ? "-" : std::to_string(entries.at(entry.parent))) + " " +
            value(entry.value);
    for (const auto& [reaction, severity] : entry.reactions) text += code(reaction) + code(severity);
    for (const StorySeries& series : entry.imaging) text += std::to_string(series.instances) + " ";
    text += "\n";
  }
  for (const auto& [id, rank] : onsets) {
    const StoryOnset& onset = story.onsets[id];
    text += "onset " + state(onset.state) + std::to_string(onset.at) + " " + std::to_string(onset.ended) + " " +
            (onset.entry == gmf::kNone ? "-" : std::to_string(entries.at(onset.entry))) + "\n";
  }
  for (const StorySymptom& symptom : story.symptoms) {
    if (symptom.root != subject) continue;
    text += "symptom " + state(symptom.state) + std::to_string(symptom.value) + " " + std::to_string(symptom.at) + "\n";
  }
  std::map<std::string, std::string> attributes;
  for (gmf::AttributeId id = 0; id < story.attributes.size(); ++id) {
    const std::string name(program.text(program.attributes[id].name));
    if (name.ends_with("_" + std::string(key))) attributes[name] = value(story.attributes[id]);
  }
  for (const auto& [name, held] : attributes) text += name + " = " + held + "\n";
  return text;
}

}  // namespace

TEST_CASE("adding, removing and renaming other modules changes no byte of a module's entries", "[oracle]") {
  World world;
  world.scheduler = false;
  world.deaths = false;
  uint64_t rows = 0, lives = 0, changed = 0;
  for (uint32_t number = 0; number < kSubjects; ++number) {
    const RandomModules subject = solitary_module(kSeed, number, "subject");
    // Alone; with companions before and behind; with some of them gone; with all of them renamed, so in other places.
    std::vector<std::vector<RandomModules>> sets(1, {subject});
    RandomStream stream(kSeed, number, Purpose{0x7003});
    std::vector<RandomModules> some{subject}, all{subject}, renamed{subject};
    for (uint32_t companion = 0; companion < 5; ++companion) {
      const uint32_t which = 1000 + number * 10 + companion;
      const std::string front = stream.chance(0.5) ? "a" : "z", back = stream.chance(0.5) ? "Q" : "x";
      all.push_back(solitary_module(kSeed, which, front + std::to_string(companion)));
      if (stream.chance(0.5)) some.push_back(all.back());
      renamed.push_back(solitary_module(kSeed, which, back + std::to_string(companion)));
    }
    sets.push_back(all);
    sets.push_back(some);
    sets.push_back(renamed);
    std::vector<std::string> first;
    for (std::size_t set = 0; set < sets.size(); ++set) {
      const gmf::LoadResult loaded = load(sets[set]);
      for (const gmf::ModuleFinding& finding : loaded.findings.all()) {
        if (finding.severity == gmf::Severity::kError) FAIL_CHECK(number << ": " << to_text(finding));
      }
      REQUIRE(loaded.program.has_value());
      gmf::Machine machine(*loaded.program);
      gmf::Record record;
      WorldHost host(world);
      for (uint64_t person = 0; person < kPeople; ++person) {
        REQUIRE(machine.run(test_person(kSeed + number, person, 60, false), host, record).has_value());
        const Story story = story_of(machine, machine.reports());
        const std::string text = told(*loaded.program, story, "subject");
        ++lives;
        rows += static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
        if (set == 0) {
          first.push_back(text);
          continue;
        }
        if (text == first[person]) continue;
        if (++changed > 3) continue;
        FAIL_CHECK("subject " << number << ", set " << set << ", person " << person << "\nalone:\n" << first[person] << "\nwith others:\n" << text);
      }
    }
  }
  std::printf("# subjects %u, lives %llu, rows %llu, changed %llu\n", kSubjects, static_cast<unsigned long long>(lives),
              static_cast<unsigned long long>(rows), static_cast<unsigned long long>(changed));
  CHECK(changed == 0);
  CHECK(rows > 10 * lives);
}

}  // namespace polyclinic::oracle
