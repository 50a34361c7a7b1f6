// What each type of state says beyond its transition, compiled. One struct a type; a state's `detail` is the index in
// the Program's vector of its type. Initial, Simple and Terminal have none. Not what the states do (machine_*.cpp).
#pragma once

#include <cmath>

#include "engine/gmf/amount.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

enum class StateType : uint8_t {
  kInitial,
  kSimple,
  kTerminal,
  kDelay,
  kGuard,
  kSetAttribute,
  kCounter,
  kCallSubmodule,
  kEncounter,
  kEncounterEnd,
  kConditionOnset,
  kConditionEnd,
  kAllergyOnset,
  kAllergyEnd,
  kMedicationOrder,
  kMedicationEnd,
  kCarePlanStart,
  kCarePlanEnd,
  kProcedure,
  kObservation,
  kMultiObservation,
  kDiagnosticReport,
  kImagingStudy,
  kSymptom,
  kVitalSign,
  kDevice,
  kDeviceEnd,
  kSupplyList,
  kVaccine,
  kDeath,
  kPhysiology,
};

inline constexpr uint32_t kStateTypeCount = 31;

// A `reason`. Resolved when the state runs: the attribute if the person has it, else the entries that a state of this
// name in the frame's history made, else the codes of the file's own ConditionOnset of this name.
struct Reason {
  TextId name = kNoText;           // kNoText: no reason
  AttributeId attribute = kNone;   // the loader interns the name as an attribute (read only) in every case
  StateId onset = kNone;           // the ConditionOnset of that name in the same file, if it has one
  uint32_t slot = kNone;           // by Program::link(): of the frame's retained names
};

struct Delay {
  Amount amount;  // of time; distributions by whole_span, the legacy forms by real_span
};

struct Guard {
  ConditionId allow = kNone;

  // By Program::link():
  Slice keys;                    // of Program::guard_keys: what its leaves subscribe to, ascending, without repetition
  bool has_flips = false;        // a leaf changes by time alone: Age, Date, PriorState within, days_until_death
  bool polls = false;            // a leaf may change without an event (vital signs, polled attributes): then tested every step
};

enum class AttributeSource : uint8_t { kNil, kLiteral, kAmount, kCopy, kExpression };

struct SetAttribute {
  AttributeId attribute = kNone;
  AttributeSource source = AttributeSource::kNil;
  Value literal;                 // boolean, number, text, code or series
  Amount amount;
  AttributeId copied = kNone;
  ExpressionId expression = kNone;
};

struct Counter {
  AttributeId attribute = kNone;
  double change = 1;             // signed: what is added
};

struct CallSubmodule {
  ModuleId callee = kNoModule;

  // By Program::link(): which retained names of the callee's frame go into which of the caller's, on return.
  Slice merges;                  // of Program::merges
};

enum class EncounterClass : uint8_t {
  kWellness,
  kAmbulatory,
  kOutpatient,
  kInpatient,  // and `super`
  kEmergency,
  kUrgentCare,
  kHospice,
  kHome,
  kSkilledNursing,
  kVirtual,
};

enum class Telemedicine : uint8_t { kNever, kPossible, kAlways };

struct Encounter {
  bool wellness = false;         // joins the host's encounter instead of opening one
  EncounterClass encounter_class = EncounterClass::kAmbulatory;
  Telemedicine telemedicine = Telemedicine::kNever;
  Slice codes;                   // of Program::code_lists, here and below
  Reason reason;
};

struct EncounterEnd {
  CodeId discharge_disposition = kNone;
};

struct SeverityChoice {
  CodeId severity = kNone;       // kNone: the reaction is absent
  double probability = 0;        // normalised: those of one reaction sum to 1
};

struct Reaction {
  CodeId reaction = kNone;
  Slice severities;              // of Program::severity_choices
};

// ConditionOnset and AllergyOnset.
struct Onset {
  Slice codes;
  TextId target_encounter = kNoText;  // the state's name; kNoText: diagnosed at once
  AttributeId assigned = kNone;
  TextId allergy_type = kNoText;      // "allergy", "intolerance"
  TextId category = kNoText;
  Slice reactions;                    // of Program::reactions
};

enum class EndSelector : uint8_t { kState, kAttribute, kCodes };

// ConditionEnd, AllergyEnd, MedicationEnd, CarePlanEnd, DeviceEnd: what kind ends, the state's type says.
struct End {
  EndSelector selector = EndSelector::kCodes;
  TextId state_name = kNoText;
  AttributeId attribute = kNone;
  Slice codes;
};

