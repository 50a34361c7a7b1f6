// The LMS method, with straight lines between the rows of a chart.
#include "engine/life/growth_percentiles.h"

#include <algorithm>
#include <string_view>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {

Result<GrowthPercentiles> GrowthPercentiles::build() {
  static constexpr std::string_view kKeys[] = {"body_height", "body_weight", "head_circumference"};
  GrowthPercentiles made;
  reference::CsvReader csv("growth_lms.csv", reference::embedded_file("growth_lms.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"measure", "sex", "age_months", "l", "m", "s"}, at));
  while (csv.next()) {
    for (uint32_t measure = 0; measure < 3; ++measure) {
      if (csv.text(at[0]) != kKeys[measure]) continue;
      made.rows_[measure][csv.text(at[1]) == "M" ? 1 : 0].push_back(
          {csv.number(at[2]), csv.number(at[3]), csv.number(at[4]), csv.number(at[5])});
    }
  }
  for (const auto& sexes : made.rows_) {
    for (const std::vector<Row>& rows : sexes) {
      if (rows.size() < 2) return fail(ErrorKind::kInternal, "growth_lms.csv has no chart for a measure");
    }
  }
  return made;
}

std::optional<double> GrowthPercentiles::percentile(GrowthMeasure measure, reference::Sex sex, int32_t months, double value) const {
  const std::vector<Row>& rows = rows_[static_cast<uint32_t>(measure)][static_cast<uint32_t>(sex)];
  if (months < 0 || months > rows.back().month || value <= 0) return std::nullopt;
  const auto after = std::lower_bound(rows.begin(), rows.end(), static_cast<double>(months),
                                      [](const Row& row, double month) { return row.month < month; });
  Row row = *after;
  if (after != rows.begin() && after->month > months) {
    const Row& before = *(after - 1);
    const double along = (months - before.month) / (after->month - before.month);
    row.power = before.power + (after->power - before.power) * along;
    row.median = before.median + (after->median - before.median) * along;
    row.spread = before.spread + (after->spread - before.spread) * along;
  }
  const double ratio = value / row.median;
  const double score = row.power == 0 ? math::log(ratio) / row.spread : (math::pow(ratio, row.power) - 1) / (row.power * row.spread);
  return std::clamp(100 * math::normal_cdf(score), 0.1, 99.9);
}

}  // namespace polyclinic::life
