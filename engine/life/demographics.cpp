// Draws who a person is, from the census and survey tables or from the config's own distributions.
#include "engine/life/demographics.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/foundation/math.h"
#include "engine/foundation/number_text.h"
#include "engine/life/purposes.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::CsvReader;
using reference::Employment;
using reference::Insurance;
using reference::MaritalStatus;
using reference::Sex;

// Ages from which something is said of a person at all.
constexpr int32_t kMaritalAge = 15, kWorkAge = 16, kHabitAge = 12;

// How strongly education, income and smoking lean on social position, and insurance and work on income: correlations of
// the latent normals. About what the US household surveys give for education and income (0.4).
constexpr double kEducationLean = 0.65, kIncomeLean = 0.65, kInsuranceLean = 0.75, kSmokingLean = -0.30,
                 kEmploymentLean = 0.50;
// Share of the variance of the insurance standing that stays with a person from year to year: about one in ten changes
// the kind of insurance between two years (Census Bureau, CPS: 10 to 12 %).
constexpr double kInsuranceStays = 0.97;

// People live where others of their means do: half of a place's lead or lag in income counts. Mean and variance of that
// over the nation's people (places.csv and counties.csv; a test computes them again), taken off the lead and off what
// is the person's own, so that the nation's incomes stay those of the survey.
constexpr double kPlaceWeight = 0.5, kPlaceMean = 0.01328, kPlaceVariance = 0.01472;

// HHS poverty guidelines of 2024 for the 48 states: the first person, each further one, USD a year.
constexpr double kPovertyFirst = 15060, kPovertyFurther = 5380;

double lean(double common, double own, double weight) {
  return weight * common + std::sqrt(1 - weight * weight) * own;
}

// Order of the insurance table's columns from those of small means to those of large, so that one standing orders it.
constexpr Insurance kInsuranceOrder[] = {Insurance::kMedicareAndMedicaid, Insurance::kMedicaid, Insurance::kUninsured,
                                         Insurance::kMedicare, Insurance::kOtherPublic, Insurance::kMedicareAndPrivate,
                                         Insurance::kPrivate};

// The same for employment.
constexpr Employment kEmploymentOrder[] = {Employment::kDisabled, Employment::kUnemployed, Employment::kHomemaker,
                                           Employment::kStudent,  Employment::kRetired,    Employment::kEmployed};

// A normal income at u of (0,1), cut off at the ends of what a config may ask for.
double truncated_normal(double mean, double sd, double u) {
  constexpr double kLowest = 0, kHighest = 1e8;
  const double below = math::normal_cdf((kLowest - mean) / sd), above = math::normal_cdf((kHighest - mean) / sd);
  const double income = mean + sd * math::normal_quantile(std::clamp(below + (above - below) * u, 0x1p-60, 1 - 0x1p-53));
  return std::clamp(income, kLowest, kHighest);
}

Result<std::optional<Categorical>> own(const std::optional<config::CategoryDistribution>& distribution) {
  if (!distribution) return std::optional<Categorical>();
  POLYCLINIC_ASSIGN(Categorical categories, Categorical::from_weights(distribution->weights));
  return std::optional<Categorical>(std::move(categories));
}

// `count` decimal digits with leading zeros; `buffer` holds them.
std::string_view fixed_digits(char* buffer, uint64_t value, uint32_t count) {
  for (uint32_t i = count; i-- > 0; value /= 10) buffer[i] = static_cast<char>('0' + value % 10);
  return {buffer, count};
}

// Lower case ASCII letters of a name.
void append_letters(std::string& out, std::string_view name) {
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') out += c;
  }
}

}  // namespace

