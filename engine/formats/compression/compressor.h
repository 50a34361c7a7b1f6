// Compresses one page or block by the codecs that Parquet and Avro know. Not for ZIP entries (archive/).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/config/config.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/result.h"

namespace polyclinic::formats {

using Codec = config::Compression;

// One for each thread, reused: contexts are made when first used. What comes out depends on the bytes alone, in every
// build: one thread, fixed levels.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;

  // Appends `raw` compressed; kNone appends it as it is. At most kLargestRaw bytes. Errors: kRunFailed.
  Status append(Codec codec, std::string_view raw, ByteBuffer& out);

  static constexpr uint64_t kLargestRaw = uint64_t{1} << 30;

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace polyclinic::formats
