// The words of the Generic Module Framework: which objects a module is made of and which fields each of them has, and
// the closed lists of names (operators, encounter classes, categories). One declaration, from which unknown fields,
// "did you mean" and the authors' documentation are derived. It reads nothing and says nothing of what the words do.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace polyclinic::gmf {

struct Field {
  std::string_view name;
  std::string_view form;  // what its value is: "text", "number", "codes", "condition"; empty when it has no effect
  bool has_effect() const { return !form.empty(); }
};

// A kind of object in a module's JSON.
struct Shape {
  std::string_view name;  // as messages call it: "Delay", "code", "distribution"
  std::span<const Field> fields;

  const Field* find(std::string_view field) const;
};

// The states that are understood, in the order of the enumeration StateType. `type` is their name.
std::span<const Shape> state_shapes();

// The conditions, in the order of the enumeration ConditionKind, named without blanks ("ActiveCondition"); how people
// write them is in condition_names().
std::span<const Shape> condition_shapes();
std::span<const std::string_view> condition_names();

// The fields that every state has, besides those of its type: type, remarks, transitions.
const Shape& common_state_shape();
// The six transitions in their order of precedence.
std::span<const std::string_view> transition_keys();

namespace shapes {
extern const Shape kModule;
extern const Shape kCode;
extern const Shape kTimedExact;     // exact {quantity, unit}
extern const Shape kExact;          // exact {quantity}
extern const Shape kTimedRange;     // range {low, high, unit}
extern const Shape kRange;          // range {low, high}
extern const Shape kDecimalRange;   // range {low, high, decimals}
extern const Shape kProcedureDuration;
extern const Shape kDistribution;
extern const Shape kNamedProbability;
extern const Shape kDistributedOption;
extern const Shape kConditionalOption;
extern const Shape kComplexOption;
extern const Shape kLookupOption;
extern const Shape kTypeOfCare;
extern const Shape kWithin;
extern const Shape kDate;
extern const Shape kPrescription;
extern const Shape kDosage;
extern const Shape kPrescriptionDuration;
extern const Shape kGoal;
extern const Shape kGoalObservation;
extern const Shape kReaction;
extern const Shape kSeverity;
extern const Shape kImagingSeries;
extern const Shape kImagingInstance;
extern const Shape kSupply;
extern const Shape kInlineObservation;
extern const Shape kSampledData;
extern const Shape kAttachment;
extern const Shape kChart;
extern const Shape kChartSeries;
extern const Shape kPhysiologyInput;
extern const Shape kPhysiologyOutput;
}  // namespace shapes

// The kinds of distribution with their parameters, in the order of the enumeration AmountKind from kConstant on.
struct DistributionShape {
  std::string_view kind;
  std::span<const Field> parameters;
  std::uint32_t required;  // the first so many parameters must be given
};
std::span<const DistributionShape> distribution_shapes();

// In the order of the enumeration Comparison: "==", "!=", "<", "<=", ">", ">=", "is nil", "is not nil".
std::span<const std::string_view> operator_names();

// In the order of the enumeration EncounterClass; "super", an old word for inpatient, comes last.
std::span<const std::string_view> encounter_class_names();

// The units of time in ascending order: "seconds" to "years".
std::span<const std::string_view> time_unit_names();

// The position of a word in such a list.
std::optional<std::uint32_t> find_word(std::span<const std::string_view> words, std::string_view word);
std::optional<std::uint32_t> find_word_ignoring_case(std::span<const std::string_view> words, std::string_view word);

}  // namespace polyclinic::gmf
