// The people that modules are tried on: those of a config, whole lives, one after the other on one thread. The only file
// pair here that knows how a person of the config becomes one of the machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/foundation/result.h"
#include "engine/gmf/machine.h"
#include "engine/world/world.h"
#include "polyclinic/modules.h"

namespace polyclinic::run {

// A life that was lived.
struct TriedPerson {
  std::uint64_t number = 0;  // 1 to patients
  world::Target target;
  Instant birth = 0;
  Instant end = 0;           // of what was lived: the death, or the config's as_of
  bool died = false;
};

// Immutable once made; all threads use the same.
class TrialPopulation {
 public:
  // Errors: kInvalidInput for mistakes of the config.
  static Result<std::unique_ptr<const TrialPopulation>> make(const gmf::Program& program, std::string_view config_text);

  std::uint64_t patients() const { return world_.config.patients; }
  Day as_of() const { return world_.config.as_of; }
  const world::World& world() const { return world_; }
  const gmf::Program& program() const { return program_; }

 private:
  TrialPopulation(const gmf::Program& program, world::World world) : program_(program), world_(std::move(world)) {}

  const gmf::Program& program_;
  world::World world_;
};

// Of one thread.
class Trial {
 public:
  // Both must outlive it; the listener may be nullptr.
  Trial(const TrialPopulation& population, gmf::StepListener* listener);
  ~Trial();

  // Errors: kInvalidInput when a module does not come to an end; the record then ends where it was.
  Status live(std::uint64_t number, TriedPerson& person);

  // Who that will be, before the life.
  TriedPerson person(std::uint64_t number) const;

  gmf::Machine& machine() { return machine_; }
  const gmf::Record& record() const { return record_; }

 private:
  const TrialPopulation& population_;
  gmf::Machine machine_;
  gmf::Record record_;
  std::unique_ptr<gmf::Host> host_;
};

}  // namespace polyclinic::run
