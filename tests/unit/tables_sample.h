// A small table with a column of every type, and texts that are hard on formats: for the tests of tables and formats.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/tables/batch.h"
#include "engine/tables/schema.h"

namespace polyclinic::testing {

inline constexpr std::string_view kUglyTexts[] = {
    "plain",
    "comma, inside",
    "a \"quoted\" word",
    "\"",
    "\"\"",
    ",",
    "two\nlines",
    "carriage\rreturn",
    "both\r\nends",
    " leads with a blank",
    "ends with a blank ",
    " ",
    "tab\tinside",
    "back\\slash",
    "slash/inside",
    "null",
    "-0.05",
    "=1+1",
    "Zoë Núñez-O'Brien",
    "陳大文",
    "emoji \xF0\x9F\xA9\xBA",
    "\xC2\xA0no-break space",
    "control \x01\x1F bytes",
    "exactly thirty-two bytes of text",
    "thirty-three bytes of text, quote",
    "a text that is a good deal longer than the slice that is copied at once, \"quoted\", with a comma",
};

inline tables::Column column(std::string_view name, tables::ColumnType type, bool nullable = true,
                             std::uint8_t scale = 0) {
  tables::Column made;
  made.name = name;
  made.type = type;
  made.scale = scale;
  made.nullable = nullable;
  made.type_name = "any";
  made.meaning = "A column.";
  made.privacy = "none";
  return made;
}

// id, term, text, integer, money (decimal2), degrees (decimal5), number, date, timestamp, boolean.
inline tables::Table sample_table() {
  using tables::ColumnType;
  tables::Table table;
  table.name = "sample";
  table.meaning = "One row a sample.";
  table.columns = {column("id", ColumnType::kId),
                   column("term", ColumnType::kTerm),
                   column("text", ColumnType::kText),
                   column("integer", ColumnType::kInteger),
                   column("money", ColumnType::kDecimal, true, 2),
                   column("degrees", ColumnType::kDecimal, true, 5),
                   column("number", ColumnType::kNumber),
                   column("date", ColumnType::kDate),
                   column("timestamp", ColumnType::kTimestamp),
                   column("boolean", ColumnType::kBoolean, false)};
  return table;
}

}  // namespace polyclinic::testing
