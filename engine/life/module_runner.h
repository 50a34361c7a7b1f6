// Disease modules in a life: what is made of a Program once for a run, and the machine with its host that runs person
// after person on one thread. Who the person is and when the life table ends it comes from life.h.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/foundation/result.h"
#include "engine/gmf/machine.h"
#include "engine/gmf/program.h"
#include "engine/life/module_host.h"
#include "engine/life/record_writer.h"

namespace polyclinic::life {

// Immutable once built; all threads read it.
struct ModuleTables {
  std::shared_ptr<const gmf::Program> program;
  HostAttributes attributes;
  BodyEffects effects;
  GrowthPercentiles growth;
  OpenDays open_days;
  ModuleTexts texts;
  LaboratoryRanges ranges;
  CarePrices prices;

  // Interns its texts in the world's pool. `family_attributes`: Family's.
  static Result<ModuleTables> build(std::shared_ptr<const gmf::Program> program, world::World& world,
                                    const reference::ObservationCatalogue& catalogue, std::span<const std::string> family_attributes);
};

class ModuleRunner {
 public:
  // All of them must outlive the runner.
  ModuleRunner(const ModuleTables& modules, const world::World& world, const Demographics& demographics, const Visits& visits,
               const reference::ObservationCatalogue& catalogue);

  // Lives the modules of one person from birth to the end that is foreseen. Errors: kRunFailed when a module runs away;
  // the message names person, module and states.
  Status live(const HostedPerson& hosted);

  // Of the person that was lived last.
  const gmf::DeathEntry& death() const { return record_.death; }
  TextId cause_name() const;       // kNoText: not known
  TextId cause_icd10() const;      // kNoText: not known, or not in the map
  void write(const world::PrimaryCare& care, const SmokingHistory& smoking, Day history, Day end, ledger::Ledger& ledger) {
    writer_.write(record_, host_, care, smoking, history, end, ledger);
  }
  void diagnose_cause_of_death(uint32_t encounter) { writer_.diagnose_cause_of_death(encounter); }

  // The instant of birth on the day: at an hour of the day's work, as delays of days carry it on through life.
  static Instant birth_instant(uint64_t seed, const ledger::Person& person);

  const gmf::Record& record() const { return record_; }
  ModuleHost& host() { return host_; }
  gmf::Machine& machine() { return machine_; }

 private:
  const ModuleTables& modules_;
  const world::World& world_;
  gmf::Machine machine_;
  gmf::Record record_;
  ModuleHost host_;
  RecordWriter writer_;
};

}  // namespace polyclinic::life
