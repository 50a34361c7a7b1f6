// Tests of the calendar: every day of ten thousand years, ages, and the texts in both directions.
#include "engine/foundation/calendar.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "engine/foundation/random.h"

namespace {

using namespace polyclinic;

std::string date_text(Day day) {
  char text[kDateTextSize];
  return std::string(text, write_date(text, day));
}

std::string instant_text(Instant instant) {
  char text[kInstantTextSize];
  return std::string(text, write_instant(text, instant));
}

Day day(std::string_view text) { return parse_date(text).value(); }

static_assert(day_from_civil(1970, 1, 1) == 0);
static_assert(day_from_civil(2000, 3, 1) == 11017);
static_assert(civil_from_day(-1) == CivilDate{1969, 12, 31});
static_assert(is_leap_year(2000) && is_leap_year(2024) && is_leap_year(0));
static_assert(!is_leap_year(1900) && !is_leap_year(2023));
static_assert(weekday(0) == 4 && weekday(-4) == 0 && weekday(-5) == 6);

TEST_CASE("every day from 0001-01-01 to 9999-12-31 converts there and back", "[foundation][calendar]") {
  // Counted on by the plain rules of the calendar, without any of its arithmetic. 0001-01-01 was a Monday.
  constexpr std::array<std::uint32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  Day expected = -719162;
  std::uint32_t expected_weekday = 1;
  int wrong = 0;
  std::string text = "0000-00-00";
  const auto put = [&text](std::size_t place, std::uint32_t value, std::size_t digits) {
    for (std::size_t index = digits; index-- > 0; value /= 10) {
      text[place + index] = static_cast<char>('0' + value % 10);
    }
  };
  for (std::int32_t year = 1; year <= 9999; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    wrong += is_leap_year(year) == leap ? 0 : 1;
    put(0, static_cast<std::uint32_t>(year), 4);
    for (std::uint32_t month = 1; month <= 12; ++month) {
      const std::uint32_t last = kDays[month - 1] + (leap && month == 2 ? 1 : 0);
      wrong += days_in_month(year, month) == last ? 0 : 1;
      put(5, month, 2);
      for (std::uint32_t day_of_month = 1; day_of_month <= last; ++day_of_month) {
        put(8, day_of_month, 2);
        char written[kDateTextSize];
        write_date(written, expected);
        const Result<Day> read = parse_date(text);
        const bool right = day_from_civil(year, month, day_of_month) == expected &&
                           civil_from_day(expected) == CivilDate{year, static_cast<std::uint8_t>(month),
                                                                 static_cast<std::uint8_t>(day_of_month)} &&
                           weekday(expected) == expected_weekday && std::string_view(written, kDateTextSize) == text &&
                           read.has_value() && *read == expected;
        wrong += right ? 0 : 1;
        ++expected;
        expected_weekday = expected_weekday == 6 ? 0 : expected_weekday + 1;
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(expected == 2932897);
  CHECK(kFirstDayWithText == -719162);
  CHECK(kLastDayWithText == 2932896);
}

TEST_CASE("the arithmetic holds in years that have no text", "[foundation][calendar]") {
  for (Day before_era = day_from_civil(-32800, 1, 1); before_era < day_from_civil(1, 1, 1); before_era += 97) {
    REQUIRE(day_from_civil(civil_from_day(before_era)) == before_era);
  }
  for (Day after = day_from_civil(9999, 12, 31); after < day_from_civil(32800, 1, 1); after += 97) {
    REQUIRE(day_from_civil(civil_from_day(after)) == after);
  }
  CHECK(civil_from_day(day_from_civil(0, 2, 29)) == CivilDate{0, 2, 29});
}

TEST_CASE("ages in years and months", "[foundation][calendar]") {
  CHECK(age_in_years(day("2000-06-15"), day("2020-06-14")) == 19);
  CHECK(age_in_years(day("2000-06-15"), day("2020-06-15")) == 20);
  CHECK(age_in_years(day("2000-06-15"), day("2000-06-15")) == 0);
  CHECK(age_in_years(day("2000-06-15"), day("1999-01-01")) == 0);
  CHECK(age_in_years(day("2000-02-29"), day("2001-02-28")) == 0);
  CHECK(age_in_years(day("2000-02-29"), day("2001-03-01")) == 1);
  CHECK(age_in_years(day("2000-02-29"), day("2004-02-28")) == 3);
  CHECK(age_in_years(day("2000-02-29"), day("2004-02-29")) == 4);
  CHECK(age_in_months(day("2000-01-31"), day("2000-02-29")) == 0);
  CHECK(age_in_months(day("2000-01-31"), day("2000-03-01")) == 1);
  CHECK(age_in_months(day("2000-01-31"), day("2000-03-31")) == 2);
  CHECK(age_in_months(day("1999-12-15"), day("2001-01-14")) == 12);
  CHECK(age_in_months(day("2000-06-15"), day("2000-01-01")) == 0);
  // Years are months by twelve, on every day of some lives.
  for (Day birth = day("1996-01-01"); birth < day("1998-01-01"); birth += 1) {
    for (Day at = birth; at < birth + 2000; at += 13) {
      REQUIRE(age_in_years(birth, at) == age_in_months(birth, at) / 12);
    }
  }
}

TEST_CASE("the period between two days adds up", "[foundation][calendar]") {
  CHECK(period_between(day("2000-01-31"), day("2000-03-01")) == CalendarPeriod{0, 1, 1});
  CHECK(period_between(day("1990-05-20"), day("2026-11-20")) == CalendarPeriod{36, 6, 0});
  CHECK(period_between(day("2000-02-29"), day("2001-02-28")) == CalendarPeriod{0, 11, 30});
  CHECK(period_between(day("2001-01-01"), day("2000-01-01")) == CalendarPeriod{0, 0, 0});
  for (Day from = day("2019-01-01"); from < day("2020-12-31"); ++from) {
    for (Day to = from; to < from + 800; to += 7) {
      const CalendarPeriod period = period_between(from, to);
      REQUIRE((period.months >= 0 && period.months < 12 && period.days >= 0 && period.days <= 30));
      REQUIRE(add_months(from, period.years * 12 + period.months) + period.days == to);
    }
  }
}

TEST_CASE("adding months and years stays within the month", "[foundation][calendar]") {
  CHECK(date_text(add_months(day("2000-01-31"), 1)) == "2000-02-29");
  CHECK(date_text(add_months(day("2001-01-31"), 1)) == "2001-02-28");
  CHECK(date_text(add_months(day("2001-01-31"), 3)) == "2001-04-30");
  CHECK(date_text(add_months(day("2001-01-31"), -1)) == "2000-12-31");
  CHECK(date_text(add_months(day("2001-03-31"), -13)) == "2000-02-29");
  CHECK(date_text(add_months(day("2001-12-15"), 1)) == "2002-01-15");
  CHECK(date_text(add_years(day("2000-02-29"), 1)) == "2001-02-28");
  CHECK(date_text(add_years(day("2000-02-29"), -4)) == "1996-02-29");
  CHECK(civil_from_day(add_months(day("0001-01-15"), -1)) == CivilDate{0, 12, 15});
  CHECK(civil_from_day(add_months(day("0001-01-15"), -13)) == CivilDate{-1, 12, 15});
}

TEST_CASE("instants fall on the right day, before 1970 too", "[foundation][calendar]") {
  CHECK(day_of(0) == 0);
  CHECK(day_of(-1) == -1);
  CHECK(day_of(kMillisecondsPerDay - 1) == 0);
  CHECK(day_of(-kMillisecondsPerDay) == -1);
  CHECK(day_of(-kMillisecondsPerDay - 1) == -2);
  CHECK(start_of_day(-719162) == -62135596800000);
  CHECK(time_of_day(-1) == kMillisecondsPerDay - 1);
  CHECK(time_of_day(kMillisecondsPerDay) == 0);
}

TEST_CASE("instants are written with milliseconds only when they have some", "[foundation][calendar]") {
  CHECK(instant_text(0) == "1970-01-01T00:00:00Z");
  CHECK(instant_text(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(instant_text(951827696123) == "2000-02-29T12:34:56.123Z");
  CHECK(instant_text(951827696007) == "2000-02-29T12:34:56.007Z");
  CHECK(instant_text(start_of_day(kFirstDayWithText)) == "0001-01-01T00:00:00Z");
  CHECK(instant_text(start_of_day(kLastDayWithText + 1) - 1) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("instants are read as they are written", "[foundation][calendar]") {
  RandomStream stream(1, 2, Purpose{4});
  for (int draw = 0; draw < 100000; ++draw) {
    const Day on = stream.between(kFirstDayWithText, kLastDayWithText);
    const std::uint32_t unit = draw % 2 == 0 ? 1 : 1000;  // half of them in whole seconds
    const Instant instant = start_of_day(on) + stream.below(86400000) / unit * unit;
    const Result<Instant> read = parse_instant(instant_text(instant));
    REQUIRE(read.has_value());
    REQUIRE(*read == instant);
  }
}

TEST_CASE("instants are read in every accepted form", "[foundation][calendar]") {
  CHECK(parse_instant("1970-01-02") == 86400000);
  CHECK(parse_instant("1970-01-01T01:00Z") == 3600000);
  CHECK(parse_instant("1970-01-01T00:00:01Z") == 1000);
  CHECK(parse_instant("1970-01-01T00:00:00.5Z") == 500);
  CHECK(parse_instant("1970-01-01T00:00:00.05Z") == 50);
  CHECK(parse_instant("1970-01-01T00:00:00.005Z") == 5);
  CHECK(parse_instant("1970-01-01T00:00:00+01:00") == -3600000);
  CHECK(parse_instant("1970-01-01T00:00:00.250-05:30") == 19800250);
  CHECK(parse_instant("1970-01-01T00:00:00+14:00") == -14 * 3600000);
  CHECK(parse_instant("1970-01-01T00:00-00:00") == 0);
}

TEST_CASE("dates that are none are refused with a reason", "[foundation][calendar]") {
  for (const std::string_view text :
       {"", "2000", "2000-01", "2000-1-1", "2000-01-1", "2000-01-011", "2000/01/01", "2000-01/01", "02000-01-01",
        " 2000-01-01", "2000-01-01 ", "-200-01-01", "+200-01-01", "2000-0x-01", "2000-01-0x", "20 0-01-01", "0000-01-01",
        "2000-00-01", "2000-13-01", "2000-01-00", "2000-01-32", "2001-02-29", "1900-02-29", "2000-04-31", "2000-99-99",
        "2000-01-01T00:00:00Z", "２０００"}) {
    INFO(text);
    const Result<Day> read = parse_date(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::kInvalidInput);
    REQUIRE(read.error().findings.size() == 1);
    CHECK_FALSE(read.error().findings[0].what.empty());
    CHECK_FALSE(read.error().findings[0].hint.empty());
  }
  CHECK(parse_date("2001-02-29").error().to_text() ==
        "\"2001-02-29\" cannot be read as a date or time\n"
        "  that month has no day 29 (its days run from 01 to 28)");
  // What is shown of a strange text is short and printable.
  const std::string message = parse_date(std::string(1000, '\n')).error().message;
  CHECK(message.size() < 100);
  CHECK(message.find('\n') == std::string::npos);
}

TEST_CASE("instants that are none are refused with a reason", "[foundation][calendar]") {
  for (const std::string_view text :
       {"", "2000-02-30T00:00:00Z", "2000-01-01T", "2000-01-01T00", "2000-01-01T00:00", "2000-01-01T00:00:00",
        "2000-01-01 00:00:00Z", "2000-01-01t00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01T00:60:00Z",
        "2000-01-01T00:00:60Z", "2000-01-01T00:00:0Z", "2000-01-01T0:00:00Z", "2000-01-01T00:00:00.Z",
        "2000-01-01T00:00:00.1234Z", "2000-01-01T00:00:00z", "2000-01-01T00:00:00ZZ", "2000-01-01T00:00:00+1:00",
        "2000-01-01T00:00:00+0100", "2000-01-01T00:00:00+01:60", "2000-01-01T00:00:00+14:01", "2000-01-01T00:00:00*01:00",
        "2000-01-01Z", "2000-01-01T00:00:00,5Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:30:00-01:00"}) {
    INFO(text);
    const Result<Instant> read = parse_instant(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::kInvalidInput);
    REQUIRE(read.error().findings.size() == 1);
    CHECK_FALSE(read.error().findings[0].hint.empty());
  }
}

}  // namespace
