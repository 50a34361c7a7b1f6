// The elementary functions of math.h. Not for their tables, which make_math_tables.py computes.
#include "engine/foundation/math.h"

#include <limits>

namespace polyclinic::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kSqrtHalf = 0.70710678118654752440;

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }
double from_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }

// 2^exponent, -1022 to 1023.
double power_of_two(std::int64_t exponent) { return from_bits(static_cast<std::uint64_t>(exponent + 1023) << 52); }

// The upper 26 bits of the significand: products of two such numbers are exact.
double upper_half(double x) { return from_bits(bits_of(x) & 0xFFFFFFFFF8000000); }

// x = (64 exponent + step) ln 2 / 64 + rest, |rest| <= ln 2 / 128.
struct ExpReduction {
  std::int64_t exponent;
  std::uint32_t step;
  double rest;
};

// |x| below 1000.
ExpReduction reduce_for_exp(double x) {
  // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number, which also stands in the low bits.
  constexpr double kRounder = 0x1.8p52;
  const double shifted = x * tables::kExpStepInverse + kRounder;
  const std::int64_t steps = static_cast<std::int32_t>(static_cast<std::uint32_t>(bits_of(shifted)));
  const double count = shifted - kRounder;
  const double rest = (x - count * tables::kExpStep.high) - count * tables::kExpStep.low;
  return {steps >> 6, static_cast<std::uint32_t>(steps & 63), rest};
}

// e^r - 1 for |r| below 0.006, by Taylor's series: the first term left out is below 1e-18 of the result.
double small_expm1(double r) {
  constexpr double kSeries[] = {1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040};
  return r + r * r * detail::polynomial(kSeries, r);
}

// e^(x + low) for |low| below 1e-4.
double exp_of_sum(double x, double low) {
  if (!(x < 709.79)) {
    return x > 0 ? kInfinity : x;  // the latter: not a number
  }
  if (x < -745.14) {
    return 0;
  }
  const ExpReduction reduced = reduce_for_exp(x);
  const tables::TwoPart& power = tables::kPowersOfTwo[reduced.step];
  const double result = power.high + (power.low + power.high * small_expm1(reduced.rest + low));
  if (reduced.exponent >= -1021 && reduced.exponent <= 1022) [[likely]] {
    return result * power_of_two(reduced.exponent);
  }
  // In two steps, as the whole power is out of range although the result may not be.
  const std::int64_t first = reduced.exponent > 0 ? 1000 : -1000;
  return result * power_of_two(reduced.exponent - first) * power_of_two(first);
}

// log(x) is the sum of all parts: whole + rest + rest_low + low + the series of log(1 + rest) from its second term.
struct LogReduction {
  double whole;     // exponent times ln 2 and the table's logarithm, an exact sum of their upper parts
  double low;       // the sum of their lower parts
  double rest;      // |rest| < 2^-7
  double rest_low;  // what the rounding of rest left over
};

// x: positive, finite and normal; extra is added to its exponent.
LogReduction reduce_for_log(double x, std::int64_t extra) {
  const std::uint64_t above = bits_of(x) - 0x3FE6000000000000;  // 0.6875
  const tables::LogStep& step = tables::kLogSteps[above >> 45 & 127];
  const std::int64_t exponent = static_cast<std::int64_t>(above) >> 52;
  const double z = from_bits(bits_of(x) - (above & 0xFFF0000000000000));
  // z * inverse - 1 without rounding: the factors' bits fit into a double, half by half.
  const double z_upper = upper_half(z);
  const double a = z_upper * step.inverse - 1;
  const double b = (z - z_upper) * step.inverse;
  const double rest = a + b;
  const double count = static_cast<double>(exponent + extra);
  return {count * tables::kLogOfTwo.high + step.log_high, count * tables::kLogOfTwo.low + step.log_low, rest,
          (a - rest) + b};
}

// (log(1 + r) - r + r^2 / 2) / r^3 for |r| < 2^-7: Taylor's series, good to 1e-18 of log(1 + r).
double log_series(double r) {
  constexpr double kSeries[] = {1.0 / 3, -1.0 / 4, 1.0 / 5, -1.0 / 6, 1.0 / 7, -1.0 / 8};
  return detail::polynomial(kSeries, r);
}

// log(x) for a positive, finite and normal x, plus a correction far smaller than it.
double log_of_normal(double x, std::int64_t extra, double correction) {
  const LogReduction reduced = reduce_for_log(x, extra);
  const double r = reduced.rest;
  const double high = reduced.whole + r;
  const double left_over = (reduced.whole - high) + r;
  const double square = r * r;
  const double tail = left_over + (reduced.low + reduced.rest_low + correction);
  return high + (tail + (square * r * log_series(r) - 0.5 * square));
}

