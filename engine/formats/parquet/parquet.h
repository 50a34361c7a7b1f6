// Parquet: a file a table, row groups of a fixed number of rows, every column's values apart.
#pragma once

#include <memory>

#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_parquet(const TextPool& texts, const config::ParquetOptions& options);

}  // namespace polyclinic::formats
