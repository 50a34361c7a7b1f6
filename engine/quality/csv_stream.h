// Reads CSV as it comes in pieces of any size: rows of chosen columns, quoted cells, line ends LF or CRLF. It knows
// nothing of what is in them. (The compiled-in tables have a reader of their own: reference/csv_reader.h.)
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::quality {

class CsvStream {
 public:
  // The chosen cells of a row in the order of `columns`, valid during the call, and its line.
  using Row = std::function<Status(std::span<const std::string_view> cells, uint64_t line)>;

  // `name` is how messages call the file. Other columns are passed over.
  CsvStream(std::string name, std::vector<std::string_view> columns);

  // Errors: kInvalidInput: a column is missing, a row has more or fewer cells than the header, a quote that does not
  // end; what `row` returns.
  Status feed(std::string_view bytes, const Row& row);
  // There is no more: what was held back must be whole lines. Errors: as of feed(), and when there was no header.
  Status finish();

  uint64_t rows() const { return rows_; }
  const std::string& name() const { return name_; }

 private:
  Status read_header(std::string_view line);
  Status read_line(std::string_view line, const Row& row);
  Status split_plain(std::string_view line);
  Status split_quoted(std::string_view line);
  std::unexpected<Error> wrong(std::string what, std::string hint = {}) const;

  std::string name_;
  std::vector<std::string_view> columns_;
  std::vector<int32_t> wanted_;  // by column of the file: its place among the chosen, or -1
  std::vector<std::string_view> cells_;
  std::vector<std::string> unquoted_;
  std::string rest_;        // the beginning of a line whose end has not come
  bool in_quotes_ = false;  // whether rest_ ends within a quoted cell
  bool has_header_ = false;
  uint64_t line_ = 1;       // of the next row's beginning
  uint64_t rows_ = 0;
};

}  // namespace polyclinic::quality
