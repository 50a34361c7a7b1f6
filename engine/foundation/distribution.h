// Distributions given by data: weights of categories, and measured quantiles. Not for the parametric ones (normal,
// exponential, ...): those are methods of RandomStream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/foundation/result.h"

namespace polyclinic {

// A choice among 0 to size() - 1 in proportion to weights. Immutable once made: any thread may draw.
class Categorical {
 public:
  // Weights are finite and not below 0, at least one is above; a category of weight 0 is never drawn. Refused weights
  // are all named in the error's findings, by their index.
  static Result<Categorical> from_weights(std::span<const double> weights);

  // The category at u of [0, 1): a guide table leads next to it, so the cost does not grow with size().
  std::uint32_t draw(double u) const {
    std::uint32_t category = guide_[static_cast<std::size_t>(u * guide_scale_)];
    while (u >= cumulative_[category]) {
      ++category;
    }
    return category;
  }

  std::uint32_t draw(RandomStream& stream) const { return draw(stream.uniform()); }

  double probability(std::uint32_t category) const {
    return cumulative_[category] - (category == 0 ? 0.0 : cumulative_[category - 1]);
  }

  std::size_t size() const { return cumulative_.size(); }

 private:
  Categorical() = default;

  // Of category i: the probability of 0 to i; exactly 1 from the last possible one on.
  std::vector<double> cumulative_;
  // Of [i, i + 1) / guide_scale_: the first category that u may fall in.
  std::vector<std::uint32_t> guide_;
  double guide_scale_ = 1;
};

struct QuantileKnot {
  double probability;  // 0 to 1
  double value;
};

struct WeightedValue {
  double value;
  double weight;
};

// A continuous distribution given by some of its quantiles, with straight lines between them. Immutable once made.
class Empirical {
 public:
  // Two knots or more; probabilities start at 0, rise strictly and end at 1; values are finite and never fall.
  static Result<Empirical> from_knots(std::span<const QuantileKnot> knots);

  // A sample with weights (finite, not below 0, at least one above), in any order. Each value is taken as the middle
  // of its share of the probability; below the middle of the first and above that of the last is that value itself.
  static Result<Empirical> from_weighted_values(std::span<const WeightedValue> values);

  // The value below which a share p of the distribution lies; p is held to [0, 1].
  double quantile(double p) const;

  // The share that lies below value; the middle of the jump where several shares meet in one value.
  double cumulative_probability(double value) const;

  double draw(RandomStream& stream) const { return quantile(stream.uniform()); }

  double lowest() const { return knots_.front().value; }
  double highest() const { return knots_.back().value; }
  double mean() const;

 private:
  explicit Empirical(std::vector<QuantileKnot> knots) : knots_(std::move(knots)) {}

  std::vector<QuantileKnot> knots_;
};

}  // namespace polyclinic
