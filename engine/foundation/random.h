// Random streams that depend on nothing but their name: (seed, entity, purpose, ordinal). Not a shared generator:
// two streams never touch each other, so no order of execution and no added module can change what another draws.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>

#include "engine/foundation/math.h"

namespace polyclinic {

// What a stream is drawn for. An open enumeration: each room defines constants of its own,
//   inline constexpr Purpose kHeightAtBirth{0x0501};
// within a block of 256 that it owns. Values are below 65,536. Changing a value changes every dataset.
//   0x00xx tests and experiments   0x01xx world     0x02xx life: person   0x03xx life: course   0x04xx gmf
//   0x05xx ledger, identifiers     0x06xx datasets  0x07xx formats        0x08xx run and above: free
enum class Purpose : std::uint32_t {};

inline constexpr std::uint32_t kPurposeLimit = 1U << 16;

// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
// 1, 2, 3" (SC11). Our own few lines and not Random123's header, because that refuses to compile for WebAssembly; the
// tests compare the two on its published vectors and beyond.
constexpr std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter, std::uint64_t key) {
  std::uint32_t key_low = static_cast<std::uint32_t>(key);
  std::uint32_t key_high = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key_low, static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key_high, static_cast<std::uint32_t>(first)};
    key_low += 0x9E3779B9;
    key_high += 0xBB67AE85;
  }
  return counter;
}

// A stream of random words and of the numbers made of them. Cheap to make (32 bytes set, nothing drawn until asked)
// and to copy; a copy goes on where the original stood.
//
// The layout of the 128-bit counter, one Philox block (four words) for each value:
//   word 0: block index (low 16 bits), purpose (high 16 bits)
//   word 1: ordinal
//   word 2, word 3: entity, low and high half
// so streams that differ in entity, purpose or ordinal have no counter in common. The key is the seed. After 65,536
// blocks (262,144 words, 1 MiB) a stream goes on under the next key, the seed moved on by an odd constant; as the
// counters stay its own, it meets no other stream of its seed there either.
class RandomStream {
 public:
  // ordinal numbers the sub-streams of one entity and purpose: a visit, a module, an attempt.
  constexpr RandomStream(std::uint64_t seed, std::uint64_t entity, Purpose purpose, std::uint32_t ordinal = 0)
      : key_(seed), entity_(entity), ordinal_(ordinal), purpose_and_block_(static_cast<std::uint32_t>(purpose) << 16) {
    assert(static_cast<std::uint32_t>(purpose) < kPurposeLimit);
  }

  // The next word.
  constexpr std::uint32_t next_u32() {
    if (position_ == 4) {
      refill();
    }
    return words_[position_++];
  }

  // The next two words, low half first. Pairs are aligned: after an odd number of next_u32 a word is passed over.
  constexpr std::uint64_t next_u64() {
    std::uint32_t position = (position_ + 1) & ~1U;
    if (position == 4) {
      refill();
      position = 0;
    }
    position_ = position + 2;
    return words_[position] | std::uint64_t{words_[position + 1]} << 32;
  }

  // Uniform on the open interval (0, 1): the 2^52 odd multiples of 2^-53, so never 0, never 1, symmetric about 1/2.
  constexpr double uniform() {
    return (static_cast<double>(static_cast<std::int64_t>(next_u64() >> 12)) + 0.5) * 0x1p-52;
  }

  // Uniform on [0, n), without bias (Lemire's multiplication with rejection); n >= 1.
  constexpr std::uint32_t below(std::uint32_t n) {
    assert(n >= 1);
    std::uint64_t product = std::uint64_t{next_u32()} * n;
    if (static_cast<std::uint32_t>(product) < n) [[unlikely]] {
      const std::uint32_t threshold = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) {
        product = std::uint64_t{next_u32()} * n;
      }
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  // Uniform on [low, high], both included, without bias; low <= high.
  constexpr std::int32_t between(std::int32_t low, std::int32_t high) {
    assert(low <= high);
    const std::uint32_t count = static_cast<std::uint32_t>(high) - static_cast<std::uint32_t>(low) + 1;
    const std::uint32_t step = count == 0 ? next_u32() : below(count);  // 0: all 2^32 values
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(low) + step);
  }

  // True with probability p; never for p <= 0, always for p >= 1. One uniform is drawn in every case, so a changed
  // probability does not shift what is drawn after it.
  constexpr bool chance(double p) { return uniform() < p; }

  // Standard normal, by the inverse distribution function of one uniform: within 8.3 of 0.
  double normal() { return math::normal_quantile(uniform()); }

  // Normal; sd >= 0.
  double normal(double mean, double sd) { return mean + sd * normal(); }

  // Normal given that it lies in [low, high], by the inverse distribution function between the bounds, so one uniform
  // always, whatever the bounds; never outside of them. low <= high, sd >= 0. With sd = 0, or bounds so far out that
  // no double probability is left between them, the value of [low, high] nearest to the mean.
  double truncated_normal(double mean, double sd, double low, double high);

  // Exponential with that mean; mean >= 0.
  double exponential(double mean) { return -mean * math::log(uniform()); }

  // Triangular: density rising from low to mode, falling to high; low <= mode <= high.
  double triangular(double low, double mode, double high);

  // Poisson, for means up to 1e6 (0 or less gives 0). Below 10 by summing the probabilities up to one uniform; from 10
  // on by Hörmann's transformed rejection PTRS ("The transformed rejection method for generating Poisson random
  // variables", 1993), which needs 1.1 to 1.3 pairs of uniforms: the number of words drawn then varies.
  std::uint32_t poisson(double mean);

 private:
  constexpr void refill() {
    words_ = philox_block({purpose_and_block_, ordinal_, static_cast<std::uint32_t>(entity_),
                         static_cast<std::uint32_t>(entity_ >> 32)},
                        key_);
    position_ = 0;
    const std::uint32_t next_block = (purpose_and_block_ + 1) & 0xFFFF;
    purpose_and_block_ = (purpose_and_block_ & 0xFFFF0000) | next_block;
    if (next_block == 0) [[unlikely]] {
      key_ += kKeyStep;
    }
  }

  static constexpr std::uint64_t kKeyStep = 0xA0761D6478BD642F;

  std::uint64_t key_;
  std::uint64_t entity_;
  std::uint32_t ordinal_;
  std::uint32_t purpose_and_block_;
  std::array<std::uint32_t, 4> words_{};
  std::uint32_t position_ = 4;  // of the next unused word; 4: none left
};

}  // namespace polyclinic
