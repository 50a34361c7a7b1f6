// Codes, attributes and reasons: what many states of a module name, with a note of each for the checks across files.
#include "engine/gmf/module_reader.h"

namespace polyclinic::gmf {

using config::describe;
using config::excerpt;

namespace {

constexpr std::uint8_t bit_of(ActiveKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<std::uint32_t>(kind));
}

}  // namespace

AttributeId ModuleReader::read_attribute(const Node& at, std::string_view name) {
  const AttributeId attribute = program_.intern_attribute(name);
  AttributeUses& uses = loading_.uses(attribute);
  if (!uses.first_read.has_value() || uses.is_reason_only) {
    uses.first_read = place(at);
  }
  uses.is_reason_only = false;
  return attribute;
}

AttributeId ModuleReader::write_attribute(const Node& at, std::string_view name, std::uint8_t kinds) {
  const AttributeId attribute = program_.intern_attribute(name);
  AttributeUses& uses = loading_.uses(attribute);
  uses.kinds |= kinds;
  if (is_reserved_attribute(name)) {
    find("W68", at, "attribute " + excerpt(name) + " belongs to the host", "use another name");
  }
  return attribute;
}

AttributeId ModuleReader::attribute_read(const Node& object, std::string_view name, bool required,
                                         std::string_view code, std::string_view owner) {
  const std::optional<std::string_view> attribute = text(object, name, required, code, owner);
  if (!attribute.has_value()) {
    return kNone;
  }
  if (attribute->empty()) {
    if (required) {
      wrong_kind(object, name, "a name", true, code, owner);
    }
    return kNone;
  }
  return read_attribute(*field(object, name), *attribute);
}

AttributeId ModuleReader::assigned(const Node& state) {
  const std::optional<std::string_view> name = text(state, "assign_to_attribute", false);
  if (!name.has_value() || name->empty()) {
    return kNone;
  }
  const AttributeId attribute = write_attribute(*field(state, "assign_to_attribute"), *name, kEntryValue);
  loading_.uses(attribute).written = true;
  return attribute;
}

CodeId ModuleReader::code(const Node& at, std::string_view complaint) {
  const auto part = [&](std::string_view name) -> std::optional<std::string_view> {
    const config::JsonValue* value = at.value.find(name);
    if (value == nullptr || value->text.empty() ||
        !(value->is(Kind::kString) || (name == "code" && value->is(Kind::kNumber)))) {
      return std::nullopt;
    }
    return value->text;
  };
  if (at.is(Kind::kObject)) {
    check_fields(at, shapes::kCode);
  }
  const std::optional<std::string_view> system = part("system");
  const std::optional<std::string_view> text = part("code");
  const std::optional<std::string_view> display = part("display");
  if (!at.is(Kind::kObject) || !system.has_value() || !text.has_value() || !display.has_value()) {
    std::string missing;
    for (const auto& [name, value] : {std::pair{"system", system}, {"code", text}, {"display", display}}) {
      if (!value.has_value()) {
        missing += (missing.empty() ? "" : ", ") + std::string(name);
      }
    }
    find(complaint, at, "at least one complete code is required; here is missing " + missing,
         "a code is {\"system\": ..., \"code\": ..., \"display\": ...}");
    return kNone;
  }
  const auto other = [&](std::string_view name) { return this->text(at, name, false).value_or(""); };
  return program_.intern_code(*system, *text, *display, other("version"), other("value_set"));
}

CodeId ModuleReader::code_field(const Node& object, std::string_view name, bool required) {
  const std::optional<Node> at = field(object, name);
  if (at.has_value()) {
    return code(*at);
  }
  if (required) {
    find("E46", object, "at least one complete code is required", "add \"" + std::string(name) + "\"");
  }
  return kNone;
}

Slice ModuleReader::codes(const Node& object, std::string_view name, bool required) {
  const std::optional<Node> at = field(object, name);
  std::vector<CodeId> list;
  if (!at.has_value() || !at->is(Kind::kArray) || at->value.items.empty()) {
    if (required || (at.has_value() && !at->is(Kind::kArray))) {
      find("E46", at.has_value() ? *at : object, "at least one complete code is required",
           at.has_value() ? "\"" + std::string(name) + "\" is " + describe(at->value)
                          : "add \"" + std::string(name) + "\"");
    }
    return {};
  }
  for (std::uint32_t index = 0; index < at->value.items.size(); ++index) {
    const CodeId read = code(Node{at->value.items[index], &*at, {}, index});
    if (read != kNone) {
      list.push_back(read);
    }
  }
  return append(program_.code_lists, list);
}

void ModuleReader::make_code(Slice codes, ActiveKind kind) {
  if (codes.count == 0) {
    return;
  }
  const ConceptId primary = program_.codes[program_.code_lists[codes.first]].concept_id;
  if (primary >= loading_.code_made.size()) {
    loading_.code_made.resize(primary + 1);
  }
  loading_.code_made[primary] |= bit_of(kind);
}

void ModuleReader::want_codes(Slice codes, ActiveKind kind, const Node& at) {
  for (const CodeId wanted : program_.code_list(codes)) {
    const Code& code = program_.codes[wanted];
    if (code.concept_id >= loading_.code_used.size()) {
      loading_.code_used.resize(code.concept_id + 1);
    }
    std::uint8_t& used = loading_.code_used[code.concept_id];
    if ((used & bit_of(kind)) == 0) {
      used |= bit_of(kind);
      loading_.code_uses.push_back({place(at), code.concept_id, kind, code.code});
    }
  }
}

Reason ModuleReader::reason(const Node& state, std::string_view name) {
  Reason reason;
  const std::optional<std::string_view> given = text(state, name, false);
  if (!given.has_value() || given->empty()) {
    return reason;
  }
  const Node at = *field(state, name);
  reason.name = intern(*given);
  reason.attribute = program_.intern_attribute(*given);
  AttributeUses& uses = loading_.uses(reason.attribute);
  if (!uses.first_read.has_value()) {
    uses.first_read = place(at);
  }
  const StateId maker = find_state(*given);
  if (maker != kNone && program_.states[maker].type == StateType::kConditionOnset) {
    reason.onset = maker;
  }
  if (maker == kNone) {
    loading_.reasons.push_back({place(at), module_, reason.name, StateType::kSimple});
  }
  return reason;
}

void ModuleReader::select(const Node& state, std::string_view field_name, std::string_view name, StateType maker) {
  const StateId known = find_state(name);
  if (known != kNone && program_.states[known].type == maker) {
    return;
  }
  loading_.selectors.push_back({place(*field(state, field_name)), module_, intern(name), maker});
}

}  // namespace polyclinic::gmf
