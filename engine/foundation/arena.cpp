// The slow half of the arena: taking a chunk into use. Not on the path of an ordinary allocation.
#include "engine/foundation/arena.h"

namespace polyclinic {

void Arena::enter_chunk(std::size_t index) {
  current_ = index;
  next_ = chunks_[index].bytes.get();
  end_ = next_ + chunks_[index].size;
}

void Arena::start_chunk(std::size_t size) {
  std::size_t index = 0;
  if (next_ != nullptr) {
    bytes_in_earlier_chunks_ += static_cast<std::size_t>(next_ - chunks_[current_].bytes.get());
    index = current_ + 1;
  }
  // A kept chunk too small for this request is left for later ones: the first that fits is moved up instead.
  for (std::size_t candidate = index; candidate < chunks_.size(); ++candidate) {
    if (chunks_[candidate].size >= size) {
      std::swap(chunks_[candidate], chunks_[index]);
      enter_chunk(index);
      return;
    }
  }
  const std::size_t chunk_size = size > chunk_size_ ? size : chunk_size_;
  auto* bytes = static_cast<std::byte*>(::operator new[](chunk_size, std::align_val_t{kLargestAlignment}));
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(index),
                 Chunk{std::unique_ptr<std::byte[], FreeAligned>(bytes), chunk_size});
  enter_chunk(index);
}

void Arena::reset() {
  bytes_in_earlier_chunks_ = 0;
  if (!chunks_.empty()) {
    enter_chunk(0);
  }
}

std::size_t Arena::bytes_in_use() const {
  if (next_ == nullptr) {
    return 0;
  }
  return bytes_in_earlier_chunks_ + static_cast<std::size_t>(next_ - chunks_[current_].bytes.get());
}

std::size_t Arena::bytes_reserved() const {
  std::size_t total = 0;
  for (const Chunk& chunk : chunks_) {
    total += chunk.size;
  }
  return total;
}

}  // namespace polyclinic
