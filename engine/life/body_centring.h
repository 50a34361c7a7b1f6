// Makes room for the diseases of the engine's own library: the survey that bodies are drawn from counts the ill too, and
// modules shift what they measure once more. So the rest is moved and narrowed until healthy and ill together have the
// survey's mean and spread (library_shifts.csv: mean and spread of all shifts in the population).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/life/physiology_tables.h"
#include "engine/reference/categories.h"
#include "engine/reference/observations.h"

namespace polyclinic::life {

class BodyCentring {
 public:
  // Leaves everything as it is.
  BodyCentring() = default;

  static Result<BodyCentring> build(const reference::ObservationCatalogue& catalogue, const QuantileTables& quantiles);

  bool is_empty() const { return lines_.empty(); }

  // The value without shifts of somebody of that age (years) whose value in the survey would be `surveyed`.
  double centred(reference::Measure measure, reference::Sex sex, double age, double surveyed) const {
    if (lines_.empty()) return surveyed;
    const uint32_t year = age < 0 ? 0 : age >= kAges ? kAges - 1 : static_cast<uint32_t>(age);
    const Line& line = lines_[(static_cast<uint32_t>(sex) * kAges + year) * reference::kMeasureCount + static_cast<uint32_t>(measure)];
    return line.scale * surveyed + line.offset;
  }

 private:
  static constexpr uint32_t kAges = 120;
  struct Line {
    double scale = 1, offset = 0;
  };
  std::vector<Line> lines_;  // by sex, year of age and measure
};

}  // namespace polyclinic::life
