// CSV, judged by a reader of its own: headers, quotes, nulls, numbers, instants and batches.
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/formats/csv/csv.h"
#include "tests/unit/formats_csv_reader.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using tables::Batch;
using tables::RowWriter;
using testing::ExpectedRow;
using testing::SampleRows;

std::string encoded(const TableEncoder& encoder, const Batch& batch) {
  ByteBuffer bytes;
  encoder.encode(batch, bytes);
  return std::string(bytes.view());
}

TEST_CASE("the judge of CSV refuses what is none", "[formats]") {
  CHECK(testing::read_csv("a,b\n1,2\n")->size() == 2);
  CHECK(testing::read_csv("\"a\"\"b\"\n")->at(0).at(0).text == "a\"b");
  CHECK_FALSE(testing::read_csv("a,b"));
  CHECK_FALSE(testing::read_csv("a\"b\n"));
  CHECK_FALSE(testing::read_csv("\"a\n"));
  CHECK_FALSE(testing::read_csv("\"a\"b\n"));
  CHECK_FALSE(testing::read_csv("a\r\n"));
}

TEST_CASE("a CSV file opens with the names of the columns", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  const auto encoder = format->encoder(rows.table());
  CHECK(encoder->before() == "id,term,text,integer,money,degrees,number,date,timestamp,boolean\n");
  CHECK(encoder->between().empty());
  CHECK(encoder->after().empty());
  CHECK(encoded(*encoder, Batch(rows.table())).empty());
}

TEST_CASE("a CSV row, cell by cell", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  const auto encoder = format->encoder(rows.table());
  Batch batch(rows.table());
  RowWriter(batch)
      .id({0x0000000000004000, 0x8000000000000001})
      .term(1)
      .text("5 Elm St")
      .integer(-7)
      .decimal(-5)
      .decimal(-1)
      .number({-30, 1})
      .date(day_from_civil(1899, 2, 28))
      .timestamp(start_of_day(day_from_civil(2025, 12, 31)) + 86'399'999)
      .boolean(false);
  RowWriter(batch)
      .id({~uint64_t{0}, ~uint64_t{0}})
      .term(2)
      .text("say \"hi\", twice")
      .integer(INT64_MIN + 1)
      .decimal(INT64_MAX)
      .decimal(-12345678)
      .number({7, 0})
      .date(day_from_civil(9999, 12, 31))
      .timestamp(start_of_day(day_from_civil(1, 1, 1)))
      .boolean(true);
  CHECK(encoded(*encoder, batch) ==
        "00000000-0000-4000-8000-000000000001,plain,5 Elm "
        "St,-7,-0.05,-0.00001,-3.0,1899-02-28,2025-12-31T23:59:59.999Z,false\n"
        "ffffffff-ffff-ffff-ffff-ffffffffffff,\"comma, inside\",\"say \"\"hi\"\", twice\",-9223372036854775807,"
        "92233720368547758.07,-123.45678,7,9999-12-31,0001-01-01T00:00:00Z,true\n");
}

TEST_CASE("nulls are empty cells in CSV", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  Batch batch(rows.table());
  std::vector<ExpectedRow> expected;
  rows.add_nulls(batch, expected);
  CHECK(encoded(*format->encoder(rows.table()), batch) == ",,,,,,,,,false\n");
}

TEST_CASE("every text survives CSV, as a term and as a made text", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  tables::Table table;
  table.columns = {testing::column("term", tables::ColumnType::kTerm),
                   testing::column("text", tables::ColumnType::kText)};
  Batch batch(table);
  TextId term = 1;
  for (const std::string_view text : testing::kUglyTexts) RowWriter(batch).term(term++).text(text);
  const auto records = testing::read_csv(encoded(*format->encoder(table), batch));
  REQUIRE(records);
  REQUIRE(records->size() == std::size(testing::kUglyTexts));
  for (size_t r = 0; r < records->size(); ++r) {
    const testing::CsvRecord& record = records->at(r);
    REQUIRE(record.size() == 2);
    CHECK(record[0].text == testing::kUglyTexts[r]);
    CHECK(record[0] == record[1]);
    // Quotes only where they are needed.
    const bool needed = testing::kUglyTexts[r].find_first_of("\",\r\n") != std::string_view::npos ||
                        testing::kUglyTexts[r].starts_with(' ') || testing::kUglyTexts[r].ends_with(' ');
    CHECK(record[0].quoted == needed);
  }
}

