// Collects what is wrong with a set of modules while it is read: bounded in number, in a stated order, with "did you
// mean" for the first of them. Not the list that callers get (findings.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/gmf/findings.h"

namespace polyclinic::gmf {

// Where a finding stands, for checks that are made when all files have been read.
struct FindingPlace {
  std::string module;   // key, or a lookup table's file name
  std::string state;
  std::string pointer;
  std::size_t offset = 0;  // in the file's text, for the order
};

// The text as messages can carry it: what is not UTF-8 and control characters as "?".
std::string legible(std::string_view text);

class FindingLog {
 public:
  // Most that are listed of each severity for one file, and of all together; the rest are counted.
  static constexpr std::uint32_t kListedPerFile = 500;
  static constexpr std::uint32_t kListed = 20000;

  // The severity is the code's first letter: E, W or I.
  void add(std::string_view code, const FindingPlace& place, const std::string& what, const std::string& hint = {});

  // `did you mean "..."?`, or empty when nothing is near. Only for the first hundred questions, and as long as the
  // comparisons have not taken too long: of a flood of misspelt names nobody reads all.
  std::string guess(std::string_view word, std::span<const std::string_view> candidates);
  bool wants_guesses() const;

  // By file name, then errors before warnings before information, then by place in the file.
  ModuleFindings take();

 private:
  struct Located {
    std::size_t offset;
    std::size_t order;
    ModuleFinding finding;
  };
  struct Counts {
    std::uint32_t listed[3] = {};
    std::uint32_t left_out[3] = {};
  };

  std::vector<Located> located_;
  std::unordered_map<std::string, std::uint32_t> file_index_;  // looked up only
  std::vector<std::pair<std::string, Counts>> files_;          // in the order of their first finding
  std::uint32_t guesses_ = 0;
  std::uint64_t effort_ = 0;  // letters compared with letters
};

}  // namespace polyclinic::gmf
