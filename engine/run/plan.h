// What one job will make: the world, the files with their encoders, and the numbered units of work. Immutable once
// made; all threads read it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/archive/segment_compressor.h"
#include "engine/config/config.h"
#include "engine/datasets/clinical/clinical.h"
#include "engine/formats/record_format.h"
#include "engine/formats/table_encoder.h"
#include "engine/foundation/result.h"
#include "engine/life/life.h"
#include "engine/reference/observations.h"
#include "engine/tables/schema.h"
#include "engine/world/world.h"
#include "polyclinic/job.h"

namespace polyclinic::run {

// Slots of the population in a block: decided by the years of history (0: whole lives) alone, so that no byte depends on
// how many threads there are. Small enough that a cancel is answered between blocks of an unthreaded build and that the
// blocks in flight fit into a browser's memory, large enough that a segment compresses well. A slot of whole lives is a
// block by itself: where a very old person lives at last, dozens have died before, megabytes in every format.
constexpr uint64_t block_slots(int32_t years_of_history) {
  if (years_of_history == 0 || years_of_history > 20) return 1;
  return years_of_history > 10 ? 8 : 16;
}

struct PlannedFile {
  std::string name;
  std::string_view format;
  uint32_t table = formats::kNoTable;              // of the dataset; none: a text, or records
  std::unique_ptr<formats::TableEncoder> encoder;  // writes the rows as they come; else
  const formats::TableFormat* gathers = nullptr;   // gathers them into groups
  bool numbered = false;                           // records that are numbered throughout the dataset
  // What stands before the first row or record, and after the last; `before` is all of a file without any.
  std::string before, after;
  // What stands between those of two units that both have some, as it is and compressed for a ZIP.
  std::string between;
  archive::Segment between_segment;

  // Whether a unit's bytes are known when those before it were entered, not when it was made.
  bool completes_in_order() const { return gathers != nullptr || numbered; }
};

// A format of records and where its files stand among all.
struct PlannedRecords {
  std::unique_ptr<formats::RecordFormat> format;
  size_t first_file = 0, file_count = 0;
};

class Plan {
 public:
  // Errors: kInvalidInput with every mistake of the config or of the part.
  static Result<std::unique_ptr<const Plan>> make(std::string_view config_text, const JobOptions& options);

  const config::Config& config() const { return world_->config; }
  const world::World& world() const { return *world_; }
  const life::Life& life() const { return *life_; }
  const datasets::ClinicalRows& rows() const { return *rows_; }
  const tables::Dataset& dataset() const { return dataset_; }
  const std::vector<PlannedFile>& files() const { return files_; }
  // The name of the table whose rows a file holds; empty when it holds none.
  std::string_view table_of(const PlannedFile& file) const;
  // The tables that rows are made for: none when all formats are of records.
  const std::vector<bool>& wanted_tables() const { return wanted_; }
  bool makes_rows() const { return !formats_.empty(); }
  const std::vector<PlannedRecords>& records() const { return records_; }

  bool compresses() const { return compresses_; }
  bool gathers() const { return gathers_; }  // whether any file does
  bool completes_in_order() const { return gathers_ || numbers_; }
  uint32_t part() const { return part_; }
  uint32_t parts() const { return parts_; }

  // Units of work: 0 opens every file (and lists the directory, in the first part), then one for each block of slots,
  // the last one closes every file.
  uint64_t units() const { return last_block_ - first_block_ + 2; }
  bool opens(uint64_t unit) const { return unit == 0; }
  bool closes(uint64_t unit) const { return unit + 1 == units(); }
  bool has_directory() const { return part_ == 1; }
  uint64_t first_slot(uint64_t unit) const { return (first_block_ + unit - 1) * block_slots_; }
  uint64_t end_slot(uint64_t unit) const;
  uint64_t slots() const;  // of this part

 private:
  Plan() = default;
  Status plan_tables(const std::vector<std::string>& wanted_formats, archive::SegmentCompressor& compressor);
  Status plan_records(const std::vector<std::string>& wanted_formats, archive::SegmentCompressor& compressor);
  Status add(PlannedFile file, archive::SegmentCompressor& compressor);

  tables::Dataset dataset_;
  std::optional<reference::ObservationCatalogue> observations_;
  std::unique_ptr<world::World> world_;
  std::optional<life::Life> life_;
  std::optional<datasets::ClinicalRows> rows_;
  std::vector<std::unique_ptr<formats::TableFormat>> formats_;
  std::vector<PlannedRecords> records_;
  std::vector<PlannedFile> files_;
  std::vector<bool> wanted_;
  bool compresses_ = false, gathers_ = false, numbers_ = false;
  uint32_t part_ = 1, parts_ = 1;
  uint64_t block_slots_ = 1, first_block_ = 0, last_block_ = 0;
};

}  // namespace polyclinic::run
