// Tests of the fingerprints: published vectors, pieces against wholes, and the processor's path against the plain one.
#include "engine/foundation/hash.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "engine/foundation/random.h"

namespace {

using namespace polyclinic;

constexpr Sha256::Path kPaths[] = {Sha256::Path::kFastest, Sha256::Path::kPortable};

std::string sha256_text(Sha256::Path path, std::string_view bytes) {
  Sha256 hash(path);
  hash.update(bytes);
  return hex(hash.finish());
}

std::string arbitrary_bytes(std::size_t size) {
  RandomStream stream(1, size, Purpose{10});
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(stream.below(256));
  }
  return bytes;
}

TEST_CASE("SHA-256 gives the published digests", "[foundation][hash]") {
  for (const Sha256::Path path : kPaths) {
    CHECK(sha256_text(path, "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_text(path, "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_text(path, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_text(path,
                      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                      "mnopqrstnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(sha256_text(path, std::string(1000000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
  CHECK(hex(Sha256::of("abc")) == sha256_text(Sha256::Path::kPortable, "abc"));
}

TEST_CASE("both paths of SHA-256 agree on every length, in one piece and in many", "[foundation][hash]") {
  WARN("SHA instructions here: " << (Sha256::hardware_available() ? "yes" : "no"));
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = arbitrary_bytes(size);
    REQUIRE(sha256_text(Sha256::Path::kFastest, bytes) == sha256_text(Sha256::Path::kPortable, bytes));
  }
  const std::string bytes = arbitrary_bytes(100003);
  const std::string expected = sha256_text(Sha256::Path::kPortable, bytes);
  CHECK(sha256_text(Sha256::Path::kFastest, bytes) == expected);
  for (const Sha256::Path path : kPaths) {
    for (const std::uint32_t longest : {1U, 7U, 63U, 64U, 65U, 1000U}) {
      RandomStream stream(2, longest, Purpose{11});
      Sha256 hash(path);
      for (std::string_view rest = bytes; !rest.empty();) {
        const std::size_t taken = std::min<std::size_t>(rest.size(), stream.below(longest + 1));
        hash.update(std::as_bytes(std::span(rest.data(), taken)));
        rest.remove_prefix(taken);
      }
      CHECK(hex(hash.finish()) == expected);
    }
  }
}

TEST_CASE("CRC-32 gives the published check value", "[foundation][hash]") {
  CHECK(crc32(0, "123456789") == 0xCBF43926);
  CHECK(crc32_portable(0, "123456789") == 0xCBF43926);
  CHECK(crc32(0, "") == 0);
  CHECK(crc32(0, std::string(1, '\0')) == 0xD202EF8D);
  CHECK(crc32(0, std::string(32, '\0')) == 0x190A55AD);
  CHECK(crc32(0, std::string(32, '\xFF')) == 0xFF6CAB0B);
}

TEST_CASE("both paths of CRC-32 agree with a bit-by-bit one on every length and offset", "[foundation][hash]") {
  const auto bit_by_bit = [](std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char byte : bytes) {
      crc ^= static_cast<std::uint8_t>(byte);
      for (int bit = 0; bit < 8; ++bit) {
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
      }
    }
    return ~crc;
  };
  const std::string bytes = arbitrary_bytes(1500);
  for (std::size_t offset = 0; offset < 17; ++offset) {
    for (std::size_t size = 0; size < 400; ++size) {
      const std::string_view piece = std::string_view(bytes).substr(offset, size);
      const std::uint32_t expected = bit_by_bit(piece);
      REQUIRE(crc32(0, piece) == expected);
      REQUIRE(crc32_portable(0, piece) == expected);
    }
  }
  CHECK(crc32(0, bytes) == bit_by_bit(bytes));
}

TEST_CASE("CRC-32 of pieces goes on, and can be put together afterwards", "[foundation][hash]") {
  const std::string bytes = arbitrary_bytes(10000);
  const std::uint32_t whole = crc32(0, bytes);
  for (const std::size_t cut : {0U, 1U, 15U, 64U, 100U, 4096U, 9999U, 10000U}) {
    const std::string_view head = std::string_view(bytes).substr(0, cut);
    const std::string_view tail = std::string_view(bytes).substr(cut);
    CHECK(crc32(crc32(0, head), tail) == whole);
    CHECK(crc32_combine(crc32(0, head), crc32(0, tail), tail.size()) == whole);
  }
  // Lengths above 4 GiB: appending zeros in one step and in two.
  const std::uint64_t large = (std::uint64_t{1} << 33) + 5;
  const std::uint32_t five = crc32(0, std::string(5, '\0'));
  std::uint32_t zeros = crc32(0, std::string(1 << 20, '\0'));
  std::uint64_t length = 1 << 20;
  while (length < std::uint64_t{1} << 33) {
    zeros = crc32_combine(zeros, zeros, length);
    length *= 2;
  }
  const std::uint32_t large_zeros = crc32_combine(zeros, five, 5);
  CHECK(crc32_combine(whole, large_zeros, large) ==
        crc32_combine(crc32_combine(whole, zeros, std::uint64_t{1} << 33), five, 5));
}

TEST_CASE("hexadecimal text of bytes", "[foundation][hash]") {
  const std::uint8_t bytes[] = {0x00, 0x0F, 0xA5, 0xFF};
  CHECK(hex(bytes) == "000fa5ff");
  CHECK(hex({}) == "");
}

TEST_CASE("mix64 can be undone, and every input bit moves about half of the output", "[foundation][hash]") {
  // The inverse: each xor with a shift is undone by shifts until nothing is left, each product by the inverse modulo 2^64.
  const auto inverse_of = [](std::uint64_t odd) {
    std::uint64_t inverse = odd;
    for (int step = 0; step < 6; ++step) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  };
  const auto undo_shift = [](std::uint64_t value, int shift) {
    std::uint64_t undone = value;
    for (int done = shift; done < 64; done += shift) {
      undone = value ^ (undone >> shift);
    }
    return undone;
  };
  RandomStream stream(3, 4, Purpose{12});
  std::uint64_t flips = 0;
  for (int draw = 0; draw < 10000; ++draw) {
    const std::uint64_t value = stream.next_u64();
    std::uint64_t back = undo_shift(mix64(value), 31) * inverse_of(0x94D049BB133111EB);
    back = undo_shift(back, 27) * inverse_of(0xBF58476D1CE4E5B9);
    REQUIRE(undo_shift(back, 30) == value);
    flips += static_cast<std::uint64_t>(std::popcount(mix64(value) ^ mix64(value ^ std::uint64_t{1} << (draw % 64))));
  }
  CHECK((flips > 31.8 * 10000 && flips < 32.2 * 10000));
  CHECK(mix64(0) == 0);
}

TEST_CASE("fnv1a64 gives the published values, also at compile time", "[foundation][hash]") {
  static_assert(fnv1a64("") == 0xCBF29CE484222325);
  static_assert(fnv1a64("a") == 0xAF63DC4C8601EC8C);
  static_assert(fnv1a64("foobar") == 0x85944171F73967E8);
  CHECK(fnv1a64("\xFF") == (0xCBF29CE484222325 ^ 0xFF) * 0x100000001B3);
}

}  // namespace
