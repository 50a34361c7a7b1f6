// What goes wrong while people live: counted by rule, module and state, told once. Not the findings of loading
// (findings.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/gmf/program.h"

namespace polyclinic::gmf {

enum class ReportCode : uint8_t {
  kR01StepGuard = 1,         // aborts the person
  kR02SweepGuard,            // aborts the person
  kR03LookupAttributeMissing,
  kR04UnlikeKinds,
  kR05VitalSignMissing,
  kR06ObservationMissing,
  kR07CounterNotNumeric,
  kR08DeathCauseMissing,
  kR09ExpressionFailed,
  kR10SeriesMismatch,
  kR11ProbabilityNotNumeric,
};

struct Report {
  ReportCode code = ReportCode::kR03LookupAttributeMissing;
  ModuleId module = kNoModule;   // the file of the state
  StateId state = kNone;         // that ran or waited
  uint64_t count = 0;            // over all people since clear()
};

// Counts of one thread; merge those of several. Sums do not depend on the order.
class Reports {
 public:
  void add(ReportCode code, ModuleId module, StateId state, uint64_t count = 1);
  void merge(const Reports& other);
  void clear() { reports_.clear(); }

  // By code, then state. R03 to R11 mostly, as R01 and R02 end a run.
  std::vector<Report> sorted() const;
  uint64_t count(ReportCode code) const;

 private:
  std::vector<Report> reports_;  // few; the last hit first
};

// "module/state: R03 what happened and what was done instead (5 times)".
std::string to_text(const Report& report, const Program& program);

}  // namespace polyclinic::gmf
