// Queues of pages, and of extents in the spool.
#include "engine/archive/backlog.h"

#include <algorithm>
#include <cstring>

namespace polyclinic::archive {

Status Backlog::push(std::uint32_t queue_index, std::string_view bytes) {
  Queue& queue = queues_[queue_index];
  while (!bytes.empty()) {
    if (queue.filled == kPage && !take_page(queue)) {
      if (most_pages_ == 0) {
        return spool_bytes(queue, bytes);
      }
      POLYCLINIC_TRY(spool_longest_queue());
      continue;
    }
    const std::size_t count = std::min(bytes.size(), kPage - queue.filled);
    std::memcpy(queue.pages.back().get() + queue.filled, bytes.data(), count);
    queue.filled += count;
    bytes.remove_prefix(count);
  }
  return {};
}

bool Backlog::empty(std::uint32_t queue_index) const {
  const Queue& queue = queues_[queue_index];
  return queue.first_extent == queue.extents.size() && queue.pages_held() == 0;
}

Status Backlog::pop(std::uint32_t queue_index, std::size_t most, ByteBuffer& into) {
  Queue& queue = queues_[queue_index];
  while (most > 0 && !empty(queue_index)) {
    if (queue.first_extent < queue.extents.size()) {
      Extent& extent = queue.extents[queue.first_extent];
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, extent.size));
      char* out = into.reserve(count);
      POLYCLINIC_TRY(spool_->read(extent.offset, out, count));
      into.commit(out + count);
      most -= count;
      extent.offset += count;
      extent.size -= count;
      if (extent.size == 0 && ++queue.first_extent == queue.extents.size()) {
        queue.extents.clear();
        queue.first_extent = 0;
      }
      continue;
    }
    const std::string_view bytes = front_page_bytes(queue).substr(0, most);
    into.append(bytes);
    most -= bytes.size();
    queue.read += bytes.size();
    if (front_page_bytes(queue).empty()) {
      give_back_first_page(queue);
    }
  }
  return {};
}

bool Backlog::take_page(Queue& queue) {
  if (!free_pages_.empty()) {
    queue.pages.push_back(std::move(free_pages_.back()));
    free_pages_.pop_back();
  } else if (pages_made_ < most_pages_) {
    queue.pages.push_back(std::make_unique_for_overwrite<char[]>(kPage));
    ++pages_made_;
  } else {
    return false;
  }
  queue.filled = 0;
  return true;
}

void Backlog::give_back_first_page(Queue& queue) {
  free_pages_.push_back(std::move(queue.pages[queue.first_page]));
  ++queue.first_page;
  queue.read = 0;
  if (queue.pages_held() == 0) {
    queue.pages.clear();
    queue.first_page = 0;
    queue.filled = kPage;
  }
}

std::string_view Backlog::front_page_bytes(const Queue& queue) const {
  const std::size_t end = queue.pages_held() == 1 ? queue.filled : kPage;
  return {queue.pages[queue.first_page].get() + queue.read, end - queue.read};
}

Status Backlog::spool_bytes(Queue& queue, std::string_view bytes) {
  const std::uint64_t offset = spool_->size();
  POLYCLINIC_TRY(spool_->append(bytes));
  if (!queue.extents.empty() && queue.extents.back().offset + queue.extents.back().size == offset) {
    queue.extents.back().size += bytes.size();
  } else {
    queue.extents.push_back({offset, bytes.size()});
  }
  return {};
}

Status Backlog::spool_longest_queue() {
  Queue& longest = *std::max_element(queues_.begin(), queues_.end(), [](const Queue& a, const Queue& b) {
    return a.pages_held() < b.pages_held();
  });
  while (longest.pages_held() > 0) {
    POLYCLINIC_TRY(spool_bytes(longest, front_page_bytes(longest)));
    give_back_first_page(longest);
  }
  return {};
}

}  // namespace polyclinic::archive
