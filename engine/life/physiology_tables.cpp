// Reads the tables of physiology and prepares the factors that correlated scores are made with.
#include "engine/life/physiology_tables.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "engine/foundation/math.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::CsvReader;
using reference::embedded_file;
using reference::Measure;
using reference::ObservationCatalogue;
using reference::Sex;

constexpr std::array<Measure, kDrawnCount> kMeasures{
    Measure::kBodyHeight, Measure::kBodyMassIndex, Measure::kWaistCircumference, Measure::kHeadCircumference,
    Measure::kSystolic, Measure::kDiastolic, Measure::kHeartRate, Measure::kRespiratoryRate, Measure::kBodyTemperature,
    Measure::kOxygenSaturation, Measure::kPainSeverity, Measure::kHemoglobinA1c, Measure::kTotalCholesterol,
    Measure::kHdl, Measure::kTriglycerides, Measure::kCreatinine, Measure::kUreaNitrogen, Measure::kUrate,
    Measure::kAlbumin, Measure::kAlanineAminotransferase, Measure::kAspartateAminotransferase,
    Measure::kAlkalinePhosphatase, Measure::kSodium, Measure::kPotassium, Measure::kCarbonDioxide, Measure::kCalcium,
    Measure::kHemoglobin, Measure::kLeukocytes, Measure::kPlatelets, Measure::kMcv, Measure::kRdw,
    Measure::kCReactiveProtein, Measure::kGlucose, Measure::kChloride, Measure::kTotalProtein, Measure::kBilirubin,
    Measure::kPhosphate, Measure::kMchc, Measure::kMpv};

std::unexpected<Error> broken(std::string_view file, uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the reference table " + std::string(file) + " is not as expected",
              {{std::string(file) + ":" + std::to_string(line), std::move(what), "this is a bug of the build"}});
}

std::optional<Measure> find_measure(const ObservationCatalogue& catalogue, std::string_view key) {
  for (const reference::ObservationKind& kind : catalogue.kinds()) {
    if (kind.key == key) return kind.measure;
  }
  return std::nullopt;
}

std::optional<uint32_t> find_drawn(const ObservationCatalogue& catalogue, std::string_view key) {
  for (uint32_t drawn = 0; drawn < kDrawnCount; ++drawn) {
    if (catalogue.kind(kMeasures[drawn]).key == key) return drawn;
  }
  return std::nullopt;
}

std::optional<Sex> find_sex(std::string_view key) {
  for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
    if (key == reference::kSexes[static_cast<uint32_t>(sex)].key) return sex;
  }
  return std::nullopt;
}

// The lower triangle whose product with its transpose is the matrix; false when that is not positive definite.
template <class Matrix>
bool cholesky(const Matrix& matrix, uint32_t size, Matrix& lower) {
  for (uint32_t i = 0; i < size; ++i) {
    for (uint32_t j = 0; j <= i; ++j) {
      double rest = matrix[i][j];
      for (uint32_t k = 0; k < j; ++k) rest -= lower[i][k] * lower[j][k];
      if (i == j) {
        if (!(rest > 1e-9)) return false;
        lower[i][i] = std::sqrt(rest);
      } else {
        lower[i][j] = rest / lower[j][j];
      }
    }
  }
  return true;
}

}  // namespace

