// The author of random modules: first the types of all states, then what they say, as some name each other.
#include "tests/oracle/random_modules.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "engine/foundation/random.h"

namespace polyclinic::oracle {
namespace {

constexpr Purpose kAuthor{0x7001};

struct StatePlan {
  std::string name, type;
  bool wellness = false;
  bool is_inside = false;  // a visit; the state before leads to it, and in solitary modules nothing else
};

struct ModulePlan {
  std::string key;
  std::vector<StatePlan> states;  // the first is Initial, the last Terminal
  bool may_repeat = false;
};

class Author {
 public:
  explicit Author(const RandomModuleOptions& options)
      : options_(options), stream_(options.seed, options.number, kAuthor, options.whole_days ? 1 : 0) {}

  RandomModules write() {
    const uint32_t roots = 1 + below(4), submodules = below(4);
    for (uint32_t index = 0; index < roots; ++index) plan("m" + std::to_string(index), true);
    for (uint32_t index = 0; index < submodules; ++index) plan("sub/s" + std::to_string(index), false);
    for (std::size_t index = 0; index < modules_.size(); ++index) write_module(index);
    return std::move(made_);
  }

  RandomModules write_solitary(const std::string& key) {
    suffix_ = "_" + key;
    ModulePlan module;
    module.key = key;
    module.may_repeat = true;
    const auto add = [&](std::string type, bool is_inside = false) {
      module.states.push_back({"S" + std::to_string(module.states.size()) + suffix_, std::move(type), false, is_inside});
    };
    module.states.push_back({"Initial", "Initial", false, false});
    for (uint32_t block = 4 + below(5); block > 0; --block) {
      switch (below(4)) {
        case 0: add("Delay"); break;
        case 1: add("Guard"); break;
        case 2: add(pick({"SetAttribute", "Counter", "Symptom", "SetAttribute", "Simple"})); break;
        default:
          add("Encounter");
          for (uint32_t entries = 1 + below(5); entries > 0; --entries) {
            std::string type = clinical();
            add(type == "Delay" ? "Observation" : type, true);
          }
          add("EncounterEnd", true);
          break;
      }
    }
    add("Delay");
    module.states.push_back({"End", "Terminal", false, false});
    modules_.push_back(std::move(module));
    write_module(0);
    for (auto& [name, text] : made_.files) {
      if (!name.ends_with(".csv")) make_own(text);
    }
    return std::move(made_);
  }

 private:
  uint32_t below(uint32_t count) { return stream_.below(count); }
  bool chance(double probability) { return stream_.chance(probability); }
  int between(int low, int high) { return stream_.between(low, high); }
  std::string pick(std::initializer_list<const char*> words) { return *(words.begin() + below(static_cast<uint32_t>(words.size()))); }
  static std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }
  static std::string field(std::string_view name, std::string_view value) { return ", " + quoted(name) + ": " + std::string(value); }
  static std::string number(double value) {
    std::string text = std::to_string(value);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
  }

  bool is_solitary() const { return !suffix_.empty(); }

  // Gives what the modules of a set share names of this module's own.
  void make_own(std::string& text) const {
    const auto replace = [&](const std::string& word, const std::string& by) {
      for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
        text.replace(at, word.size(), by);
      }
    };
    for (const char* name : {"n0", "n1", "n2", "b0", "b1", "t0", "c0", "p0", "r0", "r1", "r2", "r3", "s0", "s1", "cough", "pain", "fever"}) {
      replace(quoted(name), quoted(name + suffix_));
      replace("#{" + std::string(name) + "}", "#{" + std::string(name) + suffix_ + "}");
    }
    replace(R"("code": ")", R"("code": ")" + suffix_ + "-");
  }

  // --- Plans ---

  void plan(std::string key, bool is_root) {
    ModulePlan module;
    module.key = std::move(key);
    // The first module never waits long and never dies, so that there is always something that others can wait for.
    const bool is_driver = modules_.empty();
    module.may_repeat = is_driver || chance(0.7);
    const auto add = [&](std::string type, bool wellness = false) {
      module.states.push_back({"S" + std::to_string(module.states.size()), std::move(type), wellness});
    };
    module.states.push_back({"Initial", "Initial", false});
    const uint32_t blocks = is_driver ? 8 + below(5) : is_root ? 3 + below(6) : 1 + below(4);
    for (uint32_t block = 0; block < blocks; ++block) {
      uint32_t kind = below(100);
      if (is_driver && kind >= 28 && kind < 55) kind = 60;  // no waits but those in visits
      if (is_driver && kind >= 75 && kind < 97) kind = 90;
      if (is_driver && kind >= 97) kind = 10;
      if (kind < 28) {
        add("Encounter", !is_driver && chance(0.35));
        // Most visits are lived from their beginning to their end, some are left anyhow, and their lock with them.
        const bool is_orderly = is_driver || chance(0.85);
        const std::size_t first = module.states.size();
        for (uint32_t entries = below(5); entries > 0; --entries) add(clinical());
        if (is_orderly || chance(0.6)) add("EncounterEnd");
        if (chance(0.03)) add("EncounterEnd");
        for (std::size_t place = first; is_orderly && place < module.states.size(); ++place) module.states[place].is_inside = true;
      } else if (kind < 55) {
        add(chance(0.35) ? "Delay" : "Guard");
      } else if (kind < 75) {
        for (uint32_t count = 1 + below(3); count > 0; --count) {
          add(pick({"SetAttribute", "SetAttribute", "SetAttribute", "Counter", "Symptom", "Symptom", "VitalSign", "Simple",
                    "Physiology"}));
        }
      } else if (kind < 85) {
        add("CallSubmodule");
      } else if (kind < 97 || !is_root) {
        add(clinical());
      } else {
        add("Death");
      }
    }
    if (module.may_repeat) add("Delay");
    module.states.push_back({"End", "Terminal", false});
    modules_.push_back(std::move(module));
  }

