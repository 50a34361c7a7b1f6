// Writes a ZIP archive as a stream from segments that arrive file by file in any interleaving. It compresses nothing
// (segment_compressor.h) and opens no file: bytes are taken from it, and a host's spool holds what has to wait.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/archive/backlog.h"
#include "engine/archive/segment_compressor.h"
#include "engine/archive/zip_records.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "polyclinic/spool.h"

namespace polyclinic::archive {

// Entries come out in the order of their numbers. The entry whose turn it is passes through; data of later ones waits,
// compressed, in memory up to a budget and beyond it in the spool. The archive's bytes depend on the names, the order
// and the segments alone: never on the interleaving, the budget, or when output is taken.
//
// For one thread at a time. The first error is final: every later call returns it, no output comes any more, and since
// the directory is missing what came out before is no ZIP archive to any reader.
//
//   append(entry, segment) ... finish_entry(entry) ... finish();  at any time: while (has_output()) take_output(piece)
class ZipWriter {
 public:
  // The most bytes that one piece of output holds, and that are read from the spool at once.
  static constexpr std::size_t kLargestPiece = std::size_t{4} << 20;

  // `memory_budget`: bytes of waiting data kept in memory, beside at most kLargestPiece of output ready to be taken.
  // `spool` is not owned and outlives the writer; nullptr: all that waits stays in memory, whatever the budget.
  // Errors: kInvalidInput for names that a ZIP cannot or should not hold, all of them at once.
  static Result<ZipWriter> create(std::span<const std::string> names, std::uint64_t memory_budget, Spool* spool);

  // One more entry behind all others, whose number is returned; until finish(). Errors as for create().
  Result<std::uint32_t> add_entry(std::string name);

  // The next segment of an entry. Its bytes are copied.
  Status append(std::uint32_t entry, const Segment& segment);

  // No more segments for this entry. An entry without any is an empty file.
  Status finish_entry(std::uint32_t entry);

  // No more entries; all must be finished. What is left then comes out as output, the directory last.
  Status finish();

  // Whether take_output() would give something now. Not after an error.
  bool has_output() const;

  // Replaces what `piece` holds by the next bytes of the archive, at most kLargestPiece; by none when there are none yet.
  // The buffers are exchanged, not copied.
  Status take_output(ByteBuffer& piece);

  // Everything, the end of the directory included, was taken: the archive is whole.
  bool complete() const { return ended_ && output_.empty() && !failure_; }

  // Bytes of the archive produced so far, taken or ready to be.
  std::uint64_t size() const { return delivered_ + output_.size(); }

  // Memory held for data that waits.
  std::uint64_t waiting_memory() const { return backlog_.memory_bytes(); }

 private:
  struct Entry {
    EntryRecord record;
    bool begun = false;     // its local header is out
    bool finished = false;  // no more segments come
  };

  ZipWriter(std::uint64_t memory_budget, Spool* spool) : backlog_(memory_budget, spool) {}

  std::optional<Finding> take_name(const std::string& name);
  Status check_open(std::uint32_t entry, std::string_view action) const;
  bool fits(std::size_t bytes) const { return output_.size() + bytes <= kLargestPiece; }
  void put_header_of(Entry& entry);
  void pass_finished_entries();
  Status fill_from_backlog();
  void put_directory();
  template <class Action>
  Status guarded(Action action);

  std::vector<Entry> entries_;
  std::set<std::string, std::less<>> names_;
  Backlog backlog_;
  ByteBuffer output_;
  std::uint64_t delivered_ = 0;  // bytes taken
  std::uint32_t turn_ = 0;       // the entry whose data passes through
  std::uint32_t next_in_directory_ = 0;
  std::optional<std::uint64_t> directory_offset_;  // none before the directory begins
  bool finishing_ = false;  // finish() was called
  bool ended_ = false;      // the last record is in the output
  std::optional<Error> failure_;
};

}  // namespace polyclinic::archive
