// States and the ways out of them in words.
#include <algorithm>

#include "engine/gmf/vital_sign.h"
#include "engine/gmf/wording.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kLongestName = 80;

class StateWords {
 public:
  StateWords(const Program& program, const State& state) : program_(program), state_(state) {}

  std::string tell() const {
    if (state_.detail == kNone) return {};
    switch (state_.type) {
      case StateType::kInitial:
      case StateType::kSimple:
      case StateType::kTerminal: return {};
      case StateType::kDelay: return amount_in_words(program_.delays[state_.detail].amount, true);
      case StateType::kGuard: {
        const ConditionId allow = program_.guards[state_.detail].allow;
        return allow == kNone ? std::string() : "until " + condition_in_words(program_, allow);
      }
      case StateType::kSetAttribute: return set_attribute(program_.set_attributes[state_.detail]);
      case StateType::kCounter: {
        const Counter& counter = program_.counters[state_.detail];
        const double change = counter.change;
        return attribute(counter.attribute) + (change < 0 ? " - " : " + ") + number(change < 0 ? -change : change);
      }
      case StateType::kCallSubmodule: return callee(program_.calls[state_.detail].callee);
      case StateType::kEncounter: return encounter(program_.encounters[state_.detail]);
      case StateType::kEncounterEnd: {
        const CodeId disposition = program_.encounter_ends[state_.detail].discharge_disposition;
        return disposition == kNone ? std::string() : code_in_words(program_, disposition);
      }
      case StateType::kConditionOnset:
      case StateType::kAllergyOnset: {
        const Onset& onset = program_.onsets[state_.detail];
        std::string words = codes(onset.codes);
        if (onset.target_encounter != kNoText) words += ", diagnosed at " + text(onset.target_encounter);
        return words;
      }
      case StateType::kConditionEnd:
      case StateType::kAllergyEnd:
      case StateType::kMedicationEnd:
      case StateType::kCarePlanEnd:
      case StateType::kDeviceEnd: return end(program_.ends[state_.detail]);
      case StateType::kMedicationOrder: {
        const MedicationOrder& order = program_.medication_orders[state_.detail];
        return codes(order.codes) + (order.administration ? ", given on the spot" : "") + (order.chronic ? ", chronic" : "");
      }
      case StateType::kCarePlanStart: return codes(program_.care_plan_starts[state_.detail].codes);
      case StateType::kProcedure: {
        const Procedure& procedure = program_.procedures[state_.detail];
        const std::string time = amount_in_words(procedure.duration, true);
        return codes(procedure.codes) + (time.empty() ? "" : ", " + time);
      }
      case StateType::kObservation: return observation(program_.observations[state_.detail]);
      case StateType::kMultiObservation:
      case StateType::kDiagnosticReport: {
        const ObservationGroup& group = program_.observation_groups[state_.detail];
        return codes(group.codes) + ", " + std::to_string(group.observations.count) +
               (group.observations.count == 1 ? " observation" : " observations");
      }
      case StateType::kImagingStudy: return code_in_words(program_, program_.imaging_studies[state_.detail].procedure_code);
      case StateType::kSymptom: {
        const SymptomChange& symptom = program_.symptom_changes[state_.detail];
        const std::string severity = symptom.amount.exists() ? amount_in_words(symptom.amount, false) : "0";
        return (symptom.symptom == kNone ? "?" : text(program_.symptoms[symptom.symptom])) + " = " + severity +
               (symptom.probability < 1 ? ", with probability " + percent_in_words(symptom.probability) : "");
      }
      case StateType::kVitalSign: {
        const VitalSignChange& change = program_.vital_sign_changes[state_.detail];
        const std::string unit = text(change.unit);
        return std::string(kVitalSigns[static_cast<std::size_t>(change.vital)].name) + " = " +
               (change.amount.exists() ? amount_in_words(change.amount, false) : expression(change.expression)) +
               (unit.empty() ? "" : " " + unit);
      }
      case StateType::kDevice: return code_in_words(program_, program_.devices[state_.detail].code);
      case StateType::kSupplyList: return supplies(program_.supply_lists[state_.detail]);
      case StateType::kVaccine: {
        const Vaccine& vaccine = program_.vaccines[state_.detail];
        return codes(vaccine.codes) + (vaccine.series > 0 ? ", dose " + std::to_string(vaccine.series) : "");
      }
      case StateType::kDeath: return death(program_.deaths[state_.detail]);
      case StateType::kPhysiology: return "model " + text(program_.physiologies[state_.detail].model) + ", not run";
    }
    return {};
  }

