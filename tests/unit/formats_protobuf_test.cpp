// Protocol Buffers, read back by a small reader of the wire format: values and nulls of every type, defaults, framings, the
// declaration. protoc and protobufjs read whole datasets in tests/groups/49-columns.sh.
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/formats/protobuf/declaration.h"
#include "engine/formats/protobuf/protobuf.h"
#include "tests/unit/formats_parquet_reader.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using Framing = config::ProtobufOptions::Framing;
using tables::Batch;
using tables::ColumnType;
using tables::RowWriter;
using tables::Table;
using testing::ByteReader;
using testing::ExpectedRow;
using testing::SampleRows;

// The sample table with field numbers: the columns' order backwards, so that it shows, and one of three bytes.
Table numbered_table(const SampleRows& rows) {
  Table table = rows.table();
  const uint32_t count = static_cast<uint32_t>(table.columns.size());
  for (uint32_t c = 0; c < count; ++c) table.columns[c].field = c == 0 ? 18999 : count - c;
  return table;
}

std::unique_ptr<TableEncoder> protobuf_encoder(const TableFormat& format, const Table& table) {
  auto encoder = format.encoder(table);
  REQUIRE(encoder->before().empty());
  REQUIRE(encoder->after().empty());
  return encoder;
}

// A row of fields in ascending order; nothing when it is none.
std::optional<ExpectedRow> read_message(ByteReader in, const Table& table) {
  ExpectedRow row(table.columns.size());
  row.back() = "false";
  uint64_t last = 0;
  while (in.good && in.at < in.in.size()) {
    const uint64_t tag = in.varint();
    size_t c = 0;
    while (c < table.columns.size() && table.columns[c].field != tag >> 3) ++c;
    if (c == table.columns.size() || tag >> 3 <= last) return std::nullopt;
    last = tag >> 3;
    const ColumnType type = table.columns[c].type;
    const uint64_t wire = type == ColumnType::kInteger || type == ColumnType::kBoolean ? 0 : type == ColumnType::kNumber ? 1 : 2;
    if ((tag & 7) != wire) return std::nullopt;
    if (type == ColumnType::kInteger) {
      row[c] = std::to_string(static_cast<int64_t>(in.varint()));
    } else if (type == ColumnType::kBoolean) {
      row[c] = in.varint() == 1 ? "true" : "wrong";
    } else if (type == ColumnType::kNumber) {
      const uint64_t bits = in.number(8);
      double value;
      std::memcpy(&value, &bits, 8);
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.17g", value);
      row[c] = digits;
    } else {
      row[c] = in.text(in.varint());
      if (type == ColumnType::kTimestamp) {
        ByteReader inner{*row[c]};
        int64_t seconds = 0, nanoseconds = 0;
        while (inner.good && inner.at < inner.in.size()) {
          const uint64_t field = inner.varint();
          (field == 8 ? seconds : nanoseconds) = static_cast<int64_t>(inner.varint());
          if (field != 8 && field != 16) return std::nullopt;
        }
        char text[kInstantTextSize];
        row[c] = std::string(text, write_instant(text, seconds * 1000 + nanoseconds / 1'000'000));
      }
    }
  }
  if (!in.good) return std::nullopt;
  return row;
}