Result<Demographics> Demographics::build(const world::World& world) {
  POLYCLINIC_ASSIGN(auto marital, ShareTable::from_variable("marital_status", {"never_married", "married_or_partner",
                                                                              "widowed_divorced_separated"}));
  POLYCLINIC_ASSIGN(auto detail, ShareTable::from_columns("marital_detail.csv", {"widowed", "divorced", "separated"}));
  POLYCLINIC_ASSIGN(auto couples, ShareTable::from_columns("couples.csv", {"married", "partnered"}));
  POLYCLINIC_ASSIGN(auto education, ShareTable::from_variable("education", {"lt_9th", "9_11th", "high_school",
                                                                           "some_college", "college_grad"}));
  POLYCLINIC_ASSIGN(auto poverty, ShareTable::from_variable("poverty_income_ratio", {"lt_1.0", "1.0_1.29", "1.3_1.99",
                                                                                    "2.0_3.99", "ge_4.0"}));
  POLYCLINIC_ASSIGN(auto insurance, ShareTable::from_variable(
                                        "health_insurance", {"medicare_and_medicaid", "medicaid_chip", "uninsured",
                                                             "medicare_no_private", "other_public_or_military",
                                                             "medicare_and_private", "private"}));
  POLYCLINIC_ASSIGN(auto born, ShareTable::from_variable("born_in_us", {"yes", "no"}));
  POLYCLINIC_ASSIGN(auto employment, ShareTable::from_columns("employment.csv", {"disabled", "unemployed", "homemaker",
                                                                                "student", "retired", "employed"}));
  POLYCLINIC_ASSIGN(auto smoking, ShareTable::from_columns("smoking.csv", {"never", "former", "current"}));
  POLYCLINIC_ASSIGN(auto alcohol, ShareTable::from_columns("alcohol.csv", {"none", "occasional", "moderate", "heavy"}));
  Demographics made(std::move(marital), std::move(couples), std::move(detail), std::move(education), std::move(poverty), std::move(insurance),
                    std::move(born), std::move(employment), std::move(smoking), std::move(alcohol));

  CsvReader housing("housing.csv", reference::embedded_file("housing.csv"));
  uint32_t housing_at[7];
  POLYCLINIC_TRY(housing.columns({"age_from", "age_to", "income_below", "owned", "rented", "group_quarters", "homeless"},
                                 housing_at));
  while (housing.next()) {
    HousingRow row{static_cast<int32_t>(housing.integer(housing_at[0])), static_cast<int32_t>(housing.integer(housing_at[1])),
                   housing.number(housing_at[2]), {}};
    double total = 0, sum = 0;
    for (uint32_t c = 0; c < 4; ++c) total += housing.number(housing_at[3 + c]);
    for (uint32_t c = 0; c < 4; ++c) row.cumulative[c] = (sum += housing.number(housing_at[3 + c])) / total;
    made.housing_.push_back(row);
  }

  CsvReader ratio("born_in_us.csv", reference::embedded_file("born_in_us.csv"));
  uint32_t ratio_at[2];
  POLYCLINIC_TRY(ratio.columns({"group", "ratio"}, ratio_at));
  while (ratio.next()) {
    for (uint32_t g = 0; g < world::kGroupCount; ++g) {
      if (ratio.text(ratio_at[0]) == world::kGroupNames[g]) made.born_ratio_[g] = ratio.number(ratio_at[1]);
    }
  }

  CsvReader language("language.csv", reference::embedded_file("language.csv"));
  uint32_t language_at[reference::kLanguages.size()];
  for (uint32_t l = 0; l < reference::kLanguages.size(); ++l) {
    POLYCLINIC_ASSIGN(language_at[l], language.column(reference::kLanguages[l].key));
  }
  while (language.next()) {  // the rows stand in the order of the groups, born in the US first
    std::vector<double> weights;
    for (const uint32_t at : language_at) weights.push_back(language.number(at));
    POLYCLINIC_ASSIGN(Categorical languages, Categorical::from_weights(weights));
    made.language_.push_back(std::move(languages));
  }
  if (made.language_.size() != 2 * world::kGroupCount) return fail(ErrorKind::kInternal, "language.csv needs two rows a group");

  const config::Distributions& distributions = world.config.distributions;
  POLYCLINIC_ASSIGN(made.own_.language, own(distributions.language));
  POLYCLINIC_ASSIGN(made.own_.marital_status, own(distributions.marital_status));
  POLYCLINIC_ASSIGN(made.own_.education, own(distributions.education));
  POLYCLINIC_ASSIGN(made.own_.employment, own(distributions.employment));
  POLYCLINIC_ASSIGN(made.own_.insurance, own(distributions.insurance));
  POLYCLINIC_ASSIGN(made.own_.smoking, own(distributions.smoking));
  POLYCLINIC_ASSIGN(made.own_.alcohol, own(distributions.alcohol));
  POLYCLINIC_ASSIGN(made.own_.housing, own(distributions.housing));
  return made;
}

