// Lives people of a config with modules.
#include "engine/run/module_people.h"

#include <algorithm>
#include <string>

#include "engine/config/parse.h"
#include "engine/run/catalogue.h"
#include "engine/run/module_set.h"
#include "engine/run/modules.h"

namespace polyclinic::run {

Result<std::unique_ptr<const TrialPopulation>> TrialPopulation::make(std::string_view config_text,
                                                                     std::shared_ptr<const gmf::Program> program) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, vocabulary());
  POLYCLINIC_ASSIGN(config::Config config, config::parse(config_text, words));
  config.years_of_history = 0;
  config.count = config::CountMode::kBorn;
  if (program == nullptr) {
    POLYCLINIC_ASSIGN(program, load_program(config.modules));
  }
  if (program == nullptr || program->roots.empty()) {
    return fail(ErrorKind::kInvalidInput, "no module runs: name files or folders of modules; submodules run only when others call them");
  }
  POLYCLINIC_ASSIGN(world::World world, world::World::build(std::move(config)));
  POLYCLINIC_ASSIGN(auto observations, reference::ObservationCatalogue::build());
  std::unique_ptr<TrialPopulation> made(new TrialPopulation(program, std::move(world), std::move(observations)));
  POLYCLINIC_ASSIGN(auto life, life::Life::build(made->world_, made->observations_, std::move(program)));
  made->life_.emplace(std::move(life));
  return made;
}

Result<std::unique_ptr<const TrialPopulation>> trial_population(const ModuleSet& set, const TrialOptions& options) {
  std::shared_ptr<const gmf::Program> program;
  // The config's own choice of modules counts where no others are given.
  if (!set.modules.empty() || !options.only.empty() || !options.without.empty()) {
    POLYCLINIC_ASSIGN(program, load_set(set, options.only, options.without));
  }
  return TrialPopulation::make(options.config_text, std::move(program));
}

Trial::Trial(const TrialPopulation& population, gmf::StepListener* listener)
    : population_(population), runner_(population.life().make_runner(population.world())) {
  machine().set_listener(listener);
}

Status Trial::live(std::uint64_t number, TriedPerson& person) {
  const world::World& world = population_.world();
  person = {};
  person.number = number;
  Status lived = population_.life().people_of_slot(world, number - 1, runner_.get(), ledger_, [](const ledger::Ledger&) { return true; });
  if (!lived) {
    // The machine knows the person by the number of a dataset, the caller by that of the trial.
    std::string& message = lived.error().message;
    const std::string known = " for person " + std::to_string(machine().person().number);
    if (const size_t at = message.rfind(known); at != std::string::npos) {
      message.replace(at, known.size(), " for person " + std::to_string(number));
    }
    return lived;
  }
  const ledger::Person& told = ledger_.person;
  person.sex = reference::kSexes[told.sex].text;
  person.race = reference::kRaces[told.race].text;
  person.state = world.places.states[world.places.places[told.place].state].name;
  // Whoever is born on the last day has not lived yet: the machine still knows the one before.
  person.has_lived = machine().person().number == told.number && told.birth < world.config.as_of;
  person.birth = person.has_lived ? machine().person().birth : start_of_day(told.birth);
  person.birth_day = day_of(person.birth);
  person.end = std::max(person.birth, start_of_day(world.config.as_of));
  if (person.has_lived && record().death.at <= person.end) {
    person.died = true;
    person.end = record().death.at;
    person.died_by_module = record().death.root != gmf::kNoRoot;
    person.cause_of_death = world.texts.text(ledger_.death.cause);
  }
  return {};
}

}  // namespace polyclinic::run
