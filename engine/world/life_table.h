// The period life table: probabilities of dying by single year of age and sex, and the survival made of them.
#pragma once

#include <array>
#include <cstdint>

#include "engine/foundation/result.h"
#include "engine/reference/categories.h"

namespace polyclinic::world {

inline constexpr uint32_t kLifeTableAges = 120;  // 0 to 119

class LifeTable {
 public:
  static Result<LifeTable> build();

  // The table of what remains when causes are taken out that kill at these hazards (a year, by sex and year of age). A
  // twentieth of each year's hazard always remains.
  using Hazards = std::array<std::array<double, kLifeTableAges>, 2>;
  LifeTable without(const Hazards& hazards) const;

  // Hazard of a year of age, a year.
  double hazard(reference::Sex sex, uint32_t age) const;

  // Share of a birth cohort alive at an exact age in years; within a year of age deaths are spread evenly.
  double survival(reference::Sex sex, double age) const;

  // Exact age at death of someone of `age` who dies when `u` of (0,1) of the cohort alive at `age` has... died:
  // the inverse of 1 - survival(x) / survival(age).
  double age_at_death(reference::Sex sex, double age, double u) const;

 private:
  std::array<std::array<double, kLifeTableAges + 1>, 2> alive_{};
};

}  // namespace polyclinic::world
