// Where a child stands among children of its age: length or height, weight, head circumference, by the growth charts
// (growth_lms.csv). Body mass index has its own chart in physiology.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

enum class GrowthMeasure : uint8_t { kHeight, kWeight, kHeadCircumference };  // cm, kg, cm

class GrowthPercentiles {
 public:
  static Result<GrowthPercentiles> build();

  // 0 to 100; none beyond the ages of the chart: 20 years for height, 3 years for the others.
  std::optional<double> percentile(GrowthMeasure measure, reference::Sex sex, int32_t months, double value) const;

 private:
  struct Row {
    double month = 0, power = 0, median = 0, spread = 0;
  };
  std::array<std::array<std::vector<Row>, 2>, 3> rows_;
};

}  // namespace polyclinic::life
