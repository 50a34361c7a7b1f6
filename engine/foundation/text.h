// Small operations on text: UTF-8 validity, ASCII case, splitting, and the nearest known word. Not for Unicode beyond
// validity, and not for escaping: each format does its own.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace polyclinic {

// The position of the first byte that is not part of well-formed UTF-8 (no overlong forms, no surrogates, nothing
// above U+10FFFF, nothing cut off at the end); none when the whole text is well formed.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

bool is_ascii(std::string_view text);

constexpr bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr char to_ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char to_ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

// ASCII letters changed, all other bytes kept.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// Each word's first letter upper case, its others lower: "O'BRIEN-SMITH" gives "O'Brien-Smith", "children's" gives
// "Children's". ASCII letters only.
std::string to_title(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);

// Without the ASCII white space at both ends.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_ascii_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// The pieces of a text between separators, for a range-for loop, without allocation: "a,,b" gives "a", "", "b"; the
// empty text gives one empty piece. The text must outlive the loop.
class Split {
 public:
  constexpr Split(std::string_view text, char separator) : text_(text), separator_(separator) {}

  class Iterator {
   public:
    constexpr Iterator(std::string_view rest, char separator) : rest_(rest), separator_(separator) { find_end(); }
    constexpr std::string_view operator*() const { return rest_.substr(0, size_); }
    constexpr Iterator& operator++() {
      if (size_ == rest_.size()) {
        done_ = true;
      } else {
        rest_.remove_prefix(size_ + 1);
        find_end();
      }
      return *this;
    }
    struct End {};
    constexpr bool operator==(End) const { return done_; }

   private:
    constexpr void find_end() {
      const std::size_t found = rest_.find(separator_);
      size_ = found == std::string_view::npos ? rest_.size() : found;
    }

    std::string_view rest_;
    std::size_t size_ = 0;
    char separator_;
    bool done_ = false;
  };

  constexpr Iterator begin() const { return {text_, separator_}; }
  constexpr Iterator::End end() const { return {}; }

 private:
  std::string_view text_;
  char separator_;
};

constexpr Split split(std::string_view text, char separator) { return {text, separator}; }

// How many single-byte insertions, deletions, replacements and swaps of neighbours turn one text into the other (each
// stretch changed once at most); ASCII case counts as equal.
std::size_t edit_distance(std::string_view a, std::string_view b);

// "Did you mean": the candidate nearest to word by edit distance, the first of equals; none when even that would
// change more than a third of the longer one (one change is always allowed for words of two letters and more).
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace polyclinic