 private:
  std::string text(TextId id) const { return shortened(program_.text(id), kLongestName); }
  std::string attribute(AttributeId id) const { return id == kNone ? "?" : text(program_.attributes[id].name); }
  std::string callee(ModuleId id) const { return id == kNoModule ? "?" : text(program_.modules[id].key); }
  std::string codes(Slice slice) const { return codes_in_words(program_, program_.code_list(slice)); }
  std::string number(double value) const { return value_in_words(program_, nullptr, Value::of_number(value)); }
  std::string expression(ExpressionId id) const { return id == kNone ? "nothing" : text(program_.expressions[id].source); }

  std::string set_attribute(const SetAttribute& set) const {
    const std::string name = attribute(set.attribute);
    switch (set.source) {
      case AttributeSource::kNil: return "clears " + name;
      case AttributeSource::kLiteral: return name + " = " + value_in_words(program_, nullptr, set.literal);
      case AttributeSource::kAmount: return name + " = " + amount_in_words(set.amount, false);
      case AttributeSource::kCopy: return name + " = what is in " + attribute(set.copied);
      case AttributeSource::kExpression: return name + " = " + expression(set.expression);
    }
    return name;
  }

  std::string encounter(const Encounter& encounter) const {
    if (encounter.wellness) return "at the next check-up or symptom visit";
    std::string words(class_in_words(encounter.encounter_class));
    if (encounter.telemedicine != Telemedicine::kNever) {
      words += encounter.telemedicine == Telemedicine::kAlways ? ", virtual" : ", may be virtual";
    }
    return words + (encounter.codes.count == 0 ? "" : ": " + codes(encounter.codes));
  }

  std::string end(const End& end) const {
    switch (end.selector) {
      case EndSelector::kState: return "of " + text(end.state_name);
      case EndSelector::kAttribute: return "of what is in " + attribute(end.attribute);
      case EndSelector::kCodes: return "of " + codes(end.codes);
    }
    return {};
  }

  std::string observation(const Observation& observation) const {
    const std::string unit = text(observation.unit);
    std::string value;
    switch (observation.source) {
      case ObservationSource::kNothing: break;
      case ObservationSource::kLiteral: value = value_in_words(program_, nullptr, observation.literal); break;
      case ObservationSource::kAmount: value = amount_in_words(observation.amount, false); break;
      case ObservationSource::kAttribute: value = "what is in " + attribute(observation.subject); break;
      case ObservationSource::kVitalSign:
        value = observation.subject < kVitalSignCount ? std::string(kVitalSigns[observation.subject].name) : "?";
        break;
      case ObservationSource::kExpression: value = expression(observation.subject); break;
      case ObservationSource::kSampledData: value = "sampled data"; break;
      case ObservationSource::kAttachment: value = "an attachment"; break;
    }
    return codes(observation.codes) + (value.empty() ? "" : " = " + value) + (unit.empty() || value.empty() ? "" : " " + unit);
  }

  std::string supplies(const SupplyList& list) const {
    if (list.supplies.count == 0) return {};
    const Supply& first = program_.supplies[list.supplies.first];
    std::string words = std::to_string(first.quantity) + " x " + codes_in_words(program_, {&first.code, 1});
    if (list.supplies.count > 1) words += " and " + std::to_string(list.supplies.count - 1) + " more";
    return words;
  }

