// Who a person is and in what circumstances: names, contact, family state, education, work, money, habits. Not the
// body (physiology), not visits.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/foundation/distribution.h"
#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/life/share_table.h"
#include "engine/world/world.h"

namespace polyclinic::life {

inline constexpr int32_t kAdultAge = 18;

// What carries through a life besides what the ledger tells: latent standings, standard normal.
struct Circumstances {
  double social = 0;     // social position: education, income, insurance lean on it
  double insurance = 0;  // the lasting part of what insurance a person has
};

class Demographics {
 public:
  static Result<Demographics> build(const world::World& world);

  // Fills in what does not depend on age: ids, numbers, names, address, contact, birth. `number` is the person's own.
  void identify(const world::World& world, uint64_t number, const world::Target& target, ledger::Ledger& ledger) const;

  // Fills in the circumstances at the person's last age (Person::age) and returns the latent standings.
  Circumstances settle(const world::World& world, ledger::Ledger& ledger) const;

  // The kind of insurance at an age, for a standing that settle() gave and a standard normal of the year.
  reference::Insurance insurance(const world::World& world, const ledger::Person& person, const Circumstances& circumstances,
                                 int32_t age, double of_year) const;

 private:
  using MaybeCategorical = std::optional<Categorical>;

  Demographics(ShareTable marital, ShareTable couples, ShareTable marital_detail, ShareTable education, ShareTable poverty, ShareTable insurance,
               ShareTable born_in_us, ShareTable employment, ShareTable smoking, ShareTable alcohol)
      : marital_(std::move(marital)),
        couples_(std::move(couples)),
        marital_detail_(std::move(marital_detail)),
        education_(std::move(education)),
        poverty_(std::move(poverty)),
        insurance_(std::move(insurance)),
        born_in_us_(std::move(born_in_us)),
        employment_(std::move(employment)),
        smoking_(std::move(smoking)),
        alcohol_(std::move(alcohol)) {}

  uint8_t marital_status(const ledger::Person& person, double couple, double detail) const;
  uint8_t education(const ledger::Person& person, double u) const;
  void money(const world::World& world, ledger::Person& person, double standing, RandomStream& stream) const;
  uint8_t housing(const ledger::Person& person, double u) const;

  ShareTable marital_, couples_, marital_detail_, education_, poverty_, insurance_, born_in_us_, employment_, smoking_, alcohol_;
  struct HousingRow {
    int32_t age_from, age_to;
    double income_below;
    double cumulative[4];
  };
  std::vector<HousingRow> housing_;
  double born_ratio_[world::kGroupCount] = {};
  std::vector<Categorical> language_;  // by group * 2 + (born in the US)
  struct Own {
    MaybeCategorical language, marital_status, education, employment, insurance, smoking, alcohol, housing;
  } own_;
};

}  // namespace polyclinic::life
