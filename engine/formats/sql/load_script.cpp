// Writes load.sql for each database's shell.
#include "engine/formats/sql/load_script.h"

namespace polyclinic::formats {
namespace {

using tables::Column;
using tables::ColumnType;
using tables::Table;

// The command, and what stops at the first error. MySQL's shell does so by itself while it reads one script.
std::string opening(const tables::Selection& selection, SqlDialect dialect) {
  std::string out = "-- Loads the " + std::string(selection.dataset.name) + " dataset into an empty database of " +
                    std::string(title_of(dialect)) + ". In this folder:\n--   ";
  switch (dialect) {
    case SqlDialect::kMysql:
      return out + "cat schema.sql load.sql | mariadb --local-infile=1 DATABASE\n";
    case SqlDialect::kPostgresql:
      return out + "psql --dbname=DATABASE --file=load.sql\n\\set ON_ERROR_STOP on\n\\set QUIET on\n";
    case SqlDialect::kSqlite:
      break;
  }
  return out + "sqlite3 -bail DATABASE.db \".read load.sql\"\n.bail on\nPRAGMA foreign_keys = ON;\n";
}

// A cell of a CSV file, read as text, as a value of the column: nulls are empty cells.
std::string value_of(SqlDialect dialect, const Column& column) {
  const std::string name = quote_name(dialect, column.name);
  if (column.type == ColumnType::kBoolean) return "CASE " + name + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
  std::string value = column.nullable ? "NULLIF(" + name + ", '')" : name;
  // "2025-12-31T23:59:59.000Z" without what MySQL does not know.
  if (dialect == SqlDialect::kMysql && column.type == ColumnType::kTimestamp) {
    value = "REPLACE(REPLACE(" + value + ", 'T', ' '), 'Z', '')";
  }
  return value;
}

// Where the shell's own import is forgiving (it cuts, skips and takes empty cells for texts), rows come by way of a table
// of texts; the INSERT that follows is as strict as any.
std::string load_by_way_of_texts(SqlDialect dialect, const Table& table) {
  const std::string rows = quote_name(dialect, std::string(table.name) + "_rows"), names = column_list(dialect, table);
  const std::string file = "../data/" + std::string(table.name) + ".csv";
  std::string texts, values;
  for (const Column& column : table.columns) {
    texts += (texts.empty() ? "" : ", ") + quote_name(dialect, column.name) + (dialect == SqlDialect::kMysql ? " TEXT NOT NULL" : " TEXT");
    values += (values.empty() ? "" : ", ") + value_of(dialect, column);
  }
  std::string out;
  if (dialect == SqlDialect::kMysql) {
    out += "CREATE TEMPORARY TABLE " + rows + " (" + texts + ") DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n";
    out += "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE " + rows +
           " CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY ''"
           " LINES TERMINATED BY '\\n' IGNORE 1 LINES (" + names + ");\n";
  } else {
    out += "CREATE TABLE " + rows + " (" + texts + ");\n";
    out += ".import --csv --skip 1 " + file + " " + std::string(table.name) + "_rows\n";
  }
  out += "INSERT INTO " + quote_name(dialect, table.name) + " (" + names + ") SELECT " + values + " FROM " + rows + ";\n";
  return out + "DROP " + (dialect == SqlDialect::kMysql ? "TEMPORARY " : "") + "TABLE " + rows + ";\n";
}

}  // namespace

std::string insert_file(uint32_t number, const Table& table) {
  return (number < 10 ? "data/0" : "data/") + std::to_string(number) + "_" + std::string(table.name) + ".sql";
}

std::string load_script(const tables::Selection& selection, SqlDialect dialect, bool inserts) {
  if (inserts && dialect == SqlDialect::kMysql) return {};
  const std::string include = dialect == SqlDialect::kPostgresql ? "\\ir " : ".read ";
  std::string out = opening(selection, dialect);
  out += dialect == SqlDialect::kMysql ? "SET SESSION sql_mode = 'STRICT_ALL_TABLES';\n" : include + "schema.sql\n";
  uint32_t number = 0;
  for (const uint32_t t : tables::dependency_order(selection.dataset)) {
    if (!selection.has(t)) continue;
    const Table& table = selection.dataset.tables[t];
    if (inserts) {
      out += include + insert_file(++number, table) + "\n";
    } else if (dialect == SqlDialect::kPostgresql) {
      out += "\\copy " + quote_name(dialect, table.name) + " (" + column_list(dialect, table) + ") FROM '../data/" +
             std::string(table.name) + ".csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')\n";
    } else {
      out += load_by_way_of_texts(dialect, table);
    }
  }
  return out;
}

}  // namespace polyclinic::formats
