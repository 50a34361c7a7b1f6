// The words of the command line: which options each command takes, declared once, and how they are read. The help texts
// print the same declaration.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "polyclinic/result.h"

namespace polyclinic::command_line {

// What the value of an option becomes in the config.
enum class SettingForm : std::uint8_t {
  kNone,     // it is no setting of the config
  kValue,    // JSON if it is JSON, else a string
  kString,   // a string, whatever it looks like
  kList,     // an array of strings: "a,b,c"
  kRepeated  // one string of an array, given once for each
};

struct Flag {
  std::string_view name;     // "--patients"
  std::string_view value;    // "N" in the help; empty for a switch
  std::string_view meaning;  // one sentence without its full stop
  SettingForm form = SettingForm::kNone;
  std::string_view pointer = {};  // of the config option that it sets
  bool repeatable = false;
};

struct Command {
  std::string_view name;     // one word, or two: "modules check"
  std::string_view summary;  // one line, in the list of commands
  std::string_view operand;  // "FILE|-"; empty when it takes none
  bool operand_required = false;
  bool operand_repeatable = false;
  std::vector<const Flag*> flags;
  std::string_view description;            // paragraphs
  std::vector<std::string_view> examples;  // each a line that runs in a shell
};

std::span<const Command> commands();
const Command* find_command(std::string_view name);

// Whether it is the first of a command's two words: "modules".
bool is_group(std::string_view name);

// What was given, in order.
class Arguments {
 public:
  // Errors: kInvalidInput for an option or operand that the command does not take, a missing value, an option given
  // twice that may not be.
  static Result<Arguments> parse(const Command& command, std::span<const std::string_view> words);

  bool has(std::string_view name) const;

  std::string_view value(std::string_view name) const;
  // The first operand, and all of them.
  std::optional<std::string_view> operand() const {
    return operands_.empty() ? std::nullopt : std::optional(operands_.front());
  }
  const std::vector<std::string_view>& operands() const { return operands_; }
  const std::vector<std::pair<const Flag*, std::string_view>>& given() const { return given_; }

 private:
  std::vector<std::pair<const Flag*, std::string_view>> given_;
  std::vector<std::string_view> operands_;
};

// A whole number between the ends, in digits. Errors: kInvalidInput, naming the option.
Result<std::uint32_t> parse_count(std::string_view flag, std::string_view text, std::uint32_t least,
                                  std::uint32_t most);

// "a,b,c" without blanks at the ends; empty pieces are left out.
std::vector<std::string> parse_list(std::string_view text);

// "I/N" with 1 <= I <= N.
Result<std::pair<std::uint32_t, std::uint32_t>> parse_block(std::string_view text);

// ` (did you mean "word"?)` for the nearest of the words, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> words);

}  // namespace polyclinic::command_line
