// Lives many people, on several threads where there are any, and prints what was counted.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#if POLYCLINIC_HAS_THREADS
#include <thread>
#endif

#include "engine/foundation/number_text.h"
#include "engine/gmf/wording.h"
#include "engine/run/module_set.h"
#include "engine/run/module_statistics.h"
#include "engine/run/unit_source.h"

namespace polyclinic {
namespace {

using run::json_count;
using run::json_text;
using run::ModuleStatistics;
using run::Occurrence;
using run::RecordedCode;

constexpr std::uint64_t kPeopleAtOnce = 64;
constexpr std::uint32_t kMostThreads = 256;

// One thread's share of the people.
struct Share {
  explicit Share(const gmf::Program& program) : statistics(program) {}

  ModuleStatistics statistics;
  gmf::Reports reports;
  std::uint64_t failed_person = UINT64_MAX;
  std::optional<Error> error;
};

void live_share(const run::TrialPopulation& population, std::atomic<std::uint64_t>& next, Share& share) {
  run::Trial trial(population, &share.statistics);
  run::TriedPerson person;
  while (!share.error) {
    const std::uint64_t first = next.fetch_add(kPeopleAtOnce);
    const std::uint64_t end = std::min(first + kPeopleAtOnce, population.patients() + 1);
    if (first >= end) break;
    for (std::uint64_t number = first; number < end; ++number) {
      share.statistics.begin(number);
      if (Status lived = trial.live(number, person); !lived) {
        // Those of lower numbers are with others, who go on: which error is told does not depend on the threads.
        share.failed_person = number;
        share.error = std::move(lived).error();
        next.store(population.patients() + 1);
        break;
      }
      share.statistics.end(trial.record(), person);
    }
  }
  share.reports.merge(trial.machine().reports());
}

std::vector<std::unique_ptr<Share>> live_all(const run::TrialPopulation& population, std::uint32_t threads) {
  const std::uint64_t useful = (population.patients() + kPeopleAtOnce - 1) / kPeopleAtOnce;
  if (threads == 0) threads = run::processors();
  threads = static_cast<std::uint32_t>(std::min<std::uint64_t>(std::min(threads, kMostThreads), useful));
  std::atomic<std::uint64_t> next{1};
  std::vector<std::unique_ptr<Share>> shares;
#if POLYCLINIC_HAS_THREADS
  for (std::uint32_t thread = 0; thread < threads; ++thread) shares.push_back(std::make_unique<Share>(population.program()));
  std::vector<std::thread> workers;
  for (std::size_t index = 1; index < shares.size(); ++index) {
    workers.emplace_back([&population, &next, share = shares[index].get()] { live_share(population, next, *share); });
  }
#else
  shares.push_back(std::make_unique<Share>(population.program()));
#endif
  live_share(population, next, *shares.front());
#if POLYCLINIC_HAS_THREADS
  for (std::thread& worker : workers) worker.join();
#endif
  return shares;
}

std::string decimal(double value, std::uint8_t scale) {
  char text[kDecimalTextSize];
  const double power = scale == 1 ? 10 : scale == 2 ? 100 : 1'000'000;
  return std::string(text, write_decimal(text, static_cast<std::int64_t>(std::floor(value * power + 0.5)), scale));
}

// "12.3 %" of people; "< 0.1 %" for some but hardly any.
std::string share_in_words(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "-";
  const double percent = static_cast<double>(part) / static_cast<double>(whole) * 100;
  return percent < 0.05 ? "< 0.1 %" : decimal(percent, 1) + " %";
}

class RunText {
 public:
  RunText(const run::TrialPopulation& population, const ModuleStatistics& statistics, const gmf::Reports& reports)
      : program_(population.program()), population_(population), statistics_(statistics), reports_(reports) {}

  std::string text() const {
    const auto& counted = statistics_;
    std::string out = std::to_string(counted.people()) + (counted.people() == 1 ? " life" : " lives") + " from birth to " +
                      gmf::day_in_words(population_.as_of()) + ": " + decimal(years_lived(), 1) + " years, " +
                      run::count_of(counted.deaths(), "death") + "\n";
    append_states(out);
    append_recorded(out);
    append_prevalence(out);
    append_deaths(out);
    append_reports(out);
    return out;
  }

