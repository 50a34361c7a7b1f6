// The data dictionary: a dataset's tables as Markdown, JSON and SQL, all from the one declaration.
#include <string>

#include "engine/tables/schema.h"

namespace polyclinic::tables {
namespace {

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

// A cell of a Markdown table: a bar would end it.
void append_cell(std::string& out, std::string_view text) {
  out += ' ';
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  out += " |";
}

std::string markdown(const Dataset& dataset) {
  std::string out = "# The " + std::string(dataset.name) + " dataset\n\n";
  out += std::to_string(dataset.tables.size());
  out += " tables. Types: id is a UUID, term a text of a closed vocabulary, decimal2 an amount with two decimals, "
         "timestamp an ISO 8601 instant in UTC, number a decimal number.\n";
  for (const Table& table : dataset.tables) {
    out += "\n## " + std::string(table.name) + "\n\n" + std::string(table.meaning) + "\n\n";
    out += "| column | type | null | key | codes | privacy | meaning |\n|---|---|---|---|---|---|---|\n";
    for (const Column& column : table.columns) {
      out += '|';
      append_cell(out, column.name);
      append_cell(out, column.type_name);
      append_cell(out, column.nullable ? "yes" : "no");
      std::string key = column.primary_key ? "primary" : "";
      if (!column.references.empty()) {
        if (!key.empty()) key += ", ";
        key += "-> " + std::string(column.references);
      }
      append_cell(out, key);
      append_cell(out, column.code_system);
      append_cell(out, column.privacy);
      append_cell(out, column.meaning);
      out += '\n';
    }
  }
  return out;
}

// A table's members and columns; `indent` stands before each column.
void append_table(std::string& out, const Table& table, std::string_view indent) {
  out += "{\"name\": ";
  append_json(out, table.name);
  out += ", \"meaning\": ";
  append_json(out, table.meaning);
  out += ", \"columns\": [";
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (c > 0) out += ',';
    out += indent;
    out += "{\"name\": ";
    append_json(out, column.name);
    out += ", \"field\": " + std::to_string(column.field) + ", \"type\": ";
    append_json(out, column.type_name);
    out += column.nullable ? ", \"nullable\": true" : ", \"nullable\": false";
    out += column.primary_key ? ", \"primaryKey\": true" : ", \"primaryKey\": false";
    const auto optional = [&out](std::string_view key, std::string_view value) {
      out += ", \"";
      out += key;
      out += "\": ";
      if (value.empty()) {
        out += "null";
      } else {
        append_json(out, value);
      }
    };
    optional("references", column.references);
    optional("codeSystem", column.code_system);
    optional("privacy", column.privacy);
    optional("meaning", column.meaning);
    out += '}';
  }
}

std::string json(const Dataset& dataset) {
  std::string out = "{\n  \"dataset\": ";
  append_json(out, dataset.name);
  out += ",\n  \"tables\": [";
  for (size_t t = 0; t < dataset.tables.size(); ++t) {
    out += t == 0 ? "\n    " : ",\n    ";
    append_table(out, dataset.tables[t], "\n      ");
    out += "\n    ]}";
  }
  out += "\n  ]\n}\n";
  return out;
}

std::string_view sql_type(const Column& column) {
  switch (column.type) {
    case ColumnType::kId:
      return "CHAR(36)";
    case ColumnType::kTerm:
    case ColumnType::kText:
      return "VARCHAR(255)";
    case ColumnType::kInteger:
      return "BIGINT";
    case ColumnType::kDecimal:
      return column.scale == 2 ? "DECIMAL(12,2)" : "DECIMAL(9,5)";
    case ColumnType::kNumber:
      return "DECIMAL(18,6)";
    case ColumnType::kDate:
      return "DATE";
    case ColumnType::kTimestamp:
      return "TIMESTAMP";
    case ColumnType::kBoolean:
      break;
  }
  return "BOOLEAN";
}

std::string sql(const Dataset& dataset) {
  std::string out = "-- The " + std::string(dataset.name) + " dataset, in an order in which every reference exists.\n";
  for (const uint32_t t : dependency_order(dataset)) {
    const Table& table = dataset.tables[t];
    out += "\n-- " + std::string(table.meaning) + "\nCREATE TABLE \"" + std::string(table.name) + "\" (\n";
    std::string keys;
    for (const Column& column : table.columns) {
      out += "  \"" + std::string(column.name) + "\" " + std::string(sql_type(column));
      if (!column.nullable) out += " NOT NULL";
      out += ",\n";
      if (column.primary_key) {
        if (!keys.empty()) keys += ", ";
        keys += "\"" + std::string(column.name) + "\"";
      }
    }
    out += "  PRIMARY KEY (" + keys + ")";
    for (const Column& column : table.columns) {
      if (column.references.empty()) continue;
      const Reference target = reference_of(dataset, column);
      out += ",\n  FOREIGN KEY (\"" + std::string(column.name) + "\") REFERENCES \"" +
             std::string(dataset.tables[target.table].name) + "\" (\"" + std::string(target.column) + "\")";
    }
    out += "\n);\n";
  }
  return out;
}

}  // namespace

std::string table_json(const Table& table) {
  std::string out;
  append_table(out, table, "");
  return out + "]}";
}

Result<std::string> dictionary(const Dataset& dataset, std::string_view format) {
  if (format == "markdown") return markdown(dataset);
  if (format == "json") return json(dataset);
  if (format == "sql") return sql(dataset);
  return fail(ErrorKind::kInvalidInput, "unknown schema format \"" + std::string(format) + "\"",
              {Finding{"format", "the formats are markdown, json and sql", {}}});
}

}  // namespace polyclinic::tables
