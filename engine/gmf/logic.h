// Compiled conditions and expressions: what a Program holds of Guards, conditional transitions and formulas. Not their
// evaluation (machine_logic.cpp, expression.cpp).
#pragma once

#include "engine/foundation/calendar.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

enum class ConditionKind : uint8_t {
  kTrue,
  kFalse,
  kGender,          // text
  kAge,             // comparison, number, in_months
  kDate,            // comparison, date_part; number (year, month) or instant
  kSocioeconomic,   // text
  kRace,            // text; compared without regard to ASCII case
  kSymptom,         // subject: SymptomId; comparison, value
  kObservation,     // codes or subject: AttributeId; comparison, value (number, text, boolean or code)
  kAttribute,       // subject: AttributeId; comparison, value
  kAnd,             // children
  kOr,              // children
  kNot,             // children: one
  kAtLeast,         // children, limit
  kAtMost,          // children, limit
  kPriorState,      // text: the name; since; within
  kActiveCondition, // codes or subject: AttributeId
  kActiveAllergy,
  kActiveMedication,
  kActiveCarePlan,
  kVitalSign,       // subject: VitalSign; comparison, value
};

enum class DatePart : uint8_t { kYear, kMonth, kInstant };

// One node of a condition's tree. Which members count is said at its kind.
struct Condition {
  ConditionKind kind = ConditionKind::kTrue;
  Comparison comparison = Comparison::kEqual;
  DatePart date_part = DatePart::kYear;
  bool in_months = false;          // kAge: months instead of years
  ModuleId module = kNoModule;     // the file that it stands in
  uint32_t subject = kNone;        // kNone: not by attribute
  Slice children;                  // of Program::condition_children
  Slice codes;                     // of Program::code_lists
  int32_t limit = 0;               // minimum or maximum of true children
  TextId text = kNoText;
  TextId since = kNoText;          // kPriorState: kNoText: none
  Instant within = -1;             // kPriorState: ms, real conversion; -1: no window
  Instant instant = 0;             // kDate with DatePart::kInstant
  Value value;                     // what is compared with; numbers of kAge and kDate too

  // Computed by Program::link(). Slots of the frame's retained names (Module::retained); kNone: never in its history.
  uint32_t name_slot = kNone;
  uint32_t since_slot = kNone;
};

// Expressions run on a stack of Values. Names are resolved when they are compiled.
enum class ExpressionStep : uint8_t {
  kNumber,         // push number
  kText,           // push text id
  kBoolean,        // push id != 0
  kAge,            // push the decimal age
  kVitalSign,      // push the rounded reading of vital sign id
  kAttribute,      // push the number, text or boolean in attribute id; anything else fails the expression
  kDefinition,     // push the value of local definition id
  kDefine,         // pop into local definition id; ids count up from 0 in the order of lines, at most 16
  kNegate,
  kNot,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,         // by 0: fails
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEqual,
  kNotEqual,
  kAnd,            // of two booleans; both sides are evaluated
  kOr,
  kJump,           // to step id of the same expression (counted from its first step)
  kJumpIfFalse,    // pops a boolean
};

struct ExpressionOperation {
  ExpressionStep step = ExpressionStep::kNumber;
  uint32_t id = 0;
  double number = 0;
};

inline constexpr uint32_t kExpressionStackLimit = 64;       // deepest stack that the loader lets through
inline constexpr uint32_t kExpressionDefinitionLimit = 16;

struct Expression {
  Slice operations;        // of Program::expression_operations; leaves exactly one value
  TextId source = kNoText; // the text as the module has it
};

}  // namespace polyclinic::gmf
