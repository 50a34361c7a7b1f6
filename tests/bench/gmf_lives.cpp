// Measures the GMF machine: whole lives per second on one core with a folder of modules, alone and with as many and four
// times as many modules that nobody ever enters; what a life takes of memory; how long loading takes. Not a test.
//   gmf_lives FOLDER [PEOPLE]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/machine.h"

namespace {

using namespace polyclinic;
using Texts = std::vector<std::pair<std::string, std::string>>;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A host of fixed answers: what the machine itself takes is measured, not a body.
class PlainHost : public gmf::ReferenceHost {
 public:
  void birth(gmf::Machine& machine) override {
    constexpr std::string_view kRaces[] = {"white", "black", "asian", "native", "other"};
    const uint64_t person = machine.person().number;
    set(machine, "gender", person % 2 == 0 ? "F" : "M");
    set(machine, "race", kRaces[person % 5]);
    set(machine, "ethnicity", person % 6 == 0 ? "hispanic" : "nonhispanic");
    set(machine, "socioeconomic_category", person % 3 == 0 ? "Low" : "Middle");
    set(machine, "state", "Massachusetts");
  }
  std::optional<double> vital_sign(const gmf::Machine&, gmf::VitalSign, Instant) override { return 100; }

 private:
  static void set(gmf::Machine& machine, std::string_view name, std::string_view text) {
    const gmf::AttributeId attribute = machine.program().find_attribute(name);
    if (attribute != gmf::kNone) machine.set_attribute(attribute, gmf::Value::text(machine.intern(text)));
  }
};

// Modules that everybody has and nobody enters: half wait for an attribute, half for an age that nobody reaches too.
std::string dormant_module(std::size_t number) {
  const std::string wait = R"({"condition_type": "Attribute", "attribute": "never_set_)" + std::to_string(number) +
                           R"(", "operator": "is not nil"})";
  const std::string age = R"({"condition_type": "Age", "operator": ">=", "quantity": 130, "unit": "years"})";
  return R"({"name": "Dormant", "gmf_version": 2, "states": {"Initial": {"type": "Initial", "direct_transition": "Gate"},
    "Gate": {"type": "Guard", "allow": )" +
         (number % 2 == 0 ? wait : R"({"condition_type": "And", "conditions": [)" + wait + "," + age + "]}") +
         R"(, "direct_transition": "End"}, "End": {"type": "Terminal"}}})";
}

gmf::LoadResult load(const Texts& modules, const Texts& tables) {
  std::vector<gmf::ModuleText> module_texts;
  for (const auto& [key, json] : modules) module_texts.push_back({key, json});
  std::vector<gmf::TableText> table_texts;
  for (const auto& [name, csv] : tables) table_texts.push_back({name, csv});
  return gmf::load_modules(module_texts, table_texts);
}

struct Measured {
  double seconds = 0;
  uint64_t entries = 0, encounters = 0, states = 0, reports = 0;
  std::size_t largest_record = 0, machine = 0;
};

Measured measure(const gmf::Program& program, uint64_t people) {
  Measured best;
  for (int run = 0; run < 5; ++run) {
    gmf::Machine machine(program);
    gmf::Record record;
    PlainHost host;
    Measured measured;
    const Instant stop = start_of_day(day_from_civil(2026, 1, 1));
    // The processor's time and not the wall's: others may be at work on this machine.
    const std::clock_t start = std::clock();
    for (uint64_t person = 0; person < people; ++person) {
      // Born in 1926 to 2025, as many each year: whole lives up to 2026.
      const Instant birth =
          start_of_day(day_from_civil(1926 + static_cast<int32_t>(person % 100), 5, 17)) + 7 * kMillisecondsPerHour;
      if (Status status = machine.run({3, person, birth, stop}, host, record); !status) {
        std::printf("%s\n", status.error().to_text().c_str());
        std::exit(1);
      }
      measured.entries += record.entries.size();
      measured.encounters += record.encounters.size();
      measured.largest_record = std::max(measured.largest_record, record.bytes_in_use());
    }
    measured.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    measured.states = machine.states_entered();
    measured.machine = machine.bytes_in_use();
    if (run == 0 || measured.seconds < best.seconds) best = measured;
  }
  return best;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2) {
    std::printf("usage: gmf_lives FOLDER [PEOPLE]: a folder of GMF modules and their lookup tables\n");
    return 2;
  }
  const uint64_t people = argument_count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 10'000;
  Texts modules, tables;
  std::size_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[1])) {
    const std::filesystem::path path = entry.path();
    if (path.extension() == ".csv") tables.emplace_back(path.filename().string(), file_text(path));
    if (path.extension() != ".json") continue;
    const std::string key = std::filesystem::relative(path, arguments[1]).generic_string();
    modules.emplace_back(key.substr(0, key.size() - 5), file_text(path));
    bytes += modules.back().second.size();
  }
  const auto start = std::chrono::steady_clock::now();
  gmf::LoadResult loaded = load(modules, tables);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!loaded.program) {
    std::printf("%s\n", loaded.findings.as_error("the modules have errors").to_text().c_str());
    return 1;
  }
  const std::size_t roots = loaded.program->roots.size();
  std::printf("%zu modules, %zu roots, %.2f MB of JSON: loaded in %.1f ms\n", modules.size(), roots,
              static_cast<double>(bytes) / 1e6, seconds * 1e3);
  double alone = 0;
  for (const std::size_t times : {0, 1, 4}) {
    Texts all = modules;
    for (std::size_t number = 0; number < times * roots; ++number) {
      all.emplace_back("dormant_" + std::to_string(number), dormant_module(number));
    }
    const gmf::LoadResult with = load(all, tables);
    const Measured measured = measure(*with.program, people);
    const double life = measured.seconds / static_cast<double>(people) * 1e6;
    if (times == 0) alone = life;
    std::printf("%3zu dormant modules: %8.0f lives/s, %7.2f us a life", times * roots,
                static_cast<double>(people) / measured.seconds, life);
    if (times > 0) std::printf(", %6.3f us for each dormant module", (life - alone) / static_cast<double>(times * roots));
    std::printf("; a life: %.0f states, %.0f entries, %.0f encounters; most memory %.0f kB of record, %.0f kB of machine\n",
                static_cast<double>(measured.states) / static_cast<double>(people),
                static_cast<double>(measured.entries) / static_cast<double>(people),
                static_cast<double>(measured.encounters) / static_cast<double>(people),
                static_cast<double>(measured.largest_record) / 1e3, static_cast<double>(measured.machine) / 1e3);
  }
  return 0;
}
