// An exact decimal as the ledger keeps it, and where it stands against a reference range.
#pragma once

#include <cstdint>

namespace polyclinic::ledger {

// mantissa * 10^-scale; nothing when the mantissa is kNoMantissa.
inline constexpr int64_t kNoMantissa = INT64_MIN;
struct Quantity {
  int64_t mantissa = kNoMantissa;
  uint8_t scale = 0;

  bool is_given() const { return mantissa != kNoMantissa; }
};

// Whether a is below b; both are given.
inline bool is_below(Quantity a, Quantity b) {
  for (; a.scale < b.scale; ++a.scale) a.mantissa *= 10;
  for (; b.scale < a.scale; ++b.scale) b.mantissa *= 10;
  return a.mantissa < b.mantissa;
}

// kNone: there is no range.
enum class RangeFlag : uint8_t { kNone, kLow, kNormal, kHigh };

// Of a value that is given against a range, of which either end may be open.
inline RangeFlag range_flag(Quantity value, Quantity low, Quantity high) {
  if (!low.is_given() && !high.is_given()) return RangeFlag::kNone;
  if (low.is_given() && is_below(value, low)) return RangeFlag::kLow;
  return high.is_given() && is_below(high, value) ? RangeFlag::kHigh : RangeFlag::kNormal;
}

}  // namespace polyclinic::ledger
