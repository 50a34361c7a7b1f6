// Counting, and adding up what threads have counted.
#include "engine/run/module_statistics.h"

#include <algorithm>

namespace polyclinic::run {
namespace {

constexpr std::size_t kEntryKinds = static_cast<std::size_t>(gmf::EntryKind::kImmunization) + 1;

std::size_t age_index(std::int32_t age) {
  return static_cast<std::size_t>(std::clamp<std::int32_t>(age, 0, static_cast<std::int32_t>(kAges) - 1));
}

// Adds the time from `from` to `until` to the bands of age that it falls into.
void add_time(BandTimes& bands, Day birth, Instant from, Instant until) {
  for (std::size_t band = 0; band < kAgeBands && from < until; ++band) {
    const bool is_last = band + 1 == kAgeBands;
    const Instant end = is_last ? until : start_of_day(add_years(birth, (static_cast<std::int32_t>(band) + 1) * kBandYears));
    if (from >= end) continue;
    bands[band] += std::min(until, end) - from;
    from = end;
  }
}

}  // namespace

bool has_prevalence(gmf::EntryKind kind) {
  return kind == gmf::EntryKind::kCondition || kind == gmf::EntryKind::kAllergy || kind == gmf::EntryKind::kMedication ||
         kind == gmf::EntryKind::kCarePlan;
}

void Occurrence::count(std::uint64_t person, std::int32_t age) {
  ++times;
  if (last_seen == person) return;
  last_seen = person;
  ++people;
  first_person = std::min(first_person, person);
  ++first_ages[age_index(age)];
}

void Occurrence::merge(const Occurrence& other) {
  times += other.times;
  people += other.people;
  first_person = std::min(first_person, other.first_person);
  for (std::size_t age = 0; age < kAges; ++age) first_ages[age] += other.first_ages[age];
}

std::uint32_t Occurrence::age_at(std::uint32_t percent) const {
  std::uint64_t passed = 0;
  for (std::size_t age = 0; age < kAges; ++age) {
    passed += first_ages[age];
    if (passed * 100 >= people * percent && passed > 0) return static_cast<std::uint32_t>(age);
  }
  return static_cast<std::uint32_t>(kAges) - 1;
}

ModuleStatistics::ModuleStatistics(const gmf::Program& program)
    : program_(program), states_(program.states.size()), row_of_(kEntryKinds * program.concept_count, gmf::kNone) {}

void ModuleStatistics::state_entered(const gmf::Machine& machine, gmf::RootId, std::uint32_t, gmf::StateId id) {
  states_[id].count(person_, machine.age_in_years());
}

RecordedCode& ModuleStatistics::row(gmf::EntryKind kind, gmf::CodeId code) {
  std::uint32_t& index =
      row_of_[static_cast<std::size_t>(kind) * program_.concept_count + program_.codes[code].concept_id];
  if (index == gmf::kNone) {
    index = static_cast<std::uint32_t>(rows_.size());
    rows_.emplace_back();
    rows_.back().kind = kind;
  }
  RecordedCode& row = rows_[index];
  row.code = std::min(row.code, code);
  return row;
}

void ModuleStatistics::count_cause(const CauseOfDeath& counted) {
  const auto known = std::find_if(causes_.begin(), causes_.end(), [&](const CauseOfDeath& cause) {
    return cause.by_module == counted.by_module && cause.code == counted.code;
  });
  if (known != causes_.end()) {
    known->people += counted.people;
  } else {
    causes_.push_back(counted);
  }
}

void ModuleStatistics::end(const gmf::Record& record, const TriedPerson& person) {
  ++people_;
  if (person.died) {
    ++deaths_;
    count_cause({person.died_by_module, person.died_by_module ? record.death.cause : gmf::kNone, 1});
  }
  if (!person.has_lived) return;
  const Day birth = person.birth_day;
  add_time(lived_, birth, person.birth, person.end);
  for (const gmf::Entry& entry : record.entries) {
    const gmf::CodeId code = record.first_code(program_, entry.codes);
    if (code == gmf::kNone) continue;
    RecordedCode& counted = row(entry.kind, code);
    counted.occurrence.count(person.number, age_in_years(birth, day_of(entry.start)));
    if (has_prevalence(entry.kind)) add_time(counted.active, birth, entry.start, std::min(entry.stop, person.end));
  }
}

void ModuleStatistics::merge(const ModuleStatistics& other) {
  people_ += other.people_;
  deaths_ += other.deaths_;
  for (std::size_t band = 0; band < kAgeBands; ++band) lived_[band] += other.lived_[band];
  for (std::size_t id = 0; id < states_.size(); ++id) states_[id].merge(other.states_[id]);
  for (const RecordedCode& from : other.rows_) {
    RecordedCode& into = row(from.kind, from.code);
    into.occurrence.merge(from.occurrence);
    for (std::size_t band = 0; band < kAgeBands; ++band) into.active[band] += from.active[band];
  }
  for (const CauseOfDeath& cause : other.causes_) count_cause(cause);
}

std::vector<const RecordedCode*> ModuleStatistics::recorded() const {
  std::vector<const RecordedCode*> sorted;
  for (const RecordedCode& row : rows_) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [](const RecordedCode* a, const RecordedCode* b) {
    if (a->kind != b->kind) return a->kind < b->kind;
    if (a->occurrence.people != b->occurrence.people) return a->occurrence.people > b->occurrence.people;
    return a->code < b->code;
  });
  return sorted;
}

std::vector<CauseOfDeath> ModuleStatistics::causes() const {
  std::vector<CauseOfDeath> sorted = causes_;
  std::sort(sorted.begin(), sorted.end(), [](const CauseOfDeath& a, const CauseOfDeath& b) {
    if (a.people != b.people) return a.people > b.people;
    return a.by_module != b.by_module ? b.by_module : a.code < b.code;
  });
  return sorted;
}

}  // namespace polyclinic::run
