// The hash that manifests, summaries and tests compare datasets by. Not for keys or passwords.
#pragma once

#include <string>
#include <string_view>

namespace polyclinic {

// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace polyclinic
