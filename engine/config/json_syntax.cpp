// The usual slips of hand-written JSON, recognised from the text around the error.
#include "engine/config/json_syntax.h"

#include <algorithm>

#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

constexpr std::string_view kNumberLike = "0123456789.+-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_letter(char c) { return is_ascii_letter(c) || c == '_'; }
bool is_digit(char c) { return is_ascii_digit(c); }
bool is_continuation_byte(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The place of the first byte that does not fit. The library has read up to its end or one byte beyond it.
std::size_t find_offender(std::string_view text, const SyntaxState& state) {
  // What was accepted last is followed by blanks and at most one comma or colon; then comes what was read at the time.
  std::size_t at = state.started || !state.open_brackets.empty() ? state.last_token + 1 : 0;
  bool separated = false;
  while (at < text.size()) {
    const char c = text[at];
    // One at the very end separates too, from what is missing, unless nothing stands before it.
    const bool is_last = at + 1 == text.size() && state.last_token < at && text[state.last_token] != '{' && text[state.last_token] != '[';
    const bool separates = (c == ',' || c == ':') && !separated && (at + 1 < state.consumed || is_last);
    if (kBlanks.find(c) == std::string_view::npos && !separates) {
      break;
    }
    separated = separated || separates;
    ++at;
  }
  return std::min(at, text.size());
}

char last_before(std::string_view text, std::size_t at) {
  const std::size_t found = at == 0 ? std::string_view::npos : text.find_last_not_of(kBlanks, at - 1);
  return found == std::string_view::npos ? '\0' : text[found];
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '-') && end - at < 30) {
    ++end;
  }
  return text.substr(at, end - at);
}

std::string character_at(std::string_view text, std::size_t at) {
  const unsigned char first = static_cast<unsigned char>(text[at]);
  if (first < 0x20 || first == 0x7F) {
    constexpr std::string_view kHexadecimal = "0123456789ABCDEF";
    return std::string("the control character U+00") + kHexadecimal[first >> 4] + kHexadecimal[first & 15];
  }
  std::size_t end = at + 1;
  while (end < text.size() && is_continuation_byte(text[end])) {
    ++end;
  }
  return "'" + std::string(text.substr(at, end - at)) + "'";
}

Finding explain_word(std::string_view word, bool wants_key) {
  const std::string quoted = "\"" + std::string(word) + "\"";
  if (wants_key) {
    return {"", "the key " + std::string(word) + " stands without quotes", "write " + quoted};
  }
  if (word == "True" || word == "TRUE" || word == "False" || word == "FALSE") {
    return {"", "JSON has no " + std::string(word), word.front() == 'T' ? "write true" : "write false"};
  }
  if (word == "NaN" || word == "Infinity" || word == "None" || word == "undefined" || word == "NULL" || word == "nil") {
    return {"", "JSON has no " + std::string(word), "leave the option out to have its default"};
  }
  return {"", "the word " + std::string(word) + " stands without quotes", "write " + quoted};
}

// Faults inside a string, as the library names them.
Finding explain_string(const SyntaxState& state) {
  const std::string& said = state.explanation;
  if (said.find("missing closing quote") != std::string::npos) {
    return {"", "this string has no closing quote", "end it with \""};
  }
  if (said.find("control character") != std::string::npos) {
    // The library names the character in brackets: "U+000A".
    if (said.find("U+000A") != std::string::npos || said.find("U+000D") != std::string::npos) {
      return {"", "this string is not closed on its line", "end it with \", or write a line break in it as \\n"};
    }
    return {"", "this string holds a tab or another control character",
            "write a tab as \\t, others as \\u00 and two digits"};
  }
  if (said.find("backslash") != std::string::npos || said.find("'\\u'") != std::string::npos) {
    return {"", "this string holds a backslash that starts no escape",
            "write \\\\ for a backslash; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with 4 hexadecimal "
            "digits"};
  }
  return {"", "this string holds half of a surrogate pair", "write the character itself, or both halves"};
}

Finding explain_end(const SyntaxState& state) {
  std::string closers;
  for (std::size_t index = state.open_brackets.size(); index-- > 0;) {
    closers += state.open_brackets[index] == '{' ? '}' : ']';
  }
  if (state.after_key) {
    return {"", "the text ends before the value of the last key", "write the value, then " + closers};
  }
  if (closers.empty()) {
    return {"", "there is no value in the text", "write {} to have all defaults"};
  }
  return {"", "the text ends too early", "close what is open: " + closers};
}

