// The hundred pairs of digits "00" to "99", from which numbers and dates are written two characters at a time.
// Not for formatting as such: see number_text.h and calendar.h.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace polyclinic {

namespace digit_pairs_detail {
consteval std::array<char, 200> make_pairs() {
  std::array<char, 200> pairs{};
  for (std::uint32_t value = 0; value < 100; ++value) {
    pairs[2 * value] = static_cast<char>('0' + value / 10);
    pairs[2 * value + 1] = static_cast<char>('0' + value % 10);
  }
  return pairs;
}
inline constexpr std::array<char, 200> kPairs = make_pairs();
}  // namespace digit_pairs_detail

// Writes exactly two characters; the value must be below 100.
inline void write_two_digits(char* out, std::uint32_t value) {
  std::memcpy(out, digit_pairs_detail::kPairs.data() + 2 * value, 2);
}

}  // namespace polyclinic
