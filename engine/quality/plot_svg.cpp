// Draws axes, curves and anchors.
#include "engine/quality/plot_svg.h"

#include <algorithm>
#include <cmath>

namespace polyclinic::quality {
namespace {

// The picture, and the frame within it, in its own units.
constexpr double kWidth = 360;
constexpr double kHeight = 210;
constexpr double kLeft = 44;
constexpr double kRight = 350;
constexpr double kTop = 8;
constexpr double kBottom = 184;
constexpr double kOldest = 90;  // open age bands are drawn up to here

std::string number(double value) {
  const int64_t tenths = static_cast<int64_t>(std::floor(value * 10 + 0.5));
  return (tenths < 0 ? "-" : "") + std::to_string(std::abs(tenths) / 10) + "." + std::to_string(std::abs(tenths) % 10);
}

struct Scale {
  double low = 0;
  double high = 1;

  double x(double age) const { return kLeft + (kRight - kLeft) * std::min(age, kOldest) / kOldest; }
  double y(double value) const { return kBottom - (kBottom - kTop) * (std::clamp(value, low, high) - low) / (high - low); }
};

double end_of(uint8_t age_to) { return age_to >= 120 ? kOldest : age_to + 1; }

// 1, 2 or 5 times a power of ten, so that about four steps fill the span.
double step_of(double span) {
  double step = 1;
  while (step > span / 4) step /= 10;
  while (step * 10 <= span / 4) step *= 10;
  for (const double factor : {5.0, 2.0}) {
    if (step * factor <= span / 3) return step * factor;
  }
  return step;
}

Scale scale_of(const Plot& plot) {
  double low = 1e300;
  double high = -1e300;
  for (const Verdict* verdict : plot.verdicts) {
    const Range range = verdict->anchor->range();
    low = std::min(low, range.low);
    high = std::max(high, range.high);
  }
  for (const Curve& curve : plot.curves) {
    for (const Curve::Point& point : curve.points) {
      low = std::min(low, point.estimate.value);
      high = std::max(high, point.estimate.value);
    }
  }
  // Shares and rates begin at 0; measured values far from it do not.
  if (low > 0 && low < high / 3) low = 0;
  low = std::min(low, high - 1e-9);
  const double step = step_of(high - low);
  return {std::floor(low / step) * step, std::ceil(high / step) * step};
}

std::string axes(const Scale& scale) {
  std::string out;
  const double step = step_of(scale.high - scale.low);
  for (double value = scale.low; value <= scale.high + step / 2; value += step) {
    const std::string y = number(scale.y(value));
    out += "<path class=\"axis\" d=\"M" + number(kLeft) + " " + y + "H" + number(kRight) + "\"/><text x=\"" + number(kLeft - 5) + "\" y=\"" + number(scale.y(value) + 4) +
           "\" text-anchor=\"end\">" + figures(std::abs(value) < step / 1e6 ? 0 : value) + "</text>";
  }
  for (int age = 0; age <= static_cast<int>(kOldest); age += 10) {
    if (age % 20 == 0) {
      out += "<text x=\"" + number(scale.x(age)) + "\" y=\"" + number(kBottom + 16) + "\" text-anchor=\"middle\">" + std::to_string(age) + "</text>";
    }
  }
  return out + "<text x=\"" + number(kRight) + "\" y=\"" + number(kBottom + 16) + "\" text-anchor=\"end\">age</text>";
}

std::string curve_of(const Curve& curve, const Scale& scale) {
  if (curve.points.empty()) return {};
  std::string line;
  std::string upper;
  std::string lower;
  std::string dots;
  for (const Curve::Point& point : curve.points) {
    const double middle = (point.age_from + end_of(point.age_to)) / 2;
    const std::string x = number(scale.x(middle));
    line += (line.empty() ? "M" : "L") + x + " " + number(scale.y(point.estimate.value));
    upper += (upper.empty() ? "M" : "L") + x + " " + number(scale.y(point.estimate.value + 2 * point.estimate.error));
    lower = "L" + x + " " + number(scale.y(point.estimate.value - 2 * point.estimate.error)) + lower;
    dots += "<circle class=\"dot\" cx=\"" + x + "\" cy=\"" + number(scale.y(point.estimate.value)) + "\" r=\"2.5\"/>";
  }
  return "<g class=\"" + std::string(1, curve.sex) + "\"><path class=\"spread\" d=\"" + upper + lower + "Z\"/><path class=\"made\" d=\"" + line + "\"/>" + dots + "</g>";
}

std::string anchor_of(const Verdict& verdict, const Scale& scale) {
  const Anchor& anchor = *verdict.anchor;
  const Range range = anchor.range();
  const double from = scale.x(anchor.age_from);
  const double to = scale.x(end_of(anchor.age_to));
  // Women's a little to the left of men's, so that both are seen.
  const double middle = (from + to) / 2 + (anchor.sex == 'F' ? -3.5 : anchor.sex == 'M' ? 3.5 : 0);
  std::string out = "<g class=\"" + std::string(1, anchor.sex) + "\"><path class=\"tolerance\" d=\"M" + number(middle) + " " + number(scale.y(range.low)) + "V" +
                    number(scale.y(range.high)) + "\"/><path class=\"wanted\" d=\"M" + number(from + 1) + " " + number(scale.y(anchor.value)) + "H" + number(to - 1) + "\"/>";
  if (!verdict.passed) out += "<circle class=\"misses\" cx=\"" + number(middle) + "\" cy=\"" + number(scale.y(anchor.value)) + "\" r=\"6\"/>";
  return out + "</g>";
}

}  // namespace

std::string plot_svg(const Plot& plot) {
  const Scale scale = scale_of(plot);
  std::string out = "<svg viewBox=\"0 0 " + number(kWidth) + " " + number(kHeight) + "\" role=\"img\">" + axes(scale);
  for (const Verdict* verdict : plot.verdicts) out += anchor_of(*verdict, scale);
  for (const Curve& curve : plot.curves) out += curve_of(curve, scale);
  return out + "</svg>";
}

}  // namespace polyclinic::quality
