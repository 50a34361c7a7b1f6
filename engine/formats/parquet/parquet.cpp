// Writes Parquet files: magic bytes, row groups of column chunks, and the footer that says where everything is.
#include "engine/formats/parquet/parquet.h"

#include <cstring>
#include <string>
#include <vector>

#include "engine/formats/parquet/column.h"
#include "engine/formats/parquet/thrift_writer.h"
#include "polyclinic/version.h"

namespace polyclinic::formats {
namespace parquet {
namespace {

using tables::Column;
using tables::ColumnType;

constexpr std::string_view kMagic = "PAR1";

int32_t codec_number(Codec codec) {
  switch (codec) {
    case Codec::kSnappy: return 1;
    case Codec::kGzip: return 2;
    case Codec::kZstd: return 6;
    case Codec::kNone:
    case Codec::kDeflate: break;
  }
  return 0;
}

// The older and the newer way to say what a column holds; readers know one or both.
void write_logical_type(ThriftWriter& out, const Column& column) {
  constexpr int16_t kConverted = 6, kScale = 7, kPrecision = 8, kFieldId = 9, kLogical = 10;
  constexpr int32_t kUtf8 = 0, kDecimal = 5, kDate = 6, kTimestampMillis = 9, kInt64 = 18;
  const auto converted = [&](int32_t type) { out.i32(kConverted, type); };
  const auto field_id = [&] {
    if (column.field != 0) out.i32(kFieldId, static_cast<int32_t>(column.field));
  };
  switch (column.type) {
    case ColumnType::kId:
      field_id();
      out.begin_struct(kLogical);
      out.empty_struct(14);
      break;
    case ColumnType::kTerm:
      // Not ENUM: readers give that as bytes instead of text.
    case ColumnType::kText:
      converted(kUtf8);
      field_id();
      out.begin_struct(kLogical);
      out.empty_struct(1);
      break;
    case ColumnType::kInteger:
      converted(kInt64);
      field_id();
      out.begin_struct(kLogical);
      out.begin_struct(10);
      out.i8(1, 64);
      out.boolean(2, true);
      out.end_struct();
      break;
    case ColumnType::kDecimal:
      converted(kDecimal);
      out.i32(kScale, column.scale);
      out.i32(kPrecision, tables::decimal_digits(column.scale));
      field_id();
      out.begin_struct(kLogical);
      out.begin_struct(5);
      out.i32(1, column.scale);
      out.i32(2, tables::decimal_digits(column.scale));
      out.end_struct();
      break;
    case ColumnType::kDate:
      converted(kDate);
      field_id();
      out.begin_struct(kLogical);
      out.empty_struct(6);
      break;
    case ColumnType::kTimestamp:
      converted(kTimestampMillis);
      field_id();
      out.begin_struct(kLogical);
      out.begin_struct(8);
      out.boolean(1, true);  // adjusted to UTC
      out.begin_struct(2);
      out.empty_struct(1);  // milliseconds
      out.end_struct();
      out.end_struct();
      break;
    case ColumnType::kNumber:
    case ColumnType::kBoolean:
      field_id();
      return;
  }
  out.end_struct();
}

// A row group that is written, as the footer tells of it.
struct RowGroup {
  struct Column {
    uint64_t at = 0;  // in the file, of the dictionary or else the first data page
    uint64_t size = 0;
    Chunk chunk;      // without its pages
  };
  std::vector<Column> columns;
  uint32_t rows = 0;
};

class ParquetFile final : public GroupedFile {
 public:
  ParquetFile(const tables::Table& table, const TextPool& texts, const config::ParquetOptions& options)
      : GroupedFile(table, options.row_group_rows), texts_(texts), options_(options), chunks_(table.columns.size()) {}

  void open(ByteBuffer& out) override { out.append(kMagic); }

  uint32_t pieces() const override { return static_cast<uint32_t>(chunks_.size()); }

  Status encode(uint32_t piece, GroupWorkspace& workspace) override {
    return encode_column(group_, piece, texts_, options_.compression, static_cast<ColumnWorkspace&>(workspace), chunks_[piece]);
  }

 protected:
  void write_group(ByteBuffer& out) override {
    RowGroup& group = groups_.emplace_back();
    group.rows = group_.rows();
    rows_ += group.rows;
    for (Chunk& chunk : chunks_) {
      out.append(chunk.pages.view());
      group.columns.push_back({position_, chunk.pages.size(), {}});
      position_ += chunk.pages.size();
      chunk.pages = ByteBuffer();  // tables are many and their groups rare: the memory is another's meanwhile
      group.columns.back().chunk = std::move(chunk);
    }
  }

  void write_end(ByteBuffer& out) override {
    const size_t start = out.size();
    write_footer(out);
    const uint32_t size = static_cast<uint32_t>(out.size() - start);
    char length[4];
    std::memcpy(length, &size, 4);
    out.append({length, 4});
    out.append(kMagic);
    chunks_.clear();
    groups_.clear();
  }

