// Avro files, read back by a small reader: values and nulls of every type, blocks, schema, codecs. Apache's own reader reads
// whole datasets in tests/groups/49-columns.sh.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/formats/avro/avro.h"
#include "engine/formats/avro/schema.h"
#include "tests/unit/formats_parquet_reader.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using config::Compression;
using tables::Batch;
using tables::ColumnType;
using tables::RowWriter;
using tables::Table;
using testing::ByteReader;
using testing::ExpectedRow;
using testing::SampleRows;

std::string avro_file(const TextPool& pool, const Table& table, const std::vector<Batch>& batches,
                      Compression compression = Compression::kNone) {
  config::AvroOptions options;
  options.compression = compression;
  const auto format = make_avro(pool, options);
  return testing::grouped_file_of(*format, table, batches);
}

std::optional<std::string> avro_cell(ByteReader& in, const tables::Column& column) {
  if (column.nullable) {
    const int64_t branch = in.zigzag();
    if (branch == 0) return std::nullopt;
    if (branch != 1) in.good = false;
  }
  switch (column.type) {
    case ColumnType::kId:
    case ColumnType::kTerm:
    case ColumnType::kText: return in.text(static_cast<uint64_t>(in.zigzag()));
    case ColumnType::kInteger: return std::to_string(in.zigzag());
    case ColumnType::kDecimal: {
      const std::string bytes = in.text(static_cast<uint64_t>(in.zigzag()));
      if (bytes.empty()) return "none";
      uint64_t value = bytes[0] < 0 ? ~uint64_t{0} : 0;
      for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
      return testing::decimal_text(static_cast<int64_t>(value), column.scale);
    }
    case ColumnType::kNumber: {
      const uint64_t bits = in.number(8);
      double value;
      std::memcpy(&value, &bits, 8);
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.17g", value);
      return digits;
    }
    case ColumnType::kDate: {
      char text[kDateTextSize];
      write_date(text, static_cast<Day>(in.zigzag()));
      return std::string(text, kDateTextSize);
    }
    case ColumnType::kTimestamp: {
      char text[kInstantTextSize];
      return std::string(text, write_instant(text, in.zigzag()));
    }
    case ColumnType::kBoolean: break;
  }
  return in.number(1) != 0 ? "true" : "false";
}

// The rows, or nothing when the file is none.
std::optional<std::vector<ExpectedRow>> read_avro(std::string_view file, const Table& table, size_t* blocks = nullptr) {
  ByteReader in{file};
  if (in.text(4) != std::string("Obj\1", 4)) return std::nullopt;
  std::map<std::string, std::string> head;
  for (int64_t count = in.zigzag(); count > 0 && in.good; --count) {
    const std::string key = in.text(static_cast<uint64_t>(in.zigzag()));
    head[key] = in.text(static_cast<uint64_t>(in.zigzag()));
  }
  if (in.zigzag() != 0 || head["avro.schema"] != avro::schema_text(table, false)) return std::nullopt;
  const std::string marker = in.text(16);
  std::vector<ExpectedRow> rows;
  while (in.good && in.at < file.size()) {
    int64_t count = in.zigzag();
    std::string block = in.text(static_cast<uint64_t>(in.zigzag()));
    if (!in.good || in.text(16) != marker) return std::nullopt;
    if (head["avro.codec"] == "deflate") {
      const auto raw = testing::inflate_all(block);
      if (!raw) return std::nullopt;
      block = *raw;
    }
    ByteReader body{block};
    for (; count > 0 && body.good; --count) {
      rows.emplace_back();
      for (const tables::Column& column : table.columns) rows.back().push_back(avro_cell(body, column));
    }
    if (!body.good || body.at != block.size()) return std::nullopt;
    if (blocks != nullptr) ++*blocks;
  }
  if (!in.good) return std::nullopt;
  return rows;
}