Result<QuantileTables> QuantileTables::build(const ObservationCatalogue& catalogue) {
  constexpr std::string_view kFile = "physiology_quantiles.csv";
  CsvReader table(kFile, embedded_file(kFile));
  uint32_t column[3];
  uint32_t first_point = 0;
  POLYCLINIC_TRY(table.columns({"measure", "sex", "age"}, column));
  POLYCLINIC_ASSIGN(first_point, table.column("z-4.0"));
  QuantileTables tables;
  while (table.next()) {
    const auto measure = find_measure(catalogue, table.text(column[0]));
    const auto sex = find_sex(table.text(column[1]));
    if (!measure || !sex) return broken(kFile, table.line(), "unknown measure or sex");
    Span& span = tables.spans_[static_cast<uint32_t>(*sex)][static_cast<uint32_t>(*measure)];
    const uint32_t row = static_cast<uint32_t>(tables.ages_.size());
    const double age = table.number(column[2]);
    if (span.count == 0) {
      span.first = row;
    } else if (span.first + span.count != row || age <= tables.ages_.back()) {
      return broken(kFile, table.line(), "rows of a measure are apart or not by age");
    }
    ++span.count;
    tables.ages_.push_back(age);
    for (uint32_t point = 0; point < kPoints; ++point) {
      const double value = table.number(first_point + point);
      if (table.is_empty(first_point + point) || (point > 0 && value < tables.values_.back())) {
        return broken(kFile, table.line(), "a quantile function that falls");
      }
      tables.values_.push_back(value);
    }
  }
  tables.steps_.resize(tables.ages_.size());
  for (size_t row = 0; row + 1 < tables.ages_.size(); ++row) {
    tables.steps_[row] = 1 / (tables.ages_[row + 1] - tables.ages_[row]);
  }
  for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
    for (const Measure measure : kMeasures) {
      if (tables.spans_[static_cast<uint32_t>(sex)][static_cast<uint32_t>(measure)].count == 0) {
        return broken(kFile, table.line(), "no rows for " + std::string(catalogue.kind(measure).key));
      }
    }
  }
  return tables;
}

double QuantileTables::value(Measure measure, Sex sex, double age, double score) const {
  const Span span = spans_[static_cast<uint32_t>(sex)][static_cast<uint32_t>(measure)];
  const double* ages = ages_.data() + span.first;
  // The last row whose age is not above: halving without branches, as ages come in no order.
  uint32_t row = 0;
  for (uint32_t left = span.count; left > 1;) {
    const uint32_t half = left / 2;
    row += ages[row + half] <= age ? half : 0;
    left -= half;
  }
  const double place = score * 2 + 8;
  const double inside = place < 0 ? 0 : place > kPoints - 2 ? kPoints - 2 : place;
  const uint32_t cell = static_cast<uint32_t>(inside);
  const double along = place - cell;
  const double* at = values_.data() + (span.first + row) * kPoints + cell;
  const double here = at[0] + (at[1] - at[0]) * along;
  const double beyond = age - ages[row];
  if (!(beyond > 0) || row + 1 == span.count) return here;  // before the first age, or after the last
  at += kPoints;
  const double next = at[0] + (at[1] - at[0]) * along;
  return here + (next - here) * (beyond * steps_[span.first + row]);
}

Result<LatentModel> LatentModel::build(const ObservationCatalogue& catalogue) {
  LatentModel model;
  POLYCLINIC_TRY(model.read_shares(catalogue));
  POLYCLINIC_TRY(model.read_correlations(catalogue));
  POLYCLINIC_TRY(model.read_ties(catalogue));
  POLYCLINIC_TRY(model.factorize());
  return model;
}

Status LatentModel::read_shares(const ObservationCatalogue& catalogue) {
  constexpr std::string_view kFile = "biological_variation.csv";
  CsvReader table(kFile, embedded_file(kFile));
  uint32_t column[4];
  POLYCLINIC_TRY(table.columns({"measure", "trait", "slow", "noise"}, column));
  uint32_t row = 0;
  while (table.next()) {
    if (row == kDrawnCount || find_drawn(catalogue, table.text(column[0])) != row) {
      return broken(kFile, table.line(), "not the measure that belongs here");
    }
    trait_share_[row] = table.number(column[1]);
    slow_share_[row] = table.number(column[2]);
    noise_share_[row] = table.number(column[3]);
    const double sum = trait_share_[row] + slow_share_[row] + noise_share_[row];
    if (!(std::fabs(sum - 1) < 1e-9) || slow_share_[row] < 0 || noise_share_[row] < 0 || trait_share_[row] <= 0) {
      return broken(kFile, table.line(), "the shares are not of one whole");
    }
    slow_scale_[row] = std::sqrt(slow_share_[row]);
    noise_scale_[row] = std::sqrt(noise_share_[row]);
    ++row;
  }
  if (row != kDrawnCount) return broken(kFile, table.line(), "rows are missing");
  return {};
}

