// A plain interpreter of a Program that polls: it goes step by step through a life and looks at everybody who waits, in
// the order of keys, until nothing moves. No wake-ups, no subscriptions, no queue, whole histories. It is slow, obvious
// and shares with the Machine the compiled Program, the sampling of amounts and the random streams, nothing else; it is
// there to be compared with, not to be used.
//
// Instants that it stops at: birth + k * step; the ends of Delays and Procedures; updates of the host; and those that
// it is given (`also`). With those of the Machine's own life it agrees with it exactly if nobody passed a wait more
// than a step after its condition came true.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/foundation/random.h"
#include "engine/gmf/machine.h"
#include "tests/oracle/story.h"
#include "tests/oracle/world.h"

namespace polyclinic::oracle {

class PollingOracle {
 public:
  // settings.quantum above 0: who waits for anything but time is looked at on the grid birth + k * quantum only.
  PollingOracle(const gmf::Program& program, const World& world, gmf::Settings settings, Instant step);

  // Besides the days themselves, each step is also looked at so many milliseconds later.
  std::vector<Instant> later_looks;

  Story live(const gmf::Person& person, std::span<const Instant> also = {});

  uint64_t looks() const { return looks_; }  // at waiting modules, over all people

 private:
  enum class Waiting { kNotBegun, kForNothing, kForTime, kAtGuard, kForLock, kForVisit, kAtEncounterEnd, kDone };
  enum class Place { kOutside, kInOwn, kInShared };

  struct Instance {
    gmf::StateId state = gmf::kNone;
    Instant left = gmf::kNever;
  };

  struct Frame {
    gmf::ModuleId module = gmf::kNoModule;
    std::vector<uint32_t> history;  // of Root::instances, the oldest first; the last is the current state
  };

  struct Root {
    gmf::RootId id = 0;
    gmf::ModuleId module = gmf::kNoModule;
    RandomStream stream{0, 0, gmf::kModulePurpose};
    Waiting waiting = Waiting::kNotBegun;
    std::vector<Instance> instances;
    std::vector<Frame> frames;
    Instant until = 0;              // of kForTime
    Place place = Place::kOutside;
    gmf::EncounterId encounter = gmf::kNone;
    gmf::EncounterId last_visit = gmf::kNone;
    std::vector<uint32_t> undiagnosed;  // onsets, the oldest first
    bool waited_with_lock = false;
    uint64_t seen_installations = 0;    // of the generator that a drawing Guard reads, when it was last looked at
  };

  struct Symptom {
    int32_t value = 0;
    bool addressed = false;
  };

  struct Generator {
    const gmf::Amount* amount = nullptr;  // draws at every read
    double value = 0;
    Instant ends = gmf::kNever;
    uint64_t installations = 0;           // 0: none
  };

  struct Bracket;
  static const Bracket kBrackets[8];

  enum class Lock { kFree, kRoot, kVisit, kUntilTurn, kUntilStop };
  enum class Outcome { kLeft, kStays, kEnded };

  // polling_oracle.cpp: the clock and who may go on
  void begin(const gmf::Person& person);
  Instant next_instant(std::span<const Instant> also) const;
  void live_instant(bool is_look);
  bool may_go_on(Root& root, bool lock_was_free, bool is_first_sweep);
  bool drawing_guard_is_due(Root& root, bool is_first_sweep);
  const Generator* drawing_generator(gmf::ConditionId id) const;
  void run(Root& root);
  void finish();
  bool is_dead() const { return story_.death.at <= now_; }

  // oracle_logic.cpp
  bool holds(gmf::ConditionId id);
  bool compare(const gmf::Value& left, gmf::Comparison comparison, const gmf::Value& right);
  bool observation_holds(const gmf::Condition& condition);
  bool active_holds(const gmf::Condition& condition, gmf::EntryKind kind);
  bool prior_state_holds(const gmf::Condition& condition) const;
  gmf::StateId successor(gmf::StateId state);
  gmf::StateId draw_branch(gmf::Slice branches);
  gmf::StateId look_up(const gmf::Transition& transition);
  double probability(const gmf::Probability& probability);
  std::optional<std::string> lookup_text(const gmf::Value& value) const;
  gmf::Value evaluate(gmf::ExpressionId expression);

