// States that steer: time, attributes, symptoms, submodules, death. Those that write into the record are in
// read_records.cpp.
#include <algorithm>
#include <cmath>

#include "engine/foundation/text.h"
#include "engine/gmf/decimal_text.h"
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::describe;
using config::excerpt;

namespace {

// Modules that reference hosts have built in; files cannot call them.
constexpr std::string_view kHostModules[] = {"COVID-19 Immunization Module", "Cardiovascular Disease", "Lifecycle",
                                             "Quality Of Life", "Weight Loss"};

constexpr std::uint8_t kAnyKind =
    kBooleanValue | kNumberValue | kStringValue | kCodeValue | kEntryValue | kSeriesValue;

// The highest value that a symptom's amount can be expected to have.
double highest(const Amount& amount) {
  switch (amount.kind) {
    case AmountKind::kAbsent: return 0;
    case AmountKind::kGaussian: return std::min(amount.a, amount.maximum);
    case AmountKind::kExponential: return amount.a;
    default: return std::max(amount.a, amount.b);
  }
}

}  // namespace

std::uint32_t ModuleReader::detail(const Node& state, StateType type) {
  switch (type) {
    case StateType::kInitial:
    case StateType::kSimple:
    case StateType::kTerminal: return kNone;
    case StateType::kDelay: return delay(state);
    case StateType::kGuard: return guard(state);
    case StateType::kSetAttribute: return set_attribute(state);
    case StateType::kCounter: return counter(state);
    case StateType::kCallSubmodule: return call(state);
    case StateType::kEncounter: return encounter(state);
    case StateType::kEncounterEnd: return encounter_end(state);
    case StateType::kConditionOnset:
    case StateType::kAllergyOnset: return onset(state, type);
    case StateType::kConditionEnd:
    case StateType::kAllergyEnd:
    case StateType::kMedicationEnd:
    case StateType::kCarePlanEnd:
    case StateType::kDeviceEnd: return end(state, type);
    case StateType::kMedicationOrder: return medication_order(state);
    case StateType::kCarePlanStart: return care_plan_start(state);
    case StateType::kProcedure: return procedure(state);
    case StateType::kObservation: return observation_state(state);
    case StateType::kMultiObservation:
    case StateType::kDiagnosticReport: return observation_group(state, type);
    case StateType::kImagingStudy: return imaging_study(state);
    case StateType::kSymptom: return symptom(state);
    case StateType::kVitalSign: return vital_sign_change(state);
    case StateType::kDevice: return device(state);
    case StateType::kSupplyList: return supply_list(state);
    case StateType::kVaccine: return vaccine(state);
    case StateType::kDeath: return death(state);
    case StateType::kPhysiology: return physiology(state);
  }
  return kNone;
}

std::uint32_t ModuleReader::delay(const Node& state) {
  Delay delay;
  std::uint32_t forms = 0;
  for (const std::string_view form : {"exact", "range", "distribution"}) {
    forms += state.value.find(form) != nullptr ? 1 : 0;
  }
  if (forms != 1) {
    find("E40", state, "Delay needs exactly one of exact, range, distribution",
         forms == 0 ? "add one of them" : "keep one of them");
  }
  if (const std::optional<Node> at = field(state, "exact")) {
    delay.amount = exact(*at, true);
  } else if (const std::optional<Node> span = field(state, "range")) {
    delay.amount = range(*span, shapes::kTimedRange, true);
  } else if (const std::optional<Node> law = field(state, "distribution")) {
    delay.amount = distribution(*law);
    delay.amount.unit = unit(state, "unit").value_or(TimeUnit::kDays);
  }
  return keep(program_.delays, delay);
}

std::uint32_t ModuleReader::guard(const Node& state) {
  Guard guard;
  const std::optional<Node> allow = field(state, "allow");
  if (!allow.has_value()) {
    find("E44", state, "Guard has no allow condition", "add allow");
  } else {
    guard.allow = condition(*allow);
  }
  return keep(program_.guards, guard);
}

