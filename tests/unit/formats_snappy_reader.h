// A strict decoder of raw Snappy, written from the format, for the tests of formats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace polyclinic::testing {

inline std::optional<std::string> read_snappy(std::string_view in) {
  std::size_t at = 0;
  std::uint64_t size = 0;
  for (std::uint32_t shift = 0;; shift += 7) {
    if (at == in.size() || shift > 28) return std::nullopt;
    const std::uint8_t byte = static_cast<std::uint8_t>(in[at++]);
    size |= std::uint64_t{byte & 127U} << shift;
    if (byte < 128) break;
  }
  std::string out;
  const auto bytes = [&](std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t b = 0; b < count; ++b) value |= std::uint64_t{static_cast<std::uint8_t>(in[at + b])} << 8 * b;
    at += count;
    return value;
  };
  while (at < in.size()) {
    const std::uint8_t tag = static_cast<std::uint8_t>(in[at++]);
    const std::size_t more = (tag & 3) == 0 ? (tag >> 2 < 60 ? 0 : static_cast<std::size_t>((tag >> 2) - 59))
                                            : (tag & 3) == 3 ? 4 : static_cast<std::size_t>(tag & 3);
    if (at + more > in.size()) return std::nullopt;
    if ((tag & 3) == 0) {
      const std::uint64_t length = (more == 0 ? tag >> 2 : bytes(more)) + 1;
      if (length > in.size() - at) return std::nullopt;
      out += in.substr(at, length);
      at += length;
      continue;
    }
    const std::size_t length = (tag & 3) == 1 ? static_cast<std::size_t>((tag >> 2 & 7) + 4) : static_cast<std::size_t>((tag >> 2) + 1);
    const std::uint64_t offset = (tag & 3) == 1 ? (static_cast<std::uint64_t>(tag >> 5) << 8 | bytes(1)) : bytes(more);
    if (offset == 0 || offset > out.size()) return std::nullopt;
    for (std::size_t b = 0; b < length; ++b) out += out[out.size() - offset];
  }
  if (out.size() != size) return std::nullopt;
  return out;
}

}  // namespace polyclinic::testing
