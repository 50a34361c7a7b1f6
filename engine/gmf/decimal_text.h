// Reads decimal numbers from text that strangers wrote (cells of lookup tables, literals of expressions), and writes
// sums for messages. Not for the numbers of JSON, which its reader reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace polyclinic::gmf {

// Optional sign, digits with at most one point (at least one digit), optional exponent; nothing else, no blanks. The
// nearest double; none when the text is no such number or the number is beyond a double.
std::optional<double> read_decimal(std::string_view text);

// The number to nine decimals, without zeros at the end: sums of decimals carry noise in their last digits, which nobody
// wrote. "?" when it is not finite.
std::string decimal_in_words(double value);

}  // namespace polyclinic::gmf
