// The words of wording.h.
#include "engine/gmf/wording.h"

#include <cmath>

#include "engine/gmf/decimal_text.h"
#include "engine/gmf/vital_sign.h"
#include "engine/gmf/vocabulary.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kLongestCondition = 300;
constexpr std::size_t kLongestName = 80;

// At most so many bytes, never half a character.
std::string cut(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) {
    return std::string(text);
  }
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0) == 0x80) {
    --longest;
  }
  return std::string(text.substr(0, longest)) + "...";
}

class Wording {
 public:
  explicit Wording(const Program& program) : program_(program) {}

  std::string text(TextId id) const { return cut(program_.text(id), kLongestName); }
  std::string attribute(AttributeId id) const { return id == kNone ? "?" : text(program_.attributes[id].name); }
  std::string display(CodeId id) const { return id == kNone ? "?" : text(program_.codes[id].display); }
  std::string codes(Slice codes) const {
    if (codes.count == 0) {
      return "?";
    }
    const std::string first = display(program_.code_list(codes)[0]);
    return codes.count == 1 ? first : first + " and " + std::to_string(codes.count - 1) + " more";
  }

  std::string value(const Value& value) const {
    switch (value.kind) {
      case ValueKind::kNil: return "nil";
      case ValueKind::kBoolean: return value.truth() ? "true" : "false";
      case ValueKind::kNumber: return decimal_in_words(value.number);
      case ValueKind::kText: return "\"" + text(value.id) + "\"";
      case ValueKind::kCode: return display(value.id);
      case ValueKind::kSeries: return "a time series";
      default: return "an entry";
    }
  }

  void condition(std::string& out, ConditionId id, bool within) const {
    if (out.size() > kLongestCondition) {
      return;
    }
    const Condition& held = program_.conditions[id];
    const auto operation = [&](std::string_view what) {
      const std::string_view word = operator_names()[static_cast<std::uint32_t>(held.comparison)];
      out += std::string(what) + " " + std::string(word);
      if (held.comparison < Comparison::kIsNil) {
        out += " " + value(held.value);
      }
    };
    switch (held.kind) {
      case ConditionKind::kTrue: out += "always"; break;
      case ConditionKind::kFalse: out += "never"; break;
      case ConditionKind::kGender: out += "gender is " + text(held.text); break;
      case ConditionKind::kRace: out += "race is " + text(held.text); break;
      case ConditionKind::kSocioeconomic: out += "socioeconomic status is " + text(held.text); break;
      case ConditionKind::kAge:
        operation("age");
        out += held.in_months ? " months" : " years";
        break;
      case ConditionKind::kDate:
        if (held.date_part == DatePart::kInstant) {
          char date[kInstantTextSize];
          out += "date " + std::string(operator_names()[static_cast<std::uint32_t>(held.comparison)]) + " " +
                 std::string(date, write_instant(date, held.instant));
        } else {
          operation(held.date_part == DatePart::kYear ? "year" : "month");
        }
        break;
      case ConditionKind::kSymptom: operation("symptom " + text(program_.symptoms[held.subject])); break;
      case ConditionKind::kVitalSign: operation(kVitalSigns[held.subject].name); break;
      case ConditionKind::kAttribute: operation(attribute(held.subject)); break;
      case ConditionKind::kObservation:
        operation("observed " + (held.subject == kNone ? codes(held.codes) : attribute(held.subject)));
        break;
      case ConditionKind::kActiveCondition: active(out, held, "condition "); break;
      case ConditionKind::kActiveAllergy: active(out, held, "allergy "); break;
      case ConditionKind::kActiveMedication: active(out, held, "medication "); break;
      case ConditionKind::kActiveCarePlan: active(out, held, "care plan "); break;
      case ConditionKind::kPriorState:
        out += "was in " + text(held.text);
        if (held.since != kNoText) {
          out += " since " + text(held.since);
        }
        if (held.within >= 0) {
          out += " within " + decimal_in_words(std::floor(static_cast<double>(held.within) / 86400000.0 * 10) / 10) +
                 " days";
        }
        break;
      case ConditionKind::kNot:
        out += "not ";
        condition(out, program_.condition_children[held.children.first], true);
        break;
      case ConditionKind::kAnd: list(out, held, " and ", within); break;
      case ConditionKind::kOr: list(out, held, " or ", within); break;
      case ConditionKind::kAtLeast:
        out += "at least " + std::to_string(held.limit) + " of ";
        list(out, held, ", ", true);
        break;
      case ConditionKind::kAtMost:
        out += "at most " + std::to_string(held.limit) + " of ";
        list(out, held, ", ", true);
        break;
    }
  }

  std::string end(const End& end) const {
    switch (end.selector) {
      case EndSelector::kState: return "what " + text(end.state_name) + " started";
      case EndSelector::kAttribute: return "what " + attribute(end.attribute) + " holds";
      case EndSelector::kCodes: return codes(end.codes);
    }
    return {};
  }

  std::string set_attribute(const SetAttribute& set) const {
    const std::string name = attribute(set.attribute) + " = ";
    switch (set.source) {
      case AttributeSource::kNil: return name + "nil";
      case AttributeSource::kLiteral: return name + value(set.literal);
      case AttributeSource::kAmount: return name + amount_in_words(set.amount, false);
      case AttributeSource::kCopy: return name + attribute(set.copied);
      case AttributeSource::kExpression:
        return name + (set.expression == kNone ? "?" : text(program_.expressions[set.expression].source));
    }
    return name;
  }

