// Reading a manifest again: what it lists, and what is none of ours.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "polyclinic/job.h"
#include "polyclinic/manifest.h"

namespace polyclinic {
namespace {

std::string listing(const std::string& name) {
  return R"({"generator": "polyclinic", "files": [{"name": ")" + name + R"("}]})";
}

TEST_CASE("a manifest that a run wrote lists its files", "[run]") {
  auto job = Job::create(R"({"patients": 3, "formats": ["csv"], "tables": ["patients", "encounters"]})", {});
  REQUIRE(job.has_value());
  for (;;) {
    const auto piece = (*job)->next(1000);
    REQUIRE(piece.has_value());
    if (piece->kind == PieceKind::kDone) break;
  }
  const auto names = files_of_manifest((*job)->manifest().value());
  REQUIRE(names.has_value());
  CHECK(*names == std::vector<std::string>{"csv/patients.csv", "csv/encounters.csv", "csv/datapackage.json"});
}

TEST_CASE("names that lead out of the folder are refused", "[run]") {
  CHECK(files_of_manifest(listing("csv/patients.csv")).has_value());
  for (const std::string name : {"", "/etc/passwd", "../x", "csv/../../x", "csv//x", "./x", "csv\\\\x", "c:x", "csv/"}) {
    INFO(name);
    CHECK_FALSE(files_of_manifest(listing(name)).has_value());
  }
}

TEST_CASE("what is no manifest of ours is refused", "[run]") {
  for (const std::string text : {"", "[]", "{}", R"({"files": []})", R"({"generator": "another", "files": []})",
                                 R"({"generator": "polyclinic", "files": {}})",
                                 R"({"generator": "polyclinic", "files": [{"rows": 3}]})"}) {
    INFO(text);
    const auto names = files_of_manifest(text);
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().kind == ErrorKind::kInvalidInput);
  }
}

}  // namespace
}  // namespace polyclinic
