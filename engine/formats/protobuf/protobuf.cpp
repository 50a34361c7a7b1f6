// Writes rows as Protocol Buffers messages, fields in ascending order, as the official libraries do.
#include "engine/formats/protobuf/protobuf.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/number_text.h"
#include "engine/formats/decimal_double.h"
#include "engine/formats/protobuf/declaration.h"
#include "engine/formats/rendered_terms.h"
#include "engine/formats/varint.h"

namespace polyclinic::formats {
namespace protobuf {
namespace {

using config::ProtobufOptions;
using Framing = ProtobufOptions::Framing;
using tables::Column;
using tables::ColumnType;

enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2 };

WireType wire_type(ColumnType type) {
  if (type == ColumnType::kInteger || type == ColumnType::kBoolean) return kVarint;
  return type == ColumnType::kNumber ? kFixed64 : kBytes;
}

char* write_bytes(char* out, std::string_view text) {
  out = write_varint(out, text.size());
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// google.protobuf.Timestamp: seconds since 1970 and nanoseconds forward from there.
char* write_timestamp(char* out, Instant instant) {
  const int64_t seconds = instant / 1000 - (instant % 1000 < 0 ? 1 : 0);
  const int64_t nanoseconds = (instant - seconds * 1000) * 1'000'000;
  char* at = out + 1;
  if (seconds != 0) {
    *at++ = 1 << 3 | kVarint;
    at = write_varint(at, static_cast<uint64_t>(seconds));
  }
  if (nanoseconds != 0) {
    *at++ = 2 << 3 | kVarint;
    at = write_varint(at, static_cast<uint64_t>(nanoseconds));
  }
  *out = static_cast<char>(at - out - 1);  // below 128
  return at;
}

class ProtobufEncoder final : public TableEncoder {
 public:
  ProtobufEncoder(const RenderedTerms& terms, const tables::Table& table, Framing framing) : terms_(terms), framing_(framing) {
    for (uint32_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      Field& field = fields_.emplace_back();
      field.column = c;
      field.number = column.field;
      field.type = column.type;
      field.scale = column.scale;
      field.nullable = column.nullable;
      field.tag_size = static_cast<uint32_t>(write_varint(field.tag, column.field << 3 | wire_type(column.type)) - field.tag);
      bound_ += sizeof field.tag + 48 + (column.type == ColumnType::kTerm ? terms.longest() : 0);
    }
    std::sort(fields_.begin(), fields_.end(), [](const Field& a, const Field& b) { return a.number < b.number; });
  }
  std::string_view before() const override { return {}; }
  std::string_view between() const override { return {}; }
  std::string_view after() const override { return {}; }

  void encode(const tables::Batch& batch, ByteBuffer& out) const override {
    const size_t start = out.size();
    if (framing_ == Framing::kBatches) skip(out);
    for (uint32_t row = 0; row < batch.rows(); ++row) {
      if (framing_ != Framing::kRows) out.push(1 << 3 | kBytes);  // of the batch's only field
      const size_t length_at = out.size();
      skip(out);
      append_fields(batch, row, out);
      put_length(out, length_at);
    }
    if (framing_ == Framing::kBatches) put_length(out, start);
  }

 private:
  struct Field {
    char tag[4] = {};
    uint32_t tag_size = 0, number = 0, column = 0;
    ColumnType type = ColumnType::kText;
    uint8_t scale = 0;
    bool nullable = false;
  };

  // A length is known when what it counts is written: room for one is left, and what follows moves back to meet it.
  static constexpr size_t kLengthRoom = 5;
  static void skip(ByteBuffer& out) { out.commit(out.reserve(kLengthRoom) + kLengthRoom); }
  static void put_length(ByteBuffer& out, size_t at) {
    const size_t size = out.size() - at - kLengthRoom;
    char* start = out.data() + at;
    char* end = write_varint(start, size);
    std::memmove(end, start + kLengthRoom, size);
    out.commit(end + size);
  }

  void append_fields(const tables::Batch& batch, uint32_t row, ByteBuffer& out) const {
    char* at = out.reserve(bound_);
    for (const Field& field : fields_) {
      const auto tag = [&] {
        std::memcpy(at, field.tag, sizeof field.tag);
        return at + field.tag_size;
      };
      switch (field.type) {
        case ColumnType::kId: {
          const Id id = batch.values<Id>(field.column)[row];
          if (id) at = write_uuid(write_varint(tag(), kUuidTextSize), id);
          break;
        }
        case ColumnType::kTerm: {
          const TextId id = batch.values<TextId>(field.column)[row];
          if (id != kNoText) at = terms_.copy(tag(), id);
          break;
        }
        case ColumnType::kText: {
          const std::string_view text = batch.values<std::string_view>(field.column)[row];
          if (text.data() == nullptr || (text.empty() && !field.nullable)) break;
          out.commit(at);
          at = out.reserve(bound_ + text.size());
          at = write_bytes(tag(), text);
          break;
        }
        case ColumnType::kInteger: {
          const int64_t value = batch.values<int64_t>(field.column)[row];
          // A number that is always there is left out when it is 0, the default.
          if (value == tables::kNullInteger || (value == 0 && !field.nullable)) break;
          at = write_varint(tag(), static_cast<uint64_t>(value));
          break;
        }
        case ColumnType::kDecimal: {
          const int64_t value = batch.values<int64_t>(field.column)[row];
          if (value == tables::kNullInteger) break;
          at = tag();
          char* end = write_decimal(at + 1, value, field.scale);
          *at = static_cast<char>(end - at - 1);
          at = end;
          break;
        }
        case ColumnType::kNumber: {
          const tables::Number number = batch.values<tables::Number>(field.column)[row];
          const double value = decimal_double(number);
          if (number.mantissa == tables::kNullInteger || (value == 0 && !field.nullable)) break;
          at = tag();
          std::memcpy(at, &value, sizeof value);
          at += sizeof value;
          break;
        }
        case ColumnType::kDate: {
          const Day day = batch.values<Day>(field.column)[row];
          if (day == tables::kNullDate) break;
          at = write_date(write_varint(tag(), kDateTextSize), day);
          break;
        }
        case ColumnType::kTimestamp: {
          const Instant instant = batch.values<Instant>(field.column)[row];
          if (instant != tables::kNullInstant) at = write_timestamp(tag(), instant);
          break;
        }
        case ColumnType::kBoolean:
          if (batch.values<bool>(field.column)[row]) {
            at = tag();
            *at++ = 1;
          }
          break;
      }
    }
    out.commit(at);
  }

  const RenderedTerms& terms_;
  Framing framing_;
  std::vector<Field> fields_;
  size_t bound_ = RenderedTerms::kSlack;  // most bytes of a row without its made texts
};

class ProtobufFormat final : public TableFormat {
 public:
  ProtobufFormat(const TextPool& texts, const config::ProtobufOptions& options)
      : options_(options), terms_(texts, "", [](std::string_view text, ByteBuffer& out) {
          out.commit(write_bytes(out.reserve(kVarintSize + text.size()), text));
        }) {}
  std::unique_ptr<TableEncoder> encoder(const tables::Table& table) const override {
    return std::make_unique<ProtobufEncoder>(terms_, table, options_.framing);
  }
  std::vector<FormatFile> files(const tables::Selection& selection) const override {
    std::vector<FormatFile> files = file_per_table(selection, ".pb");
    files.push_back(FormatFile::fixed(std::string(selection.dataset.name) + ".proto", declaration_text(selection.dataset)));
    return files;
  }

 private:
  config::ProtobufOptions options_;
  RenderedTerms terms_;
};

}  // namespace
}  // namespace protobuf

std::unique_ptr<TableFormat> make_protobuf(const TextPool& texts, const config::ProtobufOptions& options) {
  return std::make_unique<protobuf::ProtobufFormat>(texts, options);
}

}  // namespace polyclinic::formats
