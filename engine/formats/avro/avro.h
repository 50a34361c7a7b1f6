// Avro: an object container file a table, blocks of a fixed number of rows, and the schema beside it.
#pragma once

#include <memory>

#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_avro(const TextPool& texts, const config::AvroOptions& options);

}  // namespace polyclinic::formats
