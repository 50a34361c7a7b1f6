// What a format is that lays out many rows at once, more than a unit of a run has: Parquet's row groups, Avro's blocks.
// Rows are gathered in order until a group is full; its pieces are then encoded, by several threads if there are.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "engine/tables/batch.h"

namespace polyclinic::formats {

// What one thread keeps from one piece to the next: contexts, tables, buffers.
class GroupWorkspace {
 public:
  virtual ~GroupWorkspace() = default;
};

// One file in the making: open(), then gather() and, whenever a group is full and for the rest at the end, encode() of
// every piece and close_group(); then finish(). One thread at a time, but encode() may be called for different pieces
// at once. The bytes depend on the rows and their order alone, not on how they were batched.
class GroupedFile {
 public:
  GroupedFile(const tables::Table& table, uint32_t group_rows) : group_(table), group_rows_(group_rows) {}
  virtual ~GroupedFile() = default;

  // Appends what stands before the first group.
  virtual void open(ByteBuffer& out) = 0;

  // Takes rows of the batch, from `first` on, until the group is full or they are all taken; returns how many.
  uint32_t gather(const tables::Batch& batch, uint32_t first) {
    const uint32_t room = group_rows_ - group_.rows(), rest = batch.rows() - first;
    const uint32_t taken = rest < room ? rest : room;
    group_.append(batch, first, taken);
    return taken;
  }
  bool is_full() const { return group_.rows() == group_rows_; }
  bool is_empty() const { return group_.rows() == 0; }

  // Pieces of the group as it is now.
  virtual uint32_t pieces() const = 0;
  // `workspace` comes from this file's format.
  virtual Status encode(uint32_t piece, GroupWorkspace& workspace) = 0;

  // Appends the group's pieces and begins the next group.
  void close_group(ByteBuffer& out) {
    write_group(out);
    group_.clear();
  }

  // Appends what stands behind the last group, and lets go of memory: nothing is called any more.
  void finish(ByteBuffer& out) {
    write_end(out);
    group_ = tables::Batch(group_.table());
  }

 protected:
  virtual void write_group(ByteBuffer& out) = 0;
  virtual void write_end(ByteBuffer& out) = 0;

  tables::Batch group_;

 private:
  uint32_t group_rows_;
};

// For whoever has one thread: encodes all pieces of the group and writes it.
inline Status write_group(GroupedFile& file, GroupWorkspace& workspace, ByteBuffer& out) {
  for (uint32_t piece = 0; piece < file.pieces(); ++piece) POLYCLINIC_TRY(file.encode(piece, workspace));
  file.close_group(out);
  return {};
}

// Adds a batch, and writes the groups that become full.
inline Status add_batch(GroupedFile& file, const tables::Batch& batch, GroupWorkspace& workspace, ByteBuffer& out) {
  for (uint32_t taken = 0; taken < batch.rows();) {
    taken += file.gather(batch, taken);
    if (file.is_full()) POLYCLINIC_TRY(write_group(file, workspace, out));
  }
  return {};
}

}  // namespace polyclinic::formats