std::uint32_t ModuleReader::set_attribute(const Node& state) {
  SetAttribute set;
  std::uint8_t kinds = 0;
  std::string_view chosen;
  for (const std::string_view form :
       {"expression", "range", "series_data", "distribution", "value_code", "value_attribute", "value"}) {
    if (state.value.find(form) == nullptr) {
      continue;
    }
    if (chosen.empty()) {
      chosen = form;
    } else {
      find("W67", *field(state, form),
           "field \"" + std::string(form) + "\" is not used by SetAttribute, because \"" + std::string(chosen) +
               "\" is present",
           "take it out");
    }
  }
  const std::string_view name = text(state, "attribute", true).value_or("");
  if (chosen == "expression") {
    set.source = AttributeSource::kExpression;
    set.expression = expression(*field(state, "expression"));
    kinds = kNumberValue | kStringValue | kBooleanValue;
  } else if (chosen == "range" || chosen == "distribution") {
    set.source = AttributeSource::kAmount;
    set.amount = chosen == "range" ? range(*field(state, "range"), shapes::kDecimalRange, false)
                                   : distribution(*field(state, "distribution"));
    kinds = kNumberValue;
  } else if (chosen == "series_data") {
    Series series;
    std::vector<double> numbers;
    const Node data = *field(state, "series_data");
    for (const std::string_view word : split(text(state, "series_data", true).value_or(""), ' ')) {
      if (trim(word).empty()) {
        continue;
      }
      const std::optional<double> value = read_decimal(trim(word));
      if (!value.has_value()) {
        find("E02", data, excerpt(word) + " in series_data is not a number", "write numbers with blanks between");
        break;
      }
      numbers.push_back(*value);
    }
    const double period = number(state, "period", false).value_or(1);
    series.period = period > 0 ? period : 1;
    series.numbers = append(program_.numbers, numbers);
    set.source = AttributeSource::kLiteral;
    set.literal = Value::series(keep(program_.series, series));
    kinds = kSeriesValue;
  } else if (chosen == "value_code") {
    const CodeId value = code(*field(state, "value_code"));
    set.source = AttributeSource::kLiteral;
    set.literal = Value::code(value);
    kinds = kCodeValue;
  } else if (chosen == "value_attribute") {
    set.source = AttributeSource::kCopy;
    set.copied = attribute_read(state, "value_attribute", true);
  } else if (chosen == "value") {
    const Node value = *field(state, "value");
    set.source = AttributeSource::kLiteral;
    switch (value.value.kind) {
      case Kind::kBoolean:
        set.literal = Value::boolean(value.value.boolean);
        kinds = kBooleanValue;
        break;
      case Kind::kNumber:
        set.literal = Value::of_number(value.value.number);
        kinds = kNumberValue;
        break;
      case Kind::kString:
        set.literal = Value::text(intern(value.value.text));
        kinds = kStringValue;
        break;
      case Kind::kNull:
        set.source = AttributeSource::kNil;
        break;
      default:
        find("E02", value, "field \"value\" is not a boolean, number, string or null", "it is " + describe(value.value));
    }
  }
  if (!name.empty()) {
    set.attribute = write_attribute(*field(state, "attribute"), name, kinds);
    if (set.source == AttributeSource::kNil) {
      loading_.uses(set.attribute);
    } else {
      loading_.uses(set.attribute).written = true;
    }
    if (set.copied != kNone) {
      loading_.uses(set.copied).copied_to.push_back(set.attribute);
    }
  } else if (state.value.find("attribute") != nullptr && state.value.find("attribute")->is(Kind::kString)) {
    find("E02", *field(state, "attribute"), "required field \"attribute\" is missing or not a string", "name it");
  }
  return keep(program_.set_attributes, set);
}

std::uint32_t ModuleReader::counter(const Node& state) {
  Counter counter;
  if (const std::optional<std::string_view> name = text(state, "attribute", true); name.has_value()) {
    counter.attribute = write_attribute(*field(state, "attribute"), *name, kNumberValue);
    loading_.uses(counter.attribute).written = true;
  }
  const std::optional<Node> action = field(state, "action");
  if (!action.has_value() || !action->is(Kind::kString) ||
      (action->value.text != "increment" && action->value.text != "decrement")) {
    find("E57", action.has_value() ? *action : state, "action must be \"increment\" or \"decrement\"",
         action.has_value() ? "it is " + describe(action->value) : "add it");
    return keep(program_.counters, counter);
  }
  double amount = 1;
  if (const std::optional<Node> given = field(state, "amount")) {
    if (!given->is(Kind::kNumber) || !given->value.whole) {
      find("E57", *given, "amount is not an integer", "it is " + describe(given->value));
    } else if (given->value.number != 0) {
      amount = given->value.number;
    }
  }
  counter.change = action->value.text == "increment" ? amount : -amount;
  return keep(program_.counters, counter);
}

