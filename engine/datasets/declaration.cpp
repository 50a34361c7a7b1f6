// Reads the declaration of a dataset's tables and checks that it holds together.
#include "engine/datasets/declaration.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "engine/reference/csv_reader.h"

namespace polyclinic::datasets {
using tables::Column;
using tables::ColumnType;
using tables::Dataset;
using tables::Table;

namespace {

struct TypeName {
  std::string_view name;
  ColumnType type;
  uint8_t scale;
};
constexpr std::array<TypeName, 10> kTypeNames{{{"id", ColumnType::kId, 0},
                                               {"term", ColumnType::kTerm, 0},
                                               {"text", ColumnType::kText, 0},
                                               {"integer", ColumnType::kInteger, 0},
                                               {"decimal2", ColumnType::kDecimal, 2},
                                               {"decimal5", ColumnType::kDecimal, 5},
                                               {"number", ColumnType::kNumber, 0},
                                               {"date", ColumnType::kDate, 0},
                                               {"timestamp", ColumnType::kTimestamp, 0},
                                               {"boolean", ColumnType::kBoolean, 0}}};

constexpr std::string_view kPrivacyClasses[] = {"none", "quasi-identifier", "sensitive", "identifier"};

// 0 when it is none. Protocol Buffers keeps 19000 to 19999 for itself, and nobody needs more below.
uint32_t field_number(std::string_view text) {
  uint32_t number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || number > 1899) return 0;
    number = number * 10 + static_cast<uint32_t>(digit - '0');
  }
  return number;
}

std::unexpected<Error> bad_declaration(std::string_view dataset, uint32_t line, std::string_view what) {
  return fail(ErrorKind::kInternal, std::string("the tables of ") + std::string(dataset) + " are declared wrongly",
              {Finding{"line " + std::to_string(line), std::string(what), {}}});
}

}  // namespace

Result<Dataset> read_dataset(std::string_view name, std::string_view declaration) {
  reference::CsvReader csv(name, declaration);
  uint32_t at[10];
  POLYCLINIC_TRY(csv.columns(
      {"table", "column", "field", "type", "null", "key", "references", "codes", "privacy", "meaning"}, at));
  Dataset dataset;
  dataset.name = name;
  while (csv.next()) {
    const std::string_view column_name = csv.text(at[1]);
    if (column_name.empty()) {
      if (dataset.table(csv.text(at[0])) != dataset.tables.size()) {
        return bad_declaration(name, csv.line(), "the table is declared twice");
      }
      dataset.tables.push_back({csv.text(at[0]), std::string(csv.text(at[9])), {}});
      continue;
    }
    if (dataset.tables.empty() || dataset.tables.back().name != csv.text(at[0])) {
      return bad_declaration(name, csv.line(), "the column stands outside of its table");
    }
    Table& table = dataset.tables.back();
    if (table.column(column_name) != table.columns.size()) {
      return bad_declaration(name, csv.line(), "the column is declared twice");
    }
    Column column;
    column.name = column_name;
    column.field = field_number(csv.text(at[2]));
    if (column.field == 0) return bad_declaration(name, csv.line(), "the field is no number from 1 to 18999");
    if (std::any_of(table.columns.begin(), table.columns.end(),
                    [&](const Column& other) { return other.field == column.field; })) {
      return bad_declaration(name, csv.line(), "the field belongs to another column");
    }
    column.type_name = csv.text(at[3]);
    const TypeName* type = nullptr;
    for (const TypeName& known : kTypeNames) {
      if (known.name == column.type_name) type = &known;
    }
    if (type == nullptr) return bad_declaration(name, csv.line(), "unknown type");
    column.type = type->type;
    column.scale = type->scale;
    column.nullable = csv.text(at[4]) == "yes";
    if (!column.nullable && csv.text(at[4]) != "no") {
      return bad_declaration(name, csv.line(), "null is neither yes nor no");
    }
    if (column.nullable && column.type == ColumnType::kBoolean) {
      return bad_declaration(name, csv.line(), "a boolean cannot be null");
    }
    column.primary_key = csv.text(at[5]) == "primary";
    if (!column.primary_key && !csv.is_empty(at[5])) return bad_declaration(name, csv.line(), "unknown kind of key");
    if (column.primary_key && column.nullable) {
      return bad_declaration(name, csv.line(), "a primary key cannot be null");
    }
    column.references = csv.text(at[6]);
    column.code_system = csv.text(at[7]);
    column.privacy = csv.text(at[8]);
    column.meaning = std::string(csv.text(at[9]));
    if (column.meaning.empty() || column.privacy.empty()) {
      return bad_declaration(name, csv.line(), "a column needs a meaning and a privacy class");
    }
    if (std::find(std::begin(kPrivacyClasses), std::end(kPrivacyClasses), column.privacy) == std::end(kPrivacyClasses)) {
      return bad_declaration(name, csv.line(), "unknown privacy class");
    }
    table.columns.push_back(column);
  }
  for (const Table& table : dataset.tables) {
    const auto bad_reference = [&](const Column& column, std::string_view what) {
      return fail(ErrorKind::kInternal, std::string("the tables of ") + std::string(name) + " are declared wrongly",
                  {Finding{std::string(table.name) + "." + std::string(column.name), std::string(what), {}}});
    };
    if (std::none_of(table.columns.begin(), table.columns.end(), [](const Column& column) { return column.primary_key; })) {
      return fail(ErrorKind::kInternal, std::string("the tables of ") + std::string(name) + " are declared wrongly",
                  {Finding{std::string(table.name), "has no primary key", {}}});
    }
    for (const Column& column : table.columns) {
      if (column.references.empty()) continue;
      const size_t dot = column.references.find('.');
      const uint32_t target = dataset.table(column.references.substr(0, dot));
      if (dot == std::string_view::npos || target == dataset.tables.size()) {
        return bad_reference(column, "refers to a column that does not exist");
      }
      const Table& other = dataset.tables[target];
      const uint32_t key = other.column(column.references.substr(dot + 1));
      if (key == other.columns.size()) return bad_reference(column, "refers to a column that does not exist");
      if (other.columns[key].type != column.type) return bad_reference(column, "refers to a column of another type");
    }
  }
  return dataset;
}

}  // namespace polyclinic::datasets
