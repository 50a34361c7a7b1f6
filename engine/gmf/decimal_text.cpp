// The reader of decimal numbers: exact arithmetic where that is enough, the JSON reader's conversion elsewhere
// (std::from_chars for doubles is missing in libc++ 19).
#include "engine/gmf/decimal_text.h"

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/config/json_document.h"
#include "engine/foundation/number_text.h"
#include "engine/foundation/text.h"

namespace polyclinic::gmf {
namespace {

// 10^0 to 10^22 are doubles without rounding.
constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kExactBelow = 1ull << 53;

// Longer texts are no numbers that anybody meant.
constexpr std::size_t kLongest = 400;

}  // namespace

std::optional<double> read_decimal(std::string_view text) {
  if (text.empty() || text.size() > kLongest) {
    return std::nullopt;
  }
  std::size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const bool negative = text[0] == '-';
  std::uint64_t mantissa = 0;
  bool exact = true;
  int exponent = 0;
  int digits = 0;
  bool point = false;
  std::string plain = negative ? "-" : "";  // the same number as JSON writes it
  const std::size_t sign = plain.size();
  for (; at < text.size() && (is_ascii_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    ++digits;
    exponent -= point ? 1 : 0;
    exact = exact && mantissa < kExactBelow / 10 - 1;
    if (exact) {
      mantissa = mantissa * 10 + static_cast<std::uint64_t>(text[at] - '0');
    }
    if (plain.size() > sign || text[at] != '0') {
      plain += text[at];
    }
  }
  if (digits == 0) {
    return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool down = at < text.size() && text[at] == '-';
    at += at < text.size() && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    int written = 0;
    int count = 0;
    for (; at < text.size() && is_ascii_digit(text[at]); ++at, ++count) {
      written = written < 100000 ? written * 10 + (text[at] - '0') : written;
    }
    if (count == 0) {
      return std::nullopt;
    }
    exponent += down ? -written : written;
  }
  if (at != text.size()) {
    return std::nullopt;
  }
  if (exact && exponent >= -22 && exponent <= 22) {
    const double whole = static_cast<double>(mantissa);
    const double value = exponent < 0 ? whole / kPowers[-exponent] : whole * kPowers[exponent];
    return negative ? -value : value;
  }
  if (plain.size() == sign) {
    plain += '0';
  }
  plain += "e" + std::to_string(exponent);
  const Result<config::JsonValue> read = config::read_json(plain, "The number");
  if (!read.has_value() || !std::isfinite(read->number)) {
    return std::nullopt;
  }
  return read->number;
}

std::string decimal_in_words(double value) {
  char text[kDoubleTextSize];
  // Beyond 2^53 / 1e9 there are no such decimals to round.
  const double rounded = std::fabs(value) < 9e6 ? std::floor(value * 1e9 + 0.5) / 1e9 : value;
  return std::isfinite(value) ? std::string(text, write_double(text, rounded)) : std::string("?");
}

}  // namespace polyclinic::gmf
