// When a prescription was filled: a ledger tells what was ordered and how long it was taken, and the fills follow.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/ledger/ledger.h"

namespace polyclinic::formats {

// Calls fill(ordinal, day) for each fill from `from` to the day before `until`, the first of a prescription having ordinal 0.
// The first is on the day of the order; another follows when a supply has run out, while the drug is taken and refills are
// left. What is taken as needed runs out nobody knows when: it has its first fill alone. What was given on the spot, and what
// says of no supply how long it lasts, has none.
template <class Fill>
void for_each_fill(const ledger::Medication& medication, Day from, Day until, Fill fill) {
  if (medication.administered || medication.days_supply <= 0) return;
  const uint32_t allowed = medication.as_needed ? 1 : static_cast<uint32_t>(std::max<int32_t>(medication.refills, 0)) + 1;
  Day day = medication.start;
  for (uint32_t ordinal = 0; ordinal < allowed && day < until; ++ordinal) {
    if (ordinal > 0 && day >= medication.end) break;
    if (day >= from) fill(ordinal, day);
    day += medication.days_supply;
  }
}

}  // namespace polyclinic::formats
