// Which disease modules a run loads: the config's choice, what is refused, and that a whole run shows them.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "engine/run/modules.h"

namespace polyclinic::run {
namespace {

config::NamedText module(std::string name) {
  return {std::move(name), R"({"name": "M", "states": {"Initial": {"type": "Initial", "direct_transition": "End"}, "End": {"type": "Terminal"}}})"};
}

config::Modules three() {
  config::Modules modules;
  modules.library = false;
  modules.files = {module("asthma"), module("gout"), module("heart_failure")};
  return modules;
}

TEST_CASE("patterns of names", "[run]") {
  CHECK(matches_pattern("gout", "gout"));
  CHECK(matches_pattern("Gout", "gOUT"));
  CHECK(matches_pattern("heart_failure", "heart*"));
  CHECK(matches_pattern("heart_failure", "*fail*"));
  CHECK(matches_pattern("gout", "*"));
  CHECK(matches_pattern("aab", "*ab"));
  CHECK_FALSE(matches_pattern("gout", "gou"));
  CHECK_FALSE(matches_pattern("gout", "out"));
  CHECK_FALSE(matches_pattern("gout", ""));
  CHECK_FALSE(matches_pattern("", "a*"));
}

TEST_CASE("a run's modules are those chosen", "[run]") {
  config::Modules modules = three();
  CHECK((*load_program(modules))->roots.size() == 3);
  modules.only = {"h*", "gout"};
  CHECK((*load_program(modules))->roots.size() == 2);
  modules.without = {"gout"};
  CHECK((*load_program(modules))->roots.size() == 1);
  modules.without = {"*"};
  CHECK(*load_program(modules) == nullptr);
  config::Modules none;
  none.library = false;
  CHECK(*load_program(none) == nullptr);
}

TEST_CASE("what a module of one's own calls of the library is there, and no more of it", "[run]") {
  config::Modules modules;
  for (const std::string_view slash : {"/", "\\/"}) {
    modules.files = {{"mine", R"({"name": "M", "states": {"Initial": {"type": "Initial", "direct_transition": "Panel"},
      "Panel": {"type": "CallSubmodule", "submodule": "care)" + std::string(slash) + R"(lipid_panel", "direct_transition": "End"},
      "End": {"type": "Terminal"}}})"}};
    const auto program = load_program(modules);
    REQUIRE(program.has_value());
    CHECK((*program)->roots.size() == 1);
    CHECK((*program)->modules.size() == 2);
  }
}

TEST_CASE("a later module replaces an earlier one of its name", "[run]") {
  config::Modules modules = three();
  modules.files.push_back({"gout", R"({"name": "Mine", "states": {"Initial": {"type": "Initial", "direct_transition": "End"}, "End": {"type": "Terminal"}}})"});
  const auto program = load_program(modules);
  REQUIRE(program.has_value());
  CHECK((*program)->roots.size() == 3);
  CHECK((*program)->text((*program)->modules[(*program)->find_module("gout")].name) == "Mine");
}

TEST_CASE("names that no module has are refused, with what is near", "[run]") {
  config::Modules modules = three();
  modules.only = {"goutt"};
  modules.without = {"x*"};
  const auto program = load_program(modules);
  REQUIRE_FALSE(program.has_value());
  REQUIRE(program.error().findings.size() == 2);
  CHECK(program.error().findings[0].where == "/modules/only/0");
  CHECK(program.error().findings[0].hint == "did you mean \"gout\"?");
  CHECK(program.error().findings[1].where == "/modules/without/0");
}

TEST_CASE("modules with mistakes end the run before it begins, with all of them", "[run]") {
  config::Modules modules = three();
  modules.files.push_back({"bad", R"({"name": "Bad", "states": {"Initial": {"type": "Initial", "direct_transition": "Nowhere"}, "X": {"type": "Guess"}}})"});
  const auto program = load_program(modules);
  REQUIRE_FALSE(program.has_value());
  CHECK(program.error().kind == ErrorKind::kInvalidInput);
  CHECK(program.error().findings.size() >= 2);
}

}  // namespace
}  // namespace polyclinic::run
