// Numbers to text, into memory that the caller has reserved. Not for reading numbers, nor for dates (calendar.h).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/foundation/digit_pairs.h"

namespace polyclinic {

// Every function writes at out, without a terminating zero, and returns the end. Most bytes that each writes:
inline constexpr std::size_t kIntegerTextSize = 20;
inline constexpr std::size_t kDecimalTextSize = 41;  // write_decimal with scale <= 38
inline constexpr std::size_t kDoubleTextSize = 32;
inline constexpr std::size_t kHexTextSize = 16;

namespace number_text_detail {
inline constexpr std::uint64_t kPowersOfTen[20] = {
    1ULL,
    10ULL,
    100ULL,
    1000ULL,
    10000ULL,
    100000ULL,
    1000000ULL,
    10000000ULL,
    100000000ULL,
    1000000000ULL,
    10000000000ULL,
    100000000000ULL,
    1000000000000ULL,
    10000000000000ULL,
    100000000000000ULL,
    1000000000000000ULL,
    10000000000000000ULL,
    100000000000000000ULL,
    1000000000000000000ULL,
    10000000000000000000ULL,
};
}  // namespace number_text_detail

// Decimal digits of a number; 1 for 0.
constexpr std::uint32_t count_digits(std::uint64_t value) {
  // 1233 / 4096 is just above log10(2), so this is the number of digits or one too few.
  const std::uint32_t estimate = static_cast<std::uint32_t>(std::bit_width(value | 1)) * 1233 >> 12;
  return estimate + (value >= number_text_detail::kPowersOfTen[estimate] ? 1 : 0) + (value == 0 ? 1 : 0);
}

// Exactly count digits, with leading zeros; the value must not have more.
inline void write_digits(char* out, std::uint64_t value, std::uint32_t count) {
  while (count >= 2) {
    count -= 2;
    write_two_digits(out + count, static_cast<std::uint32_t>(value % 100));
    value /= 100;
  }
  if (count == 1) {
    *out = static_cast<char>('0' + value);
  }
}

inline char* write_u64(char* out, std::uint64_t value) {
  if (value < 10000) {  // most numbers: without loop and division by the number's length
    const std::uint32_t small = static_cast<std::uint32_t>(value);
    const std::uint32_t hundreds = small / 100;
    if (hundreds == 0) {
      if (small < 10) {
        *out = static_cast<char>('0' + small);
        return out + 1;
      }
      write_two_digits(out, small);
      return out + 2;
    }
    if (hundreds < 10) {
      *out++ = static_cast<char>('0' + hundreds);
    } else {
      write_two_digits(out, hundreds);
      out += 2;
    }
    write_two_digits(out, small - 100 * hundreds);
    return out + 2;
  }
  const std::uint32_t count = count_digits(value);
  if (value <= UINT32_MAX) {  // 32-bit division by a constant is cheaper, above all in wasm
    std::uint32_t rest = static_cast<std::uint32_t>(value);
    std::uint32_t left = count;
    while (left >= 2) {
      left -= 2;
      write_two_digits(out + left, rest % 100);
      rest /= 100;
    }
    if (left == 1) {
      *out = static_cast<char>('0' + rest);
    }
    return out + count;
  }
  write_digits(out, value, count);
  return out + count;
}

inline char* write_i64(char* out, std::int64_t value) {
  std::uint64_t magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  return write_u64(out, magnitude);
}

// mantissa / 10^scale with exactly scale decimals: (1250, 2) is "12.50", (-5, 2) is "-0.05", (7, 0) is "7".
// scale <= 38.
inline char* write_decimal(char* out, std::int64_t mantissa, std::uint8_t scale) {
  if (scale == 0) {
    return write_i64(out, mantissa);
  }
  std::uint64_t magnitude = static_cast<std::uint64_t>(mantissa);
  if (mantissa < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  if (scale >= 20) {
    *out++ = '0';
    *out++ = '.';
    write_digits(out, magnitude, scale);
    return out + scale;
  }
  const std::uint64_t power = number_text_detail::kPowersOfTen[scale];
  const std::uint64_t whole = magnitude / power;
  out = write_u64(out, whole);
  *out++ = '.';
  write_digits(out, magnitude - whole * power, scale);
  return out + scale;
}

// The same without trailing zeros in the decimals, and without the point when none is left: (1250, 2) is "12.5",
// (1200, 2) is "12".
inline char* write_decimal_trimmed(char* out, std::int64_t mantissa, std::uint8_t scale) {
  while (scale > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --scale;
  }
  return write_decimal(out, mantissa, mantissa == 0 ? 0 : scale);
}

// The shortest text that reads back as the same double, laid out as JavaScript and so JSON.stringify do: plain digits
// from 1e-6 up to below 1e21, else an exponent ("1e+21", "1.5e-7"); -0 is "0". The value must be finite.
char* write_double(char* out, double value);

// Lower-case hexadecimal with exactly digits characters (1 to 16), leading zeros included; upper bits are cut off.
inline char* write_hex(char* out, std::uint64_t value, std::uint32_t digits = 16) {
  for (std::uint32_t index = digits; index-- > 0; value >>= 4) {
    out[index] = "0123456789abcdef"[value & 15];
  }
  return out + digits;
}

}  // namespace polyclinic
