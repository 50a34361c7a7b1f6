// Puts a person's circumstances into modules' words. What life does not know otherwise is drawn by public shares; what
// nobody sets stays absent: weight_loss_adherence, C19_FULLY_VACCINATED, veteran_population_override,
// current_weight_length_percentile.
#include "engine/life/host_attributes.h"

#include <algorithm>
#include <string>

#include "engine/life/purposes.h"

namespace polyclinic::life {
namespace {

using gmf::kNone;
using gmf::Value;
using reference::Education;
using reference::Employment;
using reference::Insurance;
using reference::MaritalStatus;

constexpr int32_t kAskedAge = 16;

constexpr std::string_view kRaceWords[] = {"white", "black", "asian", "native", "hawaiian", "other"};
constexpr std::string_view kEducationWords[] = {"less_than_hs", "less_than_hs", "hs_degree", "some_college", "bs_degree"};
constexpr std::string_view kLanguageWords[] = {"english", "spanish", "chinese", "vietnamese", "tagalog",        "korean",
                                               "arabic",  "russian", "french",  "haitian creole", "hindi", "portuguese"};

// Household income against the poverty line; two thirds and twice the median are about 2 and 6 of it (Pew Research
// Center's lower and upper income, 2022).
constexpr double kLowIncome = 2, kHighIncome = 6;

// Rh negative blood (American Red Cross: 15 %).
constexpr double kRhNegative = 0.15;
// Adults who call themselves gay or lesbian, bisexual (NHIS 2021, our rounding).
constexpr double kHomosexual = 0.022, kBisexual = 0.030;

// Needs of households by income: below the poverty line, below twice of it, others. Food insecurity: USDA 2022 (36.7 % of
// the poor, 12.8 % of all), no vehicle: ACS 2022 (8.3 % of all), severe housing cost burden: Harvard JCHS 2023 (12 % of
// owners and 26 % of renters); the middle ones are our own rounding.
struct Need {
  double poor, near_poor, others;
  double share(double ratio) const { return ratio < 1 ? poor : ratio < 2 ? near_poor : others; }
};
constexpr Need kFoodInsecurity{0.367, 0.24, 0.055}, kNoVehicle{0.22, 0.11, 0.04}, kHousingBurden{0.52, 0.24, 0.06};

// Expected education of those too young to have one: shares among adults of 25 to 34 (Census Bureau, CPS 2022).
constexpr double kEducationShares[] = {0.06, 0.27, 0.27};

std::string_view expected_education(double u) {
  if (u < kEducationShares[0]) return kEducationWords[0];
  if (u < kEducationShares[0] + kEducationShares[1]) return kEducationWords[2];
  return u < kEducationShares[0] + kEducationShares[1] + kEducationShares[2] ? kEducationWords[3] : kEducationWords[4];
}

}  // namespace

HostAttributes::HostAttributes(const gmf::Program& program) {
  const std::pair<gmf::AttributeId*, std::string_view> names[] = {
      {&gender, "gender"},
      {&birthdate, "birthdate"},
      {&race, "race"},
      {&ethnicity, "ethnicity"},
      {&state, "state"},
      {&socioeconomic_category, "socioeconomic_category"},
      {&income, "income"},
      {&poverty_ratio, "poverty_ratio"},
      {&education, "education"},
      {&first_language, "first_language"},
      {&birth_country, "birth_country"},
      {&address, "address"},
      {&marital_status, "marital_status"},
      {&insurance_status, "insurance_status"},
      {&food_insecurity, "food_insecurity"},
      {&no_vehicle_access, "no_vehicle_access"},
      {&severe_housing_cost_burden, "severe_housing_cost_burden"},
      {&unemployed, "unemployed"},
      {&sexual_orientation, "sexual_orientation"},
      {&smoker, "smoker"},
      {&quit_smoking_age, "quit smoking age"},
      {&rh_negative, "RH_NEG"},
      {&bmi_percentile, "bmi_percentile"},
      {&mi_risk, "mi_risk"},
      {&ihd_risk, "ihd_risk"},
      {&stroke_risk, "stroke_risk"},
      {&atrial_fibrillation_risk, "atrial_fibrillation_risk"},
      {&probability_of_fall_injury, "probability_of_fall_injury"},
      {&diabetes, "diabetes"},
      {&osteoporosis, "osteoporosis"},
      {&atrial_fibrillation, "atrial_fibrillation"},
      {&blood_pressure_controlled, "blood_pressure_controlled"},
  };
  for (const auto& [place, name] : names) *place = program.find_attribute(name);
}

void set_at_birth(const world::World& world, const HostAttributes& attributes, const HostedPerson& hosted, gmf::Machine& machine,
                  std::vector<DatedEvent>& events) {
  const ledger::Person& person = *hosted.person;
  const auto set = [&](gmf::AttributeId id, Value value) {
    if (id != kNone) machine.set_attribute(id, value);
  };
  const auto word = [&](gmf::AttributeId id, std::string_view text) {
    if (id != kNone && !text.empty()) machine.set_attribute(id, Value::text(machine.intern(text)));
  };
  // Every draw is made in any case, so that what one module asks changes nothing for another.
  RandomStream stream(world.config.seed, person.number, kSocialPurpose);
  stream.uniform();  // the first is that of the time of birth
  const double rh = stream.uniform(), orientation = stream.uniform(), food = stream.uniform(), vehicle = stream.uniform(),
               burden = stream.uniform(), schooling = stream.uniform(), marriage = stream.triangular(19, 28, 45),
               marriage_end = stream.uniform();

  word(attributes.gender, person.sex == static_cast<uint8_t>(reference::Sex::kMale) ? "M" : "F");
  set(attributes.birthdate, Value::of_number(static_cast<double>(hosted.birth)));
  word(attributes.race, kRaceWords[person.race]);
  word(attributes.ethnicity, person.ethnicity == static_cast<uint8_t>(reference::Ethnicity::kHispanic) ? "hispanic" : "nonhispanic");
  word(attributes.state, world.places.states[world.places.places[person.place].state].name);
  word(attributes.socioeconomic_category, person.income_to_poverty < kLowIncome    ? "Low"
                                          : person.income_to_poverty < kHighIncome ? "Middle"
                                                                                   : "High");
  set(attributes.income, Value::of_number(static_cast<double>(person.income)));
  set(attributes.poverty_ratio, Value::of_number(person.income_to_poverty));
  const bool is_educated = person.education < std::size(kEducationWords);
  word(attributes.education, is_educated ? kEducationWords[person.education] : expected_education(schooling));
  word(attributes.first_language, kLanguageWords[person.language]);
  if (person.born_in_us) word(attributes.birth_country, "US");
  word(attributes.address, person.address);
  set(attributes.food_insecurity, Value::boolean(food < kFoodInsecurity.share(person.income_to_poverty)));
  set(attributes.no_vehicle_access, Value::boolean(vehicle < kNoVehicle.share(person.income_to_poverty)));
  set(attributes.severe_housing_cost_burden, Value::boolean(burden < kHousingBurden.share(person.income_to_poverty)));
  word(attributes.sexual_orientation, orientation < kHomosexual               ? "homosexual"
                                      : orientation < kHomosexual + kBisexual ? "bisexual"
                                                                              : "heterosexual");
  set(attributes.rh_negative, Value::boolean(rh < kRhNegative));
  for (size_t disease = 0; disease < attributes.family_history.size(); ++disease) {
    set(attributes.family_history[disease], Value::boolean((hosted.family_history >> disease & 1) != 0));
  }

  events.clear();
  const auto later = [&](HostEvent event, Day day) {
    if (day < hosted.end) events.push_back({std::max(hosted.birth, start_of_day(day)), event});
  };
  if (hosted.dies) events.push_back({std::max(hosted.birth, start_of_day(hosted.end)), HostEvent::kDeath});
  const Day adult = add_years(person.birth, kAdultAge);
  if (attributes.unemployed != kNone || attributes.marital_status != kNone) later(HostEvent::kAdult, adult);
  if (attributes.marital_status != kNone && person.marital_status != 0xFF) {
    const auto status = static_cast<MaritalStatus>(person.marital_status);
    if (status != MaritalStatus::kNeverMarried && status != MaritalStatus::kPartnered) {
      const Day last = std::max(adult, hosted.end - 1);
      const Day married = std::clamp(person.birth + static_cast<Day>(marriage * kDaysPerYear), adult, last);
      later(HostEvent::kMarriage, married);
      if (status != MaritalStatus::kMarried) later(HostEvent::kMarriageEnds, married + static_cast<Day>((last - married) * marriage_end));
    }
  }
  if (attributes.smoker != kNone || attributes.quit_smoking_age != kNone) {
    const Day asked = add_years(person.birth, kAskedAge);
    if (hosted.smoking.starts > asked) later(HostEvent::kSmokesNot, asked);
    if (hosted.smoking.starts != ledger::kNever) later(HostEvent::kSmokes, std::max(asked, hosted.smoking.starts));
    if (hosted.smoking.stops != ledger::kNever) later(HostEvent::kStopsSmoking, std::max(asked, hosted.smoking.stops));
  }
  if (attributes.insurance_status != kNone) {
    const CivilDate birth = civil_from_day(person.birth);
    const int32_t last_year = civil_from_day(hosted.end).year;
    later(HostEvent::kInsurance, person.birth);
    for (int32_t year = birth.year + 1; year <= last_year; ++year) {
      later(HostEvent::kInsurance, day_from_civil(year, 1, 1));
      if (year == birth.year + 65) later(HostEvent::kInsurance, day_from_civil(year, birth.month, 1));
    }
  }
  if (attributes.bmi_percentile != kNone) {
    for (int32_t year = 2; year < 20; ++year) later(HostEvent::kMassIndex, add_years(person.birth, year));
    later(HostEvent::kMassIndex, add_years(person.birth, 20));  // absent again
  }
  // Of one instant in the order of the events' declaration.
  std::sort(events.begin(), events.end(), [](const DatedEvent& a, const DatedEvent& b) {
    return a.at != b.at ? a.at < b.at : a.event < b.event;
  });
}

std::string_view insurance_word(Insurance insurance) {
  switch (insurance) {
    case Insurance::kUninsured: return "none";
    case Insurance::kPrivate: return "private";
    case Insurance::kMedicaid: return "medicaid";
    case Insurance::kMedicare:
    case Insurance::kMedicareAndPrivate: return "medicare";
    case Insurance::kMedicareAndMedicaid: return "dual eligible";
    case Insurance::kOtherPublic: return "veterans affairs";
  }
  return "none";
}

}  // namespace polyclinic::life
