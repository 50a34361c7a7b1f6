// The text of a lookup table as rows of cells: RFC 4180 with LF or CRLF, a byte order mark and blank lines passed over,
// UTF-8. Written by strangers, so everything that is wrong with it comes with its line. What the columns mean is
// lookup_table.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"

namespace polyclinic::gmf {

// Bounds of what is read of one table.
inline constexpr std::size_t kLargestTable = 16u << 20;  // bytes
inline constexpr std::uint32_t kMostTableCells = 4'000'000;
inline constexpr std::uint32_t kMostTableColumns = 1000;

struct TableMistake {
  std::uint32_t line = 0;  // 0: of the whole text
  std::string why;
};

struct TableRows {
  std::vector<std::string_view> columns;  // of the first line; views into the text or into `unquoted`
  std::vector<std::string_view> cells;    // row by row, as many as columns each
  std::vector<std::uint32_t> lines;       // of each row, counted from 1
  std::vector<TableMistake> mistakes;     // ragged rows (left out of cells), open quotes; at most 20 are listed
  std::uint32_t mistake_count = 0;
  bool readable = true;                   // false: one mistake says why nothing was read
  Arena unquoted{4096};

  std::uint32_t row_count() const { return static_cast<std::uint32_t>(lines.size()); }
  std::string_view cell(std::uint32_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
};

// The text must outlive the rows.
TableRows read_table(std::string_view text);

}  // namespace polyclinic::gmf
