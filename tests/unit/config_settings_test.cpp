// with_settings: single values put into a config's JSON, whatever they mean.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "polyclinic/config.h"

namespace polyclinic {
namespace {

std::string set(std::string_view text, std::string pointer, std::string value) {
  const std::array settings{Setting{std::move(pointer), std::move(value)}};
  const Result<std::string> result = with_settings(text, settings);
  return result.has_value() ? *result : result.error().to_text();
}

TEST_CASE("a setting replaces, adds and makes what lies on the way", "[config]") {
  CHECK(set("", "/patients", "5") == "{\n  \"patients\": 5\n}");
  CHECK(set(R"({"patients": 1, "seed": 2})", "/patients", "5") == "{\n  \"patients\": 5,\n  \"seed\": 2\n}");
  CHECK(set("{}", "/filters/age/min", "18") == "{\n  \"filters\": {\n    \"age\": {\n      \"min\": 18\n    }\n  }\n}");
  CHECK(set(R"({"formats": ["csv"]})", "/formats", R"(["json","csv"])") == "{\n  \"formats\": [\"json\", \"csv\"]\n}");
  CHECK(set("{}", "/a~1b~0c", "null") == "{\n  \"a/b~c\": null\n}");
}

TEST_CASE("settings are put in one after another", "[config]") {
  const std::array settings{Setting{"/filters", "{\"sex\": [\"F\"]}"}, Setting{"/filters/age/max", "17"},
                            Setting{"/filters/sex", "[]"}};
  const Result<std::string> result = with_settings("{}", settings);
  REQUIRE(result.has_value());
  CHECK(*result == "{\n  \"filters\": {\n    \"sex\": [],\n    \"age\": {\n      \"max\": 17\n    }\n  }\n}");
}

TEST_CASE("numbers and strings stay as they were written", "[config]") {
  CHECK(set(R"({"seed": 18446744073709551615, "x": 1e999, "y": 0.10, "z": "\u00e9\n\u0001"})", "/seed2", "-0") ==
        "{\n  \"seed\": 18446744073709551615,\n  \"x\": 1e999,\n  \"y\": 0.10,\n  \"z\": \"\xC3\xA9\\n\\u0001\",\n  "
        "\"seed2\": -0\n}");
}

TEST_CASE("what cannot be set is refused", "[config]") {
  CHECK(set("{", "/patients", "5").starts_with("The config is not valid JSON\n  line 1, column 2: "));
  CHECK(set("[]", "/patients", "5").find("expected an object, found an empty array") != std::string::npos);
  CHECK(set("{}", "/patients", "5 6").starts_with("The value for /patients is not valid JSON\n  line 1, column 3: "));
  CHECK(set("{}", "/patients", "").starts_with("The value for /patients is not valid JSON"));
  CHECK(set("{}", "patients", "5").find("patients: this is not a pointer to an option (a pointer begins with /") !=
        std::string::npos);
  CHECK(set("{}", "", "{}").find("this is not a pointer") != std::string::npos);
  CHECK(set("{}", "/a~2", "5").find("a ~ in a pointer must be followed by 0 or 1") != std::string::npos);
  CHECK(set("{\"patients\": 5}", "/patients/most", "5")
            .find("/patients/most: it leads through 5, which has no option \"most\"") != std::string::npos);
  CHECK(set("{\"formats\": [\"csv\"]}", "/formats/0", "\"json\"").find("it leads through an array of 1") !=
        std::string::npos);
  CHECK(set("{}", "/\xFF", "5").find("the pointer is not UTF-8") != std::string::npos);
  CHECK(set("{}", "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", "5").find("more than 16 steps") != std::string::npos);
}

}  // namespace
}  // namespace polyclinic
