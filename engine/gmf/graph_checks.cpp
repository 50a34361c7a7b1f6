// The checks of a module's graph of states. Each is linear in states and transitions.
#include <algorithm>
#include <cmath>

#include "engine/config/json_document.h"
#include "engine/gmf/guard_checks.h"
#include "engine/gmf/loading.h"
#include "engine/gmf/state_graph.h"

namespace polyclinic::gmf {
namespace {

using config::excerpt;

constexpr std::size_t kShown = 12;

// Whether the amount, as a time, may be nothing.
bool may_be_zero(const Amount& amount, bool is_delay) {
  switch (amount.kind) {
    case AmountKind::kAbsent: return true;
    case AmountKind::kExact: return real_span(amount.a, amount.unit) <= 0;
    case AmountKind::kRange: return real_span(std::min(amount.a, amount.b), amount.unit) <= 0;
    case AmountKind::kExponential: return false;
    case AmountKind::kGaussian: {
      // Six standard deviations below the mean: once in a thousand million.
      const double least = std::max(amount.minimum, std::min(amount.a - 6 * amount.b, amount.maximum));
      return (is_delay ? whole_span(least, amount.unit) : real_span(least, amount.unit)) <= 0;
    }
    default: {
      const double least = std::min(amount.a, amount.b);
      return (is_delay ? whole_span(least, amount.unit) : real_span(least, amount.unit)) <= 0;
    }
  }
}

class GraphChecks {
 public:
  GraphChecks(Loading& loading, ModuleId module)
      : loading_(loading), program_(loading.program), module_(program_.modules[module]), graph_(program_, module) {}

  void run() {
    if (module_.initial == kNone) {
      return;
    }
    check_reachability();
    check_cycles();
    check_open_encounters();
    for (std::uint32_t state = 0; state < module_.state_count; ++state) {
      const State& held = program_.states[module_.first_state + state];
      if (held.type == StateType::kGuard && held.detail != kNone &&
          program_.guards[held.detail].allow != kNone) {
        check_guard(loading_, module_.first_state + state);
      }
    }
  }

 private:
  const State& state(std::uint32_t index) const { return program_.states[module_.first_state + index]; }
  FindingPlace place(std::uint32_t index) const { return place_of_state(loading_, module_.first_state + index); }
  std::string name(std::uint32_t index) const { return excerpt(program_.text(state(index).name)); }

  std::string names(const std::vector<std::uint32_t>& states) const {
    std::string text;
    for (std::size_t index = 0; index < std::min(states.size(), kShown); ++index) {
      text += (index == 0 ? "" : ", ") + name(states[index]);
    }
    return text + (states.size() > kShown ? " and " + std::to_string(states.size() - kShown) + " more" : "");
  }

  void check_reachability() {
    std::vector<bool> reached(module_.state_count);
    std::vector<std::uint32_t> open = {module_.initial - module_.first_state};
    reached[open[0]] = true;
    while (!open.empty()) {
      const std::uint32_t from = open.back();
      open.pop_back();
      for (const std::uint32_t to : graph_.successors(from)) {
        if (!reached[to]) {
          reached[to] = true;
          open.push_back(to);
        }
      }
    }
    for (std::uint32_t index = 0; index < module_.state_count; ++index) {
      if (!reached[index]) {
        loading_.log.add("W65", place(index), "state is unreachable", "let a transition lead to it, or take it out");
      }
    }
  }

  // Whether a state passes at the instant at which it is entered, whatever happens.
  bool takes_no_time(std::uint32_t index) const {
    const State& held = state(index);
    switch (held.type) {
      case StateType::kTerminal:
      case StateType::kDelay:
      case StateType::kGuard:
      case StateType::kEncounter:
      case StateType::kCallSubmodule: return false;
      case StateType::kProcedure: return held.detail == kNone || !program_.procedures[held.detail].duration.exists();
      case StateType::kDeath: return held.detail == kNone || program_.deaths[held.detail].timing.exists();
      default: return true;
    }
  }

  bool is_delay_of_zero(std::uint32_t index) const {
    const State& held = state(index);
    return held.type == StateType::kDelay && held.detail != kNone &&
           may_be_zero(program_.delays[held.detail].amount, program_.delays[held.detail].amount.is_distribution());
  }

  void check_cycles() {
    std::vector<bool> instant(module_.state_count);
    std::vector<bool> perhaps(module_.state_count);
    bool has_zero_delay = false;
    for (std::uint32_t index = 0; index < module_.state_count; ++index) {
      instant[index] = takes_no_time(index);
      const bool zero = is_delay_of_zero(index);
      has_zero_delay = has_zero_delay || zero;
      perhaps[index] = instant[index] || zero;
    }
    for (const std::vector<std::uint32_t>& cycle : graph_.cycles(instant)) {
      report_cycle(cycle);
    }
    if (!has_zero_delay) {
      return;
    }
    for (const std::vector<std::uint32_t>& cycle : graph_.cycles(perhaps)) {
      const auto delay = std::find_if(cycle.begin(), cycle.end(), [&](std::uint32_t index) { return !instant[index]; });
      if (delay != cycle.end()) {
        loading_.log.add("W64", place(*delay), "cycle " + names(cycle) + " relies on a delay that can be zero",
                         "let the delay be longer than nothing");
      }
    }
  }

