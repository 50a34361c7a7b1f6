// The reference's rules for when people come and where they go.
#include "engine/gmf/host.h"

#include <algorithm>

namespace polyclinic::gmf {
namespace {

// Months of age from which an interval holds, and the interval in days.
struct Interval {
  int32_t from_month;
  int32_t days;
};

constexpr Interval kIntervals[] = {{0, 30},        {2, 60},         {6, 90},         {18, 180},
                                   {4 * 12, 365},  {20 * 12, 1095}, {40 * 12, 730},  {50 * 12, 365}};
constexpr int32_t kChronicDays = 365;

// 00:00 UTC of the day on which so many months are completed.
Instant month_of_age(Instant birth, int32_t months) {
  const Day born = day_of(birth);
  const Day day = add_months(born, months);
  // A day that the month lacks counts on the first of the next.
  return start_of_day(civil_from_day(day).day < civil_from_day(born).day ? day + 1 : day);
}

}  // namespace

Instant reference_checkup_due(const CheckupClock& clock) {
  if (clock.last_wellness == kNever) return clock.birth;
  for (std::size_t index = 0; index < std::size(kIntervals); ++index) {
    const int32_t days =
        clock.chronic_medication ? std::min(kIntervals[index].days, kChronicDays) : kIntervals[index].days;
    const Instant due = std::max(index == 0 ? clock.birth : month_of_age(clock.birth, kIntervals[index].from_month),
                                 clock.last_wellness + days * kMillisecondsPerDay);
    if (index + 1 == std::size(kIntervals) || due < month_of_age(clock.birth, kIntervals[index + 1].from_month)) {
      return due;
    }
  }
  return kNever;
}

CareOdds reference_care_odds(InsurerGroup group, Instant at) {
  const bool is_high = group == InsurerGroup::kHighEmergencyUse;
  if (at < start_of_day(day_from_civil(2020, 1, 1))) {
    return is_high ? CareOdds{0.65, 0.35, 0} : CareOdds{0.75, 0.25, 0};
  }
  return is_high ? CareOdds{0.66, 0.25, 0.09} : CareOdds{0.56, 0.20, 0.24};
}

}  // namespace polyclinic::gmf
