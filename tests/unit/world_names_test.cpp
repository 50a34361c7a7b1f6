// Names: everybody gets one, spelt as people spell it, with the shares that the tables give.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/world/names.h"
#include "tests/unit/foundation_statistics.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::world {
namespace {

using reference::Sex;

struct Sample {
  TextPool pool;
  Names names;
};

const Sample& sample() {
  static const Sample kSample = [] {
    TextPool pool;
    auto names = Names::build(pool);
    REQUIRE(names.has_value());
    return Sample{std::move(pool), *std::move(names)};
  }();
  return kSample;
}

TEST_CASE("everybody of every group and year has a given and a family name", "[world]") {
  const auto& [pool, names] = sample();
  for (uint32_t group = 0; group < kGroupCount; ++group) {
    for (const int32_t year : {1880, 1919, 1920, 1929, 1955, 1999, 2000, 2025, 2101}) {
      for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
        RandomStream stream(1, static_cast<uint64_t>(year), Purpose{1}, group);
        CHECK(names.given(sex, static_cast<Group>(group), year, stream) != kNoText);
        CHECK(names.family(static_cast<Group>(group), stream) != kNoText);
        CHECK(names.street(stream) != kNoText);
      }
    }
  }
}

TEST_CASE("names are spelt as people spell them", "[world]") {
  const auto& [pool, names] = sample();
  std::set<std::string_view> drawn;
  RandomStream stream(2, 1, Purpose{1});
  for (uint32_t i = 0; i < 300000; ++i)
    drawn.insert(pool.text(names.family(static_cast<Group>(i % kGroupCount), stream)));
  CHECK(drawn.size() > 2900);
  for (const std::string_view name : drawn) {
    INFO(name);
    CHECK(std::isupper(static_cast<unsigned char>(name.front())));
    CHECK(std::islower(static_cast<unsigned char>(name.back())));
    for (const char c : name) CHECK((std::isalpha(static_cast<unsigned char>(c)) || c == '\'' || c == '-' || c == ' '));
  }
  for (const std::string_view name :
       {"Smith", "McDonald", "O'Brien", "O'Connor", "Mack", "Garcia", "Nguyen", "Odell"}) {
    INFO(name);
    CHECK(drawn.contains(name));
  }
  for (const std::string_view name : {"Mcdonald", "Obrien", "MCDONALD", "McK"}) CHECK_FALSE(drawn.contains(name));
}

TEST_CASE("family names have the shares that the census gives a group", "[world]") {
  const auto& [pool, names] = sample();
  const std::string_view columns[] = {"white", "black", "hispanic", "asian_pacific"};
  const auto rows =
      testing::table_rows("surnames.csv", {"name", "count", "white", "black", "hispanic", "asian_pacific"});
  for (uint32_t group = 0; group < 4; ++group) {
    // The twenty most common names of the group, and all others together.
    std::vector<std::pair<double, std::string>> weights;
    double total = 0;
    for (const auto& row : rows) {
      const double weight = std::stod(row.at("count")) * std::stod(row.at(std::string(columns[group])));
      total += weight;
      std::string name = row.at("name");
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      weights.emplace_back(weight, name);
    }
    std::sort(weights.rbegin(), weights.rend());
    std::map<std::string, size_t> place;
    std::vector<double> shares;
    double rest = 1;
    for (size_t i = 0; i < 20; ++i) {
      place[weights[i].second] = i;
      shares.push_back(weights[i].first / total);
      rest -= shares.back();
    }
    shares.push_back(rest);
    std::vector<uint64_t> counts(21);
    RandomStream stream(3, group, Purpose{1});
    for (uint32_t i = 0; i < 100000; ++i) {
      std::string name(pool.text(names.family(static_cast<Group>(group), stream)));
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      const auto found = place.find(name);
      ++counts[found == place.end() ? 20 : found->second];
    }
    INFO(columns[group]);
    CHECK(testing::is_plausible(testing::chi_square_score(counts, shares)));
  }
}

TEST_CASE("given names follow the decade of birth and the sex", "[world]") {
  const auto& [pool, names] = sample();
  std::map<std::pair<int64_t, std::string>, std::set<std::string>> known;
  for (const auto& row : testing::table_rows("given_names.csv", {"decade", "sex", "name"})) {
    known[{std::stol(row.at("decade")), row.at("sex")}].insert(row.at("name"));
  }
  RandomStream stream(4, 1, Purpose{1});
  uint32_t strangers = 0;
  for (uint32_t i = 0; i < 100000; ++i) {
    const int32_t year = stream.between(1900, 2026);
    const Sex sex = static_cast<Sex>(i % 2);
    const int64_t decade = std::clamp(year / 10 * 10, 1920, 2020);
    const std::string name(pool.text(names.given(sex, static_cast<Group>(i % kGroupCount), year, stream)));
    strangers += !known.at({decade, sex == Sex::kFemale ? "F" : "M"}).contains(name);
  }
  CHECK(strangers == 0);
}

TEST_CASE("names follow the group", "[world]") {
  const auto& [pool, names] = sample();
  RandomStream stream(5, 1, Purpose{1});
  const auto share = [&](Group group, std::string_view wanted) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < 20000; ++i) found += pool.text(names.family(group, stream)) == wanted;
    return found / 20000.0;
  };
  CHECK(share(Group::kHispanic, "Garcia") > 20 * share(Group::kWhite, "Garcia"));
  CHECK(share(Group::kAsianPacific, "Nguyen") > 20 * share(Group::kBlack, "Nguyen"));
  CHECK(share(Group::kBlack, "Washington") > 5 * share(Group::kWhite, "Washington"));
}

}  // namespace
}  // namespace polyclinic::world
