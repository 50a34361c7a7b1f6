// Writes Snappy: blocks of 64 KiB, greedy matches of four bytes and more found by one hash table.
#include "engine/formats/compression/snappy.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace polyclinic::formats {
namespace {

constexpr size_t kBlock = 65536;  // so that a position fits into 16 bits

uint32_t load32(const char* at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

char* write_literal(char* out, const char* from, size_t size) {
  if (size == 0) return out;
  const size_t count = size - 1;
  if (count < 60) {
    *out++ = static_cast<char>(count << 2);
  } else if (count < 256) {
    *out++ = static_cast<char>(60 << 2);
    *out++ = static_cast<char>(count);
  } else {
    *out++ = static_cast<char>(61 << 2);
    *out++ = static_cast<char>(count & 255);
    *out++ = static_cast<char>(count >> 8);
  }
  std::memcpy(out, from, size);
  return out + size;
}

char* write_copy(char* out, size_t offset, size_t size) {
  while (size > 0) {
    // A copy of one tag has 4 to 64 bytes: what is left must not be shorter than 4.
    const size_t part = size <= 64 ? size : size < 68 ? 60 : 64;
    if (part >= 4 && part < 12 && offset < 2048) {
      *out++ = static_cast<char>(1 | (part - 4) << 2 | (offset >> 8) << 5);
      *out++ = static_cast<char>(offset & 255);
    } else {
      *out++ = static_cast<char>(2 | (part - 1) << 2);
      *out++ = static_cast<char>(offset & 255);
      *out++ = static_cast<char>(offset >> 8);
    }
    size -= part;
  }
  return out;
}

}  // namespace

void SnappyEncoder::append(std::string_view raw, ByteBuffer& out) {
  // The format's bound: literals cost one byte in 60 and less in long ones, copies are never longer than what they copy.
  char* at = out.reserve(32 + raw.size() + raw.size() / 6);
  for (size_t size = raw.size();; size >>= 7) {
    *at++ = static_cast<char>(size < 128 ? size : (size & 127) | 128);
    if (size < 128) break;
  }
  for (size_t start = 0; start < raw.size(); start += kBlock) {
    const char* block = raw.data() + start;
    const size_t size = std::min(kBlock, raw.size() - start);
    std::fill(table_.begin(), table_.end(), uint16_t{0});
    size_t literal = 0, position = 1;
    uint32_t misses = 0;
    while (position + 8 <= size) {
      const uint32_t word = load32(block + position);
      uint16_t& slot = table_[word * 0x1E35A7BD >> (32 - kHashBits)];
      const size_t candidate = slot;
      slot = static_cast<uint16_t>(position);
      if (load32(block + candidate) != word) {
        // Where nothing matches, ever longer steps.
        position += 1 + (misses++ >> 5);
        continue;
      }
      misses = 0;
      size_t length = 4;
      while (position + length < size && block[candidate + length] == block[position + length]) ++length;
      at = write_literal(at, block + literal, position - literal);
      at = write_copy(at, position - candidate, length);
      position += length;
      literal = position;
    }
    at = write_literal(at, block + literal, size - literal);
  }
  out.commit(at);
}

}  // namespace polyclinic::formats