Finding explain_number(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of(kNumberLike, at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find_first_not_of(kNumberLike, at), text.size());
  const std::string_view number = text.substr(begin, end - begin).substr(0, 30);
  return {"", std::string(number) + " is not a number as JSON writes it",
          "digits, a point only between digits, no leading + or 0, no separators: -12.5, 1000, 0.25"};
}

Finding explain_at(std::string_view text, std::size_t at, const SyntaxState& state) {
  const char c = text[at];
  const char before = last_before(text, at);
  const bool in_object = state.open_brackets.ends_with('{');
  const bool wants_key = in_object && !state.after_key;
  const bool complete = state.started && state.open_brackets.empty();
  if (c == '/' || c == '#') {
    return {"", "comments are not part of JSON", "take the comment out"};
  }
  if (c == '\'' || c == '`' || text.substr(at).starts_with("\u2018") || text.substr(at).starts_with("\u201C") ||
      text.substr(at).starts_with("\u201D")) {
    return {"",
            std::string(c == '\''  ? "single"
                        : c == '`' ? "slanted"
                                   : "typographic") +
                " quotes do not open a string",
            "use straight double quotes: \""};
  }
  if (complete) {
    return {"", character_at(text, at) + " follows after the end of the JSON text",
            "take it out, or check the brackets before it"};
  }
  if ((c == '}' || c == ']') && before == ',') {
    return {"", "there is a comma with nothing after it", "take the last comma before " + std::string(1, c) + " out"};
  }
  if (c == '}' || c == ']') {
    if (state.after_key) {
      return {"", "the key before " + std::string(1, c) + " has no value", "write a value after the colon"};
    }
    return {"",
            "'" + std::string(1, c) + "' stands where " +
                (in_object ? "'}' should close the object" : "']' should close the array"),
            "check the brackets before it"};
  }
  if (state.after_key && before == '"' && c != ':') {
    return {"", "a colon is missing between the key and its value", "write \"key\": value"};
  }
  const bool wants_comma =
      state.last_token + 1 <= at && before != ',' && before != '{' && before != '[' && before != ':';
  if (wants_comma && kNumberLike.find(c) != std::string_view::npos && is_digit(text[at - 1])) {
    return explain_number(text, at);
  }
  if (wants_comma && (c == '"' || c == '{' || c == '[' || is_letter(c) || is_digit(c) || c == '-')) {
    return {"", "a comma is missing before this", "separate members and items with commas"};
  }
  if (wants_comma && !state.after_key) {
    return {"", character_at(text, at) + " stands where a comma or " + (in_object ? "}" : "]") + " should",
            "separate members and items with commas"};
  }
  if (wants_key && is_digit(c) && before == ',' && is_digit(text[at - 2])) {
    return {"", "a comma stands inside a number, or a key is missing", "write numbers without separators: 1000"};
  }
  if (c == ',') {
    return {"", "there is a comma with nothing before it", "take it out, or write what is missing"};
  }
  if (is_letter(c)) {
    return explain_word(word_at(text, at), wants_key);
  }
  if (wants_key) {
    return {"", character_at(text, at) + " stands where a key should",
            "a key is a string in double quotes: \"patients\": 1000"};
  }
  if (c == '"') {
    return explain_string(state);
  }
  if (is_digit(c) || c == '-' || c == '+' || c == '.') {
    return explain_number(text, at);
  }
  return {"", character_at(text, at) + " does not fit here",
          "write a value: a string in double quotes, a number, an array or an object"};
}

}  // namespace

TextPosition position_of(std::string_view text, std::size_t offset) {
  TextPosition position;
  for (std::size_t at = 0; at < std::min(offset, text.size()); ++at) {
    if (text[at] == '\n') {
      ++position.line;
      position.column = 1;
    } else if (!is_continuation_byte(text[at])) {
      ++position.column;
    }
  }
  return position;
}

std::string to_text(TextPosition position) {
  return "line " + std::to_string(position.line) + ", column " + std::to_string(position.column);
}

Finding explain_syntax_error(std::string_view text, const SyntaxState& state) {
  const std::size_t at = find_offender(text, state);
  Finding finding = at >= text.size() ? explain_end(state) : explain_at(text, at, state);
  // A string whose own content is wrong, where a string may stand.
  if (at < text.size() && text[at] == '"' && state.explanation.find("invalid string") != std::string::npos) {
    finding = explain_string(state);
  }
  finding.where = to_text(position_of(text, at));
  return finding;
}

}  // namespace polyclinic::config
