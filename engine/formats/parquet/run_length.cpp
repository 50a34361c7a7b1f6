// Packs bits, counts runs, takes differences.
#include "engine/formats/parquet/run_length.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/formats/varint.h"

namespace polyclinic::formats::parquet {
namespace {

// A run is worth its header from here on, and must be longer than what it lends to fill a group of eight.
constexpr size_t kLeastRun = 8;

// Packs `count` numbers of `width` bits, lowest bits first, into whole bytes: the last one is filled up with zeros.
// `out` must have room for 8 bytes more.
template <class T>
char* pack(char* out, const T* values, size_t count, uint32_t width) {
  if (width == 8) {
    for (size_t i = 0; i < count; ++i) out[i] = static_cast<char>(values[i]);
    return out + count;
  }
  if (width == 16) {
    for (size_t i = 0; i < count; ++i) {
      const uint16_t value = static_cast<uint16_t>(values[i]);
      std::memcpy(out + 2 * i, &value, 2);
    }
    return out + 2 * count;
  }
  uint64_t word = 0;
  uint32_t used = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t value = static_cast<uint64_t>(values[i]);
    word |= value << used;
    used += width;
    if (used >= 64) {
      std::memcpy(out, &word, 8);
      out += 8;
      used -= 64;
      // What did not fit; a shift by 64 is no shift.
      word = used == 0 ? 0 : value >> (width - used);
    }
  }
  std::memcpy(out, &word, 8);
  return out + (used + 7) / 8;
}

char* write_literals(char* out, const uint32_t* codes, size_t count, uint32_t width) {
  if (count == 0) return out;
  const size_t groups = (count + 7) / 8;
  out = write_varint(out, groups << 1 | 1);
  char* end = pack(out, codes, count, width);
  // Only the last group of a page may be short; readers count its bytes in full.
  char* full = out + groups * width;
  std::memset(end, 0, static_cast<size_t>(full - end));
  return full;
}

}  // namespace

void append_run_length(std::span<const uint32_t> codes, uint32_t width, ByteBuffer& out) {
  const size_t count = codes.size();
  // Every run saves at least what its header costs.
  char* at = out.reserve(count / 8 * width + width + count / 2 + 64);
  size_t literal = 0;  // where the group of literals begins
  for (size_t i = 0; i < count;) {
    size_t run = 1;
    while (i + run < count && codes[i + run] == codes[i]) ++run;
    const size_t fill = (8 - (i - literal) % 8) % 8;
    if (run >= kLeastRun + fill) {
      i += fill;
      run -= fill;
      at = write_literals(at, codes.data() + literal, i - literal, width);
      at = write_varint(at, run << 1);
      std::memcpy(at, &codes[i], 4);
      at += (width + 7) / 8;
      i += run;
      literal = i;
    } else {
      i += run;
    }
  }
  out.commit(write_literals(at, codes.data() + literal, count - literal, width));
}

void append_flags(std::span<const uint8_t> flags, ByteBuffer& out) {
  const size_t count = flags.size();
  char* at = out.reserve(count / 8 + count / 4 + 64);
  // Eight flags as bits, the first one lowest: the bytes' lowest bits meet in the topmost byte of the product.
  const auto bits_at = [&](size_t i) {
    uint64_t eight = 0;
    std::memcpy(&eight, flags.data() + i, std::min<size_t>(8, count - i));
    return static_cast<uint8_t>(eight * 0x0102040810204080 >> 56);
  };
  size_t i = 0;
  while (i < count) {
    // Groups of eight that are all alike make a run; others are packed.
    size_t end = i;
    const uint8_t first = bits_at(i);
    if (first == 0 || first == 255) {
      while (end + 8 <= count && bits_at(end) == first) end += 8;
    }
    while (end > i && end < count && flags[end] == (first & 1)) ++end;
    if (end - i >= 32 || (end == count && end > i)) {
      at = write_varint(at, (end - i) << 1);
      *at++ = static_cast<char>(first & 1);
      i = end;
      continue;
    }
    // Packed up to where four groups alike begin.
    end = i;
    while (end < count) {
      if (end + 32 <= count) {
        const uint8_t bits = bits_at(end);
        if ((bits == 0 || bits == 255) && end > i && bits_at(end + 8) == bits && bits_at(end + 16) == bits &&
            bits_at(end + 24) == bits) {
          break;
        }
      }
      end += 8;
    }
    at = write_varint(at, ((end - i) / 8) << 1 | 1);
    for (; i < end && i < count; i += 8) *at++ = static_cast<char>(bits_at(i));
  }
  out.commit(at);
}

void append_deltas(std::span<const int64_t> values, ByteBuffer& out) {
  constexpr size_t kBlock = 128, kMiniblocks = 4, kMiniblock = kBlock / kMiniblocks;
  const size_t count = values.size();
  char* at = out.reserve(64 + (count / kBlock + 1) * (16 + kBlock * 8));
  at = write_varint(at, kBlock);
  at = write_varint(at, kMiniblocks);
  at = write_varint(at, count);
  at = write_varint(at, zigzag(count == 0 ? 0 : values[0]));
  uint64_t deltas[kBlock];
  for (size_t i = 1; i < count; i += kBlock) {
    const size_t size = std::min(kBlock, count - i);
    // Differences wrap around, and so do the readers' sums.
    int64_t least = INT64_MAX;
    for (size_t d = 0; d < size; ++d) {
      deltas[d] = static_cast<uint64_t>(values[i + d]) - static_cast<uint64_t>(values[i + d - 1]);
      least = std::min(least, static_cast<int64_t>(deltas[d]));
    }
    at = write_varint(at, zigzag(least));
    char* widths = at;
    std::memset(widths, 0, kMiniblocks);
    at += kMiniblocks;
    for (size_t d = 0; d < size; ++d) deltas[d] -= static_cast<uint64_t>(least);
    for (size_t m = 0; m * kMiniblock < size; ++m) {
      uint64_t* mini = deltas + m * kMiniblock;
      const size_t there = std::min(kMiniblock, size - m * kMiniblock);
      uint64_t all = 0;
      for (size_t d = 0; d < there; ++d) all |= mini[d];
      // A miniblock that has begun is stored whole.
      for (size_t d = there; d < kMiniblock; ++d) mini[d] = 0;
      const uint32_t width = static_cast<uint32_t>(std::bit_width(all));
      widths[m] = static_cast<char>(width);
      if (width > 0) at = pack(at, mini, kMiniblock, width);
    }
  }
  out.commit(at);
}

}  // namespace polyclinic::formats::parquet
