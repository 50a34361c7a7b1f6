// How a database spells names, texts and types.
#pragma once

#include <string>
#include <string_view>

#include "engine/config/config.h"
#include "engine/tables/schema.h"

namespace polyclinic::formats {

using SqlDialect = config::SqlOptions::Dialect;

// "mysql", "postgresql", "sqlite": the folder's name too.
std::string_view name_of(SqlDialect dialect);
// How people call the database.
std::string_view title_of(SqlDialect dialect);

// A name of a table or column, always quoted: "end", "start", "type" and "condition" are reserved somewhere.
std::string quote_name(SqlDialect dialect, std::string_view name);
// The names of all columns, with ", " between them.
std::string column_list(SqlDialect dialect, const tables::Table& table);

// A text literal. `out` has room for literal_bound(size) bytes; returns the end.
constexpr size_t literal_bound(size_t size) { return 2 * size + 2; }
char* write_literal(char* out, std::string_view text, bool escapes_backslashes);
std::string literal(SqlDialect dialect, std::string_view text);
// Whether \ in a literal begins an escape, with the settings that our scripts choose.
constexpr bool escapes_backslashes(SqlDialect dialect) { return dialect == SqlDialect::kMysql; }

// The type of a column. `long_terms`: some term of the run has more than kShortTerm bytes.
inline constexpr size_t kShortTerm = 255;
std::string type_of(SqlDialect dialect, const tables::Column& column, bool long_terms);

}  // namespace polyclinic::formats
