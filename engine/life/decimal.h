// A module's number as a decimal for the tables: with the decimals that are customary, or rounded to what a reader can use.
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
  const int64_t mantissa = static_cast<int64_t>(scaled + 0.5);
  return {value < 0 ? -mantissa : mantissa, decimals};
}

// The same without zeros at its end.
inline ledger::Quantity short_decimal(double value, uint8_t decimals) {
  ledger::Quantity quantity = decimal(value, decimals);
  while (quantity.scale > 0 && quantity.mantissa % 10 == 0) {
    quantity.mantissa /= 10;
    --quantity.scale;
  }
  return quantity;
}

// With two decimals, or three significant digits below 1, without zeros at its end.
inline ledger::Quantity readable_decimal(double value) {
  uint8_t decimals = 2;
  for (double size = std::fabs(value); size > 0 && size < 0.1 && decimals < 9; size *= 10) ++decimals;
  return short_decimal(value, decimals);
}

}  // namespace polyclinic::life
