// A person's insurance year by year. What it pays for a service is said here too.
#pragma once

#include "engine/ledger/ledger.h"
#include "engine/life/demographics.h"
#include "engine/world/world.h"

namespace polyclinic::life {

// Fills ledger.coverages with the spells from `from` to the day before `end`: one a calendar year, split at the 65th
// birthday's month, when Medicare begins. Years without insurance are spells too (their plan has no members).
// Sets Person::insurance to that of the last spell.
void cover(const world::World& world, const Demographics& demographics, const Circumstances& circumstances, Day from, Day end,
           ledger::Ledger& ledger);

// The kind of insurance on a day, whether told or not: what cover() would say of it.
reference::Insurance insurance_on(const world::World& world, const Demographics& demographics, const Circumstances& circumstances,
                                  const ledger::Person& person, Day day);

// The spell of a day that lies within them.
const ledger::Coverage& coverage_on(const ledger::Ledger& ledger, Day day);

}  // namespace polyclinic::life
