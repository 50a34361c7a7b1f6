// A measured value as the double that a reader of its decimal text gets.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/tables/batch.h"

namespace polyclinic::formats {

// The nearest double: mantissa and power of ten are exact, so one division rounds once. Exact mantissas are those below
// 2^53, and the scale is at most 22.
inline double decimal_double(tables::Number number) {
  constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  return static_cast<double>(number.mantissa) / kPowersOfTen[std::min<uint8_t>(number.scale, 22)];
}

}  // namespace polyclinic::formats
