// Turns the rows of units into the bytes of files that are laid out in groups of rows (formats/grouped_file.h). A group
// that is full, and what is left at the end, is written with the unit that completes it: so the bytes of a file depend on
// the order of the units alone. Of each file one group is in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/archive/segment_compressor.h"
#include "engine/foundation/result.h"
#include "engine/formats/grouped_file.h"
#include "engine/run/plan.h"
#include "engine/run/unit.h"

namespace polyclinic::run {

// What one thread needs for it.
class GatherTools {
 public:
  static Result<std::unique_ptr<GatherTools>> create(const Plan& plan);

  formats::GroupWorkspace& workspace(const formats::TableFormat& format);
  archive::SegmentCompressor& compressor(const formats::TableFormat& format) { return format.compresses() ? stored_ : deflated_; }
  archive::SegmentCompressor& compressor() { return deflated_; }

 private:
  GatherTools(archive::SegmentCompressor stored, archive::SegmentCompressor deflated)
      : stored_(std::move(stored)), deflated_(std::move(deflated)) {}

  archive::SegmentCompressor stored_, deflated_;
  struct Kept {
    const formats::TableFormat* format;
    std::unique_ptr<formats::GroupWorkspace> workspace;
  };
  std::vector<Kept> workspaces_;
};

class Gatherer {
 public:
  explicit Gatherer(const Plan& plan);

  // One piece of the group that a file has gathered.
  Status encode_piece(size_t file, uint32_t piece, GatherTools& tools) {
    return files_[file]->encode(piece, tools.workspace(*plan_.files()[file].gathers));
  }
  uint32_t pieces(size_t file) const { return files_[file]->pieces(); }

  // Encodes all pieces of a file's group, by whichever threads there are.
  using EncodeAll = std::function<Status(size_t file)>;

  // Takes a unit's rows for a file and fills its part with what becomes ready. Units in order; different files may be
  // written by different threads at once. Nothing is done for files that do not gather.
  Status write(Unit& unit, size_t file, GatherTools& tools, const EncodeAll& encode_all);

 private:
  const Plan& plan_;
  std::vector<std::unique_ptr<formats::GroupedFile>> files_;  // nullptr where rows are written as they come
};

}  // namespace polyclinic::run
