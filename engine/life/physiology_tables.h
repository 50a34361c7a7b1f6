// The tables that physiology draws from: quantile functions by sex and age, the correlated scores, the growth chart of
// the body mass index. Read once from the compiled-in files; nothing here is drawn or rounded.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/reference/categories.h"
#include "engine/reference/observations.h"

namespace polyclinic::life {

// The measures that are drawn, vital signs first; the order of biological_variation.csv. Head circumference and infants'
// weight have quantile functions too, but weight shares its score with the body mass index.
enum class Drawn : uint8_t {
  kHeight, kMassIndex, kWaist, kHead, kSystolic, kDiastolic, kHeartRate, kRespiratoryRate, kTemperature, kSaturation, kPain,
  kHemoglobinA1c, kTotalCholesterol, kHdl, kTriglycerides, kCreatinine, kUreaNitrogen, kUrate, kAlbumin,
  kAlanineAminotransferase, kAspartateAminotransferase, kAlkalinePhosphatase, kSodium, kPotassium, kCarbonDioxide, kCalcium,
  kHemoglobin, kLeukocytes, kPlatelets, kMcv, kRdw, kCReactiveProtein, kGlucose, kChloride, kTotalProtein, kBilirubin,
  kPhosphate, kMchc, kMpv, kCount
};
inline constexpr uint32_t kDrawnCount = static_cast<uint32_t>(Drawn::kCount);
inline constexpr uint32_t kDrawnVitals = static_cast<uint32_t>(Drawn::kHemoglobinA1c);

// Scores of the drawn measures at one moment.
using Scores = std::array<double, kDrawnCount>;

// Quantile functions: straight lines between the points of a grid of normal scores (-4 to 4 by a half), going on
// straight beyond; between ages straight too, level before the first and after the last.
class QuantileTables {
 public:
  static constexpr uint32_t kPoints = 17;

  static Result<QuantileTables> build(const reference::ObservationCatalogue& catalogue);

  // age in years.
  double value(reference::Measure measure, reference::Sex sex, double age, double score) const;

 private:
  struct Span {
    uint32_t first = 0, count = 0;  // rows
  };

  std::array<std::array<Span, reference::kMeasureCount>, 2> spans_{};
  std::vector<double> ages_;    // by row
  std::vector<double> steps_;   // 1 / years to the next row
  std::vector<double> values_;  // kPoints a row
};

// How scores hang together: between measures (the survey's residual correlation, completed) and over time (shares of
// trait, slow state and noise).
class LatentModel {
 public:
  static Result<LatentModel> build(const reference::ObservationCatalogue& catalogue);

  double correlation(Drawn a, Drawn b) const { return correlation_[index(a)][index(b)]; }

  // From independent normals: the trait's share of the scores, the slow state's, and the first `count` of the noise's (they
  // depend on the first normals only).
  void trait_from(const Scores& normals, Scores& out) const;
  void slow_from(const Scores& normals, Scores& out) const;
  void noise_from(const Scores& normals, uint32_t count, Scores& out) const;

  // Puts the correlations in that change with sex and age: body mass index with height, MCV and MCHC with hemoglobin.
  void tie_body(Scores& scores, reference::Sex sex, double age) const;
  void tie_red_cells(Scores& scores, reference::Sex sex, double age) const;

 private:
  using Row = std::array<double, kDrawnCount>;
  using Matrix = std::vector<Row>;  // kDrawnCount rows; on the heap, as a thread's stack in a browser is small
  struct Tie {
    double age, value;
  };
  enum Pair : uint32_t { kMassIndexHeight, kMcvHemoglobin, kMchcHemoglobin, kMchcMcv, kPairCount };

  static uint32_t index(Drawn drawn) { return static_cast<uint32_t>(drawn); }
  Status read_shares(const reference::ObservationCatalogue& catalogue);
  Status read_correlations(const reference::ObservationCatalogue& catalogue);
  Status read_ties(const reference::ObservationCatalogue& catalogue);
  Status factorize();
  static void multiply(const Matrix& columns, const Scores& normals, uint32_t count, Scores& out);
  double tie(Pair pair, reference::Sex sex, double age) const;

  Matrix correlation_;
  Matrix factor_;        // columns of the lower triangle of the correlation
  Matrix trait_factor_;  // the same of the trait's covariance
  Row trait_share_{}, slow_share_{}, noise_share_{};
  Row slow_scale_{}, noise_scale_{};  // square roots of the shares
  std::array<std::array<std::vector<Tie>, 2>, kPairCount> ties_;
  double mchc_by_hemoglobin_ = 0, mchc_by_mcv_ = 0, mchc_rest_ = 1;  // regression within correlation_
};

// The CDC growth chart of the body mass index, 24 to 240 months: what BMI percentiles are read from.
class BmiChart {
 public:
  static Result<BmiChart> build();

  // Normal score of a body mass index (kg/m2) at completed months of age, by the LMS method.
  double score(reference::Sex sex, int32_t months, double mass_index) const;

 private:
  static constexpr int32_t kFirstMonth = 24, kLastMonth = 240;
  struct Lms {
    double power = 0, median = 0, spread = 0;
  };
  std::array<std::vector<Lms>, 2> months_;
};

}  // namespace polyclinic::life
