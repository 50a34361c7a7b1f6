// The vital signs' names in modules, and the decimals that they are read with. Not their values: those are the host's
// (host.h) or those of a module's generator.
#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "engine/gmf/value.h"

namespace polyclinic::gmf {

struct VitalSignName {
  std::string_view name;      // in vital_sign fields, case-sensitive; in expressions, whatever the case
  std::string_view constant;  // the other spelling that expressions may use
  uint8_t decimals;           // that a reading is rounded to, halves up
};

inline constexpr std::array<VitalSignName, kVitalSignCount> kVitalSigns = {{
    {"Height", "HEIGHT", 1},
    {"Weight", "WEIGHT", 1},
    {"Height Percentile", "HEIGHT_PERCENTILE", 2},
    {"Weight Percentile", "WEIGHT_PERCENTILE", 2},
    {"BMI", "BMI", 2},
    {"Head Circumference", "HEAD", 2},
    {"Head Circumference Percentile", "HEAD_PERCENTILE", 2},
    {"Systolic Blood Pressure", "SYSTOLIC_BLOOD_PRESSURE", 0},
    {"Diastolic Blood Pressure", "DIASTOLIC_BLOOD_PRESSURE", 0},
    {"Oxygen Saturation", "OXYGEN_SATURATION", 2},
    {"Blood Glucose", "BLOOD_GLUCOSE", 2},
    {"Glucose", "GLUCOSE", 2},
    {"Urea Nitrogen", "UREA_NITROGEN", 2},
    {"Creatinine", "CREATININE", 2},
    {"Calcium", "CALCIUM", 2},
    {"Sodium", "SODIUM", 2},
    {"Potassium", "POTASSIUM", 2},
    {"Chloride", "CHLORIDE", 2},
    {"Carbon Dioxide", "CARBON_DIOXIDE", 2},
    {"Total Cholesterol", "TOTAL_CHOLESTEROL", 2},
    {"Triglycerides", "TRIGLYCERIDES", 2},
    {"LDL", "LDL", 2},
    {"HDL", "HDL", 2},
    {"Microalbumin Creatinine Ratio", "MICROALBUMIN_CREATININE_RATIO", 2},
    {"EGFR", "EGFR", 2},
    {"Left ventricular Ejection fraction", "LVEF", 2},
    {"Heart Rate", "HEART_RATE", 0},
    {"Respiration Rate", "RESPIRATION_RATE", 0},
}};

constexpr std::optional<VitalSign> vital_sign_named(std::string_view name) {
  for (uint32_t index = 0; index < kVitalSignCount; ++index) {
    if (kVitalSigns[index].name == name) return static_cast<VitalSign>(index);
  }
  return std::nullopt;
}

// A reading rounded half up to the decimals of its vital sign; what is not finite stays as it is.
inline double rounded_reading(VitalSign vital, double value) {
  constexpr double kScales[] = {1, 10, 100};
  const double scale = kScales[kVitalSigns[static_cast<uint32_t>(vital)].decimals];
  return std::floor(value * scale + 0.5) / scale;
}

}  // namespace polyclinic::gmf
