// What became of one person, spelled out: the record with every list in place, as the polling oracle writes it and as a
// Machine's Record is told for comparison. Not a format for anybody else.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/gmf/machine.h"

namespace polyclinic::oracle {

struct StoryEncounter {
  gmf::EncounterOrigin origin = gmf::EncounterOrigin::kModule;
  gmf::EncounterClass encounter_class = gmf::EncounterClass::kAmbulatory;
  gmf::RootId root = gmf::kNoRoot;
  gmf::StateId state = gmf::kNone;
  uint32_t serial = 0;
  Instant start = 0, stop = gmf::kNever;
  std::vector<gmf::CodeId> codes;
  gmf::CodeId reason = gmf::kNone, discharge_disposition = gmf::kNone;

  bool operator==(const StoryEncounter&) const = default;
};

// A value that needs no pools to be compared.
struct StoryValue {
  gmf::ValueKind kind = gmf::ValueKind::kNil;
  uint32_t id = 0;
  double number = 0;
  std::string text;

  bool operator==(const StoryValue&) const = default;
};

struct StorySeries {  // of an imaging study
  uint32_t series = gmf::kNone, instances = 0;
  bool drawn = false;

  bool operator==(const StorySeries&) const = default;
};

struct StoryEntry {
  gmf::EntryKind kind = gmf::EntryKind::kCondition;
  bool chronic = false, administration = false;
  gmf::RootId root = gmf::kNoRoot;
  gmf::StateId state = gmf::kNone;
  gmf::EncounterId encounter = gmf::kNone;
  uint32_t serial = 0;
  Instant start = 0, stop = gmf::kNever;
  std::vector<gmf::CodeId> codes, reasons, activities;
  gmf::CodeId stop_reason = gmf::kNone;
  uint32_t detail = gmf::kNone;
  gmf::EntryId parent = gmf::kNone;
  StoryValue value;
  std::vector<std::pair<gmf::CodeId, gmf::CodeId>> reactions;
  std::vector<StorySeries> imaging;
  std::vector<uint32_t> series, goals;

  bool operator==(const StoryEntry&) const = default;
};

struct StoryOnset {
  gmf::StateId state = gmf::kNone;
  gmf::RootId root = gmf::kNoRoot;
  Instant at = 0;
  gmf::EntryId entry = gmf::kNone;
  Instant ended = gmf::kNever;

  bool operator==(const StoryOnset&) const = default;
};

struct StorySymptom {
  gmf::SymptomId symptom = gmf::kNone;
  gmf::RootId root = gmf::kNoRoot;
  gmf::StateId state = gmf::kNone;
  int32_t value = 0;
  Instant at = 0;

  bool operator==(const StorySymptom&) const = default;
};

struct StoryDeath {
  Instant at = gmf::kNever, decided = 0;
  gmf::RootId root = gmf::kNoRoot;
  gmf::StateId state = gmf::kNone;
  uint32_t serial = 0;
  gmf::CodeId cause = gmf::kNone;

  bool operator==(const StoryDeath&) const = default;
};

struct Story {
  std::vector<StoryEncounter> encounters;
  std::vector<StoryEntry> entries;
  std::vector<StoryOnset> onsets;
  std::vector<StorySymptom> symptoms;
  StoryDeath death;
  std::vector<StoryValue> attributes;  // in the end, by AttributeId; of derived ones nil
  // How often what went wrong in which state. Guards are left out: who polls meets their faults more often.
  std::map<std::pair<gmf::ReportCode, gmf::StateId>, uint64_t> reports;

  std::size_t size() const { return encounters.size() + entries.size() + onsets.size() + symptoms.size(); }
};

StoryValue story_value(const gmf::Program& program, const gmf::Record& record, const gmf::Value& value);

// The story of the person whom the machine ran last; its reports are those since they were cleared.
Story story_of(const gmf::Machine& machine, const gmf::Reports& reports);

// Empty when they are the same; else the first difference in words.
std::string difference(const gmf::Program& program, const Story& machine, const Story& oracle);

std::string text_of(const gmf::Program& program, const StoryEncounter& encounter);
std::string text_of(const gmf::Program& program, const StoryEntry& entry);

}  // namespace polyclinic::oracle