  std::string clinical() {
    return pick({"ConditionOnset", "ConditionOnset",   "ConditionOnset", "ConditionEnd",   "ConditionEnd",   "AllergyOnset",
                 "AllergyEnd",     "MedicationOrder",  "MedicationOrder", "MedicationEnd", "CarePlanStart",  "CarePlanEnd",
                 "Procedure",      "Procedure",        "Observation",    "Observation",    "MultiObservation",
                 "DiagnosticReport", "ImagingStudy",   "Device",         "DeviceEnd",      "SupplyList",     "Vaccine",
                 "Delay",          "Symptom",          "SetAttribute"});
  }

  // Some state of that type in any of the modules, preferably of this one; empty when there is none.
  std::string state_of_type(std::string_view type) {
    std::vector<std::string> own, all;
    for (std::size_t module = 0; module < modules_.size(); ++module) {
      for (const StatePlan& state : modules_[module].states) {
        if (state.type != type) continue;
        all.push_back(state.name);
        if (module == module_) own.push_back(state.name);
      }
    }
    std::vector<std::string>& names = own.empty() || chance(0.2) ? all : own;
    return names.empty() ? "" : names[below(static_cast<uint32_t>(names.size()))];
  }

  bool is_own(std::string_view name) const {
    const std::vector<StatePlan>& states = modules_[module_].states;
    return std::any_of(states.begin(), states.end(), [&](const StatePlan& state) { return state.name == name; });
  }

  std::string own_state() {
    const std::vector<StatePlan>& states = modules_[module_].states;
    return states[below(static_cast<uint32_t>(states.size()))].name;
  }

  // --- Codes and attributes: few, so that modules meet ---

  std::string code(std::string_view kind, std::string_view system = "SNOMED-CT") {
    const uint32_t number = below(3);
    const std::string display = std::string(kind) + " " + std::to_string(number) + (chance(0.2) ? " (other)" : "");
    const uint32_t base = static_cast<uint32_t>(kind.size()) * 1000;
    return R"({"system": )" + quoted(system) + R"(, "code": )" + quoted(std::to_string(base + number)) + R"(, "display": )" +
           quoted(display) + "}";
  }
  std::string codes(std::string_view kind, std::string_view system = "SNOMED-CT") {
    std::string text = code(kind, system);
    if (chance(0.25)) text += ", " + code(kind, system);
    return "[" + text + "]";
  }
  std::string number_attribute() { return pick({"n0", "n1", "n2"}); }
  std::string reference() { return pick({"r0", "r1", "r2", "r3"}); }
  std::string any_attribute() { return pick({"n0", "n1", "n2", "b0", "b1", "t0", "c0", "r0", "r1", "r2", "r3", "p0"}); }

  std::string maybe_assigned() { return chance(0.5) ? field("assign_to_attribute", quoted(reference())) : ""; }
  std::string maybe_reason() {
    if (chance(0.5)) return "";
    const std::string onset = state_of_type("ConditionOnset");
    const std::string name = chance(0.4) || onset.empty() ? pick({"r0", "r1", "r2", "c0", "n0", ""}) : chance(0.7) ? onset : own_state();
    return field("reason", quoted(name));
  }

  // --- Quantities ---

  std::string law(double low, double high, bool round = false) {
    std::string text;
    switch (below(5)) {
      case 0: text = R"("kind": "EXACT", "parameters": {"value": )" + number(low) + "}"; break;
      case 1: text = R"("kind": "UNIFORM", "parameters": {"low": )" + number(low) + R"(, "high": )" + number(high) + "}"; break;
      case 2:
        text = R"("kind": "GAUSSIAN", "parameters": {"mean": )" + number((low + high) / 2) + R"(, "standardDeviation": )" +
               number((high - low) / 3) + (chance(0.7) ? R"(, "min": )" + number(low) : "") +
               (chance(0.7) ? R"(, "max": )" + number(high) : "") + "}";
        break;
      case 3: text = R"("kind": "EXPONENTIAL", "parameters": {"mean": )" + number(std::max(1.0, (low + high) / 3)) + "}"; break;
      default:
        text = R"("kind": "TRIANGULAR", "parameters": {"min": )" + number(low) + R"(, "mode": )" + number(low + (high - low) / 4) +
               R"(, "max": )" + number(high + 1) + "}";
        break;
    }
    return "{" + text + (round ? R"(, "round": true)" : "") + "}";
  }

