// SQL scripts, read by a small reader of their literals; real databases load them in tests/groups/48-databases.sh.
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/formats/sql/dialect.h"
#include "engine/formats/sql/sql.h"
#include "tests/unit/formats_sample_rows.h"

namespace polyclinic::formats {
namespace {

using config::SqlOptions;
using tables::Batch;
using tables::RowWriter;
using testing::ExpectedRow;
using testing::SampleRows;
using Row = std::vector<std::optional<std::string>>;

std::unique_ptr<TableFormat> format_of(const TextPool& pool, SqlDialect dialect, uint32_t rows_per_insert = 500) {
  SqlOptions options;
  options.dialects = {dialect};
  options.rows_per_insert = rows_per_insert;
  auto made = make_sql(pool, options);
  REQUIRE(made.has_value());
  return *std::move(made);
}

std::string encoded(const TableEncoder& encoder, const Batch& batch) {
  ByteBuffer bytes;
  encoder.encode(batch, bytes);
  return std::string(bytes.view());
}

// The rows of all INSERT statements of a text, and how many statements there are; nothing when it is something else.
std::optional<std::vector<Row>> read_inserts(std::string_view text, bool backslashes, size_t& statements) {
  std::vector<Row> rows;
  size_t at = 0;
  while (at < text.size()) {
    if (!text.substr(at).starts_with("INSERT INTO ")) return std::nullopt;
    ++statements;
    at = text.find(" VALUES\n", at);
    if (at == std::string_view::npos) return std::nullopt;
    at += 8;
    for (;;) {
      if (text[at++] != '(') return std::nullopt;
      Row row;
      for (;;) {
        std::string cell;
        bool quoted = false;
        if (text[at] == '\'') {
          quoted = true;
          for (++at; at < text.size(); ++at) {
            if (text[at] == '\\' && backslashes) ++at;
            else if (text[at] == '\'' && text[at + 1] == '\'') ++at;
            else if (text[at] == '\'') break;
            cell += text[at];
          }
          ++at;
        } else {
          const size_t end = text.find_first_of(",)", at);
          cell = text.substr(at, end - at);
          at = end;
        }
        if (!quoted && cell == "NULL") row.emplace_back();
        else row.emplace_back(cell);
        if (text[at++] == ')') break;
      }
      rows.push_back(std::move(row));
      const char next = text[at++];
      if (text[at++] != '\n') return std::nullopt;
      if (next == ';') break;
      if (next != ',') return std::nullopt;
    }
  }
  return rows;
}

TEST_CASE("rows of INSERT statements are read back as they were written", "[formats]") {
  const SampleRows rows;
  for (const SqlDialect dialect : {SqlDialect::kMysql, SqlDialect::kPostgresql, SqlDialect::kSqlite}) {
    const bool mysql = dialect == SqlDialect::kMysql;
    const auto format = format_of(rows.pool(), dialect, 50);
    const auto encoder = format->encoder(rows.table());
    Batch batch(rows.table());
    std::vector<ExpectedRow> expected;
    RandomStream stream(41, 1, Purpose{3});
    rows.add_nulls(batch, expected);
    for (uint32_t row = 1; row < 220; ++row) rows.add_random(stream, batch, expected);
    size_t statements = 0;
    const auto read = read_inserts(encoded(*encoder, batch), mysql, statements);
    REQUIRE(read);
    CHECK(statements == 5);
    REQUIRE(read->size() == expected.size());
    size_t wrong = 0;
    for (size_t r = 0; r < expected.size(); ++r) {
      REQUIRE(read->at(r).size() == expected[r].size());
      for (size_t c = 0; c < expected[r].size(); ++c) {
        std::optional<std::string> cell = expected[r][c];
        if (mysql && c == 8 && cell) cell = cell->substr(0, 10) + " " + cell->substr(11, cell->size() - 12);
        wrong += read->at(r)[c] != cell;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("quotes, backslashes and reserved words in SQL", "[formats]") {
  CHECK(quote_name(SqlDialect::kMysql, "end") == "`end`");
  CHECK(quote_name(SqlDialect::kMysql, "a`b") == "`a``b`");
  CHECK(quote_name(SqlDialect::kPostgresql, "a\"b") == "\"a\"\"b\"");
  CHECK(literal(SqlDialect::kMysql, "O'Brien \\") == "'O''Brien \\\\'");
  CHECK(literal(SqlDialect::kPostgresql, "O'Brien \\") == "'O''Brien \\'");
  CHECK(literal(SqlDialect::kSqlite, "") == "''");
}

TEST_CASE("a text with a NUL byte is refused for SQL", "[formats]") {
  TextPool pool;
  pool.intern(std::string_view("a\0b", 3));
  const auto made = make_sql(pool, {});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::kInvalidInput);
  CHECK(made.error().to_text().find("NUL byte") != std::string::npos);
}

TEST_CASE("tables come in the order of their references, and keys to what is left out do not", "[formats]") {
  tables::Dataset dataset;
  dataset.name = "small";
  dataset.tables.resize(2);
  dataset.tables[0].name = "visits";
  dataset.tables[0].columns = {testing::column("id", tables::ColumnType::kId, false), testing::column("end", tables::ColumnType::kId)};
  dataset.tables[0].columns[0].primary_key = true;
  dataset.tables[0].columns[1].references = "people.id";
  dataset.tables[1].name = "people";
  dataset.tables[1].columns = {testing::column("id", tables::ColumnType::kId, false)};
  dataset.tables[1].columns[0].primary_key = true;
  TextPool pool;
  const auto format = format_of(pool, SqlDialect::kPostgresql);
  std::vector<bool> wanted{true, true};
  const auto all = format->files({dataset, wanted});
  REQUIRE(all.size() == 4);
  CHECK(all[2].name == "postgresql/data/01_people.sql");
  CHECK(all[3].name == "postgresql/data/02_visits.sql");
  CHECK(all[0].text.find("FOREIGN KEY (\"end\") REFERENCES \"people\" (\"id\")") != std::string::npos);
  CHECK(all[1].text.find("people.sql") < all[1].text.find("visits.sql"));
  wanted[1] = false;
  const auto some = format->files({dataset, wanted});
  REQUIRE(some.size() == 3);
  CHECK(some[0].text.find("FOREIGN KEY") == std::string::npos);
}

TEST_CASE("a term longer than an index holds makes MySQL's columns of terms TEXT", "[formats]") {
  TextPool pool;
  tables::Dataset dataset;
  dataset.tables = {testing::sample_table()};
  const std::vector<bool> wanted{true};
  CHECK(format_of(pool, SqlDialect::kMysql)->files({dataset, wanted})[0].text.find("`term` VARCHAR(255)") != std::string::npos);
  pool.intern(std::string(256, 'x'));
  CHECK(format_of(pool, SqlDialect::kMysql)->files({dataset, wanted})[0].text.find("`term` TEXT") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic::formats
