// Every interned text of a run as one format writes it (quoted, escaped), rendered once and copied ever after.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/text_pool.h"

namespace polyclinic::formats {

class RenderedTerms {
 public:
  // `render(text, out)` appends one text's rendering; kNoText is rendered as `null`.
  template <class Render>
  RenderedTerms(const TextPool& pool, std::string_view null, Render render) {
    starts_.reserve(pool.size() + 1);
    starts_.push_back(0);
    bytes_.append(null);
    starts_.push_back(static_cast<uint32_t>(bytes_.size()));
    for (TextId id = 1; id < pool.size(); ++id) {
      render(pool.text(id), bytes_);
      starts_.push_back(static_cast<uint32_t>(bytes_.size()));
    }
    for (size_t i = 0; i + 1 < starts_.size(); ++i) {
      const size_t size = starts_[i + 1] - starts_[i];
      if (size > longest_) longest_ = size;
    }
    std::memset(bytes_.reserve(kSlack), 0, kSlack);  // copy() reads whole slices
    bytes_.commit(bytes_.data() + bytes_.size() + kSlack);
  }

  size_t longest() const { return longest_; }

  // Writes a term and returns the end; `out` must have room for longest() + kSlack bytes.
  char* copy(char* out, TextId id) const {
    const char* from = bytes_.data() + starts_[id];
    const size_t size = starts_[id + 1] - starts_[id];
    // Most terms are short: one slice of fixed size is a register or two, a call of memcpy is not.
    std::memcpy(out, from, kSlack);
    if (size > kSlack) [[unlikely]] std::memcpy(out + kSlack, from + kSlack, size - kSlack);
    return out + size;
  }

  static constexpr size_t kSlack = 32;

 private:
  ByteBuffer bytes_;
  std::vector<uint32_t> starts_;
  size_t longest_ = 0;
};

}  // namespace polyclinic::formats
