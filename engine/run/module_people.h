// The people that modules are tried on: those of a config, whole lives hosted by life, one after the other on each
// thread. No tables are made of them (plan.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/foundation/result.h"
#include "engine/gmf/machine.h"
#include "engine/ledger/ledger.h"
#include "engine/life/life.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"
#include "polyclinic/modules.h"

namespace polyclinic::run {

// Who lived, and how long.
struct TriedPerson {
  std::uint64_t number = 0;         // 1 to patients
  std::string_view sex, race, state;
  Instant birth = 0;
  Day birth_day = 0;                // as modules count ages
  Instant end = 0;                  // the death, or the config's as_of
  bool has_lived = false;           // else born on the last day, and no module ran
  bool died = false;
  bool died_by_module = false;
  std::string_view cause_of_death;  // empty: alive, or not told

  std::int32_t age(Instant at) const { return age_in_years(birth_day, day_of(at)); }
};

// Immutable once made; all threads use the same.
class TrialPopulation {
 public:
  // Of the config, with history from birth and one person in each place of the population, whether living or dead.
  // `program`: none means the modules of the config.
  // Errors: kInvalidInput for mistakes of the config, or when it leaves no module to run.
  static Result<std::unique_ptr<const TrialPopulation>> make(std::string_view config_text,
                                                             std::shared_ptr<const gmf::Program> program);

  std::uint64_t patients() const { return world_.config.patients; }
  Day as_of() const { return world_.config.as_of; }
  const world::World& world() const { return world_; }
  const life::Life& life() const { return *life_; }
  const gmf::Program& program() const { return *program_; }

 private:
  TrialPopulation(std::shared_ptr<const gmf::Program> program, world::World world, reference::ObservationCatalogue observations)
      : program_(std::move(program)), world_(std::move(world)), observations_(std::move(observations)) {}

  std::shared_ptr<const gmf::Program> program_;
  world::World world_;
  reference::ObservationCatalogue observations_;
  std::optional<life::Life> life_;  // looks at what stands above
};

// The population for a set of modules, chosen as the options say; an empty set means the modules of the config.
Result<std::unique_ptr<const TrialPopulation>> trial_population(const ModuleSet& set, const TrialOptions& options);

// Of one thread.
class Trial {
 public:
  // Both must outlive it; the listener may be nullptr.
  Trial(const TrialPopulation& population, gmf::StepListener* listener);

  // Errors: kInvalidInput when a module does not come to an end; the record then ends where it was.
  Status live(std::uint64_t number, TriedPerson& person);

  gmf::Machine& machine() { return runner_->machine(); }
  const gmf::Record& record() const { return runner_->record(); }

 private:
  const TrialPopulation& population_;
  std::unique_ptr<life::ModuleRunner> runner_;
  ledger::Ledger ledger_;
};

}  // namespace polyclinic::run
