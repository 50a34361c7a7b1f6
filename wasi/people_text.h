// Numbers as people read them: "1,234,567", "12.3 MB", "2 min 5 s". Not for anything that a program reads.
#pragma once

#include <cstdint>
#include <string>

namespace polyclinic::command_line {

// Groups of three digits, separated by commas.
std::string count_text(std::uint64_t value);

// Three significant digits in powers of 1,000: "0 B", "999 B", "12.3 kB", "1.20 GB".
std::string bytes_text(std::uint64_t bytes);

// "0.52 s", "12.3 s", "2 min 5 s", "1 h 2 min".
std::string seconds_text(double seconds);
// An estimate: the same in whole seconds, rounded up.
std::string whole_seconds_text(double seconds);

// A rate: like count_text, with one decimal below 10.
std::string rate_text(double value);

}  // namespace polyclinic::command_line
