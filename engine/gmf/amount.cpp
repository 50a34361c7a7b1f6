// Amounts and spans of amount.h.
#include "engine/gmf/amount.h"

namespace polyclinic::gmf {
namespace {

constexpr double kLongestSpan = 0x1p53;  // ms; above it a double skips whole numbers

Instant held(double milliseconds) {
  if (!(milliseconds > -kLongestSpan)) return milliseconds < 0 ? -static_cast<Instant>(kLongestSpan) : 0;
  if (milliseconds > kLongestSpan) return static_cast<Instant>(kLongestSpan);
  return static_cast<Instant>(milliseconds);
}

}  // namespace

double round_half_up(double value, int decimals) {
  double scale = 1;
  for (int step = 0; step < decimals; ++step) scale *= 10;
  return std::floor(value * scale + 0.5) / scale;
}

double Amount::at(double u) const {
  double value = 0;
  switch (kind) {
    case AmountKind::kAbsent: return 0;
    case AmountKind::kExact:
    case AmountKind::kConstant: value = a; break;
    case AmountKind::kRange:
    case AmountKind::kUniform: value = a + (b - a) * u; break;
    case AmountKind::kGaussian:
      value = b == 0 ? a : a + b * math::normal_quantile(u);
      value = value < minimum ? minimum : value > maximum ? maximum : value;
      break;
    case AmountKind::kExponential: value = 1 + -a * math::log(1 - u); break;
    case AmountKind::kTriangular: {
      const double turn = (mode - a) / (b - a);
      value = u < turn ? a + std::sqrt(u * (b - a) * (mode - a)) : b - std::sqrt((1 - u) * (b - a) * (b - mode));
      break;
    }
  }
  return round ? std::floor(value + 0.5) : value;
}

double Amount::at_with_decimals(double u) const {
  const double value = at(u);
  return kind == AmountKind::kRange && decimals >= 0 ? round_half_up(value, decimals) : value;
}

Instant whole_span(double value, TimeUnit unit) {
  const double whole = std::trunc(value);
  switch (unit) {
    case TimeUnit::kSeconds: return held(whole * 1000);
    case TimeUnit::kMinutes: return held(whole * kMillisecondsPerMinute);
    case TimeUnit::kHours: return held(whole * kMillisecondsPerHour);
    case TimeUnit::kDays: return held(whole * kMillisecondsPerDay);
    case TimeUnit::kWeeks: return held(whole * (7 * kMillisecondsPerDay));
    case TimeUnit::kMonths: return held(whole * (30 * kMillisecondsPerDay));
    case TimeUnit::kYears: return held(whole * (365.0 * kMillisecondsPerDay));
  }
  return 0;
}

Instant real_span(double value, TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSeconds: return held(std::trunc(1000 * value));
    case TimeUnit::kMinutes: return held(std::trunc(60 * value) * kMillisecondsPerSecond);
    case TimeUnit::kHours: return held(std::trunc(60 * value) * kMillisecondsPerMinute);
    case TimeUnit::kDays: return held(std::trunc(24 * value) * kMillisecondsPerHour);
    case TimeUnit::kWeeks: return held(std::trunc(7 * value) * kMillisecondsPerDay);
    case TimeUnit::kMonths: return held(std::trunc(30 * value) * kMillisecondsPerDay);
    case TimeUnit::kYears: return held(std::trunc(365.25 * value) * kMillisecondsPerDay);
  }
  return 0;
}

}  // namespace polyclinic::gmf
