// Finds a life's messages and sorts them.
#include "engine/formats/hl7v2/timeline.h"

#include <algorithm>
#include <tuple>

#include "engine/foundation/calendar.h"

namespace polyclinic::formats::hl7v2 {
namespace {

using ledger::kNever;
using ledger::kNone;

// An appointment that was not made at the visit before is made by telephone so long before: the same weekday and time, so
// that somebody answers.
constexpr Instant kBookedBefore = 7 * kMillisecondsPerDay;
// A visit within so long of one at the same organization was booked there.
constexpr Instant kLongestBooking = 400 * kMillisecondsPerDay;
constexpr Instant kShortestBooking = kMillisecondsPerHour;
// A laboratory in the house reports within an hour; of an office visit, by its end.
constexpr Instant kTurnaround = kMillisecondsPerHour;
// Of procedures on the way to the operating room: those of CPT's surgery section that take so long.
constexpr Instant kShortestSurgery = 30 * kMillisecondsPerMinute;

// The moment of an entry that only has a day, within its visit: at the end of it, or at the day's beginning when a stay
// went on.
Instant moment_of(const ledger::Encounter& encounter, Day day) {
  return day >= day_of(encounter.end) ? encounter.end : std::max(encounter.start, start_of_day(day));
}

}  // namespace

void Timeline::add(Instant at, EventKind kind, uint32_t encounter, uint32_t index) {
  events_.push_back({at, encounter == kNone ? 0 : encounter + 1, kind, encounter, index});
}

void Timeline::build(const ledger::Ledger& ledger) {
  ledger_ = &ledger;
  events_.clear();
  updates_.clear();
  const ledger::Person& person = ledger.person;
  history_start_ = start_of_day(person.birth);
  if (config_.years_of_history > 0) {
    history_start_ = std::max(history_start_, start_of_day(add_years(config_.as_of, -config_.years_of_history)));
  }
  death_known_at_ = INT64_MAX;
  findings_.gather(ledger);

  add_visits();
  add_results();
  added_at_ = history_start_;
  if (!events_.empty()) {
    added_at_ = std::min_element(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return a.at < b.at; })->at;
  }
  add(added_at_, EventKind::kPersonAdded, kNone);
  add_drugs_and_vaccines();
  add_updates();
  std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
    return std::tie(a.at, a.visit_order, a.kind, a.index, a.encounter) < std::tie(b.at, b.visit_order, b.kind, b.index, b.encounter);
  });
}

void Timeline::add_visits() {
  for (uint32_t e = 0; e < ledger_->encounters.size(); ++e) {
    const ledger::Encounter& encounter = ledger_->encounters[e];
    const bool is_stay = encounter.encounter_class == vocabulary_.inpatient;
    add_booking(e);
    add(encounter.start, is_stay ? EventKind::kAdmitted : EventKind::kRegistered, e);
    if (is_stay) add_surgery(e);
    const bool leaves_hospital = is_stay || encounter.encounter_class == vocabulary_.emergency;
    add(encounter.end, leaves_hospital ? EventKind::kDischarged : EventKind::kVisitUpdated, e);
    add(encounter.end, EventKind::kNote, e);
  }
  for (uint32_t s = 0; s < ledger_->imaging_studies.size(); ++s) {
    const ledger::ImagingStudy& study = ledger_->imaging_studies[s];
    add(study.at, EventKind::kImagingOrder, study.encounter, s);
  }
}

void Timeline::add_booking(uint32_t e) {
  const ledger::Encounter& encounter = ledger_->encounters[e];
  const bool is_stay = encounter.encounter_class == vocabulary_.inpatient;
  if (encounter.encounter_class == vocabulary_.emergency) return;
  if (encounter.code == vocabulary_.for_symptom || encounter.code == vocabulary_.for_problem) return;
  // Whoever is admitted from the emergency room had no appointment.
  if (is_stay && e > 0 && ledger_->encounters[e - 1].encounter_class == vocabulary_.emergency &&
      encounter.start - ledger_->encounters[e - 1].end < kMillisecondsPerDay) {
    return;
  }
  Instant booked = encounter.start - kBookedBefore;
  uint32_t visit_order = 0;
  for (uint32_t before = e; before-- > 0;) {
    const ledger::Encounter& earlier = ledger_->encounters[before];
    if (encounter.start - earlier.end > kLongestBooking) break;
    if (earlier.organization != encounter.organization || encounter.start - earlier.end < kShortestBooking) continue;
    booked = earlier.end;
    visit_order = before + 1;
    break;
  }
  if (booked < history_start_) return;
  events_.push_back({booked, visit_order, is_stay ? EventKind::kPreadmitted : EventKind::kBooked, e, 0});
}

