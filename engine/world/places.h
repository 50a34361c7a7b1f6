// The states and places (cities) that a run's people live in. Who lives there is population.h's business.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"

namespace polyclinic::world {

// Groups that the census counts people by (race of those who are not Hispanic, and Hispanic of any race); names and
// places depend on them.
enum class Group : uint8_t { kWhite, kBlack, kHispanic, kAsianPacific, kNative, kTwoOrMore };
inline constexpr uint32_t kGroupCount = 6;
inline constexpr std::string_view kGroupNames[kGroupCount] = {"white",         "black",  "hispanic",
                                                              "asian_pacific", "native", "two_or_more"};

struct State {
  std::string_view code;       // USPS
  std::string_view name;       // in full: Massachusetts
  TextId code_text = kNoText;
  std::string_view area_code;  // one telephone area code of the state
  double population = 0;
  double group_share[kGroupCount] = {};  // sums to 1
  uint32_t first_place = 0, place_count = 0;
};

struct Place {
  TextId city = kNoText, county = kNoText;
  uint32_t state = 0;
  double latitude = 0, longitude = 0;  // degrees
  double population = 0;
  double group_weight[kGroupCount] = {};  // people of each group, so that a state's places add up to its shares
  double income_factor = 1;               // median household income of the county against the nation's
  uint32_t first_zip = 0, zip_count = 0;  // in Places::zips
};

// Only what the filters and the weights of states leave.
struct Places {
  std::vector<State> states;
  std::vector<Place> places;  // of one state side by side
  std::vector<TextId> zips;

  static Result<Places> build(const config::Config& config, TextPool& texts);
};

}  // namespace polyclinic::world
