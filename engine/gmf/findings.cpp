// The text, the order and the counts of findings.
#include "engine/gmf/findings.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/config/json_document.h"

namespace polyclinic::gmf {

namespace {

// "module/state/pointer within the state", as far as there is any.
std::string where(const ModuleFinding& finding) {
  std::string text = finding.module.empty() ? "all modules" : config::printable(finding.module);
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
  std::vector<std::size_t> order(findings_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(findings_[a].module, findings_[a].severity, a) <
           std::tie(findings_[b].module, findings_[b].severity, b);
  });
  std::vector<ModuleFinding> sorted;
  sorted.reserve(order.size());
  for (const std::size_t index : order) {
    sorted.push_back(std::move(findings_[index]));
  }
  findings_ = std::move(sorted);
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
