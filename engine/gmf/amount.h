// Random and fixed quantities as modules give them, and time spans in milliseconds. Not where the draws come from:
// whoever samples brings the uniform number.
#pragma once

#include <cmath>
#include <cstdint>

#include "engine/foundation/calendar.h"
#include "engine/foundation/math.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

enum class AmountKind : uint8_t {
  kAbsent,
  kExact,  // the legacy `exact` with a number: a
  kRange,  // the legacy `range`: uniform on [a, b); with decimals rounded to so many
  // The distribution objects of version 2:
  kConstant,     // EXACT: a
  kUniform,      // a to b
  kGaussian,     // mean a, standard deviation b, then clamped to [minimum, maximum]
  kExponential,  // 1 + exponential of mean a
  kTriangular,   // a <= mode <= b
};

struct Amount {
  AmountKind kind = AmountKind::kAbsent;
  bool round = false;        // of distribution objects: to the nearest whole number, halves up
  int8_t decimals = -1;      // of ranges; -1: none asked for. Only SetAttribute and Observation honour it
  TimeUnit unit = TimeUnit::kDays;  // of amounts that are time spans
  double a = 0, b = 0;
  double mode = 0;
  double minimum = -INFINITY, maximum = INFINITY;  // of kGaussian

  bool exists() const { return kind != AmountKind::kAbsent; }
  bool is_distribution() const { return kind >= AmountKind::kConstant; }
  bool draws() const {
    return kind != AmountKind::kAbsent && kind != AmountKind::kExact && kind != AmountKind::kConstant;
  }

  // The value at u of [0, 1); u is not looked at when the amount does not draw. `round` is honoured, `decimals` not.
  double at(double u) const;

  // The same with ranges rounded to their decimals: for SetAttribute and Observation.
  double at_with_decimals(double u) const;
};

// Half up to a number of decimals.
double round_half_up(double value, int decimals);

// Whole numbers of units, after truncation toward zero: Delay with a distribution. A year has 365 days, a month 30.
// Held to +-2^53 ms.
Instant whole_span(double value, TimeUnit unit);

// Real numbers of units, truncated in the next finer unit: all other spans. A year has 365.25 days.
Instant real_span(double value, TimeUnit unit);

}  // namespace polyclinic::gmf
