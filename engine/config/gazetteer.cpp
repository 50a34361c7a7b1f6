// Reads the two name columns of states.csv and places.csv.
#include "engine/config/gazetteer.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/foundation/text.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::config {
namespace {

// Longer words are nobody's slip of the pen.
constexpr std::size_t kLongestGuessed = 40;

}  // namespace

Result<Gazetteer> Gazetteer::load(bool with_cities) {
  Gazetteer gazetteer;
  reference::CsvReader states("states.csv", reference::embedded_file("states.csv"));
  POLYCLINIC_ASSIGN(const uint32_t code, states.column("state"));
  POLYCLINIC_ASSIGN(const uint32_t name, states.column("name"));
  while (states.next()) {
    gazetteer.states_.push_back({std::string(states.text(code)), std::string(states.text(name))});
  }
  if (!with_cities) {
    return gazetteer;
  }
  reference::CsvReader places("places.csv", reference::embedded_file("places.csv"));
  POLYCLINIC_ASSIGN(const uint32_t city, places.column("city"));
  POLYCLINIC_ASSIGN(const uint32_t state, places.column("state"));
  std::map<std::string, std::pair<std::string, std::set<std::string>>> by_name;
  while (places.next()) {
    auto& [shown, codes] = by_name[to_lower(places.text(city))];
    shown = std::string(places.text(city));
    codes.emplace(places.text(state));
  }
  for (auto& [lower, entry] : by_name) {
    gazetteer.cities_.push_back({std::move(entry.first), {entry.second.begin(), entry.second.end()}});
  }
  return gazetteer;
}

std::vector<std::string_view> Gazetteer::state_codes() const {
  std::vector<std::string_view> codes;
  for (const State& state : states_) {
    codes.push_back(state.code);
  }
  return codes;
}

std::optional<std::string_view> Gazetteer::find_state(std::string_view text) const {
  for (const State& state : states_) {
    if (equals_ignoring_case(text, state.code) || equals_ignoring_case(text, state.name)) {
      return state.code;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Gazetteer::nearest_state(std::string_view text) const {
  // Two letters are one change away from many codes: a guess would be noise.
  if (text.size() < 4 || text.size() > kLongestGuessed) {
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const State& state : states_) {
    names.push_back(state.name);
  }
  const std::optional<std::string_view> found = nearest(text, names);
  if (!found) {
    return std::nullopt;
  }
  return std::string(*find_state(*found)) + " (" + std::string(*found) + ")";
}

const Gazetteer::City* Gazetteer::find_city(std::string_view name) const {
  const std::string wanted = to_lower(name);
  const auto found =
      std::lower_bound(cities_.begin(), cities_.end(), wanted,
                       [](const City& city, const std::string& key) { return to_lower(city.name) < key; });
  return found != cities_.end() && to_lower(found->name) == wanted ? &*found : nullptr;
}

std::optional<std::string_view> Gazetteer::nearest_city(std::string_view name) const {
  if (name.size() < 4 || name.size() > kLongestGuessed) {
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const City& city : cities_) {
    names.push_back(city.name);
  }
  return nearest(name, names);
}

}  // namespace polyclinic::config
