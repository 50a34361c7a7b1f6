// A set of modules compiled: flat vectors of states, transitions, logic and codes, known by small numbers. Immutable
// once linked, shared by all threads. Not the JSON (loader) and nothing of any person (machine.h, record.h).
//
// Who fills what: the loader fills modules to text_lists below with what the files say, then calls link() once, which
// computes everything under "derived" here and "By Program::link()" in details.h and logic.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/gmf/details.h"
#include "engine/gmf/logic.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

// --- What the files say ----------------------------------------------------------------------------------------------

struct Module {
  TextId key = kNoText;            // path below the modules' folder, without .json
  TextId name = kNoText;
  TextId specialty = kNoText;
  bool top_level = false;
  StateId first_state = 0;
  uint32_t state_count = 0;
  StateId initial = kNone;         // the state named Initial

  // By link():
  Slice retained;                  // of Program::retained_names: what its frames remember of their history
};

struct State {
  StateType type = StateType::kSimple;
  ModuleId module = kNoModule;
  TextId name = kNoText;
  uint32_t detail = kNone;         // index in the vector of its type
  uint32_t transition = kNone;     // of Program::transitions; kNone for Terminal alone

  // By link():
  uint32_t slot = kNone;           // of its name among its module's retained names
};

struct Code {
  TextId system = kNoText, code = kNoText, display = kNoText, version = kNoText, value_set = kNoText;
  ConceptId concept_id = kNone;    // by intern_code(): the same for codes with the same text
};

// A probability of a module: a number, or an attribute's with a default.
struct Probability {
  double number = 0;               // the default, when there is an attribute
  AttributeId attribute = kNone;
};

struct Branch {
  StateId target = kNone;
  Probability probability;
};

// An option of a conditional or complex transition.
struct Choice {
  ConditionId condition = kNone;   // kNone: always
  StateId target = kNone;          // kNone: by branches
  Slice branches;                  // of Program::branches
};

enum class TransitionKind : uint8_t { kDirect, kDistributed, kConditional, kComplex, kLookupTable, kTypeOfCare };

struct Transition {
  TransitionKind kind = TransitionKind::kDirect;
  StateId target = kNone;          // kDirect
  Slice options;                   // kDistributed, defaults of kLookupTable: of branches; kConditional, kComplex: of choices
  TableId table = kNone;           // kLookupTable
  Slice columns;                   // kLookupTable: of state_lists: the target of each destination column, in CSV order
  StateId ambulatory = kNone, emergency = kNone, telemedicine = kNone;  // kTypeOfCare
};

enum class KeyColumnKind : uint8_t { kAge, kTime, kAttribute };

struct KeyColumn {
  KeyColumnKind kind = KeyColumnKind::kAttribute;
  AttributeId attribute = kNone;
};

// What a row asks of one key column. kAge: whole years; kTime: instants; both ends included. kAttribute: low is the
// TextId that the attribute's text form must be.
struct KeyCell {
  int64_t low = 0, high = 0;
};

// A lookup table. Cells and probabilities are row by row: row r has key cells [r * keys.count, ...) of key_cells and
// probabilities [r * destination_count, ...) of table_probabilities, each from the table's first.
struct LookupTable {
  TextId file = kNoText;
  Slice keys;                      // of Program::key_columns
  uint32_t destination_count = 0;
  uint32_t row_count = 0;
  uint32_t first_cell = 0;         // of Program::key_cells
  uint32_t first_probability = 0;  // of Program::table_probabilities
};

struct AttributeFacts {
  TextId name = kNoText;
  bool host = false;               // declared by the host (set at birth, or moved by it)
  bool derived = false;            // not stored: asked of the host at every read
  bool polled = false;             // changes without an event: Guards on it are tested every step
  bool watched = false;            // the host wants to be told when a module writes it
};

struct Series {
  double period = 1;               // seconds between samples
  Slice numbers;                   // of Program::numbers
};

// --- What link() derives ---------------------------------------------------------------------------------------------

// What a Guard can wait for. Dense: index of Program::keys.
using KeyId = uint32_t;

enum class KeyKind : uint8_t { kAttribute, kSymptom, kVitalSign, kObservation, kActive };

// The kinds of entries that can be active by their primary code.
enum class ActiveKind : uint8_t { kCondition, kAllergy, kMedication, kCarePlan, kDevice, kProcedure };
inline constexpr uint32_t kActiveKindCount = 6;

struct Key {
  KeyKind kind = KeyKind::kAttribute;
  ActiveKind active = ActiveKind::kCondition;
  uint32_t subject = 0;            // AttributeId, SymptomId, VitalSign, ConceptId; kNone: any concept
  Slice roots;                     // of Program::key_roots: roots that may come to wait for it, ascending
};

struct Merge {
  uint32_t callee_slot = 0, caller_slot = 0;
};

// A top-level module. Its frames: one for each depth of calls, deepest last.
struct Root {
  ModuleId module = kNoModule;
  uint64_t key_hash = 0;           // of the key's bytes: names the random stream
  uint32_t first_frame = 0;        // of a machine's frames
  uint32_t depth = 1;              // frames: 1 + the deepest call
  uint32_t first_slot = 0;         // of a machine's retained instants; the frame at depth d starts at depth_slots[d]
  Slice depth_slots;               // of Program::depth_slots
  StateId sleeper = kNone;         // the Guard that its Initial leads to without draw or effect; kNone: something else
};

// Attributes that logic or the machine knows by itself.
struct KnownAttributes {
  AttributeId gender = kNone, race = kNone, socioeconomic_category = kNone, days_until_death = kNone;
};

