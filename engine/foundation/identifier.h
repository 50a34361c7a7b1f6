// Identifiers that are unique by construction: pure functions of (seed, entity type, owner, ordinal), never drawn.
// Not for random numbers (random.h) and not a secret: who knows the seed can invert them.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>

#include "engine/foundation/hash.h"

namespace polyclinic {

// A 128-bit identifier, the two halves of a UUID in reading order.
struct Id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  bool operator==(const Id&) const = default;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return (high | low) != 0; }  // false: no id
};

// Mints UUIDs of version 4 (variant 1) for everything in one dataset. The 122 free bits are a bijection of
// (entity type, owner, ordinal), so two different things never share one.
class IdMinter {
 public:
  explicit constexpr IdMinter(std::uint64_t seed) {
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      keys_[round] = mix64(seed + (round + 1) * 0x9E3779B97F4A7C15);
    }
  }

  static constexpr std::uint64_t kOwnerLimit = std::uint64_t{1} << 48;

  // owner: the number of the person or organization it belongs to, below 2^48; ordinal: which of the owner's.
  constexpr Id mint(std::uint8_t entity_type, std::uint64_t owner, std::uint32_t ordinal) const {
    assert(owner < kOwnerLimit);
    std::uint64_t left = std::uint64_t{entity_type} << 48 | owner;
    std::uint64_t right = ordinal;
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      const std::uint64_t mixed = left ^ scramble(right ^ keys_[round]);
      left = right;
      right = mixed;
    }
    return lay_out(left, right);
  }

 private:
  // A Feistel network over two halves of 61 bits: 6 rounds, with a round function of two multiplications.
  static constexpr std::uint32_t kRounds = 6;

  static constexpr std::uint64_t scramble(std::uint64_t value) {
    value *= 0xD6E8FEB86659FD93;
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93;
    return value >> 3;  // the upper 61 bits, the best mixed ones
  }

  // RFC 9562: bits 48 to 51 are the version 4 (0100), bits 64 and 65 the variant (10).
  static constexpr Id lay_out(std::uint64_t left, std::uint64_t right) {
    const std::uint64_t payload_high = left >> 1;                      // 60 bits around the version
    const std::uint64_t payload_low = (left & 1) << 61 | right;        // 62 bits after the variant
    return Id{(payload_high >> 12) << 16 | 0x4000 | (payload_high & 0xFFF), std::uint64_t{2} << 62 | payload_low};
  }

  std::array<std::uint64_t, kRounds> keys_{};
};

inline constexpr std::size_t kUuidTextSize = 36;

namespace identifier_detail {
// The eight hexadecimal digits of 32 bits as eight bytes in reading order, computed side by side in one word.
constexpr std::uint64_t hex_digits(std::uint32_t value) {
  std::uint64_t digits = value;
  digits = (digits << 32 | digits >> 16) & 0x0000FFFF0000FFFF;  // halves, the upper one first in memory
  digits = (digits << 16 | digits >> 8) & 0x00FF00FF00FF00FF;
  digits = (digits << 8 | digits >> 4) & 0x0F0F0F0F0F0F0F0F;
  // 10 to 15 become 'a' to 'f': adding 6 carries into bit 4 exactly for those.
  const std::uint64_t letters = ((digits + 0x0606060606060606) >> 4) & 0x0101010101010101;
  return digits + 0x3030303030303030 + letters * ('a' - '0' - 10);
}
}  // namespace identifier_detail

// Writes the 36 characters of a UUID, lower case, and returns the end.
inline char* write_uuid(char* out, Id id) {
  const std::uint64_t first = identifier_detail::hex_digits(static_cast<std::uint32_t>(id.high >> 32));
  const std::uint64_t second = identifier_detail::hex_digits(static_cast<std::uint32_t>(id.high));
  const std::uint64_t third = identifier_detail::hex_digits(static_cast<std::uint32_t>(id.low >> 32));
  const std::uint64_t fourth = identifier_detail::hex_digits(static_cast<std::uint32_t>(id.low));
  static_assert(std::endian::native == std::endian::little, "the digits are placed low byte first");
  std::memcpy(out, &first, 8);
  out[8] = '-';
  std::memcpy(out + 9, &second, 4);
  out[13] = '-';
  const std::uint64_t second_half = second >> 32;
  std::memcpy(out + 14, &second_half, 4);
  out[18] = '-';
  std::memcpy(out + 19, &third, 4);
  out[23] = '-';
  const std::uint64_t third_half = third >> 32;
  std::memcpy(out + 24, &third_half, 4);
  std::memcpy(out + 28, &fourth, 8);
  return out + kUuidTextSize;
}

// A bijection of [0, domain), different for each key: the n-th member of a population gets the n-th number of a
// shuffled range without the range ever being shuffled. For record numbers, SSNs, NPIs. value < domain.
std::uint64_t permute_below(std::uint64_t value, std::uint64_t domain, std::uint64_t key);

}  // namespace polyclinic
