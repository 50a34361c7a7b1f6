// One person from birth to the dataset's date: composes who they are, their coverage, visits, measurements, vaccines
// and death into a ledger. Immutable once built; every thread uses the same one.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/life/demographics.h"
#include "engine/life/immunization.h"
#include "engine/life/mortality.h"
#include "engine/life/physiology.h"
#include "engine/life/visits.h"
#include "engine/life/wellness.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

class Life {
 public:
  // Interns its texts in the world's pool; `observations` must outlive it.
  static Result<Life> build(world::World& world, const reference::ObservationCatalogue& observations);

  // Tells the people of one slot of the population, one after the other in the same ledger: with CountMode::kLiving
  // those of the slot's birth cohort who died before as_of, and last the one who lives; with kBorn one person.
  // `emit` sees each finished ledger and returns false to stop.
  template <class Emit>
  void people_of_slot(const world::World& world, uint64_t slot, ledger::Ledger& ledger, Emit emit) const {
    for (uint32_t attempt = 0; attempt <= kLastAttempt; ++attempt) {
      tell(world, slot, attempt, ledger);
      const bool last = ledger.person.death == ledger::kNever || world.config.count == config::CountMode::kBorn;
      if (!emit(ledger) || last) return;
    }
  }

 private:
  // A slot's people are numbered slot * 64 + attempt; the last attempt lives whatever the life table says.
  static constexpr uint32_t kLastAttempt = 63;

  Life(Demographics demographics, Mortality mortality, Visits visits)
      : demographics_(std::move(demographics)), mortality_(std::move(mortality)), visits_(std::move(visits)) {}

  void tell(const world::World& world, uint64_t slot, uint32_t attempt, ledger::Ledger& ledger) const;

  Demographics demographics_;
  Mortality mortality_;
  Visits visits_;
};

}  // namespace polyclinic::life
