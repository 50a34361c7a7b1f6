// The operations of text.h that are more than a line.
#include "engine/foundation/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace polyclinic {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080;

// The first byte at or after position that is not ASCII, or the size.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  while (position + 8 <= text.size()) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + position, 8);
    if ((word & kHighBits) != 0) {
      break;
    }
    position += 8;
  }
  while (position < text.size() && static_cast<std::uint8_t>(text[position]) < 0x80) {
    ++position;
  }
  return position;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  const auto byte_at = [text](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
  const auto continues = [&](std::size_t index) { return index < text.size() && (byte_at(index) & 0xC0) == 0x80; };
  std::size_t position = 0;
  while ((position = skip_ascii(text, position)) < text.size()) {
    const std::uint8_t lead = byte_at(position);
    // The range of the second byte is narrower after four lead bytes: it is what rules out overlong forms (E0, F0),
    // surrogates (ED) and what lies above U+10FFFF (F4).
    std::size_t length = 0;
    std::uint8_t second_low = 0x80;
    std::uint8_t second_high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      second_low = lead == 0xE0 ? 0xA0 : 0x80;
      second_high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      second_low = lead == 0xF0 ? 0x90 : 0x80;
      second_high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
      return position;
    }
    if (position + 1 >= text.size() || byte_at(position + 1) < second_low || byte_at(position + 1) > second_high) {
      return position;
    }
    for (std::size_t index = 2; index < length; ++index) {
      if (!continues(position + index)) {
        return position;
      }
    }
    position += length;
  }
  return std::nullopt;
}

bool is_ascii(std::string_view text) { return skip_ascii(text, 0) == text.size(); }

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), to_ascii_lower);
  return lower;
}

std::string to_upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), to_ascii_upper);
  return upper;
}

std::string to_title(std::string_view text) {
  std::string title(text);
  std::size_t letters = 0;  // letters of the word so far
  bool upper_next = true;
  for (char& c : title) {
    if (is_ascii_letter(c) || (static_cast<std::uint8_t>(c) & 0x80) != 0) {
      c = upper_next ? to_ascii_upper(c) : to_ascii_lower(c);
      upper_next = false;
      ++letters;
    } else if (c == '\'') {
      upper_next = letters == 1;  // O'Brien, D'Angelo, but not the s of a genitive
    } else {
      upper_next = !is_ascii_digit(c);  // 1st, 22nd
      letters = 0;
    }
  }
  return title;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_ascii_lower, to_ascii_lower);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> rows(3 * width);
  std::size_t* before_last = rows.data();
  std::size_t* last = before_last + width;
  std::size_t* current = last + width;
  for (std::size_t j = 0; j < width; ++j) {
    current[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, current);
    current[0] = i;
    const char a_here = to_ascii_lower(a[i - 1]);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char b_here = to_ascii_lower(b[j - 1]);
      std::size_t best = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (a_here == b_here ? 0U : 1U)});
      if (i >= 2 && j >= 2 && a_here == to_ascii_lower(b[j - 2]) && b_here == to_ascii_lower(a[i - 2])) {
        best = std::min(best, before_last[j - 2] + 1);
      }
      current[j] = best;
    }
  }
  return current[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    const std::size_t allowed = std::max<std::size_t>(longer / 3, longer >= 2 ? 1 : 0);
    if (longer - shorter > allowed || (best && longer - shorter >= best_distance)) {
      continue;
    }
    const std::size_t distance = edit_distance(word, candidate);
    if (distance <= allowed && (!best || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace polyclinic
