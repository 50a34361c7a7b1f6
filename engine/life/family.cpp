// Draws families.
#include "engine/life/family.h"

#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/foundation/stable_order.h"
#include "engine/life/purposes.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using ledger::FamilyDisease;
using reference::Sex;

// Death rates of an age fell by such shares a year until 1950 and from then to the life table's year, by stretches of life
// that begin at `from`: from the rates by age of 1900, 1950 and 2022 (National Center for Health Statistics). What came
// before 1900 or will come is as then and now.
constexpr int32_t kFirstRates = 1900, kMiddleRates = 1950, kTableYear = 2022;
struct Fall {
  uint32_t from;
  double until_middle, since;
};
constexpr Fall kFalls[] = {{0, 0.0319, 0.0246}, {1, 0.046, 0.021}, {15, 0.0303, 0.004}, {35, 0.016, 0.0068}, {55, 0.0063, 0.0092}};

// Mothers' ages at birth: about 26 years until 1985, later older (NCHS, births: 26.4 in 1950, 29.6 in 2023); fathers are
// 2.5 years older on average.
constexpr double kMotherAge = 26.2, kMotherAgeSpread = 5.8, kYoungestMother = 15, kOldestMother = 46;
constexpr int32_t kLaterMothersSince = 1985;
constexpr double kLaterMothers = 0.09;  // years of age a year
constexpr double kFatherOlder = 2.5, kFatherSpread = 4.2, kYoungestFather = 16, kOldestFather = 70;

// Sisters and brothers of a person on average, by the year of birth (from completed families: NCHS, children ever born).
double siblings_of(int32_t birth_year) {
  return birth_year < 1935 ? 3.2 : birth_year < 1960 ? 3.0 : birth_year < 1975 ? 2.4 : 1.7;
}
constexpr uint32_t kMostSiblings = 6;
constexpr double kSiblingSpread = 5, kSiblingGap = 1.2;  // years between births

// Of grandparents' diseases fewer are told of than of parents', sisters' and brothers': times so many (our estimate).
constexpr double kKnownOfGrandparent = 0.3;

constexpr double kOutOfReach = 9;  // a liability that nobody reaches

// In the order of Family::Relation.
constexpr std::string_view kRelations[] = {"mother", "father", "sister", "brother",
                                           "maternal grandmother", "maternal grandfather", "paternal grandmother", "paternal grandfather"};

int32_t year_of(double birth) { return static_cast<int32_t>(1970 + birth / kDaysPerYear); }

}  // namespace

enum Family::Relation : uint8_t { kMother, kFather, kSister, kBrother, kMothersMother, kMothersFather, kFathersMother, kFathersFather };

struct Family::Relative {
  Relation relation = kMother;
  Sex sex = Sex::kFemale;
  double birth = 0;   // days
  double death = 0;   // age in years
};

CohortSurvival::CohortSurvival(const world::LifeTable& table) : hazards_(2 * kCohorts * (kAges + 1), 0) {
  constexpr uint32_t kYears = kTableYear - kFirstRates + 1;
  std::array<std::array<double, kYears>, std::size(kFalls)> times{};  // the table's rate, by calendar year
  for (uint32_t stretch = 0; stretch < std::size(kFalls); ++stretch) {
    for (int32_t year = kFirstRates; year <= kTableYear; ++year) {
      times[stretch][static_cast<uint32_t>(year - kFirstRates)] =
          math::exp(kFalls[stretch].until_middle * std::max(0, kMiddleRates - year) +
                    kFalls[stretch].since * (kTableYear - std::max(year, kMiddleRates)));
    }
  }
  for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
    for (int32_t birth = kFirstCohort; birth <= kLastCohort; ++birth) {
      double* until = hazards_.data() + place(sex, birth);
      uint32_t stretch = 0;
      for (uint32_t age = 0; age < kAges; ++age) {
        while (stretch + 1 < std::size(kFalls) && age >= kFalls[stretch + 1].from) ++stretch;
        const int32_t year = std::clamp(birth + static_cast<int32_t>(age), kFirstRates, kTableYear);
        until[age + 1] = until[age] + table.hazard(sex, age) * times[stretch][static_cast<uint32_t>(year - kFirstRates)];
      }
    }
  }
}

size_t CohortSurvival::place(Sex sex, int32_t birth_year) {
  const size_t cohort = static_cast<size_t>(std::clamp(birth_year, kFirstCohort, kLastCohort) - kFirstCohort);
  return (static_cast<size_t>(sex) * kCohorts + cohort) * (kAges + 1);
}

double CohortSurvival::hazard_until(Sex sex, int32_t birth_year, double age) const {
  const double* until = hazards_.data() + place(sex, birth_year);
  const double bounded = std::clamp(age, 0.0, static_cast<double>(kAges));
  const uint32_t year = std::min(static_cast<uint32_t>(bounded), kAges - 1);
  return until[year] + (until[year + 1] - until[year]) * (bounded - year);
}