std::uint32_t ModuleReader::call(const Node& state) {
  CallSubmodule call;
  const std::optional<std::string_view> key = text(state, "submodule", true);
  if (key.has_value()) {
    const Node at = *field(state, "submodule");
    const auto known = loading_.module_ids.find(*key);
    call.callee = known == loading_.module_ids.end() ? kNoModule : known->second;
    if (call.callee == kNoModule && loading_.accepts_unknown_submodules && program_.modules.size() < kMostModules) {
      Module named;
      named.key = intern(*key);
      call.callee = static_cast<ModuleId>(program_.modules.size());
      program_.modules.push_back(named);
      loading_.module_ids.emplace(program_.text(named.key), call.callee);
    }
    if (key->find('/') == std::string_view::npos &&
        (call.callee != kNoModule || find_word(kHostModules, *key).has_value())) {
      find("E28", at, excerpt(*key) + " is not a submodule", "call a module of a subfolder");
      call.callee = kNoModule;
    } else if (call.callee == kNoModule) {
      std::string hint = loading_.log.guess(*key, loading_.submodule_keys);
      find("E27", at, "unknown submodule " + excerpt(*key),
           hint.empty() ? "add the file, or take the call out" : std::move(hint));
    } else {
      loading_.calls.emplace_back(module_, call.callee);
      loading_.call_places.push_back(place(at));
    }
  }
  return keep(program_.calls, call);
}

std::uint32_t ModuleReader::symptom(const Node& state) {
  SymptomChange change;
  const std::optional<std::string_view> name = text(state, "symptom", true);
  change.symptom = program_.intern_symptom(name.value_or(""));
  if (name.has_value() && name->empty()) {
    find("W58", *field(state, "symptom"), "symptom name is empty", "name it");
  }
  change.cause = interned_text(state, "cause");
  if (change.cause == kNoText) {
    change.cause = program_.modules[module_].name;
  }
  if (const std::optional<double> probability = number(state, "probability", false)) {
    change.probability = *probability;
    if (!(*probability >= 0 && *probability <= 1)) {
      find("W58", *field(state, "probability"), "probability is outside [0,1]; 1 is taken", "write one within");
      change.probability = 1;
    }
  }
  std::string_view chosen;
  for (const std::string_view form : {"exact", "range", "distribution"}) {
    const std::optional<Node> at = field(state, form);
    if (!at.has_value()) {
      continue;
    }
    if (!chosen.empty()) {
      find("W55", *at, "\"" + std::string(form) + "\" ignored because \"" + std::string(chosen) + "\" is present",
           "keep one of them");
      continue;
    }
    chosen = form;
    change.amount = form == "exact"   ? exact(*at, false)
                    : form == "range" ? range(*at, shapes::kRange, false)
                                      : distribution(*at);
    if (highest(change.amount) > 100) {
      find("W58", *at, "the symptom's value may be above 100", "symptoms go from 0 to 100");
    }
  }
  return keep(program_.symptom_changes, change);
}

std::uint32_t ModuleReader::vital_sign_change(const Node& state) {
  VitalSignChange change;
  change.vital = vital_sign(state, true, "E02").value_or(VitalSign::kHeight);
  change.unit = interned_text(state, "unit");
  std::string_view chosen;
  for (const std::string_view form : {"exact", "range", "expression", "distribution"}) {
    const std::optional<Node> at = field(state, form);
    if (!at.has_value()) {
      continue;
    }
    if (!chosen.empty()) {
      find("W55", *at, "\"" + std::string(form) + "\" ignored because \"" + std::string(chosen) + "\" is present",
           "keep one of them");
      continue;
    }
    chosen = form;
    if (form == "expression") {
      change.expression = expression(*at);
    } else {
      change.amount = form == "exact"   ? exact(*at, false)
                      : form == "range" ? range(*at, shapes::kRange, false)
                                        : distribution(*at);
    }
  }
  if (chosen.empty()) {
    find("E02", state, "required field \"exact\", \"range\", \"expression\" or \"distribution\" is missing",
         "add one of them");
  }
  return keep(program_.vital_sign_changes, change);
}

