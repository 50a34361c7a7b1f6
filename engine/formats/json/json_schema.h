// JSON Schema (2020-12) of a table's JSON: what validators hold the data against, derived from the table's declaration.
#pragma once

#include <string>

#include "engine/tables/schema.h"

namespace polyclinic::formats {

// Of one row: an object, a line of NDJSON.
std::string json_schema_of_row(const tables::Table& table);
// Of the file of a JSON array.
std::string json_schema_of_array(const tables::Table& table);

}  // namespace polyclinic::formats
