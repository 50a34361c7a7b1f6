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
  constexpr std::size_t kSmallest = 256;
  const std::size_t used = size();
  if (n > SIZE_MAX / 2 - used) {
    out_of_memory();
  }
  // realloc moves large blocks by remapping their pages where the system can, without copying.
  const std::size_t capacity = std::max({used + n, 2 * this->capacity(), kSmallest});
  char* data = static_cast<char*>(std::realloc(data_, capacity));
  if (data == nullptr) {
    out_of_memory();
  }
  data_ = data;
  end_ = data + used;
  limit_ = data + capacity;
}

}  // namespace polyclinic
