// Parquet files, read back by a small strict reader: values and nulls of every type, bounds, pages, groups, compression,
// damage. DuckDB, hyparquet and pyarrow read whole datasets in tests/groups/49-columns.sh.
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "engine/formats/parquet/parquet.h"
#include "engine/formats/parquet/run_length.h"
#include "tests/unit/formats_parquet_reader.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using config::Compression;
using tables::Batch;
using tables::ColumnType;
using tables::RowWriter;
using tables::Table;
using testing::ExpectedRow;
using testing::ParquetReader;
using testing::SampleRows;

config::ParquetOptions parquet_options(uint32_t group_rows, Compression compression) {
  config::ParquetOptions options;
  options.row_group_rows = group_rows;
  options.compression = compression;
  return options;
}

std::string parquet_file(const TextPool& pool, const Table& table, const std::vector<Batch>& batches, uint32_t group_rows,
                         Compression compression = Compression::kNone) {
  const auto format = make_parquet(pool, parquet_options(group_rows, compression));
  return testing::grouped_file_of(*format, table, batches);
}

void check_parquet(const std::string& bytes, const std::vector<ExpectedRow>& expected, size_t groups) {
  ParquetReader reader(bytes);
  const auto rows = reader.read();
  INFO(reader.fault());
  REQUIRE(rows);
  CHECK(reader.metadata[4].items.size() == groups);
  REQUIRE(rows->size() == expected.size());
  size_t wrong = 0;
  for (size_t r = 0; r < expected.size(); ++r) {
    for (size_t c = 0; c < expected[r].size(); ++c) {
      wrong += !testing::same_cell(rows->at(r)[c], expected[r][c], reader.metadata[2].items[c + 1][1].number == 5);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("rows of a Parquet file are read back, whatever the groups and the compression", "[formats]") {
  const SampleRows rows;
  RandomStream stream(52, 1, Purpose{4});
  std::vector<Batch> batches;
  std::vector<ExpectedRow> expected;
  for (uint32_t b = 0; b < 6; ++b) {
    batches.emplace_back(rows.table());
    if (b == 0) rows.add_nulls(batches.back(), expected);
    for (uint32_t row = b % 3 == 1 ? 0 : 30 + stream.below(200); row > 0; --row) rows.add_random(stream, batches.back(), expected);
  }
  for (const uint32_t group : {7U, 100U, 100000U}) {
    for (const Compression compression : {Compression::kNone, Compression::kSnappy, Compression::kGzip}) {
      check_parquet(parquet_file(rows.pool(), rows.table(), batches, group, compression), expected, (expected.size() + group - 1) / group);
    }
  }
}

TEST_CASE("how rows were batched does not show in a Parquet file", "[formats]") {
  const SampleRows rows;
  std::vector<ExpectedRow> expected;
  const auto made_of = [&](uint32_t batch_rows) {
    RandomStream stream(53, 1, Purpose{4});
    std::vector<Batch> batches;
    expected.clear();
    for (uint32_t row = 0; row < 300; ++row) {
      if (row % batch_rows == 0) batches.emplace_back(rows.table());
      rows.add_random(stream, batches.back(), expected);
    }
    return parquet_file(rows.pool(), rows.table(), batches, 128, Compression::kZstd);
  };
  const std::string whole = made_of(1000);
  CHECK(made_of(1) == whole);
  CHECK(made_of(37) == whole);
  CHECK(made_of(128) == whole);
}

TEST_CASE("a Parquet file without rows, and one of nulls alone", "[formats]") {
  const SampleRows rows;
  check_parquet(parquet_file(rows.pool(), rows.table(), {}, 100), {}, 0);
  std::vector<ExpectedRow> expected;
  std::vector<Batch> batches;
  batches.emplace_back(rows.table());
  for (uint32_t row = 0; row < 77; ++row) rows.add_nulls(batches.back(), expected);
  const std::string bytes = parquet_file(rows.pool(), rows.table(), batches, 50);
  check_parquet(bytes, expected, 2);
  ParquetReader reader(bytes);
  REQUIRE(reader.read());
  for (const auto& chunk : reader.metadata[4].items[0][1].items) {
    if (chunk[3][3].items[0].bytes == "boolean") continue;
    CHECK(chunk[3][12][3].number == 50);
    CHECK_FALSE(chunk[3][12].has(5));
  }
}

TEST_CASE("a Parquet column of any length and mixture of nulls", "[formats]") {
  const TextPool pool;
  Table table;
  table.columns = {testing::column("a", ColumnType::kInteger), testing::column("b", ColumnType::kInteger, false)};
  RandomStream stream(54, 1, Purpose{4});
  for (uint32_t count = 1; count < 140; ++count) {
    std::vector<Batch> batches;
    batches.emplace_back(table);
    std::vector<ExpectedRow> expected;
    bool null = stream.chance(0.5);
    for (uint32_t row = 0; row < count; ++row) {
      if (stream.chance(count % 3 == 0 ? 0.5 : 0.03)) null = !null;
      RowWriter writer(batches.back());
      // Few values, so a dictionary; or many, so differences.
      const int64_t value = stream.between(0, count % 2 == 0 ? 3 : 100000);
      expected.emplace_back();
      expected.back().push_back(null ? std::nullopt : std::optional(std::to_string(value)));
      expected.back().emplace_back(std::to_string(value));
      if (null) writer.null();
      else writer.integer(value);
      writer.integer(value);
    }
    check_parquet(parquet_file(pool, table, batches, 1000), expected, 1);
  }
}

TEST_CASE("runs, bit-packed groups and differences at their edges", "[formats]") {
  RandomStream stream(55, 1, Purpose{4});
  size_t wrong = 0;
  for (uint32_t width = 1; width <= 32; ++width) {
    for (uint32_t count = 0; count < 70; ++count) {
      std::vector<uint32_t> codes(count);
      for (uint32_t i = 0; i < count; ++i) {
        codes[i] = i > 0 && stream.chance(0.8) ? codes[i - 1] : static_cast<uint32_t>(stream.next_u64() >> (64 - width));
      }
      ByteBuffer out;
      parquet::append_run_length(codes, width, out);
      testing::ByteReader reader{out.view()};
      wrong += reader.run_length(width, count) != codes || !reader.good || reader.at != out.size();
    }
  }
  CHECK(wrong == 0);

  using Limits = std::numeric_limits<int64_t>;
  std::vector<int64_t> values;
  for (uint32_t count = 0; count < 300; ++count) {
    ByteBuffer out;
    parquet::append_deltas(values, out);
    testing::ByteReader reader{out.view()};
    wrong += reader.deltas(64) != values || !reader.good || reader.at != out.size();
    const int64_t extremes[] = {Limits::max(), Limits::min(), 0, -1};
    values.push_back(count % 50 < 4 ? extremes[count % 4] : static_cast<int64_t>(stream.next_u64()) >> stream.below(64));
  }
  CHECK(wrong == 0);
}

TEST_CASE("a long text, and more values than a page holds", "[formats]") {
  const TextPool pool;
  Table table;
  table.columns = {testing::column("text", ColumnType::kText), testing::column("number", ColumnType::kInteger)};
  std::vector<Batch> batches;
  batches.emplace_back(table);
  std::vector<ExpectedRow> expected;
  for (uint32_t row = 0; row < 2000; ++row) {
    const bool null = row < 1200;  // whole pages without a value
    const std::string text = row == 1500 ? std::string(9'000'000, 'x') : "text " + std::to_string(row) + std::string(3000, 'y');
    const int64_t number = int64_t{row} * row * row;
    RowWriter writer(batches.back());
    if (null) writer.null();
    else writer.text(text);
    writer.integer(number);
    expected.push_back({null ? std::nullopt : std::optional(text), std::to_string(number)});
  }
  const std::string bytes = parquet_file(pool, table, batches, 5000, Compression::kSnappy);
  check_parquet(bytes, expected, 1);
  CHECK(bytes.size() < 3'000'000);
  ParquetReader reader(bytes);
  REQUIRE(reader.read());
  CHECK(reader.pages > 3);
  CHECK_FALSE(reader.metadata[4].items[0][1].items[0][3][12].has(5));  // such a text is no bound
}

TEST_CASE("both zeros are within the bounds of a Parquet column", "[formats]") {
  const TextPool pool;
  Table table;
  table.columns = {testing::column("number", ColumnType::kNumber)};
  std::vector<Batch> batches;
  batches.emplace_back(table);
  RowWriter(batches.back()).number({0, 0});
  const std::string bytes = parquet_file(pool, table, batches, 10);
  ParquetReader reader(bytes);
  CHECK_FALSE(reader.read());  // it compares bounds bit by bit
  CHECK(reader.fault() == "other bounds of number");
  const auto& statistics = reader.metadata[4].items[0][1].items[0][3][12];
  CHECK(statistics[6].bytes == std::string("\0\0\0\0\0\0\0\x80", 8));
  CHECK(statistics[5].bytes == std::string(8, '\0'));
}

TEST_CASE("a damaged Parquet file is noticed", "[formats]") {
  const SampleRows rows;
  RandomStream stream(56, 1, Purpose{4});
  std::vector<Batch> batches;
  std::vector<ExpectedRow> expected;
  batches.emplace_back(rows.table());
  for (uint32_t row = 0; row < 200; ++row) rows.add_random(stream, batches.back(), expected);
  const std::string bytes = parquet_file(rows.pool(), rows.table(), batches, 100);
  ParquetReader reader(bytes);
  REQUIRE(reader.read());
  REQUIRE(reader.page_bodies.size() > 20);
  for (const size_t body : reader.page_bodies) {
    std::string copy = bytes;
    copy[body] = static_cast<char>(copy[body] ^ 4);
    ParquetReader judge(copy);
    CHECK_FALSE(judge.read());
    CHECK(judge.fault() == "a checksum is another");
  }
  CHECK_FALSE(ParquetReader(std::string_view(bytes).substr(0, bytes.size() - 1)).read());
  CHECK_FALSE(ParquetReader(std::string_view(bytes).substr(1)).read());
}

TEST_CASE("a Parquet file tells types, field numbers and meanings", "[formats]") {
  const SampleRows rows;
  Table table = rows.table();
  for (uint32_t c = 0; c < table.columns.size(); ++c) table.columns[c].field = c + 3;
  const std::string bytes = parquet_file(rows.pool(), table, {}, 100);
  ParquetReader reader(bytes);
  REQUIRE(reader.read());
  const auto& schema = reader.metadata[2].items;
  REQUIRE(schema.size() == 11);
  CHECK(schema[0][4].bytes == "sample");
  const int64_t types[] = {7, 6, 6, 2, 2, 1, 5, 1, 2, 0}, logical[] = {14, 1, 1, 10, 5, 5, 0, 6, 8, 0};
  for (uint32_t c = 0; c < 10; ++c) {
    INFO(table.columns[c].name);
    CHECK(schema[c + 1][4].bytes == table.columns[c].name);
    CHECK(schema[c + 1][1].number == types[c]);
    CHECK(schema[c + 1][3].number == table.columns[c].nullable);
    CHECK(schema[c + 1][9].number == c + 3);
    CHECK(schema[c + 1].has(10) == (logical[c] != 0));
    if (logical[c] != 0) CHECK(schema[c + 1][10].has(static_cast<int>(logical[c])));
  }
  CHECK(schema[5][7].number == 2);
  CHECK(schema[5][8].number == 12);
  const auto& pairs = reader.metadata[5].items;
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0][1].bytes == "polyclinic.schema");
  CHECK(pairs[0][2].bytes.find("One row a sample.") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic::formats
