// Writes Avro files: a header with schema and codec, then blocks of rows, each ended by the file's marker.
#include "engine/formats/avro/avro.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/hash.h"
#include "engine/foundation/identifier.h"
#include "engine/formats/avro/schema.h"
#include "engine/formats/compression/compressor.h"
#include "engine/formats/decimal_double.h"
#include "engine/formats/rendered_terms.h"
#include "engine/formats/varint.h"

namespace polyclinic::formats {
namespace avro {
namespace {

using tables::Column;
using tables::ColumnType;

// Rows of a block: some hundred kilobytes before compression. A group is several of them, which several threads encode.
constexpr uint32_t kBlockRows = 4096, kGroupBlocks = 8;

std::string_view codec_name(Codec codec) {
  return codec == Codec::kDeflate ? "deflate" : codec == Codec::kZstd ? "zstandard" : "null";
}

char* write_long(char* out, int64_t value) { return write_varint(out, zigzag(value)); }

char* write_string(char* out, std::string_view text) {
  out = write_long(out, static_cast<int64_t>(text.size()));
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// The shortest two's complement, the highest byte first, behind its length.
char* write_decimal_bytes(char* out, int64_t mantissa) {
  uint32_t size = 1;
  while (size < 8 && (mantissa >> (8 * size - 1)) != (mantissa < 0 ? -1 : 0)) ++size;
  out = write_long(out, size);
  for (uint32_t byte = size; byte-- > 0;) *out++ = static_cast<char>(mantissa >> (8 * byte) & 255);
  return out;
}

struct Workspace final : GroupWorkspace {
  Compressor compressor;
  ByteBuffer rows;
};

// Appends rows of a batch, one after the other.
void append_rows(const tables::Batch& batch, uint32_t first, uint32_t count, const RenderedTerms& terms, ByteBuffer& out) {
  const std::vector<Column>& columns = batch.table().columns;
  // Most bytes of a row without its made texts.
  size_t bound = RenderedTerms::kSlack;
  for (const Column& column : columns) bound += column.type == ColumnType::kTerm ? terms.longest() + 1 : 48;
  // The branch of the union that a nullable column is.
  constexpr char kNull = 0, kValue = 2;
  for (uint32_t row = first; row < first + count; ++row) {
    char* at = out.reserve(bound);
    for (uint32_t c = 0; c < columns.size(); ++c) {
      const bool nullable = columns[c].nullable;
      const auto begin = [&](bool there) {
        if (nullable) *at++ = there ? kValue : kNull;
        return there;
      };
      switch (columns[c].type) {
        case ColumnType::kId: {
          const Id id = batch.values<Id>(c)[row];
          if (begin(bool(id))) at = write_uuid(write_long(at, kUuidTextSize), id);
          break;
        }
        case ColumnType::kTerm: {
          const TextId id = batch.values<TextId>(c)[row];
          if (begin(id != kNoText)) at = terms.copy(at, id);
          break;
        }
        case ColumnType::kText: {
          const std::string_view text = batch.values<std::string_view>(c)[row];
          if (begin(text.data() != nullptr)) {
            out.commit(at);
            at = out.reserve(bound + kVarintSize + text.size());
            at = write_string(at, text);
          }
          break;
        }
        case ColumnType::kInteger: {
          const int64_t value = batch.values<int64_t>(c)[row];
          if (begin(value != tables::kNullInteger)) at = write_long(at, value);
          break;
        }
        case ColumnType::kDecimal: {
          const int64_t value = batch.values<int64_t>(c)[row];
          if (begin(value != tables::kNullInteger)) at = write_decimal_bytes(at, value);
          break;
        }
        case ColumnType::kNumber: {
          const tables::Number number = batch.values<tables::Number>(c)[row];
          if (begin(number.mantissa != tables::kNullInteger)) {
            const double value = decimal_double(number);
            std::memcpy(at, &value, sizeof value);
            at += sizeof value;
          }
          break;
        }
        case ColumnType::kDate: {
          const Day day = batch.values<Day>(c)[row];
          if (begin(day != tables::kNullDate)) at = write_long(at, day);
          break;
        }
        case ColumnType::kTimestamp: {
          const Instant instant = batch.values<Instant>(c)[row];
          if (begin(instant != tables::kNullInstant)) at = write_long(at, instant);
          break;
        }
        case ColumnType::kBoolean:
          *at++ = batch.values<bool>(c)[row] ? 1 : 0;
          break;
      }
    }
    out.commit(at);
  }
}

class AvroFile final : public GroupedFile {
 public:
  AvroFile(const tables::Table& table, const RenderedTerms& terms, Codec codec)
      : GroupedFile(table, kBlockRows * kGroupBlocks), terms_(terms), codec_(codec), blocks_(kGroupBlocks) {}

  void open(ByteBuffer& out) override {
    const std::string schema = schema_text(group_.table(), false);
    ByteBuffer header;
    header.append(std::string_view("Obj\1", 4));
    char* at = header.reserve(schema.size() + 128);
    at = write_long(at, 2);
    at = write_string(at, "avro.schema");
    at = write_string(at, schema);
    at = write_string(at, "avro.codec");
    at = write_string(at, codec_name(codec_));
    at = write_long(at, 0);
    header.commit(at);
    // What others draw at random follows from what stands before it: the same run gives the same bytes.
    const Sha256::Digest digest = Sha256::of(header.view());
    marker_.assign(reinterpret_cast<const char*>(digest.data()), 16);
    out.append(header.view());
    out.append(marker_);
  }

  uint32_t pieces() const override { return (group_.rows() + kBlockRows - 1) / kBlockRows; }

  Status encode(uint32_t piece, GroupWorkspace& workspace) override {
    Workspace& own = static_cast<Workspace&>(workspace);
    const uint32_t first = piece * kBlockRows, count = std::min(kBlockRows, group_.rows() - first);
    own.rows.clear();
    append_rows(group_, first, count, terms_, own.rows);
    ByteBuffer& block = blocks_[piece];
    block.clear();
    return own.compressor.append(codec_, own.rows.view(), block);
  }

 protected:
  void write_group(ByteBuffer& out) override {
    for (uint32_t piece = 0; piece < pieces(); ++piece) {
      const std::string_view block = blocks_[piece].view();
      char* at = out.reserve(2 * kVarintSize);
      at = write_long(at, std::min(kBlockRows, group_.rows() - piece * kBlockRows));
      out.commit(write_long(at, static_cast<int64_t>(block.size())));
      out.append(block);
      out.append(marker_);
    }
  }
  void write_end(ByteBuffer&) override { blocks_.clear(); }

 private:
  const RenderedTerms& terms_;
  Codec codec_;
  std::vector<ByteBuffer> blocks_;
  std::string marker_;
};

class AvroFormat final : public TableFormat {
 public:
  AvroFormat(const TextPool& texts, const config::AvroOptions& options)
      : options_(options), terms_(texts, "", [](std::string_view text, ByteBuffer& out) {
          out.commit(write_string(out.reserve(kVarintSize + text.size()), text));
        }) {}
  std::unique_ptr<GroupedFile> grouped_file(const tables::Table& table) const override {
    return std::make_unique<AvroFile>(table, terms_, options_.compression);
  }
  std::unique_ptr<GroupWorkspace> workspace() const override { return std::make_unique<Workspace>(); }
  bool compresses() const override { return options_.compression != Codec::kNone; }
  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    std::vector<FormatFile> files = file_per_table(selection, ".avro");
    if (!options_.schema) return files;
    for (uint32_t table = 0; table < selection.dataset.tables.size(); ++table) {
      if (!selection.has(table)) continue;
      const tables::Table& declared = selection.dataset.tables[table];
      files.push_back(FormatFile::fixed(std::string(declared.name) + ".avsc", schema_text(declared, true)));
    }
    return files;
  }

 private:
  config::AvroOptions options_;
  RenderedTerms terms_;
};

}  // namespace
}  // namespace avro

std::unique_ptr<TableFormat> make_avro(const TextPool& texts, const config::AvroOptions& options) {
  return std::make_unique<avro::AvroFormat>(texts, options);
}

}  // namespace polyclinic::formats
