// The one transition of a state, in its six forms.
#include <algorithm>
#include <cmath>

#include "engine/gmf/decimal_text.h"
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::describe;
using config::excerpt;

std::uint32_t ModuleReader::transition(const Node& state, StateType type) {
  std::vector<std::string_view> present;
  for (const std::string_view key : transition_keys()) {
    if (state.value.find(key) != nullptr) {
      present.push_back(key);
    }
  }
  if (type == StateType::kTerminal) {
    if (!present.empty()) {
      find("W09", *field(state, present[0]), "transition on Terminal is ignored", "take it out");
    }
    return kNone;
  }
  if (present.empty()) {
    find("E07", state, "state has no transition", "add a direct_transition, or make the state Terminal");
    return kNone;
  }
  if (present.size() > 1) {
    std::string keys;
    for (const std::string_view key : present) {
      keys += (keys.empty() ? "" : ", ") + std::string(key);
    }
    find("E08", *field(state, present[1]),
         "state has " + std::to_string(present.size()) + " transitions (" + keys + "); exactly one is allowed",
         "keep one of them");
  }
  const Node at = *field(state, present[0]);
  const std::uint32_t kind = *find_word(transition_keys(), present[0]);
  Transition transition;
  transition.kind = static_cast<TransitionKind>(kind);
  if (transition.kind == TransitionKind::kDirect) {
    if (!at.is(Kind::kString)) {
      find("E10", at, "direct_transition is " + describe(at.value), "name a state");
      return kNone;
    }
    transition.target = target(at, at.value.text);
  } else if (transition.kind == TransitionKind::kTypeOfCare) {
    type_of_care(at, transition);
  } else if (!at.is(Kind::kArray)) {
    find("E11", at, std::string(present[0]) + " is " + describe(at.value), "write an array of options");
    return kNone;
  } else if (at.value.items.empty()) {
    find("E11", at, std::string(present[0]) + " has no options", "add options");
    return kNone;
  } else {
    switch (transition.kind) {
      case TransitionKind::kDistributed:
        transition.options = branches(at);
        break;
      case TransitionKind::kConditional:
        conditional(at, transition);
        break;
      case TransitionKind::kComplex:
        complex(at, transition);
        break;
      default:
        lookup(at, transition);
        break;
    }
  }
  return keep(program_.transitions, transition);
}

StateId ModuleReader::option_target(const Node& option, std::uint32_t index, bool required) {
  const std::optional<Node> at = field(option, "transition");
  if (at.has_value() && at->is(Kind::kString)) {
    return target(*at, at->value.text);
  }
  if (at.has_value() || required) {
    find("E11", at.has_value() ? *at : option, "option " + std::to_string(index + 1) + " has no transition",
         at.has_value() ? "it is " + describe(at->value) : "add the name of a state");
  }
  return kNone;
}

Probability ModuleReader::probability(const Node& option, std::string_view name, std::uint32_t index) {
  Probability result;
  const std::optional<Node> at = field(option, name);
  const auto valid = [](const config::JsonValue* value) {
    return value != nullptr && value->is(Kind::kNumber) && value->number >= 0 && value->number <= 1;
  };
  if (at.has_value() && valid(&at->value)) {
    result.number = at->value.number;
    return result;
  }
  if (at.has_value() && at->is(Kind::kObject) && name == "distribution") {
    check_fields(*at, shapes::kNamedProbability);
    const config::JsonValue* attribute = at->value.find("attribute");
    if (attribute != nullptr && attribute->is(Kind::kString) && !attribute->text.empty() &&
        valid(at->value.find("default"))) {
      result.number = at->value.find("default")->number;
      result.attribute = read_attribute(*at, attribute->text);
      return result;
    }
  }
  find("E12", at.has_value() ? *at : option,
       "option " + std::to_string(index + 1) + ": " + std::string(name) +
           (name == "distribution" ? " must be a number in [0,1] or {attribute, default}"
                                   : " must be a number in [0,1]"),
       at.has_value() ? "it is " + describe(at->value) : "add it");
  return result;
}

