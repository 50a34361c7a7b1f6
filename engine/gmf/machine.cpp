// A Machine's clock: which instant comes next, the order of things at one instant, and the run of one module until it
// waits. What the states do is in the other machine_*.cpp.
#include "engine/gmf/machine.h"

#include <algorithm>

namespace polyclinic::gmf {
namespace {

constexpr uint32_t kStepLimit = 20'000;  // states that a root may enter while the clock stands
constexpr int kSweepLimit = 100;         // at one instant

}  // namespace

Machine::Machine(const Program& program, Settings settings) : program_(program), settings_(settings) {
  const std::size_t roots = program.roots.size();
  roots_.resize(roots);
  streams_.assign(roots, RandomStream(0, 0, kModulePurpose));
  frames_.resize(program.frame_count);
  retained_.resize(program.slot_count);
  queue_.resize(roots);
  ready_.resize(roots);
  waiting_for_lock_.resize(roots);
  waiting_for_visit_.resize(roots);
  attributes_.resize(program.attributes.size());
  is_written_.resize(program.attributes.size());
  active_entries_.assign(std::size_t{kActiveKindCount} * program.concept_count, kNone);
  observed_.resize(program.concept_count);
  observation_is_tested_.assign(program.concept_count, 0);
  for (const Condition& condition : program.conditions) {
    if (condition.kind != ConditionKind::kObservation) continue;
    // By an attribute, it may be any.
    if (condition.codes.count == 0) observation_is_tested_.assign(program.concept_count, 1);
    for (const CodeId code : program.code_list(condition.codes)) observation_is_tested_[program.codes[code].concept_id] = 1;
  }
  first_source_.assign(program.symptoms.size(), kNone);
  severities_.assign(program.symptoms.size(), 0);
}

Status Machine::run(const Person& person, Host& host, Record& record) {
  begin(person, host, record);
  Status lived = run_to(person.stop);
  finish();
  return lived;
}

// Only what the person before has touched is cleared: the tables themselves are large.
void Machine::forget_person() {
  for (const AttributeId attribute : written_attributes_) {
    attributes_[attribute] = Value::nil();
    is_written_[attribute] = 0;
  }
  written_attributes_.clear();
  for (const uint32_t place : written_active_) active_entries_[place] = kNone;
  written_active_.clear();
  for (std::vector<EntryId>& list : active_lists_) list.clear();
  for (const ConceptId concept_id : observed_concepts_) observed_[concept_id] = {};
  observed_concepts_.clear();
  for (const SymptomSource& source : symptom_sources_) {
    first_source_[source.symptom] = kNone;
    severities_[source.symptom] = 0;
  }
  symptom_sources_.clear();
  total_severity_ = 0;
  for (Generator& generator : generators_) generator = {};
  changes_.clear();
  pending_.clear();
  queue_.clear();
  waiting_for_lock_.clear();
  waiting_for_visit_.clear();
}

void Machine::begin(const Person& person, Host& host, Record& record) {
  forget_person();
  person_ = person;
  host_ = &host;
  record_ = &record;
  record.clear();
  lived_until_ = now_ = person.birth;
  birth_day_ = day_of(person.birth);
  year_ends_ = INT64_MIN;
  checks_death_ = true;
  running_ = kNoRoot;
  running_state_ = kNone;
  person_states_ = last_states_position_ = 0;
  for (std::size_t root = 0; root < roots_.size(); ++root) {
    roots_[root] = {};
    ready_.add(static_cast<RootId>(root));
  }
  lock_ = Lock::kFree;
  lock_root_ = lock_turn_ = kNoRoot;
  lock_encounter_ = visit_ = kNone;
  lock_free_at_ = last_wellness_ = last_symptom_visit_ = kNever;
  symptom_visit_opens_ = INT64_MIN;
  lock_freed_ = symptoms_changed_ = medications_renewed_ = false;
  chronic_medications_ = 0;
  last_visit_severity_ = 0;
  latest_stop_ = INT64_MIN;
  symptom_visits_ = host.has_symptom_visits();
  host.birth(*this);
  changes_.clear();
  host_update_ = std::max(host.next_update(now_), now_ + 1);
  update_checkup_due();
}

Instant Machine::next_instant() const {
  if (!ready_.is_empty()) return now_;
  Instant next = std::min({queue_.first_instant(), host_update_, record_->death.at, visit_instant()});
  if (lock_ == Lock::kClosing) next = std::min(next, lock_free_at_);
  return std::max(next, now_);
}

void Machine::wake_due_roots() {
  while (queue_.first_instant() <= now_) {
    const RootId root = queue_.first_root();
    queue_.remove(root);
    if (roots_[root].woken_by == WaitEnd::kNoWait) roots_[root].woken_by = WaitEnd::kTime;
    ready_.add(root);
  }
  if (lock_ == Lock::kClosing && lock_free_at_ <= now_) {
    if (lock_turn_ != kNoRoot) {
      ready_.add(lock_turn_);
    } else {
      free_lock();
    }
  }
}

Status Machine::run_to(Instant until) {
  until = std::min(until, person_.stop);
  for (;;) {
    const Instant next = next_instant();
    if (next >= until) {
      lived_until_ = std::max(lived_until_, until);
      return {};
    }
    lived_until_ = now_ = next;
    if (record_->death.at <= now_) return {};
    if (host_update_ <= now_) {
      host_->update(*this);
      host_update_ = std::max(host_->next_update(now_), now_ + 1);
      if (record_->death.at <= now_) return {};
    }
    wake_due_roots();
    running_ = kNoRoot;
    settle_changes();
    if (Status lived = live_instant(); !lived) return lived;
  }
}

Status Machine::live_instant() {
  RootSet last_sweep;
  for (int sweeps = 0;;) {
    running_ = kNoRoot;
    if (lock_ == Lock::kFree) offer_visit();
    settle_changes();
    wake_lock_waiters();
    if (ready_.is_empty()) {
      if (visit_ == kNone) return {};
      close_visit();
      continue;
    }
    if (++sweeps == kSweepLimit) last_sweep.resize(roots_.size());
    if (sweeps > kSweepLimit) return std::unexpected(endless_sweeps(last_sweep));
    for (RootId root = ready_.next(0); root != kNoRoot; root = ready_.next(root + 1U)) {
      ready_.remove(root);
      if (sweeps == kSweepLimit) last_sweep.add(root);
      if (lock_turn_ == root && lock_free_at_ <= now_) {
        running_ = kNoRoot;
        free_lock();
        wake_lock_waiters();
      }
      const RootState& state = roots_[root];
      if (state.wait == Wait::kDone || (state.started && state.woken_by == WaitEnd::kNoWait)) continue;
      if (Status ran = run_root(root); !ran) return ran;
      settle_changes();
      if (record_->death.at <= now_) return {};
    }
  }
}

Status Machine::run_root(RootId root) {
  running_ = root;
  RootState& state = roots_[root];
  Step step = state.started ? resume() : start_root();
  for (;;) {
    switch (step) {
      case Step::kPass: {
        state.wait = Wait::kReady;
        const StateId id = top().state;
        remember_exit(id);
        if (listener_ != nullptr) listener_->state_left(*this, root, id, top().entered, state.woken_by);
        state.woken_by = WaitEnd::kNoWait;
        step = enter_state(successor(id));
        break;
      }
      case Step::kCall: {
        const ModuleId callee = program_.calls[program_.states[top().state].detail].callee;
        enter_frame(callee, static_cast<uint16_t>(state.depth + 1));
        step = enter_state(program_.modules[callee].initial);
        break;
      }
      case Step::kReturn:
        return_to_caller();
        step = Step::kPass;
        break;
      case Step::kWait: state.woken_by = WaitEnd::kNoWait; return {};
      case Step::kStop:
        state.woken_by = WaitEnd::kNoWait;
        state.wait = Wait::kDone;
        return {};
      case Step::kRunaway: return std::unexpected(runaway(root));
    }
  }
}

Machine::Step Machine::start_root() {
  const Root& root = root_of(running_);
  running().started = true;
  const uint32_t purpose =
      static_cast<uint32_t>(kModulePurpose) + static_cast<uint32_t>(root.key_hash >> 32) % kModulePurposes;
  streams_[running_] =
      RandomStream(person_.seed, person_.number, Purpose{purpose}, static_cast<uint32_t>(root.key_hash));
  enter_frame(root.module, 0);
  // The way to a sleeper's Guard is the same for everybody and leaves no trace, unless someone listens.
  const bool straight = root.sleeper != kNone && listener_ == nullptr;
  return enter_state(straight ? root.sleeper : program_.modules[root.module].initial);
}

// What a waiting root does when it is woken.
Machine::Step Machine::resume() {
  const StateId id = top().state;
  const State& state = program_.states[id];
  running_state_ = id;
  switch (running().wait) {
    case Wait::kTimer: return Step::kPass;
    case Wait::kGuard: return run_guard(program_.guards[state.detail]);
    case Wait::kLock:
    case Wait::kVisit: return run_encounter(id, program_.encounters[state.detail]);
    case Wait::kEncounterEnd: return run_encounter_end(program_.encounter_ends[state.detail]);
    case Wait::kReady:
    case Wait::kDone: break;
  }
  return Step::kStop;
}

Machine::Step Machine::enter_state(StateId id) {
  if (checks_death_ && record_->death.at <= now_) return Step::kStop;
  RootState& root = running();
  if (root.steps_at != now_) {
    root.steps_at = now_;
    root.steps = 0;
  }
  ++states_entered_;
  ++person_states_;
  if (++root.steps > kStepLimit - last_states_.size() || person_states_ + last_states_.size() > settings_.state_limit)
      [[unlikely]] {
    last_states_[last_states_position_++ % last_states_.size()] = id;
    if (root.steps > kStepLimit || person_states_ > settings_.state_limit) return Step::kRunaway;
  }
  Frame& frame = top();
  frame.state = id;
  frame.entered = now_;
  running_state_ = id;
  remember_entry(id);
  if (listener_ != nullptr) listener_->state_entered(*this, running_, root.depth, id);
  return run_state(id, program_.states[id]);
}

void Machine::finish() {
  const Instant death = record_->death.at;
  if (lock_ == Lock::kRoot || lock_ == Lock::kHost) {
    const EncounterEntry& open = record_->encounters[lock_encounter_];
    const bool stays = open.encounter_class == EncounterClass::kInpatient ||
                       open.encounter_class == EncounterClass::kHospice ||
                       open.encounter_class == EncounterClass::kSkilledNursing;
    // Until where it was lived, not until something happened last: that would be another module's doing.
    end_encounter(lock_encounter_, std::min(death, stays ? person_.stop : lived_until_));
    lock_ = Lock::kFree;
    visit_ = kNone;
  }
  // Nothing lasts beyond the death: not a visit's usual minutes, not the procedure that it interrupts.
  if (latest_stop_ > death) {
    const auto cut = [&](Instant start, Instant& stop) {
      if (stop != kNever && stop > death) stop = std::max(start, death);
    };
    for (EncounterEntry& encounter : record_->encounters) cut(encounter.start, encounter.stop);
    for (Entry& entry : record_->entries) cut(entry.start, entry.stop);
  }
  ready_.clear();
  running_ = kNoRoot;
}

Result<StateId> Machine::run_once(RootId root, Instant at) {
  now_ = std::max(now_, at);
  checks_death_ = false;
  roots_[root] = {};
  const Status ran = run_root(root);
  checks_death_ = true;
  if (!ran) return std::unexpected(ran.error());
  return top().state;
}

double Machine::uniform(RootId root) {
  if (!script_.empty()) [[unlikely]] {
    const double u = script_.front();
    script_ = script_.subspan(1);
    return u;
  }
  return streams_[root].uniform();
}

StateId Machine::current_state(RootId root) const {
  const RootState& state = roots_[root];
  return state.wait == Wait::kDone || !state.started ? kNone
                                                     : frames_[root_of(root).first_frame + state.depth].state;
}

void Machine::report(ReportCode code) {
  reports_.add(code, program_.states[running_state_].module, running_state_);
}

std::size_t Machine::bytes_in_use() const {
  std::size_t bytes = sizeof *this;
  bytes += roots_.capacity() * sizeof(RootState) + streams_.capacity() * sizeof(RandomStream);
  bytes += frames_.capacity() * sizeof(Frame) + retained_.capacity() * sizeof(Retained);
  bytes += pending_.capacity() * sizeof(PendingOnset) + attributes_.capacity() * (sizeof(Value) + 1);
  bytes += written_attributes_.capacity() * sizeof(AttributeId) + active_entries_.capacity() * sizeof(EntryId);
  for (const std::vector<EntryId>& list : active_lists_) bytes += list.capacity() * sizeof(EntryId);
  bytes += observed_.capacity() * sizeof(ObservationPlace) + observed_concepts_.capacity() * sizeof(ConceptId);
  bytes += symptom_sources_.capacity() * sizeof(SymptomSource);
  bytes += first_source_.capacity() * (sizeof(uint32_t) + sizeof(int32_t)) + changes_.capacity() * sizeof(Change);
  return bytes;
}

}  // namespace polyclinic::gmf
