// Escapes texts.
#include "engine/formats/hl7v2/segment_writer.h"

#include <algorithm>
#include <array>

namespace polyclinic::formats::hl7v2 {
namespace {

constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> needs{};
  for (uint32_t byte = 0; byte < 0x20; ++byte) needs[byte] = true;
  needs[0x7F] = true;
  for (const char c : std::string_view("|^~\\&")) needs[static_cast<unsigned char>(c)] = true;
  return needs;
}();

void append_escape(char c, ByteBuffer& out) {
  switch (c) {
    case '|': return out.append("\\F\\");
    case '^': return out.append("\\S\\");
    case '&': return out.append("\\T\\");
    case '~': return out.append("\\R\\");
    case '\\': return out.append("\\E\\");
    default: {
      const uint32_t byte = static_cast<unsigned char>(c);
      const char escape[5] = {'\\', 'X', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15], '\\'};
      out.append({escape, 5});
    }
  }
}

}  // namespace

void append_escaped(std::string_view text, ByteBuffer& out) {
  size_t plain = 0;  // where the bytes begin that need nothing
  for (size_t i = 0; i < text.size(); ++i) {
    if (!kNeedsEscape[static_cast<unsigned char>(text[i])]) [[likely]] continue;
    out.append(text.substr(plain, i - plain));
    plain = i + 1;
    append_escape(text[i], out);
  }
  out.append(text.substr(plain));
}

void append_escaped_lines(std::string_view lines, ByteBuffer& out) {
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    append_escaped(lines.substr(0, end), out);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!lines.empty()) out.append("\\.br\\");
  }
}

}  // namespace polyclinic::formats::hl7v2
