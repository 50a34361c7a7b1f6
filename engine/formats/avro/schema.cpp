// Writes Avro schemas: a record of the table's columns with logical types, meanings as docs, and the names that code in
// Java or C# would use as aliases.
#include "engine/formats/avro/schema.h"

namespace polyclinic::formats::avro {
namespace {

using tables::Column;
using tables::ColumnType;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// "primary_provider_id" as "primaryProviderId".
std::string camel_case(std::string_view name) {
  std::string out;
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return out;
}

std::string type_text(const Column& column) {
  switch (column.type) {
    case ColumnType::kId: return R"({"type": "string", "logicalType": "uuid"})";
    case ColumnType::kTerm:
    case ColumnType::kText: return R"("string")";
    case ColumnType::kInteger: return R"("long")";
    case ColumnType::kDecimal:
      return R"({"type": "bytes", "logicalType": "decimal", "precision": )" +
             std::to_string(tables::decimal_digits(column.scale)) + ", \"scale\": " + std::to_string(column.scale) + "}";
    case ColumnType::kNumber: return R"("double")";
    case ColumnType::kDate: return R"({"type": "int", "logicalType": "date"})";
    case ColumnType::kTimestamp: return R"({"type": "long", "logicalType": "timestamp-millis"})";
    case ColumnType::kBoolean: break;
  }
  return R"("boolean")";
}

}  // namespace

std::string schema_text(const tables::Table& table, bool indented) {
  const std::string_view end = indented ? "\n" : "", indent = indented ? "  " : "";
  std::string out = "{";
  const auto member = [&](std::string_view key, const std::string& value) {
    out += out.size() == 1 ? "" : ",";
    out += std::string(end) + std::string(indent) + quoted(key) + ": " + value;
  };
  member("type", quoted("record"));
  member("name", quoted(table.name));
  member("namespace", quoted("polyclinic"));
  member("doc", quoted(table.meaning));
  std::string fields = "[";
  for (const Column& column : table.columns) {
    fields += fields.size() == 1 ? "" : ",";
    fields += std::string(end) + std::string(indent) + std::string(indent) + "{\"name\": " + quoted(column.name);
    if (const std::string alias = camel_case(column.name); alias != column.name) fields += ", \"aliases\": [" + quoted(alias) + "]";
    fields += ", \"type\": " + (column.nullable ? "[\"null\", " + type_text(column) + "], \"default\": null" : type_text(column));
    fields += ", \"doc\": " + quoted(column.meaning) + "}";
  }
  member("fields", fields + std::string(end) + std::string(indent) + "]");
  return out + std::string(end) + "}" + std::string(end);
}

}  // namespace polyclinic::formats::avro
