// States that write into the record: encounters, conditions, allergies, medications, care plans, procedures, devices,
// supplies, vaccines. Observations and studies are in read_observations.cpp.
#include "engine/foundation/text.h"
#include "engine/gmf/decimal_text.h"
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::describe;
using config::excerpt;

namespace {

struct EndWords {
  std::string_view by_state;
  StateType maker;
  ActiveKind kind;
};

EndWords end_words(StateType type) {
  switch (type) {
    case StateType::kAllergyEnd: return {"allergy_onset", StateType::kAllergyOnset, ActiveKind::kAllergy};
    case StateType::kMedicationEnd: return {"medication_order", StateType::kMedicationOrder, ActiveKind::kMedication};
    case StateType::kCarePlanEnd: return {"careplan", StateType::kCarePlanStart, ActiveKind::kCarePlan};
    case StateType::kDeviceEnd: return {"device", StateType::kDevice, ActiveKind::kDevice};
    default: return {"condition_onset", StateType::kConditionOnset, ActiveKind::kCondition};
  }
}

}  // namespace

std::uint32_t ModuleReader::encounter(const Node& state) {
  Encounter encounter;
  encounter.wellness = truth(state, "wellness");
  if (encounter.wellness) {
    for (const std::string_view name : {"reason", "codes", "encounter_class", "telemedicine_possibility"}) {
      if (given(state, name)) {
        find("W48", *field(state, name), "\"" + std::string(name) + "\" has no effect on a wellness encounter",
             "take it out");
      }
    }
    return keep(program_.encounters, encounter);
  }
  const std::optional<Node> word = field(state, "encounter_class");
  std::optional<std::uint32_t> found;
  if (word.has_value() && word->is(Kind::kString)) {
    found = find_word_ignoring_case(encounter_class_names(), word->value.text);
  }
  if (!found.has_value()) {
    std::string hint = "write ambulatory, outpatient, inpatient, emergency or the like";
    if (word.has_value() && word->is(Kind::kString)) {
      if (std::string guess = loading_.log.guess(word->value.text, encounter_class_names()); !guess.empty()) {
        hint = std::move(guess);
      }
    }
    find("E47", word.has_value() ? *word : state,
         word.has_value() ? "unknown encounter_class " +
                                (word->is(Kind::kString) ? excerpt(word->value.text) : describe(word->value))
                          : std::string("encounter_class is missing"),
         std::move(hint));
  } else {
    const bool is_super = encounter_class_names()[*found] == "super";
    encounter.encounter_class = is_super ? EncounterClass::kInpatient : static_cast<EncounterClass>(*found);
  }
  if (const std::optional<std::string_view> possibility = text(state, "telemedicine_possibility", false, "E47");
      possibility.has_value() && !possibility->empty()) {
    static constexpr std::string_view kWords[] = {"none", "possible", "always"};
    const std::optional<std::uint32_t> known = find_word_ignoring_case(kWords, *possibility);
    if (!known.has_value()) {
      find("E47", *field(state, "telemedicine_possibility"),
           "unknown telemedicine_possibility " + excerpt(*possibility), "write none, possible or always");
    }
    encounter.telemedicine = static_cast<Telemedicine>(known.value_or(0));
  }
  encounter.codes = codes(state, "codes", true);
  encounter.reason = reason(state, "reason");
  return keep(program_.encounters, encounter);
}

std::uint32_t ModuleReader::encounter_end(const Node& state) {
  EncounterEnd end;
  end.discharge_disposition = code_field(state, "discharge_disposition", false);
  return keep(program_.encounter_ends, end);
}

std::uint32_t ModuleReader::onset(const Node& state, StateType type) {
  Onset onset;
  const bool is_allergy = type == StateType::kAllergyOnset;
  onset.codes = codes(state, "codes", true);
  make_code(onset.codes, is_allergy ? ActiveKind::kAllergy : ActiveKind::kCondition);
  onset.assigned = assigned(state);
  if (const std::optional<std::string_view> name = text(state, "target_encounter", false);
      name.has_value() && !trim(*name).empty()) {
    onset.target_encounter = intern(*name);
    const StateId encounter = find_state(*name);
    if (encounter == kNone || program_.states[encounter].type != StateType::kEncounter) {
      loading_.targets.push_back(
          {place(*field(state, "target_encounter")), module_, onset.target_encounter, StateType::kEncounter});
    }
  }
  if (is_allergy) {
    onset.allergy_type = interned_text(state, "allergy_type");
    onset.category = interned_text(state, "category");
    onset.reactions = reactions(state);
  }
  return keep(program_.onsets, onset);
}

