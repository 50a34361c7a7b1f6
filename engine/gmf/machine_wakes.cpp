// Who of a Machine's modules waits for what, and who is told when something changes.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {

// The first instant of the grid that is not before.
Instant Machine::on_grid(Instant at) const {
  if (settings_.quantum <= 0 || at == kNever) return at;
  const Instant past = (at - person_.birth) % settings_.quantum;
  return past == 0 ? at : at + (settings_.quantum - past);
}

void Machine::make_ready(RootId root, WaitEnd why) {
  roots_[root].woken_by = why;
  if (is_on_grid()) {
    ready_.add(root);
  } else {
    queue_.set(root, on_grid(now_));
  }
}

// Delays and Procedures: at their instant, whatever the grid.
Machine::Step Machine::wait_for_time(Instant at) {
  running().wait = Wait::kTimer;
  queue_.set(running_, at);
  if (owns_lock()) running().waited_in_lock = true;
  return Step::kWait;
}

Machine::Step Machine::wait_at_guard(const Guard& guard) {
  running().wait = Wait::kGuard;
  Instant wake = guard.has_flips || guard.polls ? on_grid(next_flip(guard.allow)) : kNever;
  if (guard.polls && must_poll(guard.allow)) {
    const Instant steps = (now_ - person_.birth) / settings_.step + 1;
    wake = std::min(wake, on_grid(person_.birth + steps * settings_.step));
  }
  if (wake == kNever) {
    queue_.remove(running_);
  } else {
    queue_.set(running_, wake);
  }
  return Step::kWait;
}

bool Machine::must_poll(ConditionId id) const {
  const Condition& condition = program_.conditions[id];
  for (uint32_t child = condition.children.first; child < condition.children.end(); ++child) {
    if (must_poll(program_.condition_children[child])) return true;
  }
  if (condition.kind == ConditionKind::kVitalSign) {
    const Generator& generator = generators_[condition.subject];
    if (generator.installed && now_ < generator.ends) return generator.amount != nullptr;
    return program_.vital_sign_varies[condition.subject];
  }
  const bool reads_attribute = condition.kind == ConditionKind::kAttribute && condition.subject != kNone;
  return reads_attribute && program_.attributes[condition.subject].polled;
}

// The first change of a key in a run is noted with what was before; whether anything is different is looked at when
// the run stops, so that a toggle within a run wakes nobody.
void Machine::note_change(KeyId key, const Value& before) {
  for (const Change& change : changes_) {
    if (change.key == key) return;
  }
  changes_.push_back({key, before});
}

bool Machine::has_changed(const Change& change) const {
  const Key& key = program_.keys[change.key];
  switch (key.kind) {
    case KeyKind::kAttribute:
      return key.subject == program_.known.days_until_death || program_.attributes[key.subject].derived ||
             !are_equal(change.before, attributes_[key.subject]);
    case KeyKind::kSymptom: return change.before.number != severities_[key.subject];
    case KeyKind::kActive: return key.subject == kNone || change.before.truth() != is_active(key.active, key.subject);
    case KeyKind::kVitalSign:
    case KeyKind::kObservation: return true;
  }
  return true;
}

void Machine::settle_noted_changes() {
  for (const Change& change : changes_) {
    if (!has_changed(change)) continue;
    const Slice interested = program_.keys[change.key].roots;
    for (uint32_t index = interested.first; index < interested.end(); ++index) {
      const RootId root = program_.key_roots[index];
      // A Guard that the writer itself has come to was tested after the change.
      if (roots_[root].wait != Wait::kGuard || root == running_) continue;
      const State& state = program_.states[current_state(root)];
      const Slice keys = program_.guards[state.detail].keys;
      const auto first = program_.guard_keys.begin() + keys.first;
      if (std::find(first, first + keys.count, change.key) != first + keys.count) make_ready(root, WaitEnd::kChange);
    }
  }
  changes_.clear();
}

// Between sweeps, after the host was offered the lock: of those who wait for it the first by key is the next. Who waits
// at an EncounterEnd goes on when the host has taken it, too: a visit is no longer somebody else's encounter.
void Machine::wake_freed_waiters() {
  lock_freed_ = false;
  if (lock_ != Lock::kFree && lock_ != Lock::kHost) return;
  for (RootId root = waiting_for_lock_.next(0); root != kNoRoot; root = waiting_for_lock_.next(root + 1U)) {
    if (lock_ == Lock::kFree || roots_[root].wait == Wait::kEncounterEnd) make_ready(root, WaitEnd::kLock);
  }
}

Value Machine::attribute(AttributeId attribute) const {
  if (attribute == program_.known.days_until_death) [[unlikely]] {
    const Instant death = record_->death.at;
    if (death == kNever) return Value::nil();
    return Value::of_number(static_cast<double>((death - now_) / kMillisecondsPerDay));
  }
  if (program_.attributes[attribute].derived) [[unlikely]] return host_->derived_attribute(*this, attribute);
  return attributes_[attribute];
}

void Machine::set_attribute(AttributeId attribute, Value value) {
  Value& held = attributes_[attribute];
  const Value before = held;
  const KeyId key = program_.attribute_keys[attribute];
  if (key != kNone) note_change(key, before);
  if (is_written_[attribute] == 0) {
    is_written_[attribute] = 1;
    written_attributes_.push_back(attribute);
  }
  held = value;
  if (program_.attributes[attribute].watched && running_ != kNoRoot) host_->attribute_written(*this, attribute, before);
}

void Machine::publish_attribute(AttributeId attribute) {
  const KeyId key = program_.attribute_keys[attribute];
  if (key != kNone) note_change(key, Value::nil());
}

void Machine::publish_vital_sign(VitalSign vital) {
  const KeyId key = program_.vital_sign_keys[static_cast<uint32_t>(vital)];
  if (key != kNone) note_change(key, Value::nil());
}

}  // namespace polyclinic::gmf