Slice ModuleReader::branches(const Node& at) {
  std::vector<Branch> options;
  for (std::uint32_t index = 0; index < at.value.items.size(); ++index) {
    const Node option{at.value.items[index], &at, {}, index};
    if (!option.is(Kind::kObject)) {
      find("E11", option, "option " + std::to_string(index + 1) + " is " + describe(option.value),
           "an option is an object");
      continue;
    }
    check_fields(option, shapes::kDistributedOption);
    const StateId target = option_target(option, index, true);
    options.push_back({target, probability(option, "distribution", index)});
  }
  const Slice slice = append(program_.branches, options);
  check_sum(at, slice);
  return slice;
}

void ModuleReader::check_sum(const Node& at, Slice slice) {
  double sum = 0;
  std::string lost;  // options after the whole probability is given away, or cut by it
  const auto name = [&](const Branch& branch) {
    return branch.target == kNone ? std::string("?") : config::printable(program_.state_name(branch.target));
  };
  std::uint32_t listed = 0;
  for (std::uint32_t index = slice.first; index < slice.end(); ++index) {
    const Branch& branch = program_.branches[index];
    if (branch.probability.attribute != kNone) {
      return;  // known only when it happens
    }
    sum += branch.probability.number;
    if (sum > 1 + 1e-6 && branch.probability.number > 0 && ++listed <= 5) {
      lost += (lost.empty() ? "\"" : ", \"") + name(branch) + "\"";
    }
  }
  if (slice.count == 0 || std::fabs(sum - 1) <= 1e-6) {
    return;
  }
  if (sum < 1) {
    find("W13", at,
         "probabilities sum to " + decimal_in_words(sum) + "; leftover goes to \"" +
             name(program_.branches[slice.end() - 1]) + "\"",
         "make them sum to 1");
  } else {
    find("W13", at,
         "probabilities sum to " + decimal_in_words(sum) + "; mass beyond 1 makes " + lost +
             (listed > 5 ? " and others" : "") + " unreachable or smaller",
         "make them sum to 1");
  }
}

void ModuleReader::check_fallback(const Node& at, Slice choices) {
  for (std::uint32_t index = 0; index + 1 < choices.count; ++index) {
    if (program_.choices[choices.first + index].condition == kNone) {
      find("W15", at, "options after " + std::to_string(index + 1) + " can never be chosen",
           "give it a condition, or move it to the end");
      return;
    }
  }
  if (choices.count != 0 && program_.choices[choices.end() - 1].condition != kNone) {
    const Choice& last = program_.choices[choices.end() - 1];
    const std::string name = last.target == kNone ? "option " + std::to_string(choices.count)
                                                  : config::printable(program_.state_name(last.target));
    find("W14", at, "no fallback; \"" + name + "\" is taken even when its condition is false",
         "add a last option without a condition");
  }
}

void ModuleReader::conditional(const Node& at, Transition& transition) {
  std::vector<Choice> choices;
  for (std::uint32_t index = 0; index < at.value.items.size(); ++index) {
    const Node option{at.value.items[index], &at, {}, index};
    if (!option.is(Kind::kObject)) {
      find("E11", option, "option " + std::to_string(index + 1) + " is " + describe(option.value),
           "an option is an object");
      continue;
    }
    check_fields(option, shapes::kConditionalOption);
    Choice choice;
    choice.target = option_target(option, index, true);
    if (const std::optional<Node> logic = field(option, "condition")) {
      choice.condition = condition(*logic);
    }
    choices.push_back(choice);
  }
  transition.options = append(program_.choices, choices);
  check_fallback(at, transition.options);
}