Slice ModuleReader::reactions(const Node& state) {
  static constexpr std::string_view kLevels[] = {"mild", "moderate", "severe", "none"};
  const CodeId codes_of_levels[] = {program_.known_codes.mild, program_.known_codes.moderate,
                                    program_.known_codes.severe, kNone};
  std::vector<Reaction> reactions;
  const std::optional<Node> list = container(state, "reactions", Kind::kArray, false);
  for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
    const Node item{list->value.items[index], &*list, {}, index};
    if (!item.is(Kind::kObject)) {
      find("E02", item, "a reaction is " + describe(item.value), "write {\"reaction\": ..., \"possible_severities\": []}");
      continue;
    }
    check_fields(item, shapes::kReaction);
    Reaction reaction;
    reaction.reaction = code_field(item, "reaction", true);
    const std::optional<Node> severities = container(item, "possible_severities", Kind::kArray, true);
    std::vector<SeverityChoice> choices;
    double sum = 0;
    for (std::uint32_t place = 0; severities.has_value() && place < severities->value.items.size(); ++place) {
      const Node severity{severities->value.items[place], &*severities, {}, place};
      if (!severity.is(Kind::kObject)) {
        find("E59", severity, "a severity is " + describe(severity.value), "write {\"level\": ..., \"value\": ...}");
        continue;
      }
      check_fields(severity, shapes::kSeverity);
      const std::optional<Node> level = field(severity, "level");
      const std::optional<std::uint32_t> known =
          level.has_value() && level->is(Kind::kString) ? find_word_ignoring_case(kLevels, level->value.text)
                                                        : std::nullopt;
      if (!known.has_value()) {
        find("E59", level.has_value() ? *level : severity,
             level.has_value() ? "unknown severity level: " + describe(level->value)
                               : std::string("the severity's level is missing"),
             "write mild, moderate, severe or none");
        continue;
      }
      const std::optional<Node> value = field(severity, "value");
      if (!value.has_value() || !value->is(Kind::kNumber) || value->value.number < 0) {
        find("E59", value.has_value() ? *value : severity, "the severity's value is missing or not a number from 0",
             "write a probability");
        continue;
      }
      sum += value->value.number;
      choices.push_back({codes_of_levels[*known], value->value.number});
    }
    if (severities.has_value() && !choices.empty()) {
      const std::string total = "severity probabilities sum to " + decimal_in_words(sum);
      if (sum > 1.001) {
        find("E59", *severities, total, "make them sum to 1");
      } else if (sum < 0.999) {
        find("W59", *severities, total, "make them sum to 1; they are scaled up");
      }
      for (SeverityChoice& choice : choices) {
        choice.probability = sum > 0 ? choice.probability / sum : 0;
      }
    }
    reaction.severities = append(program_.severity_choices, choices);
    reactions.push_back(reaction);
  }
  return append(program_.reactions, reactions);
}

std::uint32_t ModuleReader::end(const Node& state, StateType type) {
  End end;
  const EndWords words = end_words(type);
  std::string_view chosen;
  for (const std::string_view form : {words.by_state, std::string_view("referenced_by_attribute"),
                                      std::string_view("codes")}) {
    if (!given(state, form)) {
      continue;
    }
    if (!chosen.empty()) {
      find("W52", *field(state, form),
           "\"" + std::string(form) + "\" ignored because \"" + std::string(chosen) + "\" is present",
           "keep one of them");
      continue;
    }
    chosen = form;
    if (form == "codes") {
      end.selector = EndSelector::kCodes;
      end.codes = codes(state, "codes", true);
      want_codes(end.codes, words.kind, *field(state, "codes"));
    } else if (form == "referenced_by_attribute") {
      end.selector = EndSelector::kAttribute;
      end.attribute = attribute_read(state, form, true);
    } else if (const std::optional<std::string_view> name = text(state, form, true); name.has_value()) {
      end.selector = EndSelector::kState;
      end.state_name = intern(*name);
      select(state, form, *name, words.maker);
    }
  }
  if (chosen.empty()) {
    find("E51", state,
         "nothing to end: give " + std::string(words.by_state) + ", referenced_by_attribute or codes", "add one of them");
  }
  return keep(program_.ends, end);
}

std::uint32_t ModuleReader::medication_order(const Node& state) {
  MedicationOrder order;
  order.codes = codes(state, "codes", true);
  make_code(order.codes, ActiveKind::kMedication);
  order.reason = reason(state, "reason");
  order.assigned = assigned(state);
  order.chronic = truth(state, "chronic");
  order.administration = truth(state, "administration");
  if (const std::optional<Node> at = container(state, "prescription", Kind::kObject, false)) {
    order.prescription = prescription(*at);
  }
  return keep(program_.medication_orders, order);
}

std::uint32_t ModuleReader::prescription(const Node& at) {
  Prescription prescription;
  check_fields(at, shapes::kPrescription);
  prescription.as_needed = truth(at, "as_needed");
  prescription.refills = whole(at, "refills", 0, 1000000, false).value_or(0);
  if (const std::optional<Node> dosage = container(at, "dosage", Kind::kObject, false)) {
    check_fields(*dosage, shapes::kDosage);
    prescription.has_dosage = true;
    prescription.amount = number(*dosage, "amount", false).value_or(1);
    prescription.frequency = number(*dosage, "frequency", false).value_or(1);
    prescription.period = number(*dosage, "period", false).value_or(1);
    if (dosage->value.find("unit") != nullptr) {
      prescription.period_unit = unit(*dosage, "unit").value_or(TimeUnit::kDays);
    }
  }
  if (const std::optional<Node> duration = container(at, "duration", Kind::kObject, false)) {
    check_fields(*duration, shapes::kPrescriptionDuration);
    prescription.has_duration = true;
    prescription.duration = number(*duration, "quantity", false).value_or(1);
    if (duration->value.find("unit") != nullptr) {
      prescription.duration_unit = unit(*duration, "unit").value_or(TimeUnit::kMonths);
    }
  }
  prescription.instructions = codes(at, "instructions", false);
  return keep(program_.prescriptions, prescription);
}

