// Composes a life.
#include "engine/life/life.h"

#include <algorithm>

#include "engine/life/coverage.h"
#include "engine/life/smoking.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"
#include "engine/world/purposes.h"

namespace polyclinic::life {

namespace {

// The keys of the modules that run and may be the engine's own.
std::vector<std::string_view> library_modules(const config::Config& config, const gmf::Program* program) {
  std::vector<std::string_view> keys;
  if (!config.modules.library || program == nullptr) return keys;
  for (const gmf::Root& root : program->roots) keys.push_back(program->text(program->modules[root.module].key));
  return keys;
}

// Whether all modules run that the tables of the library's effects were made with.
Result<bool> is_whole_library(std::span<const std::string_view> running) {
  reference::CsvReader csv("library_modules.csv", reference::embedded_file("library_modules.csv"));
  uint32_t at = 0;
  POLYCLINIC_ASSIGN(at, csv.column("module"));
  bool is_any = false;
  while (csv.next()) {
    is_any = true;
    if (std::find(running.begin(), running.end(), csv.text(at)) == running.end()) return false;
  }
  return is_any;
}

}  // namespace

Result<Life> Life::build(world::World& world, const reference::ObservationCatalogue& observations,
                         std::shared_ptr<const gmf::Program> program) {
  POLYCLINIC_ASSIGN(Demographics demographics, Demographics::build(world));
  POLYCLINIC_ASSIGN(Family family, Family::build(world.life_table, world.texts));
  const std::vector<std::string_view> library = library_modules(world.config, program.get());
  POLYCLINIC_ASSIGN(Mortality mortality, Mortality::build(world.texts, world.life_table, library));
  POLYCLINIC_ASSIGN(const bool is_whole, is_whole_library(library));
  POLYCLINIC_ASSIGN(Visits visits, Visits::build(world, observations, is_whole));
  Life life(std::move(demographics), std::move(family), std::move(mortality), std::move(visits), observations);
  if (program != nullptr && !program->roots.empty()) {
    POLYCLINIC_ASSIGN(ModuleTables modules, ModuleTables::build(std::move(program), world, observations, life.family_.attributes()));
    life.modules_ = std::make_unique<const ModuleTables>(std::move(modules));
  }
  return life;
}

std::unique_ptr<ModuleRunner> Life::make_runner(const world::World& world) const {
  if (modules_ == nullptr) return nullptr;
  return std::make_unique<ModuleRunner>(*modules_, world, demographics_, visits_, *observations_);
}

Result<bool> Life::tell(const world::World& world, uint64_t slot, uint32_t attempt, ModuleRunner* runner, ledger::Ledger& ledger) const {
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
  const uint64_t family_history = family_.draw(config.seed, person, end, ledger.family);
  if (runner != nullptr && attempt < kLastAttempt && end > person.birth) {
    HostedPerson hosted;
    hosted.person = &person;
    hosted.circumstances = circumstances;
    hosted.family_history = family_history;
    hosted.history = history;
    hosted.end = end;
    return live(world, care, hosted, counted, *runner, ledger);
  }
  person.provider = person.age < 18 ? care.child : care.adult;
  // Someone who dies on the first day of the history is still insured for that day.
  cover(world, demographics_, circumstances, history, std::max(end, history + 1), ledger);
  visits_.tell(world, care, history, end, ledger);
  if (deceased) ledger.death = mortality_.cause(world, person);
  return true;
}

// Modules come first: they may let the person die before the life table does.
Result<bool> Life::live(const world::World& world, const world::PrimaryCare& care, HostedPerson hosted, Day counted, ModuleRunner& runner,
                        ledger::Ledger& ledger) const {
  ledger::Person& person = ledger.person;
  const Day history = hosted.history, end = hosted.end;
  hosted.smoking = smoking_history(world.config.seed, person, end);
  hosted.dies = person.death != ledger::kNever;
  hosted.birth = ModuleRunner::birth_instant(world.config.seed, person);
  // Whether a person is insured moves how many check-ups are kept; the spells themselves are told at the end.
  person.insurance = static_cast<uint8_t>(insurance_on(world, demographics_, hosted.circumstances, person, end - 1));
  POLYCLINIC_TRY(runner.live(hosted));

  const Instant died = runner.death().at;
  const Day day = died == gmf::kNever ? ledger::kNever : day_of(died);
  const bool by_module = day < end;
  if (by_module) {
    if (day < counted) return false;
    die_earlier(world, day, hosted.smoking, ledger);
    Family::know_until(day, ledger.family);
  }
  person.provider = person.age < 18 ? care.child : care.adult;
  const Day last = by_module ? day : end;
  cover(world, demographics_, hosted.circumstances, history, by_module ? day + 1 : std::max(end, history + 1), ledger);
  runner.write(care, hosted.smoking, history, last, ledger);
  if (person.death == ledger::kNever) return true;
  ledger.death = mortality_.cause(world, person);
  if (by_module && runner.cause_name() != kNoText) {
    ledger.death.cause = runner.cause_name();
    ledger.death.icd10_code = runner.cause_icd10();
    ledger.death.manner = mortality_.manner(ledger.death.icd10_code, world.texts);
  }
  if (by_module) {
    const auto open = std::find_if(ledger.encounters.rbegin(), ledger.encounters.rend(),
                                   [&](const ledger::Encounter& encounter) { return encounter.start <= died && encounter.end >= died; });
    if (open != ledger.encounters.rend()) {
      ledger.death.encounter = static_cast<uint32_t>(ledger.encounters.rend() - open - 1);
      runner.diagnose_cause_of_death(ledger.death.encounter);
    }
  }
  return true;
}

// Circumstances are those of the age at death; what modules were told from birth on stays.
void Life::die_earlier(const world::World& world, Day day, const SmokingHistory& smoking, ledger::Ledger& ledger) const {
  ledger::Person& person = ledger.person;
  const ledger::Person before = person;
  person.death = day;
  person.age = age_in_years(person.birth, day);
  person.marital_status = person.education = person.employment = person.smoking = 0xFF;
  person.email = {};
  demographics_.settle(world, ledger);
  person.language = before.language;
  person.born_in_us = before.born_in_us;
  person.income = before.income;
  person.income_to_poverty = before.income_to_poverty;
  if (person.smoking != 0xFF) person.smoking = static_cast<uint8_t>(smoking.status(day));
}

}  // namespace polyclinic::life
