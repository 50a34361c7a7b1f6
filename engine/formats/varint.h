// Numbers in as few bytes as they need, as Parquet, Avro and Protocol Buffers write them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace polyclinic::formats {

inline constexpr size_t kVarintSize = 10;  // at most

// Seven bits a byte, the lowest first; the highest bit says that more follow. Returns the end.
inline char* write_varint(char* out, uint64_t value) {
  for (; value >= 128; value >>= 7) *out++ = static_cast<char>((value & 127) | 128);
  *out++ = static_cast<char>(value);
  return out;
}

// Bytes that write_varint writes.
constexpr size_t varint_size(uint64_t value) {
  size_t size = 1;
  for (; value >= 128; value >>= 7) ++size;
  return size;
}

// Small numbers of either sign as small ones without: 0, -1, 1, -2 are 0, 1, 2, 3.
constexpr uint64_t zigzag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

}  // namespace polyclinic::formats
