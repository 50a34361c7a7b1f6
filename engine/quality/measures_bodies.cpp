// Measures of the last value that the living have of each kind: means, spreads, shares beyond a threshold, correlations.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/foundation/math.h"
#include "engine/foundation/stable_order.h"
#include "engine/quality/measures.h"

namespace polyclinic::quality {
namespace {

// A parameter with at most a few decimals: "7", "5.7".
double number_of(std::string_view text) {
  const double whole = whole_number(text);
  const size_t point = text.find('.');
  if (point == std::string_view::npos) return whole;
  const std::string_view decimals = text.substr(point + 1);
  double scale = 1;
  for (size_t digit = 0; digit < decimals.size(); ++digit) scale *= 10;
  return whole + whole_number(decimals) / scale;
}

}  // namespace

Estimate Measures::measured(const Question& question) {
  const uint32_t kind = anchors_->body_measure(question.of);
  const std::span<const float> values = cohort_->values(kind);
  const std::span<const uint16_t> days = cohort_->value_days(kind);
  const std::span<const Person> people = cohort_->people();
  const Flags& counted = among(question.among);
  const double threshold = number_of(question.parameter);
  std::vector<double> found;
  uint64_t beyond = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    const Person& person = people[index];
    if (!person.is_living() || !counted[index] || !has_sex(question, person.sex) || std::isnan(values[index])) continue;
    const int32_t age = age_in_years(person.birth, cohort_->day_of(days[index]));
    if (age < question.age_from || age > question.age_to) continue;
    const double value = values[index];
    found.push_back(value);
    // A float is not a decimal: 7.0 % must be 7.
    if (question.measure == "measure_above") beyond += value >= threshold - 1e-4 ? 1 : 0;
    if (question.measure == "measure_below") beyond += value < threshold - 1e-4 ? 1 : 0;
  }
  if (question.measure == "measure_above" || question.measure == "measure_below") {
    return share_estimate(beyond, found.size(), unit_factor(question.unit));
  }
  if (found.size() < 2) return {};
  const double n = static_cast<double>(found.size());
  const double mean = std::accumulate(found.begin(), found.end(), 0.0) / n;
  double second = 0;
  double fourth = 0;
  for (const double value : found) {
    const double square = (value - mean) * (value - mean);
    second += square;
    fourth += square * square;
  }
  const double variance = second / (n - 1);
  const double spread = std::sqrt(variance);
  if (question.measure == "measure_mean") return {mean, spread / std::sqrt(n), found.size(), true};
  const double population = second / n;
  const double kurtosis = population > 0 ? fourth / n / (population * population) : 3;
  return {spread, spread * std::sqrt(std::max(kurtosis - 1, 1.0) / (4 * n)), found.size(), true};
}

// "130/80": raised is at or above one of them, or a drug against it; controlled is below both, of those who are raised so.
Estimate Measures::pressure(const Question& question) {
  const size_t slash = question.parameter.find('/');
  const double most_systolic = whole_number(question.parameter);
  const double most_diastolic = whole_number(std::string_view(question.parameter).substr(slash + 1));
  const std::span<const float> systolic = cohort_->values(anchors_->body_measure("systolic"));
  const std::span<const float> diastolic = cohort_->values(anchors_->body_measure("diastolic"));
  const Flags& treated = flags("drug", question.of, "");
  if (question.measure == "pressure_controlled" && cohort_->events(anchors_->marker(question.of)).empty()) return {};
  const std::span<const Person> people = cohort_->people();
  uint64_t all = 0;
  uint64_t raised = 0;
  uint64_t controlled = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    const Person& person = people[index];
    if (!person.is_living() || !has_sex(question, person.sex) || person.age < question.age_from || person.age > question.age_to ||
        std::isnan(systolic[index]) || std::isnan(diastolic[index])) {
      continue;
    }
    const bool is_high = systolic[index] >= most_systolic || diastolic[index] >= most_diastolic;
    ++all;
    raised += is_high || treated[index] ? 1 : 0;
    controlled += !is_high && treated[index] ? 1 : 0;
  }
  const double factor = unit_factor(question.unit);
  return question.measure == "pressure_raised" ? share_estimate(raised, all, factor) : share_estimate(controlled, raised, factor);
}

// Of normal scores within sex and decade of age, of values of one day: what the two have in common besides age and sex.
Estimate Measures::correlation(const Question& question) {
  const uint32_t a = anchors_->body_measure(part_of(question.of, 0));
  const uint32_t b = anchors_->body_measure(part_of(question.of, 1));
  const std::span<const Person> people = cohort_->people();
  struct Pair {
    uint32_t cell;
    float a;
    float b;
  };
  std::vector<Pair> pairs;
  for (size_t index = 0; index < people.size(); ++index) {
    const Person& person = people[index];
    const uint16_t day = cohort_->value_days(a)[index];
    if (!person.is_living() || !has_sex(question, person.sex) || std::isnan(cohort_->values(a)[index]) || cohort_->value_days(b)[index] != day) continue;
    const int32_t age = age_in_years(person.birth, cohort_->day_of(day));
    if (age < question.age_from || age > question.age_to) continue;
    pairs.push_back({static_cast<uint32_t>(person.sex) * 16 + static_cast<uint32_t>(std::min(age / 10, 8)), cohort_->values(a)[index], cohort_->values(b)[index]});
  }
  sort_keeping_order(pairs, [](const Pair& x, const Pair& y) { return x.cell < y.cell; });
  double sum_ab = 0;
  double sum_aa = 0;
  double sum_bb = 0;
  uint64_t n = 0;
  for (size_t begin = 0; begin < pairs.size();) {
    size_t end = begin;
    while (end < pairs.size() && pairs[end].cell == pairs[begin].cell) ++end;
    const auto scores = [&](float Pair::* side) {
      std::vector<size_t> order(end - begin);
      std::iota(order.begin(), order.end(), begin);
      std::sort(order.begin(), order.end(), [&](size_t x, size_t y) { return pairs[x].*side != pairs[y].*side ? pairs[x].*side < pairs[y].*side : x < y; });
      std::vector<double> score(order.size());
      for (size_t first = 0; first < order.size();) {
        size_t last = first;
        while (last + 1 < order.size() && pairs[order[last + 1]].*side == pairs[order[first]].*side) ++last;
        const double rank = (static_cast<double>(first + last) / 2 + 0.5) / static_cast<double>(order.size());
        for (size_t each = first; each <= last; ++each) score[order[each] - begin] = math::normal_quantile(rank);
        first = last + 1;
      }
      return score;
    };
    if (end - begin >= 10) {
      const std::vector<double> of_a = scores(&Pair::a);
      const std::vector<double> of_b = scores(&Pair::b);
      for (size_t each = 0; each < of_a.size(); ++each) {
        sum_ab += of_a[each] * of_b[each];
        sum_aa += of_a[each] * of_a[each];
        sum_bb += of_b[each] * of_b[each];
      }
      n += end - begin;
    }
    begin = end;
  }
  if (n < 30 || sum_aa == 0 || sum_bb == 0) return {};
  const double r = sum_ab / std::sqrt(sum_aa * sum_bb);
  return {r, (1 - r * r) / std::sqrt(static_cast<double>(n)), n, true};
}

}  // namespace polyclinic::quality
