// Doubles as their shortest text. Not for tables' money and lab values: those are decimals, see write_decimal.
#include "engine/foundation/number_text.h"

#include <charconv>
#include <cstring>

namespace polyclinic {
namespace {

// Writes value when it is a decimal of few places, which most numbers of the outside world are, and returns the end;
// else nothing, and null. value > 0.
char* write_short_decimal(char* out, double value) {
  if (value >= 1e10) {
    return nullptr;
  }
  // A decimal of at most 15 digits reads back as itself, and no two such decimals are the same double: the one with the
  // fewest places is the shortest text. The division is exact rounding, so it is what reading the text would give.
  constexpr double kPowers[] = {1, 10, 100, 1000, 10000};
  for (std::uint8_t places = 0; places < 5; ++places) {
    const std::int64_t mantissa = static_cast<std::int64_t>(value * kPowers[places] + 0.5);
    if (static_cast<double>(mantissa) / kPowers[places] == value) {
      return write_decimal(out, mantissa, places);
    }
  }
  return nullptr;
}

}  // namespace

char* write_double(char* out, double value) {
  if (value == 0) {
    *out = '0';
    return out + 1;
  }
  if (value < 0) {
    *out++ = '-';
    value = -value;
  }
  if (char* end = write_short_decimal(out, value); end != nullptr) {
    return end;
  }
  // The shortest digits that read back are the same in every standard library; how they lay out large and small
  // numbers is not, so only the digits and the exponent are taken ("1.2345e-07") and the layout is ours.
  char scientific[kDoubleTextSize];
  const char* end = std::to_chars(scientific, scientific + sizeof scientific, value, std::chars_format::scientific).ptr;
  char digits[kDoubleTextSize];
  int count = 0;
  const char* place = scientific;
  for (; *place != 'e'; ++place) {
    if (*place != '.') {
      digits[count++] = *place;
    }
  }
  ++place;
  const bool negative_exponent = *place++ == '-';
  int exponent = 0;
  for (; place != end; ++place) {
    exponent = exponent * 10 + (*place - '0');
  }
  if (negative_exponent) {
    exponent = -exponent;
  }
  const auto copy_digits = [&out, &digits](int from, int to) {
    std::memcpy(out, digits + from, static_cast<std::size_t>(to - from));
    out += to - from;
  };
  const auto write_zeros = [&out](int zeros) {
    std::memset(out, '0', static_cast<std::size_t>(zeros));
    out += zeros;
  };
  if (exponent >= 21 || exponent < -6) {
    copy_digits(0, 1);
    if (count > 1) {
      *out++ = '.';
      copy_digits(1, count);
    }
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    return write_u64(out, static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent));
  }
  if (exponent < 0) {
    *out++ = '0';
    *out++ = '.';
    write_zeros(-exponent - 1);
    copy_digits(0, count);
    return out;
  }
  const int whole = exponent + 1;
  if (count <= whole) {
    copy_digits(0, count);
    write_zeros(whole - count);
    return out;
  }
  copy_digits(0, whole);
  *out++ = '.';
  copy_digits(whole, count);
  return out;
}

}  // namespace polyclinic