std::uint32_t ModuleReader::death(const Node& state) {
  Death death;
  std::string_view cause;
  for (const std::string_view form : {"codes", "condition_onset", "referenced_by_attribute"}) {
    if (!given(state, form)) {
      continue;
    }
    if (!cause.empty()) {
      find("W52", *field(state, form), "\"" + std::string(form) + "\" ignored because \"" + std::string(cause) +
                                           "\" is present",
           "keep one of them");
      continue;
    }
    cause = form;
    if (form == "codes") {
      const Slice list = codes(state, "codes", true);
      if (list.count != 0) {
        death.cause = DeathCause::kCode;
        death.code = program_.code_lists[list.first];
      }
    } else if (form == "condition_onset") {
      if (const std::optional<std::string_view> name = text(state, "condition_onset", true); name.has_value()) {
        death.cause = DeathCause::kConditionOnset;
        death.onset.name = intern(*name);
        const StateId maker = find_state(*name);
        death.onset.onset =
            maker != kNone && program_.states[maker].type == StateType::kConditionOnset ? maker : kNone;
        select(state, "condition_onset", *name, StateType::kConditionOnset);
      }
    } else {
      death.cause = DeathCause::kAttribute;
      death.attribute = attribute_read(state, "referenced_by_attribute", true);
      death.cause = death.attribute == kNone ? DeathCause::kUnknown : DeathCause::kAttribute;
    }
  }
  if (const std::optional<Node> at = field(state, "exact")) {
    death.timing = exact(*at, true);
    if (const std::optional<Node> other = field(state, "range")) {
      find("W52", *other, "\"range\" ignored because \"exact\" is present", "keep one of them");
    }
  } else if (const std::optional<Node> span = field(state, "range")) {
    death.timing = range(*span, shapes::kTimedRange, true);
  }
  return keep(program_.deaths, death);
}

std::uint32_t ModuleReader::physiology(const Node& state) {
  Physiology physiology;
  physiology.model = interned_text(state, "model");
  const std::optional<Node> alternative = field(state, "alt_direct_transition");
  if (!alternative.has_value() || !alternative->is(Kind::kString)) {
    find("E60", alternative.has_value() ? *alternative : state, "Physiology needs alt_direct_transition",
         "name the state that follows without a physiological model");
  } else {
    physiology.alternative = target(*alternative, alternative->value.text);
  }
  text(state, "solver", false);
  number(state, "step_size", false);
  const std::optional<double> lead = number(state, "lead_time", false);
  const std::optional<double> duration = number(state, "sim_duration", false);
  if (lead.has_value() && duration.has_value() && *lead > *duration) {
    find("E60", *field(state, "lead_time"), "lead_time exceeds sim_duration", "write at most sim_duration");
  }
  for (const bool is_input : {true, false}) {
    const std::optional<Node> list = container(state, is_input ? "inputs" : "outputs", Kind::kArray, false);
    for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
      const Node item{list->value.items[index], &*list, {}, index};
      if (!item.is(Kind::kObject)) {
        find("E02", item, "it is " + describe(item.value), "write an object");
        continue;
      }
      check_fields(item, is_input ? shapes::kPhysiologyInput : shapes::kPhysiologyOutput);
      if (is_input) {
        attribute_read(item, "from", false);
        if (const std::optional<Node> formula = field(item, "from_exp")) {
          expression(*formula);
        }
      } else if (const std::optional<std::string_view> name = text(item, "to", false);
                 name.has_value() && !name->empty()) {
        // Never run, so never written; but whoever reads it is not mistaken.
        const AttributeId attribute = write_attribute(*field(item, "to"), *name, kAnyKind);
        loading_.uses(attribute).written = true;
      }
    }
  }
  return keep(program_.physiologies, physiology);
}

}  // namespace polyclinic::gmf