struct Prescription {
  bool as_needed = false;
  bool has_dosage = false;
  bool has_duration = false;
  int32_t refills = 0;
  double amount = 1, frequency = 1, period = 1;  // a dose, times in a period, units of a period
  TimeUnit period_unit = TimeUnit::kDays;
  double duration = 1;
  TimeUnit duration_unit = TimeUnit::kMonths;
  Slice instructions;            // of Program::code_lists
};

struct MedicationOrder {
  Slice codes;
  Reason reason;
  AttributeId assigned = kNone;
  bool chronic = false;
  bool administration = false;
  uint32_t prescription = kNone; // of Program::prescriptions
};

struct Goal {
  TextId text = kNoText;
  Slice addresses;               // of Program::text_lists
  Slice observation_codes;
  Comparison comparison = Comparison::kEqual;
  Value value;                   // nil: the goal has no observation
};

struct CarePlanStart {
  Slice codes;
  Slice activities;              // of Program::code_lists
  Slice goals;                   // of Program::goals
  Reason reason;
  AttributeId assigned = kNone;
};

struct Procedure {
  Slice codes;
  Reason reason;
  AttributeId assigned = kNone;
  Amount duration;               // of time by real_span; without one the record says 15 minutes and nothing waits
};

enum class ObservationSource : uint8_t {
  kNothing,
  kLiteral,      // exact: number, text or boolean; value_code
  kAmount,       // range or distribution
  kAttribute,
  kVitalSign,
  kExpression,
  kSampledData,
  kAttachment,
};

struct SampledData {
  Slice attributes;              // of Program::attribute_lists
  double origin = 0, factor = 1;
  double lower_limit = -INFINITY, upper_limit = INFINITY;
  TextId decimal_format = kNoText;
};

struct Attachment {
  TextId content_type = kNoText, title = kNoText, language = kNoText;
  TextId chart = kNoText;        // exactly one of the three; a chart as the JSON text of the module
  TextId url = kNoText;
  TextId data = kNoText;         // base64
};

// A state, or a component of a MultiObservation or a DiagnosticReport.
struct Observation {
  Slice codes;
  TextId category = kNoText;
  TextId unit = kNoText;
  ObservationSource source = ObservationSource::kNothing;
  Value literal;
  Amount amount;
  uint32_t subject = kNone;      // AttributeId, VitalSign, ExpressionId, or index of sampled_data or attachments
};

// MultiObservation and DiagnosticReport.
struct ObservationGroup {
  Slice codes;
  TextId category = kNoText;
  Slice observations;            // of Program::observations
};

struct ImagingInstance {
  TextId title = kNoText;
  CodeId sop_class = kNone;
};

struct ImagingSeries {
  CodeId body_site = kNone, modality = kNone;
  Slice instances;               // of Program::imaging_instances
  int32_t minimum_instances = 0, maximum_instances = 0;  // a number is drawn when 0 < minimum <= maximum
};

struct ImagingStudy {
  CodeId procedure_code = kNone;
  Slice series;                  // of Program::imaging_series
  int32_t minimum_series = 0, maximum_series = 0;
};

struct SymptomChange {
  SymptomId symptom = kNone;
  TextId cause = kNoText;        // the module's own name when not given
  double probability = 1;        // within [0, 1]
  Amount amount;                 // none: 0
};

struct VitalSignChange {
  VitalSign vital = VitalSign::kHeight;
  TextId unit = kNoText;
  Amount amount;                 // a new value at every read, when it draws
  ExpressionId expression = kNone;  // when there is no amount
};

struct Device {
  CodeId code = kNone;
  TextId manufacturer = kNoText, model = kNoText;
  AttributeId assigned = kNone;
};

struct Supply {
  CodeId code = kNone;
  int32_t quantity = 1;
};

struct SupplyList {
  Slice supplies;                // of Program::supplies
};

struct Vaccine {
  Slice codes;
  int32_t series = 0;            // the dose's number; 0: not said
};

enum class DeathCause : uint8_t { kUnknown, kCode, kConditionOnset, kAttribute };

struct Death {
  DeathCause cause = DeathCause::kUnknown;
  CodeId code = kNone;
  Reason onset;                  // kConditionOnset: name, onset and slot as of a reason; its attribute does not count
  AttributeId attribute = kNone;
  Amount timing;                 // of time by real_span; none: at once
};

struct Physiology {
  StateId alternative = kNone;   // alt_direct_transition: the one way out, as no model is ever run
  TextId model = kNoText;
};

}  // namespace polyclinic::gmf
