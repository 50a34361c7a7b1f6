// Segments: that they come apart as they went in, alone and joined, and that their bytes never change.
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/archive_zip_reader.h"

#include <array>
#include <string>
#include <vector>

#include "engine/archive/segment_compressor.h"
#include "engine/foundation/hash.h"

using namespace polyclinic;
using polyclinic::archive::Segment;
using polyclinic::archive::SegmentCompressor;

namespace {

std::string random_bytes(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, ' ');
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<char>(mix64(seed << 32 | i));
  }
  return bytes;
}

std::string rows(std::size_t size) {
  std::string text;
  for (std::uint32_t row = 0; text.size() < size; ++row) {
    text += std::to_string(row) + ",8302-2,Body height," + std::to_string(1500 + mix64(row) % 400) + ",cm\n";
  }
  text.resize(size);
  return text;
}

std::vector<std::string> shapes() {
  return {"",
          "a",
          std::string(1, '\0'),
          rows(1000),
          rows(300'000),
          std::string(200'000, 'x'),
          random_bytes(65'534, 1),
          random_bytes(65'535, 2),
          random_bytes(65'536, 3),
          random_bytes(131'070, 4),
          random_bytes(400'000, 5)};
}

Segment compressed(SegmentCompressor& compressor, std::string_view raw) {
  Segment segment;
  REQUIRE(compressor.compress(raw, segment).has_value());
  REQUIRE(segment.raw_size == raw.size());
  REQUIRE(segment.crc == crc32(0, raw));
  return segment;
}

}  // namespace

TEST_CASE("Every level gives back what went in, alone and joined", "[archive][long]") {
  for (int level = archive::kLowestLevel; level <= archive::kHighestLevel; ++level) {
    CAPTURE(level);
    auto compressor = SegmentCompressor::create(level);
    REQUIRE(compressor.has_value());
    std::string raw_of_all;
    std::string deflated;
    std::uint32_t crc = 0;
    for (const std::string& raw : shapes()) {
      CAPTURE(raw.size());
      const Segment segment = compressed(*compressor, raw);
      const auto alone = testing::inflate_all(std::string(segment.bytes.view()) + std::string(archive::kFinalBlock));
      REQUIRE(alone.has_value());
      REQUIRE(*alone == raw);
      raw_of_all += raw;
      deflated += segment.bytes.view();
      crc = crc32_combine(crc, segment.crc, segment.raw_size);
    }
    const auto joined = testing::inflate_all(deflated + std::string(archive::kFinalBlock));
    REQUIRE(joined.has_value());
    REQUIRE(*joined == raw_of_all);
    REQUIRE(crc == crc32(0, raw_of_all));
  }
}

TEST_CASE("A segment depends on its bytes and the level alone", "[archive]") {
  for (const int level : {0, 1, 4, 6, 9}) {
    auto used = SegmentCompressor::create(level);
    for (const std::string& raw : shapes()) {
      auto fresh = SegmentCompressor::create(level);
      REQUIRE(compressed(*used, raw).bytes.view() == compressed(*fresh, raw).bytes.view());
    }
  }
}

TEST_CASE("No bytes give an empty segment", "[archive]") {
  for (const int level : {0, 6}) {
    auto compressor = SegmentCompressor::create(level);
    Segment segment = compressed(*compressor, "something before");
    REQUIRE(compressor->compress("", segment).has_value());
    REQUIRE(segment.bytes.empty());
    REQUIRE(segment.raw_size == 0);
    REQUIRE(segment.crc == 0);
  }
}

TEST_CASE("A segment's memory is used again", "[archive]") {
  for (const int level : {0, 1, 9}) {
    auto compressor = SegmentCompressor::create(level);
    Segment segment;
    REQUIRE(compressor->compress(random_bytes(300'000, 7), segment).has_value());
    const char* const memory = segment.bytes.data();
    REQUIRE(compressor->compress(rows(300'000), segment).has_value());
    REQUIRE(segment.bytes.data() == memory);
  }
}

TEST_CASE("Stored segments grow by five bytes for 65,535", "[archive]") {
  auto compressor = SegmentCompressor::create(0);
  REQUIRE(compressed(*compressor, random_bytes(65'535, 1)).bytes.size() == 65'540);
  REQUIRE(compressed(*compressor, random_bytes(65'536, 1)).bytes.size() == 65'546);
  // Bytes that do not compress cost about as little at the other levels.
  auto smallest = SegmentCompressor::create(9);
  REQUIRE(compressed(*smallest, random_bytes(400'000, 1)).bytes.size() < 400'200);
}

TEST_CASE("A level that zlib does not have is refused", "[archive]") {
  for (const int level : {-1, 10, 1000}) {
    const auto compressor = SegmentCompressor::create(level);
    REQUIRE_FALSE(compressor.has_value());
    REQUIRE(compressor.error().kind == ErrorKind::kInvalidInput);
    REQUIRE(compressor.error().to_text().find(std::to_string(level)) != std::string::npos);
  }
}

// The bytes of every ZIP hang on these: they change when another zlib, or other settings of it, come in. Made with zlib
// 1.3.1; level 0 follows from the format alone.
TEST_CASE("The bytes of a segment are the same on every target", "[archive]") {
  constexpr std::array<std::string_view, 10> kExpected = {
      "7d3968ccdca9a949", "f41e605ce07addf4", "e8c46f5923ca886b", "b1b71a49d98d5fd9", "fd5e2391df056651",
      "e6d2a19041bdd3b3", "c34aa6b721c973e3", "566419406f3d6b92", "e2ee0f854c178e55", "29c255ed4a49c931"};
  const std::string raw = rows(300'000) + random_bytes(100'000, 6) + std::string(50'000, 'y') + rows(50'000);
  for (int level = archive::kLowestLevel; level <= archive::kHighestLevel; ++level) {
    CAPTURE(level);
    auto compressor = SegmentCompressor::create(level);
    const Segment segment = compressed(*compressor, raw);
    CHECK(hex(Sha256::of(segment.bytes.view())).substr(0, 16) == kExpected[static_cast<std::size_t>(level)]);
  }
}
