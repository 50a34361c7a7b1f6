// A JSON text as a tree that keeps what a checker of configs or of disease modules must know: the order of keys, where
// each value stands in the text, and numbers as they were written. It knows nothing of options.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::config {

// Longest text, in bytes, and deepest nesting of objects and arrays that is read of a config, which needs a hundredth
// of either.
inline constexpr std::size_t kMaximumTextSize = 1u << 20;
inline constexpr std::uint32_t kMaximumDepth = 16;
// Most mistakes that are listed one by one; nobody reads more of them.
inline constexpr std::size_t kMaximumFindings = 100;

// How much of a text is read, and how the messages speak of the bounds.
struct JsonLimits {
  std::size_t text_size = kMaximumTextSize;  // bytes
  std::string_view text_size_in_words = "1 MiB";
  std::uint32_t depth = kMaximumDepth;
  std::string_view depth_hint = "no option needs more than 5 levels";
  // Of all values together: a tree takes some 150 bytes for each, a text may have one in two bytes.
  std::size_t values = SIZE_MAX;
  // Whether a number beyond a double is read as an infinite one, for a later check to explain; else it is an error.
  bool keep_numbers_beyond_double = true;
};

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  // kNumber only. `whole`: the value is an integer that `magnitude` (with the sign of `negative`) holds exactly.
  bool whole = false;
  bool negative = false;
  std::uint64_t magnitude = 0;
  double number = 0;             // infinite when the text's number is beyond a double
  std::string text;              // a string's content in UTF-8, or a number as it was written
  std::size_t offset = 0;        // where the value's last byte stands in the text; only for ordering and line numbers
  std::vector<JsonValue> items;  // kArray
  std::vector<JsonMember> members;  // kObject, in the order of the text, keys unique

  bool is(Kind wanted) const { return kind == wanted; }

  // The member with that key, or nullptr; also nullptr when this is no object.
  const JsonValue* find(std::string_view key) const;
  JsonValue* find(std::string_view key);

  // Appends a member to an object and returns its value.
  JsonValue& add(std::string_view key, JsonValue value);

  static JsonValue object();
  static JsonValue array();
  static JsonValue of_boolean(bool value);
  static JsonValue of_string(std::string_view text);
  static JsonValue of_unsigned(std::uint64_t value);
  static JsonValue of_double(double value);  // finite
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

// Reads a whole JSON text: RFC 8259, no comments, no trailing commas; a byte order mark at the start is passed over.
// `subject` begins the messages: "The config".
// Errors: kInvalidInput: too large, not UTF-8, not JSON (`where` is "line 3, column 14"), too deep, too many values, or
// keys given twice in one object (every one of them, `where` is its JSON pointer).
Result<JsonValue> read_json(std::string_view text, std::string_view subject, const JsonLimits& limits = {});

// The text of a value: two-space indentation, one member or item a line, an empty object or array as {} or []; with
// arrays of plain values on one line. No newline at the end.
std::string write_json(const JsonValue& value);

// A string as a JSON string, quotes included. The text must be UTF-8.
std::string quote_json(std::string_view text);

// A key as a step of the JSON pointers in messages: "~" and "/" escaped as RFC 6901 wants, control characters as
// \u00XX, and a key of more than 64 bytes cut.
std::string pointer_step(std::string_view key);

// A text as it is, with control characters as \u00XX, cut after 200 bytes: for pointers that a caller gave.
std::string printable(std::string_view text);

// A text in double quotes, escaped, cut after 40 bytes: for messages.
std::string excerpt(std::string_view text);

// A value in a few words for an error message, at most about 50 characters, without control characters:
// `the string "abc"`, `5`, `an array of 3`, `an object`, `null`.
std::string describe(const JsonValue& value);

}  // namespace polyclinic::config
