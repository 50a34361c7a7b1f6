// Builds the joint distribution of people and draws from it.
#include "engine/world/population.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::world {
namespace {

using reference::CsvReader;
using reference::Ethnicity;
using reference::Race;
using reference::Sex;

constexpr uint32_t kAges = kLifeTableAges;

// People by age and sex: [age * 2 + sex].
using AgeSex = std::array<double, kAges * 2>;

Result<AgeSex> read_pyramid(const LifeTable& life_table) {
  CsvReader csv("population.csv", reference::embedded_file("population.csv"));
  uint32_t at[3];
  POLYCLINIC_TRY(csv.columns({"age", "female", "male"}, at));
  AgeSex pyramid{};
  while (csv.next()) {
    const uint32_t age = static_cast<uint32_t>(csv.integer(at[0]));
    for (uint32_t sex = 0; sex < 2; ++sex) {
      const double people = csv.number(at[1 + sex]);
      if (age < 100) {
        pyramid[age * 2 + sex] = people;
        continue;
      }
      // The last row is everybody of 100 and older: spread as the life table has them.
      double total = 0;
      for (uint32_t a = 100; a < kAges; ++a) total += life_table.survival(static_cast<Sex>(sex), a + 0.5);
      for (uint32_t a = 100; a < kAges; ++a) {
        pyramid[a * 2 + sex] = people * life_table.survival(static_cast<Sex>(sex), a + 0.5) / total;
      }
    }
  }
  return pyramid;
}

// Share of each group by age and sex in the survey that has them; only the pattern over age matters, the totals are
// fitted to the census afterwards.
Status read_group_pattern(std::array<AgeSex, kGroupCount>& people, const AgeSex& pyramid) {
  CsvReader csv("sociodemographics.csv", reference::embedded_file("sociodemographics.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"variable", "sex", "age_from", "age_to", "category", "share"}, at));
  for (AgeSex& group : people) group.fill(0);
  while (csv.next()) {
    if (csv.text(at[0]) != "race_ethnicity") continue;
    const std::string_view category = csv.text(at[4]);
    const uint32_t sex = csv.text(at[1]) == "F" ? 0 : 1;
    const uint32_t to = static_cast<uint32_t>(std::min<int64_t>(csv.integer(at[3]), kAges - 1));
    for (uint32_t age = static_cast<uint32_t>(csv.integer(at[2])); age <= to; ++age) {
      const double count = pyramid[age * 2 + sex] * csv.number(at[5]);
      const auto add = [&](Group group, double share) {
        people[static_cast<uint32_t>(group)][age * 2 + sex] += count * share;
      };
      if (category == "white_nh") add(Group::kWhite, 1);
      if (category == "black_nh") add(Group::kBlack, 1);
      if (category == "mexican_american" || category == "other_hispanic") add(Group::kHispanic, 1);
      if (category == "asian_nh") add(Group::kAsianPacific, 1);
      if (category == "other_multi_nh") {
        add(Group::kNative, 0.25);
        add(Group::kTwoOrMore, 0.75);
      }
    }
  }
  return {};
}

// Fits the pattern to the number of people by age and sex and by group, both from the census.
void fit(std::array<AgeSex, kGroupCount>& people, const AgeSex& pyramid, const double (&group_total)[kGroupCount]) {
  for (uint32_t round = 0; round < 60; ++round) {
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      double total = 0;
      for (double count : people[g]) total += count;
      const double factor = total > 0 ? group_total[g] / total : 0;
      for (double& count : people[g]) count *= factor;
    }
    for (uint32_t cell = 0; cell < kAges * 2; ++cell) {
      double total = 0;
      for (const AgeSex& group : people) total += group[cell];
      if (total <= 0) continue;
      for (AgeSex& group : people) group[cell] *= pyramid[cell] / total;
    }
  }
}

// The weight of each whole year of age under a config's own distribution.
std::array<double, kAges> age_weights(const config::NumberDistribution& age) {
  std::array<double, kAges> weights{};
  for (uint32_t a = 0; a < kAges; ++a) {
    switch (age.kind) {
      case config::NumberDistribution::Kind::kNormal:
        weights[a] = math::normal_cdf((a + 1 - age.mean) / age.sd) - math::normal_cdf((a - age.mean) / age.sd);
        break;
      case config::NumberDistribution::Kind::kUniform:
        weights[a] = a >= static_cast<uint32_t>(age.low) && a <= static_cast<uint32_t>(age.high) ? 1 : 0;
        break;
      case config::NumberDistribution::Kind::kEmpirical:
        for (size_t i = 0; i < age.values.size(); ++i) {
          if (static_cast<uint32_t>(age.values[i]) == a) weights[a] += age.weights[i];
        }
        break;
    }
  }
  return weights;
}

bool allowed(const auto& wanted, auto value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

struct RaceShare {
  Group group;
  Race race;
  Ethnicity ethnicity;
  double share;  // of the group
};

Result<std::vector<RaceShare>> race_shares() {
  // The census counts Asians and Pacific Islanders together here: 3.3 % of them are Native Hawaiian or other Pacific
  // Islanders (Census Bureau, 2019 population estimates).
  std::vector<RaceShare> shares{
      {Group::kWhite, Race::kWhite, Ethnicity::kNotHispanic, 1},
      {Group::kBlack, Race::kBlack, Ethnicity::kNotHispanic, 1},
      {Group::kAsianPacific, Race::kAsian, Ethnicity::kNotHispanic, 0.967},
      {Group::kAsianPacific, Race::kPacificIslander, Ethnicity::kNotHispanic, 0.033},
      {Group::kNative, Race::kNative, Ethnicity::kNotHispanic, 1},
      {Group::kTwoOrMore, Race::kTwoOrMore, Ethnicity::kNotHispanic, 1},
  };
  CsvReader csv("hispanic_race.csv", reference::embedded_file("hispanic_race.csv"));
  uint32_t at[2];
  POLYCLINIC_TRY(csv.columns({"race", "share"}, at));
  while (csv.next()) {
    for (uint32_t race = 0; race < reference::kRaces.size(); ++race) {
      if (reference::kRaces[race].key == csv.text(at[0])) {
        shares.push_back({Group::kHispanic, static_cast<Race>(race), Ethnicity::kHispanic, csv.number(at[1])});
      }
    }
  }
  return shares;
}

std::unexpected<Error> nobody(std::string what) {
  return fail(ErrorKind::kInvalidInput, "the filters and distributions leave nobody",
              {Finding{"/filters", std::move(what), "widen the filters or the distributions"}});
}

// A share of the nation's people of each group by age and sex, and the weight of each group, brought to what the
// config asks for.
struct AgePattern {
  std::array<AgeSex, kGroupCount> people;
  double group_weight[kGroupCount];  // how many of the run's people are of each group, up to a common factor
};

void apply_filters(AgePattern& pattern, const config::Filters& filters) {
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    double all = 0, left = 0;
    for (uint32_t age = 0; age < kAges; ++age) {
      for (uint32_t sex = 0; sex < 2; ++sex) {
        double& count = pattern.people[g][age * 2 + sex];
        all += count;
        const int32_t years = static_cast<int32_t>(age);
        if (years < filters.age_min || years > filters.age_max || !allowed(filters.sexes, static_cast<Sex>(sex))) {
          count = 0;
        }
        left += count;
      }
    }
    pattern.group_weight[g] *= all > 0 ? left / all : 0;
  }
}

// The config's own age and sex: their margins hold among the run's people, whatever groups the filters leave.
void apply_own(AgePattern& pattern, const config::Distributions& own) {
  AgeSex margin{};
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    double all = 0;
    for (double count : pattern.people[g]) all += count;
    if (all <= 0) continue;
    for (uint32_t cell = 0; cell < kAges * 2; ++cell) {
      margin[cell] += pattern.people[g][cell] / all * pattern.group_weight[g];
    }
  }
  // One after the other: where ages differ in how many of them are women, each step disturbs the other a little less.
  const std::array<double, kAges> ages = own.age ? age_weights(*own.age) : std::array<double, kAges>{};
  for (uint32_t round = 0; round < (own.age && own.sex ? 60 : 1); ++round) {
    for (uint32_t age = 0; own.age && age < kAges; ++age) {
      const double now = margin[age * 2] + margin[age * 2 + 1];
      for (uint32_t sex = 0; sex < 2; ++sex) margin[age * 2 + sex] = now > 0 ? margin[age * 2 + sex] / now * ages[age] : 0;
    }
    if (!own.sex) continue;
    double now[2] = {0, 0};
    for (uint32_t cell = 0; cell < kAges * 2; ++cell) now[cell % 2] += margin[cell];
    for (uint32_t cell = 0; cell < kAges * 2; ++cell) {
      margin[cell] = now[cell % 2] > 0 ? margin[cell] / now[cell % 2] * own.sex->weights[cell % 2] : 0;
    }
  }
  double people = 0, weight = 0;
  for (double count : margin) people += count;
  for (double group : pattern.group_weight) weight += group;
  if (people <= 0 || weight <= 0) {
    for (double& group : pattern.group_weight) group = 0;
    return;
  }
  for (double& count : margin) count *= weight / people;
  fit(pattern.people, margin, pattern.group_weight);
}

// Of people counted at birth those must be drawn who were alive when the history begins, not those who still are.
void count_at_start(AgePattern& pattern, const config::Config& config, const LifeTable& life_table) {
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    double living = 0, all = 0;
    for (uint32_t cell = 0; cell < kAges * 2; ++cell) {
      double& count = pattern.people[g][cell];
      const double age = cell / 2 + 0.5;
      double start = config.years_of_history == 0 ? 0 : std::max(0.0, age - config.years_of_history);
      start = std::min(age, std::max(start, static_cast<double>(config.filters.age_min)));
      const Sex sex = static_cast<Sex>(cell % 2);
      living += count;
      const double survivors = life_table.survival(sex, age) / life_table.survival(sex, start);
      count = survivors > 1e-6 ? count / survivors : 0;
      all += count;
    }
    pattern.group_weight[g] *= living > 0 ? all / living : 0;
  }
}

}  // namespace

