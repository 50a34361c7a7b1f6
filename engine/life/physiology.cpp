// Draws a person's scores, turns them into values and computes what follows from them.
#include "engine/life/physiology.h"

#include <algorithm>
#include <cmath>

#include "engine/foundation/math.h"

namespace polyclinic::life {
namespace {

using reference::kMeasureCount;
using reference::Measure;
using reference::Sex;
using namespace measure_sets;

constexpr double kDaysPerJulianYear = 365.25;

// The slow state turns from one independent point to the next within so many years, which gives the weight changes that
// are seen over one and over ten years (biological_variation.csv).
constexpr double kStretchYears = 4;

// Size at birth foretells little of adult size: scores of length turn from one to the other within the first 3 years.
// The correlation at birth is the sine of the angle, 0.4.
constexpr double kBirthAngle = 0.41151684606748801;
constexpr double kGrownIntoAge = 3;

// Infants' weight scores, of which length explains a part (WHO and CDC charts: correlation 0.65 at a given age).
constexpr double kWeightByLength = 0.65, kWeightRest = 0.75993420767853315;
// Weight is drawn itself in infancy and follows from height and body mass index later; between these ages it is mixed.
constexpr double kWeightOwnUntil = 1.5, kWeightDerivedFrom = 2.5;

constexpr double kHeightError = 0.25;  // cm at most; a child does not stand exactly as tall every time

constexpr int32_t kFirstMassIndexMonth = 24, kFirstAdultMonth = 240, kLastHeadMonth = 36, kFirstPainMonth = 96;
constexpr int32_t kLdlTriglycerideLimit = 400;  // mg/dL: Friedewald's formula ends here

constexpr MeasureSet kBodySet = of(kBodyHeight, kBodyWeight, kBodyMassIndex, kBmiPercentile, kHeadCircumference, kWaistCircumference);
constexpr MeasureSet kVitalSignSet =
    of(kSystolic, kDiastolic, kHeartRate, kRespiratoryRate, kBodyTemperature, kOxygenSaturation, kPainSeverity);
constexpr MeasureSet kRedCellSet = of(kHemoglobin, kHematocrit, kErythrocytes, kMcv, kMch, kMchc);
constexpr MeasureSet kBloodCountSet = kRedCellSet | of(kLeukocytes, kRdw, kPlatelets, kMpv);
constexpr MeasureSet kChemistrySet = kAllLaboratory & ~(kBloodCountSet | kLipidPanel);

}  // namespace

namespace {

// CKD-EPI 2021 (Inker et al., N Engl J Med 2021;385:1737), without race: creatinine in mg/dL, age in years.
struct EgfrEquation {
  double kappa, alpha, all;
};
EgfrEquation egfr_equation(Sex sex, int32_t years) {
  const bool is_woman = sex == Sex::kFemale;
  return {is_woman ? 0.7 : 0.9, is_woman ? -0.241 : -0.302, 142 * math::pow(0.9938, years) * (is_woman ? 1.012 : 1.0)};
}
constexpr double kEgfrAbove = -1.2;

double egfr_of(double creatinine, Sex sex, int32_t years) {
  const EgfrEquation equation = egfr_equation(sex, years);
  const double ratio = creatinine / equation.kappa;
  return equation.all * math::pow(ratio, ratio > 1 ? kEgfrAbove : equation.alpha);
}

double creatinine_of(double egfr, Sex sex, int32_t years) {
  const EgfrEquation equation = egfr_equation(sex, years);
  return equation.kappa * math::pow(egfr / equation.all, 1 / (egfr < equation.all ? kEgfrAbove : equation.alpha));
}

// Where the eGFR of a stage of chronic kidney disease lies (KDIGO 2012), by stage.
constexpr double kStageLow[] = {0, 90, 60, 30, 15, 4}, kStageHigh[] = {0, 120, 90, 60, 30, 15};
// Without the disease it hardly ever falls below 60: what does comes nearer to it the lower it is.
constexpr double kHealthyEgfr = 60, kBendEgfr = 75;

}  // namespace

// One call of measure().
struct Physiology::Visit {
  const PhysiologyState& state;
  MeasureSet wanted;
  MeasuredValues& out;
  const QuantileTables& quantiles;
  const std::array<Limits, kMeasureCount>& limits;
  const BodyCentring& centring;
  double age = 0;      // years
  int32_t months = 0;  // completed
  double height_error = 0;
  uint64_t present = 0;
  Scores scores;