// Codes of what the machine records by itself; facts of the specification (SNOMED CT).
struct KnownCodes {
  CodeId checkup_child = kNone;          // 410620009
  CodeId checkup_adult = kNone;          // 162673000
  CodeId emergency = kNone;              // 50849002
  CodeId urgent_care = kNone;            // 702927004
  CodeId outpatient = kNone;             // 185349003
  CodeId medication_stopped = kNone;     // 182840001
  CodeId care_plan_stopped = kNone;      // 385658003
  CodeId severe = kNone, moderate = kNone, mild = kNone;  // 24484000, 6736007, 255604002
};

struct Program {
  Program();
  Program(Program&&) = default;
  Program& operator=(Program&&) = default;

  // --- Facts: filled by the loader ---
  TextPool texts;
  std::vector<Module> modules;                    // ascending bytes of keys
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<Branch> branches;
  std::vector<Choice> choices;
  std::vector<Condition> conditions;
  std::vector<ConditionId> condition_children;
  std::vector<Expression> expressions;
  std::vector<ExpressionOperation> expression_operations;
  std::vector<LookupTable> tables;
  std::vector<KeyColumn> key_columns;
  std::vector<KeyCell> key_cells;
  std::vector<double> table_probabilities;

  std::vector<Delay> delays;
  std::vector<Guard> guards;
  std::vector<SetAttribute> set_attributes;
  std::vector<Counter> counters;
  std::vector<CallSubmodule> calls;
  std::vector<Encounter> encounters;
  std::vector<EncounterEnd> encounter_ends;
  std::vector<Onset> onsets;                      // ConditionOnset and AllergyOnset
  std::vector<Reaction> reactions;
  std::vector<SeverityChoice> severity_choices;
  std::vector<End> ends;                          // of the five kinds
  std::vector<MedicationOrder> medication_orders;
  std::vector<Prescription> prescriptions;
  std::vector<CarePlanStart> care_plan_starts;
  std::vector<Goal> goals;
  std::vector<Procedure> procedures;
  std::vector<Observation> observations;          // states and components
  std::vector<SampledData> sampled_data;
  std::vector<Attachment> attachments;
  std::vector<ObservationGroup> observation_groups;  // MultiObservation and DiagnosticReport
  std::vector<ImagingStudy> imaging_studies;
  std::vector<ImagingSeries> imaging_series;
  std::vector<ImagingInstance> imaging_instances;
  std::vector<SymptomChange> symptom_changes;
  std::vector<VitalSignChange> vital_sign_changes;
  std::vector<Device> devices;
  std::vector<SupplyList> supply_lists;
  std::vector<Supply> supplies;
  std::vector<Vaccine> vaccines;
  std::vector<Death> deaths;
  std::vector<Physiology> physiologies;

  std::vector<Code> codes;                        // by intern_code() only
  std::vector<AttributeFacts> attributes;         // by intern_attribute(); the flags by the loader
  std::vector<TextId> symptoms;                   // by intern_symptom() only: the names
  std::vector<Series> series;
  std::vector<double> numbers;
  std::array<bool, kVitalSignCount> vital_sign_varies{};  // the host's value changes without an event
  std::vector<CodeId> code_lists;
  std::vector<StateId> state_lists;
  std::vector<AttributeId> attribute_lists;
  std::vector<TextId> text_lists;

  // Numbers of names, the same for the same name. For the loader and for hosts while they are set up.
  CodeId intern_code(std::string_view system, std::string_view code, std::string_view display,
                     std::string_view version = {}, std::string_view value_set = {});
  AttributeId intern_attribute(std::string_view name);
  SymptomId intern_symptom(std::string_view name);

  // The number of a name, or kNone.
  AttributeId find_attribute(std::string_view name) const;
  SymptomId find_symptom(std::string_view name) const;
  ModuleId find_module(std::string_view key) const;                     // kNoModule when there is none
  StateId find_state(ModuleId module, std::string_view name) const;

  std::span<const CodeId> code_list(Slice slice) const { return {code_lists.data() + slice.first, slice.count}; }
  std::string_view text(TextId id) const { return texts.text(id); }
  std::string_view state_name(StateId id) const { return texts.text(states[id].name); }
  std::string_view module_key(ModuleId id) const { return texts.text(modules[id].key); }

  // Computes what follows from the facts. Call it once, when all facts are there and no finding is an error: it takes
  // ids for valid and calls for free of cycles.
  void link();

  // --- Derived: computed by link() ---
  std::vector<Root> roots;                        // ascending bytes of keys
  std::vector<Key> keys;
  std::vector<RootId> key_roots;
  std::vector<KeyId> guard_keys;
  std::vector<TextId> retained_names;
  std::vector<Merge> merges;
  std::vector<uint32_t> depth_slots;
  std::vector<KeyId> attribute_keys;              // by AttributeId; kNone: no Guard waits for it
  std::vector<KeyId> symptom_keys;                // by SymptomId
  std::vector<KeyId> vital_sign_keys;             // by VitalSign
  std::vector<KeyId> observation_keys;            // by ConceptId
  std::vector<KeyId> active_keys;                 // by ActiveKind * concept_count + ConceptId
  KeyId any_active_keys[kActiveKindCount];        // of Guards that follow an attribute's entry, any concept
  uint32_t frame_count = 0;                       // of all roots
  uint32_t slot_count = 0;                        // of all roots' frames
  uint32_t concept_count = 0;
  KnownAttributes known;
  KnownCodes known_codes;

 private:
  std::unordered_map<uint64_t, std::vector<uint32_t>> code_index_;      // looked up only, never walked
  std::unordered_map<TextId, ConceptId> concepts_;
  std::unordered_map<TextId, AttributeId> attribute_index_;
  std::unordered_map<TextId, SymptomId> symptom_index_;
};

}  // namespace polyclinic::gmf