  // A value in one of the forms of Symptom, SetAttribute and others.
  std::string amount(double low, double high) {
    switch (below(3)) {
      case 0: return field("exact", R"({"quantity": )" + number(low) + "}");
      case 1: return field("range", R"({"low": )" + number(low) + R"(, "high": )" + number(high) + "}");
      default: return field("distribution", law(low, high, chance(0.5)));
    }
  }

  // Delays of `least` days or more.
  std::string delay(int least) {
    const int days = least + between(0, 200);
    if (chance(0.4)) {
      // Whole numbers of the unit are waited for, whatever is drawn.
      if (!options_.whole_days && chance(0.3)) return field("distribution", law(30 * 24 + days, 30 * 24 + 4 * days)) + field("unit", quoted("hours"));
      if (chance(0.3)) return field("distribution", law(least / 7 + 2, least / 7 + 60)) + field("unit", quoted(pick({"weeks", "months"})));
      const std::string drawn = R"({"kind": "UNIFORM", "parameters": {"low": )" + number(days) + R"(, "high": )" + number(days + 300) + "}}";
      return field("distribution", chance(0.5) ? drawn : law(days, days + 200)) + field("unit", quoted("days"));
    }
    const std::string unit = options_.whole_days ? pick({"weeks", "months", "years"}) : pick({"days", "weeks", "months", "years", "hours"});
    const double days_of_unit = unit == "hours" ? 1 / 24.0 : unit == "days" ? 1 : unit == "weeks" ? 7 : unit == "months" ? 30 : 365.25;
    const double low = days / days_of_unit + (options_.whole_days ? 1 : 0.05);
    if (chance(0.3)) return field("exact", R"({"quantity": )" + number(low) + field("unit", quoted(unit)) + "}");
    return field("range", R"({"low": )" + number(low) + R"(, "high": )" + number(low + between(0, 100) / days_of_unit) +
                              field("unit", quoted(unit)) + "}");
  }

  // Of Procedures and Deaths: may be short.
  std::string short_time(std::string_view name) {
    const std::string unit = options_.whole_days ? pick({"weeks", "months"}) : pick({"minutes", "hours", "days"});
    const double low = between(0, 3);
    return field(name, R"({"low": )" + number(low) + R"(, "high": )" + number(low + between(0, 4)) + field("unit", quoted(unit)) + "}");
  }

  // --- Conditions ---

  std::string comparison() { return pick({"==", "!=", "<", "<=", ">", ">="}); }
  static std::string condition(std::string_view type, std::string_view fields = "") {
    return R"({"condition_type": )" + quoted(type) + std::string(fields) + "}";
  }

  std::string age() {
    if (chance(0.2)) return condition("Age", field("operator", quoted(comparison())) + field("quantity", number(between(3, 150))) + field("unit", quoted("months")));
    return condition("Age", field("operator", quoted(comparison())) + field("quantity", chance(0.15) ? number(between(1, 30) + 0.5) : number(between(1, 40))) +
                                field("unit", quoted("years")));
  }

  std::string date() {
    const std::string operation = field("operator", quoted(comparison()));
    switch (below(3)) {
      case 0: return condition("Date", operation + field("year", number(between(1985, 2024))));
      case 1: return condition("Date", operation + field("month", number(between(1, 12))));
      default: {
        std::string fields = R"({"year": )" + number(between(1985, 2024)) + R"(, "month": )" + number(between(1, 12)) + R"(, "day": )" +
                             number(between(1, 28)) + R"(, "hour": )" + number(options_.whole_days ? 0 : between(0, 23)) +
                             R"(, "minute": 0, "second": 0, "millisecond": 0})";
        return condition("Date", operation + field("date", fields));
      }
    }
  }

