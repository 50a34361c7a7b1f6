// What happens at a person's visits: encounters with what is measured, given and charged at them. When they take place
// is wellness.h's and immunization.h's business.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/life/immunization.h"
#include "engine/life/physiology.h"
#include "engine/life/wellness.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

class Visits {
 public:
  // Interns its texts in the world's pool; `observations` must outlive it.
  static Result<Visits> build(world::World& world, const reference::ObservationCatalogue& observations);

  // Walks through the whole life, as vaccines depend on it, and writes the visits from `history` to the day before
  // `end` into the ledger. Coverage must be there already.
  void tell(const world::World& world, const world::PrimaryCare& care, Day history, Day end, ledger::Ledger& ledger) const;

 private:
  // Prices of what is done at visits, cents (service_prices.csv).
  struct Prices {
    int64_t venipuncture = 0, basic_metabolic_panel = 0, complete_blood_count = 0, lipid_panel = 0, hemoglobin_a1c = 0,
            hemoglobin = 0, vaccine_administration = 0, further_vaccine_administration = 0;
  };
  struct CodedText {
    TextId text = kNoText, code = kNoText;
  };
  struct VaccineTexts {
    TextId vaccine, cvx_code, mvx_code, route;
  };
  struct Walk;  // one person's way through the visits

  Visits(WellnessSchedule wellness, Immunizations immunizations, Physiology physiology,
         const reference::ObservationCatalogue& observations)
      : wellness_(std::move(wellness)),
        immunizations_(std::move(immunizations)),
        physiology_(std::move(physiology)),
        observations_(&observations) {}

  void wellness_visit(Walk& walk, const WellnessVisit& visit) const;
  void immunization_visit(Walk& walk, Day day) const;
  ledger::Encounter& open_encounter(Walk& walk, uint32_t number, Instant start, Instant end, uint32_t provider) const;
  void measure(Walk& walk, const WellnessVisit& visit, uint32_t number) const;
  void tobacco(Walk& walk, Instant at, uint32_t number) const;
  int64_t record_doses(Walk& walk, std::span<const Dose> doses, Instant at, uint32_t number) const;

  WellnessSchedule wellness_;
  Immunizations immunizations_;
  Physiology physiology_;
  const reference::ObservationCatalogue* observations_;
  Prices prices_;
  std::vector<CodedText> visit_type_, visit_reason_;  // by row of the wellness schedule
  CodedText immunization_type_, immunization_reason_;
  CodedText tobacco_[3];                              // by reference::Smoking
  TextId ambulatory_ = kNoText, inpatient_ = kNoText;
  std::vector<VaccineTexts> vaccines_;
  std::vector<TextId> series_, sites_;
  std::vector<uint8_t> panel_of_;                     // by measure: number of its panel, 0 for none
};

}  // namespace polyclinic::life