void Timeline::add_surgery(uint32_t e) {
  const ledger::Encounter& encounter = ledger_->encounters[e];
  Instant free_from = encounter.start;
  for (const uint32_t p : findings_.procedures.of(e)) {
    const ledger::Procedure& procedure = ledger_->procedures[p];
    if (procedure.start <= free_from || procedure.end >= encounter.end || procedure.end - procedure.start < kShortestSurgery) continue;
    if (!vocabulary_.is_surgery(procedure.cpt_code)) continue;
    add(procedure.start, EventKind::kIntoSurgery, e, p);
    add(procedure.end, EventKind::kOutOfSurgery, e, p);
    free_from = procedure.end;
  }
}

void Timeline::add_results() {
  const ledger::Ledger& ledger = *ledger_;
  results_.clear();
  groups_.clear();
  messages_.clear();
  report_of_panel_.clear();
  for (uint32_t r = 0; r < ledger.reports.size(); ++r) report_of_panel_.emplace_back(ledger.reports[r].panel, r);
  std::sort(report_of_panel_.begin(), report_of_panel_.end());
  has_results_.assign(ledger.reports.size(), false);
  const auto add_result = [&](uint32_t encounter, bool is_laboratory, Instant at, uint32_t panel, Result::Source source, uint32_t index) {
    uint32_t report = kNone;
    if (panel != kNone) {
      const auto found = std::lower_bound(report_of_panel_.begin(), report_of_panel_.end(), std::pair(panel, 0U));
      if (found != report_of_panel_.end() && found->first == panel) report = found->second;
    }
    if (report != kNone) has_results_[report] = true;
    results_.push_back({encounter == kNone ? 0 : encounter + 1, is_laboratory || report != kNone, at, panel, source, index, report});
  };
  for (uint32_t o = 0; o < ledger.observations.size(); ++o) {
    const ledger::Observation& observation = ledger.observations[o];
    const bool is_laboratory = vocabulary_.kind(observation.kind).category == vocabulary_.laboratory;
    add_result(observation.encounter, is_laboratory, observation.at, observation.panel, Result::Source::kCatalogue, o);
  }
  for (uint32_t o = 0; o < ledger.coded_observations.size(); ++o) {
    const ledger::CodedObservation& observation = ledger.coded_observations[o];
    if (!observation.has_value()) continue;
    add_result(observation.encounter, observation.category == vocabulary_.laboratory, observation.at, observation.panel,
               Result::Source::kCoded, o);
  }
  for (uint32_t r = 0; r < ledger.reports.size(); ++r) {
    const ledger::DiagnosticReport& report = ledger.reports[r];
    if (has_results_[r]) continue;
    results_.push_back({report.encounter == kNone ? 0 : report.encounter + 1, true, report.at, report.panel, Result::Source::kReport, r, r});
  }
  std::sort(results_.begin(), results_.end(), [](const Result& a, const Result& b) {
    return std::tuple(a.visit_order, !a.is_laboratory, a.at, a.panel, a.source, a.index) <
           std::tuple(b.visit_order, !b.is_laboratory, b.at, b.panel, b.source, b.index);
  });

  const auto is_vital_sign = [&](const Result& result) {
    return result.source == Result::Source::kCatalogue
               ? vocabulary_.kind(ledger.observations[result.index].kind).category == vocabulary_.vital_signs
               : result.source == Result::Source::kCoded && ledger.coded_observations[result.index].category == vocabulary_.vital_signs;
  };
  for (uint32_t r = 0; r < results_.size(); ++r) {
    const Result& result = results_[r];
    const Result* before = r == 0 ? nullptr : &results_[r - 1];
    const bool same_message = before != nullptr && before->visit_order == result.visit_order &&
                              before->is_laboratory == result.is_laboratory && before->at == result.at;
    if (!same_message) messages_.push_back({static_cast<uint32_t>(groups_.size()), 0, result.visit_order == 0 ? kNone : result.visit_order - 1});
    const bool same_group = same_message && before->panel == result.panel &&
                            (result.panel != kNone || (is_vital_sign(*before) && is_vital_sign(result)));
    if (!same_group) {
      groups_.push_back({r, 0});
      ++messages_.back().group_count;
    }
    ++groups_.back().count;
  }

  for (uint32_t m = 0; m < messages_.size(); ++m) {
    const Result& first = results_[groups_[messages_[m].first_group].first];
    const uint32_t encounter = messages_[m].encounter;
    Instant reported = first.at;
    if (first.is_laboratory) {
      add(first.at, EventKind::kLaboratoryOrder, encounter, m);
      reported = first.at + kTurnaround;
      if (encounter != kNone) reported = std::max(first.at, std::min(reported, ledger.encounters[encounter].end));
    }
    add(reported, EventKind::kResults, encounter, m);
  }
}

