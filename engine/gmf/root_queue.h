// The two sets that scheduling needs: roots by the instant that wakes them, and roots by their rank. Both hold each
// root once at most, so nothing in them is ever stale. Not a general priority queue.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

// Roots by their wake instant, earliest first; equal instants in no stated order (they are swept by rank).
class RootQueue {
 public:
  void resize(std::size_t roots) { positions_.assign(roots, kNone), clear(); }

  void clear() {
    for (const Item& item : heap_) positions_[item.root] = kNone;
    heap_.clear();
  }

  bool is_empty() const { return heap_.empty(); }
  uint32_t size() const { return static_cast<uint32_t>(heap_.size()); }
  Instant first_instant() const { return heap_.empty() ? INT64_MAX : heap_.front().at; }
  RootId first_root() const { return heap_.front().root; }

  // Puts the root at that instant, wherever it was before.
  void set(RootId root, Instant at) {
    uint32_t position = positions_[root];
    if (position == kNone) {
      position = static_cast<uint32_t>(heap_.size());
      heap_.push_back({at, root});
      rise(position, {at, root});
      return;
    }
    const Instant before = heap_[position].at;
    if (at < before) {
      rise(position, {at, root});
    } else {
      sink(position, {at, root});
    }
  }

  void remove(RootId root) {
    const uint32_t position = positions_[root];
    if (position == kNone) return;
    positions_[root] = kNone;
    const Item last = heap_.back();
    heap_.pop_back();
    if (last.root == root) return;
    if (position > 0 && last.at < heap_[(position - 1) / 2].at) {
      rise(position, last);
    } else {
      sink(position, last);
    }
  }

 private:
  struct Item {
    Instant at;
    RootId root;
  };

  void place(uint32_t position, Item item) {
    heap_[position] = item;
    positions_[item.root] = position;
  }

  void rise(uint32_t position, Item item) {
    while (position > 0) {
      const uint32_t parent = (position - 1) / 2;
      if (heap_[parent].at <= item.at) break;
      place(position, heap_[parent]);
      position = parent;
    }
    place(position, item);
  }

  void sink(uint32_t position, Item item) {
    const uint32_t size = static_cast<uint32_t>(heap_.size());
    for (;;) {
      uint32_t child = 2 * position + 1;
      if (child >= size) break;
      if (child + 1 < size && heap_[child + 1].at < heap_[child].at) ++child;
      if (heap_[child].at >= item.at) break;
      place(position, heap_[child]);
      position = child;
    }
    place(position, item);
  }

  std::vector<Item> heap_;
  std::vector<uint32_t> positions_;  // by root; kNone: not in it
};

// Roots by rank, as bits.
class RootSet {
 public:
  void resize(std::size_t roots) { words_.assign((roots + 63) / 64, 0); }
  void clear() {
    for (uint64_t& word : words_) word = 0;
  }
  void add(RootId root) { words_[root >> 6] |= uint64_t{1} << (root & 63); }
  void remove(RootId root) { words_[root >> 6] &= ~(uint64_t{1} << (root & 63)); }
  bool contains(RootId root) const { return (words_[root >> 6] >> (root & 63) & 1) != 0; }
  bool is_empty() const {
    for (const uint64_t word : words_) {
      if (word != 0) return false;
    }
    return true;
  }

  // The lowest member that is `from` or above; kNoRoot: none.
  RootId next(uint32_t from) const {
    std::size_t index = from >> 6;
    if (index >= words_.size()) return kNoRoot;
    uint64_t word = words_[index] & (~uint64_t{0} << (from & 63));
    while (word == 0) {
      if (++index == words_.size()) return kNoRoot;
      word = words_[index];
    }
    return static_cast<RootId>(index * 64 + static_cast<uint32_t>(std::countr_zero(word)));
  }

 private:
  std::vector<uint64_t> words_;
};

}  // namespace polyclinic::gmf
