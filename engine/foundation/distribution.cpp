// Making distributions from data, and the draws of RandomStream that need more than a line.
#include "engine/foundation/distribution.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/foundation/number_text.h"

namespace polyclinic {
namespace {

std::string text_of(double value) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "not a number" : value > 0 ? "infinite" : "minus infinite";
  }
  char text[kDoubleTextSize];
  return std::string(text, write_double(text, value));
}

std::string place(std::size_t index) { return std::string(1, '/') += std::to_string(index); }

// Adds a finding for a weight that cannot be one.
void check_weight(double weight, std::size_t index, std::vector<Finding>& findings) {
  if (!std::isfinite(weight) || weight < 0) {
    findings.push_back({place(index), "the weight is " + text_of(weight), "give a finite weight of 0 or more"});
  }
}

}  // namespace

Result<Categorical> Categorical::from_weights(std::span<const double> weights) {
  std::vector<Finding> findings;
  double sum = 0;
  std::size_t last_possible = 0;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    check_weight(weights[index], index, findings);
    sum += weights[index];
    last_possible = weights[index] > 0 ? index : last_possible;
  }
  if (!findings.empty()) {
    return fail(ErrorKind::kInvalidInput, "the weights of the categories cannot be used", std::move(findings));
  }
  if (weights.empty() || !(sum > 0)) {
    return fail(ErrorKind::kInvalidInput, "no category has a weight above 0",
                {{"", weights.empty() ? "there are no weights" : "all weights are 0",
                  "give at least one a weight above 0"}});
  }
  if (!std::isfinite(sum)) {
    return fail(ErrorKind::kInvalidInput, "the weights of the categories cannot be used",
                {{"", "their sum is too large for a number", "divide all weights by the same amount"}});
  }
  Categorical made;
  made.cumulative_.reserve(weights.size());
  double below = 0;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    below += weights[index];
    // Rounding must not leave the last possible category short of 1, nor let one after it be drawn.
    made.cumulative_.push_back(index >= last_possible ? 1.0 : std::min(below / sum, 1.0));
  }
  // As many guide entries as categories, rounded up to a power of two so that u * scale is exact: about one step a
  // draw.
  std::size_t entries = 1;
  while (entries < weights.size()) {
    entries *= 2;
  }
  made.guide_scale_ = static_cast<double>(entries);
  made.guide_.reserve(entries);
  std::uint32_t category = 0;
  for (std::size_t entry = 0; entry < entries; ++entry) {
    while (made.cumulative_[category] <= static_cast<double>(entry) / made.guide_scale_) {
      ++category;
    }
    made.guide_.push_back(category);
  }
  return made;
}

Result<Empirical> Empirical::from_knots(std::span<const QuantileKnot> knots) {
  std::vector<Finding> findings;
  if (knots.size() < 2) {
    findings.push_back({"", "there are fewer than two knots", "give at least those of probability 0 and 1"});
  } else {
    if (knots.front().probability != 0) {
      findings.push_back({place(0), "the first probability is " + text_of(knots.front().probability), "start at 0"});
    }
    if (knots.back().probability != 1) {
      findings.push_back(
          {place(knots.size() - 1), "the last probability is " + text_of(knots.back().probability), "end at 1"});
    }
  }
  for (std::size_t index = 0; index < knots.size(); ++index) {
    if (!std::isfinite(knots[index].value)) {
      findings.push_back({place(index), "the value is " + text_of(knots[index].value), "give a finite value"});
    }
    if (index == 0) {
      continue;
    }
    if (!(knots[index].probability > knots[index - 1].probability)) {
      findings.push_back({place(index), "the probability is not above the one before it", "sort the knots"});
    }
    if (knots[index].value < knots[index - 1].value) {
      findings.push_back({place(index), "the value is below the one before it", "quantiles never fall"});
    }
  }
  if (!findings.empty()) {
    return fail(ErrorKind::kInvalidInput, "the quantiles cannot be used", std::move(findings));
  }
  return Empirical(std::vector<QuantileKnot>(knots.begin(), knots.end()));
}

Result<Empirical> Empirical::from_weighted_values(std::span<const WeightedValue> values) {
  std::vector<Finding> findings;
  std::vector<WeightedValue> sorted;
  double sum = 0;
  for (std::size_t index = 0; index < values.size(); ++index) {
    check_weight(values[index].weight, index, findings);
    if (!std::isfinite(values[index].value)) {
      findings.push_back({place(index), "the value is " + text_of(values[index].value), "give a finite value"});
    }
    if (values[index].weight > 0) {
      sorted.push_back(values[index]);
    }
  }
  if (findings.empty() && sorted.empty()) {
    findings.push_back({"", "no value has a weight above 0", "give at least one"});
  }
  if (!findings.empty()) {
    return fail(ErrorKind::kInvalidInput, "the weighted values cannot be used", std::move(findings));
  }
  // Sorted by value, then by weight, so that the sums do not depend on the order in which equal values came.
  std::ranges::sort(sorted, [](const WeightedValue& a, const WeightedValue& b) {
    return a.value != b.value ? a.value < b.value : a.weight < b.weight;
  });
  for (const WeightedValue& value : sorted) {
    sum += value.weight;
  }
  if (!std::isfinite(sum)) {
    return fail(ErrorKind::kInvalidInput, "the weighted values cannot be used",
                {{"", "the sum of the weights is too large for a number", "divide all weights by the same amount"}});
  }
  std::vector<QuantileKnot> knots;
  knots.reserve(sorted.size() + 2);
  knots.push_back({0, sorted.front().value});
  double below = 0;
  for (const WeightedValue& value : sorted) {
    const double middle = (below + 0.5 * value.weight) / sum;
    below += value.weight;
    // Shares too small to move the probability on in a double have no knot of their own.
    if (middle > knots.back().probability && middle < 1) {
      knots.push_back({middle, value.value});
    }
  }
  knots.push_back({1, sorted.back().value});
  return Empirical(std::move(knots));
}

double Empirical::quantile(double p) const {
  if (!(p > 0)) {
    return knots_.front().value;
  }
  if (p >= 1) {
    return knots_.back().value;
  }
  const auto above = std::ranges::upper_bound(knots_, p, {}, &QuantileKnot::probability);
  const QuantileKnot& high = *above;
  const QuantileKnot& low = *(above - 1);
  const double share = (p - low.probability) / (high.probability - low.probability);
  return std::clamp(low.value + share * (high.value - low.value), low.value, high.value);
}

double Empirical::cumulative_probability(double value) const {
  if (value < knots_.front().value) {
    return 0;
  }
  if (value > knots_.back().value) {
    return 1;
  }
  const auto [first, last] = std::ranges::equal_range(knots_, value, {}, &QuantileKnot::value);
  if (first != last) {
    return 0.5 * (first->probability + (last - 1)->probability);
  }
  const QuantileKnot& high = *first;
  const QuantileKnot& low = *(first - 1);
  return low.probability + (value - low.value) / (high.value - low.value) * (high.probability - low.probability);
}

double Empirical::mean() const {
  double mean = 0;
  for (std::size_t index = 1; index < knots_.size(); ++index) {
    mean += (knots_[index].probability - knots_[index - 1].probability) * 0.5 *
            (knots_[index].value + knots_[index - 1].value);
  }
  return mean;
}

}  // namespace polyclinic
