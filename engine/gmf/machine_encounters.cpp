// Encounters that modules open, and the lock that keeps a person in one encounter at a time.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

// How long an encounter lasts at least.
Instant shortest(EncounterClass encounter_class) {
  switch (encounter_class) {
    case EncounterClass::kEmergency: return 60 * kMillisecondsPerMinute;
    case EncounterClass::kInpatient:
    case EncounterClass::kHospice:
    case EncounterClass::kSkilledNursing: return 1440 * kMillisecondsPerMinute;
    default: return 15 * kMillisecondsPerMinute;
  }
}

// The probability that an encounter that can be virtual is.
double virtual_probability(Instant at) {
  constexpr Instant kFrom2016 = start_of_day(day_from_civil(2016, 1, 1)) + 12 * kMillisecondsPerHour;
  constexpr Instant kFromApril2020 = start_of_day(day_from_civil(2020, 4, 1)) + 12 * kMillisecondsPerHour;
  return at < kFrom2016 ? 0 : at < kFromApril2020 ? 0.004 : 0.15;
}

}  // namespace

Machine::Step Machine::run_encounter(StateId id, const Encounter& detail) {
  if (detail.wellness) return join_visit(id);
  if (owns_lock()) end_own_encounter();
  RootState& root = running();
  // What the others must still see as held until this module's turn in the next step, the module itself has back.
  if (lock_ == Lock::kClosing && lock_turn_ == running_ && !settings_.hold_lock_until_recorded_stop) free_lock();
  if (lock_ != Lock::kFree) {
    root.wait = Wait::kLock;
    waiting_for_lock_.add(running_);
    return Step::kWait;
  }
  if (root.wait == Wait::kLock) waiting_for_lock_.remove(running_);
  if (const Instant opens = host_->care_opens(*this, detail.encounter_class, now_); opens > now_) {
    root.wait = Wait::kLock;
    queue_.set(running_, on_grid(opens));
    return Step::kWait;
  }
  EncounterClass encounter_class = detail.encounter_class;
  if (detail.telemedicine == Telemedicine::kAlways) encounter_class = EncounterClass::kVirtual;
  if (detail.telemedicine == Telemedicine::kPossible && uniform(running_) <= virtual_probability(now_)) {
    encounter_class = EncounterClass::kVirtual;
  }
  lock_ = Lock::kRoot;
  lock_root_ = running_;
  root.waited_in_lock = false;
  root.context = Context::kOwn;
  root.encounter = open_encounter(EncounterOrigin::kModule, encounter_class, id, {detail.codes, false});
  diagnose_pending(id);
  record_->encounters[root.encounter].reason = record_->first_code(program_, reasons(detail.reason));
  return Step::kPass;
}

// The wellness form: the host's open encounter, once for each root.
Machine::Step Machine::join_visit(StateId id) {
  RootState& root = running();
  if (visit_ == kNone || root.last_visit == visit_) {
    root.wait = Wait::kVisit;
    waiting_for_visit_.add(running_);
    return Step::kWait;
  }
  if (root.wait == Wait::kVisit) waiting_for_visit_.remove(running_);
  root.last_visit = visit_;
  root.context = Context::kShared;
  root.encounter = visit_;
  diagnose_pending(id);
  if (!medications_renewed_) {
    medications_renewed_ = true;
    renew_chronic_medications();
  }
  return Step::kPass;
}

Machine::Step Machine::run_encounter_end(const EncounterEnd& detail) {
  RootState& root = running();
  if (root.wait == Wait::kEncounterEnd) waiting_for_lock_.remove(running_);
  if (owns_lock()) {
    record_->encounters[lock_encounter_].discharge_disposition = detail.discharge_disposition;
    end_own_encounter();
  } else if (visit_ == kNone && root.context != Context::kShared &&
             (lock_ == Lock::kRoot || (lock_ == Lock::kClosing && lock_turn_ != kNoRoot && lock_turn_ != running_))) {
    root.wait = Wait::kEncounterEnd;
    waiting_for_lock_.add(running_);
    return Step::kWait;
  }
  root.context = Context::kOutside;
  return Step::kPass;
}

EncounterId Machine::open_encounter(EncounterOrigin origin, EncounterClass encounter_class, StateId state,
                                    CodeList codes) {
  const EncounterId id = static_cast<EncounterId>(record_->encounters.size());
  EncounterEntry encounter;
  encounter.origin = origin;
  encounter.encounter_class = encounter_class;
  encounter.root = origin == EncounterOrigin::kModule ? running_ : kNoRoot;
  encounter.state = state;
  encounter.serial = record_->next_serial++;
  encounter.start = encounter.extent = now_;
  encounter.codes = codes;
  record_->encounters.push_back(encounter);
  lock_encounter_ = id;
  if (encounter_class == EncounterClass::kWellness) {
    last_wellness_ = now_;
    update_checkup_due();
  }
  host_->encounter_opened(*this, id);
  return id;
}

void Machine::end_encounter(EncounterId id, Instant at) {
  EncounterEntry& encounter = record_->encounters[id];
  if (encounter.stop != kNever) return;
  encounter.stop = std::max({encounter.start + shortest(encounter.encounter_class), at, encounter.extent});
  latest_stop_ = std::max(latest_stop_, encounter.stop);
  host_->encounter_closed(*this, id);
}

void Machine::end_own_encounter() {
  end_encounter(lock_encounter_, now_);
  running().context = Context::kOutside;
  leave_lock();
}

// Gives the lock back, now or when the rules of the settings let go of it.
void Machine::leave_lock() {
  Instant free_at = now_;
  if (settings_.hold_lock_until_recorded_stop) {
    free_at = on_grid(std::max(now_, record_->encounters[lock_encounter_].stop));
  }
  if (!is_on_grid() && lock_ == Lock::kRoot && running().waited_in_lock) {
    // Who goes step by step sees the end of what a module waited for at its own turn in the next step.
    lock_turn_ = lock_root_;
    free_at = std::max(free_at, on_grid(now_));
  }
  if (free_at <= now_) return free_lock();
  lock_ = Lock::kClosing;
  lock_free_at_ = free_at;
}

void Machine::free_lock() {
  lock_ = Lock::kFree;
  lock_root_ = lock_turn_ = kNoRoot;
  lock_encounter_ = kNone;
  lock_free_at_ = kNever;
  lock_freed_ = true;
  if (checkup_due_ < now_) update_checkup_due();
}

}  // namespace polyclinic::gmf
