// Reads one module's JSON tree into the Program, with all checks that need this file alone. Its parts are in
// module_reader.cpp (the file, its fields), read_states.cpp (states that steer), read_records.cpp and
// read_observations.cpp (states that write into the record), read_codes.cpp, read_transitions.cpp, read_logic.cpp and
// read_amounts.cpp. What needs other files is left in Loading.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/gmf/expression_text.h"
#include "engine/gmf/loading.h"
#include "engine/gmf/vocabulary.h"

namespace polyclinic::gmf {

// A value of the JSON tree that knows the way to itself. Nodes stand on the stack, each below its parent.
struct Node {
  const config::JsonValue& value;
  const Node* parent = nullptr;
  std::string_view key{};       // the step from the parent object, or
  std::uint32_t index = kNone;  // from the parent array

  bool is(config::JsonValue::Kind kind) const { return value.is(kind); }
  std::string pointer() const;
};

class ModuleReader final : private ExpressionNames {
 public:
  ModuleReader(Loading& loading, ModuleId module);

  // Fills the module and all of its states. The tree is not needed afterwards.
  void read(const config::JsonValue& root);

 private:
  using Kind = config::JsonValue::Kind;

  // --- module_reader.cpp ---
  FindingPlace place(const Node& at) const;
  void find(std::string_view code, const Node& at, const std::string& what, const std::string& hint = {});
  static std::optional<Node> field(const Node& object, std::string_view name);
  // Whether there is such a field that is not "", [] or null.
  static bool given(const Node& object, std::string_view name);
  // Warnings for fields that are unknown or have no effect.
  void check_fields(const Node& object, const Shape& shape, const Shape* common = nullptr);
  // The values of fields of a kind; none, with a finding, when the field is of another kind or, if required, missing.
  std::optional<std::string_view> text(const Node& object, std::string_view name, bool required,
                                       std::string_view code = "E02", std::string_view owner = {});
  std::optional<double> number(const Node& object, std::string_view name, bool required, std::string_view code = "E02",
                               std::string_view owner = {});
  std::optional<std::int32_t> whole(const Node& object, std::string_view name, std::int32_t low, std::int32_t high,
                                    bool required, std::string_view code = "E02", std::string_view owner = {});
  bool truth(const Node& object, std::string_view name);  // false when missing
  // An object or array field, of that kind or with a finding.
  std::optional<Node> container(const Node& object, std::string_view name, Kind kind, bool required,
                                std::string_view code = "E02", std::string_view owner = {});
  void wrong_kind(const Node& object, std::string_view name, std::string_view kind, bool required,
                  std::string_view code, std::string_view owner);
  TextId intern(std::string_view text) { return program_.texts.intern(text); }
  TextId interned_text(const Node& object, std::string_view name);  // kNoText when missing
  // The state of this module, or kNone with a finding.
  StateId target(const Node& at, std::string_view name);
  StateId find_state(std::string_view name) const;

  // --- attributes and codes: read_codes.cpp ---
  AttributeId read_attribute(const Node& at, std::string_view name);
  AttributeId write_attribute(const Node& at, std::string_view name, std::uint8_t kinds);
  // An attribute named by a field; kNone when the field is missing or empty.
  AttributeId attribute_read(const Node& object, std::string_view name, bool required, std::string_view code = "E02",
                             std::string_view owner = {});
  AttributeId assigned(const Node& state);
  CodeId code(const Node& at, std::string_view complaint = "E46");
  CodeId code_field(const Node& object, std::string_view name, bool required);
  Slice codes(const Node& object, std::string_view name, bool required);
  void make_code(Slice codes, ActiveKind kind);             // its first is produced as that
  void want_codes(Slice codes, ActiveKind kind, const Node& at);
  Reason reason(const Node& state, std::string_view name);

  // --- read_amounts.cpp ---
  std::optional<TimeUnit> unit(const Node& object, std::string_view name);
  Amount exact(const Node& at, bool timed);
  Amount range(const Node& at, const Shape& shape, bool timed);
  Amount distribution(const Node& at);
  ExpressionId expression(const Node& at);

