// Reads the life table and turns it round.
#include "engine/world/life_table.h"

#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::world {

Result<LifeTable> LifeTable::build() {
  reference::CsvReader csv("life_table.csv", reference::embedded_file("life_table.csv"));
  uint32_t at[3];
  POLYCLINIC_TRY(csv.columns({"age", "q_female", "q_male"}, at));
  LifeTable table;
  table.alive_[0][0] = table.alive_[1][0] = 1;
  uint32_t ages = 0;
  while (csv.next() && ages < kLifeTableAges) {
    for (uint32_t sex = 0; sex < 2; ++sex) {
      table.alive_[sex][ages + 1] = table.alive_[sex][ages] * (1 - csv.number(at[1 + sex]));
    }
    ++ages;
  }
  if (ages != kLifeTableAges) return fail(ErrorKind::kInternal, "life_table.csv does not reach the age of 119");
  table.alive_[0][kLifeTableAges] = table.alive_[1][kLifeTableAges] = 0;
  return table;
}

double LifeTable::hazard(reference::Sex sex, uint32_t age) const {
  const auto& alive = alive_[static_cast<uint32_t>(sex)];
  // In the last year everybody dies, and hardly anybody is left to do so.
  constexpr double kLast = 5;
  return alive[age + 1] > 0 ? math::log(alive[age] / alive[age + 1]) : kLast;
}

LifeTable LifeTable::without(const Hazards& hazards) const {
  constexpr double kLeast = 0.05;
  LifeTable table = *this;
  for (uint32_t sex = 0; sex < 2; ++sex) {
    for (uint32_t age = 0; age + 1 < kLifeTableAges; ++age) {
      const double all = hazard(static_cast<reference::Sex>(sex), age);
      const double rest = std::max(all - hazards[sex][age], all * kLeast);
      table.alive_[sex][age + 1] = table.alive_[sex][age] * (hazards[sex][age] > 0 ? math::exp(-rest) : alive_[sex][age + 1] / alive_[sex][age]);
    }
  }
  return table;
}

double LifeTable::survival(reference::Sex sex, double age) const {
  const auto& alive = alive_[static_cast<uint32_t>(sex)];
  if (age <= 0) return 1;
  if (age >= kLifeTableAges) return 0;
  const uint32_t year = static_cast<uint32_t>(age);
  return alive[year] + (alive[year + 1] - alive[year]) * (age - year);
}

double LifeTable::age_at_death(reference::Sex sex, double age, double u) const {
  const auto& alive = alive_[static_cast<uint32_t>(sex)];
  const double target = survival(sex, age) * (1 - u);
  // alive falls with age: find the year in which it passes below the target.
  const auto below = std::upper_bound(alive.begin(), alive.end(), target, [](double value, double element) {
    return element < value;
  });
  if (below == alive.begin()) return age;
  if (below == alive.end()) return kLifeTableAges;
  const uint32_t year = static_cast<uint32_t>(below - alive.begin()) - 1;
  const double lost = alive[year] - alive[year + 1];
  const double exact = lost > 0 ? year + (alive[year] - target) / lost : year;
  return std::max(age, exact);
}

}  // namespace polyclinic::world
