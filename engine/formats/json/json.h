// JSON, twice: one array of objects, or an object a line (NDJSON). Keys are the columns, nulls are written.
#pragma once

#include <memory>

#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_json(const TextPool& texts);
std::unique_ptr<TableFormat> make_ndjson(const TextPool& texts);

}  // namespace polyclinic::formats
