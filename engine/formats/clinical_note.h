// The note of an encounter, as people read it: what was found, done and given, in sections, made of nothing but what the
// ledger has. Formats carry its text; none tells findings in words of its own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/foundation/byte_buffer.h"
#include "engine/formats/grouping.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::formats {

// What a person's ledger has of each encounter, as indexes of its lists. Keeps its memory from one person to the next.
struct EncounterFindings {
  void gather(const ledger::Ledger& ledger);

  Grouping observations, coded_observations, conditions, procedures, immunizations, medications;
};

enum class NoteKind : uint8_t { kProgress, kEmergency, kDischarge };

// LOINC's type of a note.
struct NoteType {
  std::string_view code, display, title;
};
const NoteType& note_type(NoteKind kind);

// Writes the notes of one run. Immutable, threads share it.
class ClinicalNotes {
 public:
  // No text is interned in the world after this.
  ClinicalNotes(const world::World& world, std::span<const reference::ObservationKind> kinds);

  NoteKind kind_of(const ledger::Encounter& encounter) const;
  // Puts into `out`, instead of what it has, plain text: lines of UTF-8, each ended by a line feed. `findings` are those of
  // this ledger.
  void write(const ledger::Ledger& ledger, const EncounterFindings& findings, uint32_t encounter, ByteBuffer& out) const;

 private:
  const world::World& world_;
  std::span<const reference::ObservationKind> kinds_;
  TextId inpatient_, emergency_, laboratory_;
};

}  // namespace polyclinic::formats
