// The declared tables of host_names.h. Meanings and cadences are those of the Generic Module Framework's reference host.
#include "engine/gmf/host_names.h"

#include <algorithm>
#include <iterator>

#include "engine/foundation/text.h"
#include "engine/gmf/vital_sign.h"

namespace polyclinic::gmf {
namespace {

using enum HostCadence;
constexpr std::uint8_t kTruth = kBooleanValue;
constexpr std::uint8_t kNumeral = kNumberValue;
constexpr std::uint8_t kWord = kStringValue;

constexpr HostAttribute kHostAttributes[] = {
    {"gender", kWord, kFixed, "M or F", "administrative sex, from birth"},
    {"birthdate", kNumeral, kFixed, "milliseconds since 1970", "the instant of birth"},
    {"race", kWord, kFixed, "white, black, asian, native, hawaiian or other", "from birth"},
    {"ethnicity", kWord, kFixed, "hispanic or nonhispanic", "from birth"},
    {"state", kWord, kEvent, "the full name of a state of the USA", "where the person lives"},
    {"socioeconomic_category", kWord, kFixed, "High, Middle or Low", "from birth"},
    {"income", kNumeral, kFixed, "dollars a year", "the household's income"},
    {"poverty_ratio", kNumeral, kFixed, "a number from 0", "income divided by the poverty line"},
    {"education", kWord, kFixed, "less_than_hs, hs_degree, some_college or bs_degree",
     "the education that the person reaches as an adult, known from birth"},
    {"first_language", kWord, kFixed, "a language in lower case: english, spanish", "from birth"},
    {"birth_country", kWord, kFixed, "a country code: US", "from birth"},
    {"address", kWord, kEvent, "the street and number", "where the person lives"},
    {"marital_status", kWord, kEvent, "M, S, D or W", "absent in childhood; changes at the ages of 28, 35, 45 and 55"},
    {"insurance_status", kWord, kEvent, "none, private, medicare, medicaid and the like", "changes with the plan"},
    {"food_insecurity", kTruth, kFixed, "true or false", "from birth, as frequent as where the person lives"},
    {"no_vehicle_access", kTruth, kFixed, "true or false", "from birth, as frequent as where the person lives"},
    {"severe_housing_cost_burden", kTruth, kFixed, "true or false",
     "from birth, as frequent as where the person lives"},
    {"unemployed", kTruth, kEvent, "true or false", "from 18 years, changes at intervals of months"},
    {"sexual_orientation", kWord, kFixed, "heterosexual, homosexual or bisexual", "from birth"},
    {"smoker", kTruth, kEvent, "true or false", "absent until 16 years; true may become false"},
    {"quit smoking age", kNumeral, kEvent, "years", "set when a smoker stops"},
    {"RH_NEG", kTruth, kFixed, "true or false", "whether the blood group is Rh negative, from birth"},
    {"bmi_percentile", kNumeral, kEvent, "0 to 100", "from 2 to 19 years, monthly"},
    {"current_weight_length_percentile", kNumeral, kEvent, "0 to 100", "under 3 years, monthly"},
    {"days_until_death", kNumeral, kComputed, "whole days",
     "how long until a death that is already certain; absent when none is"},
    {"mi_risk", kNumeral, kContinuous, "a probability", "of a myocardial infarction within 30 days"},
    {"ihd_risk", kNumeral, kContinuous, "a probability", "of ischaemic heart disease within 30 days"},
    {"stroke_risk", kNumeral, kContinuous, "a probability", "of a stroke within 7 days"},
    {"atrial_fibrillation_risk", kNumeral, kContinuous, "a probability", "of atrial fibrillation within 7 days"},
    {"probability_of_fall_injury", kNumeral, kContinuous, "a probability",
     "of an injury by a fall within a year, from 65 years"},
    {"family_history_diabetes", kTruth, kFixed, "true or false", "a parent, sister or brother has or had type 2 diabetes"},
    {"family_history_coronary", kTruth, kFixed, "true or false", "a parent, sister or brother has or had coronary disease before 55 years in a man, before 65 in a woman"},
    {"family_history_stroke", kTruth, kFixed, "true or false", "a parent, sister or brother has or had a stroke"},
    {"family_history_hypertension", kTruth, kFixed, "true or false", "a parent, sister or brother has or had high blood pressure"},
    {"family_history_breast_cancer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had breast cancer"},
    {"family_history_colorectal_cancer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had colorectal cancer"},
    {"family_history_prostate_cancer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had prostate cancer"},
    {"family_history_lung_cancer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had lung cancer"},
    {"family_history_ovarian_cancer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had ovarian cancer"},
    {"family_history_melanoma", kTruth, kFixed, "true or false", "a parent, sister or brother has or had melanoma"},
    {"family_history_alzheimer", kTruth, kFixed, "true or false", "a parent, sister or brother has or had Alzheimer's disease"},
    {"family_history_depression", kTruth, kFixed, "true or false", "a parent, sister or brother has or had depression"},
    {"family_history_bipolar", kTruth, kFixed, "true or false", "a parent, sister or brother has or had bipolar disorder"},
    {"family_history_schizophrenia", kTruth, kFixed, "true or false", "a parent, sister or brother has or had schizophrenia"},
    {"family_history_alcohol", kTruth, kFixed, "true or false", "a parent, sister or brother has or had alcohol dependence"},
    {"family_history_asthma", kTruth, kFixed, "true or false", "a parent, sister or brother has or had asthma"},
    {"family_history_osteoporosis", kTruth, kFixed, "true or false", "a parent, sister or brother has or had osteoporosis"},
    {"family_history_glaucoma", kTruth, kFixed, "true or false", "a parent, sister or brother has or had glaucoma"},
    {"weight_loss_adherence", kTruth, kEvent, "true or false", "whether a person on weight management keeps to it"},
    {"C19_FULLY_VACCINATED", kTruth, kEvent, "true", "set by the vaccinations against COVID-19"},
    {"veteran_population_override", kTruth, kFixed, "true", "a run's option; normally absent"},
};

constexpr HostAttribute kReadByHost[] = {
    {"diabetes", kTruth, kEvent, "true or false", "raises blood glucose and lipids"},
    {"prediabetes", kTruth, kEvent, "true or false", "raises blood glucose"},
    {"diabetes_severity", kNumeral, kEvent, "whole, 0 to 4", "how far diabetes raises laboratory values"},
    {"ckd", kNumeral, kEvent, "whole, 0 to 5", "the stage of chronic kidney disease: eGFR, creatinine, urea, albumin"},
    {"chf", kTruth | kNumeral | kWord | kCodeValue | kEntryValue, kEvent, "any", "its presence means heart failure"},
    {"hypertension", kTruth, kEvent, "true or false", "raises blood pressure"},
    {"hypertension_severe", kTruth, kEvent, "true or false", "raises blood pressure further"},
    {"blood_pressure_controlled", kTruth, kEvent, "true or false", "treatment holds blood pressure down"},
    {"osteoporosis", kTruth, kEvent, "true or false", "raises the risk of fractures by falls"},
    {"pregnant", kTruth, kEvent, "true or false", "the body grows with it"},
    {"blindness", kTruth, kEvent, "true or false", "eligibility for insurance by disability"},
    {"atrial_fibrillation", kTruth | kNumeral | kWord | kCodeValue | kEntryValue, kEvent, "any",
     "its presence raises the risk of a stroke"},
    {"covid19", kTruth, kEvent, "true or false", "lowers oxygen saturation"},
    {"homeless", kTruth, kEvent, "true or false", "the person has no address of their own"},
    {"veteran", kWord, kEvent, "a word", "care by the providers for veterans, from 20 years"},
};

constexpr std::string_view kReserved[] = {
    "birthdate",
    "birthdate_as_localdate",
    "deathdate",
    "cause_of_death",
    "current-encounter-module",
    "currentProvider",
    "preferredProvider*",
    "active_wellness_encounter*",
    "active_urgent_care_encounter",
    "active_emergency_encounter",
    "last_visit_symptom_total",
    "* Module",
    "AGE",
    "AGE_MONTHS",
    "immunizations",
    "QALY",
    "DALY",
    "QOLS",
    "most-recent-daly",
    "most-recent-qaly",
    "htn_drug_impacts",
    "bp_baseline_*",
    "htn_trial_*",
    "low_hdl",
    "high_total_chol",
    "growth_trajectory",
    "ENTITY",
    "C19_*",
    "employment_model",
    "last_month_paid",
};

using enum VitalCadence;

// In the order of the enumeration VitalSign.
constexpr HostVitalSign kHostVitalSigns[] = {
    {"cm", kUpdated, "length, from 2 years height"},
    {"kg", kUpdated, ""},
    {"%", kUpdated, "of height among children of the age, under 20 years"},
    {"%", kUpdated, "of weight among children of the age, under 20 years"},
    {"kg/m2", kUpdated, "weight divided by the square of height"},
    {"cm", kUpdated, "under 3 years"},
    {"%", kUpdated, "of head circumference among children of the age, under 3 years"},
    {"mm[Hg]", kEachReading, ""},
    {"mm[Hg]", kEachReading, ""},
    {"%", kEachStep, "of arterial blood"},
    {"%", kEachStep, "glycated haemoglobin, HbA1c"},
    {"mg/dL", kEachStep, "glucose in blood"},
    {"mg/dL", kEachStep, ""},
    {"mg/dL", kEachStep, ""},
    {"mg/dL", kEachStep, ""},
    {"mmol/L", kEachStep, ""},
    {"mmol/L", kEachStep, ""},
    {"mmol/L", kEachStep, ""},
    {"mmol/L", kEachStep, ""},
    {"mg/dL", kEachStep, ""},
    {"mg/dL", kEachStep, ""},
    {"mg/dL", kEachStep, "low-density lipoprotein cholesterol"},
    {"mg/dL", kEachStep, "high-density lipoprotein cholesterol"},
    {"mg/g", kEachStep, "albumin divided by creatinine in urine"},
    {"mL/min/{1.73_m2}", kEachStep, "estimated glomerular filtration rate"},
    {"%", kModulesOnly, "set by modules alone"},
    {"/min", kEachReading, ""},
    {"/min", kEachReading, ""},
};
static_assert(std::size(kHostVitalSigns) == kVitalSignCount);

bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return pattern == name;
  }
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return name.size() >= before.size() + after.size() && name.starts_with(before) && name.ends_with(after);
}

}  // namespace

