// Counts what the engine's own disease modules do to a population: of whom they let die, of what and when, and how far
// they shift what is measured. What it prints is made into reference tables by
// engine/reference/data/derive/library_effects.py; it is not a test.
//   library_effects [PEOPLE [THREADS]]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "engine/config/parse.h"
#include "engine/life/life.h"
#include "engine/run/catalogue.h"
#include "engine/run/modules.h"

namespace {

using namespace polyclinic;

// Deaths and years are those of the last so many years: what care was before is not today's mortality.
constexpr int32_t kWindowYears = 20;
constexpr double kDaysPerYear = 365.2425;

// Ages are counted in these bands; each begins where the one before ends.
constexpr int32_t kBands[] = {0, 1, 5, 15, 25, 35, 45, 55, 65, 70, 75, 80, 85, 90, 95, 120};
constexpr uint32_t kBandCount = std::size(kBands) - 1;
// Shifts by decade of age.
constexpr uint32_t kDecades = 10;

uint32_t band_of(double age) {
  uint32_t band = 0;
  while (band + 1 < kBandCount && age >= kBands[band + 1]) ++band;
  return band;
}

struct Moments {
  uint64_t count = 0;
  double sum = 0, squares = 0;
};

// Of one thread; threads are summed in their order.
struct Counts {
  std::map<std::tuple<std::string, std::string, uint32_t, uint32_t>, uint64_t> deaths;  // module, ICD-10-CM code, sex, band
  std::array<std::array<double, kBandCount>, 2> years{};
  std::array<std::array<uint64_t, kBandCount>, 2> all_deaths{};
  std::array<std::array<std::array<Moments, life::kShiftedCount>, kDecades>, 2> shifts{};
};

void live_years(Counts& counts, uint32_t sex, double from, double to) {
  for (uint32_t band = 0; band < kBandCount; ++band) {
    const double begin = std::max(from, static_cast<double>(kBands[band])), end = std::min(to, static_cast<double>(kBands[band + 1]));
    if (end > begin) counts.years[sex][band] += end - begin;
  }
}

void count_person(const world::World& world, const gmf::Program& program, life::ModuleRunner& runner, const ledger::Ledger& ledger,
                  Counts& counts) {
  const ledger::Person& person = ledger.person;
  const Day window = add_years(world.config.as_of, -kWindowYears);
  const bool died = person.death != ledger::kNever;
  const Day end = died ? person.death : world.config.as_of;
  const auto age_on = [&](Day day) { return (day - person.birth) / kDaysPerYear; };
  if (end < window) return;
  live_years(counts, person.sex, age_on(std::max(window, person.birth)), age_on(end));
  if (died) {
    ++counts.all_deaths[person.sex][band_of(age_on(end))];
    const gmf::DeathEntry& death = runner.death();
    if (death.root != gmf::kNoRoot && day_of(death.at) == end) {
      const std::string module(program.text(program.modules[program.roots[death.root].module].key));
      ++counts.deaths[{module, std::string(world.texts.text(runner.cause_icd10())), person.sex, band_of(age_on(end))}];
    }
    return;
  }
  const uint32_t decade = std::min(static_cast<uint32_t>(std::max(0, person.age)) / 10, kDecades - 1);
  const life::Shifts& shifts = runner.host().effects().shift;
  for (uint32_t measure = 0; measure < life::kShiftedCount; ++measure) {
    Moments& moments = counts.shifts[person.sex][decade][measure];
    ++moments.count;
    moments.sum += static_cast<double>(shifts[measure]);
    moments.squares += static_cast<double>(shifts[measure]) * static_cast<double>(shifts[measure]);
  }
}

template <class Value>
Value or_end(Result<Value> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().to_text().c_str());
    std::exit(1);
  }
  return *std::move(result);
}

}  // namespace

