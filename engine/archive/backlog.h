// Bytes that have to wait, in many queues: in memory up to a budget, beyond it in a spool. It knows nothing of ZIP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"
#include "polyclinic/spool.h"

namespace polyclinic::archive {

class Backlog {
 public:
  // Memory comes in pages of this size.
  static constexpr std::size_t kPage = std::size_t{64} << 10;

  // Holds at most `memory_budget` bytes in memory, counted in whole pages (a smaller budget means none), and appends the
  // rest to `spool`, which is not owned. Without a spool everything stays in memory.
  Backlog(std::uint64_t memory_budget, Spool* spool)
      : most_pages_(spool == nullptr ? std::numeric_limits<std::uint64_t>::max() : memory_budget / kPage),
        spool_(spool) {}

  // Queues are numbered from 0; this makes one more.
  void add_queue() { queues_.emplace_back(); }

  // Appends to a queue. When memory is full, the longest queue moves to the spool: few and large writes.
  Status push(std::uint32_t queue, std::string_view bytes);

  bool empty(std::uint32_t queue) const;

  // Moves the oldest bytes of a queue, at most `most`, to the end of `into`.
  Status pop(std::uint32_t queue, std::size_t most, ByteBuffer& into);

  // Memory held, free pages included.
  std::uint64_t memory_bytes() const { return pages_made_ * kPage; }

 private:
  using Page = std::unique_ptr<char[]>;

  struct Extent {
    std::uint64_t offset;
    std::uint64_t size;
  };

  // Spooled bytes are always older than those in memory: a queue moves to the spool as a whole.
  struct Queue {
    std::vector<Extent> extents;
    std::size_t first_extent = 0;  // those before were read
    std::vector<Page> pages;
    std::size_t first_page = 0;  // those before were read and given back
    std::size_t read = 0;        // bytes already taken from the first page
    std::size_t filled = kPage;  // bytes in the last page

    std::size_t pages_held() const { return pages.size() - first_page; }
  };

  bool take_page(Queue& queue);
  void give_back_first_page(Queue& queue);
  Status spool_bytes(Queue& queue, std::string_view bytes);
  Status spool_longest_queue();
  std::string_view front_page_bytes(const Queue& queue) const;

  std::uint64_t most_pages_;
  std::uint64_t pages_made_ = 0;
  std::vector<Page> free_pages_;
  Spool* spool_;
  std::vector<Queue> queues_;
};

}  // namespace polyclinic::archive
