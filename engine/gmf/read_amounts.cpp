// Quantities, distributions, units of time and expressions of a module.
#include <cmath>

#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::excerpt;

std::optional<TimeUnit> ModuleReader::unit(const Node& object, std::string_view name) {
  const std::optional<Node> at = field(object, name);
  const std::span<const std::string_view> known = time_unit_names();
  std::string hint = "write seconds, minutes, hours, days, weeks, months or years";
  if (!at.has_value()) {
    find("E39", object, "the time unit is missing", "add \"" + std::string(name) + "\": \"days\" or the like");
    return std::nullopt;
  }
  if (!at->is(Kind::kString)) {
    find("E39", *at, "unknown time unit: " + config::describe(at->value), std::move(hint));
    return std::nullopt;
  }
  const std::optional<std::uint32_t> found = find_word(known, at->value.text);
  if (!found.has_value()) {
    if (std::string guess = loading_.log.guess(at->value.text, known); !guess.empty()) {
      hint = std::move(guess);
    }
    find("E39", *at, "unknown time unit " + excerpt(at->value.text), std::move(hint));
    return std::nullopt;
  }
  return static_cast<TimeUnit>(*found);
}

Amount ModuleReader::exact(const Node& at, bool timed) {
  Amount amount;
  if (!at.is(Kind::kObject)) {
    find("E02", at, "\"exact\" is not an object", "write {\"quantity\": ...}");
    return amount;
  }
  check_fields(at, timed ? shapes::kTimedExact : shapes::kExact);
  amount.kind = AmountKind::kExact;
  amount.a = number(at, "quantity", true).value_or(0);
  amount.b = amount.a;
  if (timed) {
    amount.unit = unit(at, "unit").value_or(TimeUnit::kDays);
  }
  return amount;
}

Amount ModuleReader::range(const Node& at, const Shape& shape, bool timed) {
  Amount amount;
  if (!at.is(Kind::kObject)) {
    find("E02", at, "\"" + std::string(shape.name) + "\" is not an object", "write {\"low\": ..., \"high\": ...}");
    return amount;
  }
  check_fields(at, shape);
  amount.kind = AmountKind::kRange;
  amount.a = number(at, "low", true).value_or(0);
  amount.b = number(at, "high", true).value_or(amount.a);
  if (amount.a > amount.b) {
    find("W42", at, "low " + at.value.find("low")->text + " exceeds high " + at.value.find("high")->text,
         "exchange them; values are drawn between both all the same");
  }
  if (timed) {
    amount.unit = unit(at, "unit").value_or(TimeUnit::kDays);
  }
  if (&shape == &shapes::kDecimalRange) {
    amount.decimals = static_cast<std::int8_t>(whole(at, "decimals", 0, 15, false).value_or(-1));
  }
  return amount;
}