// The survey's matrix as it stands, then one supplementary measure after the other: tied to the measures it names, and
// to the rest only through them (its regression on those it names), which keeps the matrix positive definite.
Status LatentModel::read_correlations(const ObservationCatalogue& catalogue) {
  std::array<bool, kDrawnCount> known{};
  correlation_.assign(kDrawnCount, Row{});
  for (uint32_t i = 0; i < kDrawnCount; ++i) correlation_[i][i] = 1;
  constexpr std::string_view kSurvey = "nhanes_correlation.csv";
  uint32_t column[3];
  {
    CsvReader table(kSurvey, embedded_file(kSurvey));
    POLYCLINIC_TRY(table.columns({"measure", "with", "correlation"}, column));
    while (table.next()) {
      const auto a = find_drawn(catalogue, table.text(column[0])), b = find_drawn(catalogue, table.text(column[1]));
      if (!a || !b) return broken(kSurvey, table.line(), "unknown measure");
      known[*a] = known[*b] = true;
      correlation_[*a][*b] = correlation_[*b][*a] = table.number(column[2]);
    }
  }
  constexpr std::string_view kSupplement = "correlation_supplement.csv";
  CsvReader table(kSupplement, embedded_file(kSupplement));
  POLYCLINIC_TRY(table.columns({"measure", "with", "correlation"}, column));
  struct Named {
    uint32_t measure, with;
    double correlation;
  };
  std::vector<Named> named;
  while (table.next()) {
    const auto a = find_drawn(catalogue, table.text(column[0])), b = find_drawn(catalogue, table.text(column[1]));
    if (!a || !b) return broken(kSupplement, table.line(), "unknown measure");
    named.push_back({*a, *b, table.number(column[2])});
  }
  for (size_t at = 0; at < named.size();) {
    const uint32_t measure = named[at].measure;
    size_t end = at;
    while (end < named.size() && named[end].measure == measure) ++end;
    const uint32_t count = static_cast<uint32_t>(end - at);
    Matrix among(count, Row{}), lower(count, Row{});
    for (uint32_t i = 0; i < count; ++i) {
      if (known[measure] || !known[named[at + i].with]) {
        return broken(kSupplement, static_cast<uint32_t>(at) + 2, "a measure twice, or tied to one that comes later");
      }
      for (uint32_t j = 0; j < count; ++j) among[i][j] = correlation_[named[at + i].with][named[at + j].with];
    }
    if (!cholesky(among, count, lower)) return broken(kSupplement, 0, "not positive definite");
    Row weights{};  // of the regression: forward, then backward substitution
    for (uint32_t i = 0; i < count; ++i) {
      double rest = named[at + i].correlation;
      for (uint32_t k = 0; k < i; ++k) rest -= lower[i][k] * weights[k];
      weights[i] = rest / lower[i][i];
    }
    for (uint32_t i = count; i-- > 0;) {
      double rest = weights[i];
      for (uint32_t k = i + 1; k < count; ++k) rest -= lower[k][i] * weights[k];
      weights[i] = rest / lower[i][i];
    }
    for (uint32_t other = 0; other < kDrawnCount; ++other) {
      if (!known[other]) continue;
      double sum = 0;
      for (uint32_t i = 0; i < count; ++i) sum += weights[i] * correlation_[named[at + i].with][other];
      correlation_[measure][other] = correlation_[other][measure] = sum;
    }
    known[measure] = true;
    at = end;
  }
  if (std::find(known.begin(), known.end(), false) != known.end()) {
    return broken(kSupplement, table.line(), "a drawn measure has no correlations");
  }
  return {};
}

