// Counting and telling of what went wrong while people lived.
#include "engine/gmf/reports.h"

#include <algorithm>
#include <utility>

namespace polyclinic::gmf {
namespace {

std::string_view sentence(ReportCode code) {
  switch (code) {
    case ReportCode::kR01StepGuard: return "too many states without time passing; the person was given up";
    case ReportCode::kR02SweepGuard: return "modules woke each other endlessly; the person was given up";
    case ReportCode::kR03LookupAttributeMissing: return "an attribute of the lookup table is not set; the defaults were used";
    case ReportCode::kR04UnlikeKinds: return "values of different kinds were compared; taken for false";
    case ReportCode::kR05VitalSignMissing: return "the vital sign was never measured; taken for false or left without value";
    case ReportCode::kR06ObservationMissing: return "the observation was never made; taken for false";
    case ReportCode::kR07CounterNotNumeric: return "the counted attribute is not a number; counted from 0";
    case ReportCode::kR08DeathCauseMissing: return "the cause of death is not there; died without a cause";
    case ReportCode::kR09ExpressionFailed: return "the expression has no value; the result is nil";
    case ReportCode::kR10SeriesMismatch: return "the time series differ in length or period; no value";
    case ReportCode::kR11ProbabilityNotNumeric: return "the probability's attribute is not a number; the default was used";
  }
  return "";
}

}  // namespace

void Reports::add(ReportCode code, ModuleId module, StateId state, uint64_t count) {
  for (std::size_t index = 0; index < reports_.size(); ++index) {
    Report& report = reports_[index];
    if (report.code != code || report.state != state || report.module != module) continue;
    report.count += count;
    if (index > 0) std::swap(reports_[index - 1], report);  // the frequent ones drift to the front
    return;
  }
  reports_.push_back({code, module, state, count});
}

void Reports::merge(const Reports& other) {
  for (const Report& report : other.reports_) add(report.code, report.module, report.state, report.count);
}

std::vector<Report> Reports::sorted() const {
  std::vector<Report> sorted = reports_;
  std::sort(sorted.begin(), sorted.end(), [](const Report& a, const Report& b) {
    return a.code != b.code ? a.code < b.code : a.state < b.state;
  });
  return sorted;
}

uint64_t Reports::count(ReportCode code) const {
  uint64_t count = 0;
  for (const Report& report : reports_) count += report.code == code ? report.count : 0;
  return count;
}

std::string to_text(const Report& report, const Program& program) {
  const uint32_t number = static_cast<uint32_t>(report.code);
  std::string text(program.module_key(report.module));
  text += '/';
  text += program.state_name(report.state);
  text += number < 10 ? ": R0" : ": R";
  text += std::to_string(number);
  text += ' ';
  text += sentence(report.code);
  text += " (" + std::to_string(report.count) + (report.count == 1 ? " time)" : " times)");
  return text;
}

}  // namespace polyclinic::gmf
