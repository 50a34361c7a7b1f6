// Families: lives of their time, diseases with the shares and the likeness that the table gives.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/foundation/math.h"
#include "engine/gmf/host_names.h"
#include "engine/life/family.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::life {
namespace {

using reference::Sex;

constexpr Day kAsOf = day_from_civil(2026, 1, 1);

struct Families {
  TextPool texts;
  Family family;

  static Families make() {
    TextPool texts;
    auto made = Family::build(testing::default_world().life_table, texts);
    REQUIRE(made.has_value());
    return {std::move(texts), *std::move(made)};
  }

  // Calls use(diseases, first degree) for people born in those years, as many each year.
  template <class Use>
  void each(int32_t from, int32_t to, uint32_t people, Use use) const {
    std::vector<ledger::FamilyDisease> diseases;
    for (uint32_t number = 0; number < people; ++number) {
      ledger::Person person;
      person.number = number;
      person.birth = day_from_civil(from + static_cast<int32_t>(number) % (to - from + 1), 3, 1);
      const uint64_t bits = family.draw(11, person, kAsOf, diseases);
      use(person, diseases, bits);
    }
  }
};

double mean_life(const CohortSurvival& survival, Sex sex, int32_t year, double from) {
  double sum = 0;
  constexpr int kDraws = 2000;
  for (int draw = 0; draw < kDraws; ++draw) sum += survival.age_at_death(sex, year, from, -math::log((draw + 0.5) / kDraws));
  return sum / kDraws;
}

TEST_CASE("relatives live as long as people of their time did", "[life]") {
  const CohortSurvival survival(testing::default_world().life_table);
  // Social Security Administration, cohort life tables (Actuarial Study 120): 1900 and 1950, our rounding.
  CHECK(std::fabs(mean_life(survival, Sex::kFemale, 1900, 0) - 58) < 4);
  CHECK(std::fabs(mean_life(survival, Sex::kMale, 1900, 0) - 52) < 4);
  CHECK(std::fabs(mean_life(survival, Sex::kFemale, 1950, 0) - 79) < 3);
  CHECK(std::fabs(mean_life(survival, Sex::kMale, 1950, 0) - 73) < 3);
  CHECK(std::fabs(mean_life(survival, Sex::kFemale, 1940, 65) - 85) < 2);
  // Whoever is alive at an age dies later.
  for (double age : {0.5, 30.0, 70.0, 100.0}) CHECK(survival.age_at_death(Sex::kMale, 1930, age, 1e-9) >= age);
}

TEST_CASE("diseases of families fit the relative's sex and life", "[life]") {
  const Families families = Families::make();
  std::set<std::string> relations;
  families.each(1930, 2020, 6000, [&](const ledger::Person& person, const auto& diseases, uint64_t) {
    std::set<std::pair<TextId, TextId>> keys;
    for (const ledger::FamilyDisease& disease : diseases) {
      const std::string relation(families.texts.text(disease.relation)), code(families.texts.text(disease.icd10_code));
      relations.insert(relation);
      const bool is_woman = relation.ends_with("mother") || relation == "sister";
      if (code == "C61") CHECK_FALSE(is_woman);
      if (code == "C56.9" || code == "C50.919") CHECK(is_woman);
      CHECK(disease.onset < kAsOf);
      CHECK(disease.onset <= disease.death);
      CHECK(disease.deceased == (disease.death < kAsOf));
      CHECK(disease.onset_age >= 0);
      CHECK(disease.onset_age <= 100);
      CHECK(keys.insert({disease.relation, disease.condition}).second);
      // A mother is alive at the birth.
      if (relation == "mother") CHECK(disease.death >= person.birth - 1);
    }
  });
  CHECK(relations.size() == 8);
}

TEST_CASE("family histories are as frequent as surveys find them", "[life][survey]") {
  const Families families = Families::make();
  std::map<std::string, double> share;
  constexpr uint32_t kPeople = 8000;
  families.each(1956, 2005, kPeople, [&](const ledger::Person&, const auto&, uint64_t bits) {
    for (size_t disease = 0; disease < families.family.attributes().size(); ++disease) {
      share[families.family.attributes()[disease]] += (bits >> disease & 1) != 0 ? 1.0 / kPeople : 0;
    }
  });
  for (const auto& [name, value] : share) UNSCOPED_INFO(name << " " << value);
  // Of adults of 20 to 69: diabetes 35 % (NHANES), premature coronary disease 12 to 20 % (NHANES; Framingham), hypertension
  // half or more, breast cancer 8 % and colorectal cancer 4 to 5 % (NHIS 2015), asthma, depression: surveys' usual range.
  CHECK(std::fabs(share["family_history_diabetes"] - 0.33) < 0.06);
  CHECK(std::fabs(share["family_history_coronary"] - 0.16) < 0.05);
  CHECK(std::fabs(share["family_history_hypertension"] - 0.60) < 0.12);
  CHECK(std::fabs(share["family_history_breast_cancer"] - 0.065) < 0.025);
  CHECK(std::fabs(share["family_history_colorectal_cancer"] - 0.035) < 0.02);
  CHECK(std::fabs(share["family_history_prostate_cancer"] - 0.05) < 0.025);
  CHECK(std::fabs(share["family_history_depression"] - 0.25) < 0.07);
  CHECK(std::fabs(share["family_history_bipolar"] - 0.045) < 0.02);
  CHECK(std::fabs(share["family_history_alzheimer"] - 0.05) < 0.03);
}

TEST_CASE("relatives are alike: a disease is more frequent in a sibling of the ill", "[life][survey]") {
  const Families families = Families::make();
  // Of people with a sister or brother: asthma of a parent against asthma of a sibling.
  double both = 0, parent_only = 0, sibling_only = 0, neither = 0;
  families.each(1960, 1990, 20000, [&](const ledger::Person&, const auto& diseases, uint64_t) {
    bool of_parent = false, of_sibling = false;
    for (const ledger::FamilyDisease& disease : diseases) {
      if (families.texts.text(disease.icd10_code) != "J45.909") continue;
      const std::string_view relation = families.texts.text(disease.relation);
      of_parent |= relation == "mother" || relation == "father";
      of_sibling |= relation == "sister" || relation == "brother";
    }
    (of_parent ? (of_sibling ? both : parent_only) : (of_sibling ? sibling_only : neither)) += 1;
  });
  const double odds_ratio = both * neither / (parent_only * sibling_only);
  INFO(odds_ratio);
  CHECK(odds_ratio > 1.5);
  CHECK(odds_ratio < 4);
}

TEST_CASE("what modules are told of a family is declared for their authors", "[life]") {
  const Families families = Families::make();
  for (const std::string& name : families.family.attributes()) {
    INFO(name);
    CHECK(gmf::find_host_attribute(name) != nullptr);
  }
  size_t declared = 0;
  for (const gmf::HostAttribute& attribute : gmf::host_attributes()) declared += attribute.name.starts_with("family_history_") ? 1 : 0;
  CHECK(declared == families.family.attributes().size());
}

}  // namespace
}  // namespace polyclinic::life
