// The one loop that writes batches as text, for formats that differ only in how cells are led in, quoted and ended.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/number_text.h"
#include "engine/formats/rendered_terms.h"
#include "engine/tables/batch.h"

namespace polyclinic::formats {

// Writes every row of `batch`. A Dialect has:
//   const RenderedTerms& terms            terms as this dialect writes them, null included
//   std::string_view lead(column)         what stands before a cell: separator, or separator and key
//   std::string_view row_end()            what stands after a row
//   std::string_view row_separator()      what stands between two rows of a batch besides
//   static constexpr std::string_view kNull
//   static constexpr bool kQuotes         whether ids, dates and instants stand in double quotes
//   static size_t text_bound(size_t)      most bytes that write_text may write
//   static char* write_text(char*, std::string_view)
template <class Dialect>
void write_rows(const Dialect& dialect, const tables::Batch& batch, ByteBuffer& out) {
  using tables::ColumnType;
  struct Cell {
    const char* values;
    std::string_view lead;
    ColumnType type;
    uint8_t scale;
  };
  const std::vector<tables::Column>& columns = batch.table().columns;
  std::vector<Cell> cells(columns.size());
  // Most bytes of a row without its made texts, which reserve for themselves.
  size_t bound = dialect.row_end().size() + dialect.row_separator().size() + RenderedTerms::kSlack;
  for (uint32_t c = 0; c < columns.size(); ++c) {
    cells[c] = {batch.values<char>(c), dialect.lead(c), columns[c].type, columns[c].scale};
    bound += cells[c].lead.size() + (columns[c].type == ColumnType::kTerm ? dialect.terms.longest() : 48);
  }
  const auto quote = [](char* at) {
    if constexpr (Dialect::kQuotes) *at++ = '"';
    return at;
  };
  const auto null = [](char* at) {
    std::memcpy(at, Dialect::kNull.data(), Dialect::kNull.size());
    return at + Dialect::kNull.size();
  };
  char* at = out.reserve(bound);
  for (uint32_t row = 0; row < batch.rows(); ++row) {
    if (row > 0) {
      std::memcpy(at, dialect.row_separator().data(), dialect.row_separator().size());
      at += dialect.row_separator().size();
    }
    for (const Cell& cell : cells) {
      std::memcpy(at, cell.lead.data(), cell.lead.size());
      at += cell.lead.size();
      switch (cell.type) {
        case ColumnType::kId: {
          const Id value = reinterpret_cast<const Id*>(cell.values)[row];
          at = value ? quote(write_uuid(quote(at), value)) : null(at);
          break;
        }
        case ColumnType::kTerm:
          at = dialect.terms.copy(at, reinterpret_cast<const TextId*>(cell.values)[row]);
          break;
        case ColumnType::kText: {
          const std::string_view value = reinterpret_cast<const std::string_view*>(cell.values)[row];
          if (value.data() == nullptr) {
            at = null(at);
          } else {
            out.commit(at);
            at = out.reserve(bound + Dialect::text_bound(value.size()));
            at = Dialect::write_text(at, value);
          }
          break;
        }
        case ColumnType::kInteger: {
          const int64_t value = reinterpret_cast<const int64_t*>(cell.values)[row];
          at = value == tables::kNullInteger ? null(at) : write_i64(at, value);
          break;
        }
        case ColumnType::kDecimal: {
          const int64_t value = reinterpret_cast<const int64_t*>(cell.values)[row];
          at = value == tables::kNullInteger ? null(at) : write_decimal(at, value, cell.scale);
          break;
        }
        case ColumnType::kNumber: {
          const tables::Number value = reinterpret_cast<const tables::Number*>(cell.values)[row];
          at = value.mantissa == tables::kNullInteger ? null(at) : write_decimal(at, value.mantissa, value.scale);
          break;
        }
        case ColumnType::kDate: {
          const Day value = reinterpret_cast<const Day*>(cell.values)[row];
          at = value == tables::kNullDate ? null(at) : quote(write_date(quote(at), value));
          break;
        }
        case ColumnType::kTimestamp: {
          const Instant value = reinterpret_cast<const Instant*>(cell.values)[row];
          at = value == tables::kNullInstant ? null(at) : quote(write_instant(quote(at), value));
          break;
        }
        case ColumnType::kBoolean: {
          const bool value = reinterpret_cast<const bool*>(cell.values)[row];
          std::memcpy(at, value ? "true" : "false", 5);
          at += value ? 4 : 5;
          break;
        }
      }
    }
    std::memcpy(at, dialect.row_end().data(), dialect.row_end().size());
    at += dialect.row_end().size();
    out.commit(at);
    at = out.reserve(bound);
  }
}

}  // namespace polyclinic::formats