  bool wants(MeasureSet set) const { return (wanted & set) != 0; }
  double score(Drawn drawn) const { return scores[static_cast<uint32_t>(drawn)]; }
  double shift(Measure measure) const { return static_cast<double>(state.shift[static_cast<uint32_t>(measure)]); }

  double value_of(Measure measure, double at_score) const {
    return centring.centred(measure, state.sex, age, quantiles.value(measure, state.sex, age, at_score)) + shift(measure);
  }
  double value_of(Measure measure, Drawn drawn) const { return value_of(measure, score(drawn)); }

  // A person with chronic kidney disease has the creatinine that goes with its stage: the higher the own score, the nearer
  // to the next stage. A twentieth of the stage is left at both ends for rounding.
  double creatinine() const {
    const int32_t years = std::max(months / 12, kFirstEgfrYear);
    if (state.kidney_stage != 0) {
      const double high = kStageHigh[state.kidney_stage], low = kStageLow[state.kidney_stage];
      const double egfr = high - (high - low) * (0.05 + 0.9 * math::normal_cdf(score(Drawn::kCreatinine)));
      return creatinine_of(egfr, state.sex, years) + shift(Measure::kCreatinine);
    }
    const double own = value_of(Measure::kCreatinine, Drawn::kCreatinine);
    if (centring.is_empty() || months / 12 < kFirstEgfrYear) return own;
    const double healthy = own - shift(Measure::kCreatinine);
    const double egfr = egfr_of(std::max(healthy, 0.1), state.sex, years);
    if (egfr >= kBendEgfr) return own;
    return creatinine_of(kHealthyEgfr + (kBendEgfr - kHealthyEgfr) * egfr / kBendEgfr, state.sex, years) + shift(Measure::kCreatinine);
  }

