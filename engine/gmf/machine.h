// Runs the modules of a Program for one person after the other, by events: whoever waits sleeps until something can
// wake it. Not a polling interpreter, and not the body of the person: that is the host's (host.h).
//
// Time is the person's own and never goes back. At one instant the order is: death; updates of the host; check-ups and
// symptom visits; modules in sweeps, ascending by the bytes of their keys; the host's visit closes. One Machine a
// thread, used for person after person without allocating once it has seen a long life.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/gmf/host.h"
#include "engine/gmf/program.h"
#include "engine/gmf/record.h"
#include "engine/gmf/reports.h"
#include "engine/gmf/root_queue.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

// Streams of modules: entity is the person's number; the module's key hash gives the ordinal (its lower half) and one
// of 128 purposes (its next seven bits), so that two of a thousand modules share a stream once in a million sets.
inline constexpr Purpose kModulePurpose{0x0400};
inline constexpr uint32_t kModulePurposes = 128;

struct Settings {
  // Above 0: all wakes but those of Delays and Procedures happen on the grid birth + k * quantum, for comparison with
  // engines that go step by step. 0: everything at its instant.
  Instant quantum = 0;
  // Of the rules that need one: time between symptom visits, between tests of Guards that must poll.
  Instant step = 7 * kMillisecondsPerDay;
  // The encounter lock is given back at the encounter's recorded stop instead of the instant it ends, so that no two
  // encounters of a person overlap.
  bool hold_lock_until_recorded_stop = false;
  // Most states that one person may enter, over all modules: whoever needs more goes round in circles (R01).
  uint32_t state_limit = 250'000;
};

struct Person {
  uint64_t seed = 0;
  uint64_t number = 0;
  Instant birth = 0;
  Instant stop = 0;  // only instants before it are lived
};

// Why a state was left.
enum class WaitEnd : uint8_t { kNoWait, kTime, kChange, kPoll, kVisit, kLock, kReturn };

// Told of every state, for traces and counts. Costs nothing when there is none.
class StepListener {
 public:
  virtual ~StepListener() = default;
  // depth: 0 in the root module, 1 in a submodule that it called, ...
  virtual void state_entered(const Machine&, RootId, uint32_t depth, StateId) { static_cast<void>(depth); }
  virtual void state_left(const Machine&, RootId, StateId, Instant entered, WaitEnd why) {
    static_cast<void>(entered), static_cast<void>(why);
  }
};

class Machine {
 public:
  explicit Machine(const Program& program, Settings settings = {});

  // A whole life: begin, run_to(person.stop), finish. Fails with R01 or R02: the error names person, module and states,
  // and the record ends where it was.
  Status run(const Person& person, Host& host, Record& record);

  // The same in pieces. begin() stands at the birth, with nothing run; run_to() lives everything before `until`.
  // host and record must outlive finish().
  void begin(const Person& person, Host& host, Record& record);
  Status run_to(Instant until);
  void finish();

  // Runs one root from its Initial to its end or first wait at `at`, dead or alive, after finish(): for modules that
  // decide whether a person is kept. Returns the state that it stands in.
  Result<StateId> run_once(RootId root, Instant at);

  // --- What a host, a listener or a test may ask and do ---
  const Program& program() const { return program_; }
  const Person& person() const { return person_; }
  const Settings& settings() const { return settings_; }
  Record& record() { return *record_; }
  const Record& record() const { return *record_; }
  Instant now() const { return now_; }
  bool is_alive() const { return record_->death.at > now_; }
  int32_t age_in_years() const {
    if (now_ >= year_ends_) find_age();
    return years_;
  }
  int32_t age_in_months() const { return polyclinic::age_in_months(birth_day_, day_of(now_)); }

  // Derived attributes are asked of the host; absent ones are nil.
  Value attribute(AttributeId attribute) const;
  void set_attribute(AttributeId attribute, Value value);
  TextId intern(std::string_view text) { return record_->intern(program_, text); }

  int32_t severity(SymptomId symptom) const { return severities_[symptom]; }
  int32_t total_severity() const { return total_severity_; }

  // A rounded reading; may draw, when a module has installed a random generator, from the stream of `reader`.
  std::optional<double> read_vital_sign(VitalSign vital, RootId reader);
  // The host's value changed, of a derived attribute or a vital sign: Guards on it are tested.
  void publish_attribute(AttributeId attribute);
  void publish_vital_sign(VitalSign vital);