  std::string attribute_condition() {
    switch (below(9)) {
      case 0: return condition("Attribute", field("attribute", quoted(any_attribute())) + field("operator", quoted(pick({"is nil", "is not nil"}))));
      case 1: return condition("Attribute", field("attribute", quoted(pick({"b0", "b1"}))) + field("operator", quoted(pick({"==", "!="}))) + field("value", pick({"true", "false"})));
      case 2: return condition("Attribute", field("attribute", quoted(pick({"t0", "insurance_status", "marital_status"}))) + field("operator", quoted(comparison())) + field("value", quoted(pick({"aa", "b", "private", "M"}))));
      case 3: return condition("Attribute", field("attribute", quoted("smoker")) + field("operator", quoted("==")) + field("value", "true"));
      case 4: return condition("Attribute", field("attribute", quoted("days_until_death")) + field("operator", quoted(pick({"<", "<=", "is not nil"}))) + field("value", number(between(10, 120))));
      case 5: return condition("Attribute", field("attribute", quoted("mi_risk")) + field("operator", quoted(pick({"<", ">"}))) + field("value", "0.04"));
      // Two kinds that may not fit.
      case 6: return condition("Attribute", field("attribute", quoted(pick({"n0", "t0"}))) + field("operator", quoted("==")) + field("value", quoted("3")));
      default: return condition("Attribute", field("attribute", quoted(number_attribute())) + field("operator", quoted(comparison())) + field("value", number(between(-1, 6))));
    }
  }

  std::string prior_state() {
    std::string fields = field("name", quoted(own_state()));
    if (chance(0.4)) {
      const std::string call = state_of_type("CallSubmodule");
      fields += field("since", quoted(chance(0.4) && !call.empty() && is_own(call) ? call : own_state()));
    }
    if (chance(0.5)) {
      const std::string unit = options_.whole_days ? pick({"weeks", "months"}) : pick({"hours", "days", "weeks", "months"});
      fields += field("within", R"({"quantity": )" + number(between(1, 20)) + field("unit", quoted(unit)) + "}");
    }
    return condition("PriorState", fields);
  }

  std::string active() {
    const std::string kind = pick({"Condition", "Condition", "Allergy", "Medication", "CarePlan"});
    const std::string what = kind == "Condition" ? "condition" : kind == "Allergy" ? "allergy" : kind == "Medication" ? "medicine" : "plan";
    if (chance(0.3)) return condition("Active " + kind, field("referenced_by_attribute", quoted(reference())));
    return condition("Active " + kind, field("codes", codes(chance(0.1) ? "procedure" : what)));
  }

  std::string observation_condition() {
    const std::string found = field("codes", codes("observation", "LOINC"));
    if (chance(0.4)) return condition("Observation", found + field("operator", quoted(pick({"is nil", "is not nil"}))));
    return condition("Observation", found + field("operator", quoted(comparison())) + field("value", number(between(0, 10))));
  }

  // Random readings draw at every look, so conditions of Guards keep to vital signs that modules never let vary.
  std::string vital_condition(bool of_guard) {
    const std::string vital = of_guard ? pick({"Systolic Blood Pressure", "LDL", "Weight"})
                                       : pick({"Systolic Blood Pressure", "LDL", "Weight", "Oxygen Saturation", "Left ventricular Ejection fraction"});
    return condition("Vital Sign", field("vital_sign", quoted(vital)) + field("operator", quoted(pick({"<", ">", ">="}))) + field("value", number(between(70, 130))));
  }

  std::string leaf(bool of_guard) {
    switch (below(14)) {
      case 0: return condition("Gender", field("gender", quoted(pick({"F", "M"}))));
      case 1: return condition("Race", field("race", quoted(pick({"White", "Black", "asian", "Hispanic"}))));
      case 2: return condition("Socioeconomic Status", field("category", quoted(pick({"High", "Middle", "Low"}))));
      case 3:
      case 4: return age();
      case 5: return date();
      case 6: return condition("Symptom", field("symptom", quoted(pick({"cough", "pain", "fever"}))) + field("operator", quoted(pick({">", ">=", "<"}))) + field("value", number(between(0, 250))));
      case 7: return observation_condition();
      case 8: return prior_state();
      case 9:
      case 10: return active();
      case 11: return vital_condition(of_guard);
      default: return attribute_condition();
    }
  }

  std::string tree(bool of_guard, int depth) {
    if (depth == 0 || chance(0.45)) return leaf(of_guard);
    const auto children = [&](uint32_t count) {
      std::string text;
      for (uint32_t index = 0; index < count; ++index) text += (index > 0 ? ", " : "") + tree(of_guard, depth - 1);
      return field("conditions", "[" + text + "]");
    };
    switch (below(5)) {
      case 0: return condition("And", children(1 + below(3)));
      case 1: return condition("Or", children(1 + below(3)));
      case 2: return condition("Not", field("condition", tree(of_guard, depth - 1)));
      case 3: return condition("At Least", field("minimum", number(between(1, 2))) + children(3));
      default: return condition("At Most", field("maximum", number(between(0, 2))) + children(3));
    }
  }

