// The list of options for people and programs names every option of the table, with what the checker accepts.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "engine/config/json_document.h"
#include "engine/config/options.h"
#include "tests/unit/config_vocabulary.h"

namespace polyclinic::config {
namespace {

TEST_CASE("the reference in Markdown has a row for every option", "[config]") {
  const Result<std::string> text = reference_text("markdown", test_vocabulary());
  REQUIRE(text.has_value());
  for (const Option& option : options()) {
    CHECK(text->find("| `" + std::string(option.pointer) + "` |") != std::string::npos);
  }
  CHECK(text->find("| `/patients` | integer | `1000` | 1 to 100000000 |") != std::string::npos);
}

TEST_CASE("the reference in JSON is JSON, with the keys that it promises", "[config]") {
  const Result<std::string> text = reference_text("json", test_vocabulary());
  REQUIRE(text.has_value());
  const Result<JsonValue> list = read_json(*text, "reference");
  REQUIRE(list.has_value());
  REQUIRE(list->items.size() == options().size());
  for (const JsonValue& entry : list->items) {
    for (const std::string_view key : {"pointer", "type", "default", "minimum", "maximum", "choices", "meaning"}) {
      CHECK(entry.find(key) != nullptr);
    }
  }
  const JsonValue& seed = list->items.front();
  CHECK(seed.find("maximum")->magnitude == UINT64_MAX);
}

TEST_CASE("an unknown format of the reference is refused with the known ones", "[config]") {
  const Result<std::string> text = reference_text("html", test_vocabulary());
  REQUIRE_FALSE(text.has_value());
  CHECK(text.error().kind == ErrorKind::kInvalidInput);
  CHECK(text.error().to_text().find("markdown and json") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic::config
