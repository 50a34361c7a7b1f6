// Reading ISO 8601 dates and instants. Not for writing them, which is inline in calendar.h.
#include "engine/foundation/calendar.h"

#include <optional>
#include <string>

#include "engine/foundation/text.h"

namespace polyclinic {
namespace {

std::unexpected<Error> refuse(std::string_view text, std::string what, std::string hint) {
  // Text from outside may be anything; what is shown of it is short and printable.
  std::string shown(text.substr(0, 40));
  for (char& c : shown) {
    c = c >= ' ' && c <= '~' ? c : '?';
  }
  return fail(ErrorKind::kInvalidInput, "\"" + shown + "\" cannot be read as a date or time",
              {{"", std::move(what), std::move(hint)}});
}

// The number that count digits at position spell; none when there are not that many.
std::optional<std::uint32_t> digits_at(std::string_view text, std::size_t position, std::size_t count) {
  if (text.size() < position + count) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const char c : text.substr(position, count)) {
    if (!is_ascii_digit(c)) {
      return std::nullopt;
    }
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

bool has_char(std::string_view text, std::size_t position, char expected) {
  return position < text.size() && text[position] == expected;
}

constexpr std::string_view kDateHint = "write it as YYYY-MM-DD";
constexpr std::string_view kInstantHint = "write it as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ";

}  // namespace

Result<Day> parse_date(std::string_view text) {
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (text.size() != kDateTextSize || !year || !month || !day || text[4] != '-' || text[7] != '-') {
    return refuse(text, "it is not four digits, two digits and two digits with hyphens between",
                  std::string(kDateHint));
  }
  if (*year == 0) {
    return refuse(text, "there is no year 0000", "years run from 0001 to 9999");
  }
  if (*month < 1 || *month > 12) {
    return refuse(text, "there is no month " + std::to_string(*month), "months run from 01 to 12");
  }
  const std::int32_t civil_year = static_cast<std::int32_t>(*year);
  const std::uint32_t last = days_in_month(civil_year, *month);
  if (*day < 1 || *day > last) {
    return refuse(text, "that month has no day " + std::to_string(*day),
                  "its days run from 01 to " + std::to_string(last));
  }
  return day_from_civil(civil_year, *month, *day);
}

Result<Instant> parse_instant(std::string_view text) {
  POLYCLINIC_ASSIGN(const Day day, parse_date(text.substr(0, kDateTextSize)));
  if (text.size() == kDateTextSize) {
    return start_of_day(day);
  }
  std::size_t position = kDateTextSize;
  const auto hour = digits_at(text, position + 1, 2);
  const auto minute = digits_at(text, position + 4, 2);
  if (!has_char(text, position, 'T') || !hour || !has_char(text, position + 3, ':') || !minute) {
    return refuse(text, "the date is not followed by Thh:mm", std::string(kInstantHint));
  }
  position += 6;
  std::uint32_t second = 0;
  std::uint32_t millisecond = 0;
  if (has_char(text, position, ':')) {
    const auto seconds = digits_at(text, position + 1, 2);
    if (!seconds) {
      return refuse(text, "the minute's colon is not followed by two digits", std::string(kInstantHint));
    }
    second = *seconds;
    position += 3;
    if (has_char(text, position, '.')) {
      std::size_t digits = 0;
      while (position + 1 + digits < text.size() && is_ascii_digit(text[position + 1 + digits])) {
        ++digits;
      }
      if (digits < 1 || digits > 3) {
        return refuse(text, "the second's fraction does not have one to three digits",
                      "times are kept in milliseconds");
      }
      constexpr std::uint32_t kUnit[] = {0, 100, 10, 1};
      millisecond = *digits_at(text, position + 1, digits) * kUnit[digits];
      position += 1 + digits;
    }
  }
  if (*hour > 23 || *minute > 59 || second > 59) {
    return refuse(text, "that time of day does not exist", "times run from 00:00:00 to 23:59:59");
  }
  const Instant local = start_of_day(day) + *hour * kMillisecondsPerHour + *minute * kMillisecondsPerMinute +
                        second * kMillisecondsPerSecond + millisecond;
  const std::string_view offset = text.substr(position);
  if (offset == "Z") {
    return local;
  }
  if (offset.empty()) {
    return refuse(text, "a time of day has no offset", "add Z for UTC, or an offset such as -05:00");
  }
  const auto offset_hour = digits_at(offset, 1, 2);
  const auto offset_minute = digits_at(offset, 4, 2);
  if (offset.size() != 6 || (offset[0] != '+' && offset[0] != '-') || !offset_hour || offset[3] != ':' ||
      !offset_minute) {
    return refuse(text, "its end is neither Z nor an offset", "add Z for UTC, or an offset such as -05:00");
  }
  const Instant shift = *offset_hour * kMillisecondsPerHour + *offset_minute * kMillisecondsPerMinute;
  if (*offset_minute > 59 || shift > 14 * kMillisecondsPerHour) {
    return refuse(text, "that offset does not exist", "offsets run from -14:00 to +14:00");
  }
  const Instant instant = offset[0] == '-' ? local + shift : local - shift;
  if (instant < start_of_day(kFirstDayWithText) || instant >= start_of_day(kLastDayWithText + 1)) {
    return refuse(text, "in UTC it falls outside of the years 0001 to 9999", "choose a moment within them");
  }
  return instant;
}

}  // namespace polyclinic
