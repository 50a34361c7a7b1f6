// The one loop that writes batches as text, for formats that differ only in how cells are led in, quoted and ended.
#pragma once

#include <algorithm>
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

// What a cell is, as far as quotes go.
enum class CellKind : uint8_t { kWord /* id, date, instant */, kNumber, kBoolean };

// Writes every row of `batch`. A Dialect has:
//   const RenderedTerms& terms            terms as this dialect writes them, null included
//   std::string_view lead(column)         what stands before a cell: separator, or separator and key
//   std::string_view row_end()            what stands after a row
//   std::string_view row_separator(row)   what stands before that row, the first of the batch excepted, besides; at most
//   size_t row_separator_bound()          so many bytes
//   std::string_view null()
//   char* quote<CellKind>(char*)          writes the quote around a cell that is neither term nor text, if it has one
//   size_t text_bound(size_t)             most bytes that write_text may write
//   char* write_text(char*, std::string_view)
//   char* write_timestamp(char*, Instant) without quotes, at most kInstantTextSize bytes
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
  size_t bound = dialect.row_end().size() + dialect.row_separator_bound() + RenderedTerms::kSlack;
  for (uint32_t c = 0; c < columns.size(); ++c) {
    cells[c] = {batch.values<char>(c), dialect.lead(c), columns[c].type, columns[c].scale};
    bound += cells[c].lead.size() + dialect.null().size() +
             (columns[c].type == ColumnType::kTerm ? dialect.terms.longest() : 48);
  }
  const auto quote = [&dialect](char* at) { return dialect.template quote<CellKind::kWord>(at); };
  const auto quote_number = [&dialect](char* at) { return dialect.template quote<CellKind::kNumber>(at); };
  // Not memcpy: a text without bytes may have no address.
  const auto put = [](char* at, std::string_view text) { return std::copy(text.begin(), text.end(), at); };
  const auto null = [&](char* at) { return put(at, dialect.null()); };
  char* at = out.reserve(bound);
  for (uint32_t row = 0; row < batch.rows(); ++row) {
    if (row > 0) at = put(at, dialect.row_separator(row));
    for (const Cell& cell : cells) {
      at = put(at, cell.lead);
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
            at = out.reserve(bound + dialect.text_bound(value.size()));
            at = dialect.write_text(at, value);
          }
          break;
        }
        case ColumnType::kInteger: {
          const int64_t value = reinterpret_cast<const int64_t*>(cell.values)[row];
          at = value == tables::kNullInteger ? null(at) : quote_number(write_i64(quote_number(at), value));
          break;
        }
        case ColumnType::kDecimal: {
          const int64_t value = reinterpret_cast<const int64_t*>(cell.values)[row];
          at = value == tables::kNullInteger ? null(at) : quote_number(write_decimal(quote_number(at), value, cell.scale));
          break;
        }
        case ColumnType::kNumber: {
          const tables::Number value = reinterpret_cast<const tables::Number*>(cell.values)[row];
          at = value.mantissa == tables::kNullInteger
                   ? null(at)
                   : quote_number(write_decimal(quote_number(at), value.mantissa, value.scale));
          break;
        }
        case ColumnType::kDate: {
          const Day value = reinterpret_cast<const Day*>(cell.values)[row];
          at = value == tables::kNullDate ? null(at) : quote(write_date(quote(at), value));
          break;
        }
        case ColumnType::kTimestamp: {
          const Instant value = reinterpret_cast<const Instant*>(cell.values)[row];
          at = value == tables::kNullInstant ? null(at) : quote(dialect.write_timestamp(quote(at), value));
          break;
        }
        case ColumnType::kBoolean: {
          const bool value = reinterpret_cast<const bool*>(cell.values)[row];
          at = dialect.template quote<CellKind::kBoolean>(at);
          std::memcpy(at, value ? "true" : "false", 5);
          at = dialect.template quote<CellKind::kBoolean>(at + (value ? 4 : 5));
          break;
        }
      }
    }
    at = put(at, dialect.row_end());
    out.commit(at);
    at = out.reserve(bound);
  }
}

}  // namespace polyclinic::formats
