// Adjacency lists, and strongly connected components by Tarjan's algorithm with a stack of its own: modules may be long
// chains, and no module may exhaust the thread's stack.
#include "engine/gmf/state_graph.h"

#include <algorithm>

namespace polyclinic::gmf {

StateGraph::StateGraph(const Program& program, ModuleId module) {
  const Module& held = program.modules[module];
  first_after_.push_back(0);
  std::vector<std::uint32_t> incoming(held.state_count + 1);
  for (std::uint32_t state = 0; state < held.state_count; ++state) {
    const State& from = program.states[held.first_state + state];
    const auto add = [&](StateId target) {
      after_.push_back(target - held.first_state);
      ++incoming[target - held.first_state + 1];
    };
    if (from.transition != kNone) {
      for_each_target(program, program.transitions[from.transition], add);
    }
    if (from.type == StateType::kPhysiology && from.detail != kNone &&
        program.physiologies[from.detail].alternative != kNone) {
      add(program.physiologies[from.detail].alternative);
    }
    first_after_.push_back(static_cast<std::uint32_t>(after_.size()));
  }
  for (std::uint32_t state = 0; state < held.state_count; ++state) {
    incoming[state + 1] += incoming[state];
  }
  first_before_ = incoming;
  before_.resize(after_.size());
  for (std::uint32_t state = 0; state < held.state_count; ++state) {
    for (const std::uint32_t next : successors(state)) {
      before_[incoming[next]++] = state;
    }
  }
}

std::vector<std::vector<std::uint32_t>> StateGraph::cycles(const std::vector<bool>& chosen) const {
  constexpr std::uint32_t kUnseen = UINT32_MAX;
  std::vector<std::uint32_t> order(size(), kUnseen);
  std::vector<std::uint32_t> low(size());
  std::vector<bool> on_stack(size());
  std::vector<std::uint32_t> stack;
  std::vector<std::pair<std::uint32_t, std::size_t>> path;
  std::vector<std::vector<std::uint32_t>> found;
  std::uint32_t counter = 0;
  const auto enter = [&](std::uint32_t state) {
    order[state] = low[state] = counter++;
    stack.push_back(state);
    on_stack[state] = true;
    path.push_back({state, 0});
  };
  for (std::uint32_t start = 0; start < size(); ++start) {
    if (!chosen[start] || order[start] != kUnseen) {
      continue;
    }
    enter(start);
    while (!path.empty()) {
      const std::uint32_t state = path.back().first;
      const std::span<const std::uint32_t> next = successors(state);
      if (path.back().second < next.size()) {
        const std::uint32_t to = next[path.back().second++];
        if (!chosen[to]) {
          continue;
        }
        if (order[to] == kUnseen) {
          enter(to);
        } else if (on_stack[to]) {
          low[state] = std::min(low[state], order[to]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) {
        low[path.back().first] = std::min(low[path.back().first], low[state]);
      }
      if (low[state] != order[state]) {
        continue;
      }
      std::vector<std::uint32_t> members;
      std::uint32_t member = 0;
      do {
        member = stack.back();
        stack.pop_back();
        on_stack[member] = false;
        members.push_back(member);
      } while (member != state);
      const bool repeats = members.size() > 1 || std::find(next.begin(), next.end(), state) != next.end();
      if (repeats) {
        std::sort(members.begin(), members.end());
        found.push_back(std::move(members));
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace polyclinic::gmf