std::uint32_t ModuleReader::care_plan_start(const Node& state) {
  CarePlanStart start;
  start.codes = codes(state, "codes", true);
  make_code(start.codes, ActiveKind::kCarePlan);
  start.activities = codes(state, "activities", false);
  start.goals = goals(state);
  start.reason = reason(state, "reason");
  start.assigned = assigned(state);
  return keep(program_.care_plan_starts, start);
}

Slice ModuleReader::goals(const Node& state) {
  std::vector<Goal> goals;
  const std::optional<Node> list = container(state, "goals", Kind::kArray, false);
  for (std::uint32_t index = 0; list.has_value() && index < list->value.items.size(); ++index) {
    const Node item{list->value.items[index], &*list, {}, index};
    if (!item.is(Kind::kObject)) {
      find("E02", item, "a goal is " + describe(item.value), "write {\"text\": ...}");
      continue;
    }
    check_fields(item, shapes::kGoal);
    Goal goal;
    goal.text = interned_text(item, "text");
    std::vector<TextId> addresses;
    const std::optional<Node> names = container(item, "addresses", Kind::kArray, false);
    for (std::uint32_t place = 0; names.has_value() && place < names->value.items.size(); ++place) {
      const Node name{names->value.items[place], &*names, {}, place};
      if (!name.is(Kind::kString)) {
        find("E02", name, "an address is " + describe(name.value), "name an attribute or a state");
      } else {
        addresses.push_back(intern(name.value.text));
      }
    }
    goal.addresses = append(program_.text_lists, addresses);
    if (const std::optional<Node> observed = container(item, "observation", Kind::kObject, false)) {
      check_fields(*observed, shapes::kGoalObservation);
      goal.observation_codes = codes(*observed, "codes", true);
      Condition wanted;
      wanted.kind = ConditionKind::kObservation;
      compared_value(*observed, "goal", wanted);
      goal.comparison = wanted.comparison;
      goal.value = wanted.value;
    }
    goals.push_back(goal);
  }
  return append(program_.goals, goals);
}

std::uint32_t ModuleReader::procedure(const Node& state) {
  Procedure procedure;
  procedure.codes = codes(state, "codes", true);
  make_code(procedure.codes, ActiveKind::kProcedure);
  procedure.reason = reason(state, "reason");
  procedure.assigned = assigned(state);
  if (const std::optional<Node> at = field(state, "duration")) {
    procedure.duration = range(*at, shapes::kProcedureDuration, true);
    if (const std::optional<Node> other = field(state, "distribution")) {
      find("W67", *other, "field \"distribution\" is not used by Procedure, because \"duration\" is present",
           "take it out");
    }
  } else if (const std::optional<Node> law = field(state, "distribution")) {
    procedure.duration = distribution(*law);
    procedure.duration.unit = unit(state, "unit").value_or(TimeUnit::kDays);
  }
  return keep(program_.procedures, procedure);
}

std::uint32_t ModuleReader::device(const Node& state) {
  Device device;
  device.code = code_field(state, "code", true);
  if (device.code != kNone) {
    make_code(append(program_.code_lists, {device.code}), ActiveKind::kDevice);
  }
  device.manufacturer = interned_text(state, "manufacturer");
  device.model = interned_text(state, "model");
  device.assigned = assigned(state);
  return keep(program_.devices, device);
}

std::uint32_t ModuleReader::supply_list(const Node& state) {
  SupplyList list;
  std::vector<Supply> supplies;
  const std::optional<Node> items = container(state, "supplies", Kind::kArray, true);
  for (std::uint32_t index = 0; items.has_value() && index < items->value.items.size(); ++index) {
    const Node item{items->value.items[index], &*items, {}, index};
    if (!item.is(Kind::kObject)) {
      find("E02", item, "a supply is " + describe(item.value), "write {\"code\": ..., \"quantity\": ...}");
      continue;
    }
    check_fields(item, shapes::kSupply);
    Supply supply;
    supply.code = code_field(item, "code", true);
    supply.quantity = whole(item, "quantity", 0, 1000000000, false).value_or(1);
    supplies.push_back(supply);
  }
  list.supplies = append(program_.supplies, supplies);
  return keep(program_.supply_lists, list);
}

std::uint32_t ModuleReader::vaccine(const Node& state) {
  Vaccine vaccine;
  vaccine.codes = codes(state, "codes", true);
  vaccine.series = whole(state, "series", 0, 1000, false).value_or(0);
  return keep(program_.vaccines, vaccine);
}

}  // namespace polyclinic::gmf
