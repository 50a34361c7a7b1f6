// Collects what is wrong with a config, and remembers which options are affected, so that a rule about two options
// keeps quiet when one of them is wrong by itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/foundation/result.h"

namespace polyclinic::config {

class FindingList {
 public:
  // `offset`: where in the text, for the order of the report.
  void add(std::size_t offset, std::string where, std::string what, std::string hint) {
    located_.push_back({offset, located_.size(), {std::move(where), std::move(what), std::move(hint)}});
  }

  std::size_t size() const { return located_.size(); }

  // Whether it is still worth while to look for what was meant: of a flood only the beginning is shown, and comparing
  // each of 80,000 misspelt cities with all known ones would take minutes.
  bool wants_guesses() const { return located_.size() < kMaximumFindings; }

  // Whether the option at `pointer`, or anything in it, has a finding.
  bool concerns(std::string_view pointer) const {
    return std::any_of(located_.begin(), located_.end(), [&](const Located& located) {
      const std::string& where = located.finding.where;
      return where.starts_with(pointer) && (where.size() == pointer.size() || where[pointer.size()] == '/');
    });
  }

  // Takes all findings out, in the order of the text.
  std::vector<Finding> take() {
    std::sort(located_.begin(), located_.end(), [](const Located& a, const Located& b) {
      return a.offset != b.offset ? a.offset < b.offset : a.order < b.order;
    });
    std::vector<Finding> findings;
    findings.reserve(located_.size());
    for (Located& located : located_) {
      findings.push_back(std::move(located.finding));
    }
    located_.clear();
    return findings;
  }

 private:
  struct Located {
    std::size_t offset;
    std::size_t order;  // of being found, among findings at one place
    Finding finding;
  };
  std::vector<Located> located_;
};

}  // namespace polyclinic::config
