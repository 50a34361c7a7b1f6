// What modules read of a person's body at any moment, visit or not: vital signs and laboratory values of the day, moved
// by diseases and drugs. A day has one value of each; the day of a check-up has what is measured there.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/gmf/machine.h"
#include "engine/life/body_effects.h"
#include "engine/life/growth_percentiles.h"
#include "engine/life/physiology.h"
#include "engine/reference/observations.h"

namespace polyclinic::life {

class BodyReader {
 public:
  BodyReader(const Physiology& physiology, const reference::ObservationCatalogue& catalogue, const GrowthPercentiles& growth)
      : physiology_(physiology), catalogue_(catalogue), growth_(growth) {}

  void begin(uint64_t seed, uint64_t entity, reference::Sex sex, Day birth);

  // The values of that day are those of a visit with this number from now on.
  void visit(Day day, uint32_t number);

  // All that is wanted of a visit, as it will be printed.
  void measure_visit(Day day, uint32_t number, const ActiveEffects& effects, MeasureSet wanted, MeasuredValues& out);

  // In the unit of the catalogue; none when it makes no sense at that age.
  std::optional<double> value(reference::Measure measure, Day day, const ActiveEffects& effects);

  // None of what only modules set, and of percentiles beyond their charts.
  std::optional<double> vital_sign(gmf::VitalSign vital, Day day, const ActiveEffects& effects);

 private:
  void take(const ActiveEffects& effects);
  double urine_albumin(Day day, const ActiveEffects& effects);

  const Physiology& physiology_;
  const reference::ObservationCatalogue& catalogue_;
  const GrowthPercentiles& growth_;
  PhysiologyState state_;
  uint32_t changes_ = UINT32_MAX;  // of the effects that the state has
  Day day_ = INT32_MIN;            // that the values are of
  MeasureSet wanted_ = 0;
  MeasuredValues values_;
  Day visit_day_ = INT32_MIN;
  uint32_t visit_number_ = 0;
};

}  // namespace polyclinic::life
