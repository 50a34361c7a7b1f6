// Draws people from the population of a config and lives their modules.
#include "engine/run/module_people.h"

#include <array>

#include "engine/config/parse.h"
#include "engine/gmf/vital_sign.h"
#include "engine/run/catalogue.h"
#include "engine/world/purposes.h"

namespace polyclinic::run {
namespace {

// In the order of the enumeration Race, as modules write it.
constexpr std::string_view kRaceWords[] = {"white", "black", "asian", "native", "hawaiian", "other"};

// A healthy adult's, in the order of the enumeration VitalSign: modules that look at the body find nothing wrong with it.
constexpr std::array<double, gmf::kVitalSignCount> kHealthy = {
    168, 68,  50,  50,  24.1, 55,   50,  116, 74,  98,  5.2, 88, 14, 0.9,
    9.5, 140, 4.2, 103, 25,   175,  100, 100, 55,  8,   100, 62, 70, 14};

// The check-ups of the reference rules, a healthy body, nobody who pays.
class PlainHost final : public gmf::ReferenceHost {
 public:
  explicit PlainHost(const gmf::Program& program)
      : gender_(program.find_attribute("gender")),
        race_(program.find_attribute("race")),
        ethnicity_(program.find_attribute("ethnicity")),
        birthdate_(program.find_attribute("birthdate")),
        socioeconomic_(program.find_attribute("socioeconomic_category")) {}

  void choose(const world::Target& target) { target_ = target; }

  void birth(gmf::Machine& machine) override {
    set(machine, gender_, target_.sex == reference::Sex::kFemale ? "F" : "M");
    set(machine, race_, kRaceWords[static_cast<std::size_t>(target_.race)]);
    set(machine, ethnicity_, target_.ethnicity == reference::Ethnicity::kHispanic ? "hispanic" : "nonhispanic");
    set(machine, socioeconomic_, "Middle");
    if (birthdate_ != gmf::kNone) {
      machine.set_attribute(birthdate_, gmf::Value::of_number(static_cast<double>(machine.person().birth)));
    }
  }

  std::optional<double> vital_sign(const gmf::Machine&, gmf::VitalSign vital, Instant) override {
    return kHealthy[static_cast<std::size_t>(vital)];
  }

 private:
  static void set(gmf::Machine& machine, gmf::AttributeId attribute, std::string_view text) {
    if (attribute != gmf::kNone) machine.set_attribute(attribute, gmf::Value::text(machine.intern(text)));
  }

  gmf::AttributeId gender_, race_, ethnicity_, birthdate_, socioeconomic_;
  world::Target target_;
};

constexpr Instant kHourOfBirth = 12 * kMillisecondsPerHour;

}  // namespace

Result<std::unique_ptr<const TrialPopulation>> TrialPopulation::make(const gmf::Program& program, std::string_view config_text) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, vocabulary());
  POLYCLINIC_ASSIGN(config::Config config, config::parse(config_text, words));
  POLYCLINIC_ASSIGN(world::World world, world::World::build(std::move(config)));
  return std::unique_ptr<const TrialPopulation>(new TrialPopulation(program, std::move(world)));
}

Trial::Trial(const TrialPopulation& population, gmf::StepListener* listener)
    : population_(population), machine_(population.program()), host_(std::make_unique<PlainHost>(population.program())) {
  machine_.set_listener(listener);
}

Trial::~Trial() = default;

TriedPerson Trial::person(std::uint64_t number) const {
  const world::World& world = population_.world();
  TriedPerson person;
  person.number = number;
  RandomStream stream(world.config.seed, number - 1, world::kTargetPurpose);
  person.target = world.population.draw(stream);
  person.birth = start_of_day(person.target.birth) + kHourOfBirth;
  person.end = start_of_day(world.config.as_of);
  return person;
}

Status Trial::live(std::uint64_t number, TriedPerson& person) {
  person = this->person(number);
  static_cast<PlainHost&>(*host_).choose(person.target);
  // Lives of a dataset are numbered like this too: 64 may stand in one place of the population.
  const gmf::Person lived{population_.world().config.seed, (number - 1) << 6, person.birth, person.end};
  Status status = machine_.run(lived, *host_, record_);
  if (record_.death.at < person.end) {
    person.died = true;
    person.end = record_.death.at;
  }
  return status;
}

}  // namespace polyclinic::run
