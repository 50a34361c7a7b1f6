// Lays the help texts out for a terminal of 100 columns or more.
#include "help.h"

#include <algorithm>

namespace polyclinic::command_line {
namespace {

void append_row(std::string& text, std::string_view left, std::string_view right, std::size_t width) {
  text += "  ";
  text += left;
  text.append(left.size() < width ? width - left.size() + 2 : 2, ' ');
  text += right;
  text += '\n';
}

std::string left_of(const Flag& flag) {
  std::string left(flag.name);
  if (!flag.value.empty()) {
    left += ' ';
    left += flag.value;
  }
  return left;
}

}  // namespace

std::string general_help() {
  std::string text =
      "Polyclinic makes synthetic healthcare data: whole lives of people who do not exist. The same config gives the\n"
      "same bytes everywhere, and nothing leaves this machine.\n"
      "\n"
      "Usage: polyclinic COMMAND [options]\n"
      "\n"
      "Commands:\n";
  std::size_t width = 0;
  for (const Command& command : commands()) {
    width = std::max(width, command.name.size());
  }
  for (const Command& command : commands()) {
    append_row(text, command.name, command.summary, width);
  }
  text +=
      "\n"
      "Try:\n"
      "  polyclinic generate --patients 100 --output people\n"
      "  polyclinic help generate\n";
  return text;
}

std::string group_help(std::string_view group) {
  std::string text = "Usage: polyclinic " + std::string(group) + " COMMAND [options]\n\nCommands:\n";
  std::size_t width = 0;
  for (const Command& command : commands()) {
    width = std::max(width, command.name.size());
  }
  const std::string prefix = std::string(group) + " ";
  for (const Command& command : commands()) {
    if (command.name.starts_with(prefix)) append_row(text, command.name, command.summary, width);
  }
  return text + "\nTry:\n  polyclinic help " + prefix + "check\n";
}

std::string command_help(const Command& command) {
  std::string text = "Usage: polyclinic " + std::string(command.name);
  if (!command.operand.empty()) {
    const std::string operand = std::string(command.operand) + (command.operand_repeatable ? "..." : "");
    text += command.operand_required ? " " + operand : " [" + operand + "]";
  }
  text += command.flags.empty() ? "\n\n" : " [options]\n\n";
  text += command.description;
  text += '\n';
  if (!command.flags.empty()) {
    std::size_t width = 0;
    for (const Flag* flag : command.flags) {
      width = std::max(width, left_of(*flag).size());
    }
    text += "\nOptions:\n";
    for (const Flag* flag : command.flags) {
      append_row(text, left_of(*flag), flag->meaning, width);
    }
    const bool has_settings =
        std::any_of(command.flags.begin(), command.flags.end(), [](const Flag* flag) { return flag->name == "--set"; });
    if (has_settings) {
      text += "\nAll options of a config: polyclinic config-reference\n";
    }
  }
  if (!command.examples.empty()) {
    text += command.examples.size() == 1 ? "\nExample:\n" : "\nExamples:\n";
    for (const std::string_view example : command.examples) {
      text += "  ";
      text += example;
      text += '\n';
    }
  }
  return text;
}

}  // namespace polyclinic::command_line
