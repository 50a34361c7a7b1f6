// Tests of the random streams: the generator against Random123, streams against each other, and every kind of draw
// against its distribution.
#include "engine/foundation/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "tests/unit/foundation_statistics.h"

namespace {

using namespace polyclinic;
using testing::is_plausible;

using Words = std::array<std::uint32_t, 4>;

constexpr Purpose kTest{0x0002};

TEST_CASE("Philox4x32-10 gives Random123's known answers", "[foundation][random]") {
  CHECK(philox_block({0, 0, 0, 0}, 0) == Words{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8});
  CHECK(philox_block({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, 0xFFFFFFFFFFFFFFFF) ==
        Words{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD});
  CHECK(philox_block({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, 0x299F31D0A4093822) ==
        Words{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1});
}

TEST_CASE("Philox4x32-10 is Random123's on arbitrary counters and keys", "[foundation][random]") {
  RandomStream source(20261120, 0, kTest);
  int different = 0;
  for (int trial = 0; trial < 100000; ++trial) {
    const Words counter{source.next_u32(), source.next_u32(), source.next_u32(), source.next_u32()};
    const std::uint64_t key = source.next_u64();
    const r123::Philox4x32 generator;
    const r123::Philox4x32::ctr_type theirs = generator(
        {{counter[0], counter[1], counter[2], counter[3]}},
        {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}});
    different += philox_block(counter, key) == Words{theirs[0], theirs[1], theirs[2], theirs[3]} ? 0 : 1;
  }
  CHECK(different == 0);
}

TEST_CASE("a stream reads the blocks of its documented counters in order", "[foundation][random]") {
  RandomStream stream(0x0123456789ABCDEF, 0xFEDCBA9876543210, Purpose{0xABCD}, 0x11223344);
  for (std::uint32_t block = 0; block < 100; ++block) {
    const Words expected =
        philox_block({0xABCD0000 | block, 0x11223344, 0x76543210, 0xFEDCBA98}, 0x0123456789ABCDEF);
    for (const std::uint32_t word : expected) {
      REQUIRE(stream.next_u32() == word);
    }
  }
}

TEST_CASE("a 64-bit draw takes an aligned pair of words, the low one first", "[foundation][random]") {
  RandomStream words(1, 2, kTest);
  std::array<std::uint32_t, 12> word{};
  for (std::uint32_t& next : word) {
    next = words.next_u32();
  }
  const auto pair = [&word](std::size_t index) { return word[index] | std::uint64_t{word[index + 1]} << 32; };
  RandomStream stream(1, 2, kTest);
  CHECK(stream.next_u64() == pair(0));
  CHECK(stream.next_u32() == word[2]);
  CHECK(stream.next_u64() == pair(4));  // word 3 is passed over, the block ended
  CHECK(stream.next_u32() == word[6]);
  CHECK(stream.next_u32() == word[7]);
  CHECK(stream.next_u32() == word[8]);
  CHECK(stream.next_u64() == pair(10));
}

TEST_CASE("a copy of a stream goes on where the original stood", "[foundation][random]") {
  RandomStream stream(1, 2, kTest);
  stream.next_u32();
  RandomStream copy = stream;
  CHECK(copy.next_u64() == stream.next_u64());
}

TEST_CASE("streams of neighbouring names have no block in common", "[foundation][random]") {
  // A 128-bit block that two streams shared would show here as a pair of equal 64-bit halves.
  std::vector<std::uint64_t> halves;
  constexpr std::uint64_t kHighBit = std::uint64_t{1} << 32;
  for (const std::uint64_t entity : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, kHighBit, kHighBit + 1}) {
    for (const std::uint32_t purpose : {0U, 1U, 2U, 0x100U, 0xFFFFU}) {
      for (const std::uint32_t ordinal : {0U, 1U, 2U, 0x10000U, 0xFFFFFFFFU}) {
        RandomStream stream(42, entity, Purpose{purpose}, ordinal);
        for (int word = 0; word < 2000; ++word) {
          halves.push_back(stream.next_u64());
        }
      }
    }
  }
  std::sort(halves.begin(), halves.end());
  CHECK(std::adjacent_find(halves.begin(), halves.end()) == halves.end());
}

TEST_CASE("a stream longer than its counters goes on under another key, without repeating", "[foundation][random]") {
  constexpr std::size_t kWordsOfAKey = 65536 * 4;
  RandomStream stream(7, 8, Purpose{9}, 10);
  std::vector<std::uint64_t> halves;
  for (std::size_t word = 0; word < 3 * kWordsOfAKey; word += 2) {
    halves.push_back(stream.next_u64());
  }
  const Words first_of_second_key = philox_block({9 << 16, 10, 8, 0}, 7 + 0xA0761D6478BD642F);
  CHECK(halves[kWordsOfAKey / 2] ==
        (first_of_second_key[0] | std::uint64_t{first_of_second_key[1]} << 32));
  std::sort(halves.begin(), halves.end());
  CHECK(std::adjacent_find(halves.begin(), halves.end()) == halves.end());
}

TEST_CASE("streams are independent of each other: the pairs of two are uniform", "[foundation][random]") {
  // 16 x 16 classes of (value of one stream, value of its neighbour), for a neighbour in each part of the name.
  struct Name {
    std::uint64_t seed, entity;
    std::uint32_t purpose, ordinal;
  };
  for (const Name& other : {Name{2, 1, 1, 1}, Name{1, 2, 1, 1}, Name{1, 1, 2, 1}, Name{1, 1, 1, 2}}) {
    std::vector<std::uint64_t> counts(256);
    RandomStream a(1, 1, Purpose{1}, 1);
    RandomStream b(other.seed, other.entity, Purpose{other.purpose}, other.ordinal);
    for (int pair = 0; pair < 200000; ++pair) {
      ++counts[(a.next_u32() >> 28) * 16 + (b.next_u32() >> 28)];
    }
    CHECK(is_plausible(testing::uniform_score(counts)));
  }
}

TEST_CASE("first draws of consecutive entities are uniform", "[foundation][random]") {
  std::vector<std::uint64_t> counts(1000);
  for (std::uint64_t entity = 0; entity < 1000000; ++entity) {
    ++counts[static_cast<std::size_t>(RandomStream(3, entity, kTest).uniform() * 1000)];
  }
  CHECK(is_plausible(testing::uniform_score(counts)));
}

TEST_CASE("uniform stays inside of (0, 1), also for the extreme words", "[foundation][random]") {
  // The formula for the smallest and largest 52 bits.
  CHECK((0.0 + 0.5) * 0x1p-52 == 0x1p-53);
  CHECK((static_cast<double>((std::int64_t{1} << 52) - 1) + 0.5) * 0x1p-52 == 1 - 0x1p-53);
  RandomStream stream(5, 6, kTest);
  double smallest = 1;
  double largest = 0;
  int off_grid = 0;
  for (int draw = 0; draw < 1000000; ++draw) {
    const double u = stream.uniform();
    smallest = std::min(smallest, u);
    largest = std::max(largest, u);
    // An odd multiple of 2^-53.
    const double scaled = u * 0x1p53;
    off_grid += std::floor(scaled) == scaled && std::fmod(scaled, 2) == 1 ? 0 : 1;
  }
  CHECK(off_grid == 0);
  CHECK((smallest > 0 && smallest < 1e-5));
  CHECK((largest < 1 && largest > 1 - 1e-5));
}

TEST_CASE("below and between are unbiased and reach both ends", "[foundation][random]") {
  RandomStream stream(11, 12, kTest);
  for (const std::uint32_t n : {1U, 2U, 3U, 7U, 10U, 1000U}) {
    std::vector<std::uint64_t> counts(n);
    for (std::uint32_t draw = 0; draw < 1000 * n + 1000; ++draw) {
      const std::uint32_t value = stream.below(n);
      REQUIRE(value < n);
      ++counts[value];
    }
    CHECK((n == 1 || is_plausible(testing::uniform_score(counts))));
  }
  // Three quarters of 2^32: a product without rejection would give every third value twice as often.
  constexpr std::uint32_t kLarge = 3U << 30;
  std::vector<std::uint64_t> counts(3);
  for (int draw = 0; draw < 300000; ++draw) {
    ++counts[stream.below(kLarge) % 3];
  }
  CHECK(is_plausible(testing::uniform_score(counts)));

  std::vector<std::uint64_t> dice(6);
  for (int draw = 0; draw < 60000; ++draw) {
    const std::int32_t value = stream.between(-2, 3);
    REQUIRE((value >= -2 && value <= 3));
    ++dice[static_cast<std::size_t>(value + 2)];
  }
  CHECK(is_plausible(testing::uniform_score(dice)));
  CHECK(stream.between(5, 5) == 5);
  CHECK(stream.between(INT32_MAX, INT32_MAX) == INT32_MAX);
  std::vector<std::uint64_t> signs(2);
  for (int draw = 0; draw < 10000; ++draw) {
    ++signs[stream.between(INT32_MIN, INT32_MAX) < 0 ? 1 : 0];
  }
  CHECK(is_plausible(testing::uniform_score(signs)));
}

TEST_CASE("the statistic would notice a product without rejection", "[foundation][random]") {
  RandomStream stream(11, 12, kTest);
  constexpr std::uint32_t kLarge = 3U << 30;
  std::vector<std::uint64_t> counts(3);
  for (int draw = 0; draw < 300000; ++draw) {
    ++counts[(std::uint64_t{stream.next_u32()} * kLarge >> 32) % 3];
  }
  CHECK_FALSE(is_plausible(testing::uniform_score(counts)));
}

TEST_CASE("chance happens as often as asked, and draws one uniform always", "[foundation][random]") {
  RandomStream stream(13, 14, kTest);
  RandomStream reference = stream;
  int happened = 0;
  for (int draw = 0; draw < 100000; ++draw) {
    const bool did = stream.chance(0.03);
    REQUIRE(did == (reference.uniform() < 0.03));
    happened += did ? 1 : 0;
  }
  CHECK(std::abs(happened - 3000) < 5 * std::sqrt(3000 * 0.97));
  for (int draw = 0; draw < 1000; ++draw) {
    REQUIRE_FALSE(stream.chance(0));
    REQUIRE_FALSE(stream.chance(-1));
    REQUIRE(stream.chance(1));
    REQUIRE(stream.chance(2));
    REQUIRE_FALSE(stream.chance(NAN));
  }
  for (int draw = 0; draw < 5000; ++draw) {
    reference.uniform();
  }
  CHECK(stream.next_u64() == reference.next_u64());
}

}  // namespace
