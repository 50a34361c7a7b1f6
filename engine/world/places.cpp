// Builds the states and places of a run from the census tables.
#include "engine/world/places.h"

#include <algorithm>
#include <map>
#include <string>

#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::world {
namespace {

using reference::CsvReader;

Result<std::vector<State>> read_states(const config::Config& config, TextPool& texts) {
  CsvReader areas("area_codes.csv", reference::embedded_file("area_codes.csv"));
  uint32_t area_at[2];
  POLYCLINIC_TRY(areas.columns({"state", "area_code"}, area_at));
  std::map<std::string_view, std::string_view> area_codes;
  while (areas.next()) area_codes[areas.text(area_at[0])] = areas.text(area_at[1]);

  CsvReader csv("states.csv", reference::embedded_file("states.csv"));
  uint32_t at[3], group_at[kGroupCount];
  POLYCLINIC_TRY(csv.columns({"state", "name", "population"}, at));
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    POLYCLINIC_ASSIGN(group_at[g], csv.column(kGroupNames[g]));
  }
  std::vector<State> states;
  while (csv.next()) {
    const std::string_view code = csv.text(at[0]);
    if (!config.filters.states.empty() &&
        std::find(config.filters.states.begin(), config.filters.states.end(), code) == config.filters.states.end()) {
      continue;
    }
    State state;
    state.code = code;
    state.name = csv.text(at[1]);
    state.code_text = texts.intern(code);
    state.area_code = area_codes[code];
    state.population = csv.number(at[2]);
    double total = 0;
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      state.group_share[g] = csv.number(group_at[g]);
      total += state.group_share[g];
    }
    for (double& share : state.group_share) share /= total;
    if (config.distributions.state) {
      state.population = 0;
      for (const auto& [named, weight] : *config.distributions.state) {
        if (named == code) state.population = weight;
      }
      if (state.population <= 0) continue;
    }
    states.push_back(state);
  }
  return states;
}

struct County {
  double group_percent[kGroupCount];
  double income;
};

Result<std::map<std::string_view, County>> read_counties() {
  CsvReader csv("counties.csv", reference::embedded_file("counties.csv"));
  uint32_t at[7];
  POLYCLINIC_TRY(csv.columns(
      {"county_fips", "white", "black", "hispanic", "asian", "native", "median_household_income"}, at));
  std::map<std::string_view, County> counties;
  while (csv.next()) {
    // No county table has a share of two or more races: the state's is used everywhere (a flat 2.5 here, which the
    // fit to the state's shares scales).
    counties[csv.text(at[0])] = County{{csv.number(at[1]), csv.number(at[2]), csv.number(at[3]), csv.number(at[4]),
                                        csv.number(at[5]), 2.5},
                                       csv.number(at[6])};
  }
  return counties;
}

// Scales the places' group weights until each place has its population and each group its share of the state
// (iterative proportional fitting, last to the groups: the state's shares hold exactly).
void fit_groups(const State& state, Place* places, uint32_t count) {
  double population = 0;
  for (uint32_t p = 0; p < count; ++p) population += places[p].population;
  for (uint32_t round = 0; round < 20; ++round) {
    for (uint32_t p = 0; p < count; ++p) {
      double total = 0;
      for (double weight : places[p].group_weight) total += weight;
      for (double& weight : places[p].group_weight) weight *= places[p].population / total;
    }
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      double total = 0;
      for (uint32_t p = 0; p < count; ++p) total += places[p].group_weight[g];
      const double factor = total > 0 ? state.group_share[g] * population / total : 0;
      for (uint32_t p = 0; p < count; ++p) places[p].group_weight[g] *= factor;
    }
  }
}

// US median household income of 2019 (ACS 2015-2019), the year of the county table.
constexpr double kMedianHouseholdIncome = 62843;

}  // namespace

Result<Places> Places::build(const config::Config& config, TextPool& texts) {
  Places world;
  POLYCLINIC_ASSIGN(world.states, read_states(config, texts));
  POLYCLINIC_ASSIGN(const auto counties, read_counties());

  std::map<std::string_view, uint32_t> state_of;
  for (uint32_t s = 0; s < world.states.size(); ++s) state_of[world.states[s].code] = s;
  std::vector<std::vector<Place>> by_state(world.states.size());

  CsvReader csv("places.csv", reference::embedded_file("places.csv"));
  uint32_t at[8];
  POLYCLINIC_TRY(csv.columns(
      {"city", "state", "county_fips", "county", "latitude", "longitude", "population", "zips"}, at));
  while (csv.next()) {
    const auto state = state_of.find(csv.text(at[1]));
    if (state == state_of.end()) continue;
    Place place;
    place.state = state->second;
    place.city = texts.intern(csv.text(at[0]));
    place.county = texts.intern(csv.text(at[3]));
    place.latitude = csv.number(at[4]);
    place.longitude = csv.number(at[5]);
    place.population = csv.number(at[6]);
    place.first_zip = static_cast<uint32_t>(world.zips.size());
    for (std::string_view zips = csv.text(at[7]); !zips.empty();) {
      const size_t space = zips.find(' ');
      world.zips.push_back(texts.intern(zips.substr(0, space)));
      zips = space == std::string_view::npos ? std::string_view() : zips.substr(space + 1);
    }
    place.zip_count = static_cast<uint32_t>(world.zips.size()) - place.first_zip;
    const auto county = counties.find(csv.text(at[2]));
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      const double percent = county != counties.end() ? county->second.group_percent[g] : 0;
      place.group_weight[g] = place.population * std::max(percent, 0.02);  // nobody is nowhere
    }
    if (county != counties.end() && county->second.income > 0) {
      place.income_factor = county->second.income / kMedianHouseholdIncome;
    }
    by_state[place.state].push_back(place);
  }

  std::vector<State> kept;
  for (uint32_t s = 0; s < world.states.size(); ++s) {
    State state = world.states[s];
    std::vector<Place>& places = by_state[s];
    fit_groups(state, places.data(), static_cast<uint32_t>(places.size()));
    state.first_place = static_cast<uint32_t>(world.places.size());
    double whole = 0, left = 0;
    double group_left[kGroupCount] = {};
    for (Place& place : places) {
      whole += place.population;
      const auto& wanted = config.filters.cities;
      if (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), [&](const auto& city) {
            return city.second == state.code && city.first == texts.text(place.city);
          })) {
        continue;
      }
      left += place.population;
      for (uint32_t g = 0; g < kGroupCount; ++g) group_left[g] += place.group_weight[g];
      place.state = static_cast<uint32_t>(kept.size());
      world.places.push_back(place);
    }
    state.place_count = static_cast<uint32_t>(world.places.size()) - state.first_place;
    if (state.place_count == 0) continue;
    // A filter on cities leaves the people of those cities, with their own mix.
    state.population *= left / whole;
    double total = 0;
    for (double weight : group_left) total += weight;
    for (uint32_t g = 0; g < kGroupCount; ++g) state.group_share[g] = group_left[g] / total;
    kept.push_back(state);
  }
  world.states = std::move(kept);
  if (world.places.empty()) {
    return fail(ErrorKind::kInvalidInput, "the filters leave no place to live",
                {Finding{"/filters", "no city is left", "widen states or cities"}});
  }
  return world;
}

}  // namespace polyclinic::world
