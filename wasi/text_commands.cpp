// The commands that only print: schema, validate-config, config-reference, bench, version, help.
#include <cstdio>

#include "config_input.h"
#include "help.h"
#include "platform.h"
#include "polyclinic/bench.h"
#include "polyclinic/config.h"
#include "polyclinic/schema.h"
#include "polyclinic/version.h"
#include "file_writer.h"
#include "run_commands.h"

namespace polyclinic::command_line {
namespace {

constexpr std::uint32_t kMostThreads = 256;
constexpr std::uint32_t kMostRepeats = 1000;

std::string value_or(const Arguments& arguments, std::string_view name, std::string_view otherwise) {
  return std::string(arguments.has(name) ? arguments.value(name) : otherwise);
}

int print_result(const Result<std::string>& text) {
  if (!text.has_value()) {
    return report(text.error());
  }
  return print(text->ends_with('\n') ? *text : *text + "\n");
}

}  // namespace

Status write_text(const std::string& path, std::string_view text) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file.has_value()) {
    return std::unexpected(std::move(file).error());
  }
  Status status = file->write(text);
  if (status) {
    status = file->complete();
  }
  return status ? file->publish() : status;
}

int report(const Error& error) {
  const std::string text = "polyclinic: " + error.to_text() + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
  return error.kind == ErrorKind::kInvalidInput ? kExitWrongInput : kExitFailed;
}

int print(std::string_view text) {
  FileWriter output = FileWriter::standard_output();
  Status status = output.write(text);
  if (status) {
    status = output.complete();
  }
  return status ? kExitDone : report(status.error());
}

int print_note(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  return kExitDone;
}

int run_schema(const Arguments& arguments) {
  return print_result(
      schema_text(value_or(arguments, "--dataset", "clinical"), value_or(arguments, "--format", "markdown")));
}

int run_validate_config(const Arguments& arguments) {
  const std::string path(*arguments.operand());
  const std::string name = path == "-" ? "standard input" : path;
  const Result<std::string> text = read_text(path);
  if (!text.has_value()) {
    return report(text.error());
  }
  Result<std::string> completed = complete_config(*text);
  if (!completed.has_value()) {
    return report(std::move(completed).error().with_context(name));
  }
  return print(arguments.has("--completed") ? *completed + "\n" : name + ": the config is valid\n");
}

int run_config_reference(const Arguments& arguments) {
  return print_result(config_reference(value_or(arguments, "--format", "markdown")));
}

int run_bench_command(const Arguments& arguments) {
  const Result<ConfigInput> config = ConfigInput::read(arguments);
  if (!config.has_value()) {
    return report(config.error());
  }
  const Result<std::uint32_t> threads =
      parse_count("--threads", value_or(arguments, "--threads", "1"), 1, kMostThreads);
  const Result<std::uint32_t> repeats =
      parse_count("--repeats", value_or(arguments, "--repeats", "3"), 1, kMostRepeats);
  for (const Result<std::uint32_t>* count : {&threads, &repeats}) {
    if (!count->has_value()) {
      return report(count->error());
    }
  }
  BenchOptions options;
  options.config_text = config->text();
  options.threads = *threads;
  options.repeats = *repeats;
  options.now_seconds = monotonic_seconds;
  options.peak_bytes = peak_memory_bytes;
  options.target = platform_name();
  Result<std::string> result = run_bench(options);
  if (!result.has_value()) {
    return report(config->explain(std::move(result).error()));
  }
  if (!result->ends_with('\n')) {
    *result += '\n';
  }
  if (!arguments.has("--json")) {
    return print(*result);
  }
  const Status written = write_text(std::string(arguments.value("--json")), *result);
  return written ? kExitDone : report(written.error());
}

int run_version(const Arguments&) {
  return print("polyclinic " + std::string(version()) + " (" + std::string(platform_name()) + ")\n");
}

int run_help(const Arguments& arguments) {
  if (!arguments.operand()) {
    return print(general_help());
  }
  std::string name(arguments.operands().front());
  for (std::size_t index = 1; index < arguments.operands().size(); ++index) {
    name += " " + std::string(arguments.operands()[index]);
  }
  if (is_group(name)) {
    return print(group_help(name));
  }
  const Command* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    for (const Command& known : commands()) {
      names.push_back(known.name);
    }
    return report(
        Error{ErrorKind::kInvalidInput,
              "there is no command " + name + did_you_mean(name, names),
              {}});
  }
  return print(command_help(*command));
}

}  // namespace polyclinic::command_line