Status LatentModel::read_ties(const ObservationCatalogue& catalogue) {
  constexpr std::string_view kFile = "age_dependent_correlation.csv";
  constexpr std::array<std::array<Drawn, 2>, kPairCount> kPairs{{{Drawn::kMassIndex, Drawn::kHeight},
                                                                {Drawn::kMcv, Drawn::kHemoglobin},
                                                                {Drawn::kMchc, Drawn::kHemoglobin},
                                                                {Drawn::kMchc, Drawn::kMcv}}};
  CsvReader table(kFile, embedded_file(kFile));
  uint32_t column[5];
  POLYCLINIC_TRY(table.columns({"measure", "with", "sex", "age", "correlation"}, column));
  while (table.next()) {
    const auto a = find_drawn(catalogue, table.text(column[0])), b = find_drawn(catalogue, table.text(column[1]));
    const auto sex = find_sex(table.text(column[2]));
    uint32_t pair = 0;
    while (pair < kPairCount && (a != index(kPairs[pair][0]) || b != index(kPairs[pair][1]))) ++pair;
    if (pair == kPairCount || !sex) return broken(kFile, table.line(), "unknown pair or sex");
    std::vector<Tie>& list = ties_[pair][static_cast<uint32_t>(*sex)];
    const Tie next{table.number(column[3]), table.number(column[4])};
    if (!(std::fabs(next.value) < 1) || (!list.empty() && next.age <= list.back().age)) {
      return broken(kFile, table.line(), "not a correlation, or ages out of order");
    }
    list.push_back(next);
  }
  for (const auto& pair : ties_) {
    for (const std::vector<Tie>& list : pair) {
      if (list.empty()) return broken(kFile, table.line(), "a pair is missing");
    }
  }
  return {};
}

// Slow state and noise are correlated as the whole; the trait has what is left, so that the three together have
// exactly the survey's correlation although their shares differ between measures.
Status LatentModel::factorize() {
  Matrix trait(kDrawnCount, Row{});
  for (uint32_t i = 0; i < kDrawnCount; ++i) {
    for (uint32_t j = 0; j < kDrawnCount; ++j) {
      trait[i][j] = correlation_[i][j] * (1 - slow_scale_[i] * slow_scale_[j] - noise_scale_[i] * noise_scale_[j]);
    }
  }
  Matrix whole_lower(kDrawnCount, Row{}), trait_lower(kDrawnCount, Row{});
  if (!cholesky(correlation_, kDrawnCount, whole_lower) || !cholesky(trait, kDrawnCount, trait_lower)) {
    return fail(ErrorKind::kInternal, "the correlations of physiology are not positive definite",
                {{"nhanes_correlation.csv", "no such joint distribution exists", "this is a bug of the build"}});
  }
  factor_.assign(kDrawnCount, Row{});
  trait_factor_.assign(kDrawnCount, Row{});
  for (uint32_t i = 0; i < kDrawnCount; ++i) {
    for (uint32_t k = 0; k <= i; ++k) {
      factor_[k][i] = whole_lower[i][k];
      trait_factor_[k][i] = trait_lower[i][k];
    }
  }
  const double a = correlation(Drawn::kMcv, Drawn::kHemoglobin);
  const double b = correlation(Drawn::kMchc, Drawn::kHemoglobin);
  const double c = correlation(Drawn::kMchc, Drawn::kMcv);
  mchc_by_hemoglobin_ = (b - a * c) / (1 - a * a);
  mchc_by_mcv_ = (c - a * b) / (1 - a * a);
  mchc_rest_ = std::sqrt(1 - mchc_by_hemoglobin_ * b - mchc_by_mcv_ * c);
  return {};
}

// Column by column: the sums run in the order of the normals all the same, and the columns are added in vectors.
void LatentModel::multiply(const Matrix& columns, const Scores& normals, uint32_t count, Scores& out) {
  for (uint32_t i = 0; i < count; ++i) out[i] = 0;
  for (uint32_t k = 0; k < count; ++k) {
    const double normal = normals[k];
    const Row& column = columns[k];
    for (uint32_t i = k; i < count; ++i) out[i] += column[i] * normal;
  }
}

void LatentModel::trait_from(const Scores& normals, Scores& out) const {
  multiply(trait_factor_, normals, kDrawnCount, out);
}

void LatentModel::slow_from(const Scores& normals, Scores& out) const {
  multiply(factor_, normals, kDrawnCount, out);
  for (uint32_t i = 0; i < kDrawnCount; ++i) out[i] *= slow_scale_[i];
}

