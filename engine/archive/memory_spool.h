// A spool in memory, with a limit: for tests, and for hosts that have no store of their own. Not a cache.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "polyclinic/spool.h"

namespace polyclinic::archive {

class MemorySpool final : public Spool {
 public:
  // Refuses to hold more than `limit` bytes.
  explicit MemorySpool(std::uint64_t limit = std::numeric_limits<std::uint64_t>::max()) : limit_(limit) {}

  Status append(std::string_view bytes) override;
  Status read(std::uint64_t offset, char* into, std::size_t size) override;
  std::uint64_t size() const override { return size_; }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 20;

  std::uint64_t limit_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> chunks_;  // of kChunk bytes, filled in order: growing copies nothing
};

}  // namespace polyclinic::archive
