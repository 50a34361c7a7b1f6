// When clinics and pharmacies are open, and the one place where a local time of day becomes an instant. Not for time
// zones: local time is taken for UTC.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/foundation/calendar.h"

namespace polyclinic::life {

inline constexpr int32_t kClinicOpens = 8 * 60;  // minutes after local midnight
inline constexpr int32_t kClinicCloses = 17 * 60;

// One of the federal holidays on which offices are closed nearly everywhere, as observed (the Friday before a Saturday,
// the Monday after a Sunday): New Year's Day, Martin Luther King Day (since 1986), Memorial Day, Juneteenth (since
// 2021), Independence Day, Labor Day, Thanksgiving, Christmas.
bool is_holiday(Day day);

// The days of three centuries on which appointments are given, looked up instead of reckoned. Immutable once made.
class OpenDays {
 public:
  OpenDays();

  // A weekday that is no holiday.
  bool is_working_day(Day day) const { return holds(working_, day); }
  // Neither a Sunday nor a holiday: pharmacies open on Saturdays.
  bool is_pharmacy_day(Day day) const { return holds(pharmacy_, day); }

  // The first such day from `day` on.
  Day working_day_from(Day day) const { return first(working_, day); }
  Day pharmacy_day_from(Day day) const { return first(pharmacy_, day); }

 private:
  static constexpr Day kFirst = day_from_civil(1880, 1, 1);
  static constexpr Day kEnd = day_from_civil(2221, 1, 1);

  // Outside of the centuries every day is open.
  static bool holds(const std::vector<uint32_t>& days, Day day) {
    const uint32_t index = static_cast<uint32_t>(day - kFirst);
    return index >= static_cast<uint32_t>(kEnd - kFirst) || (days[index >> 5] >> (index & 31) & 1) != 0;
  }
  static Day first(const std::vector<uint32_t>& days, Day day) {
    while (!holds(days, day)) {
      ++day;
    }
    return day;
  }

  std::vector<uint32_t> working_, pharmacy_;
};

// A local time as an instant.
constexpr Instant local_instant(Day day, int32_t minutes) {
  return start_of_day(day) + minutes * kMillisecondsPerMinute;
}

// The start of an appointment of that length (15 to 45 minutes): a quarter of an hour between opening and closing,
// not over lunch (12:00 to 13:00 starts none). `choice` is any number, uniform for uniform starts.
Instant appointment(Day day, int32_t minutes, uint32_t choice);

}  // namespace polyclinic::life
