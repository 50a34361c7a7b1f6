// The help texts, from the declaration of commands and options.
#pragma once

#include <string>

#include "arguments.h"

namespace polyclinic::command_line {

// The list of commands.
std::string general_help();
std::string group_help(std::string_view group);  // commands of two words that begin with this one

// What one command does, its options and examples.
std::string command_help(const Command& command);

}  // namespace polyclinic::command_line