  // What a Guard waits for: mostly one thing, so that nothing else hides whether its change was noticed.
  std::string awaited(std::size_t place) {
    const auto negated = [&](std::string inner) { return chance(0.3) ? condition("Not", field("condition", inner)) : inner; };
    switch (below(17)) {
      case 0:
      case 1: {
        // A window that closes with time, on a state that was just passed.
        const std::vector<StatePlan>& states = modules_[module_].states;
        const std::string& name = states[place - std::min<std::size_t>(place, below(3))].name;
        const std::string unit = options_.whole_days ? pick({"weeks", "months"}) : pick({"hours", "days", "weeks", "months"});
        return condition("Not", field("condition", condition("PriorState", field("name", quoted(name)) + field("within", R"({"quantity": )" + number(between(1, 12)) + field("unit", quoted(unit)) + "}"))));
      }
      case 2:
      case 3: return date();
      case 4:
      case 5: return age();
      case 6:
      case 7: return attribute_condition();
      case 8: return negated(condition("Active " + pick({"Condition", "Condition", "Allergy"}), field("codes", "[" + code(pick({"condition", "allergy", "procedure"})) + "]")));
      case 9: return negated(active());
      case 10: return negated(condition("Active " + pick({"Condition", "Medication", "CarePlan"}), field("referenced_by_attribute", quoted(reference()))));
      case 11: return condition("Symptom", field("symptom", quoted(pick({"cough", "pain", "fever"}))) + field("operator", quoted(pick({">", "<", "<="}))) + field("value", number(between(0, 250))));
      case 12: return observation_condition();
      case 13: return condition("Attribute", field("attribute", quoted("days_until_death")) + field("operator", quoted(pick({"<", "<="}))) + field("value", number(between(10, 60))));
      case 14: return vital_condition(true);
      default: return tree(true, 2);
    }
  }

  std::string guard(std::size_t place) {
    // A Guard that looks at a drawn vital sign alone.
    if (chance(0.06)) {
      return condition("Vital Sign", field("vital_sign", quoted(pick({"Oxygen Saturation", "Left ventricular Ejection fraction"}))) +
                                         field("operator", quoted(pick({"<", ">"}))) + field("value", number(between(70, 110))));
    }
    const std::string inner = awaited(place);
    // Some would wait for ever.
    if (chance(0.7)) return inner;
    return condition("Or", field("conditions", "[" + inner + ", " + condition("Age", R"(, "operator": ">=", "unit": "years")" + field("quantity", number(between(1, 25)))) + "]"));
  }

  // --- Transitions ---

  // States that may follow: some of those next in line; after a long Delay any but the first.
  std::string after(std::size_t index, bool may_go_back) {
    const std::vector<StatePlan>& states = modules_[module_].states;
    if (states[index + 1].is_inside) return states[index + 1].name;
    if (is_solitary()) {
      std::vector<std::size_t> open;
      for (std::size_t place = 1; place < states.size(); ++place) {
        if (!states[place].is_inside && (place > index || may_go_back)) open.push_back(place);
      }
      return states[open[below(static_cast<uint32_t>(may_go_back ? open.size() : std::min<std::size_t>(open.size(), 2)))]].name;
    }
    if (may_go_back && chance(0.5)) return states[1 + below(static_cast<uint32_t>(states.size() - 1))].name;
    const std::size_t next = index + 1 + (chance(0.6) ? 0 : below(4));
    return states[std::min(next, states.size() - 1)].name;
  }

  std::string branches(std::size_t index, bool may_go_back, uint32_t count) {
    std::string text;
    for (uint32_t option = 0; option < count; ++option) {
      const std::string share = pick({"0.1", "0.25", "0.3", "0.5", "0.7", "0"});
      const std::string probability = chance(0.2) ? R"({"attribute": )" + quoted(pick({"p0", "p0", "t0"})) + R"(, "default": )" + share + "}" : share;
      text += (option > 0 ? ", " : "") + std::string(R"({"transition": )") + quoted(after(index, may_go_back)) + field("distribution", probability) + "}";
    }
    return "[" + text + "]";
  }

  std::string transition(std::size_t index, bool may_go_back) {
    const uint32_t kind = below(100);
    const auto target = [&] { return quoted(after(index, may_go_back)); };
    if (kind < 45) return field("direct_transition", target());
    if (kind < 62) return field("distributed_transition", branches(index, may_go_back, 1 + below(3)));
    if (kind < 78) {
      std::string text;
      const uint32_t count = 1 + below(3);
      for (uint32_t option = 0; option < count; ++option) {
        const bool is_free = option + 1 == count && chance(0.6);
        text += (option > 0 ? ", " : "") + std::string(R"({"transition": )") + target() + (is_free ? "" : field("condition", tree(false, 2))) + "}";
      }
      return field("conditional_transition", "[" + text + "]");
    }
    if (kind < 90) {
      std::string text;
      const uint32_t count = 1 + below(3);
      for (uint32_t option = 0; option < count; ++option) {
        const bool is_free = option + 1 == count && chance(0.6);
        const std::string way = chance(0.4) ? quoted("transition") + ": " + target() : quoted("distributions") + ": " + branches(index, may_go_back, 1 + below(3));
        text += (option > 0 ? ", " : "") + std::string("{") + way + (is_free ? "" : field("condition", tree(false, 1))) + "}";
      }
      return field("complex_transition", "[" + text + "]");
    }
    if (kind < 97) return lookup(index, may_go_back);
    return field("type_of_care_transition", R"({"ambulatory": )" + target() + field("emergency", target()) + field("telemedicine", target()) + "}");
  }

