// When a person dies, by the life table, and of what, by the vital statistics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/distribution.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/ledger/ledger.h"
#include "engine/world/world.h"

namespace polyclinic::life {

class Mortality {
 public:
  // `library`: keys of the engine's own disease modules that run. What these let people die of (library_mortality.csv) is
  // taken out of the life table's hazard and of its causes, so that all together die as the table says.
  static Result<Mortality> build(TextPool& texts, const world::LifeTable& table, std::span<const std::string_view> library);

  // The group of causes_of_death.csv that an ICD-10-CM code belongs to.
  static std::string_view group_of_cause(std::string_view icd10_code);

  // The day on which someone alive on day `from` dies by the life table; may lie beyond any end of interest.
  Day day_of_death(const world::World& world, const ledger::Person& person, Day from) const;

  // How someone died of a cause with this ICD-10-CM code: as the table of causes says, else by the code's chapter.
  TextId manner(TextId icd10_code, const TextPool& texts) const;

  // The cause for a person whose death is set.
  ledger::Death cause(const world::World& world, const ledger::Person& person) const;

 private:
  explicit Mortality(const world::LifeTable& table) : table_(table) {}

  world::LifeTable table_;
  std::vector<ledger::Death> causes_;
  TextId natural_ = kNoText, accident_ = kNoText, suicide_ = kNoText, homicide_ = kNoText;
  // [pandemic year][sex][age]: which causes, how likely.
  std::array<std::array<std::array<std::optional<Categorical>, 120>, 2>, 2> likely_;
};

}  // namespace polyclinic::life
