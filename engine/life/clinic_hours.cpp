// Holidays and opening hours.
#include "engine/life/clinic_hours.h"

namespace polyclinic::life {
namespace {

constexpr uint32_t kSunday = 0;
constexpr uint32_t kMonday = 1;
constexpr uint32_t kThursday = 4;
constexpr uint32_t kFriday = 5;
constexpr uint32_t kSaturday = 6;

// A holiday with a fixed date is kept on the nearest weekday.
bool observed(uint32_t day_of_month, uint32_t weekday, uint32_t holiday) {
  return day_of_month == holiday || (weekday == kMonday && day_of_month == holiday + 1) ||
         (weekday == kFriday && day_of_month + 1 == holiday);
}

}  // namespace

bool is_holiday(Day day) {
  const CivilDate date = civil_from_day(day);
  const uint32_t of_month = date.day;
  const uint32_t of_week = weekday(day);
  switch (date.month) {
    case 1:
      return observed(of_month, of_week, 1) ||
             (date.year >= 1986 && of_week == kMonday && of_month >= 15 && of_month <= 21);
    case 5: return of_week == kMonday && of_month >= 25;
    case 6: return date.year >= 2021 && observed(of_month, of_week, 19);
    case 7: return observed(of_month, of_week, 4);
    case 9: return of_week == kMonday && of_month <= 7;
    case 11: return of_week == kThursday && of_month >= 22 && of_month <= 28;
    case 12: return observed(of_month, of_week, 25) || (of_week == kFriday && of_month == 31);
    default: return false;
  }
}

OpenDays::OpenDays()
    : working_(static_cast<size_t>(kEnd - kFirst) / 32 + 1), pharmacy_(static_cast<size_t>(kEnd - kFirst) / 32 + 1) {
  for (Day day = kFirst; day < kEnd; ++day) {
    const uint32_t of_week = weekday(day);
    if (of_week == kSunday || is_holiday(day)) {
      continue;
    }
    const uint32_t index = static_cast<uint32_t>(day - kFirst);
    pharmacy_[index >> 5] |= 1U << (index & 31);
    if (of_week != kSaturday) {
      working_[index >> 5] |= 1U << (index & 31);
    }
  }
}

Instant appointment(Day day, int32_t minutes, uint32_t choice) {
  constexpr int32_t kStep = 15;
  constexpr int32_t kNoon = 12 * 60;
  constexpr int32_t kAfterLunch = 13 * 60;
  constexpr uint32_t kMorning = (kNoon - kClinicOpens) / kStep;
  const uint32_t starts = kMorning + static_cast<uint32_t>((kClinicCloses - minutes - kAfterLunch) / kStep) + 1;
  const uint32_t start = static_cast<uint32_t>((uint64_t{choice} * starts) >> 32);
  const int32_t at = start < kMorning ? kClinicOpens + static_cast<int32_t>(start) * kStep
                                      : kAfterLunch + static_cast<int32_t>(start - kMorning) * kStep;
  return local_instant(day, at);
}

}  // namespace polyclinic::life
