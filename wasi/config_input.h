// The config text of a command: the file that --config names, with the other options put into it. What it means is
// checked by the engine; messages about an option name it as it was given.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "arguments.h"

namespace polyclinic::command_line {

class ConfigInput {
 public:
  // Errors: kInvalidInput when the file cannot be read or is no JSON, or an option's value is none.
  static Result<ConfigInput> read(const Arguments& arguments);

  const std::string& text() const { return text_; }

  // An error of the engine about this text, with the file's name, and options instead of bare pointers.
  Error explain(Error error) const;

 private:
  std::string text_;
  std::string file_;                                          // empty without --config
  std::vector<std::pair<std::string, std::string>> origins_;  // pointer -> option that set it
};

}  // namespace polyclinic::command_line