  std::string json() const {
    config::JsonValue root = config::JsonValue::object();
    root.add("people", json_count(statistics_.people()));
    root.add("until", json_text(gmf::day_in_words(population_.as_of())));
    root.add("years", config::JsonValue::of_double(std::floor(years_lived() * 1000 + 0.5) / 1000));
    root.add("deaths", json_count(statistics_.deaths()));
    config::JsonValue& states = root.add("states", config::JsonValue::array());
    for (gmf::StateId id = 0; id < program_.states.size(); ++id) {
      const gmf::State& state = program_.states[id];
      config::JsonValue entry = config::JsonValue::object();
      entry.add("module", json_text(program_.module_key(state.module)));
      entry.add("state", json_text(program_.state_name(id)));
      entry.add("type", json_text(gmf::type_in_words(state.type)));
      add_occurrence(entry, statistics_.states()[id]);
      states.items.push_back(std::move(entry));
    }
    config::JsonValue& recorded = root.add("recorded", config::JsonValue::array());
    for (const RecordedCode* row : statistics_.recorded()) {
      const gmf::Code& code = program_.codes[row->code];
      config::JsonValue entry = config::JsonValue::object();
      entry.add("kind", json_text(gmf::kind_in_words(row->kind)));
      entry.add("system", json_text(program_.text(code.system)));
      entry.add("code", json_text(program_.text(code.code)));
      entry.add("display", json_text(program_.text(code.display)));
      add_occurrence(entry, row->occurrence);
      if (run::has_prevalence(row->kind)) {
        config::JsonValue& bands = entry.add("prevalence", config::JsonValue::object());
        for (std::size_t band = 0; band < run::kAgeBands; ++band) {
          if (statistics_.lived()[band] > 0) bands.add(band_name(band), config::JsonValue::of_double(rounded(prevalence(*row, band))));
        }
      }
      recorded.items.push_back(std::move(entry));
    }
    config::JsonValue& causes = root.add("causes_of_death", config::JsonValue::array());
    for (const run::CauseOfDeath& cause : statistics_.causes()) {
      config::JsonValue entry = config::JsonValue::object();
      entry.add("cause", json_text(cause_in_words(cause)));
      entry.add("people", json_count(cause.people));
      causes.items.push_back(std::move(entry));
    }
    config::JsonValue& reports = root.add("reports", config::JsonValue::array());
    for (const gmf::Report& report : reports_.sorted()) reports.items.push_back(json_text(gmf::to_text(report, program_)));
    return config::write_json(root) + "\n";
  }

 private:
  std::string cause_in_words(const run::CauseOfDeath& cause) const {
    if (!cause.by_module) return "by the life table";
    return cause.code == gmf::kNone ? "by a module, without a cause" : gmf::code_in_words(program_, cause.code);
  }
  static double rounded(double share) { return std::floor(share * 1e6 + 0.5) / 1e6; }
  static std::string band_name(std::size_t band) {
    const std::int32_t from = static_cast<std::int32_t>(band) * run::kBandYears;
    return band + 1 == run::kAgeBands ? std::to_string(from) + "+"
                                      : std::to_string(from) + "-" + std::to_string(from + run::kBandYears - 1);
  }
  double years_lived() const {
    double days = 0;
    for (const Instant time : statistics_.lived()) days += static_cast<double>(time / kMillisecondsPerDay);
    return days / 365.25;
  }
  double prevalence(const RecordedCode& row, std::size_t band) const {
    return static_cast<double>(row.active[band]) / static_cast<double>(statistics_.lived()[band]);
  }

  static void add_occurrence(config::JsonValue& entry, const Occurrence& occurrence) {
    entry.add("people", json_count(occurrence.people));
    entry.add("times", json_count(occurrence.times));
    if (occurrence.people == 0) return;
    config::JsonValue& ages = entry.add("age_at_first", config::JsonValue::object());
    ages.add("p5", json_count(occurrence.age_at(5)));
    ages.add("median", json_count(occurrence.age_at(50)));
    ages.add("p95", json_count(occurrence.age_at(95)));
    entry.add("first_person", json_count(occurrence.first_person));
  }

  void append_occurrence(std::vector<std::string>& row, const Occurrence& occurrence) const {
    row.push_back(std::to_string(occurrence.people));
    row.push_back(share_in_words(occurrence.people, statistics_.people()));
    row.push_back(std::to_string(occurrence.times));
    const bool some = occurrence.people > 0;
    for (const std::uint32_t percent : {5U, 50U, 95U}) row.push_back(some ? std::to_string(occurrence.age_at(percent)) : "");
    row.push_back(some ? std::to_string(occurrence.first_person) : "");
  }

