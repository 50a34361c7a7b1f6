// Folds a Guard's condition to true, false or unknown, with the ages and years that an And leaves possible.
#include "engine/gmf/guard_checks.h"

#include <algorithm>
#include <cmath>

#include "engine/config/json_document.h"
#include "engine/gmf/vital_sign.h"

namespace polyclinic::gmf {
namespace {

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

struct Bounds {
  double low = -INFINITY;
  double high = INFINITY;

  // Of whole numbers: what the comparison leaves.
  void narrow(Comparison comparison, double value) {
    switch (comparison) {
      case Comparison::kEqual:
        low = std::max(low, std::ceil(value));
        high = std::min(high, std::floor(value));
        break;
      case Comparison::kLess: high = std::min(high, std::ceil(value) - 1); break;
      case Comparison::kLessOrEqual: high = std::min(high, std::floor(value)); break;
      case Comparison::kGreater: low = std::max(low, std::floor(value) + 1); break;
      case Comparison::kGreaterOrEqual: low = std::max(low, std::ceil(value)); break;
      default: break;
    }
  }
  bool is_empty() const { return low > high; }
};

class GuardFolder {
 public:
  explicit GuardFolder(const Program& program) : program_(program) {}

  Truth fold(ConditionId id) const {
    const Condition& condition = program_.conditions[id];
    switch (condition.kind) {
      case ConditionKind::kTrue: return Truth::kTrue;
      case ConditionKind::kFalse: return condition.limit == kRefusedCondition ? Truth::kUnknown : Truth::kFalse;
      case ConditionKind::kNot: {
        const Truth child = fold(child_of(condition, 0));
        return child == Truth::kUnknown ? child : child == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
      }
      case ConditionKind::kAnd: return is_contradiction(condition) ? Truth::kFalse : count(condition, condition.children.count);
      case ConditionKind::kOr: return count(condition, 1);
      case ConditionKind::kAtLeast: return count(condition, condition.limit);
      case ConditionKind::kAtMost: {
        const Truth more = count(condition, std::int64_t{condition.limit} + 1);
        return more == Truth::kUnknown ? more : more == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
      }
      case ConditionKind::kAge:
      case ConditionKind::kDate: {
        Bounds ages{0, 1000 * 12};
        Bounds years{1, 9999};
        narrow(condition, ages, ages, years);
        return ages.is_empty() || years.is_empty() ? Truth::kFalse : Truth::kUnknown;
      }
      default: return Truth::kUnknown;
    }
  }

  // The first leaf that changes without an event, in words; empty when there is none.
  std::string polled_leaf(ConditionId id) const {
    const Condition& condition = program_.conditions[id];
    for (std::uint32_t index = 0; index < condition.children.count; ++index) {
      if (std::string leaf = polled_leaf(child_of(condition, index)); !leaf.empty()) {
        return leaf;
      }
    }
    if (condition.kind == ConditionKind::kAttribute) {
      const std::string_view name = program_.text(program_.attributes[condition.subject].name);
      const HostAttribute* declared = find_host_attribute(name);
      return declared != nullptr && declared->cadence == HostCadence::kContinuous
                 ? "the attribute " + std::string(name)
                 : std::string();
    }
    if (condition.kind == ConditionKind::kVitalSign) {
      return "the vital sign " + std::string(kVitalSigns[condition.subject].name);
    }
    return {};
  }

 private:
  ConditionId child_of(const Condition& condition, std::uint32_t index) const {
    return program_.condition_children[condition.children.first + index];
  }

  // Whether at least `wanted` children are true.
  Truth count(const Condition& condition, std::int64_t wanted) const {
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    for (std::uint32_t index = 0; index < condition.children.count; ++index) {
      const Truth child = fold(child_of(condition, index));
      certain += child == Truth::kTrue ? 1 : 0;
      possible += child != Truth::kFalse ? 1 : 0;
    }
    return certain >= wanted ? Truth::kTrue : possible < wanted ? Truth::kFalse : Truth::kUnknown;
  }

  static void narrow(const Condition& condition, Bounds& years_of_age, Bounds& months_of_age, Bounds& years) {
    if (condition.kind == ConditionKind::kAge) {
      (condition.in_months ? months_of_age : years_of_age).narrow(condition.comparison, condition.value.number);
    } else if (condition.kind == ConditionKind::kDate && condition.date_part == DatePart::kYear) {
      years.narrow(condition.comparison, condition.value.number);
    }
  }

  bool is_contradiction(const Condition& condition) const {
    Bounds years_of_age{0, INFINITY};
    Bounds months_of_age{0, INFINITY};
    Bounds years;
    for (std::uint32_t index = 0; index < condition.children.count; ++index) {
      narrow(program_.conditions[child_of(condition, index)], years_of_age, months_of_age, years);
    }
    return years_of_age.is_empty() || months_of_age.is_empty() || years.is_empty();
  }

  const Program& program_;
};

}  // namespace

void check_guard(Loading& loading, StateId guard) {
  const Program& program = loading.program;
  const ConditionId allow = program.guards[program.states[guard].detail].allow;
  const GuardFolder folder(program);
  FindingPlace place = place_of_state(loading, guard);
  place.pointer += "/allow";
  if (folder.fold(allow) == Truth::kFalse) {
    loading.log.add("W45", place, "Guard can never pass", "change its condition, or take out what follows");
  }
  if (const std::string leaf = folder.polled_leaf(allow); !leaf.empty()) {
    loading.log.add("W45", place, "Guard polls every step because of " + leaf,
                    "wait for an attribute that a module sets");
  }
}

}  // namespace polyclinic::gmf
