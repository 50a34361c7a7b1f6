// Fingerprints of bytes: SHA-256 for the manifest, CRC-32 for ZIP entries, two quick mixers for keys. Not
// cryptography beyond that, and not for random numbers (random.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace polyclinic {

// SHA-256 (FIPS 180-4) of bytes that arrive in pieces. The processor's own instructions are used where it has them
// (found out at run time); the result is the same.
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  // kPortable keeps to plain C++ whatever the processor can do; for tests and measurements.
  enum class Path : std::uint8_t { kFastest, kPortable };
  explicit Sha256(Path path = Path::kFastest);

  void update(std::string_view bytes);
  void update(std::span<const std::byte> bytes);

  // The digest of all bytes so far. The object is then spent: make a new one for the next message.
  Digest finish();

  static Digest of(std::string_view bytes);

  // Whether kFastest uses the processor's SHA instructions here.
  static bool hardware_available();

 private:
  using Compress = void (*)(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count);

  Compress compress_;
  std::array<std::uint32_t, 8> state_;
  std::array<std::uint8_t, 64> pending_;
  std::uint32_t pending_size_ = 0;
  std::uint64_t length_ = 0;  // bytes
};

// Lower-case hexadecimal text of bytes.
std::string hex(std::span<const std::uint8_t> bytes);

// CRC-32 as in ZIP, gzip and PNG (reflected polynomial 0xEDB88320) of the bytes before and these: start with 0.
std::uint32_t crc32(std::uint32_t crc, std::string_view bytes);

// The same without processor instructions; for tests and measurements.
std::uint32_t crc32_portable(std::uint32_t crc, std::string_view bytes);

// The CRC-32 of two pieces put together, from the CRC of each and the length in bytes of the second.
std::uint32_t crc32_combine(std::uint32_t first, std::uint32_t second, std::uint64_t second_size);

// A bijection of 64 bits in which every input bit moves half of the output bits: the finaliser of SplitMix64
// (Steele, Lea and Flood 2014, with Stafford's constants, variant 13).
constexpr std::uint64_t mix64(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

// FNV-1a, 64 bits: a number from a name, also at compile time.
constexpr std::uint64_t fnv1a64(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : text) {
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001B3;
  }
  return hash;
}

}  // namespace polyclinic
