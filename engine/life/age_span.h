// Ages and intervals as schedules write them: months and years by the calendar, weeks and days by count.
// Not for the text of users' files.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/foundation/calendar.h"
#include "engine/foundation/result.h"

namespace polyclinic::life {

struct AgeSpan {
  int16_t months = 0;
  int16_t days = 0;
  bool is_set = false;

  // The day so long after another.
  Day after(Day day) const { return (months == 0 ? day : add_months(day, months)) + days; }

  // Bounds of its length in days, whatever the day it starts on.
  int32_t least_days() const { return months * 304 / 10 - 3 + days; }
  int32_t most_days() const { return months * 305 / 10 + 3 + days; }
};

// A day of birth with its date at hand: ages are counted from it many times.
class BirthDay {
 public:
  BirthDay() = default;
  explicit BirthDay(Day day) : day_(day), date_(civil_from_day(day)) {}

  Day day() const { return day_; }
  int32_t year() const { return date_.year; }

  // The same as add_months(day(), months).
  Day in_months(int32_t months) const {
    const int32_t count = date_.year * 12 + date_.month - 1 + months;
    const int32_t year = count / 12;  // of the common era: never negative
    const uint32_t month = static_cast<uint32_t>(count - year * 12) + 1;
    const uint32_t last = date_.day <= 28 ? 31 : days_in_month(year, month);
    return day_from_civil(year, month, date_.day < last ? date_.day : last);
  }
  Day in_years(int32_t years) const { return in_months(12 * years); }
  Day at_age(const AgeSpan& age) const { return (age.months == 0 ? day_ : in_months(age.months)) + age.days; }

  // Whether at_age(age) has come by that day; the calendar is asked only where a count of days leaves it open.
  bool has_reached(const AgeSpan& age, Day at) const {
    const int32_t lived = at - day_;
    return lived >= age.most_days() || (lived >= age.least_days() && at >= at_age(age));
  }

  // Whole years of age on that day of the year (the birthday of 29 February is 1 March in common years).
  int32_t years_on(int32_t year, uint32_t month, uint32_t day) const {
    const bool is_before = month < date_.month || (month == date_.month && day < date_.day);
    return year - date_.year - (is_before ? 1 : 0);
  }

 private:
  Day day_ = 0;
  CivilDate date_{1970, 1, 1};
};

// "6w", "12m", "4y", "0d", "8m+1d"; empty text is a span that is not set.
Result<AgeSpan> parse_age_span(std::string_view text);

}  // namespace polyclinic::life
