// The small numbers that stand for everything a module names, and the value that an attribute or an observation
// holds. Not the tables behind the numbers: those are the Program's (program.h) and the Record's (record.h).
#pragma once

#include <cstdint>

#include "engine/foundation/text_pool.h"

namespace polyclinic::gmf {

// Indexes into the vectors of a Program. kNone in any of them: there is none.
using ModuleId = uint16_t;       // Program::modules
using RootId = uint16_t;         // rank of a top-level module by the bytes of its key: Program::roots
using StateId = uint32_t;        // Program::states; a module's states follow each other
using AttributeId = uint32_t;    // Program::attributes
using SymptomId = uint32_t;      // Program::symptoms
using CodeId = uint32_t;         // Program::codes
using ConceptId = uint32_t;      // a code's text alone, whatever its system: what "active" and "observed" go by
using ConditionId = uint32_t;    // Program::conditions (a condition of logic, not an illness)
using ExpressionId = uint32_t;   // Program::expressions
using TableId = uint32_t;        // Program::tables
using EntryId = uint32_t;        // Record::entries
using EncounterId = uint32_t;    // Record::encounters

inline constexpr uint32_t kNone = UINT32_MAX;
inline constexpr uint16_t kNoModule = UINT16_MAX;
inline constexpr uint16_t kNoRoot = UINT16_MAX;

// A run of elements of one of the Program's (or the Record's) vectors.
struct Slice {
  uint32_t first = 0;
  uint32_t count = 0;

  uint32_t end() const { return first + count; }
  bool operator==(const Slice&) const = default;
};

// Texts of a Program have their id in its pool; texts that came up for one person only (an address, a sum made into
// text) live in the person's Record and have this bit set.
inline constexpr TextId kPersonalText = 1U << 31;

enum class ValueKind : uint8_t {
  kNil,
  kBoolean,  // id: 0 or 1
  kNumber,   // number
  kText,     // id: TextId; the empty text is kNoText
  kCode,     // id: CodeId
  kEntry,    // id: EntryId: an entry of the person's record
  kPending,  // id: index of the person's onsets (Record::onsets): a condition or allergy that nobody diagnosed yet
  kSeries,   // id: index of Program::series
};

// What an attribute holds, a condition compares with and an observation reports.
struct Value {
  ValueKind kind = ValueKind::kNil;
  uint32_t id = 0;
  double number = 0;

  static constexpr Value nil() { return {}; }
  static constexpr Value boolean(bool truth) { return {ValueKind::kBoolean, truth ? 1U : 0U, 0}; }
  static constexpr Value of_number(double number) { return {ValueKind::kNumber, 0, number}; }
  static constexpr Value text(TextId text) { return {ValueKind::kText, text, 0}; }
  static constexpr Value code(CodeId code) { return {ValueKind::kCode, code, 0}; }
  static constexpr Value entry(EntryId entry) { return {ValueKind::kEntry, entry, 0}; }
  static constexpr Value pending(uint32_t onset) { return {ValueKind::kPending, onset, 0}; }
  static constexpr Value series(uint32_t series) { return {ValueKind::kSeries, series, 0}; }

  bool is_nil() const { return kind == ValueKind::kNil; }
  bool truth() const { return id != 0; }
};

// The comparisons of logic; is nil and is not nil look at the left value alone.
enum class Comparison : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kIsNil,
  kIsNotNil,
};

enum class TimeUnit : uint8_t { kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears };

// The vital signs that modules can name, in the order of kVitalSigns (vital_sign.h). The numbers are positions there.
enum class VitalSign : uint8_t {
  kHeight,
  kWeight,
  kHeightPercentile,
  kWeightPercentile,
  kBmi,
  kHeadCircumference,
  kHeadCircumferencePercentile,
  kSystolicBloodPressure,
  kDiastolicBloodPressure,
  kOxygenSaturation,
  kBloodGlucose,  // HbA1c, percent
  kGlucose,
  kUreaNitrogen,
  kCreatinine,
  kCalcium,
  kSodium,
  kPotassium,
  kChloride,
  kCarbonDioxide,
  kTotalCholesterol,
  kTriglycerides,
  kLdl,
  kHdl,
  kMicroalbuminCreatinineRatio,
  kEgfr,
  kLeftVentricularEjectionFraction,
  kHeartRate,
  kRespirationRate,
};

inline constexpr uint32_t kVitalSignCount = 28;

}  // namespace polyclinic::gmf