  // Rounds a value within the kind's bounds, notes it when it is wanted, and returns what will be printed.
  double print(Measure measure, double value) {
    const uint32_t index = static_cast<uint32_t>(measure);
    const Limits& limit = limits[index];
    const double inside = value < limit.minimum ? limit.minimum : value > limit.maximum ? limit.maximum : value;
    const double scaled = inside * limit.scale;
    const int32_t mantissa = static_cast<int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    if ((wanted >> index & 1) != 0) {
      out.mantissa[index] = mantissa;
      present |= uint64_t{1} << index;
    }
    return mantissa / limit.scale;
  }
  void draw(Measure measure, Drawn drawn) {
    if (wants(of(measure))) print(measure, value_of(measure, drawn));
  }
};

Result<Physiology> Physiology::build(const reference::ObservationCatalogue& catalogue, bool with_library) {
  POLYCLINIC_ASSIGN(QuantileTables quantiles, QuantileTables::build(catalogue));
  POLYCLINIC_ASSIGN(LatentModel latent, LatentModel::build(catalogue));
  POLYCLINIC_ASSIGN(BmiChart chart, BmiChart::build());
  BodyCentring centring;
  if (with_library) {
    POLYCLINIC_ASSIGN(centring, BodyCentring::build(catalogue, quantiles));
  }
  Physiology physiology(std::move(quantiles), std::move(latent), std::move(chart));
  physiology.centring_ = std::move(centring);
  for (const reference::ObservationKind& kind : catalogue.kinds()) {
    double scale = 1;
    for (uint8_t digit = 0; digit < kind.decimals; ++digit) scale *= 10;
    physiology.limits_[static_cast<uint32_t>(kind.measure)] = {kind.minimum, kind.maximum, scale};
  }
  return physiology;
}

void Physiology::begin(PhysiologyState& state, uint64_t seed, uint64_t entity, Sex sex, Day birth) const {
  state.seed = seed;
  state.entity = entity;
  state.sex = sex;
  state.birth = birth;
  state.stretch = UINT32_MAX;
  state.shift.fill(0);
  state.kidney_stage = 0;
  RandomStream stream(seed, entity, kTraitPurpose);
  Scores normals;
  for (double& normal : normals) normal = stream.normal();
  latent_.trait_from(normals, state.trait);
  for (double& normal : state.birth_size) normal = stream.normal();
  state.stretch_phase = stream.uniform();
}

void Physiology::move_slow_state(PhysiologyState& state, double age) const {
  const uint32_t stretch = static_cast<uint32_t>(age / kStretchYears + state.stretch_phase);
  if (stretch == state.stretch) return;
  const auto point = [&](uint32_t number, Scores& out) {
    RandomStream stream(state.seed, state.entity, kSlowStatePurpose, number);
    Scores normals;
    for (double& normal : normals) normal = stream.normal();
    latent_.slow_from(normals, out);
  };
  if (state.stretch != UINT32_MAX && stretch == state.stretch + 1) {
    state.slow_from = state.slow_to;
  } else {
    point(stretch, state.slow_from);
  }
  point(stretch + 1, state.slow_to);
  state.stretch = stretch;
}

void Physiology::measure(PhysiologyState& state, Day at, uint32_t visit_ordinal, MeasureSet wanted,
                         MeasuredValues& out) const {
  Visit visit{state, wanted, out, quantiles_, limits_, centring_, {}, {}, {}, {}, {}};
  visit.age = at > state.birth ? static_cast<double>(at - state.birth) / kDaysPerJulianYear : 0;
  visit.months = age_in_months(state.birth, at);
  const bool laboratory = visit.wants(kAllLaboratory);
  const uint32_t count = laboratory ? kDrawnCount : kDrawnVitals;

  // Noise. The vital signs' own stream comes first, so that they are the same with and without the laboratory.
  Scores normals;
  RandomStream vital_noise(state.seed, state.entity, kVitalSignNoisePurpose, visit_ordinal);
  for (uint32_t i = 0; i < kDrawnVitals; ++i) normals[i] = vital_noise.normal();
  visit.height_error = kHeightError * (2 * vital_noise.uniform() - 1);
  if (laboratory) {
    RandomStream laboratory_noise(state.seed, state.entity, kLaboratoryNoisePurpose, visit_ordinal);
    for (uint32_t i = kDrawnVitals; i < kDrawnCount; ++i) normals[i] = laboratory_noise.normal();
  }
  latent_.noise_from(normals, count, visit.scores);

  move_slow_state(state, visit.age);
  const double along = visit.age / kStretchYears + state.stretch_phase - state.stretch;
  const double from = math::cos(along * (math::kPi / 2)), to = math::sin(along * (math::kPi / 2));
  for (uint32_t i = 0; i < count; ++i) {
    visit.scores[i] += state.trait[i] + from * state.slow_from[i] + to * state.slow_to[i];
  }

  if (visit.wants(kBodySet)) measure_body(visit);
  if (visit.wants(kVitalSignSet)) measure_vital_signs(visit);
  if (visit.wants(kChemistrySet)) measure_chemistry(visit);
  if (visit.wants(kBloodCountSet)) measure_blood_count(visit);
  if (visit.wants(kLipidPanel)) measure_lipids(visit);
  out.present = visit.present;
}

void Physiology::measure_body(Visit& visit) const {
  latent_.tie_body(visit.scores, visit.state.sex, visit.age);
  double length_score = visit.score(Drawn::kHeight), mass_score = visit.score(Drawn::kMassIndex);
  if (visit.age < kGrownIntoAge) {
    const double angle = kBirthAngle + (math::kPi / 2 - kBirthAngle) * (visit.age / kGrownIntoAge);
    const double grown = math::sin(angle), born = math::cos(angle);
    length_score = grown * length_score + born * visit.state.birth_size[0];
    mass_score = grown * mass_score + born * visit.state.birth_size[1];
  }
  const double height =
      visit.print(Measure::kBodyHeight, visit.value_of(Measure::kBodyHeight, length_score) + visit.height_error);

  const double meters = height / 100;
  double weight = 0;
  if (visit.age < kWeightDerivedFrom) {
    weight = visit.value_of(Measure::kBodyWeight, kWeightByLength * length_score + kWeightRest * mass_score);
  }
  if (visit.age > kWeightOwnUntil) {
    const double derived = visit.value_of(Measure::kBodyMassIndex, mass_score) * meters * meters;
    const double share = (visit.age - kWeightOwnUntil) / (kWeightDerivedFrom - kWeightOwnUntil);
    weight = share >= 1 ? derived : weight + (derived - weight) * share;
  }
  weight = visit.print(Measure::kBodyWeight, weight);

  if (visit.months >= kFirstMassIndexMonth) {
    const double mass_index = visit.print(Measure::kBodyMassIndex, weight / (meters * meters));
    if (visit.months < kFirstAdultMonth && visit.wants(of(kBmiPercentile))) {
      const double percentile = 100 * math::normal_cdf(chart_.score(visit.state.sex, visit.months, mass_index));
      visit.print(Measure::kBmiPercentile, percentile < 0.1 ? 0.1 : percentile > 99.9 ? 99.9 : percentile);
    }
    visit.draw(Measure::kWaistCircumference, Drawn::kWaist);
  }
  if (visit.months < kLastHeadMonth) visit.draw(Measure::kHeadCircumference, Drawn::kHead);
}

void Physiology::measure_vital_signs(Visit& visit) const {
  if (visit.wants(kBloodPressure)) {
    const double systolic = visit.print(Measure::kSystolic, visit.value_of(Measure::kSystolic, Drawn::kSystolic));
    // The heart moves blood only with a difference: at least a sixth of the systolic, at most seven tenths.
    double diastolic = visit.value_of(Measure::kDiastolic, Drawn::kDiastolic);
    const double highest = systolic - systolic / 6, lowest = 0.3 * systolic;
    diastolic = diastolic > highest ? highest : diastolic < lowest ? lowest : diastolic;
    visit.print(Measure::kDiastolic, diastolic);
  }
  visit.draw(Measure::kHeartRate, Drawn::kHeartRate);
  visit.draw(Measure::kRespiratoryRate, Drawn::kRespiratoryRate);
  visit.draw(Measure::kBodyTemperature, Drawn::kTemperature);
  visit.draw(Measure::kOxygenSaturation, Drawn::kSaturation);
  if (visit.months >= kFirstPainMonth) visit.draw(Measure::kPainSeverity, Drawn::kPain);
}

void Physiology::measure_chemistry(Visit& visit) const {
  visit.draw(Measure::kGlucose, Drawn::kGlucose);
  visit.draw(Measure::kUreaNitrogen, Drawn::kUreaNitrogen);
  if (visit.wants(of(kCreatinine, kEgfr))) {
    const double creatinine = visit.print(Measure::kCreatinine, visit.creatinine());
    const int32_t years = visit.months / 12;
    if (years >= kFirstEgfrYear && visit.wants(of(kEgfr))) visit.print(Measure::kEgfr, egfr_of(creatinine, visit.state.sex, years));
  }
  if (visit.wants(of(kSodium, kChloride, kCarbonDioxide, kAnionGap))) {
    const double sodium = visit.print(Measure::kSodium, visit.value_of(Measure::kSodium, Drawn::kSodium));
    const double chloride = visit.print(Measure::kChloride, visit.value_of(Measure::kChloride, Drawn::kChloride));
    const double carbon_dioxide =
        visit.print(Measure::kCarbonDioxide, visit.value_of(Measure::kCarbonDioxide, Drawn::kCarbonDioxide));
    visit.print(Measure::kAnionGap, sodium - chloride - carbon_dioxide);
  }
  visit.draw(Measure::kPotassium, Drawn::kPotassium);
  visit.draw(Measure::kCalcium, Drawn::kCalcium);
  if (visit.wants(of(kTotalProtein, kAlbumin))) {
    const double albumin = visit.print(Measure::kAlbumin, visit.value_of(Measure::kAlbumin, Drawn::kAlbumin));
    const double protein = visit.value_of(Measure::kTotalProtein, Drawn::kTotalProtein);
    constexpr double kLeastGlobulin = 1.2;  // g/dL
    visit.print(Measure::kTotalProtein, protein < albumin + kLeastGlobulin ? albumin + kLeastGlobulin : protein);
  }
  visit.draw(Measure::kBilirubin, Drawn::kBilirubin);
  visit.draw(Measure::kAlkalinePhosphatase, Drawn::kAlkalinePhosphatase);
  visit.draw(Measure::kAlanineAminotransferase, Drawn::kAlanineAminotransferase);
  visit.draw(Measure::kAspartateAminotransferase, Drawn::kAspartateAminotransferase);
  visit.draw(Measure::kUrate, Drawn::kUrate);
  visit.draw(Measure::kPhosphate, Drawn::kPhosphate);
  visit.draw(Measure::kHemoglobinA1c, Drawn::kHemoglobinA1c);
  visit.draw(Measure::kCReactiveProtein, Drawn::kCReactiveProtein);
}

void Physiology::measure_blood_count(Visit& visit) const {
  if (visit.wants(kRedCellSet)) {
    latent_.tie_red_cells(visit.scores, visit.state.sex, visit.age);
    // As an analyser does: hemoglobin, MCV and the count are what it measures, the others follow from them as printed.
    const double hemoglobin = visit.print(Measure::kHemoglobin, visit.value_of(Measure::kHemoglobin, Drawn::kHemoglobin));
    const double volume = visit.print(Measure::kMcv, visit.value_of(Measure::kMcv, Drawn::kMcv));
    const double drawn = visit.value_of(Measure::kMchc, Drawn::kMchc);
    const double concentration = drawn < 27 ? 27 : drawn > 39 ? 39 : drawn;  // g/dL; beyond it cells do not exist
    const double cells = visit.print(Measure::kErythrocytes, 1000 * hemoglobin / (concentration * volume));
    const double hematocrit = cells * volume / 10;
    visit.print(Measure::kHematocrit, hematocrit);
    visit.print(Measure::kMch, 10 * hemoglobin / cells);
    visit.print(Measure::kMchc, 100 * hemoglobin / hematocrit);
  }
  visit.draw(Measure::kLeukocytes, Drawn::kLeukocytes);
  visit.draw(Measure::kRdw, Drawn::kRdw);
  visit.draw(Measure::kPlatelets, Drawn::kPlatelets);
  visit.draw(Measure::kMpv, Drawn::kMpv);
}

void Physiology::measure_lipids(Visit& visit) const {
  const double total = visit.print(Measure::kTotalCholesterol, visit.value_of(Measure::kTotalCholesterol, Drawn::kTotalCholesterol));
  // HDL and the triglycerides' share are parts of the total: what is left is LDL.
  const double drawn = visit.value_of(Measure::kHdl, Drawn::kHdl);
  const double hdl = visit.print(Measure::kHdl, drawn > 0.7 * total ? 0.7 * total : drawn);
  const double triglycerides =
      visit.print(Measure::kTriglycerides, visit.value_of(Measure::kTriglycerides, Drawn::kTriglycerides));
  if (triglycerides < kLdlTriglycerideLimit) {
    visit.print(Measure::kLdl, total - hdl - triglycerides / 5);  // Friedewald, Levy, Fredrickson 1972
  }
}

}  // namespace polyclinic::life
