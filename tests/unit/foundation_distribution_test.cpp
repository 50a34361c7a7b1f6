// Tests of the distributions: the parametric draws of RandomStream, and those given by data.
#include "engine/foundation/distribution.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/unit/foundation_statistics.h"

namespace {

using namespace polyclinic;
using Catch::Approx;
using testing::is_plausible;
using testing::kDeviationLimit;
using testing::largest_deviation;

constexpr Purpose kTest{0x0003};
constexpr int kDraws = 200000;

template <class Draw>
std::vector<double> sample(std::uint64_t entity, const Draw& draw) {
  RandomStream stream(20261120, entity, kTest);
  std::vector<double> values(kDraws);
  for (double& value : values) {
    value = draw(stream);
  }
  return values;
}

TEST_CASE("normal draws are normal", "[foundation][distribution]") {
  CHECK(largest_deviation(sample(1, [](RandomStream& s) { return s.normal(); }), math::normal_cdf) < kDeviationLimit);
  const auto heights = sample(2, [](RandomStream& s) { return s.normal(175, 7); });
  CHECK(largest_deviation(heights, [](double x) { return math::normal_cdf((x - 175) / 7); }) < kDeviationLimit);
  // and the test would notice a mean that is off by a fiftieth of a standard deviation
  CHECK(largest_deviation(heights, [](double x) { return math::normal_cdf((x - 175.14) / 7); }) > kDeviationLimit);
  RandomStream stream(1, 2, kTest);
  CHECK(stream.normal(3, 0) == 3);
}

void check_truncated(double mean, double sd, double low, double high) {
  CAPTURE(mean, sd, low, high);
  const auto values = sample(3, [&](RandomStream& s) { return s.truncated_normal(mean, sd, low, high); });
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  CHECK(*smallest >= low);
  CHECK(*largest <= high);
  // In the tail the probabilities come from the mirrored side, as 1 - cdf would lose them.
  const bool mirrored = low > mean;
  const auto below = [&](double x) { return math::normal_cdf(mirrored ? (mean - x) / sd : (x - mean) / sd); };
  const double from = below(low);
  const double width = below(high) - from;
  CHECK(largest_deviation(values, [&](double x) { return (below(x) - from) / width; }) < kDeviationLimit);
}

TEST_CASE("truncated normal draws have the distribution between the bounds", "[foundation][distribution]") {
  check_truncated(120, 15, 80, 200);
  check_truncated(0, 1, -0.1, 0.05);
  check_truncated(0, 1, 0, std::numeric_limits<double>::infinity());
  check_truncated(0, 1, 3, 4);
  check_truncated(0, 1, 9, 12);     // where 1 - cdf is no longer a number above 0
  check_truncated(0, 1, -20, -19);
  check_truncated(55, 20, 0, 110);
}

TEST_CASE("truncated normal keeps its support in extreme cases", "[foundation][distribution]") {
  RandomStream stream(1, 2, kTest);
  for (int draw = 0; draw < 1000; ++draw) {
    REQUIRE(stream.truncated_normal(0, 1, 1, 1) == 1);
    REQUIRE(stream.truncated_normal(5, 0, 0, 10) == 5);
    REQUIRE(stream.truncated_normal(-5, 0, 0, 10) == 0);
    REQUIRE(stream.truncated_normal(0, 1, 50, 60) == 50);    // 1e-545: no double left
    REQUIRE(stream.truncated_normal(0, 1, -60, -50) == -50);
    const double narrow = stream.truncated_normal(0, 1, 2, 2 + 1e-12);
    REQUIRE((narrow >= 2 && narrow <= 2 + 1e-12));
  }
}

TEST_CASE("truncated normal draws one uniform, whatever the bounds", "[foundation][distribution]") {
  RandomStream stream(1, 2, kTest);
  RandomStream reference = stream;
  stream.truncated_normal(0, 1, -1, 1);
  stream.truncated_normal(0, 0, -1, 1);
  stream.truncated_normal(0, 1, 50, 60);
  reference.uniform();
  reference.uniform();
  reference.uniform();
  CHECK(stream.next_u64() == reference.next_u64());
}

TEST_CASE("exponential and triangular draws have their distributions", "[foundation][distribution]") {
  CHECK(largest_deviation(sample(4, [](RandomStream& s) { return s.exponential(3); }),
                          [](double x) { return 1 - std::exp(-x / 3); }) < kDeviationLimit);
  const auto triangular = [](double x) {
    return x < 2 ? (x - 1) * (x - 1) / (1 * 4) : 1 - (5 - x) * (5 - x) / (3 * 4);
  };
  CHECK(largest_deviation(sample(5, [](RandomStream& s) { return s.triangular(1, 2, 5); }), triangular) <
        kDeviationLimit);
  CHECK(largest_deviation(sample(6, [](RandomStream& s) { return s.triangular(0, 0, 1); }),
                          [](double x) { return 1 - (1 - x) * (1 - x); }) < kDeviationLimit);
  RandomStream stream(1, 2, kTest);
  CHECK(stream.triangular(4, 4, 4) == 4);
  CHECK(stream.exponential(0) == 0);
}

void check_poisson(double mean) {
  CAPTURE(mean);
  RandomStream stream(7, 8, kTest);
  // Classes of one count each around the mean, everything else in the first and last.
  const double spread = 5 * std::sqrt(mean) + 5;
  const std::int64_t low = static_cast<std::int64_t>(std::max(0.0, std::floor(mean - spread)));
  const std::size_t classes = static_cast<std::size_t>(mean + spread - static_cast<double>(low)) + 1;
  std::vector<std::uint64_t> counts(classes);
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::int64_t value = stream.poisson(mean);
    ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(value - low, 0, static_cast<std::int64_t>(classes) - 1))];
  }
  std::vector<double> shares(classes);
  double rest = 1;
  for (std::size_t index = 0; index < classes; ++index) {
    const double k = static_cast<double>(low) + static_cast<double>(index);
    shares[index] = std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
    rest -= shares[index];
  }
  shares.back() += std::max(rest, 0.0);
  // Classes that expect fewer than ten are put together with their neighbours, as the statistic needs.
  std::vector<std::uint64_t> merged_counts{0};
  std::vector<double> merged_shares{0};
  for (std::size_t index = 0; index < classes; ++index) {
    merged_counts.back() += counts[index];
    merged_shares.back() += shares[index];
    if (merged_shares.back() * kDraws >= 10 && index + 1 < classes) {
      merged_counts.push_back(0);
      merged_shares.push_back(0);
    }
  }
  CHECK(is_plausible(testing::chi_square_score(merged_counts, merged_shares)));
}