std::string_view name_of_kind(ValueKindBits kind) {
  switch (kind) {
    case kBooleanValue: return "a boolean";
    case kNumberValue: return "a number";
    case kStringValue: return "a string";
    case kCodeValue: return "a code";
    case kEntryValue: return "an entry";
    case kSeriesValue: return "a time series";
  }
  return "";
}

std::span<const HostAttribute> host_attributes() { return kHostAttributes; }

const HostAttribute* find_host_attribute(std::string_view name) {
  const auto* found = std::find_if(std::begin(kHostAttributes), std::end(kHostAttributes),
                                   [&](const HostAttribute& attribute) { return attribute.name == name; });
  return found == std::end(kHostAttributes) ? nullptr : found;
}

std::span<const HostAttribute> attributes_read_by_host() { return kReadByHost; }

std::span<const std::string_view> reserved_attribute_patterns() { return kReserved; }

bool is_reserved_attribute(std::string_view name) {
  return find_host_attribute(name) != nullptr ||
         std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](std::string_view pattern) { return matches(pattern, name); });
}

const HostVitalSign& host_vital_sign(VitalSign vital) { return kHostVitalSigns[static_cast<std::uint32_t>(vital)]; }

std::optional<VitalSign> vital_sign_of_expression(std::string_view name) {
  for (std::uint32_t index = 0; index < kVitalSignCount; ++index) {
    if (equals_ignoring_case(kVitalSigns[index].name, name) || kVitalSigns[index].constant == name) {
      return static_cast<VitalSign>(index);
    }
  }
  return std::nullopt;
}

}  // namespace polyclinic::gmf