  // --- read_logic.cpp ---
  ConditionId condition(const Node& at);
  bool condition_of_kind(const Node& at, ConditionKind kind, Condition& condition);
  std::optional<Comparison> comparison(const Node& at, std::string_view owner);
  bool compared_value(const Node& at, std::string_view owner, Condition& condition);
  bool children(const Node& at, std::string_view owner, Condition& condition);
  bool date(const Node& at, Condition& condition);
  bool prior_state(const Node& at, Condition& condition);
  bool codes_or_attribute(const Node& at, Condition& condition);
  std::optional<VitalSign> vital_sign(const Node& object, bool required, std::string_view code);

  // --- read_transitions.cpp ---
  std::uint32_t transition(const Node& state, StateType type);
  Slice branches(const Node& at);
  Probability probability(const Node& option, std::string_view name, std::uint32_t index);
  void check_sum(const Node& at, Slice branches);
  void conditional(const Node& at, Transition& transition);
  void complex(const Node& at, Transition& transition);
  void lookup(const Node& at, Transition& transition);
  void type_of_care(const Node& at, Transition& transition);
  StateId option_target(const Node& option, std::uint32_t index, bool required);
  void check_fallback(const Node& at, Slice choices);

  // --- read_states.cpp, read_records.cpp, read_observations.cpp ---
  std::uint32_t detail(const Node& state, StateType type);
  std::uint32_t delay(const Node& state);
  std::uint32_t guard(const Node& state);
  std::uint32_t set_attribute(const Node& state);
  std::uint32_t counter(const Node& state);
  std::uint32_t call(const Node& state);
  std::uint32_t encounter(const Node& state);
  std::uint32_t encounter_end(const Node& state);
  std::uint32_t onset(const Node& state, StateType type);
  Slice reactions(const Node& state);
  std::uint32_t end(const Node& state, StateType type);
  std::uint32_t medication_order(const Node& state);
  std::uint32_t prescription(const Node& at);
  std::uint32_t care_plan_start(const Node& state);
  Slice goals(const Node& state);
  std::uint32_t procedure(const Node& state);
  std::uint32_t observation_state(const Node& state);
  Observation observation(const Node& at);
  std::uint32_t sampled_data(const Node& at);
  std::uint32_t attachment(const Node& at);
  std::uint32_t observation_group(const Node& state, StateType type);
  std::uint32_t imaging_study(const Node& state);
  std::uint32_t symptom(const Node& state);
  std::uint32_t vital_sign_change(const Node& state);
  std::uint32_t device(const Node& state);
  std::uint32_t supply_list(const Node& state);
  std::uint32_t vaccine(const Node& state);
  std::uint32_t death(const Node& state);
  std::uint32_t physiology(const Node& state);

  // A name that selects entries by the state that made them, to be judged when all files are read.
  void select(const Node& state, std::string_view field, std::string_view name, StateType maker);

  // ExpressionNames; the expression that is being read stands at expression_place_.
  TextId text(std::string_view text) override { return intern(text); }
  AttributeId attribute(std::string_view name) override;

  template <class Detail>
  static std::uint32_t keep(std::vector<Detail>& details, Detail detail) {
    details.push_back(std::move(detail));
    return static_cast<std::uint32_t>(details.size() - 1);
  }
  template <class Item>
  static Slice append(std::vector<Item>& all, const std::vector<Item>& items) {
    const Slice slice{static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(items.size())};
    all.insert(all.end(), items.begin(), items.end());
    return slice;
  }

  Loading& loading_;
  Program& program_;
  ModuleId module_;
  std::string_view key_;
  std::string_view state_;  // the one that is being read, for findings
  std::unordered_map<std::string_view, StateId> state_ids_;
  std::vector<std::string_view> state_names_;
  const Node* expression_place_ = nullptr;
};

}  // namespace polyclinic::gmf
