// ZIP records byte by byte, above all where a number stops fitting in 32 or 16 bits.
#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <span>
#include <string>

#include "engine/archive/zip_records.h"
#include "engine/foundation/hash.h"

using namespace polyclinic;
using polyclinic::archive::EntryRecord;

namespace {

constexpr std::uint64_t kSmall = 0xFFFFFFFE;  // the largest number that 32 bits hold
constexpr std::uint64_t kLarge = 0xFFFFFFFF;  // the smallest that needs 64

std::string hex_of(const ByteBuffer& buffer) {
  return hex({reinterpret_cast<const std::uint8_t*>(buffer.data()), buffer.size()});
}

std::string local_header(const EntryRecord& entry) {
  ByteBuffer out;
  archive::write_local_header(entry, out);
  return hex_of(out);
}

std::string descriptor(std::uint64_t compressed, std::uint64_t raw) {
  ByteBuffer out;
  archive::write_data_descriptor({"a", 0, raw, compressed, 0x12345678}, out);
  return hex_of(out);
}

std::string directory_entry(std::uint64_t offset, std::uint64_t raw, std::uint64_t compressed) {
  ByteBuffer out;
  archive::write_directory_entry({"ab", offset, raw, compressed, 0x12345678}, out);
  return hex_of(out);
}

std::string end_of_directory(std::uint64_t entries, std::uint64_t offset, std::uint64_t size) {
  ByteBuffer out;
  archive::write_end_of_directory(entries, offset, size, out);
  return hex_of(out);
}

// What all directory entries begin with up to the CRC: version needed is the one difference.
std::string beginning(const std::string& version) { return "504b01022d03" + version + "08080800000021007856" "3412"; }

// Name and extra field lengths, no comment, disk 0, attributes.
std::string middle(const std::string& extra_size) { return "0200" + extra_size + "0000" "0000" "0000" "0000a481"; }

}  // namespace

TEST_CASE("A local header announces a data descriptor, UTF-8, deflate and 1980-01-01", "[archive]") {
  REQUIRE(local_header({"a/\xC3\xA9", 77, 1, 2, 3}) ==
          "504b03041400080808000000210000000000000000000000000004000000612fc3a9");
}

TEST_CASE("A data descriptor has 64-bit sizes only when one needs it", "[archive]") {
  REQUIRE(descriptor(5, 6) == "504b0708785634120500000006000000");
  REQUIRE(descriptor(kSmall, kSmall) == "504b070878563412fefffffffeffffff");
  REQUIRE(descriptor(5, kLarge) == "504b0708785634120500000000000000ffffffff00000000");
  REQUIRE(descriptor(kLarge, 6) == "504b070878563412ffffffff000000000600000000000000");
  REQUIRE(descriptor(0x123456789A, 0xABCDEF0123) == "504b0708785634129a78563412000000" "2301efcdab000000");
}

TEST_CASE("A directory entry's ZIP64 field holds exactly what does not fit", "[archive]") {
  REQUIRE(directory_entry(7, 9, 8) ==
          beginning("1400") + "0800000009000000" + middle("0000") + "07000000" "6162");
  REQUIRE(directory_entry(kSmall, kSmall, kSmall) ==
          beginning("1400") + "fefffffffeffffff" + middle("0000") + "feffffff" "6162");
  REQUIRE(directory_entry(kLarge, 9, 8) == beginning("2d00") + "0800000009000000" + middle("0c00") +
                                               "ffffffff" "6162" "01000800" "ffffffff00000000");
  REQUIRE(directory_entry(7, kLarge, 8) == beginning("2d00") + "08000000ffffffff" + middle("0c00") +
                                               "07000000" "6162" "01000800" "ffffffff00000000");
  REQUIRE(directory_entry(0x200000001, 0x300000002, 0x400000003) ==
          beginning("2d00") + "ffffffffffffffff" + middle("1c00") +
              "ffffffff" "6162" "01001800" "0200000003000000" "0300000004000000" "0100000002000000");
}

TEST_CASE("The end records are those of ZIP64 only when a number needs it", "[archive]") {
  REQUIRE(end_of_directory(0, 0, 0) == "504b0506" "00000000" "00000000" "00000000" "00000000" "0000");
  REQUIRE(end_of_directory(0xFFFE, kSmall, 0x1234) ==
          "504b0506" "00000000" "fefffeff" "34120000" "feffffff" "0000");
  REQUIRE(end_of_directory(0xFFFF, 0x100, 0x200) ==
          "504b0606" "2c00000000000000" "2d03" "2d00" "00000000" "00000000" "ffff000000000000" "ffff000000000000"
          "0002000000000000" "0001000000000000"
          "504b0607" "00000000" "0003000000000000" "01000000"
          "504b0506" "00000000" "ffffffff" "00020000" "00010000" "0000");
  REQUIRE(end_of_directory(3, 0x500000000, 0x200) ==
          "504b0606" "2c00000000000000" "2d03" "2d00" "00000000" "00000000" "0300000000000000" "0300000000000000"
          "0002000000000000" "0000000005000000"
          "504b0607" "00000000" "0002000005000000" "01000000"
          "504b0506" "00000000" "03000300" "00020000" "ffffffff" "0000");
}
