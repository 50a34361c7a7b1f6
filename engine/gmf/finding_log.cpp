// The bounds and the order of findings.
#include "engine/gmf/finding_log.h"

#include <algorithm>

#include "engine/foundation/text.h"

namespace polyclinic::gmf {
namespace {

constexpr std::uint32_t kMostGuesses = 100;
constexpr std::uint64_t kMostEffort = 50'000'000;
constexpr std::size_t kLongestWord = 100;

Severity severity_of(std::string_view code) {
  return code.starts_with('E') ? Severity::kError : code.starts_with('W') ? Severity::kWarning : Severity::kInformation;
}

}  // namespace

std::string legible(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      c = '?';
    }
  }
  for (std::optional<std::size_t> bad = first_invalid_utf8(clean); bad.has_value();) {
    clean[*bad] = '?';
    const std::optional<std::size_t> next = first_invalid_utf8(std::string_view(clean).substr(*bad));
    bad = next.has_value() ? std::optional(*bad + *next) : std::nullopt;
  }
  return clean;
}

void FindingLog::add(std::string_view code, const FindingPlace& place, const std::string& what,
                     const std::string& hint) {
  const Severity severity = severity_of(code);
  const auto [found, is_new] = file_index_.try_emplace(place.module, static_cast<std::uint32_t>(files_.size()));
  if (is_new) {
    files_.push_back({place.module, {}});
  }
  Counts& counts = files_[found->second].second;
  const std::size_t rank = static_cast<std::size_t>(severity);
  // An error is never left out for want of room that others took: without one a refused set would look sound.
  if (counts.listed[rank] >= kListedPerFile || (located_.size() >= kListed && severity != Severity::kError) ||
      located_.size() >= 2 * kListed) {
    ++counts.left_out[rank];
    return;
  }
  ++counts.listed[rank];
  located_.push_back({place.offset,
                      located_.size(),
                      {severity, std::string(code), legible(place.module), legible(place.state),
                       legible(place.pointer), legible(what), legible(hint)}});
}

bool FindingLog::wants_guesses() const { return guesses_ < kMostGuesses && effort_ <= kMostEffort; }

std::string FindingLog::guess(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestWord || !wants_guesses()) {
    return {};
  }
  ++guesses_;
  std::vector<std::string_view> near;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    if ((longer - shorter) * 3 > longer + 2 || candidate.empty()) {
      continue;
    }
    effort_ += word.size() * candidate.size();
    if (effort_ > kMostEffort) {
      return {};
    }
    near.push_back(candidate);
  }
  const std::optional<std::string_view> best = nearest(word, near);
  return best.has_value() ? "did you mean \"" + std::string(*best) + "\"?" : std::string();
}

ModuleFindings FindingLog::take() {
  std::sort(located_.begin(), located_.end(), [](const Located& a, const Located& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.order < b.order;
  });
  ModuleFindings findings;
  for (Located& located : located_) {
    findings.add(std::move(located.finding));
  }
  for (const auto& [file, counts] : files_) {
    static constexpr std::string_view kNames[] = {"errors", "warnings", "remarks"};
    for (std::size_t rank = 0; rank < 3; ++rank) {
      if (counts.left_out[rank] != 0) {
        findings.add({static_cast<Severity>(rank), std::string(1, "EWI"[rank]) + "00", legible(file), {}, {},
                      std::to_string(counts.left_out[rank]) + " more " + std::string(kNames[rank]) + " are not listed",
                      "mend the first ones and check again"});
      }
    }
  }
  findings.sort();
  located_.clear();
  files_.clear();
  file_index_.clear();
  return findings;
}

}  // namespace polyclinic::gmf
