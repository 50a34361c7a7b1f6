// Draws the ages at which people begin and stop smoking.
#include "engine/life/smoking.h"

#include <algorithm>

#include "engine/life/purposes.h"

namespace polyclinic::life {

using reference::Smoking;

SmokingHistory smoking_history(uint64_t seed, const ledger::Person& person, Day end) {
  SmokingHistory history;
  if (person.smoking == 0xFF || person.smoking == static_cast<uint8_t>(Smoking::kNever)) return history;
  // Most begin between 14 and 21 (NSDUH: mean age at first daily use about 18) and those who stop do so any time after.
  RandomStream stream(seed, person.number, kVisitPurpose);
  const Day last = std::max(person.birth, end - 1);
  const Day age_12 = add_years(person.birth, kSmokingAge);
  history.starts = std::min(last, person.birth + static_cast<Day>(365.2425 * stream.triangular(12.5, 17, 25)));
  if (history.starts < age_12) history.starts = std::min(last, age_12);
  if (person.smoking == static_cast<uint8_t>(Smoking::kFormer)) {
    history.stops = history.starts + static_cast<Day>((last - history.starts) * stream.uniform());
  }
  return history;
}

}  // namespace polyclinic::life