  void report_cycle(const std::vector<std::uint32_t>& cycle) {
    std::vector<std::uint32_t> exits;
    for (const std::uint32_t from : cycle) {
      for (const std::uint32_t to : graph_.successors(from)) {
        if (!std::binary_search(cycle.begin(), cycle.end(), to)) {
          exits.push_back(to);
        }
      }
    }
    std::sort(exits.begin(), exits.end());
    exits.erase(std::unique(exits.begin(), exits.end()), exits.end());
    if (exits.empty()) {
      loading_.log.add("E62", place(cycle.front()), "states " + names(cycle) + " loop forever without time passing",
                       "put a Delay or a Guard into the loop");
    } else {
      loading_.log.add("W63", place(cycle.front()),
                       "states " + names(cycle) + " may repeat without time passing; left when " + names(exits) +
                           (exits.size() == 1 ? " follows" : " follow"),
                       "make sure that it ends, or put a Delay into the loop");
    }
  }

  // Whether, from each state on, an end (a Terminal or an Encounter, or of wellness alone) can come before an
  // EncounterEnd: backwards from the ends.
  std::vector<bool> leads_to(bool wellness_only) const {
    const auto is_end = [&](std::uint32_t index) {
      const State& held = state(index);
      if (held.type == StateType::kEncounter) {
        return !wellness_only || (held.detail != kNone && program_.encounters[held.detail].wellness);
      }
      return held.type == StateType::kTerminal && !wellness_only;
    };
    std::vector<bool> leads(module_.state_count);
    std::vector<std::uint32_t> open;
    for (std::uint32_t index = 0; index < module_.state_count; ++index) {
      if (is_end(index)) {
        leads[index] = true;
        open.push_back(index);
      }
    }
    while (!open.empty()) {
      const std::uint32_t to = open.back();
      open.pop_back();
      for (const std::uint32_t from : graph_.predecessors(to)) {
        const StateType type = state(from).type;
        if (!leads[from] && type != StateType::kEncounterEnd && type != StateType::kEncounter && !callee_closes(from)) {
          leads[from] = true;
          open.push_back(from);
        }
      }
    }
    return leads;
  }

  // Whether the state calls a submodule that ends encounters, as those that discharge do, itself or in one that it calls.
  bool callee_closes(std::uint32_t index) const {
    std::vector<bool> seen(program_.modules.size());
    std::vector<ModuleId> callees;
    const auto add_callee = [&](const State& caller) {
      if (caller.type != StateType::kCallSubmodule || caller.detail == kNone) return;
      const ModuleId callee = program_.calls[caller.detail].callee;
      if (callee >= seen.size() || seen[callee]) return;  // not known, or known already
      seen[callee] = true;
      callees.push_back(callee);
    };
    add_callee(state(index));
    while (!callees.empty()) {
      const Module& callee = program_.modules[callees.back()];
      callees.pop_back();
      for (std::uint32_t called = 0; called < callee.state_count; ++called) {
        const State& held = program_.states[callee.first_state + called];
        if (held.type == StateType::kEncounterEnd) return true;
        add_callee(held);
      }
    }
    return false;
  }

  void check_open_encounters() {
    const std::vector<bool> own = leads_to(false);
    const std::vector<bool> wellness = leads_to(true);
    for (std::uint32_t index = 0; index < module_.state_count; ++index) {
      const State& held = state(index);
      if (held.type != StateType::kEncounter || held.detail == kNone) {
        continue;
      }
      const bool is_wellness = program_.encounters[held.detail].wellness;
      const std::vector<bool>& leads = is_wellness ? wellness : own;
      const auto successors = graph_.successors(index);
      const auto open = std::find_if(successors.begin(), successors.end(),
                                     [&](std::uint32_t next) { return leads[next]; });
      if (open != successors.end()) {
        loading_.log.add("W66", place(index), "encounter may be left open",
                         std::string("put an EncounterEnd before the next ") +
                             (is_wellness ? "wellness encounter" : "Encounter or Terminal"));
      }
    }
  }

  Loading& loading_;
  const Program& program_;
  const Module& module_;
  StateGraph graph_;
};

}  // namespace

void check_graph(Loading& loading, ModuleId module) { GraphChecks(loading, module).run(); }

}  // namespace polyclinic::gmf
