// Snappy's raw format. Our own few lines: Google's library is C++ that must be configured for every platform and chooses
// its matches by the platform's word size, where our bytes must be the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/foundation/byte_buffer.h"

namespace polyclinic::formats {

class SnappyEncoder {
 public:
  // Appends `raw` compressed.
  void append(std::string_view raw, ByteBuffer& out);

 private:
  static constexpr uint32_t kHashBits = 14;
  std::vector<uint16_t> table_ = std::vector<uint16_t>(size_t{1} << kHashBits);
};

}  // namespace polyclinic::formats