TEST_CASE("Poisson draws have the probabilities of the distribution", "[foundation][distribution]") {
  for (const double mean : {0.01, 0.5, 3.0, 9.99, 10.0, 12.5, 100.0, 5000.0}) {
    check_poisson(mean);
  }
  RandomStream stream(9, 10, kTest);
  CHECK(stream.poisson(0) == 0);
  CHECK(stream.poisson(-1) == 0);
  CHECK(stream.poisson(NAN) == 0);
  std::vector<double> large(20000);
  for (double& value : large) {
    value = stream.poisson(1e6);
  }
  const testing::Moments found = testing::moments(large);
  CHECK(std::fabs(found.mean - 1e6) < 5 * 1000 / std::sqrt(20000));
  CHECK(found.sd == Approx(1000).epsilon(0.025));
}

TEST_CASE("categories are drawn in proportion to their weights", "[foundation][distribution]") {
  std::vector<double> weights;
  for (int index = 0; index < 300; ++index) {
    weights.push_back(index % 7 == 0 ? 0 : 1.0 / (1 + index));
  }
  const Categorical categorical = Categorical::from_weights(weights).value();
  REQUIRE(categorical.size() == 300);
  std::vector<double> shares;
  for (std::uint32_t category = 0; category < 300; ++category) {
    shares.push_back(categorical.probability(category));
    CHECK((shares.back() == 0) == (weights[category] == 0));
  }
  std::vector<std::uint64_t> counts(300);
  RandomStream stream(15, 16, kTest);
  for (int draw = 0; draw < 1000000; ++draw) {
    ++counts[categorical.draw(stream)];
  }
  const double score = testing::chi_square_score(counts, shares);
  CHECK(is_plausible(score));
  // and the statistic would notice a category drawn a tenth too often
  shares[1] *= 0.9;
  CHECK_FALSE(is_plausible(testing::chi_square_score(counts, shares)));
}

TEST_CASE("the guide finds what a search finds, also at every boundary", "[foundation][distribution]") {
  for (const std::vector<double>& weights :
       {std::vector<double>{1}, {0, 0, 1, 0}, {1, 1}, {1, 2, 3}, {1e-300, 1, 1e-300}, {0.1, 0.2, 0.3, 0.4, 0},
        {5, 0, 0, 0, 0, 0, 0, 0, 0, 5}}) {
    const Categorical categorical = Categorical::from_weights(weights).value();
    std::vector<double> probes{0, 0x1p-53, 0.5, 1 - 0x1p-53};
    double cumulative = 0;
    for (std::uint32_t category = 0; category < weights.size(); ++category) {
      cumulative += categorical.probability(category);
      for (const double probe : {std::nextafter(cumulative, 0), cumulative, std::nextafter(cumulative, 1)}) {
        if (probe < 1) {
          probes.push_back(probe);
        }
      }
    }
    for (const double u : probes) {
      const std::uint32_t category = categorical.draw(u);
      REQUIRE(category < weights.size());
      REQUIRE(weights[category] > 0);
      double below = 0;
      for (std::uint32_t index = 0; index < category; ++index) {
        below += categorical.probability(index);
      }
      REQUIRE(below <= u + 1e-15);
      REQUIRE(u <= below + categorical.probability(category) + 1e-15);
    }
  }
}