  std::string death(const Death& death) const {
    const std::string when = death.timing.exists() ? "in " + amount_in_words(death.timing, true) : "now";
    switch (death.cause) {
      case DeathCause::kUnknown: return when;
      case DeathCause::kCode: return when + ", of " + code_in_words(program_, death.code);
      case DeathCause::kConditionOnset: return when + ", of " + text(death.onset.name);
      case DeathCause::kAttribute: return when + ", of what is in " + attribute(death.attribute);
    }
    return when;
  }

  const Program& program_;
  const State& state_;
};

std::string probability_in_words(const Program& program, const Probability& probability) {
  if (probability.attribute == kNone) return percent_in_words(probability.number);
  return "with probability " + shortened(program.text(program.attributes[probability.attribute].name), kLongestName) + " (else " +
         percent_in_words(probability.number) + ")";
}

// What a list of probabilities comes to: the last branch takes what is left below 1, and beyond 1 nothing is reached.
void tell_branches(const Program& program, Slice branches, const std::string& before, std::vector<Exit>& exits) {
  const auto first = program.branches.begin() + branches.first;
  const bool is_fixed = std::all_of(first, first + branches.count,
                                    [](const Branch& branch) { return branch.probability.attribute == kNone; });
  double reached = 0;
  for (uint32_t index = 0; index < branches.count; ++index) {
    const Branch& branch = first[index];
    const bool is_last = index + 1 == branches.count;
    std::string when;
    if (is_fixed) {
      const double left = std::max(0.0, 1 - reached);
      when = percent_in_words(is_last ? left : std::min(branch.probability.number, left));
      reached += branch.probability.number;
    } else {
      when = is_last ? "else" : probability_in_words(program, branch.probability);
    }
    exits.push_back({branch.target, before + when});
  }
}

void tell_choices(const Program& program, Slice choices, std::vector<Exit>& exits) {
  for (uint32_t index = 0; index < choices.count; ++index) {
    const Choice& choice = program.choices[choices.first + index];
    const bool is_last = index + 1 == choices.count;
    std::string when;
    if (choice.condition != kNone) when = "if " + condition_in_words(program, choice.condition);
    if (choice.condition == kNone) {
      when = index == 0 ? "" : "else";
    } else if (is_last) {
      when = index == 0 ? "" : "else (even if not: " + condition_in_words(program, choice.condition) + ")";
    }
    if (choice.target != kNone) {
      exits.push_back({choice.target, std::move(when)});
    } else {
      tell_branches(program, choice.branches, when.empty() ? when : when + ": ", exits);
    }
  }
}

}  // namespace

std::string state_in_words(const Program& program, StateId state) {
  return StateWords(program, program.states[state]).tell();
}

std::vector<Exit> exits_in_words(const Program& program, StateId id) {
  std::vector<Exit> exits;
  const State& state = program.states[id];
  if (state.type == StateType::kPhysiology && state.detail != kNone) {
    return {{program.physiologies[state.detail].alternative, {}}};
  }
  if (state.transition == kNone) return exits;
  const Transition& transition = program.transitions[state.transition];
  switch (transition.kind) {
    case TransitionKind::kDirect: exits.push_back({transition.target, {}}); break;
    case TransitionKind::kDistributed: tell_branches(program, transition.options, {}, exits); break;
    case TransitionKind::kConditional:
    case TransitionKind::kComplex: tell_choices(program, transition.options, exits); break;
    case TransitionKind::kLookupTable: {
      const std::string table =
          transition.table == kNone ? "a table" : shortened(program.text(program.tables[transition.table].file), kLongestName);
      for (uint32_t index = transition.options.first; index < transition.options.end(); ++index) {
        const Branch& branch = program.branches[index];
        exits.push_back({branch.target, "by " + table + ", else " + percent_in_words(branch.probability.number)});
      }
      break;
    }
    case TransitionKind::kTypeOfCare:
      exits = {{transition.ambulatory, "ambulatory care"},
               {transition.emergency, "emergency care"},
               {transition.telemedicine, "telemedicine"}};
      break;
  }
  return exits;
}

}  // namespace polyclinic::gmf
