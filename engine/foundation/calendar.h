// The proleptic Gregorian calendar: days, instants, ages, and their ISO 8601 text. Not for time zones (all
// instants are UTC) and not for the present: no clock is read here; "now" is a value of the config.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/foundation/digit_pairs.h"
#include "engine/foundation/result.h"

namespace polyclinic {

// Whole days since 1970-01-01. Text exists for the years 0001 to 9999; the arithmetic below is right for the
// years -32800 to 32800.
using Day = std::int32_t;

// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
using Instant = std::int64_t;

inline constexpr Instant kMillisecondsPerSecond = 1000;
inline constexpr Instant kMillisecondsPerMinute = 60 * kMillisecondsPerSecond;
inline constexpr Instant kMillisecondsPerHour = 60 * kMillisecondsPerMinute;
inline constexpr Instant kMillisecondsPerDay = 24 * kMillisecondsPerHour;

// Of the Gregorian calendar, over its 400 years.
inline constexpr double kDaysPerYear = 365.2425;

struct CivilDate {
  std::int32_t year;
  std::uint8_t month;  // 1 to 12
  std::uint8_t day;    // 1 to 31

  bool operator==(const CivilDate&) const = default;
};

// The time between two days in whole years, then whole months, then days.
struct CalendarPeriod {
  std::int32_t years;
  std::int32_t months;  // 0 to 11
  std::int32_t days;    // 0 to 30

