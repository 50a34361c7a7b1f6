// Whom a run draws: the margins of place, race, sex and age against the census tables, under filters and under the
// config's own distributions. Judged at about one in a million, with fixed seeds.
#include <algorithm>
#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "engine/world/population.h"
#include "engine/world/purposes.h"
#include "tests/unit/foundation_statistics.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::world {
namespace {

using Catch::Approx;
using reference::Ethnicity;
using reference::Race;
using reference::Sex;

std::vector<Target> drawn(const World& world, uint32_t people) {
  std::vector<Target> targets;
  for (uint64_t slot = 0; slot < people; ++slot) {
    RandomStream stream(world.config.seed, slot, kTargetPurpose);
    targets.push_back(world.population.draw(stream));
  }
  return targets;
}

const std::vector<Target>& default_draw() {
  static const std::vector<Target> kDraw = drawn(testing::default_world(), 200000);
  return kDraw;
}

int32_t age_of(const World& world, const Target& target) { return age_in_years(target.birth, world.config.as_of); }

// Counts of a category among targets against shares in any unit.
double score(const std::vector<Target>& targets, std::vector<double> shares, auto category_of) {
  double total = 0;
  for (const double share : shares) total += share;
  for (double& share : shares) share /= total;
  std::vector<uint64_t> counts(shares.size());
  for (const Target& target : targets) {
    const size_t category = static_cast<size_t>(category_of(target));
    REQUIRE(category < counts.size());
    ++counts[category];
  }
  return testing::chi_square_score(counts, shares);
}

// People by age (up to 99, 100 and older together) and sex: [age * 2 + sex].
std::vector<double> pyramid() {
  std::vector<double> people;
  for (const auto& row : testing::table_rows("population.csv", {"age", "female", "male"})) {
    people.push_back(std::stod(row.at("female")));
    people.push_back(std::stod(row.at("male")));
  }
  REQUIRE(people.size() == 202);
  return people;
}

// Share of each group of each state, by code.
std::map<std::string, std::array<double, kGroupCount + 1>> state_groups() {
  std::vector<std::string_view> columns{"state", "population"};
  columns.insert(columns.end(), std::begin(kGroupNames), std::end(kGroupNames));
  std::map<std::string, std::array<double, kGroupCount + 1>> states;
  for (const auto& row : testing::table_rows("states.csv", columns)) {
    auto& state = states[row.at("state")];
    double total = 0;
    for (const std::string_view group : kGroupNames) total += std::stod(row.at(std::string(group)));
    for (uint32_t g = 0; g < kGroupCount; ++g) state[g] = std::stod(row.at(std::string(kGroupNames[g]))) / total;
    state[kGroupCount] = std::stod(row.at("population"));
  }
  REQUIRE(states.size() == 51);
  return states;
}

TEST_CASE("people are drawn with the census's ages and sexes", "[world]") {
  const World& world = testing::default_world();
  const auto cell = [&](const Target& t) { return std::min(age_of(world, t), 100) * 2 + static_cast<int32_t>(t.sex); };
  CHECK(testing::is_plausible(score(default_draw(), pyramid(), cell)));
}

TEST_CASE("a wrong table of ages is found out", "[world]") {
  const World& world = testing::default_world();
  const auto cell = [&](const Target& t) { return std::min(age_of(world, t), 100) * 2 + static_cast<int32_t>(t.sex); };
  std::vector<double> wrong = pyramid();
  for (size_t age = 20; age < 40; ++age) wrong[age * 2] *= 1.06;
  CHECK_FALSE(testing::is_plausible(score(default_draw(), wrong, cell)));
}

TEST_CASE("people are drawn with the census's states and groups", "[world]") {
  const World& world = testing::default_world();
  const auto states = state_groups();
  std::vector<double> state_shares, group_shares(kGroupCount), joint;
  for (const State& state : world.places.states) {
    const auto& expected = states.at(std::string(state.code));
    state_shares.push_back(expected[kGroupCount]);
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      group_shares[g] += expected[kGroupCount] * expected[g];
      joint.push_back(expected[kGroupCount] * expected[g]);
    }
  }
  const auto state = [&](const Target& t) { return world.places.places[t.place].state; };
  const auto group = [](const Target& t) { return static_cast<uint32_t>(t.group); };
  CHECK(testing::is_plausible(score(default_draw(), state_shares, state)));
  CHECK(testing::is_plausible(score(default_draw(), group_shares, group)));
  CHECK(testing::is_plausible(
      score(default_draw(), joint, [&](const Target& t) { return state(t) * kGroupCount + group(t); })));
}