TEST_CASE("weights that cannot be used are refused, each by its index", "[foundation][distribution]") {
  CHECK_FALSE(Categorical::from_weights({}).has_value());
  CHECK_FALSE(Categorical::from_weights(std::vector<double>{0, 0}).has_value());
  CHECK_FALSE(Categorical::from_weights(std::vector<double>{1e308, 1e308}).has_value());
  const auto refused = Categorical::from_weights(std::vector<double>{1, -2, NAN, 3, INFINITY});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::kInvalidInput);
  REQUIRE(refused.error().findings.size() == 3);
  CHECK(refused.error().findings[0] ==
        Finding{"/1", "the weight is -2", "give a finite weight of 0 or more"});
  CHECK(refused.error().findings[1].where == "/2");
  CHECK(refused.error().findings[2].where == "/4");
}

TEST_CASE("a subnormal sum of weights is still drawn from", "[foundation][distribution]") {
  const Categorical categorical = Categorical::from_weights(std::vector<double>{5e-324, 5e-324}).value();
  CHECK(categorical.draw(0.25) == 0);
  CHECK(categorical.draw(0.75) == 1);
}

TEST_CASE("an empirical distribution goes straight from knot to knot", "[foundation][distribution]") {
  const std::vector<QuantileKnot> knots{{0, 10}, {0.25, 20}, {0.5, 20}, {1, 40}};
  const Empirical empirical = Empirical::from_knots(knots).value();
  CHECK(empirical.quantile(0) == 10);
  CHECK(empirical.quantile(-1) == 10);
  CHECK(empirical.quantile(0.125) == 15);
  CHECK(empirical.quantile(0.25) == 20);
  CHECK(empirical.quantile(0.4) == 20);
  CHECK(empirical.quantile(0.75) == 30);
  CHECK(empirical.quantile(1) == 40);
  CHECK(empirical.quantile(2) == 40);
  CHECK(empirical.quantile(NAN) == 10);
  CHECK(empirical.cumulative_probability(9) == 0);
  CHECK(empirical.cumulative_probability(15) == 0.125);
  CHECK(empirical.cumulative_probability(20) == 0.375);
  CHECK(empirical.cumulative_probability(30) == 0.75);
  CHECK(empirical.cumulative_probability(41) == 1);
  CHECK(empirical.lowest() == 10);
  CHECK(empirical.highest() == 40);
  CHECK(empirical.mean() == 0.25 * 15 + 0.25 * 20 + 0.5 * 30);
}

TEST_CASE("draws of an empirical distribution have it", "[foundation][distribution]") {
  const Empirical empirical = Empirical::from_knots(std::vector<QuantileKnot>{{0, 1}, {0.9, 2}, {1, 10}}).value();
  CHECK(largest_deviation(sample(17, [&](RandomStream& s) { return empirical.draw(s); }),
                          [&](double x) { return empirical.cumulative_probability(x); }) < kDeviationLimit);
}

TEST_CASE("weighted values may come in any order and keep their weight", "[foundation][distribution]") {
  const Empirical empirical =
      Empirical::from_weighted_values(std::vector<WeightedValue>{{30, 1}, {10, 1}, {99, 0}, {20, 2}}).value();
  CHECK(empirical.lowest() == 10);
  CHECK(empirical.highest() == 30);
  CHECK(empirical.quantile(0.125) == 10);
  CHECK(empirical.quantile(0.5) == 20);
  CHECK(empirical.quantile(0.875) == 30);
  CHECK(empirical.mean() == 20);
  const Empirical single = Empirical::from_weighted_values(std::vector<WeightedValue>{{7, 3}}).value();
  CHECK(single.quantile(0.3) == 7);
  CHECK(single.cumulative_probability(7) == 0.5);
}

TEST_CASE("knots that cannot be used are refused with all reasons", "[foundation][distribution]") {
  CHECK_FALSE(Empirical::from_knots({}).has_value());
  CHECK_FALSE(Empirical::from_knots(std::vector<QuantileKnot>{{0, 1}}).has_value());
  const auto refused =
      Empirical::from_knots(std::vector<QuantileKnot>{{0.1, 1}, {0.1, 2}, {0.5, 1}, {0.9, INFINITY}});
  REQUIRE_FALSE(refused.has_value());
  std::vector<std::string> places;
  for (const Finding& finding : refused.error().findings) {
    places.push_back(finding.where);
  }
  CHECK(places == std::vector<std::string>{"/0", "/3", "/1", "/2", "/3"});
  CHECK_FALSE(Empirical::from_knots(std::vector<QuantileKnot>{{0, 1}, {NAN, 2}, {1, 3}}).has_value());
  CHECK_FALSE(Empirical::from_weighted_values({}).has_value());
  CHECK_FALSE(Empirical::from_weighted_values(std::vector<WeightedValue>{{1, 0}}).has_value());
  CHECK_FALSE(Empirical::from_weighted_values(std::vector<WeightedValue>{{NAN, 1}}).has_value());
  CHECK_FALSE(Empirical::from_weighted_values(std::vector<WeightedValue>{{1, -1}}).has_value());
  CHECK_FALSE(Empirical::from_weighted_values(std::vector<WeightedValue>{{1, 1e308}, {2, 1e308}}).has_value());
}

}  // namespace
