// Rows for the tests of formats, with what every cell of them must read as: fixed ones and any number of random ones.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/foundation/text_pool.h"
#include "engine/formats/grouped_file.h"
#include "engine/formats/table_encoder.h"
#include "engine/tables/batch.h"
#include "tests/unit/tables_sample.h"

namespace polyclinic::testing {

// What a cell must read as: nothing for a null.
using ExpectedRow = std::vector<std::optional<std::string>>;

// Decimal text by another way than the engine's: digits padded, then a point put in.
inline std::string decimal_text(std::int64_t mantissa, std::uint32_t scale) {
  std::string digits = std::to_string(mantissa);
  const std::string sign = mantissa < 0 ? "-" : "";
  digits.erase(0, sign.size());
  while (digits.size() <= scale) digits.insert(digits.begin(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return sign + digits;
}

class SampleRows {
 public:
  SampleRows() : table_(sample_table()) {
    for (const std::string_view text : kUglyTexts) terms_.push_back(pool_.intern(text));
  }

  const TextPool& pool() const { return pool_; }
  const tables::Table& table() const { return table_; }

  // Appends a row of nulls.
  void add_nulls(tables::Batch& batch, std::vector<ExpectedRow>& expected) const {
    tables::RowWriter row(batch);
    for (std::size_t c = 0; c < table_.columns.size(); ++c) row.null();
    expected.push_back(ExpectedRow(table_.columns.size()));
    expected.back().back() = "false";
  }

  // Appends a random row in which each cell may be null.
  void add_random(RandomStream& stream, tables::Batch& batch, std::vector<ExpectedRow>& expected) const {
    ExpectedRow cells;
    tables::RowWriter row(batch);
    const auto is_null = [&] {
      const bool null = stream.chance(0.15);
      if (null) {
        row.null();
        cells.emplace_back();
      }
      return null;
    };
    if (!is_null()) {
      row.id({0x0123456789ABCDEF, 0xFEDCBA9876543210});
      cells.emplace_back("01234567-89ab-cdef-fedc-ba9876543210");
    }
    if (!is_null()) {
      const std::uint32_t term = stream.below(static_cast<std::uint32_t>(terms_.size()));
      row.term(terms_[term]);
      cells.emplace_back(kUglyTexts[term]);
    }
    if (!is_null()) {
      std::string text(kUglyTexts[stream.below(static_cast<std::uint32_t>(terms_.size()))]);
      for (std::uint32_t more = stream.below(3); more > 0; --more) {
        text += kUglyTexts[stream.below(static_cast<std::uint32_t>(terms_.size()))];
      }
      row.text(text);
      cells.emplace_back(text);
    }
    if (!is_null()) {
      const std::int64_t value = static_cast<std::int64_t>(stream.next_u64()) >> stream.below(64);
      const std::int64_t written = value == tables::kNullInteger ? 0 : value;
      row.integer(written);
      cells.emplace_back(std::to_string(written));
    }
    for (const std::uint32_t scale : {2U, 5U}) {
      if (is_null()) continue;
      const std::int64_t mantissa =
          stream.between(-20'000'000, 20'000'000) / static_cast<std::int32_t>(1 + stream.below(1000000));
      row.decimal(mantissa);
      cells.emplace_back(decimal_text(mantissa, scale));
    }
    if (!is_null()) {
      const std::int64_t mantissa = stream.between(-100000, 100000);
      const std::uint8_t scale = static_cast<std::uint8_t>(stream.below(5));
      row.number({mantissa, scale});
      cells.emplace_back(decimal_text(mantissa, scale));
    }
    if (!is_null()) {
      const std::int32_t month = stream.between(1, 12), day = stream.between(1, 28), year = stream.between(1880, 2100);
      row.date(day_from_civil(year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day)));
      cells.emplace_back(std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month) +
                         (day < 10 ? "-0" : "-") + std::to_string(day));
    }
    if (!is_null()) {
      const std::int32_t hour = stream.between(0, 23), minute = stream.between(0, 59), second = stream.between(0, 59);
      row.timestamp(((hour * 60 + minute) * 60 + second) * std::int64_t{1000} +
                    start_of_day(day_from_civil(1969, 12, 31)));
      const auto two = [](std::int32_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
      cells.emplace_back("1969-12-31T" + two(hour) + ":" + two(minute) + ":" + two(second) + "Z");
    }
    const bool value = stream.chance(0.5);
    row.boolean(value);
    cells.emplace_back(value ? "true" : "false");
    expected.push_back(std::move(cells));
  }

  // A file of `batches` batches of random rows, some of them empty, as a run puts one together.
  std::string random_file(const formats::TableEncoder& encoder, std::uint32_t batches, std::uint64_t seed,
                          std::vector<ExpectedRow>& expected) const {
    RandomStream stream(seed, 1, Purpose{1});
    std::string file(encoder.before());
    tables::Batch batch(table_);
    ByteBuffer bytes;
    bool has_rows = false;
    for (std::uint32_t b = 0; b < batches; ++b) {
      batch.clear();
      for (std::uint32_t rows = b % 3 == 1 ? 0 : stream.below(200); rows > 0; --rows)
        add_random(stream, batch, expected);
      if (batch.rows() == 0) continue;
      if (has_rows) file += encoder.between();
      has_rows = true;
      bytes.clear();
      encoder.encode(batch, bytes);
      file += bytes.view();
    }
    file += encoder.after();
    return file;
  }

 private:
  tables::Table table_;
  TextPool pool_;
  std::vector<TextId> terms_;
};

// The file of a table whose rows a format gathers.
inline std::string grouped_file_of(const formats::TableFormat& format, const tables::Table& table,
                                   const std::vector<tables::Batch>& batches) {
  const auto file = format.grouped_file(table);
  const auto workspace = format.workspace();
  ByteBuffer out;
  const auto close = [&] {
    // The last piece first: their order is the threads' affair.
    for (uint32_t piece = file->pieces(); piece-- > 0;) REQUIRE(file->encode(piece, *workspace));
    file->close_group(out);
  };
  file->open(out);
  for (const tables::Batch& batch : batches) {
    for (uint32_t taken = 0; taken < batch.rows();) {
      taken += file->gather(batch, taken);
      if (file->is_full()) close();
    }
  }
  if (!file->is_empty()) close();
  file->finish(out);
  return std::string(out.view());
}

}  // namespace polyclinic::testing
