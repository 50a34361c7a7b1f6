// Memory for many small things that die together: one person's ledger, one block's text. Not for anything with a
// destructor (none is run), and not shared between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace polyclinic {

class Arena {
 public:
  static constexpr std::size_t kDefaultChunkSize = 64 * 1024;

  // The largest alignment that can be asked for: that of a SIMD register. Stated here and not taken from
  // std::max_align_t, which is 8 in some builds for WebAssembly.
  static constexpr std::size_t kLargestAlignment = 16;

  // Nothing is allocated until something is asked for. Chunks have chunk_size bytes, or as many as one request needs.
  explicit Arena(std::size_t chunk_size = kDefaultChunkSize) : chunk_size_(chunk_size) {}

  Arena(Arena&& other) noexcept
      : chunk_size_(other.chunk_size_),
        chunks_(std::move(other.chunks_)),
        current_(std::exchange(other.current_, 0)),
        next_(std::exchange(other.next_, nullptr)),
        end_(std::exchange(other.end_, nullptr)),
        bytes_in_earlier_chunks_(std::exchange(other.bytes_in_earlier_chunks_, 0)) {
    other.chunks_.clear();
  }
  Arena& operator=(Arena&& other) noexcept {
    Arena moved(std::move(other));
    std::swap(chunk_size_, moved.chunk_size_);
    std::swap(chunks_, moved.chunks_);
    std::swap(current_, moved.current_);
    std::swap(next_, moved.next_);
    std::swap(end_, moved.end_);
    std::swap(bytes_in_earlier_chunks_, moved.bytes_in_earlier_chunks_);
    return *this;
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialised room for count objects, aligned for T, valid until reset() or the end of the arena.
  template <class T>
  T* allocate(std::size_t count = 1) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    static_assert(alignof(T) <= kLargestAlignment);
    return static_cast<T*>(allocate_bytes(count * sizeof(T), alignof(T)));
  }

  // A copy of the text that lives as long as the arena's contents; not terminated by a zero.
  std::string_view copy(std::string_view text) {
    if (text.empty()) {
      return {};
    }
    char* bytes = allocate<char>(text.size());
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  // alignment: a power of two, at most kLargestAlignment.
  void* allocate_bytes(std::size_t size, std::size_t alignment) {
    // Chunks start fully aligned, so aligning the address is aligning the offset.
    const std::size_t padding = (0 - reinterpret_cast<std::uintptr_t>(next_)) & (alignment - 1);
    if (next_ == nullptr || size + padding > static_cast<std::size_t>(end_ - next_)) {
      start_chunk(size);
      return std::exchange(next_, next_ + size);
    }
    std::byte* place = next_ + padding;
    next_ = place + size;
    return place;
  }

  // Forgets everything allocated and keeps the chunks for the next round.
  void reset();

  // Bytes given out since the last reset, with the padding between them.
  std::size_t bytes_in_use() const;

  // Bytes held from the system, used or not.
  std::size_t bytes_reserved() const;

 private:
  struct FreeAligned {
    void operator()(std::byte* bytes) const { ::operator delete[](bytes, std::align_val_t{kLargestAlignment}); }
  };

  struct Chunk {
    std::unique_ptr<std::byte[], FreeAligned> bytes;
    std::size_t size;
  };

  // Makes room for size bytes at next_: in the next kept chunk that is large enough, else in a new one.
  void start_chunk(std::size_t size);
  void enter_chunk(std::size_t index);

  std::size_t chunk_size_;
  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;  // the chunk that next_ points into, when next_ is not null
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t bytes_in_earlier_chunks_ = 0;
};

}  // namespace polyclinic
