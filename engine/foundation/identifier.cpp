// Shuffling a range by arithmetic. Not for 128-bit ids, which are minted inline.
#include "engine/foundation/identifier.h"

namespace polyclinic {

std::uint64_t permute_below(std::uint64_t value, std::uint64_t domain, std::uint64_t key) {
  assert(value < domain);
  if (domain <= 1) {
    return 0;
  }
  // A Feistel network over just enough bits, in two parts of (nearly) equal width, each in turn changed by a function
  // of the other; values that fall outside the domain are sent through it again until they are inside (cycle walking),
  // fewer than two passes on average because the domain fills more than half of the 2^bits values.
  constexpr std::uint32_t kRounds = 8;
  const std::uint32_t bits = static_cast<std::uint32_t>(std::bit_width(domain - 1));
  const std::uint32_t low_bits = (bits + 1) / 2;
  const std::uint64_t low_mask = (std::uint64_t{1} << low_bits) - 1;
  const std::uint64_t high_mask = (std::uint64_t{1} << (bits - low_bits)) - 1;
  std::uint64_t low = value & low_mask;
  std::uint64_t high = value >> low_bits;
  do {
    for (std::uint32_t round = 0; round < kRounds; round += 2) {
      high ^= mix64(low + mix64(key + round)) & high_mask;
      low ^= mix64(high + mix64(key + round + 1)) & low_mask;
    }
    value = high << low_bits | low;
  } while (value >= domain);
  return value;
}

}  // namespace polyclinic
