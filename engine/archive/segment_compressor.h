// Compresses one piece of a file so that pieces made by different threads can be put together. Not the ZIP around it
// (zip_writer.h), and not a decompressor.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"

namespace polyclinic::archive {

// One piece of a file, compressed by itself: raw deflate (RFC 1951) without a final block, ending on a byte boundary and
// referring to nothing before it. Segments of one file, concatenated in order and closed by kFinalBlock, are the
// file's deflate stream.
struct Segment {
  ByteBuffer bytes;
  std::uint64_t raw_size = 0;  // bytes before compression
  std::uint32_t crc = 0;       // CRC-32 of those bytes
};

// An empty final block with fixed Huffman codes.
inline constexpr std::string_view kFinalBlock{"\x03\x00", 2};

// zlib's levels; 0 stores the bytes in deflate's stored blocks, so that every level is the same method to a reader. On
// CSV text level 1 is 2.7 times as fast as level 6 for 12 % more bytes, level 4 half as fast as level 1 for 8 % fewer
// (tests/bench/archive_compression.cpp).
inline constexpr int kLowestLevel = 0;
inline constexpr int kHighestLevel = 9;

// One for each worker thread, reused: it keeps 256 KiB of tables and room for the largest segment that it met. Its output
// depends on the level and the bytes alone.
class SegmentCompressor {
 public:
  // Errors: kInvalidInput when the level is not within kLowestLevel..kHighestLevel.
  static Result<SegmentCompressor> create(int level);

  SegmentCompressor(SegmentCompressor&&) noexcept;
  SegmentCompressor& operator=(SegmentCompressor&&) noexcept;
  ~SegmentCompressor();

  // Replaces what `out` held. No bytes make an empty segment. At most kLargestRaw bytes.
  Status compress(std::string_view raw, Segment& out);

  static constexpr std::uint64_t kLargestRaw = std::uint64_t{1} << 30;

  int level() const { return level_; }

 private:
  struct Deflater;  // zlib's state, which must not move

  SegmentCompressor(int level, std::unique_ptr<Deflater> deflater);

  int level_;
  std::unique_ptr<Deflater> deflater_;  // none at level 0
  ByteBuffer room_;                     // for a segment that does not get any smaller
};

}  // namespace polyclinic::archive
