// The life table: survival as the table's probabilities make it, and its inverse.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/world/life_table.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::world {
namespace {

using Catch::Approx;
using reference::Sex;

LifeTable life_table() {
  auto table = LifeTable::build();
  REQUIRE(table.has_value());
  return *table;
}

std::vector<double> table_q(Sex sex) {
  std::vector<double> q;
  const std::string_view column = sex == Sex::kFemale ? "q_female" : "q_male";
  for (const auto& row : testing::table_rows("life_table.csv", {column}))
    q.push_back(std::stod(row.at(std::string(column))));
  return q;
}

constexpr Sex kBoth[] = {Sex::kFemale, Sex::kMale};

TEST_CASE("survival falls from 1 to 0 by the table's probabilities", "[world]") {
  const LifeTable table = life_table();
  for (const Sex sex : kBoth) {
    const std::vector<double> q = table_q(sex);
    REQUIRE(q.size() == kLifeTableAges);
    CHECK(table.survival(sex, 0) == 1);
    CHECK(table.survival(sex, -3) == 1);
    CHECK(table.survival(sex, kLifeTableAges) == 0);
    CHECK(table.survival(sex, 500) == 0);
    for (uint32_t age = 0; age + 1 < kLifeTableAges; ++age) {
      CHECK(table.survival(sex, age + 1) / table.survival(sex, age) == Approx(1 - q[age]).epsilon(1e-12));
      // Deaths are spread evenly within the year.
      CHECK(table.survival(sex, age + 0.25) ==
            Approx(0.75 * table.survival(sex, age) + 0.25 * table.survival(sex, age + 1)).epsilon(1e-12));
    }
  }
}

TEST_CASE("the age at death is the inverse of survival", "[world]") {
  const LifeTable table = life_table();
  RandomStream stream(3, 1, Purpose{1});
  for (uint32_t i = 0; i < 20000; ++i) {
    const Sex sex = kBoth[i % 2];
    const double age = stream.uniform() * 115, u = stream.uniform();
    const double death = table.age_at_death(sex, age, u);
    REQUIRE(death >= age);
    REQUIRE(death <= kLifeTableAges);
    REQUIRE(table.survival(sex, death) == Approx(table.survival(sex, age) * (1 - u)).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("the age at death at the ends of its range", "[world]") {
  const LifeTable table = life_table();
  for (const Sex sex : kBoth) {
    for (const double age : {0.0, 0.5, 40.0, 118.9, 119.5}) {
      CHECK(table.age_at_death(sex, age, 0x1p-54) >= age);
      CHECK(table.age_at_death(sex, age, 0x1p-54) < age + 0.01);
      CHECK(table.age_at_death(sex, age, 1 - 0x1p-53) <= kLifeTableAges);
    }
    // Whole ages, where two years of the table meet.
    for (uint32_t age = 0; age < 110; ++age) {
      const double u = 1 - table.survival(sex, age + 1) / table.survival(sex, age);
      CHECK(table.age_at_death(sex, age, u) == Approx(age + 1.0).epsilon(1e-9));
    }
  }
}

TEST_CASE("the mean age at death is the table's life expectancy", "[world]") {
  const LifeTable table = life_table();
  for (const Sex sex : kBoth) {
    double alive = 1, expectancy = 0;
    for (const double q : table_q(sex)) {
      expectancy += alive * (1 - q / 2);
      alive *= 1 - q;
    }
    double mean = 0;
    constexpr uint32_t kSteps = 200000;  // the middle of each of so many equal shares of the cohort
    for (uint32_t i = 0; i < kSteps; ++i) mean += table.age_at_death(sex, 0, (i + 0.5) / kSteps) / kSteps;
    CHECK(mean == Approx(expectancy).margin(0.01));
    // The period life tables of the Social Security Administration of recent years.
    CHECK(expectancy > (sex == Sex::kFemale ? 79 : 73));
    CHECK(expectancy < (sex == Sex::kFemale ? 82 : 77));
  }
}

TEST_CASE("what is taken out of the table and added again is the table", "[world]") {
  const LifeTable table = life_table();
  LifeTable::Hazards hazards{};
  for (uint32_t sex = 0; sex < 2; ++sex) {
    for (uint32_t age = 50; age < kLifeTableAges; ++age) hazards[sex][age] = 0.3 * table.hazard(static_cast<Sex>(sex), age);
  }
  const LifeTable rest = table.without(hazards);
  for (const Sex sex : kBoth) {
    CHECK(rest.survival(sex, 49) == table.survival(sex, 49));
    CHECK(rest.survival(sex, 85) > table.survival(sex, 85));
    for (uint32_t age = 50; age < 115; ++age) {
      CHECK(rest.hazard(sex, age) + hazards[static_cast<uint32_t>(sex)][age] == Approx(table.hazard(sex, age)).epsilon(1e-9));
    }
  }
  // More than there is cannot be taken: a twentieth stays.
  for (auto& of_sex : hazards) of_sex.fill(1);
  CHECK(table.without(hazards).hazard(Sex::kMale, 60) == Approx(0.05 * table.hazard(Sex::kMale, 60)));
}

}  // namespace
}  // namespace polyclinic::world
