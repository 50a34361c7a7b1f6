// A module's number as a decimal for the tables: rounded to what a reader can use, without zeros at its end. Not for the
// catalogue's measures, which have decimals of their own.
#pragma once

#include <cmath>
#include <cstdint>

#include "engine/ledger/ledger.h"

namespace polyclinic::life {

// Halves go away from 0. Nothing for what is not finite or beyond 15 digits.
inline ledger::Quantity decimal(double value, uint8_t decimals) {
  double scale = 1;
  for (uint8_t digit = 0; digit < decimals; ++digit) scale *= 10;
  const double scaled = std::fabs(value) * scale;
  if (!(scaled < 1e15)) return {};
  int64_t mantissa = static_cast<int64_t>(scaled + 0.5);
  while (decimals > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --decimals;
  }
  return {value < 0 ? -mantissa : mantissa, decimals};
}

// With two decimals, or three significant digits below 1.
inline ledger::Quantity readable_decimal(double value) {
  uint8_t decimals = 2;
  for (double size = std::fabs(value); size > 0 && size < 0.1 && decimals < 9; size *= 10) ++decimals;
  return decimal(value, decimals);
}

}  // namespace polyclinic::life
