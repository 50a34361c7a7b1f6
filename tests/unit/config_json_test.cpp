// The tree of a JSON text: what is kept of it, where its mistakes are, and how values are named in messages.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>

#include "engine/config/json_document.h"
#include "engine/config/json_syntax.h"

namespace polyclinic::config {
namespace {

JsonValue read(std::string_view text) {
  Result<JsonValue> value = read_json(text, "The text");
  INFO(text);
  REQUIRE(value.has_value());
  return *std::move(value);
}

TEST_CASE("numbers keep their spelling and their exact value", "[config]") {
  CHECK(read("18446744073709551615").magnitude == UINT64_MAX);
  CHECK(read("18446744073709551615").whole);
  CHECK_FALSE(read("18446744073709551616").whole);
  CHECK(read("-9223372036854775808").magnitude == (1ULL << 63));
  CHECK(read("-5").negative);
  CHECK(read("1e3").whole);
  CHECK(read("1e3").magnitude == 1000);
  CHECK(read("1e3").text == "1e3");
  CHECK_FALSE(read("0.5").whole);
  CHECK(read(" -0 ").text == "-0");
  CHECK(read("[1e999]").items[0].text == "1e999");
  CHECK(std::isinf(read("[1e999]").items[0].number));
  CHECK(read("{\"a\": -1e999, \"b\": 5}").find("a")->number < 0);
  CHECK(read("{\"a\": -1e999, \"b\": 5}").find("b")->magnitude == 5);
  CHECK(read(std::string(400, '9')).text.size() == 400);
}

TEST_CASE("members keep their order and values know where they end", "[config]") {
  const JsonValue value = read("{\"z\": 1,\n \"a\": [true, null, \"x\"]}");
  REQUIRE(value.members.size() == 2);
  CHECK(value.members[0].key == "z");
  CHECK(value.members[0].value.offset == 6);
  CHECK(value.members[1].value.items.size() == 3);
  CHECK(value.members[1].value.items[0].boolean);
  CHECK(value.members[1].value.items[2].offset == 30);
  CHECK(value.find("b") == nullptr);
}

TEST_CASE("what is written reads back the same", "[config]") {
  const std::string text =
      "{\n  \"a\": [1, 2.50, \"\\\"\\\\\\u0001\\n\xC3\xA9\"],\n  \"b\": [\n    {\n      \"c\": {}\n    },\n    []\n  "
      "],\n  \"d\": true\n}";
  CHECK(write_json(read(text)) == text);
}

TEST_CASE("lines and columns count characters from 1", "[config]") {
  CHECK(to_text(position_of("", 0)) == "line 1, column 1");
  CHECK(to_text(position_of("ab\ncd", 4)) == "line 2, column 2");
  CHECK(to_text(position_of("\xC3\xA9x", 2)) == "line 1, column 2");
  CHECK(to_text(position_of("ab\n", 99)) == "line 2, column 1");
}

TEST_CASE("values are named in a few printable words", "[config]") {
  CHECK(describe(read("null")) == "null");
  CHECK(describe(read("[]")) == "an empty array");
  CHECK(describe(read("[1,2]")) == "an array of 2");
  CHECK(describe(read("{}")) == "an empty object");
  CHECK(describe(read("\"a\\u0007\"")) == "the string \"a\\u0007\"");
  CHECK(describe(JsonValue::of_string(std::string(1000, 'x'))).size() < 60);
  CHECK(describe(read(std::string(400, '9'))) == "999999999999... (400 characters)");
  // A cut never leaves half a character.
  CHECK(excerpt(std::string(39, 'x') + "\xC3\xA9yyy") == "\"" + std::string(39, 'x') + "...\"");
  CHECK(pointer_step("a/b~\n") == "a~1b~0\\n");
}

TEST_CASE("nested keys that are given twice are all found", "[config]") {
  const Result<JsonValue> value = read_json(R"({"a":1,"a":{"b":1,"b":{"c":1,"c":[{"d":1,"d":2}]}}})", "The text");
  REQUIRE_FALSE(value.has_value());
  CHECK(value.error().findings.size() == 4);
  CHECK(value.error().findings[3].where == "/a/b/c/0/d");
}

TEST_CASE("a reader may set other bounds of size, depth and number of values", "[config]") {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  REQUIRE_FALSE(read_json(deep, "The text").has_value());
  CHECK(read_json(deep, "The text", {.depth = 40}).has_value());
  const Result<JsonValue> too_deep = read_json(deep, "The text", {.depth = 39, .depth_hint = "keep it flat"});
  REQUIRE_FALSE(too_deep.has_value());
  CHECK(too_deep.error().findings[0].hint == "keep it flat");
  const std::string large = "\"" + std::string(kMaximumTextSize, 'x') + "\"";
  REQUIRE_FALSE(read_json(large, "The text").has_value());
  CHECK(read_json(large, "The text", {.text_size = 2 * kMaximumTextSize}).has_value());
  CHECK(read_json("[1,[2,{\"a\":3}]]", "The text", {.values = 6}).has_value());
  for (const std::size_t values : {0, 1, 2, 3, 4, 5}) {
    const Result<JsonValue> many = read_json("[1,[2,{\"a\":3}]]", "The text", {.values = values});
    REQUIRE_FALSE(many.has_value());
    CHECK(many.error().message == "The text has too many values");
  }
  const Result<JsonValue> beyond = read_json("[1,\n 1e999]", "The text", {.keep_numbers_beyond_double = false});
  REQUIRE_FALSE(beyond.has_value());
  CHECK(beyond.error().findings[0].where == "line 2, column 2");
}

TEST_CASE("a text that ends after a comma ends too early", "[config]") {
  for (const std::string_view text : {"{\"patients\": 5,", "[1,", "{\"a\": [1, 2,", "{\"a\": {\"b\": 1},"}) {
    const Result<JsonValue> value = read_json(text, "The text");
    REQUIRE_FALSE(value.has_value());
    INFO(text);
    CHECK(value.error().findings[0].what == "the text ends too early");
    CHECK(value.error().findings[0].where == "line 1, column " + std::to_string(text.size() + 1));
  }
  for (const std::string_view text : {"[,", "{,", "[1,,"}) {
    const Result<JsonValue> value = read_json(text, "The text");
    REQUIRE_FALSE(value.has_value());
    INFO(text);
    CHECK(value.error().findings[0].what == "there is a comma with nothing before it");
  }
}

TEST_CASE("keys that are given twice are found among many, on their lines", "[config]") {
  std::string text = "{\n";
  for (int index = 0; index < 100; ++index) {
    text += "\"key" + std::to_string(index) + "\": {\"a\": 1},\n";
  }
  text += "\"key7\": 0, \"key99\": 0}";
  const Result<JsonValue> value = read_json(text, "The text");
  REQUIRE_FALSE(value.has_value());
  REQUIRE(value.error().findings.size() == 2);
  CHECK(value.error().findings[0].where == "/key7");
  CHECK(value.error().findings[0].what == "this key is given twice, on line 9 and on line 102");
  CHECK(value.error().findings[1].what == "this key is given twice, on line 101 and on line 102");
}

}  // namespace
}  // namespace polyclinic::config
