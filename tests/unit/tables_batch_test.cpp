// Batches: what is written comes back column by column, nulls of every type, and a cleared batch forgets its rows.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "engine/tables/batch.h"
#include "tests/unit/tables_sample.h"

namespace polyclinic::tables {
namespace {

TEST_CASE("a batch gives back what its rows were written with", "[tables]") {
  const Table table = testing::sample_table();
  Batch batch(table);
  CHECK(batch.rows() == 0);
  for (uint32_t row = 0; row < 5000; ++row) {
    std::string text = "text of row " + std::to_string(row);
    RowWriter(batch)
        .id(Id{row, row + 1})
        .term(row)
        .text(text)
        .integer(-static_cast<int64_t>(row))
        .decimal(row * 100)
        .decimal(-static_cast<int64_t>(row))
        .number({row, 1})
        .date(static_cast<Day>(row))
        .timestamp(static_cast<Instant>(row) * 1000)
        .boolean(row % 2 == 0);
    text.assign(text.size(), '#');  // the batch has its own copy
  }
  REQUIRE(batch.rows() == 5000);
  for (uint32_t row = 0; row < 5000; row += 613) {
    CHECK(batch.values<Id>(0)[row] == Id{row, row + 1});
    CHECK(batch.values<TextId>(1)[row] == row);
    CHECK(batch.values<std::string_view>(2)[row] == "text of row " + std::to_string(row));
    CHECK(batch.values<int64_t>(3)[row] == -static_cast<int64_t>(row));
    CHECK(batch.values<int64_t>(4)[row] == row * 100);
    CHECK(batch.values<int64_t>(5)[row] == -static_cast<int64_t>(row));
    CHECK(batch.values<Number>(6)[row].mantissa == row);
    CHECK(batch.values<Number>(6)[row].scale == 1);
    CHECK(batch.values<Day>(7)[row] == static_cast<Day>(row));
    CHECK(batch.values<Instant>(8)[row] == static_cast<Instant>(row) * 1000);
    CHECK(batch.values<bool>(9)[row] == (row % 2 == 0));
  }
}

TEST_CASE("a null of every type is told apart from every value", "[tables]") {
  const Table table = testing::sample_table();
  Batch batch(table);
  {
    RowWriter row(batch);
    for (size_t c = 0; c < table.columns.size(); ++c) row.null();
  }
  REQUIRE(batch.rows() == 1);
  CHECK_FALSE(batch.values<Id>(0)[0]);
  CHECK(batch.values<TextId>(1)[0] == kNoText);
  CHECK(batch.values<std::string_view>(2)[0].data() == nullptr);
  CHECK(batch.values<int64_t>(3)[0] == kNullInteger);
  CHECK(batch.values<int64_t>(4)[0] == kNullInteger);
  CHECK(batch.values<int64_t>(5)[0] == kNullInteger);
  CHECK(batch.values<Number>(6)[0].mantissa == kNullInteger);
  CHECK(batch.values<Day>(7)[0] == kNullDate);
  CHECK(batch.values<Instant>(8)[0] == kNullInstant);
  CHECK_FALSE(batch.values<bool>(9)[0]);  // booleans have no null: declarations may not ask for one
}

TEST_CASE("a text without bytes is a null, whoever writes it", "[tables]") {
  Table table;
  table.columns = {testing::column("text", ColumnType::kText)};
  Batch batch(table);
  RowWriter(batch).text({});
  RowWriter(batch).text("");
  REQUIRE(batch.rows() == 2);
  CHECK(batch.values<std::string_view>(0)[0].data() == nullptr);
  CHECK(batch.values<std::string_view>(0)[1].data() == nullptr);
}

TEST_CASE("rows of a batch appended to another outlive it", "[tables]") {
  const Table table = testing::sample_table();
  Batch gathered(table);
  {
    Batch batch(table);
    for (uint32_t row = 0; row < 100; ++row) {
      RowWriter writer(batch);
      if (row % 7 == 0) {
        for (size_t c = 0; c < table.columns.size(); ++c) writer.null();
        continue;
      }
      writer.id(Id{row, 1}).term(row).text("text " + std::to_string(row)).integer(row).decimal(row).decimal(row);
      writer.number({row, 2}).date(static_cast<Day>(row)).timestamp(row).boolean(true);
    }
    gathered.append(batch, 90, 10);
    gathered.append(batch, 0, 0);
    gathered.append(batch, 0, 50);
    CHECK(gathered.memory() > 60 * 60);
    batch.clear();
    RowWriter(batch).id({1, 1}).term(1).text("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx").integer(1).decimal(1).decimal(1).number({1, 1}).date(1).timestamp(1).boolean(true);
  }
  REQUIRE(gathered.rows() == 60);
  for (uint32_t row = 0; row < 60; ++row) {
    const uint32_t from = row < 10 ? row + 90 : row - 10;
    const bool null = from % 7 == 0;
    CHECK(bool(gathered.values<Id>(0)[row]) == !null);
    CHECK(gathered.values<TextId>(1)[row] == (null ? kNoText : from));
    CHECK((gathered.values<std::string_view>(2)[row].data() == nullptr) == null);
    if (!null) CHECK(gathered.values<std::string_view>(2)[row] == "text " + std::to_string(from));
    CHECK(gathered.values<Number>(6)[row].mantissa == (null ? kNullInteger : from));
    CHECK(gathered.values<Instant>(8)[row] == (null ? kNullInstant : from));
    CHECK(gathered.values<bool>(9)[row] == !null);
  }
}

TEST_CASE("a text that lasts is not copied", "[tables]") {
  Table table;
  table.columns = {testing::column("text", ColumnType::kText)};
  Batch batch(table);
  const std::string lasting = "lasts";
  RowWriter(batch).lasting_text(lasting);
  CHECK(batch.values<std::string_view>(0)[0].data() == lasting.data());
}

TEST_CASE("a cleared batch is filled again in the same memory", "[tables]") {
  const Table table = testing::sample_table();
  Batch batch(table);
  std::vector<const char*> columns;
  size_t texts = 0;
  for (uint32_t round = 0; round < 3; ++round) {
    batch.clear();
    CHECK(batch.rows() == 0);
    for (uint32_t row = 0; row < 1000; ++row) {
      RowWriter(batch)
          .id({1, 2})
          .term(1)
          .text("the same every time")
          .integer(row)
          .decimal(1)
          .decimal(2)
          .number({3, 0})
          .date(4)
          .timestamp(5)
          .boolean(true);
    }
    CHECK(batch.rows() == 1000);
    std::vector<const char*> now;
    for (uint32_t c = 0; c < table.columns.size(); ++c) now.push_back(batch.values<char>(c));
    if (round == 0) {
      columns = now;
      texts = batch.texts().bytes_reserved();
    }
    CHECK(now == columns);
    CHECK(batch.texts().bytes_reserved() == texts);
  }
}

}  // namespace
}  // namespace polyclinic::tables
