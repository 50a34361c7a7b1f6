// Who has the lock of encounters when the host takes it, when a grid postpones its return, and when a life ends.
#include "tests/unit/gmf_life.h"

using namespace polyclinic;
using namespace polyclinic::testing;

namespace {

constexpr std::string_view kEncounter =
    R"("type": "Encounter", "encounter_class": "ambulatory", "codes": [{"system": "SNOMED-CT", "code": "9", "display": "d"}])";

std::string initial(std::string_view next) {
  return R"("Initial": {"type": "Initial", "direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string state(std::string_view name, std::string_view fields, std::string_view next) {
  return "\"" + std::string(name) + "\": {" + std::string(fields) + R"(, "direct_transition": ")" + std::string(next) + R"("}, )";
}

std::string days(int count) {
  return R"("type": "Delay", "exact": {"quantity": )" + std::to_string(count) + R"(, "unit": "days"})";
}

constexpr std::string_view kEnd = R"("T": {"type": "Terminal"})";
constexpr std::string_view kLeave = R"("type": "EncounterEnd")";

}  // namespace

TEST_CASE("an encounter that is never ended lasts as long as the life, whatever else happens", "[gmf]") {
  const std::string stays = initial("E") + state("E", kEncounter, "G") +
                            state("G", R"("type": "Guard", "allow": {"condition_type": "Attribute", "attribute": "x", "operator": "is not nil"})", "T") +
                            std::string(kEnd);
  const std::string busy = initial("D") + state("D", days(100), "T") + std::string(kEnd);
  Life alone(stays);
  alone.run();
  REQUIRE(alone.encounters().size() == 1);
  CHECK(alone.encounters()[0].stop == alone.person.stop);
  Life together(ModuleSet().add("t", stays).add("z", busy));
  together.run();
  REQUIRE(together.encounters().size() == 1);
  CHECK(together.encounters()[0].stop == together.person.stop);

  // Lived in part, it ends there.
  alone.machine->begin(alone.person, alone.host, alone.record);
  REQUIRE(alone.machine->run_to(kBirth + 10 * kDay).has_value());
  alone.machine->finish();
  CHECK(alone.encounters()[0].stop == kBirth + 10 * kDay);
}

TEST_CASE("who waits at an EncounterEnd goes on when the host takes the lock for a visit", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("D") + state("D", days(1), "L") + state("L", kLeave, "W") +
                       state("W", R"("type": "Encounter", "wellness": true)", "T") + std::string(kEnd));
  // Holds the lock while a check-up comes due.
  modules.add("b", initial("E") + state("E", kEncounter, "D") + state("D", days(40), "L") + state("L", kLeave, "T") + std::string(kEnd));
  Life life(modules);
  life.host.scheduler = true;
  life.run();
  REQUIRE(life.encounters().size() > 2);
  CHECK(life.encounters()[2].start == kBirth + 40 * kDay);
  CHECK(life.encounters()[2].origin == gmf::EncounterOrigin::kCheckup);
  CHECK(life.step("W").at == kBirth + 40 * kDay);
  CHECK(life.step("W").left == kBirth + 40 * kDay);
}

TEST_CASE("on a grid, a module has its own lock back at once", "[gmf]") {
  const gmf::Settings weeks{.quantum = 7 * kDay};
  Life again(ModuleSet(initial("E") + state("E", kEncounter, "D") + state("D", days(1), "L") + state("L", kLeave, "F") +
                       state("F", kEncounter, "U") + state("U", days(1), "H") + state("H", kEncounter, "T") + std::string(kEnd)),
             weeks);
  again.run();
  REQUIRE(again.encounters().size() == 3);
  CHECK(again.encounters()[1].start == kBirth + kDay);
  CHECK(again.encounters()[2].start == kBirth + 2 * kDay);
}

TEST_CASE("on a grid, a lock that waits for its owner's turn holds up the EncounterEnd of others", "[gmf]") {
  ModuleSet modules;
  modules.add("a", initial("D") + state("D", days(2), "L") + state("L", kLeave, "T") + std::string(kEnd));
  modules.add("b", initial("E") + state("E", kEncounter, "D") + state("D", days(1), "L") + state("L", kLeave, "T") + std::string(kEnd));
  Life life(modules, {.quantum = 7 * kDay});
  life.run();
  REQUIRE(life.steps.size() > 4);
  for (const SeenStep& step : life.steps) {
    if (step.module == "a" && step.state == "L") CHECK(step.left == kBirth + 7 * kDay);
    if (step.module == "b" && step.state == "L") CHECK(step.left == kBirth + kDay);
  }
}
