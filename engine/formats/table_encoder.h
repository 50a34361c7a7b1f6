// What a format of tables is: bytes before the rows, the rows of a batch, bytes between and after; or a file of groups of
// rows (grouped_file.h). Formats that read ledgers instead of tables do not come here.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "engine/formats/grouped_file.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/text_pool.h"
#include "engine/tables/batch.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

// Encodes one table. Immutable: threads share it.
class TableEncoder {
 public:
  virtual ~TableEncoder() = default;

  // Bytes of the file before its first row: a header, an opening bracket.
  virtual std::string_view before() const = 0;
  // Appends the rows of a batch of this encoder's table.
  virtual void encode(const tables::Batch& batch, ByteBuffer& out) const = 0;
  // Bytes between the rows of two batches that both have rows.
  virtual std::string_view between() const = 0;
  // Bytes after the last row.
  virtual std::string_view after() const = 0;
};

// One format for the tables of one run; keeps the texts rendered for it.
class TableFormat {
 public:
  virtual ~TableFormat() = default;
  // Of a format that writes rows as they come; nullptr of one that gathers them.
  virtual std::unique_ptr<TableEncoder> encoder(const tables::Table&) const { return nullptr; }

  // Of a format that gathers rows: a new file, and what a thread needs to encode pieces of all its files.
  virtual std::unique_ptr<GroupedFile> grouped_file(const tables::Table&) const { return nullptr; }
  virtual std::unique_ptr<GroupWorkspace> workspace() const { return nullptr; }

  // Whether its files are compressed already, so that a ZIP stores them.
  virtual bool compresses() const { return false; }
};

// A format by its name in a config, and how its files end.
struct FormatEntry {
  std::string_view name;
  std::string_view extension;
  std::unique_ptr<TableFormat> (*make)(const TextPool& texts);
};

// All formats of tables, in the order in which their files stand in a dataset.
std::span<const FormatEntry> table_formats();

}  // namespace polyclinic::formats