TEST_CASE("race and ethnicity follow the group", "[world]") {
  std::vector<double> hispanic(reference::kRaces.size());
  for (const auto& row : testing::table_rows("hispanic_race.csv", {"race", "share"})) {
    for (size_t race = 0; race < reference::kRaces.size(); ++race) {
      if (reference::kRaces[race].key == row.at("race")) hispanic[race] = std::stod(row.at("share"));
    }
  }
  std::vector<Target> of_group;
  for (const Target& target : default_draw()) {
    CHECK((target.ethnicity == Ethnicity::kHispanic) == (target.group == Group::kHispanic));
    switch (target.group) {
      case Group::kWhite:
        CHECK(target.race == Race::kWhite);
        break;
      case Group::kBlack:
        CHECK(target.race == Race::kBlack);
        break;
      case Group::kNative:
        CHECK(target.race == Race::kNative);
        break;
      case Group::kTwoOrMore:
        CHECK(target.race == Race::kTwoOrMore);
        break;
      case Group::kAsianPacific:
        CHECK((target.race == Race::kAsian || target.race == Race::kPacificIslander));
        break;
      case Group::kHispanic:
        of_group.push_back(target);
        break;
    }
  }
  CHECK(
      testing::is_plausible(score(of_group, hispanic, [](const Target& t) { return static_cast<uint32_t>(t.race); })));
}

TEST_CASE("people live where others of their group do, in the places' sizes", "[world]") {
  const World& world = testing::default_world();
  // Within the largest state: share of each of its places among all its people.
  uint32_t largest = 0;
  for (uint32_t s = 0; s < world.places.states.size(); ++s) {
    if (world.places.states[s].population > world.places.states[largest].population) largest = s;
  }
  const State& state = world.places.states[largest];
  REQUIRE(state.code == "CA");
  std::vector<Target> there;
  for (const Target& target : default_draw()) {
    if (world.places.places[target.place].state == largest) there.push_back(target);
  }
  // The fit of places ends at the groups' shares; the sizes of places hold to a few per cent.
  std::vector<uint64_t> counts(state.place_count);
  double people = 0;
  for (uint32_t p = 0; p < state.place_count; ++p) people += world.places.places[state.first_place + p].population;
  for (const Target& target : there) ++counts[target.place - state.first_place];
  for (uint32_t p = 0; p < state.place_count; ++p) {
    const double expected =
        world.places.places[state.first_place + p].population / people * static_cast<double>(there.size());
    if (expected < 100) continue;
    INFO(world.texts.text(world.places.places[state.first_place + p].city));
    CHECK(std::fabs(static_cast<double>(counts[p]) - expected) < 5 * std::sqrt(expected) + 0.03 * expected);
  }
  // San Francisco has a larger share of Asians than Bakersfield.
  const auto asian_share = [&](std::string_view city) {
    double all = 0, asian = 0;
    for (const Target& target : there) {
      if (world.texts.text(world.places.places[target.place].city) != city) continue;
      ++all;
      asian += target.group == Group::kAsianPacific;
    }
    return asian / all;
  };
  CHECK(asian_share("San Francisco") > 2 * asian_share("Bakersfield"));
}

TEST_CASE("a birth day leaves exactly the age that was drawn", "[world]") {
  for (const Day as_of : {day_from_civil(2026, 1, 1), day_from_civil(2024, 2, 29), day_from_civil(2023, 2, 28),
                          day_from_civil(2025, 3, 1), day_from_civil(2025, 12, 31)}) {
    config::Config config = testing::sample_config();
    config.as_of = as_of;
    config.distributions.age = {.kind = config::NumberDistribution::Kind::kUniform, .low = 0, .high = 9};
    const World world = testing::made_world(config);
    std::vector<double> ages(10, 1);
    const std::vector<Target> targets = drawn(world, 20000);
    for (const Target& target : targets) REQUIRE(target.birth < as_of);
    CHECK(testing::is_plausible(score(targets, ages, [&](const Target& t) { return age_of(world, t); })));
    // Born on any day of the year, by the time since the last birthday: three quarters of 92 days, and what is left.
    CHECK(testing::is_plausible(score(targets, {92, 92, 92, 89.25}, [&](const Target& t) {
      return std::min(3, std::max(0, add_years(as_of, -age_of(world, t)) - t.birth) / 92);
    })));
  }
}

