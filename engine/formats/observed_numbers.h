// The numbers of an observation, of the catalogue or with a code of its own, as quantities.
#pragma once

#include <cstdint>

#include "engine/ledger/ledger.h"

namespace polyclinic::formats {

struct ObservedNumbers {
  ledger::Quantity value, low, high;  // each may be none

  // `decimals`: of the observation's kind in the catalogue.
  ObservedNumbers(const ledger::Observation& observation, uint8_t decimals)
      : value{observation.mantissa, decimals}, low(limit(observation.low, decimals)), high(limit(observation.high, decimals)) {}
  explicit ObservedNumbers(const ledger::CodedObservation& observation) : value(observation.number), low(observation.low), high(observation.high) {}

  ledger::RangeFlag flag() const { return ledger::range_flag(value, low, high); }

 private:
  static ledger::Quantity limit(int32_t mantissa, uint8_t decimals) {
    return mantissa == INT32_MIN ? ledger::Quantity{} : ledger::Quantity{mantissa, decimals};
  }
};

}  // namespace polyclinic::formats
