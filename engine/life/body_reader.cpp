// Measures on demand and keeps a day's values.
#include "engine/life/body_reader.h"

#include <algorithm>

#include "engine/foundation/math.h"
#include "engine/life/purposes.h"

namespace polyclinic::life {
namespace {

using gmf::VitalSign;
using reference::Measure;
using namespace measure_sets;

// Noise of days without a visit: beyond all numbers of visits.
constexpr uint32_t kFirstDayOrdinal = 0x80000000;

// Albumin against creatinine in urine of healthy adults, mg/g: median and spread of its logarithm (NHANES, our rounding).
constexpr double kAlbuminMedian = 6.5, kAlbuminSpread = 0.65;

// What is measured together, so that one look at a person serves all of it.
MeasureSet group_of(Measure measure) {
  const MeasureSet wanted = MeasureSet{1} << static_cast<uint32_t>(measure);
  for (const MeasureSet group : {kAllVitals, kBasicMetabolicPanel, kLipidPanel, kCompleteBloodCount}) {
    if ((group & wanted) != 0) return group;
  }
  return wanted;
}

}  // namespace

void BodyReader::begin(uint64_t seed, uint64_t entity, reference::Sex sex, Day birth) {
  physiology_.begin(state_, seed, entity, sex, birth);
  changes_ = UINT32_MAX;
  day_ = visit_day_ = INT32_MIN;
}

void BodyReader::visit(Day day, uint32_t number) {
  visit_day_ = day;
  visit_number_ = number;
  day_ = INT32_MIN;
}

void BodyReader::take(const ActiveEffects& effects) {
  if (changes_ == effects.changes) return;
  changes_ = effects.changes;
  std::copy_n(effects.shift.begin(), reference::kMeasureCount, state_.shift.begin());
  state_.kidney_stage = static_cast<uint8_t>(effects.shift[kKidneyStage]);
  day_ = INT32_MIN;
}

void BodyReader::measure_visit(Day day, uint32_t number, const ActiveEffects& effects, MeasureSet wanted, MeasuredValues& out) {
  take(effects);
  physiology_.measure(state_, day, number, wanted, out);
}

std::optional<double> BodyReader::value(Measure measure, Day day, const ActiveEffects& effects) {
  take(effects);
  const MeasureSet asked = MeasureSet{1} << static_cast<uint32_t>(measure);
  if (day != day_ || (wanted_ & asked) == 0) {
    wanted_ = group_of(measure) | (day == day_ ? wanted_ : 0);
    day_ = day;
    const uint32_t ordinal = day == visit_day_ ? visit_number_ : kFirstDayOrdinal + static_cast<uint32_t>(day - state_.birth);
    physiology_.measure(state_, day, ordinal, wanted_, values_);
  }
  if (!values_.has(measure)) return std::nullopt;
  double scale = 1;
  for (uint8_t digit = 0; digit < catalogue_.kind(measure).decimals; ++digit) scale *= 10;
  return values_[measure] / scale;
}

double BodyReader::urine_albumin(Day day, const ActiveEffects& effects) {
  RandomStream stream(state_.seed, state_.entity, kUrineAlbuminPurpose, static_cast<uint32_t>(day - state_.birth));
  const double own = kAlbuminMedian * math::exp(kAlbuminSpread * stream.normal());
  return std::clamp(own + static_cast<double>(effects.shift[kUrineAlbumin]), 1.0, 6000.0);
}

std::optional<double> BodyReader::vital_sign(VitalSign vital, Day day, const ActiveEffects& effects) {
  const auto read = [&](Measure measure) { return value(measure, day, effects); };
  const auto percentile = [&](GrowthMeasure chart, Measure measure) -> std::optional<double> {
    const auto size = read(measure);
    return size ? growth_.percentile(chart, state_.sex, age_in_months(state_.birth, day), *size) : std::nullopt;
  };
  switch (vital) {
    case VitalSign::kHeight: return read(Measure::kBodyHeight);
    case VitalSign::kWeight: return read(Measure::kBodyWeight);
    case VitalSign::kHeightPercentile: return percentile(GrowthMeasure::kHeight, Measure::kBodyHeight);
    case VitalSign::kWeightPercentile: return percentile(GrowthMeasure::kWeight, Measure::kBodyWeight);
    case VitalSign::kBmi: return read(Measure::kBodyMassIndex);
    case VitalSign::kHeadCircumference: return read(Measure::kHeadCircumference);
    case VitalSign::kHeadCircumferencePercentile: return percentile(GrowthMeasure::kHeadCircumference, Measure::kHeadCircumference);
    case VitalSign::kSystolicBloodPressure: return read(Measure::kSystolic);
    case VitalSign::kDiastolicBloodPressure: return read(Measure::kDiastolic);
    case VitalSign::kOxygenSaturation: return read(Measure::kOxygenSaturation);
    case VitalSign::kBloodGlucose: return read(Measure::kHemoglobinA1c);
    case VitalSign::kGlucose: return read(Measure::kGlucose);
    case VitalSign::kUreaNitrogen: return read(Measure::kUreaNitrogen);
    case VitalSign::kCreatinine: return read(Measure::kCreatinine);
    case VitalSign::kCalcium: return read(Measure::kCalcium);
    case VitalSign::kSodium: return read(Measure::kSodium);
    case VitalSign::kPotassium: return read(Measure::kPotassium);
    case VitalSign::kChloride: return read(Measure::kChloride);
    case VitalSign::kCarbonDioxide: return read(Measure::kCarbonDioxide);
    case VitalSign::kTotalCholesterol: return read(Measure::kTotalCholesterol);
    case VitalSign::kTriglycerides: return read(Measure::kTriglycerides);
    case VitalSign::kLdl: return read(Measure::kLdl);
    case VitalSign::kHdl: return read(Measure::kHdl);
    case VitalSign::kMicroalbuminCreatinineRatio: return urine_albumin(day, effects);
    case VitalSign::kEgfr: {
      if (const auto adult = read(Measure::kEgfr)) return adult;
      const auto height = read(Measure::kBodyHeight), creatinine = read(Measure::kCreatinine);
      if (!height || !creatinine || *creatinine <= 0) return std::nullopt;
      return 0.413 * *height / *creatinine;  // children: bedside Schwartz, 2009
    }
    case VitalSign::kLeftVentricularEjectionFraction: return std::nullopt;
    case VitalSign::kHeartRate: return read(Measure::kHeartRate);
    case VitalSign::kRespirationRate: return read(Measure::kRespiratoryRate);
  }
  return std::nullopt;
}

}  // namespace polyclinic::life
