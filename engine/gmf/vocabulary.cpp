// The declared tables of vocabulary.h. A field without a form is known and has no effect.
#include "engine/gmf/vocabulary.h"

#include <algorithm>

#include "engine/foundation/text.h"

namespace polyclinic::gmf {
namespace {

constexpr Field kNothing[] = {{"", ""}};
constexpr std::span<const Field> kNoFields{kNothing, 0};

constexpr Field kCommonState[] = {
    {"type", "text"},
    {"remarks", "texts"},
    {"direct_transition", "state"},
    {"distributed_transition", "options"},
    {"conditional_transition", "options"},
    {"complex_transition", "options"},
    {"lookup_table_transition", "options"},
    {"type_of_care_transition", "object"},
    {"name", ""},
};
constexpr std::string_view kTransitions[] = {"direct_transition",       "distributed_transition",
                                             "conditional_transition",  "complex_transition",
                                             "lookup_table_transition", "type_of_care_transition"};

constexpr Field kDelay[] = {
    {"exact", "amount of time"}, {"range", "range of time"}, {"distribution", "distribution"}, {"unit", "unit of time"}};
constexpr Field kGuard[] = {{"allow", "condition"}};
constexpr Field kSetAttribute[] = {
    {"attribute", "attribute"},       {"value", "any value or null"},     {"range", "range"},
    {"distribution", "distribution"}, {"value_code", "code"},             {"value_attribute", "attribute"},
    {"expression", "expression"},     {"series_data", "numbers as text"}, {"period", "number"},
};
constexpr Field kCounter[] = {
    {"attribute", "attribute"}, {"action", "increment or decrement"}, {"amount", "whole number"}};
constexpr Field kCallSubmodule[] = {{"submodule", "module key"}};
constexpr Field kEncounter[] = {
    {"wellness", "true or false"},
    {"encounter_class", "text"},
    {"codes", "codes"},
    {"reason", "attribute or state"},
    {"telemedicine_possibility", "none, possible or always"},
};
constexpr Field kEncounterEnd[] = {{"discharge_disposition", "code"}};
constexpr Field kConditionOnset[] = {
    {"codes", "codes"}, {"target_encounter", "state"}, {"assign_to_attribute", "attribute"}};
constexpr Field kConditionEnd[] = {
    {"condition_onset", "state"}, {"referenced_by_attribute", "attribute"}, {"codes", "codes"}};
constexpr Field kAllergyOnset[] = {
    {"codes", "codes"},
    {"target_encounter", "state"},
    {"assign_to_attribute", "attribute"},
    {"allergy_type", "allergy or intolerance"},
    {"category", "food, medication or environment"},
    {"reactions", "reactions"},
};
constexpr Field kAllergyEnd[] = {
    {"allergy_onset", "state"}, {"referenced_by_attribute", "attribute"}, {"codes", "codes"}};
constexpr Field kMedicationOrder[] = {
    {"codes", "codes"},
    {"reason", "attribute or state"},
    {"assign_to_attribute", "attribute"},
    {"chronic", "true or false"},
    {"administration", "true or false"},
    {"prescription", "prescription"},
};
constexpr Field kMedicationEnd[] = {
    {"medication_order", "state"}, {"referenced_by_attribute", "attribute"}, {"codes", "codes"}};
constexpr Field kCarePlanStart[] = {
    {"codes", "codes"}, {"activities", "codes"}, {"goals", "goals"}, {"reason", "attribute or state"},
    {"assign_to_attribute", "attribute"}};
constexpr Field kCarePlanEnd[] = {
    {"careplan", "state"}, {"referenced_by_attribute", "attribute"}, {"codes", "codes"}};
constexpr Field kProcedure[] = {
    {"codes", "codes"},
    {"reason", "attribute or state"},
    {"assign_to_attribute", "attribute"},
    {"duration", "range of time"},
    {"distribution", "distribution"},
    {"unit", "unit of time"},
    {"range", ""},
    {"exact", ""},
};
constexpr Field kVitalSign[] = {
    {"vital_sign", "vital sign"}, {"unit", "text"}, {"exact", "amount"}, {"range", "range"},
    {"distribution", "distribution"}, {"expression", "expression"}};
constexpr Field kObservation[] = {
    {"codes", "codes"},
    {"category", "text"},
    {"unit", "text"},
    {"exact", "amount or text"},
    {"range", "range"},
    {"distribution", "distribution"},
    {"attribute", "attribute"},
    {"vital_sign", "vital sign"},
    {"value_code", "code"},
    {"expression", "expression"},
    {"sampled_data", "object"},
    {"attachment", "object"},
};
constexpr Field kInlineObservationFields[] = {
    {"codes", "codes"},
    {"category", "text"},
    {"unit", "text"},
    {"exact", "amount or text"},
    {"range", "range"},
    {"distribution", "distribution"},
    {"attribute", "attribute"},
    {"vital_sign", "vital sign"},
    {"value_code", "code"},
    {"expression", "expression"},
    {"sampled_data", "object"},
    {"attachment", "object"},
    {"remarks", "texts"},
    {"type", ""},
    {"name", ""},
};
constexpr Field kMultiObservation[] = {
    {"codes", "codes"}, {"category", "text"}, {"observations", "observations"}, {"number_of_observations", ""}};
constexpr Field kDiagnosticReport[] = {
    {"codes", "codes"}, {"observations", "observations"}, {"number_of_observations", ""}};
constexpr Field kImagingStudy[] = {{"procedure_code", "code"},
                                   {"series", "series"},
                                   {"min_number_series", "whole number"},
                                   {"max_number_series", "whole number"}};
constexpr Field kSymptom[] = {
    {"symptom", "text"}, {"cause", "text"}, {"probability", "number"}, {"exact", "amount"}, {"range", "range"},
    {"distribution", "distribution"}};
constexpr Field kDevice[] = {
    {"code", "code"}, {"manufacturer", "text"}, {"model", "text"}, {"assign_to_attribute", "attribute"}};
constexpr Field kDeviceEnd[] = {{"device", "state"}, {"referenced_by_attribute", "attribute"}, {"codes", "codes"}};
constexpr Field kSupplyList[] = {{"supplies", "supplies"}};
constexpr Field kVaccine[] = {{"codes", "codes"}, {"series", "whole number"}};
constexpr Field kDeath[] = {
    {"codes", "codes"},
    {"condition_onset", "state"},
    {"referenced_by_attribute", "attribute"},
    {"exact", "amount of time"},
    {"range", "range of time"},
};
constexpr Field kPhysiology[] = {
    {"model", "text"},    {"solver", "text"},       {"step_size", "number"},
    {"sim_duration", "number"}, {"lead_time", "number"}, {"inputs", "inputs"},
    {"outputs", "outputs"}, {"alt_direct_transition", "state"},
};
constexpr Field kPassing[] = {{"assign_to_attribute", ""}};

constexpr Shape kStates[] = {
    {"Initial", kNoFields},
    {"Simple", kPassing},
    {"Terminal", kNoFields},
    {"Delay", kDelay},
    {"Guard", kGuard},
    {"SetAttribute", kSetAttribute},
    {"Counter", kCounter},
    {"CallSubmodule", kCallSubmodule},
    {"Encounter", kEncounter},
    {"EncounterEnd", kEncounterEnd},
    {"ConditionOnset", kConditionOnset},
    {"ConditionEnd", kConditionEnd},
    {"AllergyOnset", kAllergyOnset},
    {"AllergyEnd", kAllergyEnd},
    {"MedicationOrder", kMedicationOrder},
    {"MedicationEnd", kMedicationEnd},
    {"CarePlanStart", kCarePlanStart},
    {"CarePlanEnd", kCarePlanEnd},
    {"Procedure", kProcedure},
    {"Observation", kObservation},
    {"MultiObservation", kMultiObservation},
    {"DiagnosticReport", kDiagnosticReport},
    {"ImagingStudy", kImagingStudy},
    {"Symptom", kSymptom},
    {"VitalSign", kVitalSign},
    {"Device", kDevice},
    {"DeviceEnd", kDeviceEnd},
    {"SupplyList", kSupplyList},
    {"Vaccine", kVaccine},
    {"Death", kDeath},
    {"Physiology", kPhysiology},
};

constexpr Field kGender[] = {{"condition_type", "text"}, {"remarks", "texts"}, {"gender", "M or F"}};
constexpr Field kAge[] = {{"condition_type", "text"}, {"remarks", "texts"},   {"operator", "operator"},
                          {"quantity", "number"},     {"unit", "years or months"}, {"value", ""}};
constexpr Field kDateCondition[] = {{"condition_type", "text"}, {"remarks", "texts"}, {"operator", "operator"},
                                    {"year", "whole number"},   {"month", "1 to 12"}, {"date", "date"}};
constexpr Field kSocioeconomic[] = {
    {"condition_type", "text"}, {"remarks", "texts"}, {"category", "High, Middle or Low"}};
constexpr Field kRace[] = {{"condition_type", "text"}, {"remarks", "texts"}, {"race", "text"}};
constexpr Field kSymptomCondition[] = {{"condition_type", "text"},
                                       {"remarks", "texts"},
                                       {"symptom", "text"},
                                       {"operator", "operator"},
                                       {"value", "number"}};
constexpr Field kObservationCondition[] = {
    {"condition_type", "text"}, {"remarks", "texts"},    {"codes", "codes"}, {"referenced_by_attribute", "attribute"},
    {"operator", "operator"},   {"value", "any value"}, {"value_code", "code"}};
constexpr Field kAttributeCondition[] = {{"condition_type", "text"}, {"remarks", "texts"},
                                         {"attribute", "attribute"}, {"operator", "operator"},
                                         {"value", "any value"},     {"value_code", "code"}};
constexpr Field kList[] = {{"condition_type", "text"}, {"remarks", "texts"}, {"conditions", "conditions"}};
constexpr Field kNot[] = {{"condition_type", "text"}, {"remarks", "texts"}, {"condition", "condition"}};
constexpr Field kAtLeast[] = {
    {"condition_type", "text"}, {"remarks", "texts"}, {"minimum", "whole number"}, {"conditions", "conditions"}};
constexpr Field kAtMost[] = {
    {"condition_type", "text"}, {"remarks", "texts"}, {"maximum", "whole number"}, {"conditions", "conditions"}};
constexpr Field kConstant[] = {{"condition_type", "text"}, {"remarks", "texts"}};
constexpr Field kPriorState[] = {{"condition_type", "text"},
                                 {"remarks", "texts"},
                                 {"name", "state"},
                                 {"since", "state"},
                                 {"within", "amount of time"}};
constexpr Field kActive[] = {
    {"condition_type", "text"}, {"remarks", "texts"}, {"codes", "codes"}, {"referenced_by_attribute", "attribute"}};
constexpr Field kVitalSignCondition[] = {{"condition_type", "text"},
                                         {"remarks", "texts"},
                                         {"vital_sign", "vital sign"},
                                         {"operator", "operator"},
                                         {"value", "number"}};

constexpr Shape kConditions[] = {
    {"True", kConstant},
    {"False", kConstant},
    {"Gender", kGender},
    {"Age", kAge},
    {"Date", kDateCondition},
    {"SocioeconomicStatus", kSocioeconomic},
    {"Race", kRace},
    {"Symptom", kSymptomCondition},
    {"Observation", kObservationCondition},
    {"Attribute", kAttributeCondition},
    {"And", kList},
    {"Or", kList},
    {"Not", kNot},
    {"AtLeast", kAtLeast},
    {"AtMost", kAtMost},
    {"PriorState", kPriorState},
    {"ActiveCondition", kActive},
    {"ActiveAllergy", kActive},
    {"ActiveMedication", kActive},
    {"ActiveCarePlan", kActive},
    {"VitalSign", kVitalSignCondition},
};
constexpr std::string_view kConditionNames[] = {
    "True",       "False",    "Gender",           "Age",            "Date",              "Socioeconomic Status",
    "Race",       "Symptom",  "Observation",      "Attribute",      "And",               "Or",
    "Not",        "At Least", "At Most",          "PriorState",     "Active Condition",  "Active Allergy",
    "Active Medication", "Active CarePlan", "Vital Sign"};
static_assert(std::size(kConditions) == std::size(kConditionNames));

constexpr Field kModuleFields[] = {{"name", "text"},
                                   {"states", "states"},
                                   {"gmf_version", "number"},
                                   {"remarks", "texts"},
                                   {"specialty", "text"}};
constexpr Field kCodeFields[] = {{"system", "text"},
                                 {"code", "text or number"},
                                 {"display", "text"},
                                 {"version", "text"},
                                 {"value_set", "address"}};
constexpr Field kTimedExactFields[] = {{"quantity", "number"}, {"unit", "unit of time"}};
constexpr Field kExactFields[] = {{"quantity", "number"}, {"unit", ""}};
constexpr Field kTimedRangeFields[] = {
    {"low", "number"}, {"high", "number"}, {"unit", "unit of time"}, {"decimals", ""}};
constexpr Field kRangeFields[] = {{"low", "number"}, {"high", "number"}, {"unit", ""}, {"decimals", ""}};
constexpr Field kDecimalRangeFields[] = {
    {"low", "number"}, {"high", "number"}, {"unit", ""}, {"decimals", "whole number"}};
constexpr Field kProcedureDurationFields[] = {{"low", "number"}, {"high", "number"}, {"unit", "unit of time"}};
constexpr Field kDistributionFields[] = {
    {"kind", "text"}, {"parameters", "object"}, {"round", "true or false"}, {"remarks", "texts"}};
constexpr Field kNamedProbabilityFields[] = {{"attribute", "attribute"}, {"default", "probability"}};
constexpr Field kDistributedOptionFields[] = {
    {"transition", "state"}, {"distribution", "probability"}, {"remarks", "any"}};
constexpr Field kConditionalOptionFields[] = {{"transition", "state"}, {"condition", "condition"}, {"remarks", "any"}};
constexpr Field kComplexOptionFields[] = {
    {"condition", "condition"}, {"transition", "state"}, {"distributions", "options"}, {"remarks", "any"}};
constexpr Field kLookupOptionFields[] = {{"transition", "state"},
                                         {"default_probability", "probability"},
                                         {"lookup_table_name", "file name"},
                                         {"remarks", "any"}};
constexpr Field kTypeOfCareFields[] = {
    {"ambulatory", "state"}, {"emergency", "state"}, {"telemedicine", "state"}, {"remarks", "any"}};
constexpr Field kWithinFields[] = {{"quantity", "number"}, {"unit", "unit of time"}};
constexpr Field kDateFields[] = {{"year", "whole number"},   {"month", "1 to 12"},       {"day", "1 to 31"},
                                 {"hour", "0 to 23"},        {"minute", "0 to 59"},      {"second", "0 to 59"},
                                 {"millisecond", "0 to 999"}};
constexpr Field kPrescriptionFields[] = {{"as_needed", "true or false"},
                                         {"refills", "whole number"},
                                         {"dosage", "dosage"},
                                         {"duration", "amount of time"},
                                         {"instructions", "codes"}};
constexpr Field kDosageFields[] = {
    {"amount", "number"}, {"frequency", "number"}, {"period", "number"}, {"unit", "unit of time"}};
constexpr Field kPrescriptionDurationFields[] = {{"quantity", "number"}, {"unit", "unit of time"}};
constexpr Field kGoalFields[] = {{"text", "text"}, {"addresses", "attributes or states"}, {"observation", "object"}};
constexpr Field kGoalObservationFields[] = {
    {"codes", "codes"}, {"operator", "operator"}, {"value", "any value"}, {"value_code", "code"}};
constexpr Field kReactionFields[] = {{"reaction", "code"}, {"possible_severities", "severities"}};
constexpr Field kSeverityFields[] = {{"level", "mild, moderate, severe or none"}, {"value", "probability"}};
constexpr Field kImagingSeriesFields[] = {{"body_site", "code"},
                                          {"modality", "code"},
                                          {"instances", "instances"},
                                          {"min_number_instances", "whole number"},
                                          {"max_number_instances", "whole number"}};
constexpr Field kImagingInstanceFields[] = {{"title", "text"}, {"sop_class", "code"}};
constexpr Field kSupplyFields[] = {{"code", "code"}, {"quantity", "whole number"}};
constexpr Field kSampledDataFields[] = {{"attributes", "attributes"}, {"origin_value", "number"},
                                        {"factor", "number"},         {"lower_limit", "number"},
                                        {"upper_limit", "number"},    {"decimal_format", "text"}};
constexpr Field kAttachmentFields[] = {
    {"chart", "object"},        {"url", "address"}, {"data", "base64"},     {"content_type", "text"},
    {"title", "text"},          {"language", "text"}, {"size", "number"},   {"hash", "text"},
    {"creation", "number"},     {"height", "number"}, {"width", "number"},  {"frames", "number"},
    {"duration", "number"},     {"pages", "number"}};
constexpr Field kChartFields[] = {
    {"type", "text"},         {"title", "text"},          {"axis_label_x", "text"},  {"axis_label_y", "text"},
    {"axis_attribute_x", "attribute"}, {"start_time", "number"}, {"end_time", "number"}, {"width", "number"},
    {"height", "number"},     {"series", "series"}};
constexpr Field kChartSeriesFields[] = {{"attribute", "attribute"}, {"label", "text"}};
constexpr Field kPhysiologyInputFields[] = {
    {"from", "attribute"}, {"from_exp", "expression"}, {"to", "text"}, {"variance", "number"}};
constexpr Field kPhysiologyOutputFields[] = {{"from", "text"},    {"from_list", "text"}, {"from_exp", "expression"},
                                             {"to", "attribute"}, {"type", "text"},      {"variance", "number"}};

constexpr Field kExactParameters[] = {{"value", "number"}};
constexpr Field kUniformParameters[] = {{"low", "number"}, {"high", "number"}};
constexpr Field kGaussianParameters[] = {
    {"mean", "number"}, {"standardDeviation", "number"}, {"min", "number"}, {"max", "number"}};
constexpr Field kExponentialParameters[] = {{"mean", "number"}};
constexpr Field kTriangularParameters[] = {{"min", "number"}, {"mode", "number"}, {"max", "number"}};
constexpr DistributionShape kDistributions[] = {
    {"EXACT", kExactParameters, 1},
    {"UNIFORM", kUniformParameters, 2},
    {"GAUSSIAN", kGaussianParameters, 2},
    {"EXPONENTIAL", kExponentialParameters, 1},
    {"TRIANGULAR", kTriangularParameters, 3},
};

constexpr std::string_view kOperators[] = {"==", "!=", "<", "<=", ">", ">=", "is nil", "is not nil"};
constexpr std::string_view kEncounterClasses[] = {"wellness", "ambulatory", "outpatient", "inpatient",
                                                  "emergency", "urgentcare", "hospice", "home",
                                                  "snf", "virtual", "super"};
constexpr std::string_view kTimeUnits[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "years"};

constexpr Shape kCommonStateShape{"state", kCommonState};

}  // namespace

namespace shapes {
constinit const Shape kModule{"a module", kModuleFields};
constinit const Shape kCode{"a code", kCodeFields};
constinit const Shape kTimedExact{"exact", kTimedExactFields};
constinit const Shape kExact{"exact", kExactFields};
constinit const Shape kTimedRange{"range", kTimedRangeFields};
constinit const Shape kRange{"range", kRangeFields};
constinit const Shape kDecimalRange{"range", kDecimalRangeFields};
constinit const Shape kProcedureDuration{"duration", kProcedureDurationFields};
constinit const Shape kDistribution{"a distribution", kDistributionFields};
constinit const Shape kNamedProbability{"a probability", kNamedProbabilityFields};
constinit const Shape kDistributedOption{"distributed_transition", kDistributedOptionFields};
constinit const Shape kConditionalOption{"conditional_transition", kConditionalOptionFields};
constinit const Shape kComplexOption{"complex_transition", kComplexOptionFields};
constinit const Shape kLookupOption{"lookup_table_transition", kLookupOptionFields};
constinit const Shape kTypeOfCare{"type_of_care_transition", kTypeOfCareFields};
constinit const Shape kWithin{"within", kWithinFields};
constinit const Shape kDate{"date", kDateFields};
constinit const Shape kPrescription{"a prescription", kPrescriptionFields};
constinit const Shape kDosage{"a dosage", kDosageFields};
constinit const Shape kPrescriptionDuration{"a prescription's duration", kPrescriptionDurationFields};
constinit const Shape kGoal{"a goal", kGoalFields};
constinit const Shape kGoalObservation{"a goal's observation", kGoalObservationFields};
constinit const Shape kReaction{"a reaction", kReactionFields};
constinit const Shape kSeverity{"a severity", kSeverityFields};
constinit const Shape kImagingSeries{"an imaging series", kImagingSeriesFields};
constinit const Shape kImagingInstance{"an imaging instance", kImagingInstanceFields};
constinit const Shape kSupply{"a supply", kSupplyFields};
constinit const Shape kInlineObservation{"an observation", kInlineObservationFields};
constinit const Shape kSampledData{"sampled_data", kSampledDataFields};
constinit const Shape kAttachment{"an attachment", kAttachmentFields};
constinit const Shape kChart{"a chart", kChartFields};
constinit const Shape kChartSeries{"a chart's series", kChartSeriesFields};
constinit const Shape kPhysiologyInput{"an input", kPhysiologyInputFields};
constinit const Shape kPhysiologyOutput{"an output", kPhysiologyOutputFields};
}  // namespace shapes

const Field* Shape::find(std::string_view field) const {
  for (const Field& known : fields) {
    if (known.name == field) {
      return &known;
    }
  }
  return nullptr;
}

std::span<const Shape> state_shapes() { return kStates; }
std::span<const Shape> condition_shapes() { return kConditions; }
std::span<const std::string_view> condition_names() { return kConditionNames; }
const Shape& common_state_shape() { return kCommonStateShape; }
std::span<const std::string_view> transition_keys() { return kTransitions; }
std::span<const DistributionShape> distribution_shapes() { return kDistributions; }
std::span<const std::string_view> operator_names() { return kOperators; }
std::span<const std::string_view> encounter_class_names() { return kEncounterClasses; }
std::span<const std::string_view> time_unit_names() { return kTimeUnits; }

std::optional<std::uint32_t> find_word(std::span<const std::string_view> words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - words.begin()));
}

std::optional<std::uint32_t> find_word_ignoring_case(std::span<const std::string_view> words, std::string_view word) {
  for (std::uint32_t index = 0; index < words.size(); ++index) {
    if (equals_ignoring_case(words[index], word)) {
      return index;
    }
  }
  return std::nullopt;
}

}  // namespace polyclinic::gmf