TEST_CASE("random CSV files are read back as they were written", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  const auto encoder = format->encoder(rows.table());
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<ExpectedRow> expected;
    const auto records = testing::read_csv(rows.random_file(*encoder, 12, seed, expected));
    REQUIRE(records);
    REQUIRE(records->size() == expected.size() + 1);
    size_t wrong = 0;
    for (size_t r = 0; r < expected.size(); ++r) {
      const testing::CsvRecord& record = records->at(r + 1);
      REQUIRE(record.size() == expected[r].size());
      for (size_t c = 0; c < record.size(); ++c) {
        wrong += record[c].text != expected[r][c].value_or("");
        wrong += !expected[r][c] && record[c].quoted;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a batch of CSV and its halves are the same bytes", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  const auto encoder = format->encoder(rows.table());
  Batch whole(rows.table()), first(rows.table()), second(rows.table());
  std::vector<ExpectedRow> ignored;
  RandomStream all(9, 1, Purpose{2}), halves(9, 1, Purpose{2});
  for (uint32_t row = 0; row < 400; ++row) {
    rows.add_random(all, whole, ignored);
    rows.add_random(halves, row < 150 ? first : second, ignored);
  }
  CHECK(encoded(*encoder, whole) ==
        encoded(*encoder, first) + std::string(encoder->between()) + encoded(*encoder, second));
}

TEST_CASE("CSV with every choice of options is read back as it was written", "[formats]") {
  const SampleRows rows;
  using Quoting = config::CsvOptions::Quoting;
  uint64_t seed = 30;
  for (const Quoting quoting : {Quoting::kMinimal, Quoting::kNonnumeric, Quoting::kAll}) {
    for (const char delimiter : {',', ';', '\t', '|'}) {
      for (const bool crlf : {false, true}) {
        // "null" is among the sample's texts, which must not read as one.
        const config::CsvOptions options{.quoting = quoting, .delimiter = delimiter, .bom = true, .crlf = crlf, .null = "null"};
        const auto format = make_csv(rows.pool(), options);
        const auto encoder = format->encoder(rows.table());
        std::vector<ExpectedRow> expected;
        std::string file = rows.random_file(*encoder, 6, ++seed, expected);
        REQUIRE(file.starts_with("\xEF\xBB\xBF"));
        const auto records = testing::read_csv(std::string_view(file).substr(3), delimiter, crlf);
        REQUIRE(records);
        REQUIRE(records->size() == expected.size() + 1);
        size_t wrong = 0;
        for (size_t r = 0; r < expected.size(); ++r) {
          const testing::CsvRecord& record = records->at(r + 1);
          REQUIRE(record.size() == expected[r].size());
          for (size_t c = 0; c < record.size(); ++c) {
            const bool is_number = c >= 3 && c <= 6;
            wrong += record[c].text != expected[r][c].value_or("null");
            wrong += !expected[r][c] && record[c].quoted;
            wrong += expected[r][c] == "null" && !record[c].quoted;
            if (!expected[r][c] || quoting == Quoting::kMinimal) continue;
            wrong += record[c].quoted != (quoting == Quoting::kAll || !is_number);
          }
        }
        CHECK(wrong == 0);
      }
    }
  }
}

TEST_CASE("CSV without a header, and an empty text that is no null", "[formats]") {
  TextPool pool;
  const auto format = make_csv(pool, {.header = false});
  tables::Table table;
  table.columns = {testing::column("text", tables::ColumnType::kText), testing::column("other", tables::ColumnType::kText)};
  const auto encoder = format->encoder(table);
  CHECK(encoder->before().empty());
  Batch batch(table);
  RowWriter(batch).lasting_text("").null();
  CHECK(encoded(*encoder, batch) == "\"\",\n");
}

TEST_CASE("a text of a megabyte is written whole", "[formats]") {
  const SampleRows rows;
  const auto format = make_csv(rows.pool());
  tables::Table table;
  table.columns = {testing::column("text", tables::ColumnType::kText),
                   testing::column("text2", tables::ColumnType::kText)};
  Batch batch(table);
  const std::string quotes(1 << 20, '"');
  RowWriter(batch).text(quotes).text("next");
  const auto records = testing::read_csv(encoded(*format->encoder(table), batch));
  REQUIRE(records);
  CHECK(records->at(0).at(0).text == quotes);
  CHECK(records->at(0).at(1).text == "next");
}

}  // namespace
}  // namespace polyclinic::formats