void Demographics::identify(const world::World& world, uint64_t number, const world::Target& target,
                            ledger::Ledger& ledger) const {
  ledger::Person& person = ledger.person;
  const world::Place& place = world.places.places[target.place];
  const world::State& state = world.places.states[place.state];
  const uint64_t seed = world.config.seed;
  RandomStream stream(seed, number, kIdentityPurpose);

  person.number = number;
  person.id = IdMinter(seed).mint(static_cast<uint8_t>(ledger::Entity::kPerson), number, 0);
  person.vista_id = number + 1;
  person.sex = static_cast<uint8_t>(target.sex);
  person.race = static_cast<uint8_t>(target.race);
  person.ethnicity = static_cast<uint8_t>(target.ethnicity);
  person.group = static_cast<uint8_t>(target.group);
  person.birth = target.birth;
  person.place = target.place;

  const int32_t year = civil_from_day(target.birth).year;
  person.first_name = world.names.given(target.sex, target.group, year, stream);
  const TextId middle = world.names.given(target.sex, target.group, year, stream);
  if (stream.chance(0.82) && middle != person.first_name) person.middle_name = middle;
  person.last_name = world.names.family(target.group, stream);
  person.street = world.names.street(stream);
  person.house_number = 1 + stream.below(stream.chance(0.7) ? 999 : 9999);
  person.zip = world.places.zips[place.first_zip + stream.below(place.zip_count)];
  // Homes lie around the middle of the place, within some kilometres.
  person.latitude = static_cast<int32_t>(math::round_half_away((place.latitude + stream.normal() * 0.018) * 1e5));
  person.longitude = static_cast<int32_t>(math::round_half_away((place.longitude + stream.normal() * 0.022) * 1e5));

  char digits[24];
  std::string text(fixed_digits(digits, permute_below(number % 10'000'000'000, 10'000'000'000, seed ^ 0x4D524E), 10));
  person.mrn = ledger.texts.copy(text);

  // Areas 900 to 999 are never issued as social security numbers; group numbers that the tax office uses there for its
  // own numbers (50-65, 70-88, 90-92, 94-99) are left out, which leaves 00-49, 66-69, 89 and 93.
  constexpr uint64_t kGroups = 56, kSerials = 9999, kNumbers = 100 * kGroups * kSerials;
  const uint64_t slot = number >> 6, attempt = number & 63;
  const uint64_t ssn = permute_below((slot + attempt * 15'485'863) % kNumbers, kNumbers, seed ^ 0x53534E);
  const uint64_t group = ssn / kSerials % kGroups;
  text = "9";
  text += fixed_digits(digits, ssn / kSerials / kGroups, 2);
  text += '-';
  text += fixed_digits(digits, group < 50 ? group : group < 54 ? group + 16 : group == 54 ? 89 : 93, 2);
  text += '-';
  text += fixed_digits(digits, ssn % kSerials + 1, 4);
  person.ssn = ledger.texts.copy(text);

  text = "(";
  text += state.area_code;
  text += ") 555-01";
  text += fixed_digits(digits, stream.below(100), 2);
  person.phone = ledger.texts.copy(text);

  text.assign(digits, write_u64(digits, person.house_number));
  text += ' ';
  text += world.texts.text(person.street);
  person.address = ledger.texts.copy(text);
}

