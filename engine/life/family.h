// A person's family: parents, grandparents, sisters and brothers with the lives of their time, and the diseases that they
// had or have. Not the person's own diseases; modules raise their risks by what they are told of the family.
//
// Each disease follows a liability-threshold model: everybody has a liability, standard normal, whose inherited part
// (heritability) is the mean of the parents' and a part that is dealt anew; who is above the threshold of an age has
// the disease by then. So a first-degree relative's liability is correlated with half of the heritability.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/categories.h"
#include "engine/world/life_table.h"

namespace polyclinic::life {

// How long people of a birth year live: the life table's hazards, higher the farther back, as they were.
class CohortSurvival {
 public:
  explicit CohortSurvival(const world::LifeTable& table);

  // The age at death of someone alive at an age, for a standard exponential draw. Up to 120.
  double age_at_death(reference::Sex sex, int32_t birth_year, double age, double exponential) const;

 private:
  static constexpr uint32_t kAges = world::kLifeTableAges;
  // Who was born earlier or later lives like the first or last of these.
  static constexpr int32_t kFirstCohort = 1780, kLastCohort = 2022;
  static constexpr size_t kCohorts = kLastCohort - kFirstCohort + 1;

  double hazard_until(reference::Sex sex, int32_t birth_year, double age) const;
  static size_t place(reference::Sex sex, int32_t birth_year);

  std::vector<double> hazards_;  // cumulative, by sex, year of birth and age
};

class Family {
 public:
  static Result<Family> build(const world::LifeTable& table, TextPool& texts);

  // The attribute that tells modules of a disease, by index of the disease.
  std::span<const std::string> attributes() const { return attributes_; }

  // Fills in the diseases of relatives that are known by the day `end`, in the order of relations; returns a bit for each
  // disease that a parent, sister or brother has early enough to count.
  uint64_t draw(uint64_t seed, const ledger::Person& person, Day end, std::vector<ledger::FamilyDisease>& out) const;

  // What is known on an earlier day.
  static void know_until(Day end, std::vector<ledger::FamilyDisease>& family);

 private:
  static constexpr uint32_t kThresholds = 8;  // at 20, 30, ... 90 years
  struct Disease {
    ledger::CodedText name_and_snomed;
    TextId icd10 = kNoText;
    double inherited = 0, own = 0, dealt = 0;  // spreads: of the inherited part, the rest, what a child adds to its parents' mean
    double known = 0;                          // share of first-degree relatives' that is told of
    std::array<int32_t, 2> counts_before{};    // by sex, years
    std::array<std::array<double, kThresholds>, 2> threshold{};
    double share_by_20[2] = {0, 0};
  };
  enum Relation : uint8_t;
  struct Relative;

  explicit Family(CohortSurvival survival) : survival_(std::move(survival)) {}
  double onset(const Disease& disease, reference::Sex sex, double liability) const;

  CohortSurvival survival_;
  std::vector<Disease> diseases_;
  std::vector<std::string> attributes_;
  std::array<TextId, 8> relations_{};
};

}  // namespace polyclinic::life
