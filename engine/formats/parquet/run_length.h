// Parquet's two encodings of small and of near numbers: runs and bit-packed groups (RLE), and differences
// (DELTA_BINARY_PACKED).
#pragma once

#include <cstdint>
#include <span>

#include "engine/foundation/byte_buffer.h"

namespace polyclinic::formats::parquet {

// Appends codes below 2^width (width 1 to 32) as runs and bit-packed groups, without a length in front.
void append_run_length(std::span<const uint32_t> codes, uint32_t width, ByteBuffer& out);

// The same for flags, one byte each that is 0 or 1, with width 1.
void append_flags(std::span<const uint8_t> flags, ByteBuffer& out);

// Appends numbers as differences in blocks of 128. Numbers of INT32 columns come widened; their differences must fit into
// 32 bits.
void append_deltas(std::span<const int64_t> values, ByteBuffer& out);

}  // namespace polyclinic::formats::parquet
