// What can be observed of a person: the catalogue of vital signs and laboratory measures with their codes, units,
// precision, physiological bounds and reference ranges. Not for producing values; life/physiology does that.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/result.h"
#include "engine/reference/categories.h"

namespace polyclinic::reference {

// One name for each row of observation_kinds.csv, in its order. The value is the catalogue's index, which ledgers hold.
enum class Measure : uint8_t {
  kBodyHeight,
  kBodyWeight,
  kBodyMassIndex,
  kBmiPercentile,
  kHeadCircumference,
  kWaistCircumference,
  kSystolic,
  kDiastolic,
  kHeartRate,
  kRespiratoryRate,
  kBodyTemperature,
  kOxygenSaturation,
  kPainSeverity,
  kGlucose,
  kUreaNitrogen,
  kCreatinine,
  kEgfr,
  kSodium,
  kPotassium,
  kChloride,
  kCarbonDioxide,
  kCalcium,
  kAnionGap,
  kTotalProtein,
  kAlbumin,
  kBilirubin,
  kAlkalinePhosphatase,
  kAlanineAminotransferase,
  kAspartateAminotransferase,
  kUrate,
  kPhosphate,
  kLeukocytes,
  kErythrocytes,
  kHemoglobin,
  kHematocrit,
  kMcv,
  kMch,
  kMchc,
  kRdw,
  kPlatelets,
  kMpv,
  kTotalCholesterol,
  kHdl,
  kLdl,
  kTriglycerides,
  kHemoglobinA1c,
  kCReactiveProtein,
  kTobaccoStatus,  // coded: its value is a concept, not a number
  kCount
};
inline constexpr uint32_t kMeasureCount = static_cast<uint32_t>(Measure::kCount);

struct ObservationKind {
  Measure measure{};
  std::string_view key;      // the word in our own tables and configs
  std::string_view loinc;
  std::string_view display;  // LOINC long common name
  std::string_view unit;     // UCUM; empty for coded values
  std::string_view category; // vital-signs, laboratory, social-history, survey
  std::string_view panel_loinc, panel_display;  // the panel it is reported in; empty when it stands alone
  uint8_t decimals = 0;      // a value is mantissa * 10^-decimals
  double minimum = 0, maximum = 0;  // no value is ever produced outside of these (0, 0 for coded values)
};

class ObservationCatalogue {
 public:
  // An open end of a range.
  static constexpr int32_t kNoLimit = INT32_MIN;

  // Mantissas at the kind's decimals; both ends are within the range.
  struct Range {
    int32_t low = kNoLimit, high = kNoLimit;
    bool operator==(const Range&) const = default;
  };

  // Reads observation_kinds.csv and reference_ranges.csv. Errors: kInternal, with the line, when a table is not what
  // this file expects.
  static Result<ObservationCatalogue> build();

  std::span<const ObservationKind> kinds() const { return kinds_; }
  const ObservationKind& kind(Measure measure) const { return kinds_[static_cast<uint32_t>(measure)]; }

  // What the laboratory (or the chart) prints beside a value of a person of that sex and age; open at both ends where
  // no range is customary.
  Range reference_range(Measure measure, Sex sex, int32_t age_in_months) const;

 private:
  struct AgedRange {
    int32_t until_month;  // the first month of age that is not covered any more
    Range range;
  };

  ObservationCatalogue() = default;
  Status read_kinds();
  Status read_ranges();

  Arena texts_{8 * 1024};
  std::vector<ObservationKind> kinds_;
  std::vector<AgedRange> ranges_;  // of one measure and sex by age; from_[measure * 2 + sex] is where they start
  std::vector<uint32_t> from_;
};

}  // namespace polyclinic::reference
