// A module's states as a graph: who follows whom, and which states form cycles. States are counted from the module's
// first. Not what transitions ask (read_transitions.cpp) nor what the cycles mean (graph_checks.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/gmf/program.h"

namespace polyclinic::gmf {

// Calls visit(StateId) for each target of a transition, in its order, kNone left out; the same target may come again.
template <class Visit>
void for_each_target(const Program& program, const Transition& transition, Visit visit) {
  const auto step = [&](StateId target) {
    if (target != kNone) {
      visit(target);
    }
  };
  switch (transition.kind) {
    case TransitionKind::kDirect:
      step(transition.target);
      break;
    case TransitionKind::kDistributed:
    case TransitionKind::kLookupTable:
      for (std::uint32_t index = transition.options.first; index < transition.options.end(); ++index) {
        step(program.branches[index].target);
      }
      break;
    case TransitionKind::kConditional:
    case TransitionKind::kComplex:
      for (std::uint32_t index = transition.options.first; index < transition.options.end(); ++index) {
        const Choice& choice = program.choices[index];
        step(choice.target);
        for (std::uint32_t branch = choice.branches.first; branch < choice.branches.end(); ++branch) {
          step(program.branches[branch].target);
        }
      }
      break;
    case TransitionKind::kTypeOfCare:
      step(transition.ambulatory);
      step(transition.emergency);
      step(transition.telemedicine);
      break;
  }
}

class StateGraph {
 public:
  StateGraph(const Program& program, ModuleId module);

  std::uint32_t size() const { return static_cast<std::uint32_t>(first_after_.size() - 1); }
  // In the order of the transition; a target may come again.
  std::span<const std::uint32_t> successors(std::uint32_t state) const {
    return {after_.data() + first_after_[state], first_after_[state + 1] - first_after_[state]};
  }
  std::span<const std::uint32_t> predecessors(std::uint32_t state) const {
    return {before_.data() + first_before_[state], first_before_[state + 1] - first_before_[state]};
  }

  // The cycles among the chosen states: each strongly connected set with at least one transition inside, its states
  // ascending, sets by their first state.
  std::vector<std::vector<std::uint32_t>> cycles(const std::vector<bool>& chosen) const;

 private:
  std::vector<std::uint32_t> first_after_;
  std::vector<std::uint32_t> after_;
  std::vector<std::uint32_t> first_before_;
  std::vector<std::uint32_t> before_;
};

}  // namespace polyclinic::gmf