Circumstances Demographics::settle(const world::World& world, ledger::Ledger& ledger) const {
  ledger::Person& person = ledger.person;
  const Sex sex = static_cast<Sex>(person.sex);
  const world::Place& place = world.places.places[person.place];
  RandomStream stream(world.config.seed, person.number, kCircumstancePurpose);
  Circumstances circumstances;
  circumstances.social = stream.normal();
  const double education_own = stream.normal(), income_own = stream.normal();
  const double income_standing = lean(circumstances.social, income_own, kIncomeLean);
  circumstances.insurance = lean(income_standing, stream.normal(), kInsuranceLean);

  // Where the person was born and what language that leaves; the draws are made in any case, so that a config's own
  // distribution of one thing changes nothing else.
  const double foreign = born_in_us_.share(sex, person.age, 1) * born_ratio_[person.group];
  person.born_in_us = !stream.chance(foreign);
  const double language_u = stream.uniform();
  const Categorical& languages = own_.language ? *own_.language : language_[person.group * 2 + (person.born_in_us ? 0 : 1)];
  person.language = static_cast<uint8_t>(languages.draw(language_u));

  const double couple = stream.uniform(), couple_detail = stream.uniform();
  if (person.age >= kMaritalAge) {
    person.marital_status = own_.marital_status && person.age >= kAdultAge
                                ? static_cast<uint8_t>(own_.marital_status->draw(couple))
                                : marital_status(person, couple, couple_detail);
  }
  const double education_u = math::normal_cdf(lean(circumstances.social, education_own, kEducationLean));
  if (person.age >= kAdultAge) {
    person.education =
        own_.education ? static_cast<uint8_t>(own_.education->draw(education_u)) : education(person, education_u);
  }
  const double place_lead = kPlaceWeight * math::log(place.income_factor) - kPlaceMean;
  // A config's own incomes are those of the run's people, wherever they live.
  money(world, person,
        world.config.distributions.income ? income_standing : std::sqrt(1 - kPlaceVariance) * income_standing + place_lead,
        stream);

  const double employment_u = math::normal_cdf(lean(income_standing, stream.normal(), kEmploymentLean));
  if (person.age >= kWorkAge) {
    person.employment = static_cast<uint8_t>(
        own_.employment ? own_.employment->draw(employment_u)
                        : static_cast<uint32_t>(kEmploymentOrder[employment_.pick(sex, person.age, employment_u)]));
  }
  const double smoking_u = math::normal_cdf(lean(circumstances.social, stream.normal(), kSmokingLean));
  const double alcohol_u = stream.uniform(), housing_u = stream.uniform();
  if (person.age >= kHabitAge) {
    person.smoking = static_cast<uint8_t>(own_.smoking ? own_.smoking->draw(smoking_u) : smoking_.pick(sex, person.age, smoking_u));
  }
  person.alcohol = static_cast<uint8_t>(person.age < kHabitAge ? 0
                                        : own_.alcohol         ? own_.alcohol->draw(alcohol_u)
                                                               : alcohol_.pick(sex, person.age, alcohol_u));
  person.housing = own_.housing ? static_cast<uint8_t>(own_.housing->draw(housing_u)) : housing(person, housing_u);

  const bool has_email = stream.chance(person.age < 13 ? 0 : person.age < 65 ? 0.92 : 0.78);
  const uint32_t email_number = stream.below(100), email_domain = stream.below(3);
  if (has_email) {
    static constexpr std::string_view kDomains[] = {"example.com", "example.org", "example.net"};  // RFC 2606
    std::string text;
    append_letters(text, world.texts.text(person.first_name));
    text += '.';
    append_letters(text, world.texts.text(person.last_name));
    text += std::to_string(email_number);
    text += '@';
    text += kDomains[email_domain];
    person.email = ledger.texts.copy(text);
  }
  return circumstances;
}

uint8_t Demographics::education(const ledger::Person& person, double u) const {
  const Sex sex = static_cast<Sex>(person.sex);
  constexpr uint8_t kSome = static_cast<uint8_t>(reference::Education::kSomeCollege);
  constexpr uint8_t kBachelor = static_cast<uint8_t>(reference::Education::kBachelorsOrHigher);
  const uint8_t picked = static_cast<uint8_t>(education_.pick(sex, std::max(person.age, 20), u));
  if (person.age > 24 || picked < kSome) return picked;
  // Those of 20 to 24 stand in one row of the table; who has finished college there has done so since 21: of the row's
  // share so much at each age, five years together.
  static constexpr double kFinished[] = {0, 0.1, 0.9, 1.8, 2.2};
  const double finished = person.age < 20 ? 0 : kFinished[person.age - 20];
  return u >= 1 - finished * education_.share(sex, 20, kBachelor) ? kBachelor : kSome;
}

