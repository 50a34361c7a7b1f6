// Whom a run draws: the joint distribution of place, race and ethnicity, sex and age that the census tables, the
// filters and the config's own distributions give. It draws targets; life makes people of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/distribution.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/world/life_table.h"
#include "engine/world/places.h"

namespace polyclinic::world {

// What is fixed about a person before the life begins.
struct Target {
  uint32_t place = 0;
  Group group = Group::kWhite;
  reference::Race race = reference::Race::kWhite;
  reference::Ethnicity ethnicity = reference::Ethnicity::kNotHispanic;
  reference::Sex sex = reference::Sex::kFemale;
  Day birth = 0;
};

class Population {
 public:
  // Errors: kInvalidInput when the filters and distributions leave nobody.
  static Result<Population> build(const config::Config& config, const Places& places, const LifeTable& life_table);

  Target draw(RandomStream& stream) const;

  // Only the place of the same draw: for looking ahead cheaply. Consumes a prefix of what draw() does.
  uint32_t draw_place(RandomStream& stream) const;

 private:
  struct Cell {  // people of one state, group and race
    uint32_t state;
    Group group;
    reference::Race race;
    reference::Ethnicity ethnicity;
  };
  Population() = default;
  const Cell& draw_cell(RandomStream& stream, uint32_t& place) const;

  Day as_of_ = 0;
  std::vector<Cell> cells_;
  std::optional<Categorical> cell_;
  std::vector<std::optional<Categorical>> place_;  // by state * kGroupCount + group
  std::vector<uint32_t> first_place_;              // by state
  std::vector<std::optional<Categorical>> age_sex_;  // by group: age * 2 + sex
};

}  // namespace polyclinic::world
