// The formatting of numbers for people.
#include "people_text.h"

#include <cmath>
#include <cstdio>
#include <iterator>

namespace polyclinic::command_line {
namespace {

std::string decimals(double value, int places) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, value);
  return text;
}

}  // namespace

std::string count_text(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000) {
    return std::to_string(bytes) + " B";
  }
  constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(kUnits)) {
    value /= 1000;
    ++unit;
  }
  const int places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return decimals(value, places) + " " + kUnits[unit];
}

std::string seconds_text(double seconds) {
  if (seconds < 9.995) {
    return decimals(seconds, 2) + " s";
  }
  if (seconds < 59.95) {
    return decimals(seconds, 1) + " s";
  }
  const std::uint64_t whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return count_text(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string whole_seconds_text(double seconds) {
  const double whole = std::ceil(seconds);
  return whole < 60 ? decimals(whole, 0) + " s" : seconds_text(whole);
}

std::string rate_text(double value) {
  return value < 9.95 ? decimals(value, 1) : count_text(static_cast<std::uint64_t>(value + 0.5));
}

}  // namespace polyclinic::command_line
