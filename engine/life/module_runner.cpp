// Runs the machine for one person.
#include "engine/life/module_runner.h"

#include "engine/life/purposes.h"

namespace polyclinic::life {

Result<ModuleTables> ModuleTables::build(std::shared_ptr<const gmf::Program> program, world::World& world,
                                         const reference::ObservationCatalogue& catalogue,
                                         std::span<const std::string> family_attributes) {
  ModuleTables made;
  made.attributes = HostAttributes(*program);
  for (const std::string& name : family_attributes) made.attributes.family_history.push_back(program->find_attribute(name));
  POLYCLINIC_ASSIGN(made.effects, BodyEffects::build(*program, catalogue));
  POLYCLINIC_ASSIGN(made.growth, GrowthPercentiles::build());
  POLYCLINIC_ASSIGN(made.texts, ModuleTexts::build(*program, catalogue, world));
  POLYCLINIC_ASSIGN(made.ranges, LaboratoryRanges::build(*program, world.texts));
  POLYCLINIC_ASSIGN(made.prices, CarePrices::build());
  made.program = std::move(program);
  return made;
}

ModuleRunner::ModuleRunner(const ModuleTables& modules, const world::World& world, const Demographics& demographics,
                           const Visits& visits, const reference::ObservationCatalogue& catalogue)
    : modules_(modules),
      world_(world),
      machine_(*modules.program, {.hold_lock_until_recorded_stop = true}),
      host_(HostTables{&world, &demographics, &visits, &catalogue, &modules.attributes, &modules.effects, &modules.growth,
                       &modules.open_days, modules.prices.encounter(gmf::EncounterClass::kAmbulatory, 1)}),
      writer_(WriterTables{&world, modules.program.get(), &visits, &catalogue, &modules.texts, &modules.ranges, &modules.prices}) {}

Instant ModuleRunner::birth_instant(uint64_t seed, const ledger::Person& person) {
  RandomStream stream(seed, person.number, kSocialPurpose);
  constexpr int32_t kFirst = 9 * 60, kLast = 15 * 60;
  const int32_t minute = kFirst + static_cast<int32_t>(stream.uniform() * (kLast - kFirst));
  return local_instant(person.birth, minute);
}

Status ModuleRunner::live(const HostedPerson& hosted) {
  host_.begin(hosted);
  const gmf::Person person{world_.config.seed, hosted.person->number, hosted.birth, start_of_day(hosted.end) + (hosted.dies ? 1 : 0)};
  return machine_.run(person, host_, record_);
}

TextId ModuleRunner::cause_name() const {
  return record_.death.cause == gmf::kNone ? kNoText : modules_.texts.code(record_.death.cause).name;
}

TextId ModuleRunner::cause_icd10() const {
  return record_.death.cause == gmf::kNone ? kNoText : modules_.texts.code(record_.death.cause).icd10;
}

}  // namespace polyclinic::life
