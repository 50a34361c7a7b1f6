// What happened to one person, as modules and the host's visits told it: plain data, by id, the whole life. Filled by a
// Machine and used again for the next person; life turns it into a ledger. No texts of modules: those are the
// Program's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/calendar.h"
#include "engine/gmf/program.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

inline constexpr Instant kNever = INT64_MAX;  // of instants that do not come: no stop, no death

// Codes of an entry: a state's own list in the Program, or one that was merged for this person.
struct CodeList {
  Slice slice;
  bool personal = false;  // of Record::codes instead of Program::code_lists
};

enum class EncounterOrigin : uint8_t {
  kModule,         // an own-form Encounter state
  kCheckup,        // the host's periodic wellness visit
  kSymptoms,       // the host's visit for severe symptoms
  kFirstWellness,  // made because something had to be recorded before any encounter
};

struct EncounterEntry {
  EncounterOrigin origin = EncounterOrigin::kModule;
  EncounterClass encounter_class = EncounterClass::kAmbulatory;
  RootId root = kNoRoot;               // whose; kNoRoot: the host's
  StateId state = kNone;               // that made it; kNone: the host
  uint32_t serial = 0;
  Instant start = 0, stop = kNever;    // kNever: open
  Instant extent = 0;                  // latest stop of what extends an encounter: observations, procedures, ...
  CodeList codes;
  CodeId reason = kNone;
  CodeId discharge_disposition = kNone;
};

enum class EntryKind : uint8_t {
  kCondition,
  kAllergy,
  kMedication,
  kCarePlan,
  kDevice,
  kProcedure,
  kObservation,
  kReport,
  kImagingStudy,
  kSupply,
  kImmunization,
};

// One thing of the record. `state` names it: it made the entry or, of a reused one, was the last to do so.
struct Entry {
  EntryKind kind = EntryKind::kCondition;
  bool chronic = false;                // medications
  bool administration = false;         // medications given on the spot: start = stop, never active
  RootId root = kNoRoot;               // that made it
  StateId state = kNone;
  EncounterId encounter = kNone;       // always given
  uint32_t serial = 0;                 // order of making, of encounters, entries and the death together
  Instant start = 0;
  Instant stop = kNever;               // kNever: open; observations, reports, supplies and immunizations: their start
  CodeList codes;
  CodeList reasons;
  CodeId stop_reason = kNone;
  // Of the Program. MultiObservation and report: of observation_groups. Medication: of prescriptions. Care plan: of
  // care_plan_starts. Supply: of supplies. Device, procedure, imaging study, immunization, observation (components
  // too), allergy, condition: of the vector of that type; a procedure of an imaging study: kNone.
  uint32_t detail = kNone;
  EntryId parent = kNone;              // component: its panel; linked: its report; procedure: its imaging study
  Value value;                         // observations
  Slice extra;                         // allergy: reactions; imaging: imaging_series; sampled data: series_values
  CodeList activities;                 // care plans
  Slice goals;                         // care plans: of Record::goals
  uint32_t onset = kNone;              // conditions and allergies: of Record::onsets, the last that came to it
};

struct ReactionEntry {
  CodeId reaction = kNone, severity = kNone;
};

struct ImagingSeriesEntry {
  uint32_t series = kNone;             // of Program::imaging_series
  uint32_t instances = 0;              // when drawn, copies of its first instance; else the listed ones
  bool drawn = false;
};

// A ConditionOnset or AllergyOnset that ran: diagnosed at once, later, or never.
struct OnsetEntry {
  StateId state = kNone;
  RootId root = kNoRoot;
  Instant at = 0;
  EntryId entry = kNone;               // kNone: not diagnosed
  Instant ended = kNever;              // the expressed condition, by ConditionEnd
  uint32_t older = kNone;              // the onset before it that came to the same entry
};

struct SymptomEntry {
  SymptomId symptom = kNone;
  RootId root = kNoRoot;
  StateId state = kNone;
  int32_t value = 0;
  Instant at = 0;
};

struct DeathEntry {
  Instant at = kNever;                 // kNever: lives, as far as the record goes
  Instant decided = 0;                 // when the Death state ran
  RootId root = kNoRoot;               // kNoRoot: the host
  StateId state = kNone;
  uint32_t serial = 0;
  CodeId cause = kNone;                // kNone: not known
};

struct Record {
  std::vector<EncounterEntry> encounters;  // as made, so by start
  std::vector<Entry> entries;              // as made, so by serial
  std::vector<OnsetEntry> onsets;
  std::vector<SymptomEntry> symptoms;
  DeathEntry death;

  std::vector<CodeId> codes;               // of personal code lists
  std::vector<uint32_t> goals;             // of Program::goals
  std::vector<ReactionEntry> reactions;
  std::vector<ImagingSeriesEntry> imaging_series;
  std::vector<uint32_t> series_values;     // of Program::series
  std::vector<std::string_view> personal_texts;
  Arena text_arena{4 * 1024};
  uint32_t next_serial = 0;

  std::span<const CodeId> code_list(const Program& program, CodeList list) const {
    return {(list.personal ? codes : program.code_lists).data() + list.slice.first, list.slice.count};
  }
  // kNone for an empty list.
  CodeId first_code(const Program& program, CodeList list) const {
    return list.slice.count == 0 ? kNone : code_list(program, list).front();
  }
  std::string_view text(const Program& program, TextId id) const {
    return (id & kPersonalText) != 0 ? personal_texts[id & ~kPersonalText] : program.text(id);
  }
  // The number of a text, of the Program when it knows it.
  TextId intern(const Program& program, std::string_view text);

  void clear();
  std::size_t bytes_in_use() const;
};

}  // namespace polyclinic::gmf
