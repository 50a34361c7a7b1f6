// Tests of numbers to text: every length and sign, decimals, and doubles that must read back as themselves.
#include "engine/foundation/number_text.h"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/foundation/random.h"

namespace {

using namespace polyclinic;

// The text that a writer gives, which must keep to the size it states and touch nothing after its end.
template <std::size_t kMost, class Write>
std::string text_of(const Write& write) {
  char text[kMost + 8];
  for (char& c : text) {
    c = '#';
  }
  char* end = write(text);
  REQUIRE(end - text <= static_cast<std::ptrdiff_t>(kMost));
  for (const char* rest = end; rest < text + sizeof text; ++rest) {
    REQUIRE(*rest == '#');
  }
  return std::string(text, end);
}

std::string u64(std::uint64_t value) {
  return text_of<kIntegerTextSize>([value](char* out) { return write_u64(out, value); });
}
std::string i64(std::int64_t value) {
  return text_of<kIntegerTextSize>([value](char* out) { return write_i64(out, value); });
}
std::string decimal(std::int64_t mantissa, std::uint8_t scale) {
  return text_of<kDecimalTextSize>([=](char* out) { return write_decimal(out, mantissa, scale); });
}
std::string trimmed(std::int64_t mantissa, std::uint8_t scale) {
  return text_of<kDecimalTextSize>([=](char* out) { return write_decimal_trimmed(out, mantissa, scale); });
}
std::string number(double value) {
  return text_of<kDoubleTextSize>([value](char* out) { return write_double(out, value); });
}
std::string hexadecimal(std::uint64_t value, std::uint32_t digits) {
  return text_of<kHexTextSize>([=](char* out) { return write_hex(out, value, digits); });
}

TEST_CASE("integers of every length are written in full", "[foundation][number_text]") {
  for (std::uint64_t value = 0; value < 20000; ++value) {
    REQUIRE(u64(value) == std::to_string(value));
    REQUIRE(i64(-static_cast<std::int64_t>(value)) == std::to_string(-static_cast<std::int64_t>(value)));
  }
  std::uint64_t power = 1;
  for (std::uint32_t digits = 1; digits <= 20; ++digits) {
    for (const std::uint64_t value : {power - 1, power, power + 1}) {
      REQUIRE(u64(value) == std::to_string(value));
      REQUIRE(count_digits(value) == std::to_string(value).size());
    }
    power *= 10;
  }
  CHECK(u64(UINT32_MAX) == "4294967295");
  CHECK(u64(std::uint64_t{UINT32_MAX} + 1) == "4294967296");
  CHECK(u64(UINT64_MAX) == "18446744073709551615");
  CHECK(i64(INT64_MIN) == "-9223372036854775808");
  CHECK(i64(INT64_MAX) == "9223372036854775807");
  RandomStream stream(1, 2, Purpose{5});
  for (int draw = 0; draw < 100000; ++draw) {
    const std::uint64_t value = stream.next_u64() >> stream.below(64);
    REQUIRE(u64(value) == std::to_string(value));
  }
}

TEST_CASE("decimals have exactly their places", "[foundation][number_text]") {
  CHECK(decimal(1250, 2) == "12.50");
  CHECK(decimal(-5, 2) == "-0.05");
  CHECK(decimal(0, 2) == "0.00");
  CHECK(decimal(7, 0) == "7");
  CHECK(decimal(-7, 1) == "-0.7");
  CHECK(decimal(100, 3) == "0.100");
  CHECK(decimal(INT64_MIN, 4) == "-922337203685477.5808");
  CHECK(decimal(INT64_MAX, 19) == "0.9223372036854775807");
  CHECK(decimal(INT64_MIN, 38) == "-0.00000000000000000009223372036854775808");
  CHECK(decimal(1, 20) == "0.00000000000000000001");
}

TEST_CASE("trimmed decimals have no zero at their end", "[foundation][number_text]") {
  CHECK(trimmed(1250, 2) == "12.5");
  CHECK(trimmed(1200, 2) == "12");
  CHECK(trimmed(1205, 2) == "12.05");
  CHECK(trimmed(1000, 0) == "1000");
  CHECK(trimmed(0, 2) == "0");
  CHECK(trimmed(-50, 2) == "-0.5");
  CHECK(trimmed(-100, 2) == "-1");
  CHECK(trimmed(1, 20) == "0.00000000000000000001");
}

TEST_CASE("doubles are laid out as in JavaScript", "[foundation][number_text]") {
  const std::vector<std::pair<double, const char*>> expected = {
      {0.0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1.5, "-1.5"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {100, "100"},
      {123456789, "123456789"},
      {1e20, "100000000000000000000"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e21, "1e+21"},
      {1.5e21, "1.5e+21"},
      {1e-6, "0.000001"},
      {1.25e-6, "0.00000125"},
      {1e-7, "1e-7"},
      {-1.25e-7, "-1.25e-7"},
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {-1.7976931348623157e308, "-1.7976931348623157e+308"},
      {9007199254740993.0, "9007199254740992"},
      {1e23, "1e+23"},
      {4.35, "4.35"},
      {98.6, "98.6"},
      {-0.000012345678901234567, "-0.000012345678901234568"},
  };
  for (const auto& [value, text] : expected) {
    CHECK(number(value) == text);
  }
}

TEST_CASE("doubles read back as themselves from the fewest digits", "[foundation][number_text]") {
  RandomStream stream(1, 2, Purpose{6});
  for (int draw = 0; draw < 200000; ++draw) {
    double value = 0;
    switch (draw % 4) {
      case 0:
        value = std::bit_cast<double>(stream.next_u64());
        break;
      case 1:
        value = stream.normal(100, 50);
        break;
      case 2:  // around where short decimals end: up to six places, and neighbours of such numbers
        value = static_cast<double>(stream.next_u64() >> 12 >> stream.below(52)) / std::pow(10, stream.below(7));
        value = stream.chance(0.5) ? value : std::nextafter(value, 1e300);
        break;
      default:
        value = stream.between(-100000, 100000) / 100.0;
    }
    if (!std::isfinite(value)) {
      continue;
    }
    const std::string text = number(value);
    REQUIRE(std::strtod(text.c_str(), nullptr) == value);
    // One significant digit fewer, correctly rounded, must be another number.
    int digits = 0;
    for (const char c : text.substr(0, text.find('e'))) {
      digits += c >= '0' && c <= '9' && (digits > 0 || c != '0') ? 1 : 0;
    }
    if (text.find('.') != std::string::npos && digits > 1) {
      char shorter[40];
      std::snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
      REQUIRE(std::strtod(shorter, nullptr) != value);
    }
  }
}

TEST_CASE("hexadecimal has exactly its digits", "[foundation][number_text]") {
  CHECK(hexadecimal(0, 1) == "0");
  CHECK(hexadecimal(0xABC, 6) == "000abc");
  CHECK(hexadecimal(0x123456, 4) == "3456");
  CHECK(hexadecimal(UINT64_MAX, 16) == "ffffffffffffffff");
  CHECK(hexadecimal(0x0123456789ABCDEF, 16) == "0123456789abcdef");
}

}  // namespace
