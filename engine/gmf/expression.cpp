// Runs compiled expressions: a stack of values, nil and a report when anything does not fit.
#include <array>
#include <cmath>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

Value number_or_nil(double number) { return std::isfinite(number) ? Value::of_number(number) : Value::nil(); }

Value of_numbers(ExpressionStep step, double left, double right) {
  switch (step) {
    case ExpressionStep::kAdd: return number_or_nil(left + right);
    case ExpressionStep::kSubtract: return number_or_nil(left - right);
    case ExpressionStep::kMultiply: return number_or_nil(left * right);
    case ExpressionStep::kDivide: return number_or_nil(left / right);
    case ExpressionStep::kLess: return Value::boolean(left < right);
    case ExpressionStep::kLessOrEqual: return Value::boolean(left <= right);
    case ExpressionStep::kGreater: return Value::boolean(left > right);
    case ExpressionStep::kGreaterOrEqual: return Value::boolean(left >= right);
    case ExpressionStep::kEqual: return Value::boolean(left == right);
    case ExpressionStep::kNotEqual: return Value::boolean(left != right);
    default: return Value::nil();
  }
}

Value of_booleans(ExpressionStep step, bool left, bool right) {
  switch (step) {
    case ExpressionStep::kAnd: return Value::boolean(left && right);
    case ExpressionStep::kOr: return Value::boolean(left || right);
    case ExpressionStep::kEqual: return Value::boolean(left == right);
    case ExpressionStep::kNotEqual: return Value::boolean(left != right);
    default: return Value::nil();
  }
}

}  // namespace

Value Machine::evaluate(ExpressionId id) {
  const Slice slice = program_.expressions[id].operations;
  const ExpressionOperation* operations = program_.expression_operations.data() + slice.first;
  std::array<Value, kExpressionStackLimit> stack;
  std::array<Value, kExpressionDefinitionLimit> definitions;
  uint32_t depth = 0;
  const auto fail_expression = [&] {
    report(ReportCode::kR09ExpressionFailed);
    return Value::nil();
  };
  for (uint32_t index = 0; index < slice.count; ++index) {
    const ExpressionOperation& operation = operations[index];
    Value pushed;
    switch (operation.step) {
      case ExpressionStep::kNumber: pushed = Value::of_number(operation.number); break;
      case ExpressionStep::kText: pushed = Value::text(operation.id); break;
      case ExpressionStep::kBoolean: pushed = Value::boolean(operation.id != 0); break;
      case ExpressionStep::kAge: {
        const CalendarPeriod age = period_between(birth_day_, day_of(now_));
        pushed = Value::of_number(age.years + age.months / 12.0 + age.days / 365.2425);
        break;
      }
      case ExpressionStep::kVitalSign:
        if (const auto reading = read_vital_sign(static_cast<VitalSign>(operation.id), running_)) {
          pushed = Value::of_number(*reading);
        }
        break;
      case ExpressionStep::kAttribute:
        pushed = attribute(operation.id);
        if (pushed.kind != ValueKind::kNumber && pushed.kind != ValueKind::kText &&
            pushed.kind != ValueKind::kBoolean) {
          pushed = Value::nil();
        }
        break;
      case ExpressionStep::kDefinition: pushed = definitions[operation.id]; break;
      case ExpressionStep::kDefine: definitions[operation.id] = stack[--depth]; continue;
      case ExpressionStep::kJump: index = operation.id - 1; continue;
      case ExpressionStep::kJumpIfFalse: {
        const Value& decided = stack[--depth];
        if (decided.kind != ValueKind::kBoolean) return fail_expression();
        if (!decided.truth()) index = operation.id - 1;
        continue;
      }
      case ExpressionStep::kNegate: {
        const Value& operand = stack[--depth];
        if (operand.kind == ValueKind::kNumber) pushed = Value::of_number(-operand.number);
        break;
      }
      case ExpressionStep::kNot: {
        const Value& operand = stack[--depth];
        if (operand.kind == ValueKind::kBoolean) pushed = Value::boolean(!operand.truth());
        break;
      }
      default: {
        const Value right = stack[--depth];
        const Value left = stack[--depth];
        if (left.kind != right.kind) break;
        if (left.kind == ValueKind::kNumber) pushed = of_numbers(operation.step, left.number, right.number);
        if (left.kind == ValueKind::kBoolean) pushed = of_booleans(operation.step, left.truth(), right.truth());
        if (left.kind == ValueKind::kText && operation.step >= ExpressionStep::kLess &&
            operation.step <= ExpressionStep::kNotEqual) {
          pushed = of_numbers(operation.step, compare_texts(left.id, right.id), 0);
        }
        break;
      }
    }
    if (pushed.is_nil()) return fail_expression();
    stack[depth++] = pushed;
  }
  return depth == 1 ? stack[0] : fail_expression();
}

}  // namespace polyclinic::gmf
