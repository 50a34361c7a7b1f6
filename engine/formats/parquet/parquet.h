// Parquet: a file a table, row groups of a fixed number of rows, every column's values apart.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/formats/compression/compressor.h"
#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

struct ParquetOptions {
  Codec codec = Codec::kZstd;  // kNone, kSnappy, kGzip or kZstd
  uint32_t group_rows = 122880;
};

std::unique_ptr<TableFormat> make_parquet(const TextPool& texts, const ParquetOptions& options);

}  // namespace polyclinic::formats
