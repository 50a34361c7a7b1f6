// Reads the shifts and finds the lines.
#include "engine/life/body_centring.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::Measure;
using reference::Sex;

// What remains of the spread at least: shifts that scatter more than the survey are not all the survey's.
constexpr double kLeastScale = 0.6;

struct Band {
  double middle, mean, sd;
};

// Between the middles of two bands straight, level before the first and after the last.
Band at_age(const std::vector<Band>& bands, double age) {
  if (age <= bands.front().middle) return bands.front();
  for (size_t next = 1; next < bands.size(); ++next) {
    if (age > bands[next].middle) continue;
    const Band &a = bands[next - 1], &b = bands[next];
    const double along = (age - a.middle) / (b.middle - a.middle);
    return {age, a.mean + (b.mean - a.mean) * along, a.sd + (b.sd - a.sd) * along};
  }
  return bands.back();
}

}  // namespace

Result<BodyCentring> BodyCentring::build(const reference::ObservationCatalogue& catalogue, const QuantileTables& quantiles) {
  std::array<std::array<std::vector<Band>, reference::kMeasureCount>, 2> bands;
  reference::CsvReader csv("library_shifts.csv", reference::embedded_file("library_shifts.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"measure", "sex", "age_from", "age_to", "mean", "sd"}, at));
  while (csv.next()) {
    const auto kind = std::find_if(catalogue.kinds().begin(), catalogue.kinds().end(),
                                   [&](const reference::ObservationKind& each) { return each.key == csv.text(at[0]); });
    if (kind == catalogue.kinds().end()) {
      return fail(ErrorKind::kInternal, "the reference table library_shifts.csv is not as expected",
                  {{"library_shifts.csv:" + std::to_string(csv.line()), "no such measure", "this is a bug of the build"}});
    }
    const uint32_t sex = csv.text(at[1]) == "F" ? 0 : 1;
    bands[sex][static_cast<uint32_t>(kind->measure)].push_back(
        {(csv.number(at[2]) + std::min(csv.number(at[3]), 95.0) + 1) / 2, csv.number(at[4]), csv.number(at[5])});
  }
  BodyCentring centring;
  centring.lines_.resize(2 * kAges * reference::kMeasureCount);
  for (uint32_t sex = 0; sex < 2; ++sex) {
    for (uint32_t measure = 0; measure < reference::kMeasureCount; ++measure) {
      if (bands[sex][measure].empty()) continue;
      for (uint32_t year = 0; year < kAges; ++year) {
        const Band shifts = at_age(bands[sex][measure], year + 0.5);
        // Mean and spread of the survey's people of the age: over the normal scores by steps of an eighth.
        double weight = 0, sum = 0, squares = 0;
        for (int32_t step = -32; step <= 32; ++step) {
          const double score = step / 8.0, mass = math::exp(-score * score / 2);
          const double value = quantiles.value(static_cast<Measure>(measure), static_cast<Sex>(sex), year + 0.5, score);
          weight += mass;
          sum += mass * value;
          squares += mass * value * value;
        }
        const double mean = sum / weight, variance = squares / weight - mean * mean;
        const double left = variance > 0 ? 1 - shifts.sd * shifts.sd / variance : 1;
        const double scale = left > kLeastScale * kLeastScale ? std::sqrt(left) : kLeastScale;
        centring.lines_[(sex * kAges + year) * reference::kMeasureCount + measure] = {scale, mean * (1 - scale) - shifts.mean};
      }
    }
  }
  return centring;
}

}  // namespace polyclinic::life
