// Elementary functions whose results are the same bits everywhere: built on + - * / and sqrt, which IEEE 754 fixes
// exactly, with no call into a system's libm. Not for speed at the price of bits: no FMA, no extended precision.
//
// Errors are stated in units in the last place (ULP) of the result; the tests hold each function to its bound against
// a table computed with 50 digits (tests/unit/data/math_table.csv).
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "engine/foundation/math_tables.h"

namespace polyclinic::math {

inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kLn2 = 0.69314718055994530942;

// e^x. Below 1 ULP; below 2^-1022 the result has fewer digits, and below 2^-1075 it is 0; above the largest double it
// is infinite.
double exp(double x);

// e^x - 1 without loss near 0. Below 2 ULP.
double expm1(double x);

// Natural logarithm. Below 1 ULP. log(0) is minus infinity, of a negative number not a number.
double log(double x);

// log(1 + x) without loss near 0. Below 1 ULP.
double log1p(double x);

// base^exponent, with the special cases of IEEE 754 (pow): a negative base needs a whole exponent, else not a number;
// anything^0 and 1^anything are 1. Below 1 ULP.
double pow(double base, double exponent);

// x in radians, |x| <= 1e5. Below 1 ULP. Not a number above 2^20, where the reduction would run out of digits.
double sin(double x);
double cos(double x);

// The error function, below 1.5 ULP, and 1 - erf(x) without loss in the tail, below 6 ULP.
double erf(double x);
double erfc(double x);

// The standard normal distribution: the probability below x. Below 6 ULP, in the lower tail too.
double normal_cdf(double x);

namespace detail {

// The polynomial with these coefficients, constant first. Pairs are summed, then pairs of pairs: the order is fixed
// here, so that it is the same everywhere, and short, so that few results wait for others.
template <std::size_t N>
constexpr double polynomial(const double (&coefficients)[N], double x) {
  double sums[(N + 1) / 2];
  for (std::size_t index = 0; index < N / 2; ++index) {
    sums[index] = coefficients[2 * index] + coefficients[2 * index + 1] * x;
  }
  if constexpr (N % 2 != 0) {
    sums[N / 2] = coefficients[N - 1];
  }
  if constexpr (N <= 2) {
    return sums[0];
  } else {
    return polynomial(sums, x * x);
  }
}

double normal_quantile_of_tail(double p);

}  // namespace detail

// The standard normal distribution inverted: the x below which a probability p lies, 0 < p < 1; minus infinity at 0,
// infinity at 1, else not a number. Relative error below 1e-13 (most results are within 3e-14).
inline double normal_quantile(double p) {
  // The smaller of two numbers is one instruction; written as a question about p it became a branch that half of all
  // random p take, 8 ns a call.
  const double lower = 1 - p < p ? 1 - p : p;
  if (!(lower >= 0x1p-13)) [[unlikely]] {
    return detail::normal_quantile_of_tail(p);
  }
  // The exponent and three bits choose the piece, the other bits are the place within it.
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(lower);
  const std::uint64_t piece = (bits >> 49) - ((1023 - 13) << 3);
  const double place = std::bit_cast<double>((bits << 3 & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000) - 1.5;
  return (p - 0.5) * detail::polynomial(tables::kQuantile[piece], place);
}

// To the nearest whole number, halves away from zero; exact.
inline double round_half_away(double x) {
  const double whole = std::trunc(x);
  return std::fabs(x - whole) >= 0.5 ? whole + (x < 0 ? -1.0 : 1.0) : whole;
}

}  // namespace polyclinic::math