void Timeline::add_drugs_and_vaccines() {
  const ledger::Ledger& ledger = *ledger_;
  for (uint32_t i = 0; i < ledger.immunizations.size(); ++i) {
    const ledger::Immunization& dose = ledger.immunizations[i];
    const bool same_message = i > 0 && ledger.immunizations[i - 1].at == dose.at && ledger.immunizations[i - 1].encounter == dose.encounter;
    if (!same_message) add(dose.at, EventKind::kVaccination, dose.encounter, i);
  }
  for (uint32_t m = 0; m < ledger.medications.size(); ++m) {
    const ledger::Medication& medication = ledger.medications[m];
    // What was prescribed before the history is told with the person.
    const Instant at = medication.encounter == kNone ? std::max(added_at_, start_of_day(medication.start))
                                                     : moment_of(ledger.encounters[medication.encounter], medication.start);
    add(at, EventKind::kPrescription, medication.encounter, m);
    if (medication.status == ledger::MedicationStatus::kStopped && medication.end != kNever) {
      add(std::max(at, start_of_day(medication.end)), EventKind::kDiscontinued, medication.encounter, m);
    }
  }
}

void Timeline::add_updates() {
  const ledger::Ledger& ledger = *ledger_;
  const Day added = day_of(added_at_);
  for (const ledger::Condition& condition : ledger.conditions) {
    if (condition.encounter == kNone && condition.onset > added) updates_.push_back(condition.onset);
  }
  for (const ledger::Allergy& allergy : ledger.allergies) {
    if (allergy.encounter == kNone && allergy.onset > added) updates_.push_back(allergy.onset);
  }
  for (size_t c = 1; c < ledger.coverages.size(); ++c) {
    const ledger::Coverage& coverage = ledger.coverages[c];
    const ledger::Coverage& before = ledger.coverages[c - 1];
    if (coverage.start > added && (coverage.plan != before.plan || coverage.member_id != before.member_id)) updates_.push_back(coverage.start);
  }
  std::sort(updates_.begin(), updates_.end());
  updates_.erase(std::unique(updates_.begin(), updates_.end()), updates_.end());
  for (uint32_t u = 0; u < updates_.size(); ++u) {
    add(std::max(added_at_, start_of_day(updates_[u])), EventKind::kPersonUpdated, kNone, u);
  }

  const ledger::Person& person = ledger.person;
  if (person.death == kNever) return;
  // A hospital tells a death within a visit by its discharge; any other is told when the day is over.
  for (const ledger::Encounter& encounter : ledger.encounters) {
    if (vocabulary_.is_death(encounter.discharge_disposition)) death_known_at_ = encounter.end;
  }
  if (death_known_at_ != INT64_MAX) return;
  death_known_at_ = start_of_day(person.death) + kMillisecondsPerDay - kMillisecondsPerSecond;
  for (const Event& event : events_) death_known_at_ = std::max(death_known_at_, event.at);
  events_.push_back({death_known_at_, UINT32_MAX, EventKind::kPersonUpdated, kNone, static_cast<uint32_t>(updates_.size())});
  updates_.push_back(person.death);
}

}  // namespace polyclinic::formats::hl7v2
