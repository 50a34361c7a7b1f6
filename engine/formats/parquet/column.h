// One column of a group of rows as the pages of a Parquet column chunk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/formats/compression/compressor.h"
#include "engine/formats/grouped_file.h"
#include "engine/tables/batch.h"

namespace polyclinic::formats::parquet {

// The numbers that Parquet's own declaration (parquet.thrift) gives.
enum class PhysicalType : int32_t { kBoolean = 0, kInt32 = 1, kInt64 = 2, kDouble = 5, kByteArray = 6, kFixedBytes = 7 };
enum class Encoding : int32_t { kPlain = 0, kRunLength = 3, kDeltas = 5, kDictionary = 8 };

PhysicalType physical_type(const tables::Column& column);

// What the footer says of a column chunk.
struct Chunk {
  ByteBuffer pages;
  Codec codec = Codec::kNone;
  Encoding encoding = Encoding::kPlain;
  bool has_dictionary = false;
  uint64_t data_offset = 0;  // of the first data page, within `pages`
  uint64_t uncompressed = 0; // bytes of `pages` if nothing were compressed
  uint32_t values = 0;       // nulls included
  uint32_t nulls = 0;
  bool has_range = false;    // whether least and greatest are known
  std::string least, greatest;  // as PLAIN has them, texts without their length
};

// What a thread needs to encode columns.
struct ColumnWorkspace final : GroupWorkspace {
  Compressor compressor;
  std::vector<uint8_t> present;       // a flag for each row of a nullable column
  ByteBuffer values;                  // those that are no nulls
  std::vector<uint32_t> codes;        // of the dictionary, one a value
  std::vector<uint32_t> entries;      // of the dictionary: values that they stand for, by their position
  std::vector<uint32_t> slots;        // hash table: entry + 1
  std::vector<uint32_t> term_slots;   // by term: entry + 1; all 0 between uses
  std::vector<int64_t> wide;
  ByteBuffer plain, packed, page;
};

// Encodes a column, whatever `chunk` held.
Status encode_column(const tables::Batch& group, uint32_t column, const TextPool& texts, Codec codec,
                     ColumnWorkspace& workspace, Chunk& chunk);

}  // namespace polyclinic::formats::parquet
