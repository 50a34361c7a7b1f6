// One unit of a job's work and who makes it. A unit is made by one thread from the plan alone, so that the order in
// which units are made cannot matter.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/archive/segment_compressor.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "engine/formats/record_format.h"
#include "engine/ledger/ledger.h"
#include "engine/run/plan.h"
#include "engine/tables/batch.h"

namespace polyclinic::run {

// What a unit adds to one file; of a file that completes in order, known when the units before it were entered.
struct FilePart {
  ByteBuffer raw;
  archive::Segment segment;  // the same compressed, for a ZIP
  uint32_t rows = 0;         // or records
  bool separated = false;    // the file's `between` comes first; known when the units are in order

  uint64_t memory() const { return raw.capacity() + segment.bytes.capacity(); }
};

struct Unit {
  uint64_t index = 0;
  uint64_t slots = 0;   // of the population
  uint64_t people = 0;  // told, the deceased included
  std::vector<FilePart> files;
  std::vector<tables::Batch> batches;  // one a table of the dataset, when some file gathers rows
  std::vector<std::unique_ptr<formats::UnitNumbers>> numbers;  // one a format of records; nullptr where it does not number

  // Bytes of memory that its buffers hold.
  uint64_t memory() const;
  // Gives that memory back; what it held is gone.
  void release();
};

// Makes units; one for each thread, as it keeps what can be used again.
class UnitMaker {
 public:
  // `cancelled` is looked at between people.
  static Result<std::unique_ptr<UnitMaker>> create(const Plan& plan, const std::atomic<bool>& cancelled);

  // Fills `unit`, whose memory is used again. Errors: kCancelled, kRunFailed.
  Status make(uint64_t index, Unit& unit);

 private:
  UnitMaker(const Plan& plan, const std::atomic<bool>& cancelled, archive::SegmentCompressor compressor);
  std::vector<tables::Batch> make_batches() const;
  void open_outputs(Unit& unit);
  void tell_directory(const datasets::Batches& wanted);
  void tell(const ledger::Ledger& ledger, const datasets::Batches& wanted);

  const Plan& plan_;
  const std::atomic<bool>& cancelled_;
  archive::SegmentCompressor compressor_;
  ledger::Ledger ledger_;
  std::unique_ptr<life::ModuleRunner> runner_;  // nullptr when no modules run
  std::vector<tables::Batch> batches_;          // one a table of the dataset
  struct Records {
    std::unique_ptr<formats::RecordWriter> writer;
    std::vector<formats::RecordOutput> outputs;  // of the unit that is being made
  };
  std::vector<Records> records_;                // one a format of records
};

}  // namespace polyclinic::run
