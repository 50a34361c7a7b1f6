// Prints the way of one person through modules.
#include <algorithm>

#include "engine/gmf/wording.h"
#include "engine/run/module_set.h"
#include "engine/run/module_trace.h"

namespace polyclinic {
namespace {

using run::json_count;
using run::json_text;
using run::TraceStep;

class TraceText {
 public:
  TraceText(const run::TrialPopulation& population, const run::TriedPerson& person, const run::Tracer& tracer)
      : program_(population.program()), person_(person), tracer_(tracer) {}

  std::string text() const {
    std::string out = "Person " + std::to_string(person_.number) + ": " + std::string(person_.sex) + ", " +
                      std::string(person_.race) + ", of " + std::string(person_.state) + ". Born " + day(person_.birth) + ", " +
                      (person_.died ? "died " : "alive on ") + day(person_.end) + " at " + std::to_string(person_.age(person_.end)) +
                      death_in_words() + ".\n\n";
    if (tracer_.steps().empty()) return out + "no module ran\n";
    out += "DATE        TIME   AGE  STATE\n";
    const TraceStep* before = nullptr;
    for (const TraceStep& step : tracer_.steps()) {
      append(out, step, before);
      before = &step;
    }
    if (tracer_.left_out() > 0) out += std::to_string(tracer_.left_out()) + " more states are not shown\n";
    if (person_.died) out += date_column(person_.end) + "dies" + death_in_words() + "\n";
    return out;
  }

  std::string json() const {
    config::JsonValue root = config::JsonValue::object();
    config::JsonValue& person = root.add("person", config::JsonValue::object());
    person.add("number", json_count(person_.number));
    person.add("sex", json_text(person_.sex));
    person.add("race", json_text(person_.race));
    person.add("state", json_text(person_.state));
    person.add("birth", json_text(gmf::instant_in_iso(person_.birth)));
    person.add(person_.died ? "death" : "alive_on", json_text(gmf::instant_in_iso(person_.end)));
    if (person_.died) person.add("cause_of_death", json_text(person_.cause_of_death));
    config::JsonValue steps = config::JsonValue::array();
    for (const TraceStep& step : tracer_.steps()) steps.items.push_back(json_of(step));
    root.add("steps", std::move(steps));
    root.add("left_out", json_count(tracer_.left_out()));
    return config::write_json(root) + "\n";
  }

 private:
  std::string death_in_words() const {
    if (!person_.died) return {};
    const std::string cause = person_.cause_of_death.empty() ? "" : " of " + std::string(person_.cause_of_death);
    return cause + (person_.died_by_module ? ", by a module" : ", by the life table");
  }
  static std::string day(Instant at) { return gmf::day_in_words(day_of(at)); }
  std::string_view module_of(const TraceStep& step) const {
    return program_.module_key(program_.states[step.state].module);
  }

  // Not left: waits for ever, or has nowhere to go.
  std::string still_waiting(const TraceStep& step) const {
    const gmf::StateType type = program_.states[step.state].type;
    if (type == gmf::StateType::kTerminal) return {};
    return "waits until " + std::string(person_.died ? "the death" : "the end") + ", for " +
           gmf::span_in_words(person_.end > step.entered ? person_.end - step.entered : 0);
  }

  std::string wait(const TraceStep& step) const {
    if (step.state == gmf::kNone) return {};
    if (step.left == gmf::kNever) return still_waiting(step);
    if (step.waited_for.empty()) return {};
    if (step.left == step.entered) return step.waited_for;
    return "waits " + gmf::span_in_words(step.left - step.entered) + ", until " + gmf::instant_in_words(step.left) + ": " +
           step.waited_for;
  }

  std::string date_column(Instant at) const {
    std::string line = gmf::instant_in_words(at);
    line.insert(line.size() < 16 ? line.size() : 10, " ");
    const std::string years = std::to_string(person_.age(at));
    line.append(years.size() < 4 ? 5 - years.size() : 1, ' ');
    return line + years + "  ";
  }

