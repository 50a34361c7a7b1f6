// What would be measured of a person at a moment: growth, vital signs and laboratory values of somebody without a
// disease, from birth to old age. Not for deciding what is measured when (wellness) nor for writing it down (visits).
//
// Every drawn measure has a quantile function by sex and age (physiology_quantiles.csv) and a normal score of the
// person at the moment: sqrt-shares of a trait for life, a state that changes over years, and the visit's own noise,
// each correlated over the measures as the survey's residuals are. The others (BMI, LDL, eGFR, ...) are computed from
// the printed values, so that they agree with them.
//
// The slow state is a function of the person and the moment alone, not a walk from visit to visit, so a visit more or
// less changes nothing at the others.
#pragma once

#include <array>
#include <cstdint>

#include "engine/foundation/calendar.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/life/body_centring.h"
#include "engine/life/physiology_tables.h"
#include "engine/reference/categories.h"
#include "engine/reference/observations.h"

namespace polyclinic::life {

inline constexpr Purpose kTraitPurpose{0x0240};
inline constexpr Purpose kSlowStatePurpose{0x0241};        // ordinal: the number of the person's stretch of years
inline constexpr Purpose kVitalSignNoisePurpose{0x0242};   // ordinal: the visit
inline constexpr Purpose kLaboratoryNoisePurpose{0x0243};  // ordinal: the visit

// A bit for each Measure.
using MeasureSet = uint64_t;
static_assert(reference::kMeasureCount <= 64);

// Years from which on a filtration rate is told: its formula (CKD-EPI) is for adults.
inline constexpr int32_t kFirstEgfrYear = 18;

namespace measure_sets {
template <class... Measures>
constexpr MeasureSet of(Measures... measures) {
  return ((MeasureSet{1} << static_cast<uint32_t>(measures)) | ...);
}
using enum reference::Measure;

inline constexpr MeasureSet kBloodPressure = of(kSystolic, kDiastolic);
inline constexpr MeasureSet kVitalsInfant =
    of(kBodyHeight, kBodyWeight, kHeadCircumference, kHeartRate, kRespiratoryRate, kBodyTemperature, kOxygenSaturation);
inline constexpr MeasureSet kVitalsChild = of(kBodyHeight, kBodyWeight, kBodyMassIndex, kBmiPercentile, kSystolic,
                                              kDiastolic, kHeartRate, kRespiratoryRate, kBodyTemperature, kOxygenSaturation);
inline constexpr MeasureSet kVitalsAdult = of(kBodyHeight, kBodyWeight, kBodyMassIndex, kSystolic, kDiastolic, kHeartRate,
                                              kRespiratoryRate, kBodyTemperature, kOxygenSaturation, kPainSeverity);
inline constexpr MeasureSet kBasicMetabolicPanel = of(kGlucose, kUreaNitrogen, kCreatinine, kEgfr, kSodium, kPotassium,
                                                      kChloride, kCarbonDioxide, kCalcium, kAnionGap);
inline constexpr MeasureSet kHepaticPanel = of(kTotalProtein, kAlbumin, kBilirubin, kAlkalinePhosphatase,
                                               kAlanineAminotransferase, kAspartateAminotransferase);
inline constexpr MeasureSet kCompleteBloodCount =
    of(kLeukocytes, kErythrocytes, kHemoglobin, kHematocrit, kMcv, kMch, kMchc, kRdw, kPlatelets, kMpv);
inline constexpr MeasureSet kLipidPanel = of(kTotalCholesterol, kHdl, kLdl, kTriglycerides);
inline constexpr MeasureSet kAllLaboratory = kBasicMetabolicPanel | kHepaticPanel | kCompleteBloodCount | kLipidPanel |
                                             of(kUrate, kPhosphate, kHemoglobinA1c, kCReactiveProtein);
inline constexpr MeasureSet kAllVitals =
    kVitalsAdult | kVitalsChild | kVitalsInfant | of(kWaistCircumference);
}  // namespace measure_sets

// Of one person at one visit: value = mantissa * 10^-decimals of its kind, for the measures whose bit is set.
struct MeasuredValues {
  uint64_t present = 0;
  std::array<int32_t, reference::kMeasureCount> mantissa{};

  bool has(reference::Measure measure) const { return (present >> static_cast<uint32_t>(measure) & 1) != 0; }
  int32_t operator[](reference::Measure measure) const { return mantissa[static_cast<uint32_t>(measure)]; }
};

// What is kept of a person between visits: plain, reused for the next person, filled by Physiology::begin.
struct PhysiologyState {
  uint64_t seed = 0, entity = 0;
  reference::Sex sex = reference::Sex::kFemale;
  Day birth = 0;
  std::array<double, kDrawnCount> trait{};      // share of the score that stays for life
  std::array<double, 2> birth_size{};           // scores of length and of weight for length at birth
  double stretch_phase = 0;                     // where in a stretch of years the person was born, 0 to 1
  uint32_t stretch = UINT32_MAX;                // the stretch that the next two belong to
  std::array<double, kDrawnCount> slow_from{}, slow_to{};
  // Added to a drawn measure, in its unit, before it is rounded and before others are computed from it: for diseases
  // and drugs. All zero after begin().
  std::array<float, reference::kMeasureCount> shift{};
  uint8_t kidney_stage = 0;  // of chronic kidney disease (KDIGO), 0 to 5: says where the eGFR lies
};

// Built once for a run and shared by all threads.
class Physiology {
 public:
  // `with_library`: the engine's disease modules shift the measures, so the rest is centred for the survey to come out.
  static Result<Physiology> build(const reference::ObservationCatalogue& catalogue, bool with_library = false);

  // A new person. `entity` names their random streams.
  void begin(PhysiologyState& state, uint64_t seed, uint64_t entity, reference::Sex sex, Day birth) const;

  // What is found at a visit; `visit_ordinal` names its noise, so each visit of a person needs its own. Measures that
  // make no sense at that age are left out: BMI and waist before 2 years, BMI percentile from 20 years on, head
  // circumference from 3 years on, pain score before 8, eGFR before 18; and LDL when triglycerides are 400 or more.
  // The same visit gives the same value of a measure whatever else is wanted. Values of `out` that are not present
  // are left as they were. No allocation.
  void measure(PhysiologyState& state, Day at, uint32_t visit_ordinal, MeasureSet wanted, MeasuredValues& out) const;

  // For tests and the scorecard: the correlation of two drawn measures' scores within sex and age.
  const LatentModel& latent() const { return latent_; }

 private:
  struct Visit;

  Physiology(QuantileTables quantiles, LatentModel latent, BmiChart chart)
      : quantiles_(std::move(quantiles)), latent_(std::move(latent)), chart_(std::move(chart)) {}

  void move_slow_state(PhysiologyState& state, double age) const;
  void measure_body(Visit& visit) const;
  void measure_vital_signs(Visit& visit) const;
  void measure_chemistry(Visit& visit) const;
  void measure_blood_count(Visit& visit) const;
  void measure_lipids(Visit& visit) const;

  struct Limits {
    double minimum, maximum, scale;
  };

  QuantileTables quantiles_;
  LatentModel latent_;
  BmiChart chart_;
  BodyCentring centring_;
  std::array<Limits, reference::kMeasureCount> limits_{};
};

}  // namespace polyclinic::life
