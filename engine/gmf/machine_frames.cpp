// Calls of submodules and what a frame remembers of the states that ran in it.
#include "engine/gmf/machine.h"

namespace polyclinic::gmf {

Machine::Retained* Machine::slots() {
  return retained_.data() + program_.depth_slots[root_of(running_).depth_slots.first + running().depth];
}

const Machine::Retained* Machine::slots() const {
  return retained_.data() + program_.depth_slots[root_of(running_).depth_slots.first + running().depth];
}

void Machine::enter_frame(ModuleId module, uint16_t depth) {
  running().depth = depth;
  Retained* held = slots();
  for (uint32_t slot = 0; slot < program_.modules[module].retained.count; ++slot) held[slot] = {};
}

void Machine::remember_entry(StateId id) {
  const uint32_t slot = program_.states[id].slot;
  if (slot != kNone) slots()[slot] = {++running().sequence, kNever};
}

void Machine::remember_exit(StateId id) {
  const uint32_t slot = program_.states[id].slot;
  if (slot != kNone) slots()[slot].left = now_;
}

// What the callee did counts as done in the caller, after all before it; then the calling state is the newest again.
void Machine::return_to_caller() {
  remember_exit(top().state);
  if (listener_ != nullptr) listener_->state_left(*this, running_, top().state, top().entered, WaitEnd::kNoWait);
  const Retained* callee = slots();
  --running().depth;
  Retained* caller = slots();
  const StateId id = top().state;
  const Slice merges = program_.calls[program_.states[id].detail].merges;
  for (uint32_t index = merges.first; index < merges.end(); ++index) {
    const Merge& merge = program_.merges[index];
    if (callee[merge.callee_slot].sequence != 0) caller[merge.caller_slot] = callee[merge.callee_slot];
  }
  remember_entry(id);
  running().woken_by = WaitEnd::kReturn;
  running_state_ = id;
}

}  // namespace polyclinic::gmf
