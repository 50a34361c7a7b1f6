// Conditions of logic. A condition that cannot be compiled is replaced by False, and the error refuses the set.
#include <cmath>

#include "engine/gmf/module_reader.h"
#include "engine/gmf/vital_sign.h"

namespace polyclinic::gmf {

using config::describe;
using config::excerpt;

namespace {

std::string without_blanks(std::string_view text) {
  std::string packed;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      packed += c;
    }
  }
  return packed;
}

bool is_ordering(Comparison comparison) {
  return comparison >= Comparison::kLess && comparison <= Comparison::kGreaterOrEqual;
}

bool is_nil_test(Comparison comparison) { return comparison >= Comparison::kIsNil; }

ActiveKind active_kind(ConditionKind kind) {
  switch (kind) {
    case ConditionKind::kActiveAllergy: return ActiveKind::kAllergy;
    case ConditionKind::kActiveMedication: return ActiveKind::kMedication;
    case ConditionKind::kActiveCarePlan: return ActiveKind::kCarePlan;
    default: return ActiveKind::kCondition;
  }
}

// What stands for a condition with an error.
Condition refused_condition(ModuleId module) {
  Condition condition;
  condition.kind = ConditionKind::kFalse;
  condition.module = module;
  condition.limit = kRefusedCondition;
  return condition;
}

}  // namespace

ConditionId ModuleReader::condition(const Node& at) {
  Condition condition = refused_condition(module_);
  if (!at.is(Kind::kObject)) {
    find("E33", at, "a condition is " + describe(at.value), "a condition is an object with a condition_type");
    return keep(program_.conditions, condition);
  }
  const std::optional<std::string_view> type = text(at, "condition_type", true, "E32", "condition");
  if (!type.has_value()) {
    return keep(program_.conditions, condition);
  }
  const std::string packed = without_blanks(*type);
  const std::span<const Shape> known = condition_shapes();
  std::uint32_t found = 0;
  while (found < known.size() && known[found].name != packed) {
    ++found;
  }
  if (found == known.size()) {
    std::string hint = loading_.log.guess(*type, condition_names());
    find("E32", *field(at, "condition_type"), "unknown condition type " + excerpt(*type),
         hint.empty() ? "the types are in the authors' documentation" : std::move(hint));
    return keep(program_.conditions, condition);
  }
  check_fields(at, {condition_names()[found], known[found].fields});
  condition.kind = static_cast<ConditionKind>(found);
  condition.limit = 0;
  if (!condition_of_kind(at, condition.kind, condition)) {
    condition = refused_condition(module_);
  }
  return keep(program_.conditions, condition);
}

