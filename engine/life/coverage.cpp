// Walks through the years of a person's insurance.
#include "engine/life/coverage.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <vector>

#include "engine/foundation/number_text.h"
#include "engine/life/purposes.h"

namespace polyclinic::life {
namespace {

// Share of insured people who change plans from one year to the next (about 12 %: EBRI and KFF report 10 to 15 %).
constexpr double kChangesPlan = 0.12;

// The plan of a year within a kind of insurance: chosen anew in years of change, kept in the others, among those that
// take the person in that year; none where there is no such plan. A pure function of person, kind, age and year, however
// much of the life is told.
std::optional<uint32_t> plan_of(const world::World& world, const ledger::Person& person, uint32_t insurance, int32_t age,
                                int32_t year) {
  const std::vector<uint32_t>& plans = world.directory.plans_by_insurance[insurance];
  const auto takes = [&](uint32_t plan) {
    return world.directory.plans[plan].takes(age, year, static_cast<reference::Race>(person.race));
  };
  const auto first = std::find_if(plans.begin(), plans.end(), takes);
  if (first == plans.end()) return std::nullopt;
  for (int32_t back = 0;; ++back) {
    RandomStream stream(world.config.seed, person.number, kCoveragePurpose,
                        static_cast<uint32_t>(year - back) << 8 | (insurance + 1));
    if (!stream.chance(kChangesPlan) && back < 25) continue;
    for (uint32_t attempt = 0; attempt < 40; ++attempt) {
      const uint32_t plan = plans[world.directory.plans_of[insurance].draw(stream)];
      if (takes(plan)) return plan;
    }
    return *first;
  }
}

// Medicare begins on the first of the month of the 65th birthday.
Day medicare_begins(const ledger::Person& person) {
  const CivilDate birth = civil_from_day(person.birth);
  return day_from_civil(birth.year + 65, birth.month, 1);
}

// A year counts with the age at its end, whatever part of it is told; Medicare begins with its own month.
int32_t age_of_spell(const ledger::Person& person, Day start, int32_t year) {
  const int32_t at_end = age_in_years(person.birth, day_from_civil(year, 12, 31));
  return start >= medicare_begins(person) ? std::max(at_end, 65) : std::min(at_end, 64);
}

void add_spell(const world::World& world, const Demographics& demographics, const Circumstances& circumstances, double of_year,
               Day medicare, Day start, Day end, ledger::Ledger& ledger) {
  const ledger::Person& person = ledger.person;
  const int32_t year = civil_from_day(start).year;
  const int32_t age = age_of_spell(person, start, year);
  uint32_t insurance = static_cast<uint32_t>(demographics.insurance(world, person, circumstances, age, of_year));
  std::optional<uint32_t> chosen = plan_of(world, person, insurance, age, year);
  if (!chosen) {  // before there was such a programme
    insurance = static_cast<uint32_t>(reference::Insurance::kUninsured);
    chosen = plan_of(world, person, insurance, age, year);
  }
  ledger::Coverage coverage;
  coverage.insurance = static_cast<uint8_t>(insurance);
  coverage.plan = *chosen;
  coverage.start = start;
  coverage.end = end - 1;
  coverage.id = IdMinter(world.config.seed)
                    .mint(static_cast<uint8_t>(ledger::Entity::kCoverage), person.number,
                          static_cast<uint32_t>(year) * 2 + (start == medicare ? 1 : 0));
  const world::Plan& plan = world.directory.plans[coverage.plan];
  if (plan.has_members) {
    // The number stays as long as the payer does: made from person and payer.
    char text[16];
    const uint64_t number = permute_below(person.number % 1'000'000'000'000, 1'000'000'000'000,
                                          world.config.seed ^ (0x4D454D00 + plan.payer));
    text[0] = static_cast<char>('A' + plan.payer % 26);
    uint64_t rest = number;
    for (uint32_t i = 12; i >= 1; --i, rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
    coverage.member_id = ledger.texts.copy({text, 13});
  }
  ledger.coverages.push_back(coverage);
}

}  // namespace

void cover(const world::World& world, const Demographics& demographics, const Circumstances& circumstances, Day from, Day end,
           ledger::Ledger& ledger) {
  const ledger::Person& person = ledger.person;
  const Day medicare = medicare_begins(person);
  for (Day start = from; start < end;) {
    const int32_t year = civil_from_day(start).year;
    const Day next_year = std::min(end, day_from_civil(year + 1, 1, 1));
    RandomStream stream(world.config.seed, person.number, kCoveragePurpose, static_cast<uint32_t>(year) << 8);
    const double of_year = stream.normal();
    const Day stop = start < medicare && medicare < next_year ? medicare : next_year;
    add_spell(world, demographics, circumstances, of_year, medicare, start, stop, ledger);
    start = stop;
  }
  if (!ledger.coverages.empty()) ledger.person.insurance = ledger.coverages.back().insurance;
}

reference::Insurance insurance_on(const world::World& world, const Demographics& demographics, const Circumstances& circumstances,
                                  const ledger::Person& person, Day day) {
  const int32_t year = civil_from_day(day).year;
  RandomStream stream(world.config.seed, person.number, kCoveragePurpose, static_cast<uint32_t>(year) << 8);
  const int32_t age = age_of_spell(person, day, year);
  const reference::Insurance insurance = demographics.insurance(world, person, circumstances, age, stream.normal());
  for (const uint32_t plan : world.directory.plans_by_insurance[static_cast<uint32_t>(insurance)]) {
    if (world.directory.plans[plan].takes(age, year, static_cast<reference::Race>(person.race))) return insurance;
  }
  return reference::Insurance::kUninsured;
}

const ledger::Coverage& coverage_on(const ledger::Ledger& ledger, Day day) {
  assert(!ledger.coverages.empty());
  const auto after = std::upper_bound(ledger.coverages.begin(), ledger.coverages.end(), day,
                                      [](Day wanted, const ledger::Coverage& coverage) { return wanted < coverage.start; });
  return after == ledger.coverages.begin() ? *after : *(after - 1);
}

}  // namespace polyclinic::life
