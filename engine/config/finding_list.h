// Collects what is wrong with a config, and remembers which options are affected, so that a rule about two options
// keeps quiet when one of them is wrong by itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::config {

class FindingList {
 public:
  // `offset`: where in the text, for the order of the report.
  void add(std::size_t offset, std::string where, std::string what, std::string hint) {
    located_.emplace_back(offset, Finding{std::move(where), std::move(what), std::move(hint)});
  }

  std::size_t size() const { return located_.size(); }

  // Whether the option at `pointer`, or anything in it, has a finding.
  bool concerns(std::string_view pointer) const {
    return std::any_of(located_.begin(), located_.end(), [&](const auto& located) {
      const std::string& where = located.second.where;
      return where.starts_with(pointer) && (where.size() == pointer.size() || where[pointer.size()] == '/');
    });
  }

  // Takes all findings out, in the order of the text.
  std::vector<Finding> take() {
    std::stable_sort(located_.begin(), located_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Finding> findings;
    findings.reserve(located_.size());
    for (auto& [offset, finding] : located_) {
      findings.push_back(std::move(finding));
    }
    located_.clear();
    return findings;
  }

 private:
  std::vector<std::pair<std::size_t, Finding>> located_;
};

}  // namespace polyclinic::config
