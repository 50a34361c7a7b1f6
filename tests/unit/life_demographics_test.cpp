// Who people are: their circumstances against the survey's tables by sex and age, the config's own distributions, and
// numbers and addresses that nobody has. Judged at about one in a million, with fixed seeds.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/life/coverage.h"
#include "engine/life/demographics.h"
#include "engine/world/purposes.h"
#include "tests/unit/foundation_statistics.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::life {
namespace {

using Catch::Approx;
using reference::Sex;

struct Settled {
  ledger::Person person;  // its texts are gone
  Circumstances circumstances;
  uint8_t insurance_of_year = 0;
};

std::vector<Settled> settled(const world::World& world, uint32_t people) {
  auto demographics = Demographics::build(world);
  REQUIRE(demographics.has_value());
  std::vector<Settled> all;
  ledger::Ledger ledger;
  for (uint64_t slot = 0; slot < people; ++slot) {
    ledger.clear();
    RandomStream stream(world.config.seed, slot, world::kTargetPurpose);
    demographics->identify(world, slot << 6, world.population.draw(stream), ledger);
    ledger.person.age = age_in_years(ledger.person.birth, world.config.as_of);
    const Circumstances circumstances = demographics->settle(world, ledger);
    cover(world, *demographics, circumstances, std::max(ledger.person.birth, day_from_civil(2025, 1, 1)),
          world.config.as_of, ledger);
    all.push_back({ledger.person, circumstances, ledger.coverages.back().insurance});
  }
  return all;
}

const std::vector<Settled>& sample() {
  static const std::vector<Settled> kSample = settled(testing::default_world(), 200000);
  return kSample;
}

struct Band {
  uint32_t sex;
  int32_t from, to;
  std::vector<double> shares;
};

// The rows of a variable of sociodemographics.csv, with the categories in that order.
std::vector<Band> survey(std::string_view variable, std::vector<std::string> categories) {
  std::map<std::pair<uint32_t, int32_t>, Band> bands;
  for (const auto& row :
       testing::table_rows("sociodemographics.csv", {"variable", "sex", "age_from", "age_to", "category", "share"})) {
    if (row.at("variable") != variable) continue;
    const uint32_t sex = row.at("sex") == "M" ? 1 : 0;
    Band& band = bands[{sex, std::stoi(row.at("age_from"))}];
    band.sex = sex;
    band.from = std::stoi(row.at("age_from"));
    band.to = std::stoi(row.at("age_to"));
    band.shares.resize(categories.size());
    const auto at = std::find(categories.begin(), categories.end(), row.at("category"));
    REQUIRE(at != categories.end());
    band.shares[static_cast<size_t>(at - categories.begin())] += std::stod(row.at("share"));
  }
  std::vector<Band> list;
  for (auto& [key, band] : bands) list.push_back(std::move(band));
  REQUIRE_FALSE(list.empty());
  return list;
}

// The rows of a table with a column a category.
std::vector<Band> table(std::string_view file, const std::vector<std::string_view>& categories) {
  std::vector<std::string_view> columns{"sex", "age_from", "age_to"};
  columns.insert(columns.end(), categories.begin(), categories.end());
  std::vector<Band> bands;
  for (const auto& row : testing::table_rows(file, columns)) {
    Band band{row.at("sex") == "M" ? 1U : 0U, std::stoi(row.at("age_from")), std::stoi(row.at("age_to")), {}};
    for (const std::string_view category : categories) band.shares.push_back(std::stod(row.at(std::string(category))));
    bands.push_back(band);
  }
  return bands;
}

void check_bands(const std::vector<Band>& bands, auto category_of) {
  for (const Band& band : bands) {
    std::vector<double> shares = band.shares;
    double total = 0;
    for (const double share : shares) total += share;
    for (double& share : shares) share /= total;
    std::vector<uint64_t> counts(shares.size());
    uint64_t people = 0;
    for (const Settled& each : sample()) {
      if (each.person.sex != band.sex || each.person.age < band.from || each.person.age > band.to) continue;
      const size_t category = category_of(each);
      REQUIRE(category < counts.size());
      ++counts[category];
      ++people;
    }
    // Chi-square needs some five of each; rarer categories join the first one.
    for (size_t c = 1; c < shares.size(); ++c) {
      if (shares[c] * static_cast<double>(people) >= 5) continue;
      shares[0] += std::exchange(shares[c], 0);
      counts[0] += std::exchange(counts[c], 0);
    }
    INFO("sex " << band.sex << ", age " << band.from << " to " << band.to << ", " << people << " people");
    if (shares[0] == 1) {  // nobody has anything else
      CHECK(counts[0] == people);
      continue;
    }
    CHECK(testing::chi_square_score(counts, shares) < 4.9);
  }
}

TEST_CASE("marital status has the survey's shares", "[life][survey]") {
  check_bands(survey("marital_status", {"never_married", "married_or_partner", "widowed_divorced_separated"}),
              [](const Settled& each) -> size_t {
                const uint8_t status = each.person.marital_status;
                return status == 0 ? 0U : status <= 2 ? 1U : 2U;
              });
}

TEST_CASE("education has the survey's shares, and those of 20 have not finished college", "[life]") {
  std::vector<Band> bands = survey("education", {"lt_9th", "9_11th", "high_school", "some_college", "college_grad"});
  // The five ages of 20 to 24 together: as many people are of each, to a per cent.
  std::erase_if(bands, [](const Band& band) { return band.from == 20; });
  REQUIRE(bands.size() == 14);
  check_bands(bands, [](const Settled& each) -> size_t { return each.person.education; });
  for (const Band& band : survey("education", {"lt_9th", "9_11th", "high_school", "some_college", "college_grad"})) {
    if (band.from != 20) continue;
    double people = 0, finished = 0, finished_at_24 = 0, of_24 = 0;
    for (const Settled& each : sample()) {
      if (each.person.sex != band.sex || each.person.age < 18 || each.person.age > 24) continue;
      const bool has = each.person.education == 4;
      if (each.person.age <= 20) CHECK_FALSE(has);
      if (each.person.age < 20) continue;
      ++people;
      finished += has;
      of_24 += each.person.age == 24;
      finished_at_24 += has && each.person.age == 24;
    }
    CHECK(finished / people == Approx(band.shares[4]).margin(0.012));
    CHECK(finished_at_24 / of_24 > 1.5 * band.shares[4]);
  }
}

TEST_CASE("income against the poverty line has the survey's shares", "[life]") {
  check_bands(survey("poverty_income_ratio", {"lt_1.0", "1.0_1.29", "1.3_1.99", "2.0_3.99", "ge_4.0"}),
              [](const Settled& each) -> size_t {
                const double ratio = each.person.income_to_poverty;
                return ratio < 1 ? 0U : ratio < 1.3 ? 1U : ratio < 2 ? 2U : ratio < 4 ? 3U : 4U;
              });
}

TEST_CASE("the lead of places in income has the mean and variance that are taken off", "[life]") {
  const world::Places& places = testing::default_world().places;
  double weight = 0, sum = 0, squares = 0;
  for (const world::Place& place : places.places) {
    const world::State& state = places.states[place.state];
    double listed = 0;
    for (uint32_t p = 0; p < state.place_count; ++p) listed += places.places[state.first_place + p].population;
    const double people = state.population * place.population / listed, lead = 0.5 * std::log(place.income_factor);
    weight += people;
    sum += people * lead;
    squares += people * lead * lead;
  }
  CHECK(sum / weight == Approx(0.01328).margin(1e-5));
  CHECK(squares / weight - (sum / weight) * (sum / weight) == Approx(0.01472).margin(1e-5));
}

TEST_CASE("insurance has the survey's shares by the age at the year's end", "[life]") {
  check_bands(survey("health_insurance", {"uninsured", "private", "medicaid_chip", "medicare_no_private",
                                          "medicare_and_private", "medicare_and_medicaid", "other_public_or_military"}),
              [](const Settled& each) -> size_t { return each.insurance_of_year; });
}

TEST_CASE("work, smoking and drinking have the tables' shares", "[life]") {
  check_bands(table("employment.csv", {"employed", "unemployed", "student", "homemaker", "disabled", "retired"}),
              [](const Settled& each) -> size_t { return each.person.employment; });
  check_bands(table("smoking.csv", {"never", "former", "current"}),
              [](const Settled& each) -> size_t { return each.person.smoking; });
  check_bands(table("alcohol.csv", {"none", "occasional", "moderate", "heavy"}),
              [](const Settled& each) -> size_t { return each.person.alcohol; });
}

TEST_CASE("circumstances hang together", "[life]") {
  double graduates = 0, graduates_income = 0, others = 0, others_income = 0, poor = 0, poor_uninsured = 0, rich = 0,
         rich_uninsured = 0;
  for (const Settled& each : sample()) {
    if (each.person.age < 30 || each.person.age > 60) continue;
    const double income = static_cast<double>(each.person.income);
    (each.person.education == 4 ? graduates : others) += 1;
    (each.person.education == 4 ? graduates_income : others_income) += income;
    const bool uninsured = each.insurance_of_year == 0;
    if (each.person.income_to_poverty < 1.3) {
      ++poor;
      poor_uninsured += uninsured || each.insurance_of_year == 2;
    } else if (each.person.income_to_poverty > 4) {
      ++rich;
      rich_uninsured += uninsured || each.insurance_of_year == 2;
    }
  }
  CHECK(graduates_income / graduates > 1.3 * others_income / others);
  CHECK(poor_uninsured / poor > 2 * rich_uninsured / rich);
}

TEST_CASE("nothing is said of children that is not said of children", "[life]") {
  for (const Settled& each : sample()) {
    const ledger::Person& person = each.person;
    if ((person.marital_status == 0xFF) != (person.age < 15) || (person.education == 0xFF) != (person.age < 18) ||
        (person.employment == 0xFF) != (person.age < 16) || (person.smoking == 0xFF) != (person.age < 12) ||
        (person.age < 12 && person.alcohol != 0) ||
        (person.age < 18 && person.age >= 15 && person.marital_status != 0)) {
      FAIL("a person of " << person.age);
    }
  }
}

TEST_CASE("own incomes are those of the config, cut off at 0", "[life]") {
  config::Config config = testing::sample_config();
  config.distributions.income = {.kind = config::NumberDistribution::Kind::kNormal, .mean = 30000, .sd = 25000};
  const world::World world = testing::made_world(config);
  std::vector<double> incomes;
  for (const Settled& each : settled(world, 20000)) incomes.push_back(static_cast<double>(each.person.income));
  const double below = std::erfc(30000.0 / 25000 / std::sqrt(2)) / 2;
  CHECK(testing::largest_deviation(incomes, [&](double income) {
          return (std::erfc(-(income - 30000) / 25000 / std::sqrt(2)) / 2 - below) / (1 - below);
        }) < testing::kDeviationLimit);
  CHECK(*std::min_element(incomes.begin(), incomes.end()) >= 0);
}

TEST_CASE("an own distribution of one thing leaves the others as they were", "[life]") {
  config::Config config = testing::sample_config();
  config.distributions.marital_status = config::CategoryDistribution{{1, 0, 0, 0, 0, 0}};
  config.distributions.language = config::CategoryDistribution{{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
  const world::World world = testing::made_world(config);
  const std::vector<Settled> changed = settled(world, 2000);
  for (size_t i = 0; i < changed.size(); ++i) {
    const ledger::Person& now = changed[i].person;
    const ledger::Person& before = sample()[i].person;
    REQUIRE(now.language == 1);
    REQUIRE((now.age < 15 || now.marital_status == 0));
    REQUIRE(now.education == before.education);
    REQUIRE(now.smoking == before.smoking);
    REQUIRE(now.employment == before.employment);
    REQUIRE(now.id == before.id);
    REQUIRE(changed[i].insurance_of_year == sample()[i].insurance_of_year);
  }
}

}  // namespace
}  // namespace polyclinic::life
