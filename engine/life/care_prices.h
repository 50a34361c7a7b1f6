// What care that disease modules ask for costs: prices by class (care_prices.csv), in cents. Preventive visits have
// their own (wellness_schedule.csv, service_prices.csv).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/gmf/details.h"

namespace polyclinic::life {

inline constexpr uint32_t kEncounterClassCount = 10;

class CarePrices {
 public:
  static Result<CarePrices> build();

  // Of the encounter alone: by the visit, or for each day begun.
  int64_t encounter(gmf::EncounterClass encounter_class, int64_t minutes) const {
    const auto& [cents, by_day] = encounters_[static_cast<uint32_t>(encounter_class)];
    return by_day ? cents * ((minutes + 24 * 60 - 1) / (24 * 60)) : cents;
  }
  // modality: a DICOM code; empty for any.
  int64_t imaging(std::string_view modality) const;

  int64_t procedure = 0, report = 0, prescription = 0, dispensing = 0, administration = 0, device = 0, supply = 0, test = 0, vaccine = 0;

 private:
  std::array<std::pair<int64_t, bool>, kEncounterClassCount> encounters_{};
  std::vector<std::pair<std::string_view, int64_t>> imaging_;  // the one for any comes with the empty text
};

}  // namespace polyclinic::life