double CohortSurvival::age_at_death(Sex sex, int32_t birth_year, double age, double exponential) const {
  const double wanted = hazard_until(sex, birth_year, age) + exponential;
  uint32_t low = 0, high = kAges;
  if (hazard_until(sex, birth_year, kAges) <= wanted) return kAges;
  while (low + 1 < high) {
    const uint32_t middle = (low + high) / 2;
    (hazard_until(sex, birth_year, middle) <= wanted ? low : high) = middle;
  }
  const double from = hazard_until(sex, birth_year, low), to = hazard_until(sex, birth_year, high);
  return std::max(age, low + (to > from ? (wanted - from) / (to - from) : 0.5));
}

Result<Family> Family::build(const world::LifeTable& table, TextPool& texts) {
  Family family{CohortSurvival(table)};
  for (uint32_t relation = 0; relation < std::size(kRelations); ++relation) family.relations_[relation] = texts.intern(kRelations[relation]);
  reference::CsvReader csv("family_diseases.csv", reference::embedded_file("family_diseases.csv"));
  uint32_t at[8];
  POLYCLINIC_TRY(csv.columns({"key", "condition", "snomed_code", "icd10_code", "heritability", "known", "counts_before_f", "counts_before_m"}, at));
  uint32_t percent_at[2][kThresholds];
  POLYCLINIC_TRY(csv.columns({"f20", "f30", "f40", "f50", "f60", "f70", "f80", "f90"}, percent_at[0]));
  POLYCLINIC_TRY(csv.columns({"m20", "m30", "m40", "m50", "m60", "m70", "m80", "m90"}, percent_at[1]));
  while (csv.next()) {
    Disease& disease = family.diseases_.emplace_back();
    family.attributes_.push_back("family_history_" + std::string(csv.text(at[0])));
    disease.name_and_snomed = {texts.intern(csv.text(at[1])), texts.intern(csv.text(at[2]))};
    disease.icd10 = texts.intern(csv.text(at[3]));
    const double heritability = csv.number(at[4]);
    disease.inherited = std::sqrt(heritability);
    disease.own = std::sqrt(1 - heritability);
    disease.dealt = std::sqrt(heritability / 2);
    disease.known = csv.number(at[5]) / 100;
    for (uint32_t sex = 0; sex < 2; ++sex) {
      disease.counts_before[sex] = csv.is_empty(at[6 + sex]) ? INT32_MAX : static_cast<int32_t>(csv.integer(at[6 + sex]));
      for (uint32_t step = 0; step < kThresholds; ++step) {
        const double share = csv.number(percent_at[sex][step]) / 100;
        disease.threshold[sex][step] = share > 0 ? math::normal_quantile(1 - share) : kOutOfReach;
        if (step == 0) disease.share_by_20[sex] = share;
        if (step > 0 && disease.threshold[sex][step] > disease.threshold[sex][step - 1]) {
          return fail(ErrorKind::kInternal, "the reference table family_diseases.csv is not as expected",
                      {{"family_diseases.csv:" + std::to_string(csv.line()), "fewer have the disease at a higher age", "this is a bug of the build"}});
        }
      }
    }
  }
  if (family.diseases_.size() > 64) return fail(ErrorKind::kInternal, "more diseases of families than a set has bits for");
  return family;
}

// In years; beyond every age when the disease never comes.
double Family::onset(const Disease& disease, Sex sex, double liability) const {
  const auto& threshold = disease.threshold[static_cast<uint32_t>(sex)];
  if (liability < threshold.back()) return 1000;
  if (liability >= threshold.front()) {
    // Evenly over youth.
    return 20 * math::normal_cdf(-liability) / disease.share_by_20[static_cast<uint32_t>(sex)];
  }
  uint32_t step = 1;
  while (liability < threshold[step]) ++step;
  const double above = threshold[step - 1] == kOutOfReach ? threshold[step] + 1 : threshold[step - 1];
  return 20 + 10 * (step - std::min(1.0, (liability - threshold[step]) / (above - threshold[step])));
}

