// The commands for people who write disease modules: list, check, graph, trace, run.
#include "config_input.h"
#include "module_files.h"
#include "run_commands.h"

namespace polyclinic::command_line {
namespace {

constexpr std::uint32_t kMostPeople = 100'000'000;
constexpr std::uint32_t kMostThreads = 256;

int print_result(const Result<std::string>& text) { return text.has_value() ? print(*text) : report(text.error()); }

std::string_view format_of(const Arguments& arguments) { return arguments.has("--json") ? "json" : "text"; }

// The set of the files that were named; empty: the modules that come with the engine, or with the config.
Result<ModuleFiles> read_named(const Arguments& arguments) {
  return arguments.operands().empty() ? Result<ModuleFiles>(ModuleFiles{}) : read_modules(arguments.operands());
}

TrialOptions trial_options(const Arguments& arguments, const ConfigInput& config) {
  TrialOptions options;
  options.config_text = config.text();
  options.format = format_of(arguments);
  // Without files the choice is the config's, among its own modules.
  if (!arguments.operands().empty()) {
    options.only = parse_list(arguments.value("--only"));
    options.without = parse_list(arguments.value("--without"));
  }
  return options;
}

}  // namespace

int run_modules_list(const Arguments& arguments) {
  const Result<ModuleFiles> files = read_named(arguments);
  return files.has_value() ? print_result(list_modules(files->set, format_of(arguments))) : report(files.error());
}

int run_modules_check(const Arguments& arguments) {
  const Result<ModuleFiles> files = read_named(arguments);
  if (!files.has_value()) {
    return report(files.error());
  }
  const Result<ModuleCheck> check = check_modules(files->set, files->about, format_of(arguments));
  if (!check.has_value()) {
    return report(check.error());
  }
  const int printed = print(check->text);
  return printed == kExitDone && check->errors > 0 ? kExitWrongInput : printed;
}

int run_modules_graph(const Arguments& arguments) {
  const Result<ModuleFiles> files = read_named(arguments);
  if (!files.has_value()) {
    return report(files.error());
  }
  std::string key(arguments.value("--module"));
  if (key.empty() && files->about.size() == 1) {
    key = files->about.front();
  }
  if (key.empty()) {
    return report(Error{ErrorKind::kInvalidInput, "which of the modules? Name it: --module NAME", {}});
  }
  const std::string_view format = arguments.has("--format") ? arguments.value("--format") : "mermaid";
  return print_result(graph_module(files->set, key, format));
}

int run_modules_trace(const Arguments& arguments) {
  if (!arguments.has("--person")) {
    return report(Error{ErrorKind::kInvalidInput, "whom to follow? Name a person: --person 1", {}});
  }
  const Result<std::uint32_t> person = parse_count("--person", arguments.value("--person"), 1, kMostPeople);
  if (!person.has_value()) {
    return report(person.error());
  }
  const Result<ConfigInput> config = ConfigInput::read(arguments);
  if (!config.has_value()) {
    return report(config.error());
  }
  const Result<ModuleFiles> files = read_named(arguments);
  if (!files.has_value()) {
    return report(files.error());
  }
  const TrialOptions options = trial_options(arguments, *config);
  Result<std::string> traced = trace_person(files->set, *person, options);
  return traced.has_value() ? print(*traced) : report(config->explain(std::move(traced).error()));
}

int run_modules_run(const Arguments& arguments) {
  const Result<ConfigInput> config = ConfigInput::read(arguments);
  if (!config.has_value()) {
    return report(config.error());
  }
  std::uint32_t threads = 0;
  if (arguments.has("--threads")) {
    const Result<std::uint32_t> given = parse_count("--threads", arguments.value("--threads"), 1, kMostThreads);
    if (!given.has_value()) {
      return report(given.error());
    }
    threads = *given;
  }
  const Result<ModuleFiles> files = read_named(arguments);
  if (!files.has_value()) {
    return report(files.error());
  }
  const TrialOptions options = trial_options(arguments, *config);
  Result<std::string> counted = run_modules(files->set, options, threads);
  return counted.has_value() ? print(*counted) : report(config->explain(std::move(counted).error()));
}

}  // namespace polyclinic::command_line