// log(x) as the sum of two doubles, with a relative error below 2^-66.
tables::TwoPart log_in_two_parts(double x, std::int64_t extra) {
  const LogReduction reduced = reduce_for_log(x, extra);
  const double r = reduced.rest;
  const double r_upper = upper_half(r);
  const double half_square = 0.5 * r_upper * r_upper;  // exact
  const double half_square_low = 0.5 * (r - r_upper) * (r + r_upper);
  const double first = reduced.whole + r;
  const double first_low = (reduced.whole - first) + r;
  const double second = first - half_square;
  const double second_low = (first - second) - half_square;
  const double low = reduced.low + (reduced.rest_low - r * reduced.rest_low) + first_low + second_low -
                     half_square_low + r * r * r * log_series(r);
  const double high = second + low;
  return {high, (second - high) + low};
}

constexpr double kSmallestNormal = 0x1p-1022;

bool is_whole(double x) { return std::trunc(x) == x; }
bool is_odd(double x) { return is_whole(x) && std::fabs(x) < 0x1p53 && !is_whole(0.5 * x); }

// x = quadrant * pi / 2 + rest + rest_low, |rest| <= pi / 4 and a little.
struct Quadrant {
  std::uint32_t quadrant;
  double rest;
  double rest_low;
};

Quadrant reduce_angle(double x) {
  constexpr double kRounder = 0x1.8p52;
  const double shifted = x * tables::kHalfPiInverse + kRounder;
  const double count = shifted - kRounder;
  const double first = x - count * tables::kHalfPi[0];
  const double second = first - count * tables::kHalfPi[1];
  const double second_low = (first - second) - count * tables::kHalfPi[1];
  const double third = count * tables::kHalfPi[2];
  const double rest = second - third;
  const double rest_low = ((second - rest) - third) + second_low;
  return {static_cast<std::uint32_t>(bits_of(shifted)) & 3, rest, rest_low};
}

// sin and cos of x + low, |x| <= pi / 4 and a little, |low| below half a unit in its last place.
double small_sine(double x, double low) {
  const double square = x * x;
  return x + (square * x * detail::polynomial(tables::kSine, square) + low * (1 - 0.5 * square));
}

double small_cosine(double x, double low) {
  const double square = x * x;
  const double half = 0.5 * square;
  const double high = 1 - half;
  return high + (((1 - high) - half) + (square * square * detail::polynomial(tables::kCosine, square) - x * low));
}

// sin of so many quarter turns more than x.
double sine_with_turns(double x, std::uint32_t quarter_turns) {
  if (!(std::fabs(x) <= 0x1p20)) {
    return kNotANumber;
  }
  const Quadrant reduced = reduce_angle(x);
  const std::uint32_t quadrant = (reduced.quadrant + quarter_turns) & 3;
  const double value = (quadrant & 1) != 0 ? small_cosine(reduced.rest, reduced.rest_low)
                                           : small_sine(reduced.rest, reduced.rest_low);
  return (quadrant & 2) != 0 ? -value : value;
}

// erf for |x| <= 1.
double small_erf(double x) { return x + x * detail::polynomial(tables::kErrorFunction, x * x); }

// exp(-scale z^2), scale 1 or 1/2: the square's rounding would cost 700 ULP far out, so it is taken in two parts.
double gaussian(double z, double scale) {
  const double upper = upper_half(z);
  return exp_of_sum(-scale * (upper * upper), -scale * ((z - upper) * (z + upper)));
}

// erfc(z) / exp(-z^2) for z >= 0.5.
double scaled_erfc(double z) {
  return detail::polynomial(tables::kErrorFunctionTail, (z - 3.75) / (z + 3.75)) / (1 + 2 * z);
}

}  // namespace

double exp(double x) { return exp_of_sum(x, 0); }

double expm1(double x) {
  if (std::fabs(x) < 0x1p-54) {
    return x;  // with its sign, also for -0
  }
  if (!(x < 100)) {
    return exp_of_sum(x, 0);  // 1 is less than half a unit in its last place
  }
  if (x < -50) {
    return -1;
  }
  const ExpReduction reduced = reduce_for_exp(x);
  const tables::TwoPart& power = tables::kPowersOfTwo[reduced.step];
  const double scale = power_of_two(reduced.exponent);
  const double tail = scale * (power.low + power.high * small_expm1(reduced.rest));
  const double head = scale * power.high;
  const double whole = head - 1;
  // What the subtraction rounded off; with the larger number first it is exact.
  const double whole_low = head > 1 ? (head - whole) - 1 : head - (whole + 1);
  return whole + (tail + whole_low);
}

double log(double x) {
  if (x >= kSmallestNormal && x < kInfinity) [[likely]] {
    return log_of_normal(x, 0, 0);
  }
  if (x > 0 && x < kInfinity) {
    return log_of_normal(x * 0x1p54, -54, 0);
  }
  return x == 0 ? -kInfinity : x > 0 ? x : kNotANumber;
}