uint64_t Family::draw(uint64_t seed, const ledger::Person& person, Day end, std::vector<FamilyDisease>& out) const {
  out.clear();
  RandomStream stream(seed, person.number, kFamilyPurpose);
  std::array<Relative, 6 + kMostSiblings> relatives;
  uint32_t count = 6;
  const auto mothers_age = [&](double birth) {
    const double mean = kMotherAge + kLaterMothers * std::max(0, year_of(birth) - kLaterMothersSince);
    return stream.truncated_normal(mean, kMotherAgeSpread, kYoungestMother, kOldestMother);
  };
  // A couple at the birth of a child: alive then, the father three quarters of a year before.
  const auto parents = [&](double birth, uint32_t mother, uint32_t father, Relation of_mother, Relation of_father) {
    const double age = mothers_age(birth);
    const double fathers = std::clamp(age + stream.normal(kFatherOlder, kFatherSpread), kYoungestFather, kOldestFather);
    relatives[mother] = {of_mother, Sex::kFemale, birth - age * kDaysPerYear, 0};
    relatives[father] = {of_father, Sex::kMale, birth - fathers * kDaysPerYear, 0};
    const double lives[] = {stream.exponential(1), stream.exponential(1)};
    relatives[mother].death = survival_.age_at_death(Sex::kFemale, year_of(relatives[mother].birth), age, lives[0]);
    relatives[father].death = survival_.age_at_death(Sex::kMale, year_of(relatives[father].birth), fathers - 0.75, lives[1]);
    return age;
  };
  const double age = parents(person.birth, 0, 1, kMother, kFather);
  parents(relatives[0].birth, 2, 3, kMothersMother, kMothersFather);
  parents(relatives[1].birth, 4, 5, kFathersMother, kFathersFather);
  const uint32_t siblings = std::min(static_cast<uint32_t>(stream.poisson(siblings_of(year_of(person.birth)))), kMostSiblings);
  for (uint32_t sibling = 0; sibling < siblings; ++sibling) {
    double gap = stream.normal(0, kSiblingSpread);
    const bool is_woman = stream.chance(0.488);
    const double life = stream.exponential(1);
    gap += gap < 0 ? -kSiblingGap : kSiblingGap;
    const double mothers = age + gap;
    Relative relative{is_woman ? kSister : kBrother, is_woman ? Sex::kFemale : Sex::kMale, person.birth + gap * kDaysPerYear, 0};
    relative.death = survival_.age_at_death(relative.sex, year_of(relative.birth), 0, life);
    const bool could_be = mothers >= kYoungestMother && mothers <= std::min(kOldestMother, relatives[0].death) && relative.birth < end;
    if (could_be) relatives[count++] = relative;
  }

  uint64_t first_degree = 0;
  for (uint32_t d = 0; d < diseases_.size(); ++d) {
    const Disease& disease = diseases_[d];
    RandomStream draws(seed, person.number, kFamilyPurpose, 1 + d);
    std::array<double, 6> inherited;
    for (uint32_t old = 2; old < 6; ++old) inherited[old] = disease.inherited * draws.normal();
    for (uint32_t parent = 0; parent < 2; ++parent) {
      inherited[parent] = (inherited[2 + 2 * parent] + inherited[3 + 2 * parent]) / 2 + disease.dealt * draws.normal();
    }
    for (uint32_t r = 0; r < count; ++r) {
      const Relative& relative = relatives[r];
      const double inborn = r < 6 ? inherited[r] : (inherited[0] + inherited[1]) / 2 + disease.dealt * draws.normal();
      const double onset_age = onset(disease, relative.sex, inborn + disease.own * draws.normal());
      if (onset_age >= relative.death) continue;
      const Day day = static_cast<Day>(relative.birth + onset_age * kDaysPerYear);
      if (day >= end || !draws.chance(disease.known * (relative.relation <= kBrother ? 1 : kKnownOfGrandparent))) continue;
      if (relative.relation <= kBrother && onset_age < disease.counts_before[static_cast<uint32_t>(relative.sex)]) first_degree |= uint64_t{1} << d;
      FamilyDisease found;
      found.relation = relations_[relative.relation];
      found.condition = disease.name_and_snomed.text;
      found.snomed_code = disease.name_and_snomed.code;
      found.icd10_code = disease.icd10;
      found.onset_age = static_cast<int32_t>(onset_age);
      found.onset = day;
      found.death = static_cast<Day>(relative.birth + relative.death * kDaysPerYear);
      // One row for a relation: of several sisters the one that fell ill first.
      const auto same = std::find_if(out.begin(), out.end(), [&](const FamilyDisease& other) {
        return other.relation == found.relation && other.condition == found.condition;
      });
      if (same == out.end()) {
        out.push_back(found);
      } else if (found.onset < same->onset) {
        *same = found;
      }
    }
  }
  const auto rank = [&](const FamilyDisease& each) {
    return std::find(relations_.begin(), relations_.end(), each.relation) - relations_.begin();
  };
  sort_keeping_order(out, [&](const FamilyDisease& a, const FamilyDisease& b) { return rank(a) < rank(b); });
  know_until(end, out);
  return first_degree;
}

void Family::know_until(Day end, std::vector<FamilyDisease>& family) {
  std::erase_if(family, [&](const FamilyDisease& each) { return each.onset >= end; });
  for (FamilyDisease& each : family) each.deceased = each.death < end;
}

}  // namespace polyclinic::life