  std::string lookup(std::size_t index, bool may_go_back) {
    std::vector<std::string> targets;
    for (int tries = 0; tries < 8 && targets.size() < 3; ++tries) {
      const std::string target = after(index, may_go_back);
      if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
    }
    const std::string file = "table" + std::to_string(tables_++) + suffix_ + ".csv";
    std::string options;
    for (const std::string& target : targets) {
      options += (options.empty() ? "" : ", ") + std::string(R"({"transition": )") + quoted(target) + field("default_probability", pick({"0.2", "0.5", "1"})) +
                 field("lookup_table_name", quoted(file)) + "}";
    }
    std::vector<std::string> columns = targets;
    if (chance(0.5)) std::reverse(columns.begin(), columns.end());
    const bool by_time = chance(0.4);
    const std::string word = is_solitary() ? "gender" : pick({"gender", "insurance_status", "n0", "b0", "t0", "state"});
    std::string csv = std::string(by_time ? "time" : "age") + "," + word;
    for (const std::string& column : columns) csv += "," + column;
    csv += "\n";
    for (int row = 0; row < 4; ++row) {
      const int from = by_time ? 1980 + row * 11 : row * 9;
      csv += by_time ? std::to_string(from) + "-01-01-" + std::to_string(from + between(8, 12)) + "-12-31" : std::to_string(from) + "-" + std::to_string(from + between(7, 9));
      csv += "," + (word == "gender" ? pick({"F", "M"}) : word == "b0" ? pick({"true", "false"}) : word == "n0" ? pick({"0", "1", "2", "2.5"}) : word == "t0" ? pick({"aa", "b"}) : word == "state" ? pick({"Texas", "Hawaii"}) : pick({"private", "none"}));
      for (std::size_t column = 0; column < columns.size(); ++column) csv += "," + pick({"0", "0.3", "0.5", "1"});
      csv += "\n";
    }
    made_.files.emplace_back(file, csv);
    return field("lookup_table_transition", "[" + options + "]");
  }

  // --- States ---

  std::string observation(bool with_type) {
    std::string text = (with_type ? R"("type": "Observation", )" : "") + quoted("codes") + ": " + codes("observation", "LOINC") +
                       field("category", quoted(pick({"laboratory", "vital-signs"}))) + field("unit", quoted("mg/dL"));
    switch (below(9)) {
      case 0: return text + field("exact", R"({"quantity": )" + number(between(0, 9)) + "}");
      case 1: return text + field("range", R"({"low": 1, "high": 9)" + (chance(0.5) ? field("decimals", "1") : "") + "}");
      case 2: return text + field("distribution", law(1, 9));
      case 3: return text + field("attribute", quoted(any_attribute()));
      case 4: return text + field("vital_sign", quoted(pick({"Weight", "LDL", "Oxygen Saturation", "Left ventricular Ejection fraction", "Heart Rate"})));
      case 5: return text + field("value_code", code("finding"));
      case 6: return text + field("expression", quoted(formula()));
      case 7: return text + field("sampled_data", R"({"attributes": ["s0", "s1"], "origin_value": 0})");
      default: return text + field("exact", R"({"quantity": "positive"})");
    }
  }

  std::string formula() {
    return pick({"#{n0} * 0.5 + 1", "if #{n1} > 2 then #{n0} else 0 - #{n1}", "#{age} + 1", "#{n0} / #{n1}", "#{LDL} - 100", "#{Weight} / 2",
                 "if #{n0} = 1 and #{n1} < 3 then 5 else 6"});
  }

  std::string end(std::string_view maker, std::string_view by_state, std::string_view what, std::string_view system = "SNOMED-CT") {
    const std::string name = state_of_type(maker);
    if (!name.empty() && chance(0.5)) return field(by_state, quoted(name));
    if (chance(0.4)) return field("referenced_by_attribute", quoted(reference()));
    return field("codes", codes(what, system));
  }

  // Of this module; callers may have an encounter of the same name.
  std::string target_encounter() {
    std::vector<std::string> names;
    for (const StatePlan& state : modules_[module_].states) {
      if (state.type == "Encounter") names.push_back(state.name);
    }
    if (names.empty() || chance(0.3)) return "";
    return field("target_encounter", quoted(names[below(static_cast<uint32_t>(names.size()))]));
  }

