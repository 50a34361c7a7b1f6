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

}  // namespace
}  // namespace polyclinic::config
