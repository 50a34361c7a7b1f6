// Says where a text stops being JSON and what to change there, in words for a person who writes a config by hand.
// It does not read JSON; json_document.cpp does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/foundation/result.h"

namespace polyclinic::config {

// 1-based; columns count characters, not bytes.
struct TextPosition {
  std::uint64_t line = 1;
  std::uint64_t column = 1;
};

TextPosition position_of(std::string_view text, std::size_t offset);

// "line 3, column 14"
std::string to_text(TextPosition position);

// How far a reader had come when it met the error.
struct SyntaxState {
  std::size_t consumed = 0;    // bytes that were read, the offending one included
  std::size_t last_token = 0;  // where the last value, key or bracket that was accepted ends
  bool started = false;        // whether there was any such value
  bool after_key = false;      // a key was read and its value not yet
  std::string open_brackets;   // "{[": what is open, outermost first
  std::string explanation;     // what the JSON library said
};

// `where` is the line and column of the first byte that does not fit.
Finding explain_syntax_error(std::string_view text, const SyntaxState& state);

}  // namespace polyclinic::config