TEST_CASE("looking ahead at a place sees the place of the draw", "[world]") {
  const World& world = testing::default_world();
  for (uint64_t slot = 0; slot < 5000; ++slot) {
    RandomStream ahead(world.config.seed, slot, kTargetPurpose);
    REQUIRE(world.population.draw_place(ahead) == default_draw()[slot].place);
  }
}

TEST_CASE("filters leave only who passes them, with the others' shares unchanged", "[world]") {
  config::Config config = testing::sample_config();
  config.filters.age_min = 18;
  config.filters.age_max = 44;
  config.filters.sexes = {Sex::kFemale};
  config.filters.states = {"TX", "NM"};
  config.filters.ethnicities = {Ethnicity::kHispanic};
  config.filters.races = {Race::kWhite, Race::kTwoOrMore};
  const World world = testing::made_world(config);
  const std::vector<Target> targets = drawn(world, 50000);
  for (const Target& target : targets) {
    REQUIRE(target.sex == Sex::kFemale);
    REQUIRE(target.ethnicity == Ethnicity::kHispanic);
    REQUIRE((target.race == Race::kWhite || target.race == Race::kTwoOrMore));
    REQUIRE(age_of(world, target) >= 18);
    REQUIRE(age_of(world, target) <= 44);
  }
  REQUIRE(world.places.states.size() == 2);
  const auto states = state_groups();
  std::vector<double> shares;
  for (const State& state : world.places.states) {
    const auto& row = states.at(std::string(state.code));
    shares.push_back(row[kGroupCount] * row[static_cast<uint32_t>(Group::kHispanic)]);
  }
  CHECK(testing::is_plausible(
      score(targets, shares, [&](const Target& t) { return world.places.places[t.place].state; })));
}

TEST_CASE("a filter on a city leaves the people of that city", "[world]") {
  config::Config config = testing::sample_config();
  config.filters.cities = {{"Boston", "MA"}, {"Springfield", "IL"}};
  const World world = testing::made_world(config);
  REQUIRE(world.places.places.size() == 2);
  REQUIRE(world.places.states.size() == 2);
  // As many as live there when nothing is filtered: a state's people live in the places that the table has of it.
  const World& whole = testing::default_world();
  std::vector<double> people;
  for (const Place& place : world.places.places) {
    const std::string_view code = world.places.states[place.state].code;
    double all = 0;
    for (const Place& other : whole.places.places) {
      if (whole.places.states[other.state].code == code) all += other.population;
    }
    people.push_back(state_groups().at(std::string(code))[kGroupCount] * place.population / all);
  }
  const std::vector<Target> targets = drawn(world, 20000);
  std::array<uint32_t, 2> counts{};
  for (const Target& target : targets) ++counts[target.place];
  CHECK(static_cast<double>(counts[0]) / counts[1] == Approx(people[0] / people[1]).epsilon(0.06));
}

TEST_CASE("a normal distribution of age has its mean and spread, as far as people live", "[world]") {
  config::Config config = testing::sample_config();
  config.distributions.age = {.kind = config::NumberDistribution::Kind::kNormal, .mean = 55, .sd = 20};
  const World world = testing::made_world(config);
  const std::vector<Target> targets = drawn(world, 100000);
  // The share of each whole year under the bell, cut off at 0 and 120.
  std::vector<double> shares;
  for (uint32_t age = 0; age < 120; ++age) {
    shares.push_back(std::erfc(-(age + 1 - 55.0) / 20 / std::sqrt(2)) - std::erfc(-(age - 55.0) / 20 / std::sqrt(2)));
  }
  std::vector<double> tail(shares.begin(), shares.begin() + 105);
  for (size_t age = 105; age < shares.size(); ++age) tail[104] += shares[age];
  CHECK(testing::is_plausible(score(targets, tail, [&](const Target& t) { return std::min(age_of(world, t), 104); })));
  std::vector<double> ages;
  for (const Target& target : targets) ages.push_back((config.as_of - target.birth) / 365.2425);
  const testing::Moments moments = testing::moments(ages);
  CHECK(moments.mean == Approx(55.2).margin(0.3));  // a little above 55 for the cut at 0
  CHECK(moments.sd == Approx(19.6).margin(0.3));
}

