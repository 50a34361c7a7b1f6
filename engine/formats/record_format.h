// What a format of records is: one that reads ledgers, not tables, and writes what healthcare systems send each other.
// A person is written whole, in the order of the population, so that the bytes follow from the dataset alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::formats {

// A file of records, or a text that follows from the config alone.
struct RecordFile {
  std::string name;     // below the format's folder, '/' separated: "Patient.ndjson"
  std::string before;   // bytes before the first record; all of a file without records
  std::string between;  // bytes between the records of two blocks that both have some
  std::string after;    // bytes after the last record
};

// Where a writer's records of one file go: it appends to `bytes` and counts in `records`. What stands between two records
// of one block is the writer's business.
struct RecordOutput {
  ByteBuffer* bytes = nullptr;
  uint32_t records = 0;
};

// Formats whose records have numbers that run through the whole dataset (VistA's internal entry numbers) cannot write
// them at once: units are made in any order, and how many records the units before have is not known yet. Such a writer
// writes a mark of the format's own in place of each number, and keeps count in the unit's UnitNumbers; what follows is
// RecordNumbering's. Other formats have neither and pay nothing.
class UnitNumbers {
 public:
  virtual ~UnitNumbers() = default;
};

// Numbers the records of one dataset; one a run.
class RecordNumbering {
 public:
  virtual ~RecordNumbering() = default;

  // Gives the unit its numbers: the units in order, the directory's first, one at a time. Quick: no bytes are looked at.
  virtual void enter(UnitNumbers& unit) = 0;
  // Replaces the marks in bytes that the unit's writer wrote into one file by the numbers, in place: a mark is never
  // shorter than its number. After enter(); different units and files by different threads at once.
  virtual void finish(const UnitNumbers& unit, ByteBuffer& bytes) const = 0;
  // What is known when all units were entered: appends it to the ends of the files, without marks.
  virtual void close(std::span<RecordOutput> outputs) const = 0;
};

// Writes the records of a format; one for each thread, as it may keep what can be used again. What it writes of a person
// follows from that person's ledger and the format alone: nothing carries over from one call to the next but the
// numbers of the unit.
class RecordWriter {
 public:
  virtual ~RecordWriter() = default;

  // What follows is of a unit, whose numbers are counted here, from nothing; only where RecordFormat::numbering() is not
  // nullptr.
  virtual void begin_unit(UnitNumbers&) {}
  // The organizations, clinicians and payers; once a dataset, before its people. `outputs` has one entry for each file of
  // the format, in the order of RecordFormat::files().
  virtual void add_directory(const world::DirectoryExtract& extract, std::span<RecordOutput> outputs) = 0;
  // One person.
  virtual void add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) = 0;
};

// One format for one run, with its options: renders every code and fixed text once. Immutable, threads share it; it
// outlives its writers.
class RecordFormat {
 public:
  virtual ~RecordFormat() = default;
  virtual std::vector<RecordFile> files() const = 0;
  virtual std::unique_ptr<RecordWriter> writer() const = 0;

  // Of formats that number their records throughout the dataset, both; a part of a dataset cannot be made of them, and
  // what stands at a file's end is close()'s, not RecordFile::after.
  virtual std::unique_ptr<RecordNumbering> numbering() const { return nullptr; }
  virtual std::unique_ptr<UnitNumbers> unit_numbers() const { return nullptr; }
};

// A format by its name in a config.
struct RecordFormatEntry {
  std::string_view name;
  // The world (which has the options) and the catalogue outlive the format; no text is interned after it was made.
  Result<std::unique_ptr<RecordFormat>> (*make)(const world::World& world, const reference::ObservationCatalogue& observations);
};

// All formats of records, in the order in which their files stand in a dataset: after those of tables.
std::span<const RecordFormatEntry> record_formats();

}  // namespace polyclinic::formats
