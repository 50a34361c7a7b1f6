// One person from birth to the dataset's date: composes who they are, their coverage, visits, measurements, vaccines,
// diseases and death into a ledger. Immutable once built; every thread uses the same one, each with a runner of modules.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/life/demographics.h"
#include "engine/life/family.h"
#include "engine/life/immunization.h"
#include "engine/life/module_runner.h"
#include "engine/life/mortality.h"
#include "engine/life/physiology.h"
#include "engine/life/visits.h"
#include "engine/life/wellness.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

class Life {
 public:
  // Interns its texts in the world's pool; `observations` must outlive it. Without a program (or with one that has no
  // top-level module) nobody is ill.
  static Result<Life> build(world::World& world, const reference::ObservationCatalogue& observations,
                            std::shared_ptr<const gmf::Program> program = nullptr);

  // What a thread needs to run modules; nullptr when there are none. The life must stay where it is.
  std::unique_ptr<ModuleRunner> make_runner(const world::World& world) const;

  // Tells the people of one slot of the population, one after the other in the same ledger: with CountMode::kLiving
  // those of the slot's birth cohort who died before as_of, and last the one who lives; with kBorn one person. Whom a
  // module lets die before the history is not told. `runner`: of this thread, or nullptr when there are no modules.
  // `emit` sees each finished ledger and returns false to stop. Errors: kRunFailed when a module runs away.
  template <class Emit>
  Status people_of_slot(const world::World& world, uint64_t slot, ModuleRunner* runner, ledger::Ledger& ledger, Emit emit) const {
    for (uint32_t attempt = 0; attempt <= kLastAttempt; ++attempt) {
      bool is_told = true;
      POLYCLINIC_ASSIGN(is_told, tell(world, slot, attempt, runner, ledger));
      if (!is_told) continue;
      const bool last = ledger.person.death == ledger::kNever || world.config.count == config::CountMode::kBorn;
      if (!emit(ledger) || last) return {};
    }
    return {};
  }

 private:
  // A slot's people are numbered slot * 64 + attempt; the last attempt lives whatever the life table says, and without
  // modules, so that there is always somebody who lives.
  static constexpr uint32_t kLastAttempt = 63;

  Life(Demographics demographics, Family family, Mortality mortality, Visits visits, const reference::ObservationCatalogue& observations)
      : demographics_(std::move(demographics)),
        family_(std::move(family)),
        mortality_(std::move(mortality)),
        visits_(std::move(visits)),
        observations_(&observations) {}

  Result<bool> tell(const world::World& world, uint64_t slot, uint32_t attempt, ModuleRunner* runner, ledger::Ledger& ledger) const;
  Result<bool> live(const world::World& world, const world::PrimaryCare& care, HostedPerson hosted, Day counted, ModuleRunner& runner,
                    ledger::Ledger& ledger) const;
  void die_earlier(const world::World& world, Day day, const SmokingHistory& smoking, ledger::Ledger& ledger) const;

  Demographics demographics_;
  Family family_;
  Mortality mortality_;
  Visits visits_;
  const reference::ObservationCatalogue* observations_;
  std::unique_ptr<const ModuleTables> modules_;
};

}  // namespace polyclinic::life
