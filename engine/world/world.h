// The world of one run: immutable once built, shared by all threads. Everything that is the same for all people.
#pragma once

#include <cstdint>

#include "engine/config/config.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/world/directory.h"
#include "engine/world/life_table.h"
#include "engine/world/names.h"
#include "engine/world/places.h"
#include "engine/world/population.h"

namespace polyclinic::world {

struct World {
  config::Config config;
  TextPool texts;
  Places places;
  LifeTable life_table;
  Names names;
  Population population;
  Directory directory;

  // Errors: kInvalidInput when the config leaves nobody to draw.
  static Result<World> build(config::Config config);
};

// The clinicians of one slot of the population, as a child and as an adult.
struct PrimaryCare {
  uint32_t child = 0, adult = 0;
};
PrimaryCare primary_care_of(const World& world, uint64_t slot, uint32_t place);

// Which organizations and clinicians serve the places where the first `slots` slots live: what the tables list.
struct DirectoryExtract {
  std::vector<uint32_t> organizations, providers;  // ascending indexes
};
DirectoryExtract extract_directory(const World& world, uint64_t slots);

}  // namespace polyclinic::world