  bool is_active(ActiveKind kind, ConceptId concept_id) const { return active_entry(kind, concept_id) != kNone; }
  EntryId active_entry(ActiveKind kind, ConceptId concept_id) const {
    return active_entries_[static_cast<uint32_t>(kind) * program_.concept_count + concept_id];
  }
  std::span<const EntryId> active_entries(ActiveKind kind) const { return active_lists_[static_cast<uint32_t>(kind)]; }

  // A death by the host, now or later; an earlier one stands.
  void set_death(Instant at, CodeId cause);
  // The state that a root stands in (its deepest frame's); kNone when it is done.
  StateId current_state(RootId root) const;
  // Roots that will be woken by time: 0 when all are parked or done.
  uint32_t queued_roots() const { return queue_.size(); }
  uint64_t polls() const { return polls_; }              // Guards tested by polling, over all people
  uint64_t states_entered() const { return states_entered_; }

  Reports& reports() { return reports_; }
  void set_listener(StepListener* listener) { listener_ = listener; }
  // Draws come from here, whoever draws, while it is not empty; for tests.
  void set_script(std::span<const double> uniforms) { script_ = uniforms; }
  std::size_t bytes_in_use() const;

 private:
  enum class Wait : uint8_t { kReady, kTimer, kGuard, kLock, kVisit, kEncounterEnd, kDone };
  enum class Context : uint8_t { kOutside, kOwn, kShared };
  enum class Step : uint8_t { kPass, kWait, kCall, kReturn, kStop, kRunaway };

  struct RootState {
    Wait wait = Wait::kReady;
    WaitEnd woken_by = WaitEnd::kNoWait;
    Context context = Context::kOutside;
    bool started = false;
    bool waited_in_lock = false;
    uint16_t depth = 0;                     // of the deepest frame
    EncounterId encounter = kNone;          // of the context
    EncounterId last_visit = kNone;         // the host encounter that it joined last
    uint32_t sequence = 0;                  // of instances, for history
    uint32_t pending = kNone;               // newest of its onsets that nobody diagnosed: pending_
    uint32_t steps = 0;                     // state entries since the clock stood at steps_at
    Instant steps_at = INT64_MIN;
  };

  struct Frame {
    StateId state = kNone;
    Instant entered = 0;
  };

  // What a frame remembers of a state's latest instance.
  struct Retained {
    uint32_t sequence = 0;                  // 0: never run in this frame
    Instant left = kNever;                  // kNever: still in it
  };

  struct PendingOnset {
    uint32_t onset = kNone;                 // of Record::onsets
    uint32_t older = kNone;
  };

  struct SymptomSource {
    SymptomId symptom = kNone;
    RootId root = kNoRoot;
    bool addressed = false;
    int32_t value = 0;
    uint32_t next = kNone;                  // of the same symptom
  };

  struct Generator {
    bool installed = false;
    Instant ends = kNever;
    double value = 0;                       // unless the amount draws
    const Amount* amount = nullptr;
  };

  struct ObservationPlace {
    EncounterId encounter = kNone;          // latest that observed the concept
    EntryId entry = kNone;                  // the first such observation in it
  };

  // What a key was like before the run that changed it.
  struct Change {
    KeyId key = kNone;
    Value before;
  };

  enum class Lock : uint8_t { kFree, kRoot, kHost, kClosing };

  // machine.cpp: the clock, sweeps, runs of a root
  void forget_person();
  Instant next_instant() const;
  void wake_due_roots();
  Status live_instant();
  Status run_root(RootId root);
  Step start_root();
  Step resume();
  Step enter_state(StateId id);
  Step run_state(StateId id, const State& state);

  // machine_wakes.cpp: who waits for what, and who is told
  bool is_on_grid() const { return settings_.quantum <= 0 || (now_ - person_.birth) % settings_.quantum == 0; }
  Instant on_grid(Instant at) const;
  void make_ready(RootId root, WaitEnd why);
  Step wait_for_time(Instant at);
  Step wait_at_guard(const Guard& guard);
  bool must_poll(ConditionId condition) const;
  void note_change(KeyId key, const Value& before);
  bool has_changed(const Change& change) const;
  void settle_changes() {
    if (!changes_.empty()) settle_noted_changes();
  }
  void settle_noted_changes();
  void wake_lock_waiters() {
    if (lock_freed_) wake_freed_waiters();
  }
  void wake_freed_waiters();

