// How a ByteBuffer grows. Not on the path of an ordinary append.
#include "engine/foundation/byte_buffer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace polyclinic {

namespace {

// What operator new does without exceptions: the program's handler has the last word, and ends it.
[[noreturn]] void out_of_memory() {
  if (const std::new_handler handler = std::get_new_handler(); handler != nullptr) {
    handler();
  }
  std::abort();
}

}  // namespace

void ByteBuffer::grow(std::size_t n) {
  constexpr std::size_t kSmallest = 256, kLarge = std::size_t{1} << 20;
  const std::size_t used = size();
  if (n > SIZE_MAX / 2 - used) {
    out_of_memory();
  }
  // realloc moves large blocks by remapping their pages where the system can, without copying. Where it cannot, in
  // WebAssembly, both blocks are there for a moment: large ones grow in smaller steps.
  const std::size_t step = this->capacity() < kLarge ? this->capacity() : this->capacity() / 4;
  const std::size_t capacity = std::max({used + n, this->capacity() + step, kSmallest});
  char* data = static_cast<char*>(std::realloc(data_, capacity));
  if (data == nullptr) {
    out_of_memory();
  }
  data_ = data;
  end_ = data + used;
  limit_ = data + capacity;
}

}  // namespace polyclinic
