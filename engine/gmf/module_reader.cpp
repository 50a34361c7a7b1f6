// The module's own fields, its list of states, and how fields of any object are read and complained of.
#include "engine/gmf/module_reader.h"

#include <algorithm>
#include <cmath>

namespace polyclinic::gmf {
namespace {

using config::describe;
using config::excerpt;
using config::JsonValue;

std::vector<std::string_view> names_of(std::span<const Shape> shapes) {
  std::vector<std::string_view> names;
  for (const Shape& shape : shapes) {
    names.push_back(shape.name);
  }
  return names;
}

constexpr std::uint32_t kMostStatesInMessage = 8;

}  // namespace

std::string Node::pointer() const {
  if (parent == nullptr) {
    return {};
  }
  return parent->pointer() + "/" + (index == kNone ? config::pointer_step(key) : std::to_string(index));
}

ModuleReader::ModuleReader(Loading& loading, ModuleId module)
    : loading_(loading),
      program_(loading.program),
      module_(module),
      key_(loading.program.module_key(module)) {}

FindingPlace ModuleReader::place(const Node& at) const {
  return {std::string(key_), config::printable(state_), at.pointer(), at.value.offset};
}

void ModuleReader::find(std::string_view code, const Node& at, const std::string& what, const std::string& hint) {
  loading_.log.add(code, place(at), what, hint);
}

std::optional<Node> ModuleReader::field(const Node& object, std::string_view name) {
  const JsonValue* value = object.value.find(name);
  return value == nullptr ? std::nullopt : std::optional<Node>(std::in_place, *value, &object, name);
}

bool ModuleReader::given(const Node& object, std::string_view name) {
  const JsonValue* value = object.value.find(name);
  return value != nullptr && !value->is(Kind::kNull) && !(value->is(Kind::kString) && value->text.empty()) &&
         !(value->is(Kind::kArray) && value->items.empty());
}

void ModuleReader::check_fields(const Node& object, const Shape& shape, const Shape* common) {
  for (const config::JsonMember& member : object.value.members) {
    const Field* known = shape.find(member.key);
    if (known == nullptr && common != nullptr) {
      known = common->find(member.key);
    }
    if (known != nullptr && known->has_effect()) {
      continue;
    }
    const Node at{member.value, &object, member.key};
    std::string hint = "take it out";
    if (known == nullptr && loading_.log.wants_guesses()) {
      std::vector<std::string_view> names;
      for (const Field& field : shape.fields) {
        names.push_back(field.name);
      }
      for (const Field& field : common == nullptr ? std::span<const Field>() : common->fields) {
        names.push_back(field.name);
      }
      if (std::string guess = loading_.log.guess(member.key, names); !guess.empty()) {
        hint = std::move(guess);
      }
    }
    find("W67", at, "field " + excerpt(member.key) + " is not used by " + std::string(shape.name), std::move(hint));
  }
}

void ModuleReader::wrong_kind(const Node& object, std::string_view name, std::string_view kind, bool required,
                              std::string_view code, std::string_view owner) {
  const std::optional<Node> value = field(object, name);
  std::string what = owner.empty() ? "" : std::string(owner) + ": ";
  what += required && owner.empty() ? "required field \"" : "field \"";
  what += std::string(name) + "\" is ";
  what += required ? "missing or not " : "not ";
  what += kind;
  const std::string hint = value.has_value() ? "it is " + describe(value->value) : "add it";
  find(code, value.has_value() ? *value : object, std::move(what), hint);
}

std::optional<std::string_view> ModuleReader::text(const Node& object, std::string_view name, bool required,
                                                   std::string_view code, std::string_view owner) {
  const JsonValue* value = object.value.find(name);
  if (value == nullptr ? required : !value->is(Kind::kString)) {
    wrong_kind(object, name, "a string", required, code, owner);
    return std::nullopt;
  }
  return value == nullptr ? std::nullopt : std::optional<std::string_view>(value->text);
}

std::optional<double> ModuleReader::number(const Node& object, std::string_view name, bool required,
                                           std::string_view code, std::string_view owner) {
  const JsonValue* value = object.value.find(name);
  if (value == nullptr ? required : !value->is(Kind::kNumber)) {
    wrong_kind(object, name, "a number", required, code, owner);
    return std::nullopt;
  }
  return value == nullptr ? std::nullopt : std::optional<double>(value->number);
}

std::optional<std::int32_t> ModuleReader::whole(const Node& object, std::string_view name, std::int32_t low,
                                                std::int32_t high, bool required, std::string_view code,
                                                std::string_view owner) {
  const JsonValue* value = object.value.find(name);
  if (value == nullptr && !required) {
    return std::nullopt;
  }
  if (value == nullptr || !value->is(Kind::kNumber) || !value->whole || value->number < low || value->number > high) {
    wrong_kind(object, name, "a whole number from " + std::to_string(low) + " to " + std::to_string(high), required,
               code, owner);
    return std::nullopt;
  }
  return static_cast<std::int32_t>(value->number);
}

bool ModuleReader::truth(const Node& object, std::string_view name) {
  const JsonValue* value = object.value.find(name);
  if (value != nullptr && !value->is(Kind::kBoolean)) {
    wrong_kind(object, name, "true or false", false, "E02", {});
    return false;
  }
  return value != nullptr && value->boolean;
}

std::optional<Node> ModuleReader::container(const Node& object, std::string_view name, Kind kind, bool required,
                                            std::string_view code, std::string_view owner) {
  const JsonValue* value = object.value.find(name);
  if (value == nullptr ? required : !value->is(kind)) {
    wrong_kind(object, name, kind == Kind::kArray ? "an array" : "an object", required, code, owner);
    return std::nullopt;
  }
  return value == nullptr ? std::nullopt : std::optional<Node>(std::in_place, *value, &object, name);
}

TextId ModuleReader::interned_text(const Node& object, std::string_view name) {
  return intern(text(object, name, false).value_or(""));
}

StateId ModuleReader::find_state(std::string_view name) const {
  const auto found = state_ids_.find(name);
  return found == state_ids_.end() ? kNone : found->second;
}

StateId ModuleReader::target(const Node& at, std::string_view name) {
  const StateId state = find_state(name);
  if (state == kNone) {
    std::string hint = loading_.log.guess(name, state_names_);
    find("E10", at, "transition to unknown state " + excerpt(name),
         hint.empty() ? "name a state of this module" : std::move(hint));
  }
  return state;
}

void ModuleReader::read(const JsonValue& root_value) {
  const Node root{root_value};
  Module& module = program_.modules[module_];
  module.first_state = static_cast<StateId>(program_.states.size());
  if (!root.is(Kind::kObject)) {
    loading_.is_complete = false;
    return find("E01", root, "the file holds " + describe(root_value) + " instead of a module",
                "a module is an object with name and states");
  }
  check_fields(root, shapes::kModule);
  module.name = intern(text(root, "name", true).value_or(""));
  module.specialty = interned_text(root, "specialty");
  if (const std::optional<Node> version = field(root, "gmf_version")) {
    if (!version->is(Kind::kNumber) || version->value.number > 2) {
      find("E03", *version, "unsupported gmf_version " + describe(version->value) + "; this engine knows up to 2",
           "write it for version 2");
    }
  }
  const std::optional<Node> states = container(root, "states", Kind::kObject, true);
  if (!states.has_value()) {
    loading_.is_complete = false;
    return;
  }
  if (states->value.members.size() > kMostStatesOfModule) {
    loading_.is_complete = false;
    return find("E02", *states, "there are more than " + std::to_string(kMostStatesOfModule) + " states",
                "divide the module");
  }

  // All names and types first: states refer to each other in any order.
  static const std::vector<std::string_view> kTypes = names_of(state_shapes());
  std::vector<bool> readable;
  for (const config::JsonMember& member : states->value.members) {
    const StateId id = static_cast<StateId>(program_.states.size());
    State state;
    state.module = module_;
    state.name = intern(member.key);
    state_ids_.emplace(program_.text(state.name), id);
    state_names_.push_back(program_.text(state.name));
    state_ = member.key;
    const Node at{member.value, &*states, member.key};
    bool is_readable = false;
    if (member.key.empty()) {
      find("E02", at, "a state has an empty name", "give it a name");
    }
    if (!at.is(Kind::kObject)) {
      find("E02", at, "the state is " + describe(member.value), "a state is an object with a type");
    } else if (const std::optional<std::string_view> type = text(at, "type", true)) {
      if (const std::optional<std::uint32_t> known = find_word(kTypes, *type)) {
        state.type = static_cast<StateType>(*known);
        is_readable = true;
      } else {
        std::string hint = loading_.log.guess(*type, kTypes);
        find("E06", *field(at, "type"), "unknown state type " + excerpt(*type),
             hint.empty() ? "the types are in the authors' documentation" : std::move(hint));
      }
    }
    readable.push_back(is_readable);
    program_.states.push_back(state);
    loading_.state_offsets.push_back(member.value.offset);
  }
  program_.modules[module_].state_count = static_cast<std::uint32_t>(states->value.members.size());
  program_.modules[module_].initial = find_state("Initial");
  state_ = {};
  if (program_.modules[module_].initial == kNone) {
    std::string some;
    for (std::size_t index = 0; index < std::min<std::size_t>(state_names_.size(), kMostStatesInMessage); ++index) {
      some += (index == 0 ? "" : ", ") + excerpt(state_names_[index]);
    }
    find("E04", *states, "no state named \"Initial\"",
         some.empty() ? "add one of type Initial" : "add one of type Initial; the states are " + some);
  }

  for (std::uint32_t index = 0; index < readable.size(); ++index) {
    if (!readable[index]) {
      continue;
    }
    const config::JsonMember& member = states->value.members[index];
    const Node at{member.value, &*states, member.key};
    const StateId id = program_.modules[module_].first_state + index;
    const StateType type = program_.states[id].type;
    state_ = member.key;
    check_fields(at, state_shapes()[static_cast<std::uint32_t>(type)], &common_state_shape());
    if (id == program_.modules[module_].initial && type != StateType::kInitial) {
      find("W05", at, "entry state has type " + std::string(kTypes[static_cast<std::uint32_t>(type)]) +
                          "; it will be executed",
           "let a state of type Initial lead to it");
    } else if (type == StateType::kInitial && id != program_.modules[module_].initial) {
      find("W05", at, "a state of type Initial that is not named \"Initial\" is no entry; it does nothing",
           "make it Simple");
    }
    const std::uint32_t read = detail(at, type);
    program_.states[id].detail = read;
    const std::uint32_t leaves = transition(at, type);
    program_.states[id].transition = leaves;
  }
  state_ = {};
}

}  // namespace polyclinic::gmf