uint8_t Demographics::marital_status(const ledger::Person& person, double couple, double detail) const {
  const Sex sex = static_cast<Sex>(person.sex);
  if (person.age < kAdultAge) return static_cast<uint8_t>(MaritalStatus::kNeverMarried);
  // The survey starts at 20; a few of 18 and 19 live with somebody (ACS 2019: 3 %).
  const uint32_t category = person.age < 20 ? (couple < 0.97 ? 0 : 1) : marital_.pick(sex, person.age, couple);
  if (category == 0) return static_cast<uint8_t>(MaritalStatus::kNeverMarried);
  if (category == 1) {
    return static_cast<uint8_t>(couples_.pick(sex, person.age, detail) == 1 ? MaritalStatus::kPartnered : MaritalStatus::kMarried);
  }
  static constexpr MaritalStatus kEnded[] = {MaritalStatus::kWidowed, MaritalStatus::kDivorced, MaritalStatus::kSeparated};
  return static_cast<uint8_t>(kEnded[std::min(marital_detail_.pick(sex, person.age, detail), 2U)]);
}

void Demographics::money(const world::World& world, ledger::Person& person, double standing, RandomStream& stream) const {
  const double u = math::normal_cdf(standing), within = stream.uniform(), tail = stream.exponential(2.6);
  uint32_t household = 1;
  const double household_u = stream.uniform();
  if (person.age < kAdultAge) {
    household = household_u < 0.12 ? 2 : household_u < 0.40 ? 3 : household_u < 0.74 ? 4 : household_u < 0.90 ? 5 : 6;
  } else {
    const bool couple = person.marital_status == static_cast<uint8_t>(MaritalStatus::kMarried) ||
                        person.marital_status == static_cast<uint8_t>(MaritalStatus::kPartnered);
    const double children = person.age < 55 ? 0.55 : 0.12;
    household = (couple ? 2U : 1U) + (household_u < children ? (household_u < children / 2 ? 2U : 1U) : 0U);
  }
  const double poverty_line = kPovertyFirst + kPovertyFurther * (household - 1);
  double ratio = 0;
  static constexpr double kFrom[] = {0.05, 1.0, 1.3, 2.0, 4.0}, kTo[] = {1.0, 1.3, 2.0, 4.0, 4.0};
  const uint32_t bin = std::min(poverty_.pick(static_cast<Sex>(person.sex), person.age, u), 4U);
  ratio = kFrom[bin] + (kTo[bin] - kFrom[bin]) * within + (bin == 4 ? std::min(tail, 30.0) : 0);

  const auto& own_income = world.config.distributions.income;
  if (own_income) {
    double income = 0;
    switch (own_income->kind) {
      case config::NumberDistribution::Kind::kNormal:
        income = truncated_normal(own_income->mean, own_income->sd, u);
        break;
      case config::NumberDistribution::Kind::kUniform:
        income = own_income->low + (own_income->high - own_income->low) * u;
        break;
      case config::NumberDistribution::Kind::kEmpirical: {
        double total = 0;
        for (double weight : own_income->weights) total += weight;
        double left = u * total;
        size_t at = 0;
        while (at + 1 < own_income->values.size() && left >= own_income->weights[at]) left -= own_income->weights[at++];
        income = own_income->values[at];
        break;
      }
    }
    ratio = std::max(0.0, income) / poverty_line;
  }
  person.income_to_poverty = ratio;
  person.income = static_cast<int64_t>(ratio * poverty_line / 100) * 100;
  if (own_income) person.income = static_cast<int64_t>(math::round_half_away(ratio * poverty_line));
}

uint8_t Demographics::housing(const ledger::Person& person, double u) const {
  for (const HousingRow& row : housing_) {
    if (person.age < row.age_from || person.age > row.age_to || person.income_to_poverty >= row.income_below) continue;
    uint8_t kind = 0;
    while (kind < 3 && u >= row.cumulative[kind]) ++kind;
    return kind;
  }
  return static_cast<uint8_t>(reference::Housing::kRented);
}

Insurance Demographics::insurance(const world::World&, const ledger::Person& person, const Circumstances& circumstances,
                                  int32_t age, double of_year) const {
  const double standing =
      std::sqrt(kInsuranceStays) * circumstances.insurance + std::sqrt(1 - kInsuranceStays) * of_year;
  const double u = math::normal_cdf(standing);
  if (own_.insurance) return static_cast<Insurance>(own_.insurance->draw(math::normal_cdf(circumstances.insurance)));
  return kInsuranceOrder[insurance_.pick(static_cast<Sex>(person.sex), age, u)];
}

}  // namespace polyclinic::life
