// JSON, twice: one array of objects, or an object a line (NDJSON). Keys are the columns, nulls are written; a JSON Schema
// stands beside each table.
#pragma once

#include <memory>

#include "engine/config/config.h"
#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_json(const TextPool& texts, const config::JsonOptions& options = {});
std::unique_ptr<TableFormat> make_ndjson(const TextPool& texts, const config::JsonOptions& options = {});

}  // namespace polyclinic::formats
