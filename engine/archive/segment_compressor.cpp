// Segments through zlib's deflate, or stored. Not for inflating: readers of a ZIP bring their own.
#include <zlib.h>

// zlib built with a prefix renames these by macro, in our own declarations too.
#undef compress
#undef crc32
#undef crc32_combine

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/archive/segment_compressor.h"
#include "engine/foundation/hash.h"

namespace polyclinic::archive {

namespace {

constexpr int kRawDeflate = -15;  // windowBits: the full 32 KiB window, without zlib's or gzip's wrapping
constexpr int kMemoryLevel = 8;   // on our text 9 is 15 to 25 % slower and 7 is 5 to 20 % slower, at the same size

// A stored block: three header bits padded to a byte, its length and the length's complement, the bytes.
constexpr std::size_t kLargestStoredBlock = 0xFFFF;
constexpr std::size_t kStoredHeader = 5;

// zlib would cut stored blocks by the room that it is given for output; here the input alone decides.
void store(std::string_view raw, ByteBuffer& out) {
  const std::size_t blocks = (raw.size() + kLargestStoredBlock - 1) / kLargestStoredBlock;
  char* end = out.reserve(raw.size() + blocks * kStoredHeader);
  while (!raw.empty()) {
    const std::size_t size = std::min(raw.size(), kLargestStoredBlock);
    *end++ = 0;
    *end++ = static_cast<char>(size & 0xFF);
    *end++ = static_cast<char>(size >> 8);
    *end++ = static_cast<char>(~size & 0xFF);
    *end++ = static_cast<char>((~size >> 8) & 0xFF);
    std::memcpy(end, raw.data(), size);
    end += size;
    raw.remove_prefix(size);
  }
  out.commit(end);
}

}  // namespace

struct SegmentCompressor::Deflater {
  z_stream stream = {};

  ~Deflater() { deflateEnd(&stream); }
};

Result<SegmentCompressor> SegmentCompressor::create(int level) {
  if (level < kLowestLevel || level > kHighestLevel) {
    return fail(ErrorKind::kInvalidInput, "unknown compression level",
                {{"", "the level is " + std::to_string(level), "use 0 (stored) to 9 (smallest)"}});
  }
  std::unique_ptr<Deflater> deflater;
  if (level > 0) {
    deflater = std::make_unique<Deflater>();
    if (deflateInit2(&deflater->stream, level, Z_DEFLATED, kRawDeflate, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
      return fail(ErrorKind::kRunFailed, "no memory for the compressor");
    }
  }
  return SegmentCompressor(level, std::move(deflater));
}

SegmentCompressor::SegmentCompressor(int level, std::unique_ptr<Deflater> deflater)
    : level_(level), deflater_(std::move(deflater)) {}
SegmentCompressor::SegmentCompressor(SegmentCompressor&&) noexcept = default;
SegmentCompressor& SegmentCompressor::operator=(SegmentCompressor&&) noexcept = default;
SegmentCompressor::~SegmentCompressor() = default;

Status SegmentCompressor::compress(std::string_view raw, Segment& out) {
  out.bytes.clear();
  out.raw_size = raw.size();
  out.crc = polyclinic::crc32(0, raw);
  if (raw.empty()) {
    return {};
  }
  if (raw.size() > kLargestRaw) {
    return fail(ErrorKind::kInternal, "a segment of " + std::to_string(raw.size()) + " bytes is too large to compress");
  }
  if (level_ == 0) {
    store(raw, out.bytes);
    return {};
  }

  z_stream& stream = deflater_->stream;
  deflateReset(&stream);
  // The bound is for a whole stream; ending in a flush instead adds an empty stored block, 5 bytes at most.
  const std::size_t room = deflateBound(&stream, static_cast<uLong>(raw.size())) + 16;
  // In a room of ours: what waits for its turn in `out` takes only what it needs.
  room_.clear();
  char* begin = room_.reserve(room);
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(raw.data()));
  stream.avail_in = static_cast<uInt>(raw.size());
  stream.next_out = reinterpret_cast<Bytef*>(begin);
  stream.avail_out = static_cast<uInt>(room);
  const int outcome = deflate(&stream, Z_SYNC_FLUSH);
  if (outcome != Z_OK || stream.avail_in != 0 || stream.avail_out == 0) {
    return fail(ErrorKind::kInternal, "zlib did not compress a segment in one go (" + std::to_string(outcome) + ")");
  }
  room_.commit(reinterpret_cast<char*>(stream.next_out));
  out.bytes.append(room_.view());
  return {};
}

}  // namespace polyclinic::archive
