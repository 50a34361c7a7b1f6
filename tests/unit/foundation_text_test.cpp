// Tests of text operations: UTF-8 validity byte by byte, case, splitting, and suggestions.
#include "engine/foundation/text.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/random.h"

namespace {

using namespace polyclinic;

std::string encode(std::uint32_t code) {
  std::string text;
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return text;
}

TEST_CASE("every code point is well-formed UTF-8, every surrogate is not", "[foundation][text]") {
  int wrong = 0;
  for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    wrong += first_invalid_utf8(encode(code)).has_value() == surrogate ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(first_invalid_utf8(encode(0x110000)) == 0);
}

TEST_CASE("every sequence of three bytes is judged as a decoder judges it", "[foundation][text]") {
  // The decoder of the rule book: read as many continuation bytes as the lead byte announces, then look at the value.
  const auto decodes = [](std::string_view text) {
    for (std::size_t place = 0; place < text.size();) {
      const std::uint32_t lead = static_cast<std::uint8_t>(text[place]);
      const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
      if (length == 0 || place + length > text.size()) {
        return false;
      }
      std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
      for (std::size_t index = 1; index < length; ++index) {
        const std::uint32_t byte = static_cast<std::uint8_t>(text[place + index]);
        if ((byte & 0xC0) != 0x80) {
          return false;
        }
        code = code << 6 | (byte & 0x3F);
      }
      constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
      if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return false;
      }
      place += length;
    }
    return true;
  };
  int wrong = 0;
  for (std::uint32_t bytes = 0; bytes < 1U << 24; bytes += 1 + bytes % 3) {
    const char text[] = {static_cast<char>(bytes >> 16), static_cast<char>(bytes >> 8), static_cast<char>(bytes)};
    const std::string_view view(text, 3);
    wrong += first_invalid_utf8(view).has_value() == !decodes(view) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the position of the first bad byte is told, wherever it is", "[foundation][text]") {
  CHECK_FALSE(first_invalid_utf8("").has_value());
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string ascii(before, 'a');
    const std::string greek = [before] {
      std::string text;
      for (std::size_t index = 0; index < before; ++index) {
        text += "α";
      }
      return text;
    }();
    for (const std::string& start : {ascii, greek}) {
      CHECK(first_invalid_utf8(start + "\xFF" + ascii) == start.size());
      CHECK(first_invalid_utf8(start + "\x80") == start.size());
      CHECK(first_invalid_utf8(start + "\xC3") == start.size());          // cut off
      CHECK(first_invalid_utf8(start + "\xE2\x82") == start.size());      // cut off
      CHECK(first_invalid_utf8(start + "\xF0\x9F\x98") == start.size());  // cut off
      CHECK(first_invalid_utf8(start + "\xC0\xAF") == start.size());      // overlong
      CHECK(first_invalid_utf8(start + "\xED\xA0\x80") == start.size());  // surrogate
      CHECK_FALSE(first_invalid_utf8(start + "€😀" + start).has_value());
    }
  }
}

TEST_CASE("ASCII is told from the rest", "[foundation][text]") {
  CHECK(is_ascii(""));
  CHECK(is_ascii("plain text, longer than eight bytes"));
  CHECK_FALSE(is_ascii("caf\xC3\xA9"));
  CHECK_FALSE(is_ascii(std::string(15, 'a') + "\x80"));
}

TEST_CASE("case changes ASCII letters and nothing else", "[foundation][text]") {
  CHECK(to_lower("ÄB-c1") == "Äb-c1");
  CHECK(to_upper("äb-C1") == "äB-C1");
  CHECK(to_title("ST. LOUIS") == "St. Louis");
  CHECK(to_title("O'BRIEN-SMITH") == "O'Brien-Smith");
  CHECK(to_title("CHILDREN'S HOSPITAL") == "Children's Hospital");
  CHECK(to_title("winston-salem") == "Winston-Salem");
  CHECK(to_title("22ND STREET") == "22nd Street");
  CHECK(to_title("PEÑA") == "PeÑa");  // letters beyond ASCII keep their case and belong to the word
  CHECK(to_title("") == "");
  CHECK(equals_ignoring_case("Patients", "pAtIeNtS"));
  CHECK_FALSE(equals_ignoring_case("patients", "patient"));
  CHECK_FALSE(equals_ignoring_case("[", "{"));
}

TEST_CASE("trimming takes white space from both ends", "[foundation][text]") {
  CHECK(trim("  a b\t\r\n") == "a b");
  CHECK(trim(" \n ") == "");
  CHECK(trim("") == "");
}

std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> found;
  for (const std::string_view piece : split(text, ',')) {
    found.push_back(piece);
  }
  return found;
}

TEST_CASE("splitting gives one piece more than there are separators", "[foundation][text]") {
  using Pieces = std::vector<std::string_view>;
  CHECK(pieces("a,b") == Pieces{"a", "b"});
  CHECK(pieces("a,,b,") == Pieces{"a", "", "b", ""});
  CHECK(pieces("") == Pieces{""});
  CHECK(pieces(",") == Pieces{"", ""});
  CHECK(pieces("abc") == Pieces{"abc"});
}

TEST_CASE("edit distance counts the fewest changes", "[foundation][text]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("abc", "ABC") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("patients", "patietns") == 1);  // neighbours swapped
  CHECK(edit_distance("ca", "abc") == 3);             // no stretch is changed twice
  RandomStream stream(1, 2, Purpose{7});
  const auto word = [&stream] {
    std::string text(stream.below(8), 'a');
    for (char& c : text) {
      c = static_cast<char>('a' + stream.below(3));
    }
    return text;
  };
  for (int draw = 0; draw < 2000; ++draw) {
    const std::string a = word();
    const std::string b = word();
    const std::size_t distance = edit_distance(a, b);
    REQUIRE(distance == edit_distance(b, a));
    REQUIRE((distance == 0) == (a == b));
    REQUIRE(distance <= std::max(a.size(), b.size()));
    REQUIRE(distance >= std::max(a.size(), b.size()) - std::min(a.size(), b.size()));
  }
}

TEST_CASE("the nearest known word is suggested, a far one is not", "[foundation][text]") {
  constexpr std::array<std::string_view, 6> kKeys = {"patients", "seed", "as_of", "years_of_history", "formats", "sex"};
  CHECK(nearest("patient", kKeys) == "patients");
  CHECK(nearest("Patinets", kKeys) == "patients");
  CHECK(nearest("years_history", kKeys) == "years_of_history");
  CHECK(nearest("sede", kKeys) == "seed");
  CHECK(nearest("sax", kKeys) == "sex");
  CHECK(nearest("asof", kKeys) == "as_of");
  CHECK_FALSE(nearest("population", kKeys).has_value());
  CHECK_FALSE(nearest("", kKeys).has_value());
  CHECK_FALSE(nearest("x", kKeys).has_value());
  CHECK_FALSE(nearest("patients", {}).has_value());
  constexpr std::array<std::string_view, 2> kTie = {"bat", "cat"};
  CHECK(nearest("rat", kTie) == "bat");
}

}  // namespace