  std::string set_attribute() {
    switch (below(12)) {
      case 0: return field("attribute", quoted(number_attribute())) + field("distribution", law(0, 5, true));
      case 1: return field("attribute", quoted(number_attribute())) + field("range", R"({"low": 0, "high": 5, "decimals": 1})");
      case 2: return field("attribute", quoted(pick({"b0", "b1"}))) + field("value", pick({"true", "false"}));
      case 3: return field("attribute", quoted("t0")) + field("value", quoted(pick({"aa", "b", "3"})));
      case 4: return field("attribute", quoted("c0")) + field("value_code", code("condition"));
      case 5: return field("attribute", quoted(reference())) + field("value_attribute", quoted(reference()));
      case 6: return field("attribute", quoted(number_attribute())) + field("expression", quoted(formula()));
      case 7: return field("attribute", quoted(any_attribute())) + field("value", "null");
      case 8: return field("attribute", quoted("p0")) + field("value", pick({"0", "0.2", "0.9", "1"}));
      case 9: return field("attribute", quoted(pick({"s0", "s1"}))) + field("series_data", quoted(pick({"1 2 3", "4 5 6", "1 2"}))) + field("period", pick({"1", "0.5"}));
      default: return field("attribute", quoted(number_attribute())) + field("value", number(between(0, 5)));
    }
  }

  std::string details(const StatePlan& state, std::size_t place) {
    const std::string& type = state.type;
    if (type == "Guard") return field("allow", guard(place));
    if (type == "SetAttribute") return set_attribute();
    if (type == "Counter") return field("attribute", quoted(pick({"n0", "n1", "n2", "n0", "t0"}))) + field("action", quoted(pick({"increment", "decrement"}))) + (chance(0.4) ? field("amount", number(between(1, 3))) : "");
    if (type == "Encounter") {
      if (state.wellness) return field("wellness", "true");
      return field("encounter_class", quoted(pick({"ambulatory", "emergency", "inpatient", "outpatient", "wellness", "home", "hospice"}))) + field("codes", codes("encounter")) +
             maybe_reason() + (chance(0.3) ? field("telemedicine_possibility", quoted(pick({"none", "possible", "always"}))) : "");
    }
    if (type == "EncounterEnd") return chance(0.3) ? field("discharge_disposition", code("disposition", "NUBC")) : "";
    if (type == "ConditionOnset") return field("codes", codes("condition")) + target_encounter() + maybe_assigned();
    if (type == "ConditionEnd") return end("ConditionOnset", "condition_onset", "condition");
    if (type == "AllergyOnset") {
      std::string reactions;
      if (chance(0.7)) {
        reactions = field("reactions", R"([{"reaction": )" + code("reaction") + R"(, "possible_severities": [{"level": "mild", "value": 0.5}, {"level": "severe", "value": 0.1}, {"level": "none", "value": 0.4}]}, {"reaction": )" +
                                           code("reaction") + R"(, "possible_severities": [{"level": "moderate", "value": 1}]}])");
      }
      return field("codes", codes("allergy")) + target_encounter() + maybe_assigned() + field("allergy_type", quoted("allergy")) + field("category", quoted("food")) + reactions;
    }
    if (type == "AllergyEnd") return end("AllergyOnset", "allergy_onset", "allergy");
    if (type == "MedicationOrder") {
      return field("codes", codes("medicine", "RxNorm")) + maybe_reason() + maybe_assigned() + (chance(0.35) ? field("chronic", "true") : "") + (chance(0.2) ? field("administration", "true") : "") +
             (chance(0.4) ? field("prescription", R"({"refills": 2, "dosage": {"amount": 1, "frequency": 2, "period": 1, "unit": "days"}, "duration": {"quantity": 2, "unit": "weeks"}})") : "");
    }
    if (type == "MedicationEnd") return end("MedicationOrder", "medication_order", "medicine", "RxNorm");
    if (type == "CarePlanStart") {
      return field("codes", codes("plan")) + maybe_reason() + maybe_assigned() + (chance(0.6) ? field("activities", codes("activity")) : "") +
             (chance(0.4) ? field("goals", R"([{"text": "less", "addresses": ["r0"]}, {"text": "more"}])") : "");
    }
    if (type == "CarePlanEnd") return end("CarePlanStart", "careplan", "plan");
    if (type == "Procedure") {
      std::string time;
      if (!is_solitary() && chance(0.6)) time = short_time("duration");
      if (!is_solitary() && time.empty() && chance(0.3)) time = field("distribution", law(1, 5)) + field("unit", quoted(options_.whole_days ? "weeks" : "hours"));
      return field("codes", codes("procedure")) + maybe_reason() + maybe_assigned() + time;
    }
    if (type == "MultiObservation" || type == "DiagnosticReport") {
      return field("codes", codes("observation", "LOINC")) + (type == "MultiObservation" ? field("category", quoted("survey")) : "") +
             field("observations", "[{" + observation(false) + "}, {" + observation(false) + "}]");
    }
    if (type == "ImagingStudy") {
      return field("procedure_code", code("procedure")) +
             field("series", R"([{"body_site": )" + code("site") + R"(, "modality": )" + code("modality", "DICOM-DCM") + R"(, "instances": [{"title": "one", "sop_class": )" + code("class", "DICOM-SOP") + "}]" +
                                 (chance(0.5) ? R"(, "min_number_instances": 1, "max_number_instances": 4)" : "") + "}]") +
             (chance(0.5) ? field("min_number_series", "1") + field("max_number_series", "3") : "");
    }
    if (type == "Symptom") {
      return field("symptom", quoted(pick({"cough", "pain", "fever"}))) + (chance(0.4) ? field("probability", pick({"0.3", "0.8"})) : "") + (chance(0.85) ? amount(20, 320) : "");
    }
    if (type == "VitalSign") {
      if (chance(0.5)) return field("vital_sign", quoted(pick({"Oxygen Saturation", "Left ventricular Ejection fraction"}))) + field("unit", quoted("%")) + amount(60, 120);
      if (chance(0.3)) return field("vital_sign", quoted("Weight")) + field("unit", quoted("kg")) + field("expression", quoted("#{n0} + 80"));
      return field("vital_sign", quoted(pick({"Systolic Blood Pressure", "Weight"}))) + field("unit", quoted("x")) + field("exact", R"({"quantity": )" + number(between(60, 130)) + "}");
    }
    if (type == "Device") return field("code", code("device")) + maybe_assigned();
    if (type == "DeviceEnd") return end("Device", "device", "device");
    if (type == "SupplyList") return field("supplies", R"([{"code": )" + code("supply") + R"(, "quantity": 2}, {"code": )" + code("supply") + "}]");
    if (type == "Vaccine") return field("codes", codes("vaccine", "CVX")) + field("series", "2");
    if (type == "Death") {
      std::string cause;
      const std::string onset = state_of_type("ConditionOnset");
      switch (below(4)) {
        case 0: cause = field("codes", codes("condition")); break;
        case 1: cause = onset.empty() ? "" : field("condition_onset", quoted(onset)); break;
        case 2: cause = field("referenced_by_attribute", quoted(reference())); break;
        default: break;
      }
      const std::string unit = options_.whole_days ? pick({"weeks", "months", "years"}) : pick({"hours", "days", "months", "years"});
      return cause + (chance(0.85) ? field("range", R"({"low": 2, "high": 9, "unit": )" + quoted(unit) + "}") : "");
    }
    return "";
  }

