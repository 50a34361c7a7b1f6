// The interchangeable inner loops of hash.h: one in plain C++ and one in the processor's own instructions for each.
// Not for callers of hashes; include hash.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace polyclinic::hash_paths {

extern const std::uint32_t kSha256RoundConstants[64];

// Takes count blocks of 64 bytes into the eight words of state.
void sha256_portable(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count);

// Only where has_sha256_hardware(); elsewhere the portable loop under another name.
bool has_sha256_hardware();
void sha256_hardware(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count);

// Only where has_crc32_hardware(); size is a multiple of 16, at least 64.
bool has_crc32_hardware();
std::uint32_t crc32_hardware(std::uint32_t crc, const std::uint8_t* data, std::size_t size);

}  // namespace polyclinic::hash_paths