Amount ModuleReader::distribution(const Node& at) {
  Amount amount;
  const auto refuse = [&](const Node& where, std::string what, std::string hint) {
    find("E41", where, "distribution" + std::move(what), std::move(hint));
    return Amount{};
  };
  if (!at.is(Kind::kObject)) {
    return refuse(at, " is not an object", "write {\"kind\": ..., \"parameters\": {...}}");
  }
  check_fields(at, shapes::kDistribution);
  std::vector<std::string_view> kinds;
  for (const DistributionShape& shape : distribution_shapes()) {
    kinds.push_back(shape.kind);
  }
  const std::optional<Node> kind = field(at, "kind");
  if (!kind.has_value() || !kind->is(Kind::kString)) {
    return refuse(kind.has_value() ? *kind : at, ": kind is missing or not a string",
                  "write EXACT, UNIFORM, GAUSSIAN, EXPONENTIAL or TRIANGULAR");
  }
  const std::optional<std::uint32_t> found = find_word(kinds, kind->value.text);
  if (!found.has_value()) {
    std::string guess = loading_.log.guess(kind->value.text, kinds);
    return refuse(*kind, " " + excerpt(kind->value.text) + ": unknown kind",
                  guess.empty() ? "write EXACT, UNIFORM, GAUSSIAN, EXPONENTIAL or TRIANGULAR" : std::move(guess));
  }
  const DistributionShape& shape = distribution_shapes()[*found];
  const std::string name = " " + std::string(shape.kind) + ": ";
  const std::optional<Node> parameters = field(at, "parameters");
  if (!parameters.has_value() || !parameters->is(Kind::kObject)) {
    return refuse(parameters.has_value() ? *parameters : at, name + "parameters is missing or not an object",
                  "add the parameters");
  }
  check_fields(*parameters, {shape.kind, shape.parameters});
  bool sound = true;
  const auto parameter = [&](std::string_view field_name, double otherwise) {
    const std::optional<Node> value = field(*parameters, field_name);
    if (!value.has_value()) {
      return otherwise;
    }
    if (!value->is(Kind::kNumber)) {
      refuse(*value, name + "\"" + std::string(field_name) + "\" is not a number",
             "it is " + config::describe(value->value));
      sound = false;
      return otherwise;
    }
    return value->value.number;
  };
  for (std::uint32_t index = 0; index < shape.required; ++index) {
    const std::string_view wanted = shape.parameters[index].name;
    if (parameters->value.find(wanted) == nullptr) {
      refuse(*parameters, name + "parameter \"" + std::string(wanted) + "\" is missing", "add it");
      sound = false;
    }
  }
  amount.kind = static_cast<AmountKind>(static_cast<std::uint32_t>(AmountKind::kConstant) + *found);
  amount.round = truth(at, "round");
  switch (amount.kind) {
    case AmountKind::kConstant:
      amount.a = amount.b = parameter("value", 0);
      break;
    case AmountKind::kUniform:
      amount.a = parameter("low", 0);
      amount.b = parameter("high", 0);
      if (sound && amount.a > amount.b) {
        find("W42", *parameters,
             "low " + parameters->value.find("low")->text + " exceeds high " + parameters->value.find("high")->text,
             "exchange them; values are drawn between both all the same");
      }
      break;
    case AmountKind::kGaussian:
      amount.a = parameter("mean", 0);
      amount.b = parameter("standardDeviation", 0);
      amount.minimum = parameter("min", -INFINITY);
      amount.maximum = parameter("max", INFINITY);
      if (sound && amount.b < 0) {
        return refuse(*parameters, name + "standardDeviation is below 0", "write 0 or more");
      }
      if (sound && amount.minimum > amount.maximum) {
        return refuse(*parameters, name + "min exceeds max", "exchange them");
      }
      if (sound && (amount.minimum > amount.a || amount.maximum < amount.a)) {
        find("W43", *parameters, "clamp makes the result nearly constant",
             amount.minimum > amount.a ? "min is above the mean" : "max is below the mean");
      }
      break;
    case AmountKind::kExponential:
      amount.a = parameter("mean", 1);
      if (sound && amount.a <= 0) {
        return refuse(*parameters, name + "mean is not above 0", "write a mean above 0");
      }
      break;
    case AmountKind::kTriangular:
      amount.a = parameter("min", 0);
      amount.mode = parameter("mode", 0);
      amount.b = parameter("max", 0);
      if (sound && !(amount.a <= amount.mode && amount.mode <= amount.b && amount.a < amount.b)) {
        return refuse(*parameters, name + "not min <= mode <= max with min below max", "put them in order");
      }
      break;
    default:
      break;
  }
  return sound ? amount : Amount{};
}

AttributeId ModuleReader::attribute(std::string_view name) { return read_attribute(*expression_place_, name); }

ExpressionId ModuleReader::expression(const Node& at) {
  if (!at.is(Kind::kString)) {
    find("E02", at, "\"expression\" is not a string", "it is " + config::describe(at.value));
    return kNone;
  }
  expression_place_ = &at;
  CompiledExpression compiled = compile_expression(at.value.text, *this);
  if (!compiled.why.empty()) {
    find("E02", at, "the expression cannot be read: " + compiled.why,
         "numbers, 'texts', #{parameters}, + - * /, comparisons, and/or/not, if/then/else");
    return kNone;
  }
  Expression expression;
  expression.operations = append(program_.expression_operations, compiled.operations);
  expression.source = intern(at.value.text);
  return keep(program_.expressions, expression);
}

}  // namespace polyclinic::gmf
