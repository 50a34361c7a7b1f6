// Interned texts: every name, code and display of a run once, known by a small number. Not for texts that are made
// for one person (addresses, numbers); those live in an arena.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/foundation/arena.h"

namespace polyclinic {

// 0 is "no text" and stands for null.
using TextId = uint32_t;
inline constexpr TextId kNoText = 0;

// Filled while the world is built, read-only afterwards. Ids are given in the order of first interning, so that they
// are the same in every build.
class TextPool {
 public:
  TextPool() { texts_.emplace_back(); }

  // Empty text is kNoText.
  TextId intern(std::string_view text) {
    if (text.empty()) return kNoText;
    const auto found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    const std::string_view kept = arena_.copy(text);
    const TextId id = static_cast<TextId>(texts_.size());
    texts_.push_back(kept);
    ids_.emplace(kept, id);
    return id;
  }

  // The id of a text that was interned before, else kNoText (as for the empty text).
  TextId find(std::string_view text) const {
    const auto found = ids_.find(text);
    return found == ids_.end() ? kNoText : found->second;
  }

  std::string_view text(TextId id) const { return texts_[id]; }
  uint32_t size() const { return static_cast<uint32_t>(texts_.size()); }

 private:
  Arena arena_;
  std::vector<std::string_view> texts_;
  std::unordered_map<std::string_view, TextId> ids_;  // looked up only, never walked
};

}  // namespace polyclinic
