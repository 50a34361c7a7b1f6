// The draws of RandomStream that need more than a line. Not for distributions given by data (distribution.h).
#include "engine/foundation/random.h"

#include <algorithm>
#include <cmath>

namespace polyclinic {

double RandomStream::truncated_normal(double mean, double sd, double low, double high) {
  assert(low <= high && sd >= 0);
  const double u = uniform();
  if (!(sd > 0)) {
    return std::clamp(mean, low, high);
  }
  const double from = (low - mean) / sd;
  const double to = (high - mean) / sd;
  // Probabilities are small with full precision only in the lower tail, so an interval above the mean is mirrored.
  const bool mirrored = from > 0;
  const double p_from = math::normal_cdf(mirrored ? -to : from);
  const double p_to = math::normal_cdf(mirrored ? -from : to);
  const double p = p_from + u * (p_to - p_from);
  if (!(p > 0 && p < 1)) {
    return std::clamp(mean, low, high);
  }
  const double z = math::normal_quantile(p);
  return std::clamp(mean + sd * (mirrored ? -z : z), low, high);
}

double RandomStream::triangular(double low, double mode, double high) {
  assert(low <= mode && mode <= high);
  const double u = uniform();
  const double width = high - low;
  if (!(width > 0)) {
    return low;
  }
  const double rising = (mode - low) / width;  // the probability below the mode
  const double value = u < rising ? low + std::sqrt(u * width * (mode - low))
                                  : high - std::sqrt((1 - u) * width * (high - mode));
  return std::clamp(value, low, high);
}

namespace {

// ln(k!), with an absolute error below 1e-10 from k = 10 on (Stirling's series, whose first left out term is
// 1/(1680 k^7)); exact sums below.
double log_factorial(double k) {
  if (k < 10) {
    double product = 1;
    for (double factor = 2; factor <= k; factor += 1) {
      product *= factor;
    }
    return math::log(product);
  }
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  const double inverse = 1 / k;
  const double square = inverse * inverse;
  const double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)));
  return (k + 0.5) * math::log(k) - k + kHalfLogTwoPi + series;
}

}  // namespace

std::uint32_t RandomStream::poisson(double mean) {
  if (!(mean > 0)) {
    return 0;
  }
  assert(mean <= 1e6);
  if (mean < 10) {
    const double u = uniform();
    double probability = math::exp(-mean);
    double sum = probability;
    std::uint32_t count = 0;
    // 200 is far beyond where the sum stops growing for a mean below 10: it ends the loop when rounding keeps the sum
    // just under u.
    while (u > sum && count < 200) {
      ++count;
      probability *= mean / count;
      sum += probability;
    }
    return count;
  }
  // Hörmann's PTRS; the constants are those of the paper.
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2);
  const double log_mean = math::log(mean);
  while (true) {
    const double u = uniform() - 0.5;
    const double v = uniform();
    const double u_s = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / u_s + b) * u + mean + 0.43);
    if (u_s >= 0.07 && v <= v_r) {
      return static_cast<std::uint32_t>(k);
    }
    if (k < 0 || (u_s < 0.013 && v > u_s)) {
      continue;
    }
    if (math::log(v * inverse_alpha / (a / (u_s * u_s) + b)) <= k * log_mean - mean - log_factorial(k)) {
      return static_cast<std::uint32_t>(k);
    }
  }
}

}  // namespace polyclinic
