// The oracle's clock: every step, everybody who waits is asked whether it can go on.
#include "tests/oracle/polling_oracle.h"

#include <algorithm>
#include <stdexcept>

#include "engine/foundation/hash.h"

namespace polyclinic::oracle {

using namespace gmf;

PollingOracle::PollingOracle(const Program& program, const World& world, Settings settings, Instant step)
    : program_(program), world_(world), settings_(settings), step_(step) {
  for (std::size_t module = 0; module < program.modules.size(); ++module) {
    const std::string_view key = program.module_key(static_cast<ModuleId>(module));
    if (key.find('/') == std::string_view::npos) top_level_.push_back(static_cast<ModuleId>(module));
  }
  std::sort(top_level_.begin(), top_level_.end(),
            [&](ModuleId a, ModuleId b) { return program.module_key(a) < program.module_key(b); });
}

Story PollingOracle::live(const Person& person, std::span<const Instant> also) {
  begin(person);
  for (;;) {
    const Instant since = now_ - person.birth;
    const bool is_look = settings_.quantum <= 0 || since % settings_.quantum == 0;
    live_instant(is_look);
    if (is_dead()) break;
    const Instant next = next_instant(also);
    if (next >= person.stop || story_.death.at <= next) break;
    now_ = next;
  }
  finish();
  return std::move(story_);
}

void PollingOracle::begin(const Person& person) {
  person_ = person;
  birth_day_ = day_of(person.birth);
  set_brackets();
  now_ = person.birth;
  story_ = {};
  extents_.clear();
  roots_.clear();
  for (std::size_t rank = 0; rank < top_level_.size(); ++rank) {
    Root root;
    root.id = static_cast<RootId>(rank);
    root.module = top_level_[rank];
    const uint64_t name = fnv1a64(program_.module_key(root.module));
    const uint32_t purpose = 0x0400 + static_cast<uint32_t>(name >> 32) % 128;
    root.stream = RandomStream(person.seed, person.number, Purpose{purpose}, static_cast<uint32_t>(name));
    roots_.push_back(std::move(root));
  }
  root_ = nullptr;
  attributes_.assign(program_.attributes.size(), Value::nil());
  personal_texts_.clear();
  for (std::vector<EntryId>& kind : active_) kind.clear();
  symptoms_.clear();
  for (Generator& generator : generators_) generator = {};
  installations_ = 0;
  serial_ = 0;
  lock_ = Lock::kFree;
  lock_root_ = kNoRoot;
  lock_encounter_ = visit_ = kNone;
  renewed_ = false;
  last_wellness_.reset();
  last_symptom_visit_.reset();
  last_total_ = 0;
  for (const WorldValue& value : world_.at_birth(person)) take(value);
}

Instant PollingOracle::next_instant(std::span<const Instant> also) const {
  const Instant steps = (now_ - person_.birth) / step_;
  Instant next = person_.birth + (steps + 1) * step_;
  for (const Instant later : later_looks) {
    const Instant look = person_.birth + steps * step_ + later;
    if (look > now_) next = std::min(next, look);
  }
  for (const Root& root : roots_) {
    if (root.waiting == Waiting::kForTime) next = std::min(next, root.until);
  }
  const auto given = std::upper_bound(also.begin(), also.end(), now_);
  if (given != also.end()) next = std::min(next, *given);
  if (lock_ == Lock::kUntilStop) next = std::min(next, std::max(lock_until_, now_ + 1));
  return std::min(next, world_.next_update(person_, now_));
}

void PollingOracle::live_instant(bool is_look) {
  if (now_ > person_.birth && world_.next_update(person_, now_ - 1) == now_) {
    for (const WorldValue& value : world_.at_update(person_, now_)) take(value);
    // What the host keeps itself has changed without a sign: whoever waits is asked at every look.
    const Instant at = world_.death(person_, now_);
    if (at < story_.death.at) story_.death = {at, now_, kNoRoot, kNone, serial_++, kNone};
    if (is_dead()) return;
  }
  if (lock_ == Lock::kUntilStop && lock_until_ <= now_) lock_ = Lock::kFree;
  for (bool is_first_sweep = true;; is_first_sweep = false) {
    if (is_look && lock_ == Lock::kFree) offer_visit();
    bool lock_was_free = lock_ == Lock::kFree;
    bool has_moved = false;
    for (Root& root : roots_) {
      if (is_look && lock_ == Lock::kUntilTurn && lock_root_ == root.id) {
        lock_ = Lock::kFree;
        lock_root_ = kNoRoot;
        lock_was_free = has_moved = true;
      }
      const bool is_due = root.waiting == Waiting::kNotBegun ||
                          (root.waiting == Waiting::kForTime && root.until <= now_);
      if (!is_due && (!is_look || !may_go_on(root, lock_was_free, is_first_sweep))) continue;
      has_moved = true;
      run(root);
      if (is_dead()) return;
    }
    if (has_moved) continue;
    if (visit_ == kNone) break;
    end_encounter(visit_, now_);
    visit_ = kNone;
    lock_ = Lock::kFree;
    if (settings_.hold_lock_until_recorded_stop) {
      lock_until_ = std::max(now_, story_.encounters[lock_encounter_].stop);
      if (lock_until_ > now_) lock_ = Lock::kUntilStop;
    }
  }
}

// Whether a root that waits for anything but time can leave its state now. A Guard is asked here, once.
bool PollingOracle::may_go_on(Root& root, bool lock_was_free, bool is_first_sweep) {
  if (root.waiting == Waiting::kDone || root.waiting == Waiting::kForTime) return false;
  ++looks_;
  root_ = &root;
  state_ = current().state;
  const State& state = state_of(state_);
  switch (root.waiting) {
    case Waiting::kAtGuard:
      if (!drawing_guard_is_due(root, is_first_sweep)) return false;
      return holds(program_.guards[state.detail].allow);
    // The host is asked first whenever the lock is given back; then those who wait for it, in order.
    case Waiting::kForLock: return lock_was_free && lock_ == Lock::kFree;
    case Waiting::kForVisit: return visit_ != kNone && root.last_visit != visit_;
    case Waiting::kAtEncounterEnd: return visit_ != kNone || (lock_was_free && lock_ != Lock::kRoot);
    default: return false;
  }
}

// Looking at a vital sign that a module lets vary draws a number, so when it is looked at is part of the rules: on
// entry, every step of the rules, and when a generator is installed.
bool PollingOracle::drawing_guard_is_due(Root& root, bool is_first_sweep) {
  const Generator* generator = drawing_generator(program_.guards[state_of(state_).detail].allow);
  if (generator == nullptr) return true;
  const bool is_poll = is_first_sweep && (now_ - person_.birth) % settings_.step == 0;
  if (!is_poll && generator->installations == root.seen_installations) return false;
  root.seen_installations = generator->installations;
  return true;
}

const PollingOracle::Generator* PollingOracle::drawing_generator(ConditionId id) const {
  const Condition& condition = program_.conditions[id];
  for (uint32_t child = condition.children.first; child < condition.children.end(); ++child) {
    const Generator* found = drawing_generator(program_.condition_children[child]);
    if (found != nullptr) return found;
  }
  if (condition.kind != ConditionKind::kVitalSign) return nullptr;
  const Generator& generator = generators_[condition.subject];
  return generator.amount != nullptr && now_ < generator.ends ? &generator : nullptr;
}

// Runs the root until it waits, its module ends or the person is dead.
void PollingOracle::run(Root& root) {
  root_ = &root;
  StateId next = kNone;
  if (root.waiting == Waiting::kNotBegun) {
    root.frames.push_back({root.module, {}});
    next = program_.modules[root.module].initial;
  } else {
    state_ = current().state;
    const StateType type = state_of(state_).type;
    Outcome outcome = Outcome::kLeft;
    if (type == StateType::kEncounter) outcome = enter_encounter(state_);
    if (type == StateType::kEncounterEnd) outcome = enter_encounter_end(state_);
    if (outcome == Outcome::kStays) return;
  }
  root.waiting = Waiting::kForNothing;
  for (int entered = 0;; ++entered) {
    if (entered > 20'000) throw std::runtime_error("the oracle goes round in circles in " + std::string(program_.state_name(state_)));
    if (next == kNone) {
      current().left = now_;
      next = successor(state_);
    }
    if (is_dead()) {
      root.waiting = Waiting::kDone;
      return;
    }
    state_ = next;
    frame().history.push_back(static_cast<uint32_t>(root.instances.size()));
    root.instances.push_back({state_, kNever});
    const State& state = state_of(state_);
    if (state.type == StateType::kCallSubmodule) {
      const ModuleId callee = program_.calls[state.detail].callee;
      root.frames.push_back({callee, {}});
      next = program_.modules[callee].initial;
      continue;
    }
    next = kNone;
    const Outcome outcome = enter(state_);
    if (outcome == Outcome::kStays) return;
    if (outcome == Outcome::kLeft) continue;
    if (root.frames.size() == 1) {
      root.waiting = Waiting::kDone;
      return;
    }
    // The callee's history comes before the caller's, and the calling state once more before that.
    current().left = now_;
    const std::vector<uint32_t> history = std::move(frame().history);
    root.frames.pop_back();
    const uint32_t call = frame().history.back();
    frame().history.insert(frame().history.end(), history.begin(), history.end());
    frame().history.push_back(call);
    state_ = current().state;
  }
}

void PollingOracle::finish() {
  const Instant death = story_.death.at;
  if (lock_ == Lock::kRoot || lock_ == Lock::kVisit) end_encounter(lock_encounter_, std::min(death, person_.stop));
  const auto cut = [&](auto& row) {
    if (row.stop != kNever && row.stop > death) row.stop = std::max(row.start, death);
  };
  for (StoryEncounter& encounter : story_.encounters) cut(encounter);
  for (StoryEntry& entry : story_.entries) cut(entry);
  for (AttributeId id = 0; id < attributes_.size(); ++id) {
    const Value value = program_.attributes[id].derived ? Value::nil() : attributes_[id];
    StoryValue told{value.kind, value.id, value.number, {}};
    if (value.kind == ValueKind::kText) {
      told.text = text(value.id);
      told.id = 0;
    }
    story_.attributes.push_back(std::move(told));
  }
}

void PollingOracle::report(ReportCode code) {
  if (state_of(state_).type != StateType::kGuard) ++story_.reports[{code, state_}];
}

std::string_view PollingOracle::text(TextId text) const {
  if ((text & kPersonalText) != 0) return personal_texts_[text & ~kPersonalText];
  return program_.text(text);
}

TextId PollingOracle::intern(std::string_view text) {
  const TextId known = program_.texts.find(text);
  if (known != kNoText || text.empty()) return known;
  personal_texts_.emplace_back(text);
  return static_cast<TextId>(personal_texts_.size() - 1) | kPersonalText;
}

Value PollingOracle::value_of(const WorldValue& value) {
  switch (value.kind) {
    case ValueKind::kBoolean: return Value::boolean(value.number != 0);
    case ValueKind::kNumber: return Value::of_number(value.number);
    case ValueKind::kText: return Value::text(intern(value.text));
    default: return Value::nil();
  }
}

void PollingOracle::take(const WorldValue& value) {
  const AttributeId id = program_.find_attribute(value.attribute);
  if (id != kNone) attributes_[id] = value_of(value);
}

Value PollingOracle::attribute(AttributeId id) const {
  const AttributeFacts& facts = program_.attributes[id];
  const std::string_view name = program_.text(facts.name);
  if (name == "days_until_death") {
    if (story_.death.at == kNever) return Value::nil();
    return Value::of_number(static_cast<double>((story_.death.at - now_) / kMillisecondsPerDay));
  }
  if (!facts.derived) return attributes_[id];
  const WorldValue value = world_.derived(person_, name, now_);
  return value.kind == ValueKind::kNumber ? Value::of_number(value.number) : Value::nil();
}

// As conditions and observations see it: rounded half up.
std::optional<double> PollingOracle::reading(VitalSign vital) {
  const Generator& generator = generators_[static_cast<std::size_t>(vital)];
  std::optional<double> value;
  if (generator.installations > 0 && now_ < generator.ends) {
    value = generator.amount != nullptr ? sample(*generator.amount) : generator.value;
  } else {
    value = world_.vital_sign(person_, vital, now_);
  }
  if (!value) return std::nullopt;
  int decimals = 2;
  switch (vital) {
    case VitalSign::kSystolicBloodPressure:
    case VitalSign::kDiastolicBloodPressure:
    case VitalSign::kHeartRate:
    case VitalSign::kRespirationRate: decimals = 0; break;
    case VitalSign::kHeight:
    case VitalSign::kWeight: decimals = 1; break;
    default: break;
  }
  const double scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
  return std::floor(*value * scale + 0.5) / scale;
}

int32_t PollingOracle::severity(SymptomId symptom) const {
  int32_t most = 0;
  for (const auto& [source, held] : symptoms_) {
    if (source.first == symptom && !held.addressed) most = std::max(most, held.value);
  }
  return most;
}

int32_t PollingOracle::total_severity() const {
  int32_t total = 0;
  for (SymptomId symptom = 0; symptom < program_.symptoms.size(); ++symptom) total += severity(symptom);
  return total;
}

bool PollingOracle::has_chronic() const {
  for (const EntryId id : active_[static_cast<std::size_t>(ActiveKind::kMedication)]) {
    if (story_.entries[id].chronic) return true;
  }
  return false;
}

}  // namespace polyclinic::oracle