double log1p(double x) {
  if (!(x > -1 && x < kInfinity)) {
    return x == -1 ? -kInfinity : x > 0 ? x : kNotANumber;
  }
  if (std::fabs(x) < 0x1p-54) {
    return x;
  }
  const double sum = 1 + x;
  const double lost = std::fabs(x) < 1 ? x - (sum - 1) : 1 - (sum - x);
  return log_of_normal(sum, 0, lost / sum);
}

double pow(double base, double exponent) {
  if (exponent == 0 || base == 1) {
    return 1;
  }
  if (base != base || exponent != exponent) {
    return kNotANumber;
  }
  const double magnitude = std::fabs(base);
  if (std::fabs(exponent) == kInfinity) {
    return magnitude == 1 ? 1 : (magnitude > 1) == (exponent > 0) ? kInfinity : 0;
  }
  if (std::signbit(base) && magnitude != 0 && magnitude != kInfinity && !is_whole(exponent)) {
    return kNotANumber;
  }
  const double sign = std::signbit(base) && is_odd(exponent) ? -1.0 : 1.0;
  if (magnitude == 0 || magnitude == kInfinity) {
    return (magnitude == 0) == (exponent > 0) ? 0 * sign : kInfinity * sign;
  }
  const tables::TwoPart logarithm =
      magnitude < kSmallestNormal ? log_in_two_parts(magnitude * 0x1p54, -54) : log_in_two_parts(magnitude, 0);
  const double product = exponent * logarithm.high;
  if (!(std::fabs(product) < 800)) {
    return product > 0 ? kInfinity * sign : 0 * sign;
  }
  const double exponent_upper = upper_half(exponent);
  const double exponent_lower = exponent - exponent_upper;
  const double logarithm_upper = upper_half(logarithm.high);
  const double logarithm_lower = logarithm.high - logarithm_upper;
  const double product_low = ((exponent_upper * logarithm_upper - product) + exponent_upper * logarithm_lower +
                              exponent_lower * logarithm_upper) +
                             exponent_lower * logarithm_lower + exponent * logarithm.low;
  return exp_of_sum(product, product_low) * sign;
}

double sin(double x) {
  if (std::fabs(x) < 0x1p-27) {
    return x;  // with its sign, also for -0
  }
  return sine_with_turns(x, 0);
}

double cos(double x) { return sine_with_turns(x, 1); }

double erf(double x) {
  const double z = std::fabs(x);
  if (z <= 1) {
    return small_erf(x);
  }
  if (!(z < 6)) {
    return x > 0 ? 1.0 : x < 0 ? -1.0 : kNotANumber;
  }
  const double magnitude = 1 - gaussian(z, 1) * scaled_erfc(z);
  return x < 0 ? -magnitude : magnitude;
}

double erfc(double x) {
  const double z = std::fabs(x);
  if (z < 0.5) {
    return 1 - small_erf(x);
  }
  if (!(z < 28)) {
    return x > 0 ? 0.0 : x < 0 ? 2.0 : kNotANumber;
  }
  const double tail = gaussian(z, 1) * scaled_erfc(z);
  return x < 0 ? 2 - tail : tail;
}

double normal_cdf(double x) {
  const double z = std::fabs(x) * kSqrtHalf;
  if (z < 0.5) {
    return 0.5 + 0.5 * small_erf(x * kSqrtHalf);
  }
  if (!(z < 28)) {
    return x > 0 ? 1.0 : x < 0 ? 0.0 : kNotANumber;
  }
  const double tail = 0.5 * gaussian(std::fabs(x), 0.5) * scaled_erfc(z);
  return x < 0 ? tail : 1 - tail;
}

namespace detail {

// The two tail approximations of algorithm AS 241, PPND16 (M. J. Wichura, "The percentage points of the normal
// distribution", Applied Statistics 37, 1988), about 16 digits; constant first.
double normal_quantile_of_tail(double p) {
  if (!(p > 0 && p < 1)) {
    return p == 0 ? -kInfinity : p == 1 ? kInfinity : kNotANumber;
  }
  constexpr double kNearTop[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double kNearBottom[] = {1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
  constexpr double kFarTop[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double kFarBottom[] = {1.0,
                                   5.99832206555887937690e-1,
                                   1.36929880922735805310e-1,
                                   1.48753612908506148525e-2,
                                   7.86869131145613259100e-4,
                                   1.84631831751005468180e-5,
                                   1.42151175831644588870e-7,
                                   2.04426310338993978564e-15};
  const double r = std::sqrt(-log(p < 0.5 ? p : 1 - p));
  const double magnitude = r <= 5 ? polynomial(kNearTop, r - 1.6) / polynomial(kNearBottom, r - 1.6)
                                  : polynomial(kFarTop, r - 5) / polynomial(kFarBottom, r - 5);
  return p < 0.5 ? -magnitude : magnitude;
}

}  // namespace detail
}  // namespace polyclinic::math
