// When a condition can change by the passing of time alone: the next birthday, New Year, end of a window.
#include <algorithm>
#include <cmath>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

constexpr double kMostYears = 20'000;  // within the calendar's range, whatever the birth

Instant start_of_year(double year) {
  if (!(year > -kMostYears)) return INT64_MIN;
  if (year > kMostYears) return kNever;
  return start_of_day(day_from_civil(static_cast<int32_t>(year), 1, 1));
}

}  // namespace

// 00:00 UTC of the day on which the person becomes so old. A day that the month lacks is the first of the next.
Instant Machine::age_instant(int64_t age, bool in_months) const {
  if (age < 0) return INT64_MIN;
  const int64_t limit = static_cast<int64_t>(kMostYears);
  if (age > (in_months ? 12 * limit : limit)) return kNever;
  const CivilDate birth = civil_from_day(birth_day_);
  const int64_t months = int64_t{birth.year} * 12 + birth.month - 1 + (in_months ? age : 12 * age);
  int32_t year = static_cast<int32_t>(months >= 0 ? months / 12 : -((11 - months) / 12));
  uint32_t month = static_cast<uint32_t>(months - int64_t{year} * 12) + 1;
  if (birth.day <= days_in_month(year, month)) return start_of_day(day_from_civil(year, month, birth.day));
  if (++month == 13) month = 1, ++year;
  return start_of_day(day_from_civil(year, month, 1));
}

void Machine::find_age() const {
  years_ = polyclinic::age_in_years(birth_day_, day_of(now_));
  year_ends_ = age_instant(int64_t{years_} + 1, false);
}

// The earliest instant after now at which the condition may become something else; kNever when only an event can change
// it. It is enough that none is passed over: whoever waits looks again.
Instant Machine::next_flip(ConditionId id) const {
  const Condition& condition = program_.conditions[id];
  Instant earliest = kNever;
  const auto consider = [&](Instant candidate) {
    if (candidate > now_) earliest = std::min(earliest, candidate);
  };
  for (uint32_t child = condition.children.first; child < condition.children.end(); ++child) {
    consider(next_flip(program_.condition_children[child]));
  }
  const double quantity = condition.value.number;
  const Comparison comparison = condition.comparison;
  const bool at_quantity = comparison == Comparison::kGreaterOrEqual || comparison == Comparison::kLess;
  const bool above_quantity = comparison == Comparison::kGreater || comparison == Comparison::kLessOrEqual;
  const bool is_whole = quantity == std::floor(quantity);
  switch (condition.kind) {
    case ConditionKind::kAge: {
      if (!(std::fabs(quantity) < 1e9)) break;
      const int64_t next = static_cast<int64_t>(std::floor(quantity)) + 1;
      const int64_t reached = static_cast<int64_t>(std::ceil(quantity));
      if (at_quantity) consider(age_instant(reached, condition.in_months));
      if (above_quantity) consider(age_instant(next, condition.in_months));
      if (!at_quantity && !above_quantity && is_whole) {
        consider(age_instant(reached, condition.in_months));
        consider(age_instant(next, condition.in_months));
      }
      break;
    }
    case ConditionKind::kDate:
      if (condition.date_part == DatePart::kInstant) {
        if (!above_quantity) consider(condition.instant);
        if (!at_quantity) consider(condition.instant + 1);
      } else if (condition.date_part == DatePart::kYear) {
        if (at_quantity || (!above_quantity && is_whole)) consider(start_of_year(std::ceil(quantity)));
        if (above_quantity || (!at_quantity && is_whole)) consider(start_of_year(std::floor(quantity) + 1));
      } else {
        const CivilDate today = civil_from_day(day_of(now_));
        const int32_t year = today.year + (today.month == 12 ? 1 : 0);
        consider(start_of_day(day_from_civil(year, today.month == 12 ? 1 : today.month + 1U, 1)));
      }
      break;
    case ConditionKind::kPriorState:
      if (condition.within >= 0 && prior_state_holds(condition)) {
        const Instant left = slots()[condition.name_slot].left;
        if (left != kNever) consider(left + condition.within);
      }
      break;
    case ConditionKind::kAttribute:
      if (condition.subject == program_.known.days_until_death && record_->death.at != kNever &&
          std::fabs(quantity) < 1e6) {
        const Instant days = static_cast<Instant>(std::floor(quantity));
        const Instant death = record_->death.at;
        for (Instant left = days - 1; left <= days + 1; ++left) consider(death - left * kMillisecondsPerDay + 1);
      }
      break;
    case ConditionKind::kVitalSign: {
      const Generator& generator = generators_[condition.subject];
      if (generator.installed && generator.ends != kNever) consider(generator.ends);
      break;
    }
    default: break;
  }
  return earliest;
}

}  // namespace polyclinic::gmf
