// Keeps and sorts what was read of people.
#include "engine/quality/cohort.h"

#include <algorithm>
#include <cmath>

namespace polyclinic::quality {

Cohort::Cohort(const AnchorSet& anchors, Day as_of, uint32_t history_days)
    : anchors_(&anchors), as_of_(as_of), history_days_(history_days), values_(anchors.body_measures.size()) {}

bool Cohort::add_person(PersonId id, Person person, std::span<const std::string_view, kAttributes.size()> attributes) {
  const uint32_t index = static_cast<uint32_t>(people_.size());
  if (!by_id_.emplace(id, index).second) return false;
  for (size_t a = 0; a < attributes.size(); ++a) person.attributes[a] = static_cast<uint16_t>(texts_.intern(attributes[a]));
  people_.push_back(person);
  ids_.push_back(id);
  for (Values& values : values_) {
    values.last.push_back(std::numeric_limits<float>::quiet_NaN());
    values.days.push_back(std::numeric_limits<uint16_t>::max());
  }
  return true;
}

uint32_t Cohort::find_person(PersonId id) const {
  for (uint32_t candidate = found_last_; candidate < std::min<size_t>(found_last_ + 2, ids_.size()); ++candidate) {
    if (ids_[candidate] == id) return found_last_ = candidate;
  }
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? kNobody : found_last_ = found->second;
}

uint16_t Cohort::days_back(Day day) const {
  return static_cast<uint16_t>(std::clamp<int64_t>(int64_t{as_of_} - day, 1, std::numeric_limits<uint16_t>::max() - 1));
}

void Cohort::add_value(uint32_t person, uint32_t body_measure, Day day, double value) {
  Values& values = values_[body_measure];
  const uint16_t days = days_back(day);
  // Of two on one day the later row.
  if (days <= values.days[person]) {
    values.days[person] = days;
    values.last[person] = static_cast<float>(value);
  }
}

void Cohort::settle() {
  std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
    if (a.marker != b.marker) return a.marker < b.marker;
    if (a.person != b.person) return a.person < b.person;
    if (a.start != b.start) return a.start > b.start;
    if (a.end != b.end) return a.end > b.end;
    return a.detail < b.detail;
  });
  // What is too near the event before it goes.
  size_t kept = 0;
  for (size_t index = 0; index < events_.size(); ++index) {
    const Event& event = events_[index];
    if (kept > 0) {
      const Event& before = events_[kept - 1];
      const uint32_t apart = anchors_->markers[event.marker].days_apart;
      if (before.marker == event.marker && before.person == event.person && uint32_t{before.start} - event.start < apart) continue;
    }
    events_[kept++] = event;
  }
  events_.resize(kept);
  marker_begin_.assign(anchors_->markers.size() + 1, 0);
  for (const Event& event : events_) ++marker_begin_[event.marker + 1u];
  for (size_t marker = 0; marker < anchors_->markers.size(); ++marker) marker_begin_[marker + 1] += marker_begin_[marker];

  std::sort(drugs_.begin(), drugs_.end());
  drugs_.erase(std::unique(drugs_.begin(), drugs_.end()), drugs_.end());
  drug_counts_.assign(people_.size(), 0);
  for (const uint64_t drug : drugs_) ++drug_counts_[drug >> 32];
}

std::span<const Event> Cohort::events(uint32_t marker) const {
  return std::span(events_).subspan(marker_begin_[marker], marker_begin_[marker + 1] - marker_begin_[marker]);
}

}  // namespace polyclinic::quality
