// Reads the catalogue of observation kinds and their reference ranges from the compiled-in tables.
#include "engine/reference/observations.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::reference {
namespace {

// The keys in the order of Measure: the table must have just these rows in just this order.
constexpr std::array<std::string_view, kMeasureCount> kKeys{
    "body_height", "body_weight", "body_mass_index", "bmi_percentile", "head_circumference", "waist_circumference",
    "systolic", "diastolic", "heart_rate", "respiratory_rate", "body_temperature", "oxygen_saturation",
    "pain_severity", "glucose", "urea_nitrogen", "creatinine", "egfr", "sodium", "potassium", "chloride",
    "carbon_dioxide", "calcium", "anion_gap", "total_protein", "albumin", "bilirubin", "alkaline_phosphatase",
    "alanine_aminotransferase", "aspartate_aminotransferase", "urate", "phosphate", "leukocytes", "erythrocytes",
    "hemoglobin", "hematocrit", "mcv", "mch", "mchc", "rdw", "platelets", "mpv", "total_cholesterol",
    "hdl_cholesterol", "ldl_cholesterol", "triglycerides", "hemoglobin_a1c", "c_reactive_protein", "tobacco_status"};

constexpr std::string_view kKindsFile = "observation_kinds.csv";
constexpr std::string_view kRangesFile = "reference_ranges.csv";

std::unexpected<Error> broken(std::string_view file, uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the reference table " + std::string(file) + " is not as expected",
              {{std::string(file) + ":" + std::to_string(line), std::move(what), "this is a bug of the build"}});
}

int32_t mantissa_of(double value, uint8_t decimals) {
  for (uint8_t digit = 0; digit < decimals; ++digit) value *= 10;
  return static_cast<int32_t>(math::round_half_away(value));
}

}  // namespace

Result<ObservationCatalogue> ObservationCatalogue::build() {
  ObservationCatalogue catalogue;
  POLYCLINIC_TRY(catalogue.read_kinds());
  POLYCLINIC_TRY(catalogue.read_ranges());
  return catalogue;
}

Status ObservationCatalogue::read_kinds() {
  CsvReader table(kKindsFile, embedded_file(kKindsFile));
  uint32_t column[10];
  POLYCLINIC_TRY(table.columns({"key", "loinc", "display", "unit", "category", "panel_loinc", "panel_display",
                                "decimals", "min", "max"},
                               column));
  kinds_.reserve(kMeasureCount);
  while (table.next()) {
    if (kinds_.size() == kMeasureCount || table.text(column[0]) != kKeys[kinds_.size()]) {
      return broken(kKindsFile, table.line(), std::string(table.text(column[0])) + " does not belong here");
    }
    ObservationKind kind;
    kind.measure = static_cast<Measure>(kinds_.size());
    kind.key = kKeys[kinds_.size()];
    kind.loinc = texts_.copy(table.text(column[1]));
    kind.display = texts_.copy(table.text(column[2]));
    kind.unit = texts_.copy(table.text(column[3]));
    kind.category = texts_.copy(table.text(column[4]));
    kind.panel_loinc = texts_.copy(table.text(column[5]));
    kind.panel_display = texts_.copy(table.text(column[6]));
    kind.decimals = static_cast<uint8_t>(table.integer(column[7]));
    kind.minimum = table.number(column[8]);
    kind.maximum = table.number(column[9]);
    if (kind.decimals > 3 || kind.minimum > kind.maximum || kind.loinc.empty() || kind.display.empty()) {
      return broken(kKindsFile, table.line(), "a code, a name, decimals or bounds are wrong");
    }
    kinds_.push_back(kind);
  }
  if (kinds_.size() != kMeasureCount) return broken(kKindsFile, table.line(), "rows are missing");
  return {};
}

Status ObservationCatalogue::read_ranges() {
  CsvReader table(kRangesFile, embedded_file(kRangesFile));
  uint32_t column[6];
  POLYCLINIC_TRY(table.columns({"measure", "sex", "age_from_months", "age_to_months", "low", "high"}, column));
  std::vector<std::vector<AgedRange>> by_key(kMeasureCount * 2);
  while (table.next()) {
    const auto key = std::find(kKeys.begin(), kKeys.end(), table.text(column[0]));
    if (key == kKeys.end()) return broken(kRangesFile, table.line(), "unknown measure");
    const uint32_t measure = static_cast<uint32_t>(key - kKeys.begin());
    const uint8_t decimals = kinds_[measure].decimals;
    const std::string_view sexes = table.text(column[1]);
    const int32_t from = static_cast<int32_t>(table.integer(column[2]));
    const int32_t until = static_cast<int32_t>(table.integer(column[3]));
    Range range;
    if (!table.is_empty(column[4])) range.low = mantissa_of(table.number(column[4]), decimals);
    if (!table.is_empty(column[5])) range.high = mantissa_of(table.number(column[5]), decimals);
    for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
      if (sexes != "B" && sexes != kSexes[static_cast<uint32_t>(sex)].key) continue;
      std::vector<AgedRange>& list = by_key[measure * 2 + static_cast<uint32_t>(sex)];
      const int32_t covered = list.empty() ? 0 : list.back().until_month;
      if (from < covered || until <= from) return broken(kRangesFile, table.line(), "ages overlap or are out of order");
      if (from > covered) list.push_back({from, Range{}});
      list.push_back({until, range});
    }
  }
  from_.reserve(by_key.size() + 1);
  for (const std::vector<AgedRange>& list : by_key) {
    from_.push_back(static_cast<uint32_t>(ranges_.size()));
    ranges_.insert(ranges_.end(), list.begin(), list.end());
  }
  from_.push_back(static_cast<uint32_t>(ranges_.size()));
  return {};
}

ObservationCatalogue::Range ObservationCatalogue::reference_range(Measure measure, Sex sex, int32_t age_in_months) const {
  const uint32_t key = static_cast<uint32_t>(measure) * 2 + static_cast<uint32_t>(sex);
  for (uint32_t index = from_[key]; index < from_[key + 1]; ++index) {
    if (age_in_months < ranges_[index].until_month) return ranges_[index].range;
  }
  return {};
}

}  // namespace polyclinic::reference