bool ModuleReader::condition_of_kind(const Node& at, ConditionKind kind, Condition& condition) {
  const std::string_view owner = condition_names()[static_cast<std::uint32_t>(kind)];
  const std::string whose = std::string(owner) + " condition";
  switch (kind) {
    case ConditionKind::kTrue:
    case ConditionKind::kFalse:
      return true;
    case ConditionKind::kGender:
    case ConditionKind::kRace:
    case ConditionKind::kSocioeconomic: {
      const std::string_view name = kind == ConditionKind::kGender ? "gender"
                                    : kind == ConditionKind::kRace ? "race"
                                                                   : "category";
      const std::optional<std::string_view> wanted = text(at, name, true, "E33", whose);
      condition.text = intern(wanted.value_or(""));
      return wanted.has_value();
    }
    case ConditionKind::kAge: {
      const std::optional<Comparison> compared = comparison(at, whose);
      const std::optional<double> quantity = number(at, "quantity", true, "E33", whose);
      const std::optional<Node> unit = field(at, "unit");
      if (!unit.has_value() || !(unit->value.text == "years" || unit->value.text == "months") ||
          !unit->is(Kind::kString)) {
        find("E36", unit.has_value() ? *unit : at, "Age unit must be \"years\" or \"months\"",
             unit.has_value() ? "it is " + describe(unit->value) : "add it");
        return false;
      }
      condition.in_months = unit->value.text == "months";
      condition.comparison = compared.value_or(Comparison::kEqual);
      condition.value = Value::of_number(quantity.value_or(0));
      return compared.has_value() && quantity.has_value();
    }
    case ConditionKind::kDate:
      return date(at, condition);
    case ConditionKind::kSymptom: {
      const std::optional<std::string_view> name = text(at, "symptom", true, "E33", whose);
      condition.subject = program_.intern_symptom(name.value_or(""));
      const std::optional<Comparison> compared = comparison(at, whose);
      condition.comparison = compared.value_or(Comparison::kEqual);
      if (!compared.has_value() || is_nil_test(*compared)) {
        return name.has_value() && compared.has_value();
      }
      const std::optional<double> value = number(at, "value", true, "E33", whose);
      condition.value = Value::of_number(value.value_or(0));
      return name.has_value() && value.has_value();
    }
    case ConditionKind::kVitalSign: {
      const std::optional<VitalSign> vital = vital_sign(at, true, "E33");
      const std::optional<Comparison> compared = comparison(at, whose);
      condition.subject = static_cast<std::uint32_t>(vital.value_or(VitalSign::kHeight));
      condition.comparison = compared.value_or(Comparison::kEqual);
      if (!compared.has_value() || is_nil_test(*compared)) {
        return vital.has_value() && compared.has_value();
      }
      const std::optional<double> value = number(at, "value", true, "E33", whose);
      condition.value = Value::of_number(value.value_or(0));
      return vital.has_value() && value.has_value();
    }
    case ConditionKind::kAttribute: {
      condition.subject = attribute_read(at, "attribute", true, "E33", whose);
      return compared_value(at, whose, condition) && condition.subject != kNone;
    }
    case ConditionKind::kObservation: {
      const bool named = codes_or_attribute(at, condition);
      return compared_value(at, whose, condition) && named;
    }
    case ConditionKind::kAnd:
    case ConditionKind::kOr:
      return children(at, whose, condition);
    case ConditionKind::kAtLeast:
    case ConditionKind::kAtMost: {
      const std::string_view name = kind == ConditionKind::kAtLeast ? "minimum" : "maximum";
      const std::optional<std::int32_t> limit = whole(at, name, -1000000, 1000000, true, "E33", whose);
      condition.limit = limit.value_or(0);
      return children(at, whose, condition) && limit.has_value();
    }
    case ConditionKind::kNot: {
      const std::optional<Node> negated = container(at, "condition", Kind::kObject, true, "E33", whose);
      if (!negated.has_value()) {
        return false;
      }
      const ConditionId child = this->condition(*negated);
      condition.children = append(program_.condition_children, {child});
      return true;
    }
    case ConditionKind::kPriorState:
      return prior_state(at, condition);
    case ConditionKind::kActiveCondition:
    case ConditionKind::kActiveAllergy:
    case ConditionKind::kActiveMedication:
    case ConditionKind::kActiveCarePlan: {
      const bool named = codes_or_attribute(at, condition);
      want_codes(condition.codes, active_kind(kind), at);
      return named;
    }
  }
  return false;
}

std::optional<Comparison> ModuleReader::comparison(const Node& at, std::string_view owner) {
  const std::optional<std::string_view> word = text(at, "operator", true, "E33", owner);
  if (!word.has_value()) {
    return std::nullopt;
  }
  const std::optional<std::uint32_t> found = find_word(operator_names(), *word);
  if (!found.has_value()) {
    std::string hint = "write ==, !=, <, <=, >, >=, is nil or is not nil";
    if (*word == "=") {
      hint = "did you mean \"==\"?";
    } else if (std::string guess = word->size() > 2 ? loading_.log.guess(*word, operator_names()) : std::string();
               !guess.empty()) {
      hint = std::move(guess);
    }
    find("E34", *field(at, "operator"), "operator " + excerpt(*word) + " is not valid", std::move(hint));
    return std::nullopt;
  }
  return static_cast<Comparison>(*found);
}

