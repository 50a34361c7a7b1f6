// Spells names, texts and types of each database.
#include "engine/formats/sql/dialect.h"

namespace polyclinic::formats {

using tables::Column;
using tables::ColumnType;

std::string_view name_of(SqlDialect dialect) {
  switch (dialect) {
    case SqlDialect::kMysql: return "mysql";
    case SqlDialect::kPostgresql: return "postgresql";
    case SqlDialect::kSqlite: break;
  }
  return "sqlite";
}

std::string_view title_of(SqlDialect dialect) {
  switch (dialect) {
    case SqlDialect::kMysql: return "MySQL or MariaDB";
    case SqlDialect::kPostgresql: return "PostgreSQL";
    case SqlDialect::kSqlite: break;
  }
  return "SQLite";
}

std::string quote_name(SqlDialect dialect, std::string_view name) {
  const char quote = dialect == SqlDialect::kMysql ? '`' : '"';
  std::string out(1, quote);
  for (const char c : name) {
    if (c == quote) out += quote;
    out += c;
  }
  return out += quote;
}

std::string column_list(SqlDialect dialect, const tables::Table& table) {
  std::string out;
  for (const Column& column : table.columns) out += (out.empty() ? "" : ", ") + quote_name(dialect, column.name);
  return out;
}

char* write_literal(char* out, std::string_view text, bool escapes_backslashes) {
  *out++ = '\'';
  for (const char c : text) {
    if (c == '\'' || (c == '\\' && escapes_backslashes)) *out++ = c;
    *out++ = c;
  }
  *out++ = '\'';
  return out;
}

std::string literal(SqlDialect dialect, std::string_view text) {
  std::string out(literal_bound(text.size()), '\0');
  out.resize(static_cast<size_t>(write_literal(out.data(), text, escapes_backslashes(dialect)) - out.data()));
  return out;
}

namespace {

// A column of a key must have a length that an index can hold: 3,072 bytes for all columns of the key.
std::string mysql_type(const Column& column, bool long_terms) {
  switch (column.type) {
    case ColumnType::kId: return "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin";
    case ColumnType::kTerm: return long_terms && !column.primary_key ? "TEXT" : "VARCHAR(255)";
    case ColumnType::kText: return column.primary_key ? "VARCHAR(255)" : "TEXT";
    case ColumnType::kInteger: return "BIGINT";
    case ColumnType::kDecimal: return "DECIMAL(18," + std::to_string(column.scale) + ")";
    case ColumnType::kNumber: return "DECIMAL(38,12)";  // no type of its keeps each value's own decimals
    case ColumnType::kDate: return "DATE";
    case ColumnType::kTimestamp: return "DATETIME(3)";  // UTC; TIMESTAMP ends in 2038
    case ColumnType::kBoolean: break;
  }
  return "BOOLEAN";
}

std::string postgresql_type(const Column& column) {
  switch (column.type) {
    case ColumnType::kId: return "UUID";
    case ColumnType::kTerm:
    case ColumnType::kText: return "TEXT";
    case ColumnType::kInteger: return "BIGINT";
    case ColumnType::kDecimal: return "NUMERIC(18," + std::to_string(column.scale) + ")";
    case ColumnType::kNumber: return "NUMERIC";
    case ColumnType::kDate: return "DATE";
    case ColumnType::kTimestamp: return "TIMESTAMPTZ";
    case ColumnType::kBoolean: break;
  }
  return "BOOLEAN";
}

// Of a STRICT table.
std::string sqlite_type(const Column& column) {
  switch (column.type) {
    case ColumnType::kInteger:
    case ColumnType::kBoolean: return "INTEGER";
    case ColumnType::kDecimal:
    case ColumnType::kNumber: return "REAL";
    default: return "TEXT";
  }
}

}  // namespace

std::string type_of(SqlDialect dialect, const Column& column, bool long_terms) {
  switch (dialect) {
    case SqlDialect::kMysql: return mysql_type(column, long_terms);
    case SqlDialect::kPostgresql: return postgresql_type(column);
    case SqlDialect::kSqlite: break;
  }
  return sqlite_type(column);
}

}  // namespace polyclinic::formats
