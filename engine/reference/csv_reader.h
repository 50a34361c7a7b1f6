// Reads the compiled-in CSV tables of facts (RFC 4180, header row, '#' comment lines) a row at a time, without copying
// where a cell has no quotes. It is not a reader for users' files: a malformed table is a bug of the build.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::reference {

class CsvReader {
 public:
  // `name` is only for messages. The text must outlive the reader.
  CsvReader(std::string_view name, std::string_view text);

  // The position of a column. Errors: kInternal when the table has no such column.
  Result<uint32_t> column(std::string_view header) const;
  // Same for many at once: fills `positions` (as many as headers).
  Status columns(std::initializer_list<std::string_view> headers, uint32_t* positions) const;

  // Steps to the next row; false at the end. Blank lines and lines that start with '#' are passed over.
  bool next();

  // Cells of the current row, valid until next(). A row that is too short has empty cells at its end.
  std::string_view text(uint32_t column) const { return column < cells_.size() ? cells_[column] : std::string_view(); }
  bool is_empty(uint32_t column) const { return text(column).empty(); }
  // Decimal numbers as the tables write them ("-0.45224446", "9e-04"); an empty or malformed cell is 0.
  double number(uint32_t column) const;
  int64_t integer(uint32_t column) const;
  uint32_t line() const { return line_; }

 private:
  bool read_record();

  std::string_view name_;
  std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 0;
  std::vector<std::string> headers_;
  std::vector<std::string_view> cells_;
  std::vector<std::string> unquoted_;  // storage of cells that had quotes
};

}  // namespace polyclinic::reference
