// Reads the name tables and draws from them.
#include "engine/world/names.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::world {
namespace {

using reference::CsvReader;

// "SMITH" -> "Smith", "MCDONALD" -> "McDonald", "OBRIEN" -> "O'Brien" where the census dropped the apostrophe.
std::string family_name_text(std::string_view census) {
  static constexpr std::string_view kIrish[] = {"OBRIEN",   "OCONNOR", "OCONNELL", "ODONNELL", "ONEILL", "ONEAL", "ONEIL",
                                                "OLEARY",   "OREILLY", "OKEEFE",   "OHARA",    "OSHEA",  "OROURKE",
                                                "OSULLIVAN", "OGRADY", "OMALLEY",  "OTOOLE",   "OHARE",  "ODELL"};
  std::string text;
  for (size_t i = 0; i < census.size(); ++i) {
    const char c = census[i];
    const bool upper = i == 0 || census[i - 1] == '-' || census[i - 1] == ' ' || census[i - 1] == '\'' ||
                       (i == 2 && census.starts_with("MC") && census.size() > 3);
    text += upper || c < 'A' || c > 'Z' ? c : static_cast<char>(c - 'A' + 'a');
  }
  if (census != "ODELL" && std::find(std::begin(kIrish), std::end(kIrish), census) != std::end(kIrish)) {
    text = "O'" + std::string(1, census[1]) + text.substr(2);
  }
  return text;
}

// How likely a group is among bearers of names that the race table does not have: about the nation's shares.
constexpr double kUnknownShare[kGroupCount] = {0.60, 0.13, 0.18, 0.06, 0.008, 0.022};

}  // namespace

Result<Names> Names::build(TextPool& texts) {
  Names names;

  std::map<std::string, std::array<double, kGroupCount>, std::less<>> share_of;
  CsvReader race("given_names_race.csv", reference::embedded_file("given_names_race.csv"));
  uint32_t name_at, group_at[kGroupCount];
  POLYCLINIC_ASSIGN(name_at, race.column("name"));
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    POLYCLINIC_ASSIGN(group_at[g], race.column(kGroupNames[g]));
  }
  while (race.next()) {
    std::array<double, kGroupCount> shares{};
    // The table counts older, whiter people than the nation; a floor keeps every name possible in every group.
    for (uint32_t g = 0; g < kGroupCount; ++g) shares[g] = std::max(race.number(group_at[g]), 0.02 * kUnknownShare[g]);
    share_of.emplace(std::string(race.text(name_at)), shares);
  }

  CsvReader given("given_names.csv", reference::embedded_file("given_names.csv"));
  uint32_t at[4];
  POLYCLINIC_TRY(given.columns({"decade", "sex", "name", "count"}, at));
  std::array<std::array<std::vector<double>, kGroupCount>, kDecades * 2> weights;
  while (given.next()) {
    const uint32_t list = static_cast<uint32_t>((given.integer(at[0]) - 1920) / 10) * 2 + (given.text(at[1]) == "F" ? 0 : 1);
    names.given_[list].names.push_back(texts.intern(given.text(at[2])));
    const auto shares = share_of.find(given.text(at[2]));
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      weights[list][g].push_back(given.number(at[3]) * (shares != share_of.end() ? shares->second[g] : kUnknownShare[g]));
    }
  }
  for (uint32_t list = 0; list < names.given_.size(); ++list) {
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      POLYCLINIC_ASSIGN(names.given_[list].by_group[g], Categorical::from_weights(weights[list][g]));
    }
  }

  CsvReader family("surnames.csv", reference::embedded_file("surnames.csv"));
  uint32_t family_at[7];
  POLYCLINIC_TRY(
      family.columns({"name", "count", "white", "black", "hispanic", "asian_pacific", "other"}, family_at));
  std::array<std::vector<double>, kGroupCount> family_weights;
  while (family.next()) {
    names.family_.push_back(texts.intern(family_name_text(family.text(family_at[0]))));
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      // The last two groups share the census's "other".
      family_weights[g].push_back(family.number(family_at[1]) * family.number(family_at[2 + std::min(g, 4U)]));
    }
  }
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    POLYCLINIC_ASSIGN(names.family_by_group_[g], Categorical::from_weights(family_weights[g]));
  }

  CsvReader streets("streets.csv", reference::embedded_file("streets.csv"));
  uint32_t street_at[2];
  POLYCLINIC_TRY(streets.columns({"street", "weight"}, street_at));
  std::vector<double> street_weights;
  while (streets.next()) {
    names.street_.push_back(texts.intern(streets.text(street_at[0])));
    street_weights.push_back(streets.number(street_at[1]));
  }
  POLYCLINIC_ASSIGN(names.street_weight_, Categorical::from_weights(street_weights));
  return names;
}

TextId Names::given(reference::Sex sex, Group group, int32_t birth_year, RandomStream& stream) const {
  const uint32_t decade = static_cast<uint32_t>(std::clamp((birth_year - 1920) / 10, 0, static_cast<int32_t>(kDecades) - 1));
  const GivenList& list = given_[decade * 2 + static_cast<uint32_t>(sex)];
  return list.names[list.by_group[static_cast<uint32_t>(group)]->draw(stream)];
}

TextId Names::family(Group group, RandomStream& stream) const {
  return family_[family_by_group_[static_cast<uint32_t>(group)]->draw(stream)];
}

TextId Names::street(RandomStream& stream) const { return street_[street_weight_->draw(stream)]; }

}  // namespace polyclinic::world
