// Feeds any bytes to the gmf room: the loader may not crash, hang or swallow a mistake, its findings must be fit to
// print, and what it lets through must run: a life of at most some hundred states under the reference's host.
//
// An input is the text of the module "t"; after lines "%% NAME" follow further files: submodules ("a/b"), other modules
// and lookup tables ("x.csv").
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/text.h"
#include "engine/gmf/graph.h"
#include "engine/gmf/loader.h"
#include "engine/gmf/machine.h"

namespace {

using namespace polyclinic;

void require(bool condition, const char* promise) {
  if (!condition) {
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
  }
}

void check_text(std::string_view text) {
  require(!first_invalid_utf8(text).has_value(), "messages are UTF-8");
  for (const char c : text) {
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "messages have no control characters");
  }
}

void check_findings(const gmf::ModuleFindings& findings) {
  for (const gmf::ModuleFinding& finding : findings.all()) {
    require(finding.code.size() == 3, "a finding has a code");
    require(!finding.what.empty() && !finding.hint.empty(), "a finding says what is wrong and what to do");
    require(finding.what.size() + finding.hint.size() < 2500, "a finding is short");
    check_text(gmf::to_text(finding));
  }
}

void live(const gmf::Program& program) {
  gmf::Settings settings;
  settings.state_limit = 300;
  gmf::Machine machine(program, settings);
  gmf::ReferenceHost host;
  gmf::Record record;
  const Instant birth = start_of_day(day_from_civil(1950, 2, 28)) + 15 * kMillisecondsPerHour;
  for (std::uint64_t number = 1; number <= 2; ++number) {
    const gmf::Person person{.seed = 1, .number = number, .birth = birth,
                             .stop = start_of_day(day_from_civil(1990, 1, 1))};
    if (const Status status = machine.run(person, host, record); !status.has_value()) {
      require(!status.error().message.empty(), "a run that fails says why");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kSeparator = "\n%% ";
  std::vector<gmf::ModuleText> modules;
  std::vector<gmf::TableText> tables;
  std::string_view name = "t";
  while (true) {
    const std::size_t end = input.find(kSeparator);
    const std::string_view text = input.substr(0, end);
    if (name.ends_with(".csv")) {
      tables.push_back({name, text});
    } else {
      modules.push_back({name, text});
    }
    if (end == std::string_view::npos) {
      break;
    }
    input.remove_prefix(end + kSeparator.size());
    const std::size_t line = input.find('\n');
    name = input.substr(0, line);
    input = line == std::string_view::npos ? std::string_view() : input.substr(line + 1);
  }
  const gmf::LoadResult result = gmf::load_modules(modules, tables);
  check_findings(result.findings);
  require(result.program.has_value() == !result.findings.has_errors(), "a set is refused for its errors alone");
  check_findings(gmf::check_module(modules.front(), modules, tables));
  for (const gmf::GraphFormat format : {gmf::GraphFormat::kMermaid, gmf::GraphFormat::kDot}) {
    if (const Result<std::string> graph = gmf::draw_module(modules.front(), format); graph.has_value()) {
      require(!first_invalid_utf8(*graph).has_value(), "graphs are UTF-8");
    }
  }
  if (result.program.has_value()) {
    live(*result.program);
  }
  return 0;
}