  bool operator==(const CalendarPeriod&) const = default;
};

constexpr bool is_leap_year(std::int32_t year) {
  // A multiple of 100 is a leap year when it is one of 400; of those, 16 divides exactly the multiples of 400.
  return (year % 100 != 0 ? year & 3 : year & 15) == 0;
}

constexpr std::uint32_t days_in_month(std::int32_t year, std::uint32_t month) {
  if (month == 2) {
    return is_leap_year(year) ? 29 : 28;
  }
  return 30 | (month ^ (month >> 3));
}

constexpr bool is_valid_date(std::int32_t year, std::uint32_t month, std::uint32_t day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

namespace calendar_detail {
// Both conversions count from 1 March of a year that is a multiple of 400 and lies before everything, so that
// all quotients are of unsigned numbers and leap days come last in their (computational) year. The multiplicative
// constants for years and months within a century are those of Neri and Schneider, "Euclidean affine functions and
// their application to calendar algorithms", Software: Practice and Experience 53 (2023).
inline constexpr std::uint32_t kShiftEras = 82;
inline constexpr std::uint32_t kDaysPerEra = 146097;
inline constexpr std::uint32_t kDayShift = 719468 + kDaysPerEra * kShiftEras;  // 0000-03-01 is 719468 days before 1970
inline constexpr std::uint32_t kYearShift = 400 * kShiftEras;
}  // namespace calendar_detail

// The month and day must be of the calendar (is_valid_date).
constexpr Day day_from_civil(std::int32_t year, std::uint32_t month, std::uint32_t day) {
  const std::uint32_t early = month <= 2 ? 1 : 0;  // January and February belong to the computational year before
  const std::uint32_t shifted_year = static_cast<std::uint32_t>(year) + calendar_detail::kYearShift - early;
  const std::uint32_t shifted_month = month + 12 * early;
  const std::uint32_t century = shifted_year / 100;
  const std::uint32_t days_before_year = 1461 * shifted_year / 4 - century + century / 4;
  const std::uint32_t days_before_month = (979 * shifted_month - 2919) / 32;
  return static_cast<Day>(days_before_year + days_before_month + day - 1 - calendar_detail::kDayShift);
}

constexpr Day day_from_civil(CivilDate date) { return day_from_civil(date.year, date.month, date.day); }

constexpr CivilDate civil_from_day(Day day) {
  const std::uint32_t shifted = static_cast<std::uint32_t>(day) + calendar_detail::kDayShift;
  const std::uint32_t quarter_days = 4 * shifted + 3;
  const std::uint32_t century = quarter_days / calendar_detail::kDaysPerEra;
  const std::uint32_t in_century = quarter_days % calendar_detail::kDaysPerEra | 3;
  const std::uint64_t scaled = std::uint64_t{2939745} * in_century;
  const std::uint32_t year_of_century = static_cast<std::uint32_t>(scaled >> 32);
  const std::uint32_t day_of_year = static_cast<std::uint32_t>(scaled) / 2939745 / 4;
  const std::uint32_t month_and_day = 2141 * day_of_year + 197913;
  const std::uint32_t shifted_month = month_and_day >> 16;
  const std::uint32_t late = day_of_year >= 306 ? 1 : 0;  // January and February: of the next civil year
  return CivilDate{static_cast<std::int32_t>(100 * century + year_of_century - calendar_detail::kYearShift + late),
                   static_cast<std::uint8_t>(shifted_month - 12 * late),
                   static_cast<std::uint8_t>((month_and_day & 0xFFFF) / 2141 + 1)};
}

inline constexpr Day kFirstDayWithText = day_from_civil(1, 1, 1);
inline constexpr Day kLastDayWithText = day_from_civil(9999, 12, 31);

// 0 is Sunday, 6 is Saturday. 1970-01-01 was a Thursday.
constexpr std::uint32_t weekday(Day day) {
  const std::int32_t remainder = static_cast<std::int32_t>((std::int64_t{day} + 4) % 7);
  return static_cast<std::uint32_t>(remainder < 0 ? remainder + 7 : remainder);
}

// Whole calendar months from birth to at, never below 0. A day of the month that the last month lacks counts on
// the first of the next: born on the 31st of January, one month old on the 1st of March.
constexpr std::int32_t age_in_months(Day birth, Day at) {
  const CivilDate from = civil_from_day(birth);
  const CivilDate to = civil_from_day(at);
  const std::int32_t months = (to.year - from.year) * 12 + (to.month - from.month) - (to.day < from.day ? 1 : 0);
  return months < 0 ? 0 : months;
}

// Whole calendar years from birth to at, never below 0. Born on 29 February, a year is added on 1 March in common
// years.
constexpr std::int32_t age_in_years(Day birth, Day at) {
  const CivilDate from = civil_from_day(birth);
  const CivilDate to = civil_from_day(at);
  const bool before_birthday = to.month < from.month || (to.month == from.month && to.day < from.day);
  const std::int32_t years = to.year - from.year - (before_birthday ? 1 : 0);
  return years < 0 ? 0 : years;
}

// The same day of the month so many months later (or earlier), or the last day of that month when it is shorter.
constexpr Day add_months(Day day, std::int32_t months) {
  const CivilDate date = civil_from_day(day);
  const std::int32_t count = date.year * 12 + (date.month - 1) + months;
  const std::int32_t year = count >= 0 ? count / 12 : -((-count + 11) / 12);
  const std::uint32_t month = static_cast<std::uint32_t>(count - year * 12) + 1;
  const std::uint32_t last = days_in_month(year, month);
  return day_from_civil(year, month, date.day < last ? date.day : last);
}

// As add_months(day, 12 * years): 29 February becomes 28 February in common years.
constexpr Day add_years(Day day, std::int32_t years) { return add_months(day, 12 * years); }

// The years, months and days from one day to a later one (all zero when it is not later). The months are those of
// age_in_months; the days are counted from the start moved on by them, clamped to the end of a short month.
constexpr CalendarPeriod period_between(Day from, Day to) {
  if (to <= from) {
    return {0, 0, 0};
  }
  const std::int32_t months = age_in_months(from, to);
  return {months / 12, months % 12, to - add_months(from, months)};
}

constexpr Instant start_of_day(Day day) { return Instant{day} * kMillisecondsPerDay; }

// The UTC day that an instant falls on, also before 1970.
constexpr Day day_of(Instant instant) {
  const Instant quotient = instant / kMillisecondsPerDay;
  return static_cast<Day>(quotient - (instant % kMillisecondsPerDay < 0 ? 1 : 0));
}

// Milliseconds since midnight UTC, 0 to 86,399,999.
constexpr std::int32_t time_of_day(Instant instant) {
  return static_cast<std::int32_t>(instant - start_of_day(day_of(instant)));
}

// "YYYY-MM-DD" and nothing else, years 0001 to 9999, a day that exists.
Result<Day> parse_date(std::string_view text);

// A date (its midnight, UTC), or "YYYY-MM-DDThh:mm[:ss[.f]]" with one to three digits of fraction and an offset, "Z"
// or "+hh:mm" / "-hh:mm" up to 14 hours: without the offset the moment would depend on who reads it.
Result<Instant> parse_instant(std::string_view text);

// Most bytes that write_instant writes, and write_date.
inline constexpr std::size_t kInstantTextSize = 24;
inline constexpr std::size_t kDateTextSize = 10;

// Writes the ten bytes "YYYY-MM-DD" and returns the end. The day must be of the years 0001 to 9999.
inline char* write_date(char* out, Day day) {
  const CivilDate date = civil_from_day(day);
  const std::uint32_t year = static_cast<std::uint32_t>(date.year);
  const std::uint32_t century = year / 100;
  write_two_digits(out, century);
  write_two_digits(out + 2, year - century * 100);
  out[4] = '-';
  write_two_digits(out + 5, date.month);
  out[7] = '-';
  write_two_digits(out + 8, date.day);
  return out + 10;
}

// Writes "YYYY-MM-DDThh:mm:ssZ", with ".mmm" before the Z only when the milliseconds are not zero, and returns the
// end. The instant must be of the years 0001 to 9999.
inline char* write_instant(char* out, Instant instant) {
  const Day day = day_of(instant);
  const std::uint32_t milliseconds = static_cast<std::uint32_t>(instant - start_of_day(day));
  const std::uint32_t seconds = milliseconds / 1000;
  const std::uint32_t minutes = seconds / 60;
  const std::uint32_t hours = minutes / 60;
  const std::uint32_t fraction = milliseconds - seconds * 1000;
  out = write_date(out, day);
  out[0] = 'T';
  write_two_digits(out + 1, hours);
  out[3] = ':';
  write_two_digits(out + 4, minutes - hours * 60);
  out[6] = ':';
  write_two_digits(out + 7, seconds - minutes * 60);
  out += 9;
  if (fraction != 0) {
    out[0] = '.';
    out[1] = static_cast<char>('0' + fraction / 100);
    write_two_digits(out + 2, fraction % 100);
    out += 4;
  }
  *out = 'Z';
  return out + 1;
}

}  // namespace polyclinic
