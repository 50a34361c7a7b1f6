// Builds the JSON Schemas.
#include "engine/formats/json/json_schema.h"

#include "engine/config/json_document.h"

namespace polyclinic::formats {
namespace {

using config::JsonValue;
using tables::Column;
using tables::ColumnType;

constexpr std::string_view kDialect = "https://json-schema.org/draft/2020-12/schema";

// `pattern` says what `format` alone does not: many validators take formats for remarks.
struct JsonType {
  std::string_view type, format, pattern;
};

JsonType type_of(ColumnType type) {
  switch (type) {
    case ColumnType::kId:
      return {"string", "uuid", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"};
    case ColumnType::kTerm:
    case ColumnType::kText:
      return {"string", {}, {}};
    case ColumnType::kInteger:
      return {"integer", {}, {}};
    case ColumnType::kDecimal:
    case ColumnType::kNumber:
      return {"number", {}, {}};
    case ColumnType::kDate:
      return {"string", "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"};
    case ColumnType::kTimestamp:
      return {"string", "date-time", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z$"};
    case ColumnType::kBoolean:
      break;
  }
  return {"boolean", {}, {}};
}

// What JSON Schema has no word for, for people.
std::string comment_of(const Column& column) {
  std::string text;
  const auto add = [&text](std::string_view what, std::string_view value) {
    if (value.empty()) return;
    text += text.empty() ? "" : "; ";
    text += what;
    text += value;
  };
  if (column.primary_key) add("", "primary key");
  add("refers to ", column.references);
  add("codes: ", column.code_system);
  add("privacy: ", column.privacy == "none" ? std::string_view() : column.privacy);
  return text;
}

JsonValue property(const Column& column) {
  const JsonType type = type_of(column.type);
  JsonValue made = JsonValue::object();
  if (column.nullable) {
    JsonValue types = JsonValue::array();
    types.items.push_back(JsonValue::of_string(type.type));
    types.items.push_back(JsonValue::of_string("null"));
    made.add("type", std::move(types));
  } else {
    made.add("type", JsonValue::of_string(type.type));
  }
  if (!type.format.empty()) made.add("format", JsonValue::of_string(type.format));
  if (!type.pattern.empty()) made.add("pattern", JsonValue::of_string(type.pattern));
  made.add("description", JsonValue::of_string(column.meaning));
  if (const std::string comment = comment_of(column); !comment.empty()) made.add("$comment", JsonValue::of_string(comment));
  return made;
}

// `about` is what comes first: the dialect, the title.
JsonValue row_schema(const tables::Table& table, JsonValue about) {
  JsonValue properties = JsonValue::object(), required = JsonValue::array();
  for (const Column& column : table.columns) {
    properties.add(column.name, property(column));
    required.items.push_back(JsonValue::of_string(column.name));
  }
  about.add("type", JsonValue::of_string("object"));
  about.add("properties", std::move(properties));
  about.add("required", std::move(required));
  about.add("additionalProperties", JsonValue::of_boolean(false));
  return about;
}

JsonValue head(const tables::Table& table) {
  JsonValue made = JsonValue::object();
  made.add("$schema", JsonValue::of_string(kDialect));
  made.add("title", JsonValue::of_string(table.name));
  made.add("description", JsonValue::of_string(table.meaning));
  return made;
}

}  // namespace

std::string json_schema_of_row(const tables::Table& table) { return config::write_json(row_schema(table, head(table))) + "\n"; }

std::string json_schema_of_array(const tables::Table& table) {
  JsonValue schema = head(table);
  schema.add("type", JsonValue::of_string("array"));
  schema.add("items", row_schema(table, JsonValue::object()));
  return config::write_json(schema) + "\n";
}

}  // namespace polyclinic::formats
