// Lives with disease modules for tests: the modules of tests/modules or any texts, a world, and the people's ledgers.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/gmf/loader.h"
#include "engine/life/life.h"
#include "engine/reference/observations.h"
#include "tests/unit/source_directory.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::testing {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The modules of tests/modules, by key, and their lookup tables.
inline NamedTexts test_modules() {
  const std::filesystem::path folder = std::filesystem::path(source_directory()) / "tests/modules";
  NamedTexts modules;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::string key = std::filesystem::relative(entry.path(), folder).generic_string();
    modules.emplace_back(key.substr(0, key.size() - 5), file_text(entry.path()));
  }
  REQUIRE(modules.size() >= 5);
  return modules;
}

inline std::shared_ptr<const gmf::Program> program_of(const NamedTexts& modules) {
  const std::string table = file_text(std::filesystem::path(source_directory()) / "tests/modules/lookup_tables/tense_vessels.csv");
  std::vector<gmf::ModuleText> texts;
  for (const auto& [key, json] : modules) texts.push_back({key, json});
  const gmf::TableText tables[] = {{"tense_vessels.csv", table}};
  gmf::LoadResult loaded = gmf::load_modules(texts, tables);
  if (!loaded.program) FAIL(loaded.findings.as_error("modules").to_text());
  return std::make_shared<const gmf::Program>(*std::move(loaded.program));
}

// A world with modules, ready to tell people. It stays where it is, as its parts refer to each other.
class IllWorld {
 public:
  IllWorld(config::Config config, std::shared_ptr<const gmf::Program> program)
      : world(made_world(std::move(config))), catalogue(made_catalogue()), life(made_life(world, catalogue, std::move(program))),
        runner(life.make_runner(world)) {}
  IllWorld(const IllWorld&) = delete;
  IllWorld& operator=(const IllWorld&) = delete;

  // Calls use(ledger) for each person of the slots.
  template <class Use>
  void each(uint64_t slots, Use use) {
    ledger::Ledger ledger;
    for (uint64_t slot = 0; slot < slots; ++slot) {
      const Status told = life.people_of_slot(world, slot, runner.get(), ledger, [&](const ledger::Ledger& person) {
        use(person);
        return true;
      });
      if (!told) FAIL(told.error().to_text());
    }
  }

  world::World world;
  reference::ObservationCatalogue catalogue;
  life::Life life;
  std::unique_ptr<life::ModuleRunner> runner;

 private:
  static reference::ObservationCatalogue made_catalogue() {
    auto made = reference::ObservationCatalogue::build();
    REQUIRE(made.has_value());
    return *std::move(made);
  }
  static life::Life made_life(world::World& world, const reference::ObservationCatalogue& catalogue,
                              std::shared_ptr<const gmf::Program> program) {
    auto made = life::Life::build(world, catalogue, std::move(program));
    if (!made) FAIL(made.error().to_text());
    return *std::move(made);
  }
};

}  // namespace polyclinic::testing