void ModuleReader::complex(const Node& at, Transition& transition) {
  std::vector<Choice> choices;
  for (std::uint32_t index = 0; index < at.value.items.size(); ++index) {
    const Node option{at.value.items[index], &at, {}, index};
    if (!option.is(Kind::kObject)) {
      find("E11", option, "option " + std::to_string(index + 1) + " is " + describe(option.value),
           "an option is an object");
      continue;
    }
    check_fields(option, shapes::kComplexOption);
    Choice choice;
    choice.target = option_target(option, index, false);
    if (const std::optional<Node> logic = field(option, "condition")) {
      choice.condition = condition(*logic);
    }
    const std::optional<Node> distributions = field(option, "distributions");
    const bool has_target = option.value.find("transition") != nullptr;
    if (distributions.has_value() && has_target) {
      find("W17", *distributions, "distributions ignored because transition is present", "keep one of them");
    } else if (distributions.has_value() && distributions->is(Kind::kArray) && !distributions->value.items.empty()) {
      choice.branches = branches(*distributions);
    } else if (!has_target) {
      find("E16", option, "option " + std::to_string(index + 1) + " has neither transition nor distributions",
           "add one of them");
    }
    choices.push_back(choice);
  }
  transition.options = append(program_.choices, choices);
  check_fallback(at, transition.options);
}

void ModuleReader::lookup(const Node& at, Transition& transition) {
  std::vector<Branch> defaults;
  std::vector<std::string_view> names;
  std::optional<std::string_view> table;
  bool sound = true;
  double sum = 0;
  for (std::uint32_t index = 0; index < at.value.items.size(); ++index) {
    const Node option{at.value.items[index], &at, {}, index};
    if (!option.is(Kind::kObject)) {
      find("E11", option, "option " + std::to_string(index + 1) + " is " + describe(option.value),
           "an option is an object");
      sound = false;
      continue;
    }
    check_fields(option, shapes::kLookupOption);
    const StateId target = option_target(option, index, true);
    const Probability otherwise = probability(option, "default_probability", index);
    defaults.push_back({target, otherwise});
    sum += otherwise.number;
    sound = sound && target != kNone;
    const config::JsonValue* destination = option.value.find("transition");
    names.push_back(destination != nullptr ? std::string_view(destination->text) : std::string_view());
    const config::JsonValue* named = option.value.find("lookup_table_name");
    if (named == nullptr || !named->is(Kind::kString) || named->text.empty() ||
        (table.has_value() && *table != named->text)) {
      find("E18", option, "all options must name the same lookup table",
           table.has_value() ? "write " + excerpt(*table) : "add lookup_table_name");
      sound = false;
    } else {
      table = named->text;
    }
  }
  transition.options = append(program_.branches, defaults);
  if (std::fabs(sum - 1) > 0.005) {
    find("W23", at, "the defaults sum to " + decimal_in_words(sum), "make them sum to 1");
  }
  if (!table.has_value()) {
    return;
  }
  const auto source = std::lower_bound(loading_.tables.begin(), loading_.tables.end(), *table,
                                       [](const TableSource& known, std::string_view name) { return known.name < name; });
  if (source == loading_.tables.end() || source->name != *table) {
    std::string hint = loading_.log.guess(*table, loading_.table_names);
    find("E19", at, "lookup table " + excerpt(*table) + " not found among the lookup tables",
         hint.empty() ? "add the file" : std::move(hint));
    return;
  }
  if (source->users.empty() || source->users.back() != module_) {
    source->users.push_back(module_);
  }
  std::vector<std::uint32_t> columns;
  if (!sound || !use_table(loading_, *source, place(at), names, columns)) {
    return;
  }
  transition.table = source->table;
  std::vector<StateId> targets;
  for (const std::uint32_t option : columns) {
    targets.push_back(defaults[option].target);
  }
  transition.columns = append(program_.state_lists, targets);
}

void ModuleReader::type_of_care(const Node& at, Transition& transition) {
  if (!at.is(Kind::kObject)) {
    find("E26", at, "type_of_care_transition needs ambulatory, emergency and telemedicine",
         "write an object with these three");
    return;
  }
  check_fields(at, shapes::kTypeOfCare);
  const auto way = [&](std::string_view name) {
    const std::optional<Node> named = field(at, name);
    if (!named.has_value() || !named->is(Kind::kString)) {
      find("E26", named.has_value() ? *named : at, "type_of_care_transition needs ambulatory, emergency and telemedicine",
           "add " + std::string(name));
      return kNone;
    }
    return target(*named, named->value.text);
  };
  transition.ambulatory = way("ambulatory");
  transition.emergency = way("emergency");
  transition.telemedicine = way("telemedicine");
}

}  // namespace polyclinic::gmf
