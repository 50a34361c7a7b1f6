// Chunks of memory that bytes are copied into and out of.
#include "engine/archive/memory_spool.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/foundation/result.h"

namespace polyclinic::archive {

Status MemorySpool::append(std::string_view bytes) {
  if (bytes.size() > limit_ - size_) {
    return fail(ErrorKind::kRunFailed, "the memory for compressed data that has to wait is full",
                {{"", "the limit is " + std::to_string(limit_) + " bytes",
                  "generate fewer patients, or one format at a time"}});
  }
  while (!bytes.empty()) {
    const auto used = static_cast<std::size_t>(size_ % kChunk);
    if (used == 0) {
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
    }
    const std::size_t count = std::min(bytes.size(), kChunk - used);
    std::memcpy(chunks_.back().get() + used, bytes.data(), count);
    bytes.remove_prefix(count);
    size_ += count;
  }
  return {};
}

Status MemorySpool::read(std::uint64_t offset, char* into, std::size_t size) {
  if (offset > size_ || size > size_ - offset) {
    return fail(ErrorKind::kInternal, "read beyond the end of the spool");
  }
  while (size > 0) {
    const auto start = static_cast<std::size_t>(offset % kChunk);
    const std::size_t count = std::min(size, kChunk - start);
    std::memcpy(into, chunks_[static_cast<std::size_t>(offset / kChunk)].get() + start, count);
    into += count;
    offset += count;
    size -= count;
  }
  return {};
}

}  // namespace polyclinic::archive