  // machine_errors.cpp
  Error runaway(RootId root) const;
  Error endless_sweeps(const RootSet& last_sweep) const;
  std::string place(RootId root) const;

  // machine_frames.cpp: calls and history
  const Root& root_of(RootId root) const { return program_.roots[root]; }
  Frame& top() { return frames_[root_of(running_).first_frame + running().depth]; }
  Retained* slots();
  const Retained* slots() const;
  void enter_frame(ModuleId module, uint16_t depth);
  void remember_entry(StateId id);
  void remember_exit(StateId id);
  void return_to_caller();

  // machine_states.cpp: what each type of state does that writes no entry
  Step run_delay(const Delay& delay);
  Step run_guard(const Guard& guard);
  Step run_terminal();
  void run_set_attribute(const SetAttribute& detail);
  void run_counter(const Counter& detail);
  void run_symptom(StateId id, const SymptomChange& detail);
  void run_vital_sign(const VitalSignChange& detail);
  void run_death(StateId id, const Death& detail);

  // machine_transitions.cpp
  StateId successor(StateId id);
  StateId choose_branch(Slice branches);
  StateId choose_option(Slice choices);
  StateId look_up(const Transition& transition);
  StateId choose_care(const Transition& transition);
  double probability(const Probability& probability);
  bool text_form(const Value& value, TextId& text) const;

  // machine_logic.cpp, machine_flips.cpp
  bool holds(ConditionId condition);
  bool observation_holds(const Condition& condition);
  bool active_holds(const Condition& condition, ActiveKind kind);
  bool prior_state_holds(const Condition& condition) const;
  bool compare(const Value& left, Comparison comparison, const Value& right);
  int compare_texts(TextId left, TextId right) const;
  bool are_equal(const Value& left, const Value& right) const;
  Instant next_flip(ConditionId condition) const;
  Instant age_instant(int64_t age, bool in_months) const;
  void find_age() const;

  // expression.cpp
  Value evaluate(ExpressionId expression);

  // machine_record.cpp: entries
  EntryId add_entry(EntryKind kind, StateId state, CodeList codes, Instant stop);
  CodeList reasons(const Reason& reason);
  CodeList codes_of_entries_named(TextId name);
  bool is_in_history(uint32_t slot) const { return slot != kNone && slots()[slot].sequence != 0; }
  CodeList own_codes(std::span<const CodeId> codes);
  CodeList merged(CodeList held, CodeList added);
  void assign(AttributeId attribute, EntryId entry);
  void activate(ActiveKind kind, EntryId entry);
  void deactivate(ActiveKind kind, EntryId entry);
  void stop_entry(ActiveKind kind, EntryId entry);
  void end_concept(ActiveKind kind, ConceptId concept_id);
  void run_end(const End& detail, ActiveKind kind);
  EncounterId encounter_for_entry();

  // machine_clinical.cpp: states that write entries
  void run_onset(StateId id, const Onset& detail);
  void diagnose(uint32_t onset);
  void diagnose_pending(StateId encounter);
  void run_medication(StateId id, const MedicationOrder& detail);
  void run_care_plan(StateId id, const CarePlanStart& detail);
  Step run_procedure(StateId id, const Procedure& detail);
  void run_imaging(StateId id, const ImagingStudy& detail);
  void run_device(StateId id, const Device& detail);
  void run_supplies(StateId id, const SupplyList& detail);
  void run_vaccine(StateId id, const Vaccine& detail);

  // machine_observations.cpp
  bool is_wanted(const Observation& detail) const;
  EntryId observe(StateId id, uint32_t observation, EntryId parent, bool is_findable);
  void make_findable(EntryId id);
  void run_group(StateId id, const ObservationGroup& detail, bool is_report);

