// Writes a JsonValue back as text, and names values in messages.
#include <algorithm>

#include "engine/config/json_document.h"
#include "engine/foundation/number_text.h"

namespace polyclinic::config {
namespace {

void write_value(const JsonValue& value, std::size_t indent, std::string& out) {
  const auto new_line = [&out](std::size_t spaces) {
    out += '\n';
    out.append(spaces, ' ');
  };
  switch (value.kind) {
    case JsonValue::Kind::kNull: out += "null"; return;
    case JsonValue::Kind::kBoolean: out += value.boolean ? "true" : "false"; return;
    case JsonValue::Kind::kNumber: out += value.text; return;
    case JsonValue::Kind::kString: out += quote_json(value.text); return;
    case JsonValue::Kind::kArray: {
      const bool flat = std::none_of(value.items.begin(), value.items.end(), [](const JsonValue& item) {
        return item.is(JsonValue::Kind::kArray) || item.is(JsonValue::Kind::kObject);
      });
      out += '[';
      for (const JsonValue& item : value.items) {
        if (&item != &value.items.front()) {
          out += flat ? ", " : ",";
        }
        if (!flat) {
          new_line(indent + 2);
        }
        write_value(item, indent + 2, out);
      }
      if (!flat) {
        new_line(indent);
      }
      out += ']';
      return;
    }
    case JsonValue::Kind::kObject:
      out += '{';
      for (const JsonMember& member : value.members) {
        if (&member != &value.members.front()) {
          out += ',';
        }
        new_line(indent + 2);
        out += quote_json(member.key);
        out += ": ";
        write_value(member.value, indent + 2, out);
      }
      if (!value.members.empty()) {
        new_line(indent);
      }
      out += '}';
      return;
  }
}

// The text, or its first bytes, at most `longest` of them and no half character; whether it was cut.
std::pair<std::string_view, bool> cut(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) {
    return {text, false};
  }
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0) == 0x80) {
    --longest;
  }
  return {text.substr(0, longest), true};
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  for (const JsonMember& member : members) {
    if (member.key == key) {
      return &member.value;
    }
  }
  return nullptr;
}

JsonValue* JsonValue::find(std::string_view key) {
  return const_cast<JsonValue*>(static_cast<const JsonValue*>(this)->find(key));
}

JsonValue& JsonValue::add(std::string_view key, JsonValue value) {
  members.push_back({std::string(key), std::move(value)});
  return members.back().value;
}

JsonValue JsonValue::object() {
  JsonValue value;
  value.kind = Kind::kObject;
  return value;
}

JsonValue JsonValue::array() {
  JsonValue value;
  value.kind = Kind::kArray;
  return value;
}

JsonValue JsonValue::of_boolean(bool value) {
  JsonValue made;
  made.kind = Kind::kBoolean;
  made.boolean = value;
  return made;
}

JsonValue JsonValue::of_string(std::string_view text) {
  JsonValue value;
  value.kind = Kind::kString;
  value.text = std::string(text);
  return value;
}

JsonValue JsonValue::of_unsigned(std::uint64_t number) {
  JsonValue value;
  value.kind = Kind::kNumber;
  value.whole = true;
  value.magnitude = number;
  value.number = static_cast<double>(number);
  value.text = std::to_string(number);
  return value;
}

JsonValue JsonValue::of_double(double number) {
  JsonValue value;
  value.kind = Kind::kNumber;
  value.number = number;
  char digits[kDoubleTextSize];
  value.text.assign(digits, write_double(digits, number));
  return value;
}

std::string write_json(const JsonValue& value) {
  std::string out;
  write_value(value, 0, out);
  return out;
}

std::string quote_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      char digits[2];
      write_hex(digits, byte, 2);
      out += "\\u00";
      out.append(digits, 2);
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string pointer_step(std::string_view key) {
  const auto [shown, was_cut] = cut(key, 64);
  const std::string quoted = quote_json(shown);  // for its escaped control characters
  std::string step;
  for (const char c : std::string_view(quoted).substr(1, quoted.size() - 2)) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return was_cut ? step + "..." : step;
}

std::string printable(std::string_view text) {
  const auto [shown, was_cut] = cut(text, 200);
  std::string out;
  for (const char c : shown) {
    const std::string quoted = quote_json(std::string_view(&c, 1));
    out += c == '"' || c == '\\' ? std::string(1, c) : quoted.substr(1, quoted.size() - 2);
  }
  return was_cut ? out + "..." : out;
}

std::string excerpt(std::string_view text) {
  const auto [shown, was_cut] = cut(text, 40);
  std::string quoted = quote_json(shown);
  if (was_cut) {
    quoted.insert(quoted.size() - 1, "...");
  }
  return quoted;
}

std::string describe(const JsonValue& value) {
  constexpr std::size_t kLongestNumber = 40;
  switch (value.kind) {
    case JsonValue::Kind::kNull: return "null";
    case JsonValue::Kind::kBoolean: return value.boolean ? "true" : "false";
    case JsonValue::Kind::kNumber:
      return value.text.size() <= kLongestNumber
                 ? value.text
                 : value.text.substr(0, 12) + "... (" + std::to_string(value.text.size()) + " characters)";
    case JsonValue::Kind::kString: return "the string " + excerpt(value.text);
    case JsonValue::Kind::kArray:
      return value.items.empty() ? "an empty array" : "an array of " + std::to_string(value.items.size());
    case JsonValue::Kind::kObject: return value.members.empty() ? "an empty object" : "an object";
  }
  return {};
}

}  // namespace polyclinic::config