TEST_CASE("rows of a Protocol Buffers file are read back, however they are framed", "[formats]") {
  const SampleRows rows;
  const Table table = numbered_table(rows);
  RandomStream stream(71, 1, Purpose{4});
  Batch batch(table);
  std::vector<ExpectedRow> expected;
  rows.add_nulls(batch, expected);
  for (uint32_t row = 0; row < 500; ++row) rows.add_random(stream, batch, expected);
  for (const Framing framing : {Framing::kRows, Framing::kBatches, Framing::kWhole}) {
    const auto format = make_protobuf(rows.pool(), {.framing = framing});
    ByteBuffer bytes;
    protobuf_encoder(*format, table)->encode(batch, bytes);
    const std::string first(bytes.view());
    ByteReader in{first};
    std::string frame = first;
    if (framing == Framing::kBatches) {
      frame = in.text(in.varint());
      CHECK(in.good);
      CHECK(in.at == first.size());
    }
    ByteReader frames{frame};
    size_t wrong = 0;
    for (const ExpectedRow& row : expected) {
      if (framing != Framing::kRows && frames.varint() != (1 << 3 | 2)) ++wrong;
      const std::string message = frames.text(frames.varint());
      const auto read = read_message(ByteReader{message}, table);
      REQUIRE(read);
      for (size_t c = 0; c < row.size(); ++c) {
        wrong += !testing::same_cell(read->at(c), row[c], table.columns[c].type == ColumnType::kNumber);
      }
    }
    CHECK(frames.at == frame.size());
    CHECK(wrong == 0);
  }
}

TEST_CASE("a Protocol Buffers row, byte by byte", "[formats]") {
  const TextPool pool;
  Table table;
  table.columns = {testing::column("a", ColumnType::kInteger, false), testing::column("b", ColumnType::kInteger),
                   testing::column("c", ColumnType::kTimestamp), testing::column("d", ColumnType::kText)};
  for (uint32_t c = 0; c < 4; ++c) table.columns[c].field = c + 1;
  const auto format = make_protobuf(pool, {});
  const auto encoder = protobuf_encoder(*format, table);
  Batch batch(table);
  // A 0 that is always there is the default and left out; one that might be null is not.
  RowWriter(batch).integer(0).integer(0).timestamp(-1).text("hi");
  RowWriter(batch).integer(0).null().null().null();
  ByteBuffer bytes;
  encoder->encode(batch, bytes);
  const std::string row = std::string("\x10\x00", 2) + "\x1A\x11\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x10\xC0\x8F\xAE\xDC\x03" + "\x22\x02hi";
  CHECK(bytes.view() == std::string(1, static_cast<char>(row.size())) + row + std::string(1, '\0'));
}

TEST_CASE("a long row is behind a long length", "[formats]") {
  const TextPool pool;
  Table table;
  table.columns = {testing::column("a", ColumnType::kText)};
  table.columns[0].field = 1;
  const auto format = make_protobuf(pool, {});
  Batch batch(table);
  const std::string text(3'000'000, 'z');
  RowWriter(batch).text(text);
  ByteBuffer bytes;
  protobuf_encoder(*format, table)->encode(batch, bytes);
  const std::string file(bytes.view());
  ByteReader in{file};
  const std::string message = in.text(in.varint());
  CHECK(in.at == file.size());
  CHECK(read_message(ByteReader{message}, table)->at(0) == text);
}

TEST_CASE("the declaration of a dataset for Protocol Buffers", "[formats]") {
  tables::Dataset dataset;
  dataset.name = "small";
  Table& table = dataset.tables.emplace_back();
  table.name = "care_plans";
  table.meaning = "One row a plan.";
  table.columns = {testing::column("plan_id", ColumnType::kId, false), testing::column("cost", ColumnType::kDecimal, true, 2),
                   testing::column("ended_at", ColumnType::kTimestamp)};
  for (uint32_t c = 0; c < 3; ++c) table.columns[c].field = 2 * c + 1;
  const std::string text = protobuf::declaration_text(dataset);
  CHECK(text.find("package polyclinic.small;") != std::string::npos);
  CHECK(text.substr(text.find("\n// One row a plan.")) ==
        "\n// One row a plan.\n"
        "message CarePlansRow {\n"
        "  // A column. A UUID.\n"
        "  string plan_id = 1;\n"
        "  // A column. A number with 2 decimals, exactly as written.\n"
        "  optional string cost = 3;\n"
        "  // A column.\n"
        "  google.protobuf.Timestamp ended_at = 5;\n"
        "}\n"
        "\n// Many of them, in order.\n"
        "message CarePlansBatch {\n"
        "  repeated CarePlansRow rows = 1;\n"
        "}\n");
}

}  // namespace
}  // namespace polyclinic::formats
