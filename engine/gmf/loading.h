// What the loader holds while it reads a set of modules: the Program that grows, the findings, and the uses of names
// that can be judged only when all files have been read. Not part of the result.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/gmf/finding_log.h"
#include "engine/gmf/host_names.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/program.h"
#include "engine/gmf/table_text.h"

namespace polyclinic::gmf {

// The limit of the False that stands for a condition with an error: nothing is concluded from it.
inline constexpr std::int32_t kRefusedCondition = -1;

// What is known of an attribute from all files.
struct AttributeUses {
  bool written = false;
  std::uint8_t kinds = 0;  // ValueKindBits that writers give it
  bool is_reason_only = true;  // read as a reason and nowhere else
  std::optional<FindingPlace> first_read;
  std::vector<AttributeId> copied_to;  // by SetAttribute value_attribute
  std::vector<std::pair<ValueKindBits, FindingPlace>> compared;  // the first comparison with each kind
};

// A name of a state, or of something a state makes, that may stand in another file.
struct NameUse {
  FindingPlace place;
  ModuleId module = kNoModule;
  TextId name = kNoText;
  StateType wanted = StateType::kSimple;  // of selectors: what makes such entries
};

struct CodeUse {
  FindingPlace place;
  ConceptId concept_id = kNone;
  ActiveKind kind = ActiveKind::kCondition;
  TextId code = kNoText;
};

struct TableSource {
  std::string_view name;
  std::string_view csv;
  bool read = false;               // into rows
  bool compiled = false;           // into the Program, for the first transition that fits
  bool sound = false;              // compiled without errors
  TableId table = kNone;
  std::uint32_t destinations = 0;  // as many as that transition has options
  std::vector<ModuleId> users;     // ascending
  TableRows rows;
};

struct Loading {
  Program program;
  FindingLog log;
  bool is_complete = true;  // every file could be read: else names that seem missing may stand in one that could not

  // For drawing one file alone: submodules that it calls are there by their key, without states.
  bool accepts_unknown_submodules = false;

  std::vector<std::size_t> state_offsets; // by StateId: where the state stands in its file, for the order of findings
  std::vector<AttributeUses> attributes;  // by AttributeId
  std::vector<NameUse> selectors;         // condition_onset and the like
  std::vector<NameUse> prior_states;      // name, since
  std::vector<NameUse> targets;           // target_encounter
  std::vector<NameUse> reasons;
  std::vector<CodeUse> code_uses;         // the first of each code and kind
  std::vector<std::uint8_t> code_used;    // by ConceptId: bits of ActiveKind
  std::vector<std::uint8_t> code_made;    // by ConceptId: bits of ActiveKind, primary codes
  std::vector<std::pair<ModuleId, ModuleId>> calls;  // caller, callee
  std::vector<FindingPlace> call_places;
  std::vector<TableSource> tables;                    // ascending names
  std::vector<std::pair<AttributeId, FindingPlace>> table_keys;
  std::unordered_map<std::string_view, ModuleId> module_ids;
  std::vector<std::string_view> submodule_keys;
  std::vector<std::string_view> table_names;

  AttributeUses& uses(AttributeId attribute) {
    if (attribute >= attributes.size()) {
      attributes.resize(attribute + 1);
    }
    return attributes[attribute];
  }
};

// The checks that need all files, in this order: calls, names of states, tables, attributes, codes. cross_checks.cpp
void check_across_files(Loading& loading);

// The checks of one module's graph of states: reachability, cycles, encounters left open, Guards that never pass.
// graph_checks.cpp
void check_graph(Loading& loading, ModuleId module);

// Makes the table ready for a transition with these options, and fills its columns: the position of each destination
// column among the options. False, with findings, when that cannot be. lookup_tables.cpp
bool use_table(Loading& loading, TableSource& source, const FindingPlace& place,
               const std::vector<std::string_view>& options, std::vector<std::uint32_t>& columns);

// Where something in the Program stands, for checks that run when the JSON is gone: only down to the state.
FindingPlace place_of_state(const Loading& loading, StateId state);

}  // namespace polyclinic::gmf
