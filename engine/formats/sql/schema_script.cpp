// Writes CREATE TABLE and what belongs to it.
#include "engine/formats/sql/schema_script.h"

#include <vector>

namespace polyclinic::formats {
namespace {

using tables::Column;
using tables::ColumnType;
using tables::Table;

class TableScript {
 public:
  TableScript(const tables::Selection& selection, SqlDialect dialect, bool long_terms, const Table& table)
      : selection_(selection), dialect_(dialect), long_terms_(long_terms), table_(table) {}

  std::string text() const {
    std::string out = dialect_ == SqlDialect::kSqlite ? "-- " + table_.meaning + "\n" : "";
    out += "CREATE TABLE IF NOT EXISTS " + name(table_.name) + " (\n";
    std::string keys;
    for (const Column& column : table_.columns) {
      out += column_line(column);
      if (column.primary_key) keys += (keys.empty() ? "" : ", ") + name(column.name);
    }
    out += "  PRIMARY KEY (" + keys + ")";
    // InnoDB makes such an index by itself, but then calls it as it likes.
    if (dialect_ == SqlDialect::kMysql) {
      for (const Column* column : indexed_columns()) out += ",\n  KEY " + index_name(*column) + " (" + name(column->name) + ")";
    }
    for (const Column& column : table_.columns) {
      if (!is_foreign_key(column)) continue;
      const tables::Reference target = tables::reference_of(selection_.dataset, column);
      out += ",\n  FOREIGN KEY (" + name(column.name) + ") REFERENCES " +
             name(selection_.dataset.tables[target.table].name) + " (" + name(target.column) + ")";
    }
    out += "\n)";
    switch (dialect_) {
      case SqlDialect::kMysql:
        // Exact comparison, as of the other databases: codes that differ in case only are different codes.
        out += " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT=" + literal(dialect_, table_.meaning);
        break;
      case SqlDialect::kSqlite: out += " STRICT"; break;
      case SqlDialect::kPostgresql: break;
    }
    out += ";\n";
    if (dialect_ != SqlDialect::kMysql) {
      for (const Column* column : indexed_columns()) {
        out += "CREATE INDEX IF NOT EXISTS " + index_name(*column) + " ON " + name(table_.name) + " (" + name(column->name) + ");\n";
      }
    }
    if (dialect_ == SqlDialect::kPostgresql) {
      out += "COMMENT ON TABLE " + name(table_.name) + " IS " + literal(dialect_, table_.meaning) + ";\n";
      for (const Column& column : table_.columns) {
        out += "COMMENT ON COLUMN " + name(table_.name) + "." + name(column.name) + " IS " +
               literal(dialect_, comment_of(column)) + ";\n";
      }
    }
    return out;
  }

 private:
  std::string name(std::string_view word) const { return quote_name(dialect_, word); }
  std::string index_name(const Column& column) const {
    return name(std::string(table_.name) + "_" + std::string(column.name));
  }

  bool is_foreign_key(const Column& column) const {
    return !column.references.empty() && selection_.has(tables::reference_of(selection_.dataset, column).table);
  }

  // Foreign keys that the primary key does not find already.
  std::vector<const Column*> indexed_columns() const {
    std::vector<const Column*> columns;
    bool leads_key = true;
    for (const Column& column : table_.columns) {
      const bool is_found = column.primary_key && leads_key;
      if (column.primary_key) leads_key = false;
      if (!column.references.empty() && !is_found) columns.push_back(&column);
    }
    return columns;
  }

  static std::string comment_of(const Column& column) {
    return column.code_system.empty() ? column.meaning : column.meaning + " (" + std::string(column.code_system) + ")";
  }

  std::string column_line(const Column& column) const {
    std::string out = "  " + name(column.name) + " " + type_of(dialect_, column, long_terms_);
    if (!column.nullable) out += " NOT NULL";
    if (dialect_ == SqlDialect::kMysql) return out + " COMMENT " + literal(dialect_, comment_of(column)) + ",\n";
    if (dialect_ == SqlDialect::kSqlite) return out + sqlite_check(column) + ",  -- " + comment_of(column) + "\n";
    return out + ",\n";
  }

  // SQLite has no types for these. A comparison with the null that date() gives for no date would pass: hence IS.
  std::string sqlite_check(const Column& column) const {
    const std::string quoted = name(column.name);
    switch (column.type) {
      case ColumnType::kId: return " CHECK (length(" + quoted + ") = 36)";
      case ColumnType::kDate: return " CHECK (" + quoted + " IS date(" + quoted + "))";
      case ColumnType::kTimestamp:
        return " CHECK (substr(" + quoted + ", 1, 19) IS strftime('%Y-%m-%dT%H:%M:%S', " + quoted + "))";
      case ColumnType::kBoolean: return " CHECK (" + quoted + " IN (0, 1))";
      default: return {};
    }
  }

  const tables::Selection& selection_;
  SqlDialect dialect_;
  bool long_terms_;
  const Table& table_;
};

}  // namespace

std::string schema_script(const tables::Selection& selection, SqlDialect dialect, bool long_terms, bool inserts) {
  std::string out = "-- The tables of the " + std::string(selection.dataset.name) + " dataset, for " +
                    std::string(title_of(dialect)) + ". Synthetic data: nobody in it exists.\n";
  if (dialect == SqlDialect::kMysql) {
    if (inserts) out += "-- With their rows, in this folder:\n--   cat schema.sql data/*.sql | mariadb DATABASE\n";
    out += "SET NAMES utf8mb4;\n";
  }
  for (const uint32_t t : tables::dependency_order(selection.dataset)) {
    if (selection.has(t)) out += "\n" + TableScript(selection, dialect, long_terms, selection.dataset.tables[t]).text();
  }
  return out;
}

}  // namespace polyclinic::formats
