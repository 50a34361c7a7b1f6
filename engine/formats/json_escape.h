// The characters of JSON strings, for all formats that write JSON.
#pragma once

#include <cstring>
#include <string_view>

namespace polyclinic::formats {

// Writes a text as it stands between quotes; at most six bytes for one: \u00XX.
inline char* write_json_escaped(char* out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      *out++ = '\\';
      *out++ = c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::memcpy(out, "\\u00", 4);
      out[4] = static_cast<char>('0' + (c >> 4));
      out[5] = "0123456789abcdef"[c & 15];
      out += 6;
    } else {
      *out++ = c;
    }
  }
  return out;
}

}  // namespace polyclinic::formats
