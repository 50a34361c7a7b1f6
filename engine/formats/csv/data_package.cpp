// Builds datapackage.json.
#include "engine/formats/csv/data_package.h"

#include "engine/config/json_document.h"

namespace polyclinic::formats {
namespace {

using config::JsonValue;
using tables::Column;
using tables::ColumnType;

JsonValue text(std::string_view value) { return JsonValue::of_string(value); }

std::string_view field_type(ColumnType type) {
  switch (type) {
    case ColumnType::kId:
    case ColumnType::kTerm:
    case ColumnType::kText:
      return "string";
    case ColumnType::kInteger:
      return "integer";
    case ColumnType::kDecimal:
    case ColumnType::kNumber:
      return "number";
    case ColumnType::kDate:
      return "date";
    case ColumnType::kTimestamp:
      return "datetime";
    case ColumnType::kBoolean:
      break;
  }
  return "boolean";
}

JsonValue field(const Column& column, bool is_whole_key) {
  JsonValue made = JsonValue::object();
  made.add("name", text(column.name));
  made.add("type", text(field_type(column.type)));
  if (column.type == ColumnType::kId) made.add("format", text("uuid"));
  made.add("description", text(column.meaning));
  if (!column.code_system.empty()) made.add("codeSystem", text(column.code_system));
  JsonValue constraints = JsonValue::object();
  if (!column.nullable) constraints.add("required", JsonValue::of_boolean(true));
  if (is_whole_key) constraints.add("unique", JsonValue::of_boolean(true));
  if (!constraints.members.empty()) made.add("constraints", std::move(constraints));
  return made;
}

JsonValue table_schema(const tables::Selection& selection, const tables::Table& table, const config::CsvOptions& options) {
  JsonValue fields = JsonValue::array(), key = JsonValue::array(), foreign_keys = JsonValue::array();
  for (const Column& column : table.columns) {
    if (column.primary_key) key.items.push_back(text(column.name));
  }
  for (const Column& column : table.columns) {
    fields.items.push_back(field(column, column.primary_key && key.items.size() == 1));
    if (column.references.empty()) continue;
    const tables::Reference target = tables::reference_of(selection.dataset, column);
    if (!selection.has(target.table)) continue;
    JsonValue reference = JsonValue::object();
    reference.add("resource", text(selection.dataset.tables[target.table].name));
    reference.add("fields", text(target.column));
    JsonValue foreign_key = JsonValue::object();
    foreign_key.add("fields", text(column.name));
    foreign_key.add("reference", std::move(reference));
    foreign_keys.items.push_back(std::move(foreign_key));
  }
  JsonValue missing = JsonValue::array();
  missing.items.push_back(text(options.null));
  JsonValue schema = JsonValue::object();
  schema.add("fields", std::move(fields));
  schema.add("missingValues", std::move(missing));
  schema.add("primaryKey", std::move(key));
  if (!foreign_keys.items.empty()) schema.add("foreignKeys", std::move(foreign_keys));
  return schema;
}

JsonValue dialect(const config::CsvOptions& options) {
  JsonValue made = JsonValue::object();
  made.add("delimiter", text(std::string_view(&options.delimiter, 1)));
  made.add("lineTerminator", text(options.crlf ? "\r\n" : "\n"));
  made.add("quoteChar", text("\""));
  made.add("doubleQuote", JsonValue::of_boolean(true));
  made.add("skipInitialSpace", JsonValue::of_boolean(false));
  made.add("header", JsonValue::of_boolean(options.header));
  return made;
}

}  // namespace

std::string data_package(const tables::Selection& selection, const config::CsvOptions& options) {
  JsonValue resources = JsonValue::array();
  for (uint32_t t = 0; t < selection.dataset.tables.size(); ++t) {
    if (!selection.has(t)) continue;
    const tables::Table& table = selection.dataset.tables[t];
    JsonValue resource = JsonValue::object();
    resource.add("name", text(table.name));
    resource.add("path", text(std::string(table.name) + ".csv"));
    resource.add("profile", text("tabular-data-resource"));
    resource.add("description", text(table.meaning));
    resource.add("format", text("csv"));
    resource.add("mediatype", text("text/csv"));
    resource.add("encoding", text("utf-8"));
    resource.add("dialect", dialect(options));
    resource.add("schema", table_schema(selection, table, options));
    resources.items.push_back(std::move(resource));
  }
  JsonValue package = JsonValue::object();
  package.add("profile", text("tabular-data-package"));
  package.add("name", text("polyclinic-" + std::string(selection.dataset.name)));
  package.add("title", text("Synthetic healthcare data: the " + std::string(selection.dataset.name) + " dataset"));
  package.add("resources", std::move(resources));
  return config::write_json(package) + "\n";
}

}  // namespace polyclinic::formats
