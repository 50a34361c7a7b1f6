// Numbers and small rules that the sources of immunization.h share. Not for other rooms.
#pragma once

#include <cstdint>

#include "engine/foundation/calendar.h"

namespace polyclinic::life::immunization_detail {

inline constexpr Day kNever = INT32_MAX;
inline constexpr Day kLongAgo = INT32_MIN / 2;
inline constexpr Day kGraceDays = 4;   // CDC: doses up to four days before the minimum age or interval count
inline constexpr Day kLiveDays = 28;   // between live vaccines that are not given on the same day
inline constexpr Day kCovidDays = 60;  // between a season's dose and any COVID-19 dose before
inline constexpr Day kHolidays = 5;    // at most before a pharmacy is open again
inline constexpr Day kDaysInBirthHospital = 2;
inline constexpr uint16_t kNoProduct = 0xFFFF;
inline constexpr uint8_t kNoVariant = 0xFF;

// How people take vaccines as a whole. Those from kRefusersFrom on have none at all (NIS-Child: 0.9 to 1.3 % by 24
// months). The others fall into tiers of willingness; some of their decisions follow the tier, the rest is free.
inline constexpr double kAll = 4294967296.0;
inline constexpr uint32_t kRefusersFrom = static_cast<uint32_t>(0.988 * kAll);

// A number of [low, high) at u of 2^32.
constexpr uint32_t within(uint32_t low, uint32_t high, uint32_t u) {
  return low + static_cast<uint32_t>((uint64_t{u} * (high - low)) >> 32);
}

constexpr Day later(Day a, Day b) { return a > b ? a : b; }

inline bool is_winter(Day day) {
  const uint8_t month = civil_from_day(day).month;
  return month >= 10 || month <= 3;
}

}  // namespace polyclinic::life::immunization_detail