 private:
  void write_footer(ByteBuffer& bytes) const {
    const tables::Table& table = group_.table();
    ThriftWriter out(bytes);
    out.begin_element();
    out.i32(1, 1);
    out.list_of_structs(2, table.columns.size() + 1);
    out.begin_element();
    out.binary(4, table.name);
    out.i32(5, static_cast<int32_t>(table.columns.size()));
    out.end_struct();
    for (const Column& column : table.columns) {
      const PhysicalType type = physical_type(column);
      out.begin_element();
      out.i32(1, static_cast<int32_t>(type));
      if (type == PhysicalType::kFixedBytes) out.i32(2, 16);
      out.i32(3, column.nullable ? 1 : 0);
      out.binary(4, column.name);
      write_logical_type(out, column);
      out.end_struct();
    }
    out.i64(3, static_cast<int64_t>(rows_));
    out.list_of_structs(4, groups_.size());
    for (size_t g = 0; g < groups_.size(); ++g) write_row_group(out, groups_[g], g);
    out.list_of_structs(5, 1);
    out.begin_element();
    out.binary(1, "polyclinic.schema");
    out.binary(2, tables::table_json(table));
    out.end_struct();
    out.binary(6, std::string("polyclinic version ") + version());
    // Every column is ordered as its type is.
    out.list_of_structs(7, table.columns.size());
    for (size_t c = 0; c < table.columns.size(); ++c) {
      out.begin_element();
      out.empty_struct(1);
      out.end_struct();
    }
    out.end_struct();
  }

  void write_row_group(ThriftWriter& out, const RowGroup& group, size_t ordinal) const {
    const tables::Table& table = group_.table();
    uint64_t compressed = 0, uncompressed = 0;
    out.begin_element();
    out.list_of_structs(1, group.columns.size());
    for (size_t c = 0; c < group.columns.size(); ++c) {
      const auto& [at, size, chunk] = group.columns[c];
      compressed += size;
      uncompressed += chunk.uncompressed;
      out.begin_element();
      out.i64(2, 0);  // nothing of a chunk stands outside of the footer
      out.begin_struct(3);
      out.i32(1, static_cast<int32_t>(physical_type(table.columns[c])));
      const bool levels = table.columns[c].nullable;
      const bool also_plain = chunk.has_dictionary;  // the dictionary itself
      out.list_of_i32(2, 1 + size_t{also_plain} + size_t{levels});
      if (also_plain) out.element_i32(static_cast<int32_t>(Encoding::kPlain));
      out.element_i32(static_cast<int32_t>(chunk.encoding));
      if (levels) out.element_i32(static_cast<int32_t>(Encoding::kRunLength));
      out.list_of_binaries(3, 1);
      out.element_binary(table.columns[c].name);
      out.i32(4, codec_number(chunk.codec));
      out.i64(5, chunk.values);
      out.i64(6, static_cast<int64_t>(chunk.uncompressed));
      out.i64(7, static_cast<int64_t>(size));
      out.i64(9, static_cast<int64_t>(at + chunk.data_offset));
      if (chunk.has_dictionary) out.i64(11, static_cast<int64_t>(at));
      out.begin_struct(12);
      out.i64(3, chunk.nulls);
      if (chunk.has_range) {
        out.binary(5, chunk.greatest);
        out.binary(6, chunk.least);
        out.boolean(7, true);
        out.boolean(8, true);
      }
      out.end_struct();
      out.end_struct();
      out.end_struct();
    }
    out.i64(2, static_cast<int64_t>(uncompressed));
    out.i64(3, group.rows);
    out.i64(5, static_cast<int64_t>(group.columns[0].at));
    out.i64(6, static_cast<int64_t>(compressed));
    if (ordinal <= INT16_MAX) out.i16(7, static_cast<int16_t>(ordinal));
    out.end_struct();
  }

  const TextPool& texts_;
  config::ParquetOptions options_;
  std::vector<Chunk> chunks_;  // of the group that is gathered, one a column
  std::vector<RowGroup> groups_;
  uint64_t position_ = kMagic.size();
  uint64_t rows_ = 0;
};

class ParquetFormat final : public TableFormat {
 public:
  ParquetFormat(const TextPool& texts, const config::ParquetOptions& options) : texts_(texts), options_(options) {}
  std::unique_ptr<GroupedFile> grouped_file(const tables::Table& table) const override {
    return std::make_unique<ParquetFile>(table, texts_, options_);
  }
  std::unique_ptr<GroupWorkspace> workspace() const override { return std::make_unique<ColumnWorkspace>(); }
  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    return file_per_table(selection, ".parquet");
  }
  bool compresses() const override { return options_.compression != Codec::kNone; }

 private:
  const TextPool& texts_;
  config::ParquetOptions options_;
};

}  // namespace
}  // namespace parquet

std::unique_ptr<TableFormat> make_parquet(const TextPool& texts, const config::ParquetOptions& options) {
  return std::make_unique<parquet::ParquetFormat>(texts, options);
}

}  // namespace polyclinic::formats