Result<Population> Population::build(const config::Config& config, const Places& places, const LifeTable& life_table) {
  Population population;
  population.as_of_ = config.as_of;
  POLYCLINIC_ASSIGN(const AgeSex pyramid, read_pyramid(life_table));
  AgePattern pattern{};
  POLYCLINIC_TRY(read_group_pattern(pattern.people, pyramid));

  // The pattern of the whole nation first, from all states whatever the filters leave.
  TextPool scratch;
  POLYCLINIC_ASSIGN(const Places nation, Places::build(config::Config{}, scratch));
  double nation_group[kGroupCount] = {}, nation_people = 0, pyramid_people = 0;
  for (const State& state : nation.states) {
    nation_people += state.population;
    for (uint32_t g = 0; g < kGroupCount; ++g) nation_group[g] += state.population * state.group_share[g];
  }
  for (double count : pyramid) pyramid_people += count;
  for (double& count : nation_group) count *= pyramid_people / nation_people;
  fit(pattern.people, pyramid, nation_group);

  // Cells of state, group and race that the filters leave.
  POLYCLINIC_ASSIGN(const std::vector<RaceShare> shares, race_shares());
  std::vector<double> weights;
  for (uint32_t s = 0; s < places.states.size(); ++s) {
    for (const RaceShare& share : shares) {
      if (!allowed(config.filters.races, share.race) || !allowed(config.filters.ethnicities, share.ethnicity)) continue;
      const State& state = places.states[s];
      population.cells_.push_back({s, share.group, share.race, share.ethnicity});
      weights.push_back(state.population * state.group_share[static_cast<uint32_t>(share.group)] * share.share);
    }
  }
  const auto scale_to = [&](const config::CategoryDistribution& wanted, auto category_of) {
    std::vector<double> now(wanted.weights.size(), 0);
    for (size_t c = 0; c < weights.size(); ++c) now[category_of(population.cells_[c])] += weights[c];
    for (size_t c = 0; c < weights.size(); ++c) {
      const uint32_t category = category_of(population.cells_[c]);
      weights[c] = now[category] > 0 ? weights[c] / now[category] * wanted.weights[category] : 0;
    }
  };
  const config::Distributions& own = config.distributions;
  config::CategoryDistribution own_state;
  if (own.state) {
    for (const State& state : places.states) own_state.weights.push_back(state.population);
  }
  for (uint32_t round = 0; round < (own.race.has_value() + own.ethnicity.has_value() + own.state.has_value() > 1 ? 60 : 1); ++round) {
    if (own.state) scale_to(own_state, [](const Cell& cell) { return cell.state; });
    if (own.race) scale_to(*own.race, [](const Cell& cell) { return static_cast<uint32_t>(cell.race); });
    if (own.ethnicity) scale_to(*own.ethnicity, [](const Cell& cell) { return static_cast<uint32_t>(cell.ethnicity); });
  }

  double before[kGroupCount] = {};
  for (size_t c = 0; c < weights.size(); ++c) before[static_cast<uint32_t>(population.cells_[c].group)] += weights[c];
  for (uint32_t g = 0; g < kGroupCount; ++g) pattern.group_weight[g] = before[g];
  apply_filters(pattern, config.filters);
  // Own distributions last: of people counted at birth they hold among all, living and dead.
  if (config.count == config::CountMode::kBorn) count_at_start(pattern, config, life_table);
  if (own.age || own.sex) apply_own(pattern, own);
  for (size_t c = 0; c < weights.size(); ++c) {
    const uint32_t g = static_cast<uint32_t>(population.cells_[c].group);
    weights[c] *= before[g] > 0 ? pattern.group_weight[g] / before[g] : 0;
  }

  auto cell = Categorical::from_weights(weights);
  if (!cell) return nobody("no one has the places, races, ages and sexes that are left");
  population.cell_ = *std::move(cell);
  population.age_sex_.resize(kGroupCount);
  for (uint32_t g = 0; g < kGroupCount; ++g) {
    if (auto ages = Categorical::from_weights(pattern.people[g])) population.age_sex_[g] = *std::move(ages);
  }
  population.place_.resize(places.states.size() * kGroupCount);
  for (uint32_t s = 0; s < places.states.size(); ++s) {
    const State& state = places.states[s];
    population.first_place_.push_back(state.first_place);
    for (uint32_t g = 0; g < kGroupCount; ++g) {
      std::vector<double> place_weights;
      for (uint32_t p = 0; p < state.place_count; ++p) {
        place_weights.push_back(places.places[state.first_place + p].group_weight[g]);
      }
      if (auto place = Categorical::from_weights(place_weights)) population.place_[s * kGroupCount + g] = *std::move(place);
    }
  }
  // Every cell that can be drawn has somewhere to live and some age to have.
  for (size_t c = 0; c < weights.size(); ++c) {
    const Cell& drawn = population.cells_[c];
    const uint32_t g = static_cast<uint32_t>(drawn.group);
    if (weights[c] > 0 && (!population.age_sex_[g] || !population.place_[drawn.state * kGroupCount + g])) {
      return nobody("no one has the places, races, ages and sexes that are left");
    }
  }
  return population;
}

const Population::Cell& Population::draw_cell(RandomStream& stream, uint32_t& place) const {
  const Cell& cell = cells_[cell_->draw(stream)];
  const auto& places = place_[cell.state * kGroupCount + static_cast<uint32_t>(cell.group)];
  place = first_place_[cell.state] + places->draw(stream);
  return cell;
}

uint32_t Population::draw_place(RandomStream& stream) const {
  uint32_t place = 0;
  draw_cell(stream, place);
  return place;
}

Target Population::draw(RandomStream& stream) const {
  Target target;
  const Cell& cell = draw_cell(stream, target.place);
  target.group = cell.group;
  target.race = cell.race;
  target.ethnicity = cell.ethnicity;
  const uint32_t age_sex = age_sex_[static_cast<uint32_t>(cell.group)]->draw(stream);
  target.sex = static_cast<Sex>(age_sex % 2);
  const int32_t age = static_cast<int32_t>(age_sex / 2);
  // Of that age in whole years at as_of, born on any day of the year that this leaves, and before as_of.
  const Day last = age == 0 ? as_of_ - 1 : add_years(as_of_, -age);
  target.birth = stream.between(add_years(as_of_, -age - 1) + 1, last);
  return target;
}

}  // namespace polyclinic::world
