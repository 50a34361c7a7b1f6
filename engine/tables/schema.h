// What a table is: its columns with types, keys and meanings, declared once in a dataset's <name>_tables.csv. Headers,
// encoders, DDL, the data dictionary and the integrity checks are all derived from this.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::tables {

enum class ColumnType : uint8_t {
  kId,         // 128-bit identifier, written as a UUID
  kTerm,       // text of a closed vocabulary: a TextId
  kText,       // text made for one row
  kInteger,    // int64
  kDecimal,    // int64 mantissa with the column's own scale: money, degrees
  kNumber,     // mantissa and scale per row: measured values
  kDate,       // Day
  kTimestamp,  // Instant, UTC
  kBoolean,
};

// Digits that a kDecimal of that scale may have, those behind the point included.
constexpr uint8_t decimal_digits(uint8_t scale) { return scale == 2 ? 12 : 9; }

struct Column {
  std::string_view name;
  uint32_t field = 0;  // its number in formats that know columns by number; it stays when columns move
  ColumnType type = ColumnType::kText;
  uint8_t scale = 0;  // decimals of kDecimal
  bool nullable = false;
  bool primary_key = false;
  std::string_view references;   // "table.column", or empty
  std::string_view code_system;  // "LOINC", or empty
  std::string_view privacy;      // identifier, quasi-identifier, sensitive, none
  std::string_view type_name;    // as the declaration spells it
  std::string meaning;
};

struct Table {
  std::string_view name;
  std::string meaning;
  std::vector<Column> columns;

  // Position of a column, or the number of columns when there is none.
  uint32_t column(std::string_view name) const;
};

struct Dataset {
  std::string_view name;
  std::vector<Table> tables;

  uint32_t table(std::string_view name) const;
};

// One table as the data dictionary's JSON has it, in one line.
std::string table_json(const Table& table);

// The tables of a dataset that are written. Both must outlive it.
struct Selection {
  const Dataset& dataset;
  const std::vector<bool>& wanted;  // by table

  bool has(uint32_t table) const { return table < wanted.size() && wanted[table]; }
};

// Where a foreign key points.
struct Reference {
  uint32_t table;
  std::string_view column;
};
// Of a column with `references`, whose table read_dataset() has checked.
Reference reference_of(const Dataset& dataset, const Column& column);

// All tables, those first that others refer to: whoever loads them in this order never misses a referenced row.
std::vector<uint32_t> dependency_order(const Dataset& dataset);

// The data dictionary: "markdown", "json" or "sql".
Result<std::string> dictionary(const Dataset& dataset, std::string_view format);

}  // namespace polyclinic::tables
