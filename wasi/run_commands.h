// What each command does, and the exit status that it ends with.
#pragma once

#include <string>
#include <string_view>

#include "arguments.h"

namespace polyclinic::command_line {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitWrongInput = 2;
inline constexpr int kExitSignalled = 128;  // plus the signal's number

int run_generate(const Arguments& arguments);
int run_schema(const Arguments& arguments);
int run_validate_config(const Arguments& arguments);
int run_config_reference(const Arguments& arguments);
int run_bench_command(const Arguments& arguments);
int run_scorecard(const Arguments& arguments);
int run_modules_list(const Arguments& arguments);
int run_modules_check(const Arguments& arguments);
int run_modules_graph(const Arguments& arguments);
int run_modules_trace(const Arguments& arguments);
int run_modules_run(const Arguments& arguments);
int run_version(const Arguments& arguments);
int run_help(const Arguments& arguments);

// Prints an error to standard error and gives the exit status for it.
int report(const Error& error);
// A file of its own, under its partial name until it is complete.
Status write_text(const std::string& path, std::string_view text);
// Prints to standard output; a failure is reported and becomes the status.
int print(std::string_view text);
// Prints to standard error.
int print_note(std::string_view text);

}  // namespace polyclinic::command_line
