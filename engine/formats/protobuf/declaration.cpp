// Writes the .proto file: a message a row and a message of many rows for each table, meanings as comments.
#include "engine/formats/protobuf/declaration.h"

#include <algorithm>
#include <vector>

namespace polyclinic::formats::protobuf {
namespace {

using tables::Column;
using tables::ColumnType;

// "care_plans" as "CarePlans".
std::string message_name(std::string_view table) {
  std::string out;
  bool raise = true;
  for (const char c : table) {
    if (c == '_') {
      raise = true;
      continue;
    }
    out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return out;
}

std::string_view type_name(ColumnType type) {
  switch (type) {
    case ColumnType::kId:
    case ColumnType::kTerm:
    case ColumnType::kText:
    case ColumnType::kDecimal:
    case ColumnType::kDate: return "string";
    case ColumnType::kInteger: return "int64";
    case ColumnType::kNumber: return "double";
    case ColumnType::kTimestamp: return "google.protobuf.Timestamp";
    case ColumnType::kBoolean: break;
  }
  return "bool";
}

// What the type alone does not say.
std::string form_of(const Column& column) {
  switch (column.type) {
    case ColumnType::kId: return " A UUID.";
    case ColumnType::kDecimal: return " A number with " + std::to_string(column.scale) + " decimals, exactly as written.";
    case ColumnType::kDate: return " YYYY-MM-DD.";
    default: return "";
  }
}

}  // namespace

std::string declaration_text(const tables::Dataset& dataset) {
  const std::string name(dataset.name);
  std::string out = "// The " + name +
                    " dataset. A file of a table holds rows or batches, before each its length as a varint, or one batch alone.\n"
                    "// Field numbers never change their column; a column that is null has no field.\n"
                    "syntax = \"proto3\";\n\npackage polyclinic." + name +
                    ";\n\nimport \"google/protobuf/timestamp.proto\";\n";
  for (const tables::Table& table : dataset.tables) {
    const std::string message = message_name(table.name);
    out += "\n// " + table.meaning + "\nmessage " + message + "Row {\n";
    for (const Column& column : table.columns) {
      out += "  // " + column.meaning + form_of(column) + "\n  ";
      // A message is absent or there without a word.
      if (column.nullable && column.type != ColumnType::kTimestamp) out += "optional ";
      out += std::string(type_name(column.type)) + " " + std::string(column.name) + " = " + std::to_string(column.field) + ";\n";
    }
    out += "}\n\n// Many of them, in order.\nmessage " + message + "Batch {\n  repeated " + message + "Row rows = 1;\n}\n";
  }
  return out;
}

}  // namespace polyclinic::formats::protobuf
