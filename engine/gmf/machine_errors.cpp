// What a Machine says when it must give up on a person: who, which modules, which states.
#include <algorithm>
#include <utility>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

constexpr std::size_t kNamedStates = 16;

}  // namespace

// "gout/Gout_Attack", with the callers in front when it is a submodule.
std::string Machine::place(RootId root) const {
  std::string text;
  const RootState& state = roots_[root];
  for (uint32_t depth = 0; depth <= state.depth; ++depth) {
    const StateId id = frames_[root_of(root).first_frame + depth].state;
    if (depth > 0) text += " > ";
    text += program_.module_key(program_.states[id].module);
    text += '/';
    text += program_.state_name(id);
  }
  return text;
}

Error Machine::runaway(RootId root) const {
  // The circle: what was entered since the last state was entered before.
  const uint32_t size = static_cast<uint32_t>(last_states_.size());
  const auto back = [&](uint32_t steps) { return last_states_[(last_states_position_ - 1 - steps) % size]; };
  const uint32_t known = std::min(size, last_states_position_);
  uint32_t length = 1;
  while (length < known && back(length) != back(0)) ++length;
  std::string circle;
  for (uint32_t step = std::min<uint32_t>(length, kNamedStates); step-- > 0;) {
    if (!circle.empty()) circle += " -> ";
    circle += program_.state_name(back(step));
  }
  if (length > kNamedStates) circle = "... -> " + circle;
  const bool stood_still = roots_[root].steps_at == now_ && roots_[root].steps > 1000;
  std::string what = "R01: too many states were entered ";
  what += stood_still ? "without time passing" : "in one life";
  what += "; they repeat: " + circle;
  std::string message = "module ";
  message += program_.module_key(root_of(root).module);
  message += " does not come to an end for person " + std::to_string(person_.number);
  return Error{ErrorKind::kInvalidInput, std::move(message),
               {{place(root), std::move(what),
                 "let time pass in the circle (Delay, Guard, Encounter) or give it a way out"}}};
}

Error Machine::endless_sweeps(const RootSet& last_sweep) const {
  Error error{ErrorKind::kInvalidInput,
              "R02: modules wake each other endlessly at one instant for person " + std::to_string(person_.number),
              {}};
  for (RootId root = last_sweep.next(0); root != kNoRoot; root = last_sweep.next(root + 1U)) {
    error.findings.push_back({roots_[root].wait == Wait::kDone ? std::string(program_.module_key(root_of(root).module))
                                                               : place(root),
                              "R02: still running after 100 sweeps of one instant",
                              "let time pass between what they change and what they wait for"});
  }
  return error;
}

}  // namespace polyclinic::gmf