// The operator, and what it compares with: of Attribute and Observation.
bool ModuleReader::compared_value(const Node& at, std::string_view owner, Condition& condition) {
  const std::optional<Comparison> compared = comparison(at, owner);
  if (!compared.has_value()) {
    return false;
  }
  condition.comparison = *compared;
  if (is_nil_test(*compared)) {
    return true;
  }
  const std::optional<Node> value = field(at, "value");
  const std::optional<Node> value_code = field(at, "value_code");
  const std::string word(operator_names()[static_cast<std::uint32_t>(*compared)]);
  std::string_view kind;
  ValueKindBits bits = kNumberValue;
  if (value_code.has_value() && !value_code->is(Kind::kNull)) {
    const CodeId wanted = code(*value_code);
    if (wanted == kNone) {
      return false;
    }
    condition.value = Value::code(wanted);
    kind = "a code";
    bits = kCodeValue;
  } else if (!value.has_value() || value->is(Kind::kNull)) {
    find("E35", at, "operator \"" + word + "\" needs a value", "add value, or write is nil or is not nil");
    return false;
  } else if (value->is(Kind::kNumber)) {
    condition.value = Value::of_number(value->value.number);
  } else if (value->is(Kind::kString)) {
    condition.value = Value::text(intern(value->value.text));
    bits = kStringValue;
  } else if (value->is(Kind::kBoolean)) {
    condition.value = Value::boolean(value->value.boolean);
    kind = "a boolean";
    bits = kBooleanValue;
  } else {
    find("E33", *value, std::string(owner) + ": field \"value\" is not a number, string or boolean",
         "it is " + describe(value->value));
    return false;
  }
  if (is_ordering(*compared) && !kind.empty()) {
    find("E34", *field(at, "operator"), "operator \"" + word + "\" is not valid for " + std::string(kind),
         "write == or !=");
    return false;
  }
  if (condition.kind == ConditionKind::kAttribute && condition.subject != kNone) {
    AttributeUses& uses = loading_.uses(condition.subject);
    bool known = false;
    for (const auto& [seen, where] : uses.compared) {
      known = known || seen == bits;
    }
    if (!known) {
      uses.compared.emplace_back(bits, place(at));
    }
  }
  return true;
}

bool ModuleReader::children(const Node& at, std::string_view owner, Condition& condition) {
  const std::optional<Node> list = container(at, "conditions", Kind::kArray, true, "E33", owner);
  if (!list.has_value()) {
    return false;
  }
  std::vector<ConditionId> ids;
  for (std::uint32_t index = 0; index < list->value.items.size(); ++index) {
    ids.push_back(this->condition(Node{list->value.items[index], &*list, {}, index}));
  }
  condition.children = append(program_.condition_children, ids);
  return true;
}

bool ModuleReader::date(const Node& at, Condition& condition) {
  const std::optional<Comparison> compared = comparison(at, "Date condition");
  condition.comparison = compared.value_or(Comparison::kEqual);
  const auto refuse = [&](const Node& where) {
    find("E36", where, "Date needs year, month or date",
         "write a year, a month from 1 to 12, or a date {\"year\", \"month\", \"day\"} of the years 1 to 9999");
    return false;
  };
  const std::string_view forms[] = {"year", "month", "date"};
  std::string_view chosen;
  for (const std::string_view form : forms) {
    const std::optional<Node> value = field(at, form);
    if (!value.has_value()) {
      continue;
    }
    if (!chosen.empty()) {
      find("W67", *value, "field \"" + std::string(form) + "\" is not used by Date, because \"" + std::string(chosen) +
                              "\" is present",
           "take it out");
      continue;
    }
    chosen = form;
  }
  if (chosen.empty()) {
    return refuse(at);
  }
  const Node value = *field(at, chosen);
  if (chosen != "date") {
    const double number = value.value.number;
    const bool in_range = chosen == "year" ? number >= 1 && number <= 9999 : number >= 1 && number <= 12;
    if (!value.is(Kind::kNumber) || !value.value.whole || !in_range) {
      return refuse(value);
    }
    condition.date_part = chosen == "year" ? DatePart::kYear : DatePart::kMonth;
    condition.value = Value::of_number(number);
    return compared.has_value();
  }
  if (!value.is(Kind::kObject)) {
    return refuse(value);
  }
  check_fields(value, shapes::kDate);
  const auto part = [&](std::string_view name, std::int32_t low, std::int32_t high, bool required) {
    return whole(value, name, low, high, required, "E36", "date");
  };
  const std::optional<std::int32_t> year = part("year", 1, 9999, true);
  const std::optional<std::int32_t> month = part("month", 1, 12, true);
  const std::optional<std::int32_t> day = part("day", 1, 31, true);
  const Instant time = part("hour", 0, 23, false).value_or(0) * kMillisecondsPerHour +
                       part("minute", 0, 59, false).value_or(0) * kMillisecondsPerMinute +
                       part("second", 0, 59, false).value_or(0) * kMillisecondsPerSecond +
                       part("millisecond", 0, 999, false).value_or(0);
  if (!year.has_value() || !month.has_value() || !day.has_value()) {
    return false;
  }
  if (!is_valid_date(*year, static_cast<std::uint32_t>(*month), static_cast<std::uint32_t>(*day))) {
    return refuse(value);
  }
  condition.date_part = DatePart::kInstant;
  condition.instant =
      start_of_day(day_from_civil(*year, static_cast<std::uint32_t>(*month), static_cast<std::uint32_t>(*day))) + time;
  return compared.has_value();
}

