// The pooled cohort equations, and incidences of stroke and atrial fibrillation.
#include "engine/life/cardiovascular_risk.h"

#include <algorithm>

#include "engine/foundation/math.h"

namespace polyclinic::life {
namespace {

using reference::Sex;

// Coefficients of Goff et al., 2013 ACC/AHA guideline on the assessment of cardiovascular risk (Circulation 2014;129
// suppl 2:S49), appendix 7, table A: natural logarithms of age, total cholesterol, HDL and systolic pressure.
struct Equation {
  double age, age_squared, total, age_total, hdl, age_hdl, treated, age_treated, untreated, age_untreated, smokes, age_smokes,
      diabetes, mean, survival;
};
constexpr Equation kWhiteWoman{-29.799, 4.884, 13.540, -3.114, -13.578, 3.149, 2.019, 0, 1.957, 0, 7.574, -1.665, 0.661, -29.18, 0.9665};
constexpr Equation kBlackWoman{17.114, 0, 0.940, 0, -18.920, 4.475, 29.291, -6.432, 27.820, -6.087, 0.691, 0, 0.874, 86.61, 0.9533};
constexpr Equation kWhiteMan{12.344, 0, 11.853, -2.664, -7.990, 1.769, 1.797, 0, 1.764, 0, 7.837, -1.795, 0.658, 61.18, 0.9144};
constexpr Equation kBlackMan{2.469, 0, 0.302, 0, -0.307, 0, 1.916, 0, 1.809, 0, 0.549, 0, 0.645, 19.54, 0.8954};

// The equations are for 40 to 79 years; the yearly incidence falls by about this much for a year below (Framingham
// offspring: halved from 40 to 30), and is that of 79 beyond.
constexpr double kYoungest = 40, kOldest = 79, kFallBelow = 0.07;

// Incidence a year by age, with straight lines between: first stroke (Greater Cincinnati and Northern Kentucky, 2015, our
// rounding) and atrial fibrillation (Framingham and ATRIA, our rounding), for women and men.
struct Incidence {
  double age, women, men;
};
constexpr Incidence kStroke[] = {{20, 0.0001, 0.0001}, {40, 0.0005, 0.0006}, {50, 0.0012, 0.0017}, {60, 0.0027, 0.0038},
                                 {70, 0.0062, 0.0076}, {80, 0.0140, 0.0145}, {90, 0.0220, 0.0210}};
constexpr Incidence kFibrillation[] = {{30, 0.0001, 0.0002}, {45, 0.0004, 0.0010}, {55, 0.0012, 0.0026}, {65, 0.0042, 0.0072},
                                       {75, 0.0120, 0.0170}, {85, 0.0260, 0.0330}};

template <size_t count>
double incidence(const Incidence (&table)[count], Sex sex, double age) {
  const auto of = [&](const Incidence& row) { return sex == Sex::kFemale ? row.women : row.men; };
  if (age < table[0].age) return 0;
  for (size_t row = 1; row < count; ++row) {
    if (age >= table[row].age) continue;
    const double along = (age - table[row - 1].age) / (table[row].age - table[row - 1].age);
    return of(table[row - 1]) + (of(table[row]) - of(table[row - 1])) * along;
  }
  return of(table[count - 1]);
}

}  // namespace

double ten_year_risk(const RiskFactors& factors) {
  const bool is_woman = factors.sex == Sex::kFemale;
  const Equation& e = is_woman ? (factors.is_black ? kBlackWoman : kWhiteWoman) : (factors.is_black ? kBlackMan : kWhiteMan);
  if (factors.age < 18) return 0;
  const double age = math::log(std::clamp(factors.age, kYoungest, kOldest));
  // The values that the equations were made for.
  const double total = math::log(std::clamp(factors.total_cholesterol, 130.0, 320.0));
  const double hdl = math::log(std::clamp(factors.hdl, 20.0, 100.0));
  const double systolic = math::log(std::clamp(factors.systolic, 90.0, 200.0));
  double sum = e.age * age + e.age_squared * age * age + e.total * total + e.age_total * age * total;
  sum += e.hdl * hdl + e.age_hdl * age * hdl;
  sum += factors.treated ? e.treated * systolic + e.age_treated * age * systolic : e.untreated * systolic + e.age_untreated * age * systolic;
  if (factors.smokes) sum += e.smokes + e.age_smokes * age;
  if (factors.has_diabetes) sum += e.diabetes;
  const double risk = 1 - math::pow(e.survival, math::exp(sum - e.mean));
  const double below = factors.age < kYoungest ? math::exp(-kFallBelow * (kYoungest - factors.age)) : 1;
  return std::clamp(risk * below, 0.0, 0.95);
}

double risk_within(double ten_years, double days) { return 1 - math::pow(1 - ten_years, days / 3652.5); }

// Relative risks: systolic pressure, doubled for 20 mm Hg (Lewington 2002), against 125; smoking 1.9, diabetes 1.7, atrial
// fibrillation 4 (AHA heart disease and stroke statistics). Divided by their mean in the population, about 1.35.
double yearly_stroke_risk(const RiskFactors& factors) {
  constexpr double kMean = 1.35;
  double ratio = math::exp(0.0347 * std::clamp(factors.systolic - 125, -35.0, 60.0));
  if (factors.smokes) ratio *= 1.9;
  if (factors.has_diabetes) ratio *= 1.7;
  if (factors.has_atrial_fibrillation) ratio *= 4;
  return std::min(0.3, incidence(kStroke, factors.sex, factors.age) * ratio / kMean);
}

// Systolic pressure 1.2 for 20 mm Hg, treatment 1.4, smoking 1.4, diabetes 1.3 (CHARGE-AF); their mean is about 1.2.
double yearly_fibrillation_risk(const RiskFactors& factors) {
  constexpr double kMean = 1.2;
  double ratio = math::exp(0.0091 * std::clamp(factors.systolic - 125, -35.0, 60.0));
  if (factors.treated) ratio *= 1.4;
  if (factors.smokes) ratio *= 1.4;
  if (factors.has_diabetes) ratio *= 1.3;
  return std::min(0.3, incidence(kFibrillation, factors.sex, factors.age) * ratio / kMean);
}

}  // namespace polyclinic::life