void LatentModel::noise_from(const Scores& normals, uint32_t count, Scores& out) const {
  multiply(factor_, normals, count, out);
  for (uint32_t i = 0; i < count; ++i) out[i] *= noise_scale_[i];
}

double LatentModel::tie(Pair pair, Sex sex, double age) const {
  const std::vector<Tie>& list = ties_[pair][static_cast<uint32_t>(sex)];
  if (age <= list.front().age) return list.front().value;
  for (size_t at = 1; at < list.size(); ++at) {
    if (age < list[at].age) {
      const Tie &before = list[at - 1], &after = list[at];
      return before.value + (after.value - before.value) * ((age - before.age) / (after.age - before.age));
    }
  }
  return list.back().value;
}

void LatentModel::tie_body(Scores& scores, Sex sex, double age) const {
  const double whole = correlation(Drawn::kMassIndex, Drawn::kHeight);
  const double wanted = tie(kMassIndexHeight, sex, age);
  if (wanted == whole) return;
  const double height = scores[index(Drawn::kHeight)];
  double& mass_index = scores[index(Drawn::kMassIndex)];
  const double rest = (mass_index - whole * height) / std::sqrt(1 - whole * whole);
  mass_index = wanted * height + std::sqrt(1 - wanted * wanted) * rest;
}

void LatentModel::tie_red_cells(Scores& scores, Sex sex, double age) const {
  const double hemoglobin = scores[index(Drawn::kHemoglobin)];
  double& mcv = scores[index(Drawn::kMcv)];
  double& mchc = scores[index(Drawn::kMchc)];
  const double mchc_rest = (mchc - mchc_by_hemoglobin_ * hemoglobin - mchc_by_mcv_ * mcv) / mchc_rest_;
  const double whole = correlation(Drawn::kMcv, Drawn::kHemoglobin);
  const double mcv_rest = (mcv - whole * hemoglobin) / std::sqrt(1 - whole * whole);
  const double a = tie(kMcvHemoglobin, sex, age);
  const double b = tie(kMchcHemoglobin, sex, age);
  const double c = tie(kMchcMcv, sex, age);
  mcv = a * hemoglobin + std::sqrt(1 - a * a) * mcv_rest;
  const double by_hemoglobin = (b - a * c) / (1 - a * a);
  const double by_mcv = (c - a * b) / (1 - a * a);
  const double left = 1 - by_hemoglobin * b - by_mcv * c;
  mchc = by_hemoglobin * hemoglobin + by_mcv * mcv + std::sqrt(left > 0 ? left : 0) * mchc_rest;
}

Result<BmiChart> BmiChart::build() {
  constexpr std::string_view kFile = "growth_lms.csv";
  CsvReader table(kFile, embedded_file(kFile));
  uint32_t column[6];
  POLYCLINIC_TRY(table.columns({"measure", "sex", "age_months", "l", "m", "s"}, column));
  BmiChart chart;
  for (std::vector<Lms>& months : chart.months_) months.resize(kLastMonth - kFirstMonth + 1);
  while (table.next()) {
    if (table.text(column[0]) != "body_mass_index") continue;
    const auto sex = find_sex(table.text(column[1]));
    const int64_t month = table.integer(column[2]);
    if (!sex || month < kFirstMonth || month > kLastMonth) return broken(kFile, table.line(), "unknown sex or month");
    chart.months_[static_cast<uint32_t>(*sex)][static_cast<size_t>(month - kFirstMonth)] = {
        table.number(column[3]), table.number(column[4]), table.number(column[5])};
  }
  for (const auto& months : chart.months_) {
    for (const Lms& lms : months) {
      if (!(lms.median > 0) || !(lms.spread > 0) || lms.power == 0) return broken(kFile, table.line(), "months are missing");
    }
  }
  return chart;
}

double BmiChart::score(Sex sex, int32_t months, double mass_index) const {
  const int32_t month = std::clamp(months, kFirstMonth, kLastMonth);
  const Lms& lms = months_[static_cast<uint32_t>(sex)][static_cast<size_t>(month - kFirstMonth)];
  return (math::pow(mass_index / lms.median, lms.power) - 1) / (lms.power * lms.spread);
}

}  // namespace polyclinic::life