  // machine_encounters.cpp: own encounters and the lock
  Step run_encounter(StateId id, const Encounter& detail);
  Step join_visit(StateId id);
  Step run_encounter_end(const EncounterEnd& detail);
  EncounterId open_encounter(EncounterOrigin origin, EncounterClass encounter_class, StateId state, CodeList codes);
  void end_encounter(EncounterId encounter, Instant at);
  void end_own_encounter();
  void leave_lock();
  void free_lock();
  bool owns_lock() const { return lock_ == Lock::kRoot && lock_root_ == running_; }

  // machine_visits.cpp: check-ups and symptom visits
  void offer_visit();
  void open_visit(EncounterOrigin origin, EncounterClass encounter_class, CodeId code);
  void close_visit();
  void renew_chronic_medications();
  void update_checkup_due();
  Instant visit_instant() const;

  // machine_symptoms.cpp
  void set_symptom(SymptomId symptom, int32_t value);
  void update_severity(SymptomId symptom);
  void address_largest_symptom();

  double uniform(RootId root);
  double sample(const Amount& amount) { return amount.at(amount.draws() ? uniform(running_) : 0.0); }
  void report(ReportCode code);
  RootState& running() { return roots_[running_]; }
  const RootState& running() const { return roots_[running_]; }

  const Program& program_;
  Settings settings_;
  Person person_;
  Host* host_ = nullptr;
  Record* record_ = nullptr;
  StepListener* listener_ = nullptr;
  std::span<const double> script_;
  Reports reports_;

  Instant now_ = 0;
  Instant lived_until_ = 0;                       // what is before it has happened
  Day birth_day_ = 0;
  mutable int32_t years_ = 0;                     // the age, kept because conditions ask for it all the time
  mutable Instant year_ends_ = INT64_MIN;         // the next birthday
  Instant host_update_ = kNever;
  bool checks_death_ = true;
  RootId running_ = kNoRoot;
  StateId running_state_ = kNone;
  uint32_t person_states_ = 0;                    // entered by this person
  uint32_t last_states_position_ = 0;
  std::array<StateId, 64> last_states_{};         // of a root close to its limit, to name the circle it runs in

  std::vector<RootState> roots_;
  std::vector<RandomStream> streams_;
  std::vector<Frame> frames_;
  std::vector<Retained> retained_;
  std::vector<PendingOnset> pending_;
  RootQueue queue_;
  RootSet ready_, waiting_for_lock_, waiting_for_visit_;

  std::vector<Value> attributes_;
  std::vector<AttributeId> written_attributes_;   // to be forgotten before the next person
  std::vector<uint8_t> is_written_;
  std::vector<EntryId> active_entries_;           // by kind and concept
  std::vector<uint32_t> written_active_;          // places of active_entries_ to be forgotten
  std::vector<EntryId> active_lists_[kActiveKindCount];
  std::vector<ObservationPlace> observed_;        // by concept
  std::vector<uint8_t> observation_is_tested_;    // by concept: a condition looks at its value
  std::vector<ConceptId> observed_concepts_;
  std::vector<SymptomSource> symptom_sources_;
  std::vector<uint32_t> first_source_;            // by symptom
  std::vector<int32_t> severities_;               // by symptom
  int32_t total_severity_ = 0;
  Generator generators_[kVitalSignCount];
  std::vector<Change> changes_;
  std::vector<EntryId> renewed_;                  // the chronic medications of one visit

  Lock lock_ = Lock::kFree;
  RootId lock_root_ = kNoRoot;
  EncounterId lock_encounter_ = kNone;
  bool lock_freed_ = false;                       // since waiting roots were told
  RootId lock_turn_ = kNoRoot;                    // who gives a closing lock back in its own turn of the sweep
  Instant lock_free_at_ = kNever;                 // of kClosing
  EncounterId visit_ = kNone;                     // the host's encounter that is open
  bool medications_renewed_ = false;              // in that visit
  Instant checkup_due_ = kNever;
  Instant last_wellness_ = kNever;
  uint32_t chronic_medications_ = 0;
  bool symptoms_changed_ = false;
  Instant last_symptom_visit_ = kNever;
  Instant symptom_visit_opens_ = INT64_MIN;       // when who would come now is seen, by the host's hours
  int32_t last_visit_severity_ = 0;
  bool symptom_visits_ = false;
  Instant latest_stop_ = INT64_MIN;

  uint64_t polls_ = 0;
  uint64_t states_entered_ = 0;
};

}  // namespace polyclinic::gmf
