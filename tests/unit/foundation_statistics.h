// Test statistics for the foundation's own tests: how far counts and samples are from what they should be. Every
// judgement is at a probability of about one in a million under fixed seeds: a failure is a fault, not bad luck.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace polyclinic::testing {

// The chi-square statistic of counts against expected shares (which sum to 1), as a standard normal value by Wilson
// and Hilferty's cube root. Classes of share 0 must be empty, else the result is infinite.
inline double chi_square_score(std::span<const std::uint64_t> counts, std::span<const double> shares) {
  std::uint64_t total = 0;
  for (const std::uint64_t count : counts) {
    total += count;
  }
  double statistic = 0;
  double degrees = -1;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    const double expected = shares[index] * static_cast<double>(total);
    if (expected == 0) {
      if (counts[index] != 0) {
        return INFINITY;
      }
      continue;
    }
    const double difference = static_cast<double>(counts[index]) - expected;
    statistic += difference * difference / expected;
    degrees += 1;
  }
  const double variance = 2 / (9 * degrees);
  return (std::cbrt(statistic / degrees) - (1 - variance)) / std::sqrt(variance);
}

// The same for counts that should all be alike.
inline double uniform_score(std::span<const std::uint64_t> counts) {
  const std::vector<double> shares(counts.size(), 1.0 / static_cast<double>(counts.size()));
  return chi_square_score(counts, shares);
}

// Neither too far from the expectation nor too near to be random.
inline bool is_plausible(double score) { return std::fabs(score) < 4.9; }

// The Kolmogorov-Smirnov statistic times the root of the sample's size; above 2.7 with a probability of one in a
// million.
template <class Distribution>
double largest_deviation(std::vector<double> sample, const Distribution& probability_below) {
  std::sort(sample.begin(), sample.end());
  const double size = static_cast<double>(sample.size());
  double largest = 0;
  for (std::size_t index = 0; index < sample.size(); ++index) {
    const double expected = probability_below(sample[index]);
    largest = std::max({largest, std::fabs(expected - static_cast<double>(index) / size),
                        std::fabs(static_cast<double>(index + 1) / size - expected)});
  }
  return largest * std::sqrt(size);
}

inline constexpr double kDeviationLimit = 2.7;

struct Moments {
  double mean;
  double sd;
};

inline Moments moments(std::span<const double> sample) {
  double mean = 0;
  double squares = 0;
  double count = 0;
  for (const double value : sample) {  // Welford's update
    count += 1;
    const double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  return {mean, std::sqrt(squares / count)};
}

}  // namespace polyclinic::testing