TEST_CASE("own distributions of several things hold at once", "[world]") {
  config::Config config = testing::sample_config();
  config.distributions.age = {
      .kind = config::NumberDistribution::Kind::kEmpirical, .values = {5, 40, 90}, .weights = {1, 2, 1}};
  config.distributions.sex = config::CategoryDistribution{{3, 1}};
  config.distributions.race = config::CategoryDistribution{{1, 1, 1, 1, 1, 1}};
  config.distributions.ethnicity = config::CategoryDistribution{{0.3, 0.7}};
  config.distributions.state = {{{"VT", 1.0}, {"HI", 3.0}}};
  const World world = testing::made_world(config);
  const std::vector<Target> targets = drawn(world, 60000);
  CHECK(testing::is_plausible(score(targets, {1, 2, 1}, [&](const Target& t) {
    const int32_t age = age_of(world, t);
    REQUIRE((age == 5 || age == 40 || age == 90));
    return age == 5 ? 0 : age == 40 ? 1 : 2;
  })));
  CHECK(testing::is_plausible(score(targets, {3, 1}, [](const Target& t) { return static_cast<uint32_t>(t.sex); })));
  CHECK(testing::is_plausible(
      score(targets, {1, 1, 1, 1, 1, 1}, [](const Target& t) { return static_cast<uint32_t>(t.race); })));
  CHECK(testing::is_plausible(
      score(targets, {0.3, 0.7}, [](const Target& t) { return static_cast<uint32_t>(t.ethnicity); })));
  CHECK(testing::is_plausible(score(targets, {3, 1}, [&](const Target& t) {
    return world.places.states[world.places.places[t.place].state].code == "HI" ? 0U : 1U;
  })));
}

TEST_CASE("of people counted at birth, those who are still alive have the census's ages", "[world]") {
  config::Config config = testing::sample_config();
  config.count = config::CountMode::kBorn;
  config.years_of_history = 0;
  const World world = testing::made_world(config);
  const std::vector<Target> targets = drawn(world, 200000);
  // Each counts as the share of the people born with them who are alive.
  std::vector<double> alive(202);
  double total = 0;
  for (const Target& target : targets) {
    const double age = (world.config.as_of - target.birth) / 365.2425;
    const double weight = world.life_table.survival(target.sex, age);
    alive[static_cast<size_t>(std::min(age_of(world, target), 100) * 2) + static_cast<size_t>(target.sex)] += weight;
    total += weight;
  }
  const std::vector<double> expected = pyramid();
  double people = 0;
  for (const double count : expected) people += count;
  for (size_t decade = 0; decade < 10; ++decade) {
    for (size_t sex = 0; sex < 2; ++sex) {
      double made = 0, wanted = 0;
      for (size_t age = decade * 10; age < decade * 10 + 10; ++age) {
        made += alive[age * 2 + sex] / total;
        wanted += expected[age * 2 + sex] / people;
      }
      INFO("from " << decade * 10 << ", sex " << sex);
      CHECK(made == Approx(wanted).epsilon(0.05));
    }
  }
}

TEST_CASE("filters and distributions that leave nobody are refused", "[world]") {
  config::Config none_of_that_age = testing::sample_config();
  none_of_that_age.filters.age_min = 30;
  none_of_that_age.distributions.age = {.kind = config::NumberDistribution::Kind::kUniform, .low = 10, .high = 20};
  config::Config no_such_city = testing::sample_config();
  no_such_city.filters.cities = {{"Boston", "TX"}};
  config::Config no_such_state = testing::sample_config();
  no_such_state.filters.states = {"TX"};
  no_such_state.distributions.state = {{{"VT", 1.0}}};
  config::Config no_such_race = testing::sample_config();
  no_such_race.filters.races = {Race::kWhite};
  no_such_race.distributions.race = config::CategoryDistribution{{0, 1, 0, 0, 0, 0}};
  for (const config::Config& config : {none_of_that_age, no_such_city, no_such_state, no_such_race}) {
    const auto world = World::build(config);
    REQUIRE_FALSE(world.has_value());
    CHECK(world.error().kind == ErrorKind::kInvalidInput);
    CHECK(world.error().to_text().find("widen") != std::string::npos);
  }
}

}  // namespace
}  // namespace polyclinic::world
