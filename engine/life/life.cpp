// Composes a life.
#include "engine/life/life.h"

#include <algorithm>

#include "engine/life/coverage.h"
#include "engine/world/purposes.h"

namespace polyclinic::life {

Result<Life> Life::build(world::World& world, const reference::ObservationCatalogue& observations) {
  POLYCLINIC_ASSIGN(Demographics demographics, Demographics::build(world));
  POLYCLINIC_ASSIGN(Mortality mortality, Mortality::build(world.texts));
  POLYCLINIC_ASSIGN(Visits visits, Visits::build(world, observations));
  return Life(std::move(demographics), std::move(mortality), std::move(visits));
}

void Life::tell(const world::World& world, uint64_t slot, uint32_t attempt, ledger::Ledger& ledger) const {
  const config::Config& config = world.config;
  ledger.clear();
  RandomStream target_stream(config.seed, slot, world::kTargetPurpose);
  const world::Target target = world.population.draw(target_stream);
  demographics_.identify(world, slot << 6 | attempt, target, ledger);
  ledger::Person& person = ledger.person;

  // The history begins so many years back, or at birth; who is counted was alive then, and at the youngest age that
  // the filters want.
  Day history = person.birth;
  if (config.years_of_history > 0) history = std::max(history, add_years(config.as_of, -config.years_of_history));
  const Day counted = std::max(history, add_years(person.birth, config.filters.age_min));
  const Day death = counted < config.as_of ? mortality_.day_of_death(world, person, counted) : ledger::kNever;
  if (death < config.as_of && (attempt < kLastAttempt || config.count == config::CountMode::kBorn)) person.death = death;
  const bool deceased = person.death != ledger::kNever;
  const Day end = deceased ? person.death : config.as_of;
  person.age = age_in_years(person.birth, end);

  const Circumstances circumstances = demographics_.settle(world, ledger);
  const world::PrimaryCare care = world::primary_care_of(world, slot, person.place);
  person.provider = person.age < 18 ? care.child : care.adult;
  // Someone who dies on the first day of the history is still insured for that day.
  cover(world, demographics_, circumstances, history, std::max(end, history + 1), ledger);
  visits_.tell(world, care, history, end, ledger);
  if (deceased) ledger.death = mortality_.cause(world, person);
}

}  // namespace polyclinic::life