int main(int count, char** arguments) {
  const uint64_t people = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 20'000;
  const uint32_t threads = count > 2 ? static_cast<uint32_t>(std::strtoul(arguments[2], nullptr, 10)) : 2;
  // As many of each age, for the old to be enough; whole lives, so that the dead are told too.
  const std::string text = R"({"seed": 20260101, "count": "born", "years_of_history": 0, "modules": {"library": true}, "patients": )" + std::to_string(people) +
                           R"(, "distributions": {"age": {"uniform": {"min": 0, "max": 105}}}})";
  const config::Vocabulary words = or_end(run::vocabulary());
  config::Config config = or_end(config::parse(text, words));
  const std::shared_ptr<const gmf::Program> program = or_end(run::load_program(config.modules));
  if (program == nullptr) {
    std::fprintf(stderr, "the engine has no modules of its own\n");
    return 1;
  }
  world::World world = or_end(world::World::build(std::move(config)));
  const reference::ObservationCatalogue catalogue = or_end(reference::ObservationCatalogue::build());
  const life::Life life = or_end(life::Life::build(world, catalogue, program));

  std::vector<Counts> counts(threads);
  std::vector<std::thread> workers;
  for (uint32_t thread = 0; thread < threads; ++thread) {
    workers.emplace_back([&, thread] {
      const std::unique_ptr<life::ModuleRunner> runner = life.make_runner(world);
      ledger::Ledger ledger;
      for (uint64_t slot = thread; slot < people; slot += threads) {
        const Status told = life.people_of_slot(world, slot, runner.get(), ledger, [&](const ledger::Ledger& person) {
          count_person(world, *program, *runner, person, counts[thread]);
          return true;
        });
        if (!told) {
          std::fprintf(stderr, "%s\n", told.error().to_text().c_str());
          std::exit(1);
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();

  for (const gmf::Root& root : program->roots) std::printf("module\t%s\n", std::string(program->text(program->modules[root.module].key)).c_str());
  std::map<std::tuple<std::string, std::string, uint32_t, uint32_t>, uint64_t> deaths;
  for (const Counts& each : counts) {
    for (const auto& [key, number] : each.deaths) {
      const auto& [module, code, sex, band] = key;
      deaths[{module, std::string(life::Mortality::group_of_cause(code)), sex, band}] += number;
    }
  }
  for (const auto& [key, number] : deaths) {
    const auto& [module, group, sex, band] = key;
    std::printf("deaths\t%s\t%s\t%c\t%d\t%d\t%llu\n", module.c_str(), group.c_str(), "FM"[sex], kBands[band], kBands[band + 1] - 1,
                static_cast<unsigned long long>(number));
  }
  for (uint32_t sex = 0; sex < 2; ++sex) {
    for (uint32_t band = 0; band < kBandCount; ++band) {
      double years = 0;
      uint64_t all = 0;
      for (const Counts& each : counts) {
        years += each.years[sex][band];
        all += each.all_deaths[sex][band];
      }
      std::printf("years\t%c\t%d\t%d\t%.1f\t%llu\n", "FM"[sex], kBands[band], kBands[band + 1] - 1, years, static_cast<unsigned long long>(all));
    }
    for (uint32_t decade = 0; decade < kDecades; ++decade) {
      for (const reference::ObservationKind& kind : catalogue.kinds()) {
        Moments sum;
        for (const Counts& each : counts) {
          const Moments& moments = each.shifts[sex][decade][static_cast<uint32_t>(kind.measure)];
          sum.count += moments.count;
          sum.sum += moments.sum;
          sum.squares += moments.squares;
        }
        if (sum.count < 100 || sum.squares == 0) continue;
        const double mean = sum.sum / static_cast<double>(sum.count);
        const double variance = std::max(0.0, sum.squares / static_cast<double>(sum.count) - mean * mean);
        std::printf("shift\t%s\t%c\t%u\t%u\t%.5g\t%.5g\t%llu\n", std::string(kind.key).c_str(), "FM"[sex], decade * 10,
                    decade == kDecades - 1 ? 120 : decade * 10 + 9, mean, std::sqrt(variance), static_cast<unsigned long long>(sum.count));
      }
    }
  }
}