bool ModuleReader::prior_state(const Node& at, Condition& condition) {
  const std::string_view owner = "PriorState condition";
  const std::optional<std::string_view> name = text(at, "name", true, "E33", owner);
  condition.text = intern(name.value_or(""));
  const std::optional<std::string_view> since = text(at, "since", false, "E33", owner);
  condition.since = intern(since.value_or(""));
  for (const std::string_view form : {"name", "since"}) {
    const std::optional<std::string_view> wanted = form == "name" ? name : since;
    if (wanted.has_value() && find_state(*wanted) == kNone && !(form == "since" && wanted->empty())) {
      loading_.prior_states.push_back({place(*field(at, form)), module_, intern(*wanted), StateType::kSimple});
    }
  }
  if (const std::optional<Node> within = container(at, "within", Kind::kObject, false, "E33", owner)) {
    check_fields(*within, shapes::kWithin);
    const std::optional<double> quantity = number(*within, "quantity", true, "E33", owner);
    const std::optional<TimeUnit> unit = this->unit(*within, "unit");
    if (!quantity.has_value() || !unit.has_value()) {
      return false;
    }
    if (*quantity < 0) {
      find("E33", *within, std::string(owner) + ": the window is below 0", "write 0 or more");
      return false;
    }
    condition.within = real_span(*quantity, *unit);
  }
  return name.has_value();
}

bool ModuleReader::codes_or_attribute(const Node& at, Condition& condition) {
  if (given(at, "codes")) {
    condition.codes = codes(at, "codes", true);
    if (given(at, "referenced_by_attribute")) {
      find("W52", *field(at, "referenced_by_attribute"),
           "\"referenced_by_attribute\" ignored because \"codes\" is present", "take one of them out");
    }
    return condition.codes.count != 0;
  }
  if (given(at, "referenced_by_attribute")) {
    condition.subject = attribute_read(at, "referenced_by_attribute", true, "E33", "condition");
    return condition.subject != kNone;
  }
  find("E37", at, "condition must name codes or referenced_by_attribute", "add one of them");
  return false;
}

std::optional<VitalSign> ModuleReader::vital_sign(const Node& object, bool required, std::string_view code) {
  const std::optional<std::string_view> name = text(object, "vital_sign", required, code, {});
  if (!name.has_value()) {
    return std::nullopt;
  }
  const std::optional<VitalSign> vital = vital_sign_named(*name);
  if (!vital.has_value()) {
    std::vector<std::string_view> names;
    for (const VitalSignName& known : kVitalSigns) {
      names.push_back(known.name);
    }
    std::string hint = loading_.log.guess(*name, names);
    find("E56", *field(object, "vital_sign"), "unknown vital sign " + excerpt(*name),
         hint.empty() ? "the vital signs are in the authors' documentation" : std::move(hint));
  }
  return vital;
}

}  // namespace polyclinic::gmf