  void append(std::string& out, const TraceStep& step, const TraceStep* before) const {
    constexpr std::size_t kColumn = 24;  // where states begin
    // Who has left one module for another is told, and whenever a submodule begins or ends.
    if (step.state != gmf::kNone &&
        (before == nullptr || before->state == gmf::kNone || module_of(*before) != module_of(step) || before->root != step.root)) {
      out.append(kColumn - 2 + 2 * step.depth, ' ');
      out += "[" + gmf::shortened(module_of(step), 80);
      if (step.depth > 0) out += ", called by " + gmf::shortened(program_.module_key(program_.roots[step.root].module), 80);
      out += "]\n";
    }
    std::string line;
    if (before == nullptr || before->entered != step.entered) line = date_column(step.entered);
    line.resize(std::max(line.size(), kColumn), ' ');
    out += line;
    out.append(2 * std::size_t{step.depth}, ' ');
    if (step.state == gmf::kNone) {
      out += step.wrote.front() + "\n";
      return;
    }
    const std::string name = gmf::shortened(program_.state_name(step.state), 80);
    const std::string type(gmf::type_in_words(program_.states[step.state].type));
    const std::string does = gmf::shortened(gmf::state_in_words(program_, step.state), 120);
    out += name;
    if (name != type) out += " (" + type + (does.empty() ? "" : ": " + does) + ")";
    out += "\n";
    const auto detail = [&](const std::string& text) {
      out.append(kColumn + 4 + 2 * step.depth, ' ');
      out += text + "\n";
    };
    if (const std::string waited = wait(step); !waited.empty()) detail(waited);
    for (const std::string& written : step.wrote) {
      if (written != does) detail("* " + written);  // "x = 5" is said once
    }
  }

  config::JsonValue json_of(const TraceStep& step) const {
    config::JsonValue entry = config::JsonValue::object();
    entry.add("at", json_text(gmf::instant_in_iso(step.entered)));
    entry.add("age", json_count(static_cast<std::uint64_t>(person_.age(step.entered))));
    if (step.state != gmf::kNone) {
      const gmf::State& state = program_.states[step.state];
      entry.add("module", json_text(program_.module_key(program_.roots[step.root].module)));
      entry.add("depth", json_count(step.depth));
      entry.add("in", json_text(module_of(step)));
      entry.add("state", json_text(program_.state_name(step.state)));
      entry.add("type", json_text(gmf::type_in_words(state.type)));
      entry.add("does", json_text(gmf::state_in_words(program_, step.state)));
      if (step.left != gmf::kNever) {
        entry.add("left", json_text(gmf::instant_in_iso(step.left)));
        entry.add("waited_ms", json_count(static_cast<std::uint64_t>(step.left - step.entered)));
      }
      entry.add("why", json_text(step.waited_for));
    }
    config::JsonValue wrote = config::JsonValue::array();
    for (const std::string& text : step.wrote) wrote.items.push_back(json_text(text));
    entry.add("wrote", std::move(wrote));
    return entry;
  }

  const gmf::Program& program_;
  const run::TriedPerson& person_;
  const run::Tracer& tracer_;
};

}  // namespace

Result<std::string> trace_person(const ModuleSet& set, std::uint64_t person, const TrialOptions& options) {
  POLYCLINIC_TRY(run::check_format(options.format, "text", "json"));
  POLYCLINIC_ASSIGN(const auto population, run::trial_population(set, options));
  if (person < 1) return fail(ErrorKind::kInvalidInput, "there is no person 0: people are numbered from 1");
  run::Tracer tracer(population->program());
  run::Trial trial(*population, &tracer);
  run::TriedPerson tried;
  POLYCLINIC_TRY(trial.live(person, tried));
  tracer.end(trial.machine());
  const TraceText trace(*population, tried, tracer);
  return options.format == "json" ? trace.json() : trace.text();
}

}  // namespace polyclinic
