// How likely a person without the disease is to have it within a time: what modules are told as risk attributes. Published
// equations and incidences; nothing is drawn.
#pragma once

#include "engine/reference/categories.h"

namespace polyclinic::life {

struct RiskFactors {
  reference::Sex sex = reference::Sex::kFemale;
  bool is_black = false;
  double age = 0;                 // years
  double systolic = 120;          // mm Hg
  double total_cholesterol = 190, hdl = 52;  // mg/dL
  bool treated = false;           // for high blood pressure
  bool smokes = false;
  bool has_diabetes = false;
  bool has_atrial_fibrillation = false;
};

// Of a first hard atherosclerotic event within ten years, 0 to 1.
double ten_year_risk(const RiskFactors& factors);

// The probability within `days` that goes with a probability within ten years.
double risk_within(double ten_years, double days);

// Of a first stroke, of atrial fibrillation: within a year.
double yearly_stroke_risk(const RiskFactors& factors);
double yearly_fibrillation_risk(const RiskFactors& factors);

}  // namespace polyclinic::life