  void write_module(std::size_t index) {
    module_ = index;
    const ModulePlan& module = modules_[index];
    std::string text = R"({"name": )" + quoted(module.key) + R"(, "gmf_version": 2, "states": {)";
    for (std::size_t place = 0; place < module.states.size(); ++place) {
      StatePlan state = module.states[place];
      // Calls go to later modules, so never in a circle.
      std::vector<std::string> callees;
      for (std::size_t later = 0; later < modules_.size(); ++later) {
        const bool is_submodule = modules_[later].key.find('/') != std::string::npos;
        if (is_submodule && later > index) callees.push_back(modules_[later].key);
      }
      if (state.type == "CallSubmodule" && callees.empty()) state.type = "Simple";
      text += (place > 0 ? ",\n" : "\n") + quoted(state.name) + R"(: {)";
      const bool is_back = module.may_repeat && place + 2 == module.states.size();
      if (state.type == "Observation") {
        text += observation(true);
      } else {
        text += quoted("type") + ": " + quoted(state.type);
        if (state.type == "CallSubmodule") text += field("submodule", quoted(callees[below(static_cast<uint32_t>(callees.size()))]));
        if (state.type == "Delay") {
          text += is_back ? delay(index == 0 && !is_solitary() ? 20 : 60) : delay(chance(0.2) ? 0 : 5);
        } else {
          text += details(state, place);
        }
        if (state.type == "Physiology") text += physiology(place);
      }
      if (state.type != "Terminal") {
        text += is_back && index == 0 && !is_solitary() ? field("direct_transition", quoted(module.states[1 + below(4)].name)) : is_back ? transition(place, true) : place == 0 ? field("direct_transition", quoted(module.states[1].name)) : transition(place, false);
      }
      text += "}";
    }
    made_.files.emplace_back(module.key, text + "\n}}");
  }

  std::string physiology(std::size_t place) {
    return field("model", quoted("none.xml")) + field("solver", quoted("none")) + field("step_size", "0.1") + field("sim_duration", "1") + field("inputs", "[]") + field("outputs", "[]") +
           field("alt_direct_transition", quoted(after(place, false)));
  }

  RandomModuleOptions options_;
  RandomStream stream_;
  std::string suffix_;  // of all names of a solitary module
  std::vector<ModulePlan> modules_;
  std::size_t module_ = 0;
  uint32_t tables_ = 0;
  RandomModules made_;
};

}  // namespace

RandomModules random_modules(const RandomModuleOptions& options) { return Author(options).write(); }

RandomModules solitary_module(uint64_t seed, uint32_t number, const std::string& key) {
  return Author({seed, number, false}).write_solitary(key);
}

}  // namespace polyclinic::oracle
