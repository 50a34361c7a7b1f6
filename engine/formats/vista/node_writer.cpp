// Writes subscripts, texts and dates.
#include "engine/formats/vista/node_writer.h"

#include "engine/foundation/text.h"

namespace polyclinic::formats::vista {
namespace {

constexpr std::string_view kReopened = "_\"";  // a string that goes on behind $C(...)

bool ends_with(const ByteBuffer& out, std::string_view end) { return out.view().ends_with(end); }

// Makes of what was quoted from `begin` on, a quote first, what M prints: no empty string beside $C(...).
void close_quotes(size_t begin, ByteBuffer& out) {
  if (out.view().substr(begin).starts_with("\"\"_")) {
    std::memmove(out.data() + begin, out.data() + begin + 3, out.size() - begin - 3);
    out.truncate(out.size() - 3);
  }
  if (ends_with(out, ")_\"") && out.size() - begin > 3) {
    out.truncate(out.size() - 2);
  } else {
    out.push('"');
  }
}

// Numbers as M writes them: no zeros before or behind, no sign but a minus, at most 18 digits.
bool is_canonical_number(std::string_view text) {
  if (text == "0") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  size_t digits = 0, point = std::string_view::npos;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' && point == std::string_view::npos) {
      point = i;
    } else if (is_ascii_digit(text[i])) {
      ++digits;
    } else {
      return false;
    }
  }
  if (digits == 0 || digits > 18 || text.front() == '0') return false;
  return point == std::string_view::npos || (text.back() != '0' && text.back() != '.');
}

uint32_t whole_of(Day day) {
  const CivilDate date = civil_from_day(day);
  return static_cast<uint32_t>(date.year - 1700) * 10000 + date.month * 100U + date.day;
}

// HHMMSS
uint32_t time_of(Instant instant) {
  const uint32_t seconds = static_cast<uint32_t>(time_of_day(instant)) / 1000;
  const uint32_t minutes = seconds / 60, hours = minutes / 60;
  return hours * 10000 + (minutes - hours * 60) * 100 + (seconds - minutes * 60);
}

DateText joined(uint32_t whole, uint32_t millionths) {
  DateText text;
  text.size = static_cast<uint8_t>(write_u64(text.bytes, whole) - text.bytes);
  if (millionths == 0) return text;
  text.bytes[text.size] = '.';
  write_digits(text.bytes + text.size + 1, millionths, 6);
  text.size += 7;
  while (text.bytes[text.size - 1] == '0') --text.size;
  return text;
}

constexpr uint32_t kInverse = 9999999;

}  // namespace

void append_free_text(std::string_view text, bool upper, ByteBuffer& out) {
  char digits[kIntegerTextSize];
  for (const char c : text) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte >= 128 && byte < 160) {
      // Bytes side by side go into one $C.
      if (ends_with(out, ")_\"")) {
        out.truncate(out.size() - 3);
        out.push(',');
      } else {
        out.append("\"_$C(");
      }
      out.append({digits, static_cast<size_t>(write_u64(digits, byte) - digits)});
      out.push(')');
      out.append(kReopened);
    } else if (c == '"') {
      out.append("\"\"");
    } else if (byte < 32 || byte == 127 || c == '^') {
      out.push(' ');
    } else {
      out.push(upper ? to_ascii_upper(c) : c);
    }
  }
}

void append_subscript(std::string_view text, bool upper, ByteBuffer& out) {
  if (is_canonical_number(text)) return out.append(text);
  const size_t begin = out.size();
  out.push('"');
  append_free_text(text, upper, out);
  close_quotes(begin, out);
}

DateText date_text(Day day) { return joined(whole_of(day), 0); }
DateText date_text(Instant instant) { return joined(whole_of(day_of(instant)), time_of(instant)); }
DateText inverse_date_text(Day day) { return joined(kInverse - whole_of(day), 0); }
DateText inverse_text(Instant instant) {
  const uint32_t whole = kInverse - whole_of(day_of(instant)), time = time_of(instant);
  return time == 0 ? joined(whole, 0) : joined(whole - 1, 1000000 - time);
}
DateText inverse_day_text(Instant instant) { return joined(kInverse - whole_of(day_of(instant)), time_of(instant)); }

Texts::Texts(const TextPool& pool)
    : plain(pool, {}, [](std::string_view text, ByteBuffer& out) { append_free_text(text, false, out); }),
      upper(pool, {}, [](std::string_view text, ByteBuffer& out) { append_free_text(text, true, out); }) {}

NodeWriter::NodeWriter(const Texts& texts, bool routine) : texts_(&texts) {
  for (uint32_t f = 0; f < kFileCount; ++f) roots_[f] = (routine ? " S " : "") + std::string(kFiles[f].root);
}

void NodeWriter::end() {
  size_t size = out_->size();
  while (size > value_ + 1 && out_->data()[size - 1] == '^') --size;
  out_->truncate(size);
  close_quotes(value_, *out_);
  out_->push('\n');
}

}  // namespace polyclinic::formats::vista
