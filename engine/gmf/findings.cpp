// The text, the order and the counts of findings.
#include "engine/gmf/findings.h"

#include <algorithm>
#include <tuple>

#include "engine/config/json_document.h"

namespace polyclinic::gmf {

namespace {

// "module/state/pointer within the state", as far as there is any.
std::string where(const ModuleFinding& finding) {
  std::string text = config::printable(finding.module);
  std::string_view pointer = finding.pointer;
  if (!finding.state.empty()) {
    text += "/" + finding.state;
    const std::string own = "/states/" + config::pointer_step(finding.state);
    if (pointer.starts_with(own) && (pointer.size() == own.size() || pointer[own.size()] == '/')) {
      pointer.remove_prefix(own.size());
    }
  }
  if (!pointer.empty()) {
    text += pointer.starts_with('/') || text.empty() ? "" : " ";
    text += pointer;
  }
  return text;
}

}  // namespace

std::string to_text(const ModuleFinding& finding) {
  std::string text = where(finding) + ": " + finding.code + " " + finding.what;
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
      error.findings.push_back({where(finding), finding.code + " " + finding.what, finding.hint});
    }
  }
  return error;
}

}  // namespace polyclinic::gmf
