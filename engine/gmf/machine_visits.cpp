// The host's encounters: check-ups when they are due, visits for severe symptoms, and what happens at both.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

// Totals of severity above which a person goes somewhere.
constexpr int32_t kEmergencyTotal = 500;
constexpr int32_t kUrgentTotal = 350;
constexpr int32_t kOutpatientTotal = 300;

constexpr int32_t kAdult = 18;

}  // namespace

void Machine::offer_visit() {
  if (lock_ != Lock::kFree || visit_ != kNone || !is_on_grid() || record_->death.at <= now_) return;
  if (checkup_due_ <= now_) {
    const CodeId code =
        age_in_years() < kAdult ? program_.known_codes.checkup_child : program_.known_codes.checkup_adult;
    return open_visit(EncounterOrigin::kCheckup, EncounterClass::kWellness, code);
  }
  if (!symptoms_changed_ || !symptom_visits_) return;
  if (last_symptom_visit_ != kNever && now_ < last_symptom_visit_ + settings_.step) return;
  const bool leads_somewhere = total_severity_ > kOutpatientTotal && total_severity_ != last_visit_severity_;
  EncounterClass encounter_class = EncounterClass::kOutpatient;
  CodeId code = program_.known_codes.outpatient;
  if (total_severity_ > kEmergencyTotal) {
    encounter_class = EncounterClass::kEmergency;
    code = program_.known_codes.emergency;
  } else if (total_severity_ > kUrgentTotal) {
    encounter_class = EncounterClass::kUrgentCare;
    code = program_.known_codes.urgent_care;
  }
  symptom_visit_opens_ = leads_somewhere ? host_->care_opens(*this, encounter_class, now_) : now_;
  if (symptom_visit_opens_ > now_) return;
  symptoms_changed_ = false;
  if (!leads_somewhere) return;
  last_visit_severity_ = total_severity_;
  last_symptom_visit_ = now_;
  open_visit(EncounterOrigin::kSymptoms, encounter_class, code);
  address_largest_symptom();
}

// When the next check-up or symptom visit may be offered, while the lock is free.
Instant Machine::visit_instant() const {
  if (lock_ != Lock::kFree) return kNever;
  Instant at = checkup_due_;
  if (symptoms_changed_ && symptom_visits_) {
    const Instant rested = last_symptom_visit_ == kNever ? now_ : last_symptom_visit_ + settings_.step;
    at = std::min(at, std::max(rested, symptom_visit_opens_));
  }
  return at == kNever ? at : on_grid(std::max(at, now_));
}

void Machine::open_visit(EncounterOrigin origin, EncounterClass encounter_class, CodeId code) {
  lock_ = Lock::kHost;
  medications_renewed_ = false;
  visit_ = open_encounter(origin, encounter_class, kNone, own_codes({&code, 1}));
  for (RootId root = waiting_for_visit_.next(0); root != kNoRoot; root = waiting_for_visit_.next(root + 1U)) {
    make_ready(root, WaitEnd::kVisit);
  }
}

void Machine::close_visit() {
  end_encounter(visit_, now_);
  visit_ = kNone;
  leave_lock();
}

// Every chronic medication stops and is ordered anew.
void Machine::renew_chronic_medications() {
  const std::vector<EntryId>& active = active_lists_[static_cast<uint32_t>(ActiveKind::kMedication)];
  const std::size_t count = active.size();
  std::vector<EntryId>& chronic = renewed_;
  chronic.clear();
  for (std::size_t index = 0; index < count; ++index) {
    if (record_->entries[active[index]].chronic) chronic.push_back(active[index]);
  }
  for (const EntryId old : chronic) {
    const Entry before = record_->entries[old];
    record_->entries[old].stop_reason = program_.known_codes.medication_stopped;
    ++chronic_medications_;  // the new one, so that the count never falls to 0 in between
    stop_entry(ActiveKind::kMedication, old);
    const EntryId renewed = add_entry(EntryKind::kMedication, before.state, before.codes, kNever);
    Entry& entry = record_->entries[renewed];
    entry.root = before.root;
    entry.chronic = true;
    entry.reasons = before.reasons;
    entry.detail = before.detail;
    activate(ActiveKind::kMedication, renewed);
    for (const AttributeId attribute : written_attributes_) {
      Value& value = attributes_[attribute];
      if (value.kind == ValueKind::kEntry && value.id == old) value.id = renewed;
    }
    host_->entry_started(*this, renewed);
  }
}

void Machine::update_checkup_due() {
  checkup_due_ = host_->checkup_due({person_.birth, now_, last_wellness_, chronic_medications_ > 0});
  if (last_wellness_ != kNever) checkup_due_ = std::max(checkup_due_, last_wellness_ + kMillisecondsPerDay);
}

}  // namespace polyclinic::gmf
