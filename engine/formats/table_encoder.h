// What a format of tables is: bytes before the rows, the rows of a batch, bytes between and after; or a file of groups of
// rows (grouped_file.h). Formats that read ledgers instead of tables are in
// record_format.h.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/config.h"
#include "engine/formats/grouped_file.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
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

// The table of a file that holds rows of none.
inline constexpr uint32_t kNoTable = 0xFFFFFFFF;

// A file of a dataset in one format: rows of a table, or a text that follows from schema and config alone (a schema, a
// script that loads the data).
struct FormatFile {
  std::string name;                       // below the format's folder, '/' separated: "patients.csv"
  uint32_t table = kNoTable;              // of the dataset
  std::unique_ptr<TableEncoder> encoder;  // of its rows; nullptr: they are gathered, or there is no table
  std::string text;                       // all of a file without a table

  static FormatFile rows(std::string name, uint32_t table, std::unique_ptr<TableEncoder> encoder) {
    return {std::move(name), table, std::move(encoder), {}};
  }
  static FormatFile fixed(std::string name, std::string text) { return {std::move(name), kNoTable, nullptr, std::move(text)}; }
};

// One format for the tables of one run, with its options; keeps the texts rendered for it, and outlives its encoders.
class TableFormat {
 public:
  virtual ~TableFormat() = default;
  // Of a format that writes rows as they come; nullptr of one that gathers them.
  virtual std::unique_ptr<TableEncoder> encoder(const tables::Table&) const { return nullptr; }

  // Of a format that gathers rows: a new file, and what a thread needs to encode pieces of all its files.
  virtual std::unique_ptr<GroupedFile> grouped_file(const tables::Table&) const { return nullptr; }
  virtual std::unique_ptr<GroupWorkspace> workspace() const { return nullptr; }
  // Whether its files of rows are compressed already, so that a ZIP stores them.
  virtual bool compresses() const { return false; }

  // The files of a dataset, in their order. The dataset outlives them.
  virtual std::vector<FormatFile> files(const tables::Selection& selection) const = 0;

 protected:
  // A file a table, named after it: what most formats begin with.
  std::vector<FormatFile> file_per_table(const tables::Selection& selection, std::string_view extension) const;
};

// A format by its name in a config.
struct FormatEntry {
  std::string_view name;
  // Errors: kInvalidInput when the format cannot hold these texts.
  Result<std::unique_ptr<TableFormat>> (*make)(const TextPool& texts, const config::FormatOptions& options);
};

// All formats of tables, in the order in which their files stand in a dataset.
std::span<const FormatEntry> table_formats();

}  // namespace polyclinic::formats
