// The text, the order and the counts of findings.
#include "engine/gmf/findings.h"

#include <algorithm>
#include <tuple>

namespace polyclinic::gmf {

std::string to_text(const ModuleFinding& finding) {
  std::string text = finding.module;
  if (!finding.state.empty()) {
    text += "/" + finding.state;
  }
  if (!finding.pointer.empty()) {
    text += finding.pointer.starts_with('/') ? finding.pointer : " " + finding.pointer;
  }
  text += ": " + finding.code + " " + finding.what;
  if (!finding.hint.empty()) {
    text += " (" + finding.hint + ")";
  }
  return text;
}

void ModuleFindings::sort() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const ModuleFinding& a, const ModuleFinding& b) {
    return std::tie(a.module, a.severity) < std::tie(b.module, b.severity);
  });
}

std::size_t ModuleFindings::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(findings_.begin(), findings_.end(), [&](const ModuleFinding& finding) {
    return finding.severity == severity;
  }));
}

std::size_t ModuleFindings::count(std::string_view code) const {
  return static_cast<std::size_t>(std::count_if(findings_.begin(), findings_.end(), [&](const ModuleFinding& finding) {
    return finding.code == code;
  }));
}

Error ModuleFindings::as_error(std::string_view message) const {
  Error error{ErrorKind::kInvalidInput, std::string(message), {}};
  for (const ModuleFinding& finding : findings_) {
    if (finding.severity == Severity::kError) {
      std::string where = finding.module;
      if (!finding.state.empty()) {
        where += "/" + finding.state;
      }
      if (!finding.pointer.empty()) {
        where += finding.pointer.starts_with('/') ? finding.pointer : " " + finding.pointer;
      }
      error.findings.push_back({std::move(where), finding.code + " " + finding.what, finding.hint});
    }
  }
  return error;
}

}  // namespace polyclinic::gmf
