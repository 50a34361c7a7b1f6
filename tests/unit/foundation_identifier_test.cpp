// Tests of identifiers: that minting can be undone (so that no two are alike), how they look, and shuffled ranges.
#include "engine/foundation/identifier.h"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/foundation/random.h"
#include "tests/unit/foundation_statistics.h"

namespace {

using namespace polyclinic;

struct Named {
  std::uint8_t entity_type;
  std::uint64_t owner;
  std::uint32_t ordinal;

  bool operator==(const Named&) const = default;
};

// The minting of identifier.h read backwards: what shows that it is a bijection.
Named unmint(std::uint64_t seed, Id id) {
  const std::uint64_t payload_high = (id.high >> 16) << 12 | (id.high & 0xFFF);
  const std::uint64_t payload_low = id.low & ((std::uint64_t{1} << 62) - 1);
  std::uint64_t left = payload_high << 1 | payload_low >> 61;
  std::uint64_t right = payload_low & ((std::uint64_t{1} << 61) - 1);
  for (std::uint32_t round = 6; round-- > 0;) {
    std::uint64_t scrambled = left ^ mix64(seed + (round + 1) * 0x9E3779B97F4A7C15);
    scrambled *= 0xD6E8FEB86659FD93;
    scrambled ^= scrambled >> 32;
    scrambled *= 0xD6E8FEB86659FD93;
    const std::uint64_t before = right ^ (scrambled >> 3);
    right = left;
    left = before;
  }
  return {static_cast<std::uint8_t>(left >> 48), left & ((std::uint64_t{1} << 48) - 1),
          static_cast<std::uint32_t>(right)};
}

std::string uuid(Id id) {
  char text[kUuidTextSize];
  return std::string(text, write_uuid(text, id));
}

TEST_CASE("minting can be undone, so no two things share an id", "[foundation][identifier]") {
  RandomStream stream(1, 2, Purpose{13});
  for (int draw = 0; draw < 200000; ++draw) {
    const std::uint64_t seed = draw % 3 == 0 ? static_cast<std::uint64_t>(draw) : stream.next_u64();
    const Named named{static_cast<std::uint8_t>(stream.below(256)),
                      (stream.next_u64() >> 16) >> stream.below(48), stream.next_u32() >> stream.below(32)};
    const Id id = IdMinter(seed).mint(named.entity_type, named.owner, named.ordinal);
    REQUIRE(unmint(seed, id) == named);
  }
}

TEST_CASE("a million neighbouring ids are all different, and from other seeds' too", "[foundation][identifier]") {
  std::vector<Id> ids;
  for (const std::uint64_t seed : {0U, 1U}) {
    const IdMinter minter(seed);
    for (std::uint64_t owner = 0; owner < 50000; ++owner) {
      for (std::uint32_t ordinal = 0; ordinal < 5; ++ordinal) {
        ids.push_back(minter.mint(1, owner, ordinal));
        ids.push_back(minter.mint(2, owner, ordinal));
      }
    }
  }
  REQUIRE(ids.size() == 1000000);
  std::sort(ids.begin(), ids.end());
  CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("an id is a UUID of version 4 and variant 1, and never null", "[foundation][identifier]") {
  const IdMinter minter(7);
  for (std::uint64_t owner = 0; owner < 1000; ++owner) {
    const Id id = minter.mint(3, owner, 9);
    REQUIRE((id.high >> 12 & 15) == 4);
    REQUIRE(id.low >> 62 == 2);
    REQUIRE(id);
    const std::string text = uuid(id);
    REQUIRE(text[14] == '4');
    REQUIRE(std::string("89ab").find(text[19]) != std::string::npos);
  }
  CHECK_FALSE(Id{});
}

TEST_CASE("one changed input bit changes about half of the id's bits, each of them", "[foundation][identifier]") {
  constexpr int kTrials = 4000;
  RandomStream stream(1, 2, Purpose{14});
  double worst = 0;
  for (int input = 0; input < 8 + 48 + 32; ++input) {
    std::array<int, 128> flips{};
    for (int trial = 0; trial < kTrials; ++trial) {
      const IdMinter minter(stream.next_u64());
      Named named{static_cast<std::uint8_t>(stream.below(4)), stream.below(100000), stream.below(100)};
      const Id before = minter.mint(named.entity_type, named.owner, named.ordinal);
      if (input < 8) {
        named.entity_type ^= static_cast<std::uint8_t>(1 << input);
      } else if (input < 56) {
        named.owner ^= std::uint64_t{1} << (input - 8);
      } else {
        named.ordinal ^= 1U << (input - 56);
      }
      const Id after = minter.mint(named.entity_type, named.owner, named.ordinal);
      for (std::size_t bit = 0; bit < 64; ++bit) {
        flips[bit] += static_cast<int>((before.high ^ after.high) >> bit & 1);
        flips[64 + bit] += static_cast<int>((before.low ^ after.low) >> bit & 1);
      }
    }
    for (std::size_t bit = 0; bit < 128; ++bit) {
      if ((bit >= 12 && bit < 16) || bit >= 126) {
        REQUIRE(flips[bit] == 0);  // version and variant
      } else {
        worst = std::max(worst, std::fabs(flips[bit] - kTrials / 2.0) / std::sqrt(kTrials / 4.0));
      }
    }
  }
  // 10,736 pairs of bits: the largest of so many standard normal values is below 5.2 with a probability of 0.998.
  INFO("largest deviation: " << worst << " standard deviations");
  CHECK(worst < 5.2);
}

TEST_CASE("ids of consecutive owners are spread evenly", "[foundation][identifier]") {
  std::vector<std::uint64_t> counts(1024);
  const IdMinter minter(5);
  for (std::uint64_t owner = 0; owner < 200000; ++owner) {
    ++counts[minter.mint(1, owner, 0).high >> 54];
  }
  CHECK(testing::is_plausible(testing::uniform_score(counts)));
}

TEST_CASE("a minted id is the same forever", "[foundation][identifier]") {
  CHECK(uuid(IdMinter(0).mint(0, 0, 0)) == "796a2f01-e993-4a5e-86c0-d7ac19226655");
  CHECK(uuid(IdMinter(20261120).mint(1, 12345, 6)) == "e308bb4e-7406-4991-a5c3-ff11c28e7cd3");
  CHECK(uuid(IdMinter(UINT64_MAX).mint(255, IdMinter::kOwnerLimit - 1, UINT32_MAX)) == "355956e0-bc7c-476d-8911-bd48a128c6ea");
}

TEST_CASE("a UUID is written digit by digit in reading order", "[foundation][identifier]") {
  CHECK(uuid(Id{0x0123456789ABCDEF, 0xFEDCBA9876543210}) == "01234567-89ab-cdef-fedc-ba9876543210");
  CHECK(uuid(Id{0, 0}) == "00000000-0000-0000-0000-000000000000");
  CHECK(uuid(Id{UINT64_MAX, UINT64_MAX}) == "ffffffff-ffff-ffff-ffff-ffffffffffff");
  RandomStream stream(1, 2, Purpose{15});
  for (int draw = 0; draw < 10000; ++draw) {
    const Id id{stream.next_u64(), stream.next_u64()};
    char expected[40];
    std::snprintf(expected, sizeof expected, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(id.high >> 32),
                  static_cast<unsigned>(id.high >> 16 & 0xFFFF), static_cast<unsigned>(id.high & 0xFFFF),
                  static_cast<unsigned>(id.low >> 48), static_cast<unsigned long long>(id.low & 0xFFFFFFFFFFFF));
    REQUIRE(uuid(id) == expected);
  }
}

TEST_CASE("permute_below gives every number of the range exactly once", "[foundation][identifier]") {
  for (const std::uint64_t domain : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 100U, 999U, 1000U, 1024U, 1025U, 65537U, 300000U}) {
    for (const std::uint64_t key : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
      std::vector<bool> seen(domain);
      for (std::uint64_t value = 0; value < domain; ++value) {
        const std::uint64_t image = permute_below(value, domain, key);
        REQUIRE(image < domain);
        REQUIRE_FALSE(seen[image]);
        seen[image] = true;
      }
    }
  }
}

TEST_CASE("permute_below reaches the largest ranges and depends on its key", "[foundation][identifier]") {
  for (const std::uint64_t domain : {std::uint64_t{1000000000}, std::uint64_t{1} << 63, UINT64_MAX}) {
    std::vector<std::uint64_t> images;
    for (std::uint64_t value = 0; value < 10000; ++value) {
      images.push_back(permute_below(value, domain, 1));
      REQUIRE(images.back() < domain);
    }
    std::vector<std::uint64_t> counts(100);
    for (const std::uint64_t image : images) {
      ++counts[image / (domain / 100 + 1)];
    }
    CHECK(testing::is_plausible(testing::uniform_score(counts)));
    std::sort(images.begin(), images.end());
    CHECK(std::adjacent_find(images.begin(), images.end()) == images.end());
  }
  int same = 0;
  for (std::uint64_t value = 0; value < 1000; ++value) {
    same += permute_below(value, 1000000, 1) == permute_below(value, 1000000, 2) ? 1 : 0;
  }
  CHECK(same < 5);
}

TEST_CASE("permute_below leaves no trace of the order in small ranges", "[foundation][identifier]") {
  // Where 0 goes under 30,000 keys, and whether 0 comes before 1: both as in a true shuffle of ten.
  std::vector<std::uint64_t> places(10);
  std::vector<std::uint64_t> order(2);
  for (std::uint64_t key = 0; key < 30000; ++key) {
    ++places[permute_below(0, 10, key)];
    ++order[permute_below(0, 10, key) < permute_below(1, 10, key) ? 0 : 1];
  }
  CHECK(testing::is_plausible(testing::uniform_score(places)));
  CHECK(testing::is_plausible(testing::uniform_score(order)));
}

}  // namespace