TEST_CASE("rows of an Avro file are read back, compressed or not", "[formats]") {
  const SampleRows rows;
  RandomStream stream(61, 1, Purpose{4});
  std::vector<Batch> batches;
  std::vector<ExpectedRow> expected;
  for (uint32_t b = 0; b < 4; ++b) {
    batches.emplace_back(rows.table());
    if (b == 0) rows.add_nulls(batches.back(), expected);
    for (uint32_t row = b == 1 ? 0 : 2000; row > 0; --row) rows.add_random(stream, batches.back(), expected);
  }
  for (const Compression compression : {Compression::kNone, Compression::kDeflate}) {
    size_t blocks = 0;
    const auto read = read_avro(avro_file(rows.pool(), rows.table(), batches, compression), rows.table(), &blocks);
    REQUIRE(read);
    CHECK(blocks == 2);
    REQUIRE(read->size() == expected.size());
    size_t wrong = 0;
    for (size_t r = 0; r < expected.size(); ++r) {
      for (size_t c = 0; c < expected[r].size(); ++c) {
        wrong += !testing::same_cell(read->at(r)[c], expected[r][c], rows.table().columns[c].type == ColumnType::kNumber);
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("an Avro file without rows is a header", "[formats]") {
  const SampleRows rows;
  size_t blocks = 0;
  const auto read = read_avro(avro_file(rows.pool(), rows.table(), {}), rows.table(), &blocks);
  REQUIRE(read);
  CHECK(read->empty());
  CHECK(blocks == 0);
}

TEST_CASE("an Avro row, byte by byte", "[formats]") {
  const TextPool pool;
  Table table;
  table.name = "few";
  table.columns = {testing::column("a", ColumnType::kDecimal, false, 2), testing::column("b", ColumnType::kDecimal, false, 2),
                   testing::column("c", ColumnType::kDecimal, true, 2), testing::column("d", ColumnType::kInteger),
                   testing::column("e", ColumnType::kDate, false), testing::column("f", ColumnType::kBoolean, false)};
  std::vector<Batch> batches;
  batches.emplace_back(table);
  RowWriter(batches.back()).decimal(127).decimal(128).decimal(-129).null().date(-1).boolean(true);
  const std::string bytes = avro_file(pool, table, batches);
  const std::string row("\x02\x7F" "\x04\x00\x80" "\x02\x04\xFF\x7F" "\x00" "\x01" "\x01", 12);
  CHECK(bytes.substr(bytes.size() - 16 - row.size(), row.size()) == row);
  CHECK(bytes.substr(bytes.size() - 16 - row.size() - 2, 2) == std::string("\x02\x18", 2));
}

TEST_CASE("a damaged Avro file is noticed", "[formats]") {
  const SampleRows rows;
  RandomStream stream(62, 1, Purpose{4});
  std::vector<Batch> batches;
  std::vector<ExpectedRow> expected;
  batches.emplace_back(rows.table());
  for (uint32_t row = 0; row < 100; ++row) rows.add_random(stream, batches.back(), expected);
  const std::string bytes = avro_file(rows.pool(), rows.table(), batches, Compression::kDeflate);
  REQUIRE(read_avro(bytes, rows.table()));
  std::string copy = bytes;
  copy.back() = static_cast<char>(copy.back() ^ 1);
  CHECK_FALSE(read_avro(copy, rows.table()));
  CHECK_FALSE(read_avro(std::string_view(bytes).substr(0, bytes.size() - 1), rows.table()));
}

TEST_CASE("an Avro schema has logical types, docs, defaults and aliases", "[formats]") {
  Table table;
  table.name = "visits";
  table.meaning = "One row a \"visit\".";
  table.columns = {testing::column("visit_id", ColumnType::kId, false), testing::column("cost", ColumnType::kDecimal, true, 2),
                   testing::column("started_at", ColumnType::kTimestamp, false)};
  CHECK(avro::schema_text(table, false) ==
        R"({"type": "record","name": "visits","namespace": "polyclinic","doc": "One row a \"visit\".","fields": [)"
        R"({"name": "visit_id", "aliases": ["visitId"], "type": {"type": "string", "logicalType": "uuid"}, "doc": "A column."},)"
        R"({"name": "cost", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}], "default": null, "doc": "A column."},)"
        R"({"name": "started_at", "aliases": ["startedAt"], "type": {"type": "long", "logicalType": "timestamp-millis"}, "doc": "A column."}]})");
  CHECK(avro::schema_text(table, true).find("\n    {\"name\": \"cost\"") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic::formats