  void append_states(std::string& out) const {
    for (const gmf::Module& module : program_.modules) {
      run::TextTable table({"STATE", "TYPE", ">PEOPLE", ">SHARE", ">TIMES", ">AGE 5 %", ">MEDIAN", ">95 %", ">E.G. PERSON"});
      for (gmf::StateId id = module.first_state; id < module.first_state + module.state_count; ++id) {
        std::vector<std::string> row{gmf::shortened(program_.state_name(id), 60),
                                     std::string(gmf::type_in_words(program_.states[id].type))};
        append_occurrence(row, statistics_.states()[id]);
        table.add(std::move(row));
      }
      out += "\n" + std::string(module.top_level ? "Module " : "Submodule ") + gmf::shortened(program_.text(module.key), 80) +
             ": who entered its states, and the age at the first time\n" + table.text();
    }
  }

  void append_recorded(std::string& out) const {
    run::TextTable table({"RECORDED", "CODE", ">PEOPLE", ">SHARE", ">TIMES", ">AGE 5 %", ">MEDIAN", ">95 %", ">E.G. PERSON"});
    for (const RecordedCode* recorded : statistics_.recorded()) {
      std::vector<std::string> row{std::string(gmf::kind_in_words(recorded->kind)),
                                   gmf::shortened(gmf::code_in_words(program_, recorded->code), 80)};
      append_occurrence(row, recorded->occurrence);
      table.add(std::move(row));
    }
    if (!table.is_empty()) out += "\nWhat was recorded, and the age at the first time\n" + table.text();
  }

  void append_prevalence(std::string& out) const {
    std::vector<std::string> columns{"ACTIVE AT THE AGE OF", ""};
    std::vector<std::string> years{"years lived", ""};
    for (std::size_t band = 0; band < run::kAgeBands; ++band) {
      columns.push_back(">" + band_name(band));
      years.push_back(decimal(static_cast<double>(statistics_.lived()[band] / kMillisecondsPerDay) / 365.25, 1));
    }
    run::TextTable table(std::move(columns));
    bool some = false;
    for (const RecordedCode* recorded : statistics_.recorded()) {
      if (!run::has_prevalence(recorded->kind)) continue;
      std::vector<std::string> row{std::string(gmf::kind_in_words(recorded->kind)),
                                   gmf::codes_in_words(program_, {&recorded->code, 1})};
      for (std::size_t band = 0; band < run::kAgeBands; ++band) {
        const double percent = recorded->active[band] == 0 ? 0 : prevalence(*recorded, band) * 100;
        row.push_back(percent == 0 ? "-" : percent < 0.005 ? "< 0.01 %" : decimal(percent, 2) + " %");
      }
      table.add(std::move(row));
      some = true;
    }
    if (!some) return;
    table.add(std::move(years));
    out += "\nPrevalence: share of the time lived at an age during which it was active\n" + table.text();
  }

  void append_deaths(std::string& out) const {
    run::TextTable table({"CAUSE OF DEATH", ">PEOPLE", ">SHARE"});
    for (const run::CauseOfDeath& cause : statistics_.causes()) {
      table.add({cause_in_words(cause), std::to_string(cause.people),
                 share_in_words(cause.people, statistics_.people())});
    }
    if (!table.is_empty()) out += "\nDeaths\n" + table.text();
  }

  void append_reports(std::string& out) const {
    const std::vector<gmf::Report> reports = reports_.sorted();
    if (!reports.empty()) out += "\nWhat modules asked for in vain\n";
    for (const gmf::Report& report : reports) out += "  " + gmf::to_text(report, program_) + "\n";
  }

  const gmf::Program& program_;
  const run::TrialPopulation& population_;
  const ModuleStatistics& statistics_;
  const gmf::Reports& reports_;
};

}  // namespace

Result<std::string> run_modules(const ModuleSet& set, const TrialOptions& options, std::uint32_t threads) {
  POLYCLINIC_TRY(run::check_format(options.format, "text", "json"));
  POLYCLINIC_ASSIGN(const auto population, run::trial_population(set, options));
  std::vector<std::unique_ptr<Share>> shares = live_all(*population, threads);
  const auto failed = std::min_element(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
    return a->failed_person < b->failed_person;
  });
  if ((*failed)->error) return std::unexpected(*std::move((*failed)->error));
  Share& all = *shares.front();
  for (std::size_t index = 1; index < shares.size(); ++index) {
    all.statistics.merge(shares[index]->statistics);
    all.reports.merge(shares[index]->reports);
  }
  const RunText result(*population, all.statistics, all.reports);
  return options.format == "json" ? result.json() : result.text();
}

}  // namespace polyclinic
