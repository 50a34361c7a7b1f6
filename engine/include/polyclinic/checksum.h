// The hash that manifests, summaries and tests compare datasets by. Not for keys or passwords.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace polyclinic {

// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// SHA-256 of several messages side by side, by the host in place of the engine: WebAssembly has no access to the
// processor's own instructions for it, which are six times as fast; a host may.
class Checksums {
 public:
  virtual ~Checksums() = default;

  // The next bytes of that message. Messages are numbered from 0.
  virtual void update(uint32_t message, std::string_view bytes) = 0;

  // The SHA-256 of the whole message as 64 lower-case hexadecimal digits; the message of that number is then
  // a new, empty one.
  virtual std::string finish(uint32_t message) = 0;
};

}  // namespace polyclinic