  std::string death(const Death& death) const {
    std::string words;
    if (death.cause == DeathCause::kCode) {
      words = "of " + display(death.code);
    } else if (death.cause == DeathCause::kConditionOnset) {
      words = "of " + text(death.onset.name);
    } else if (death.cause == DeathCause::kAttribute) {
      words = "of " + attribute(death.attribute);
    }
    if (death.timing.exists()) {
      words += (words.empty() ? "" : ", ") + std::string("after ") + amount_in_words(death.timing, true);
    }
    return words;
  }

 private:
  void active(std::string& out, const Condition& held, std::string_view kind) const {
    out += std::string(kind) + (held.subject == kNone ? codes(held.codes) : "in " + attribute(held.subject)) +
           " is active";
  }

  void list(std::string& out, const Condition& held, std::string_view between, bool within) const {
    out += within ? "(" : "";
    for (std::uint32_t index = 0; index < held.children.count && out.size() <= kLongestCondition; ++index) {
      out += index == 0 ? "" : between;
      condition(out, program_.condition_children[held.children.first + index], true);
    }
    out += within ? ")" : "";
  }

  const Program& program_;
};

}  // namespace

std::string_view type_name(StateType type) { return state_shapes()[static_cast<std::uint32_t>(type)].name; }

std::string amount_in_words(const Amount& amount, bool is_time) {
  const std::string unit =
      is_time ? " " + std::string(time_unit_names()[static_cast<std::uint32_t>(amount.unit)]) : std::string();
  const std::string a = decimal_in_words(amount.a);
  const std::string b = decimal_in_words(amount.b);
  switch (amount.kind) {
    case AmountKind::kAbsent: return "nothing";
    case AmountKind::kExact:
    case AmountKind::kConstant: return a + unit;
    case AmountKind::kRange:
    case AmountKind::kUniform: return a + " to " + b + unit;
    case AmountKind::kGaussian: return "about " + a + " +- " + b + unit + " (normal)";
    case AmountKind::kExponential: return "1 + about " + a + unit + " (exponential)";
    case AmountKind::kTriangular:
      return a + " to " + b + unit + ", mostly " + decimal_in_words(amount.mode) + " (triangular)";
  }
  return {};
}

std::string condition_in_words(const Program& program, ConditionId condition) {
  std::string text;
  Wording(program).condition(text, condition, false);
  return cut(text, kLongestCondition);
}

std::string state_in_words(const Program& program, StateId id) {
  const State& state = program.states[id];
  const Wording words(program);
  if (state.detail == kNone) {
    return {};
  }
  switch (state.type) {
    case StateType::kDelay: return amount_in_words(program.delays[state.detail].amount, true);
    case StateType::kGuard: {
      const ConditionId allow = program.guards[state.detail].allow;
      return allow == kNone ? std::string() : condition_in_words(program, allow);
    }
    case StateType::kSetAttribute: return words.set_attribute(program.set_attributes[state.detail]);
    case StateType::kCounter: {
      const Counter& counter = program.counters[state.detail];
      return words.attribute(counter.attribute) + (counter.change < 0 ? " - " : " + ") +
             decimal_in_words(std::fabs(counter.change));
    }
    case StateType::kCallSubmodule: {
      const ModuleId callee = program.calls[state.detail].callee;
      return callee == kNoModule ? std::string() : std::string(program.module_key(callee));
    }
    case StateType::kEncounter: {
      const Encounter& encounter = program.encounters[state.detail];
      return encounter.wellness
                 ? std::string("the next check-up")
                 : std::string(encounter_class_names()[static_cast<std::uint32_t>(encounter.encounter_class)]) + ": " +
                       words.codes(encounter.codes);
    }
    case StateType::kConditionOnset:
    case StateType::kAllergyOnset: {
      const Onset& onset = program.onsets[state.detail];
      return words.codes(onset.codes) +
             (onset.target_encounter == kNoText ? "" : ", found at " + words.text(onset.target_encounter));
    }
    case StateType::kConditionEnd:
    case StateType::kAllergyEnd:
    case StateType::kMedicationEnd:
    case StateType::kCarePlanEnd:
    case StateType::kDeviceEnd: return words.end(program.ends[state.detail]);
    case StateType::kMedicationOrder: return words.codes(program.medication_orders[state.detail].codes);
    case StateType::kCarePlanStart: return words.codes(program.care_plan_starts[state.detail].codes);
    case StateType::kProcedure: {
      const Procedure& procedure = program.procedures[state.detail];
      return words.codes(procedure.codes) +
             (procedure.duration.exists() ? ", " + amount_in_words(procedure.duration, true) : std::string());
    }
    case StateType::kObservation: return words.codes(program.observations[state.detail].codes);
    case StateType::kMultiObservation:
    case StateType::kDiagnosticReport: return words.codes(program.observation_groups[state.detail].codes);
    case StateType::kImagingStudy: return words.display(program.imaging_studies[state.detail].procedure_code);
    case StateType::kSymptom: {
      const SymptomChange& change = program.symptom_changes[state.detail];
      return words.text(program.symptoms[change.symptom]) + ": " +
             (change.amount.exists() ? amount_in_words(change.amount, false) : "0");
    }
    case StateType::kVitalSign: {
      const VitalSignChange& change = program.vital_sign_changes[state.detail];
      return std::string(kVitalSigns[static_cast<std::uint32_t>(change.vital)].name) +
             (change.amount.exists() ? ": " + amount_in_words(change.amount, false) : std::string());
    }
    case StateType::kDevice: return words.display(program.devices[state.detail].code);
    case StateType::kVaccine: return words.codes(program.vaccines[state.detail].codes);
    case StateType::kDeath: return words.death(program.deaths[state.detail]);
    default: return {};
  }
}

}  // namespace polyclinic::gmf
