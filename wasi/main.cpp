// The command line of Polyclinic, one source for native and WASI: finds the command and hands it its words.
#include <algorithm>
#include <string_view>
#include <vector>

#include "help.h"
#include "platform.h"
#include "run_commands.h"

namespace polyclinic::command_line {
namespace {

int run_command(const Command& command, const Arguments& arguments) {
  if (command.name == "generate") return run_generate(arguments);
  if (command.name == "schema") return run_schema(arguments);
  if (command.name == "validate-config") return run_validate_config(arguments);
  if (command.name == "config-reference") return run_config_reference(arguments);
  if (command.name == "bench") return run_bench_command(arguments);
  if (command.name == "scorecard") return run_scorecard(arguments);
  if (command.name == "modules list") return run_modules_list(arguments);
  if (command.name == "modules check") return run_modules_check(arguments);
  if (command.name == "modules graph") return run_modules_graph(arguments);
  if (command.name == "modules trace") return run_modules_trace(arguments);
  if (command.name == "modules run") return run_modules_run(arguments);
  if (command.name == "version") return run_version(arguments);
  return run_help(arguments);
}

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

int run(std::vector<std::string_view> words) {
  if (words.empty()) {
    print_note(general_help());
    return kExitWrongInput;
  }
  if (asks_for_help(words.front())) {
    return print(general_help());
  }
  std::string name(words.front() == "--version" ? "version" : words.front());
  if (is_group(name)) {
    if (words.size() > 1 && asks_for_help(words[1])) {
      return print(group_help(name));
    }
    if (words.size() == 1) {
      print_note(group_help(name));
      return kExitWrongInput;
    }
    words.erase(words.begin());
    name += " " + std::string(words.front());
  }
  const Command* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    for (const Command& known : commands()) {
      names.push_back(known.name);
    }
    return report(
        Error{ErrorKind::kInvalidInput,
              "there is no command " + name + did_you_mean(name, names) + "; polyclinic help lists them",
              {}});
  }
  words.erase(words.begin());
  if (std::any_of(words.begin(), words.end(), asks_for_help)) {
    return print(command_help(*command));
  }
  Result<Arguments> arguments = Arguments::parse(*command, words);
  if (!arguments.has_value()) {
    Error error = std::move(arguments).error();
    error.message =
        std::string(command->name) + ": " + error.message + "\nTry: polyclinic help " + std::string(command->name);
    return report(error);
  }
  return run_command(*command, *arguments);
}

}  // namespace
}  // namespace polyclinic::command_line

int main(int count, char** words) {
  polyclinic::command_line::prepare_process();
  return polyclinic::command_line::run(std::vector<std::string_view>(words + (count > 0 ? 1 : 0), words + count));
}
