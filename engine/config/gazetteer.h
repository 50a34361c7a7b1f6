// The names of states and cities as people write them in a config, from the reference tables. Populations, coordinates
// and ZIP codes are the world's business.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::config {

class Gazetteer {
 public:
  // Cities are 4,000 rows: they are read only when asked for.
  static Result<Gazetteer> load(bool with_cities);

  std::vector<std::string_view> state_codes() const;

  // The USPS code of a state given by code or full name, in upper or lower case.
  std::optional<std::string_view> find_state(std::string_view text) const;
  // The state that was probably meant, as the words to write: "MA (Massachusetts)".
  std::optional<std::string> nearest_state(std::string_view text) const;

  struct City {
    std::string name;
    std::vector<std::string> states;  // USPS codes, ascending
  };
  // A city by its name in upper or lower case; nullptr when unknown.
  const City* find_city(std::string_view name) const;
  std::optional<std::string_view> nearest_city(std::string_view name) const;

 private:
  struct State {
    std::string code;
    std::string name;
  };
  std::vector<State> states_;
  std::vector<City> cities_;  // ascending by name in lower case
};

}  // namespace polyclinic::config