  // oracle_states.cpp
  Outcome enter(gmf::StateId state);
  Outcome enter_encounter(gmf::StateId state);
  Outcome enter_encounter_end(gmf::StateId state);
  Outcome wait_for_time(Instant until);
  void set_attribute(gmf::StateId state);
  void symptom(gmf::StateId state);
  void vital_sign(gmf::StateId state);
  void death(gmf::StateId state);

  // oracle_entries.cpp: the record
  uint32_t add_entry(gmf::EntryKind kind, gmf::StateId state, std::vector<gmf::CodeId> codes, Instant stop);
  gmf::EncounterId open_encounter(gmf::EncounterOrigin origin, gmf::EncounterClass encounter_class, gmf::StateId state,
                                  std::vector<gmf::CodeId> codes);
  void end_encounter(gmf::EncounterId encounter, Instant at);
  void end_own_encounter();
  void open_visit(gmf::EncounterOrigin origin, gmf::EncounterClass encounter_class, std::string_view code);
  void offer_visit();
  void set_brackets();
  bool checkup_is_due() const;
  void renew_medications();
  void onset(gmf::StateId state);
  void diagnose(uint32_t onset);
  void medication(gmf::StateId state);
  void care_plan(gmf::StateId state);
  Outcome procedure(gmf::StateId state);
  void observe(gmf::StateId state, uint32_t observation, gmf::EntryId parent);
  void group(gmf::StateId state);
  void imaging(gmf::StateId state);
  void device(gmf::StateId state);
  void end_what(gmf::StateId state, gmf::EntryKind kind);
  void stop_entry(gmf::EntryId entry);
  std::optional<gmf::EntryId> active(gmf::EntryKind kind, TextId code) const;
  void make_active(gmf::EntryId entry);
  std::vector<gmf::CodeId> reasons(const gmf::Reason& reason, bool by_attribute = true);
  std::vector<gmf::CodeId> list(gmf::Slice codes) const;

  gmf::Value attribute(gmf::AttributeId attribute) const;
  std::string_view text(TextId text) const;
  TextId intern(std::string_view text);
  gmf::Value value_of(const WorldValue& value);
  void take(const WorldValue& value);
  std::optional<double> reading(gmf::VitalSign vital);
  int32_t severity(gmf::SymptomId symptom) const;
  int32_t total_severity() const;
  double uniform() { return root_->stream.uniform(); }
  double sample(const gmf::Amount& amount) { return amount.at(amount.draws() ? uniform() : 0); }
  void report(gmf::ReportCode code);
  const gmf::State& state_of(gmf::StateId id) const { return program_.states[id]; }
  Frame& frame() { return root_->frames.back(); }
  const Frame& frame() const { return root_->frames.back(); }
  Instance& current() { return root_->instances[frame().history.back()]; }
  TextId primary(const std::vector<gmf::CodeId>& codes) const { return program_.codes[codes.front()].code; }
  bool has_chronic() const;

  const gmf::Program& program_;
  const World& world_;
  gmf::Settings settings_;
  Instant step_;
  std::vector<gmf::ModuleId> top_level_;
  uint64_t looks_ = 0;

  gmf::Person person_;
  Day birth_day_ = 0;
  std::vector<Instant> bracket_starts_;   // of the ages between which the time between check-ups changes
  Instant now_ = 0;
  Story story_;
  std::vector<Instant> extents_;          // by encounter: the latest stop of what extends it
  std::vector<Root> roots_;
  Root* root_ = nullptr;                  // that runs
  gmf::StateId state_ = gmf::kNone;       // that runs, for reports
  std::vector<gmf::Value> attributes_;
  std::vector<std::string> personal_texts_;
  std::vector<gmf::EntryId> active_[gmf::kActiveKindCount];  // by kind of entry, as they became active
  std::map<std::pair<gmf::SymptomId, gmf::RootId>, Symptom> symptoms_;
  Generator generators_[gmf::kVitalSignCount];
  uint64_t installations_ = 0;
  uint32_t serial_ = 0;

  Lock lock_ = Lock::kFree;
  gmf::RootId lock_root_ = gmf::kNoRoot;
  gmf::EncounterId lock_encounter_ = gmf::kNone;
  Instant lock_until_ = 0;                // of kUntilStop
  gmf::EncounterId visit_ = gmf::kNone;
  bool renewed_ = false;                  // in this visit
  std::optional<Instant> last_wellness_, last_symptom_visit_;
  int32_t last_total_ = 0;
};

}  // namespace polyclinic::oracle
