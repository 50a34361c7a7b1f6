// JSON and NDJSON, judged by another parser: escapes, nulls, numbers as they were written, and batches.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/formats/json/json.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using tables::Batch;
using tables::RowWriter;
using testing::ExpectedRow;
using testing::SampleRows;
using Json = nlohmann::ordered_json;

std::string encoded(const TableEncoder& encoder, const Batch& batch) {
  ByteBuffer bytes;
  encoder.encode(batch, bytes);
  return std::string(bytes.view());
}

// Which columns of the sample table are strings in JSON.
constexpr bool kIsString[] = {true, true, true, false, false, false, false, true, true, false};

// Whether a parsed object has the columns' names in order and the expected cells. Numbers are compared by value here;
// the exact text of one row is a test of its own.
bool is_row(const Json& object, const SampleRows& rows, const ExpectedRow& expected) {
  if (!object.is_object() || object.size() != expected.size()) return false;
  size_t c = 0;
  for (auto cell = object.begin(); cell != object.end(); ++cell, ++c) {
    if (cell.key() != rows.table().columns[c].name) return false;
    if (!expected[c]) {
      if (!cell->is_null()) return false;
    } else if (kIsString[c]) {
      if (!cell->is_string() || cell->get<std::string>() != *expected[c]) return false;
    } else if (*cell != Json::parse(*expected[c])) {
      return false;
    }
  }
  return true;
}

TEST_CASE("a JSON row, cell by cell", "[formats]") {
  const SampleRows rows;
  const auto json = make_json(rows.pool()), ndjson = make_ndjson(rows.pool());
  Batch batch(rows.table());
  RowWriter(batch)
      .id({0x0000000000004000, 0x8000000000000001})
      .term(1)
      .text("a \"b\" \\ / \x01 \n \x7F")
      .integer(-7)
      .decimal(-5)
      .decimal(-1)
      .number({-30, 1})
      .date(day_from_civil(1899, 2, 28))
      .timestamp(start_of_day(day_from_civil(2025, 12, 31)) + 500)
      .boolean(true);
  const std::string row =
      "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"term\":\"plain\",\"text\":\"a \\\"b\\\" \\\\ / \\u0001 "
      "\\u000a \x7F\","
      "\"integer\":-7,\"money\":-0.05,\"degrees\":-0.00001,\"number\":-3.0,\"date\":\"1899-02-28\","
      "\"timestamp\":\"2025-12-31T00:00:00.500Z\",\"boolean\":true}";
  CHECK(encoded(*json->encoder(rows.table()), batch) == row);
  CHECK(encoded(*ndjson->encoder(rows.table()), batch) == row + "\n");
}

TEST_CASE("nulls are written as null in JSON", "[formats]") {
  const SampleRows rows;
  const auto format = make_ndjson(rows.pool());
  Batch batch(rows.table());
  std::vector<ExpectedRow> expected;
  rows.add_nulls(batch, expected);
  const std::string line = encoded(*format->encoder(rows.table()), batch);
  CHECK(line.find("{\"id\":null,\"term\":null,\"text\":null,") == 0);
  CHECK(is_row(Json::parse(line), rows, expected[0]));
}

TEST_CASE("an empty table is an empty array in JSON and nothing in NDJSON", "[formats]") {
  const SampleRows rows;
  const auto json = make_json(rows.pool()), ndjson = make_ndjson(rows.pool());
  const auto array = json->encoder(rows.table()), lines = ndjson->encoder(rows.table());
  CHECK(Json::parse(std::string(array->before()) + std::string(array->after())) == Json::array());
  CHECK((std::string(lines->before()) + std::string(lines->after())).empty());
}

TEST_CASE("random JSON files are read back as they were written", "[formats]") {
  const SampleRows rows;
  const auto format = make_json(rows.pool());
  const auto encoder = format->encoder(rows.table());
  for (uint64_t seed = 11; seed <= 15; ++seed) {
    std::vector<ExpectedRow> expected;
    const std::string file = rows.random_file(*encoder, 12, seed, expected);
    CHECK(file.ends_with("]\n"));
    const Json array = Json::parse(file, nullptr, false);
    REQUIRE(array.is_array());
    REQUIRE(array.size() == expected.size());
    size_t wrong = 0;
    for (size_t r = 0; r < expected.size(); ++r) wrong += !is_row(array[r], rows, expected[r]);
    CHECK(wrong == 0);
  }
}

TEST_CASE("random NDJSON files have one object a line", "[formats]") {
  const SampleRows rows;
  const auto format = make_ndjson(rows.pool());
  const auto encoder = format->encoder(rows.table());
  for (uint64_t seed = 21; seed <= 25; ++seed) {
    std::vector<ExpectedRow> expected;
    const std::string file = rows.random_file(*encoder, 12, seed, expected);
    REQUIRE(file.ends_with('\n'));
    size_t row = 0, wrong = 0;
    for (size_t at = 0; at < file.size(); ++row) {
      const size_t end = file.find('\n', at);
      REQUIRE(row < expected.size());
      wrong += !is_row(Json::parse(file.begin() + static_cast<std::ptrdiff_t>(at),
                                   file.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false),
                       rows, expected[row]);
      at = end + 1;
    }
    CHECK(row == expected.size());
    CHECK(wrong == 0);
    // No raw control byte but the line ends: none hides in a string.
    CHECK(std::none_of(file.begin(), file.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
  }
}

TEST_CASE("the formats have names and files of their own", "[formats]") {
  tables::Dataset dataset;
  dataset.name = "small";
  dataset.tables = {testing::sample_table(), testing::sample_table()};
  dataset.tables[1].name = "left_out";
  const std::vector<bool> wanted{true, false};
  std::vector<std::string> names;
  for (const FormatEntry& format : table_formats()) {
    TextPool pool;
    const auto made = format.make(pool, {});
    REQUIRE(made.has_value());
    for (const FormatFile& file : (*made)->files({dataset, wanted})) {
      names.push_back(std::string(format.name) + "/" + file.name);
      // Rows are written as they come or gathered into groups, never both.
      const bool gathers = file.table == 0 && (*made)->grouped_file(dataset.tables[0]) != nullptr;
      CHECK((file.encoder != nullptr) == (file.table == 0 && !gathers));
      CHECK(file.text.empty() == (file.table == 0));
      CHECK(file.text.find("left_out") == std::string::npos);
    }
  }
  CHECK(names == std::vector<std::string>{"csv/sample.csv", "csv/datapackage.json", "json/sample.json", "json/sample.schema.json",
                                          "ndjson/sample.ndjson", "ndjson/sample.schema.json", "parquet/sample.parquet",
                                          "avro/sample.avro", "avro/sample.avsc", "protobuf/sample.pb",
                                          "protobuf/small.proto", "sql/mysql/schema.sql", "sql/mysql/data/01_sample.sql", "sql/postgresql/schema.sql", "sql/postgresql/load.sql",
                                          "sql/postgresql/data/01_sample.sql", "sql/sqlite/schema.sql", "sql/sqlite/load.sql",
                                          "sql/sqlite/data/01_sample.sql"});
}

}  // namespace
}  // namespace polyclinic::formats
