// The oracle's record: encounters, visits and everything that is written into them.
#include <algorithm>

#include "tests/oracle/polling_oracle.h"

namespace polyclinic::oracle {

using namespace gmf;

namespace {

ActiveKind active_kind(EntryKind kind) {
  switch (kind) {
    case EntryKind::kCondition: return ActiveKind::kCondition;
    case EntryKind::kAllergy: return ActiveKind::kAllergy;
    case EntryKind::kMedication: return ActiveKind::kMedication;
    case EntryKind::kCarePlan: return ActiveKind::kCarePlan;
    case EntryKind::kDevice: return ActiveKind::kDevice;
    default: return ActiveKind::kProcedure;
  }
}

template <class Element>
void unite(std::vector<Element>& held, const std::vector<Element>& added) {
  if (held.empty()) {
    held = added;
    return;
  }
  for (const Element& element : added) {
    if (std::find(held.begin(), held.end(), element) == held.end()) held.push_back(element);
  }
}

CodeId code_named(const Program& program, std::string_view text) {
  for (CodeId code = 0; code < program.codes.size(); ++code) {
    if (program.text(program.codes[code].system) == "SNOMED-CT" && program.text(program.codes[code].code) == text) return code;
  }
  return kNone;
}

}  // namespace

std::vector<CodeId> PollingOracle::list(Slice codes) const {
  const auto held = program_.code_list(codes);
  return {held.begin(), held.end()};
}

// --- Encounters ------------------------------------------------------------------------------------------------------

EncounterId PollingOracle::open_encounter(EncounterOrigin origin, EncounterClass encounter_class, StateId state,
                                          std::vector<CodeId> codes) {
  StoryEncounter encounter;
  encounter.origin = origin;
  encounter.encounter_class = encounter_class;
  encounter.root = origin == EncounterOrigin::kModule ? root_->id : kNoRoot;
  encounter.state = state;
  encounter.serial = serial_++;
  encounter.start = now_;
  encounter.codes = std::move(codes);
  story_.encounters.push_back(std::move(encounter));
  extents_.push_back(now_);
  lock_encounter_ = static_cast<EncounterId>(story_.encounters.size() - 1);
  if (encounter_class == EncounterClass::kWellness) last_wellness_ = now_;
  return lock_encounter_;
}

void PollingOracle::end_encounter(EncounterId id, Instant at) {
  StoryEncounter& encounter = story_.encounters[id];
  if (encounter.stop != kNever) return;
  int minutes = 15;
  if (encounter.encounter_class == EncounterClass::kEmergency) minutes = 60;
  if (encounter.encounter_class == EncounterClass::kInpatient || encounter.encounter_class == EncounterClass::kHospice ||
      encounter.encounter_class == EncounterClass::kSkilledNursing) {
    minutes = 1440;
  }
  encounter.stop = std::max({encounter.start + minutes * kMillisecondsPerMinute, at, extents_[id]});
}

void PollingOracle::end_own_encounter() {
  end_encounter(lock_encounter_, now_);
  root_->place = Place::kOutside;
  lock_ = Lock::kFree;
  const bool is_look = settings_.quantum <= 0 || (now_ - person_.birth) % settings_.quantum == 0;
  if (!is_look && root_->waited_with_lock) lock_ = Lock::kUntilTurn;
  if (settings_.hold_lock_until_recorded_stop && story_.encounters[lock_encounter_].stop > now_) {
    lock_ = Lock::kUntilStop;
    lock_until_ = story_.encounters[lock_encounter_].stop;
  }
}

void PollingOracle::open_visit(EncounterOrigin origin, EncounterClass encounter_class, std::string_view code) {
  visit_ = open_encounter(origin, encounter_class, kNone, {code_named(program_, code)});
  lock_ = Lock::kVisit;
  renewed_ = false;
}

// Ages in months from which an interval between check-ups holds, and the interval in days.
struct PollingOracle::Bracket {
  int first_month, days;
};
constexpr PollingOracle::Bracket PollingOracle::kBrackets[] = {{0, 30},   {2, 60},     {6, 90},    {18, 180},
                                                               {48, 365}, {240, 1095}, {480, 730}, {600, 365}};

void PollingOracle::set_brackets() {
  bracket_starts_.clear();
  const CivilDate birth = civil_from_day(birth_day_);
  for (const Bracket& bracket : kBrackets) {
    int year = birth.year + (birth.month - 1 + bracket.first_month) / 12;
    uint32_t month = static_cast<uint32_t>((birth.month - 1 + bracket.first_month) % 12) + 1;
    uint32_t day = birth.day;
    if (day > days_in_month(year, month)) {
      day = 1;
      if (++month == 13) month = 1, ++year;
    }
    bracket_starts_.push_back(start_of_day(day_from_civil(year, month, day)));
  }
}

// Whether a check-up has come due by now, under the interval of any age since the last one.
bool PollingOracle::checkup_is_due() const {
  if (!last_wellness_) return true;
  if (now_ - *last_wellness_ < 30 * kMillisecondsPerDay) return false;
  const bool is_chronic = has_chronic();
  for (std::size_t index = 0; index < bracket_starts_.size(); ++index) {
    if (index > 0 && now_ < bracket_starts_[index]) break;
    const Instant days = is_chronic ? std::min(kBrackets[index].days, 365) : kBrackets[index].days;
    // The last moment of these ages that has passed.
    Instant last = now_;
    if (index + 1 < bracket_starts_.size()) last = std::min(last, bracket_starts_[index + 1] - 1);
    if (last - *last_wellness_ >= days * kMillisecondsPerDay) return true;
  }
  return false;
}

void PollingOracle::offer_visit() {
  if (!world_.scheduler) return;
  root_ = nullptr;
  if (checkup_is_due()) {
    const bool is_child = age_in_years(birth_day_, day_of(now_)) < 18;
    return open_visit(EncounterOrigin::kCheckup, EncounterClass::kWellness, is_child ? "410620009" : "162673000");
  }
  if (last_symptom_visit_ && now_ < *last_symptom_visit_ + settings_.step) return;
  const int32_t total = total_severity();
  if (total <= 300 || total == last_total_) return;
  last_total_ = total;
  last_symptom_visit_ = now_;
  if (total > 500) {
    open_visit(EncounterOrigin::kSymptoms, EncounterClass::kEmergency, "50849002");
  } else if (total > 350) {
    open_visit(EncounterOrigin::kSymptoms, EncounterClass::kUrgentCare, "702927004");
  } else {
    open_visit(EncounterOrigin::kSymptoms, EncounterClass::kOutpatient, "185349003");
  }
  // The largest that nobody addressed; of equal ones the first by the symptom's name, then by the module's key.
  Symptom* largest = nullptr;
  std::string_view name_of_largest;
  for (auto& [source, held] : symptoms_) {
    const std::string_view name = program_.text(program_.symptoms[source.first]);
    if (held.addressed) continue;
    if (largest == nullptr || held.value > largest->value || (held.value == largest->value && name < name_of_largest)) {
      largest = &held;
      name_of_largest = name;
    }
  }
  largest->addressed = true;
}

void PollingOracle::renew_medications() {
  const std::vector<EntryId> held = active_[static_cast<std::size_t>(ActiveKind::kMedication)];
  for (const EntryId old : held) {
    if (!story_.entries[old].chronic) continue;
    stop_entry(old);
    const StoryEntry before = story_.entries[old];
    const uint32_t renewed = add_entry(EntryKind::kMedication, before.state, before.codes, kNever);
    StoryEntry& entry = story_.entries[renewed];
    entry.root = before.root;
    entry.chronic = true;
    entry.reasons = before.reasons;
    entry.detail = before.detail;
    make_active(renewed);
    for (Value& value : attributes_) {
      if (value.kind == ValueKind::kEntry && value.id == old) value = Value::entry(renewed);
    }
  }
}

// --- Entries ---------------------------------------------------------------------------------------------------------

uint32_t PollingOracle::add_entry(EntryKind kind, StateId state, std::vector<CodeId> codes, Instant stop) {
  EncounterId encounter = root_->encounter;
  if (root_->place == Place::kOutside) {
    if (story_.encounters.empty()) {
      const bool is_child = age_in_years(birth_day_, day_of(now_)) < 18;
      open_visit(EncounterOrigin::kFirstWellness, EncounterClass::kWellness, is_child ? "410620009" : "162673000");
    }
    encounter = static_cast<EncounterId>(story_.encounters.size() - 1);
  }
  StoryEntry entry;
  entry.kind = kind;
  entry.root = root_->id;
  entry.state = state;
  entry.encounter = encounter;
  entry.serial = serial_++;
  entry.start = now_;
  entry.stop = stop;
  entry.codes = std::move(codes);
  entry.detail = state_of(state).detail;
  const bool extends = kind == EntryKind::kObservation || kind == EntryKind::kReport || kind == EntryKind::kProcedure ||
                       kind == EntryKind::kImmunization || kind == EntryKind::kImagingStudy || kind == EntryKind::kSupply;
  if (extends) extents_[encounter] = std::max(extents_[encounter], stop);
  story_.entries.push_back(std::move(entry));
  return static_cast<uint32_t>(story_.entries.size() - 1);
}

std::optional<EntryId> PollingOracle::active(EntryKind kind, TextId code) const {
  for (const EntryId id : active_[static_cast<std::size_t>(active_kind(kind))]) {
    if (primary(story_.entries[id].codes) == code) return id;
  }
  return std::nullopt;
}

void PollingOracle::make_active(EntryId id) {
  const StoryEntry& entry = story_.entries[id];
  std::vector<EntryId>& held = active_[static_cast<std::size_t>(active_kind(entry.kind))];
  std::erase_if(held, [&](EntryId other) { return primary(story_.entries[other].codes) == primary(entry.codes); });
  held.push_back(id);
}

void PollingOracle::stop_entry(EntryId id) {
  StoryEntry& entry = story_.entries[id];
  if (entry.stop == kNever) {
    entry.stop = now_;
    if (entry.kind == EntryKind::kMedication) entry.stop_reason = code_named(program_, "182840001");
    if (entry.kind == EntryKind::kCarePlan) entry.stop_reason = code_named(program_, "385658003");
    for (StoryOnset& onset : story_.onsets) {
      if (onset.entry == id && onset.ended == kNever) onset.ended = now_;
    }
  }
  std::erase(active_[static_cast<std::size_t>(active_kind(entry.kind))], id);
}

std::vector<CodeId> PollingOracle::reasons(const Reason& reason, bool by_attribute) {
  if (reason.name == kNoText) return {};
  if (by_attribute && reason.attribute != kNone) {
    const Value value = attribute(reason.attribute);
    if (value.kind == ValueKind::kEntry) return story_.entries[value.id].codes;
    if (value.kind == ValueKind::kPending) {
      return list(program_.onsets[state_of(story_.onsets[value.id].state).detail].codes);
    }
    if (value.kind == ValueKind::kCode) return {value.id};
    if (!value.is_nil()) return {};
  }
  for (const uint32_t instance : frame().history) {
    if (state_of(root_->instances[instance].state).name != reason.name) continue;
    std::vector<CodeId> found;
    for (const std::vector<EntryId>& kind : active_) {
      for (const EntryId id : kind) {
        if (state_of(story_.entries[id].state).name == reason.name) unite(found, story_.entries[id].codes);
      }
    }
    return found;
  }
  if (reason.onset != kNone) return list(program_.onsets[state_of(reason.onset).detail].codes);
  return {};
}

void PollingOracle::onset(StateId id) {
  const Onset& detail = program_.onsets[state_of(id).detail];
  const uint32_t onset = static_cast<uint32_t>(story_.onsets.size());
  story_.onsets.push_back({id, root_->id, now_, kNone, kNever});
  root_->undiagnosed.push_back(onset);
  bool is_now = detail.target_encounter == kNoText;
  if (lock_ == Lock::kRoot && lock_root_ == root_->id) {
    is_now |= state_of(story_.encounters[lock_encounter_].state).name == detail.target_encounter;
  }
  if (is_now) return diagnose(onset);
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::pending(onset);
}

void PollingOracle::diagnose(uint32_t onset) {
  std::erase(root_->undiagnosed, onset);
  const StateId id = story_.onsets[onset].state;
  const Onset& detail = program_.onsets[state_of(id).detail];
  const EntryKind kind =
      state_of(id).type == StateType::kConditionOnset ? EntryKind::kCondition : EntryKind::kAllergy;
  const std::vector<CodeId> codes = list(detail.codes);
  std::optional<EntryId> entry = active(kind, primary(codes));
  if (entry) {
    story_.entries[*entry].state = id;
    unite(story_.entries[*entry].codes, codes);
  } else {
    entry = add_entry(kind, id, codes, kNever);
    make_active(*entry);
  }
  if (detail.reactions.count > 0) {
    story_.entries[*entry].reactions.clear();
    for (uint32_t index = detail.reactions.first; index < detail.reactions.end(); ++index) {
      const Reaction& reaction = program_.reactions[index];
      const double u = uniform();
      double sum = 0;
      CodeId severity = program_.severity_choices[reaction.severities.end() - 1].severity;
      for (uint32_t choice = reaction.severities.first; choice < reaction.severities.end(); ++choice) {
        sum += program_.severity_choices[choice].probability;
        if (u < sum) {
          severity = program_.severity_choices[choice].severity;
          break;
        }
      }
      if (severity != kNone) story_.entries[*entry].reactions.emplace_back(reaction.reaction, severity);
    }
  }
  story_.onsets[onset].entry = *entry;
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::entry(*entry);
}

void PollingOracle::medication(StateId id) {
  const MedicationOrder& detail = program_.medication_orders[state_of(id).detail];
  const std::vector<CodeId> codes = list(detail.codes);
  const std::vector<CodeId> why = reasons(detail.reason);
  std::optional<EntryId> made;
  if (detail.administration) {
    made = add_entry(EntryKind::kMedication, id, codes, now_);
    story_.entries[*made].administration = true;
    story_.entries[*made].reasons = why;
    story_.entries[*made].detail = detail.prescription;
  }
  if (!detail.administration || detail.chronic) {
    made = active(EntryKind::kMedication, primary(codes));
    if (!made) {
      made = add_entry(EntryKind::kMedication, id, codes, kNever);
      make_active(*made);
    }
    StoryEntry& entry = story_.entries[*made];
    entry.state = id;
    unite(entry.codes, codes);
    unite(entry.reasons, why);
    entry.detail = detail.prescription;
    entry.chronic |= detail.chronic;
  }
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::entry(*made);
}

void PollingOracle::care_plan(StateId id) {
  const CarePlanStart& detail = program_.care_plan_starts[state_of(id).detail];
  const std::vector<CodeId> codes = list(detail.codes);
  const std::vector<CodeId> why = reasons(detail.reason);
  std::optional<EntryId> plan = active(EntryKind::kCarePlan, primary(codes));
  if (!plan) {
    plan = add_entry(EntryKind::kCarePlan, id, codes, kNever);
    make_active(*plan);
  }
  StoryEntry& entry = story_.entries[*plan];
  entry.state = id;
  unite(entry.codes, codes);
  unite(entry.reasons, why);
  unite(entry.activities, list(detail.activities));
  std::vector<uint32_t> goals;
  for (uint32_t goal = detail.goals.first; goal < detail.goals.end(); ++goal) goals.push_back(goal);
  unite(entry.goals, goals);
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::entry(*plan);
}

PollingOracle::Outcome PollingOracle::procedure(StateId id) {
  const Procedure& detail = program_.procedures[state_of(id).detail];
  const std::vector<CodeId> why = reasons(detail.reason);
  Instant span = 15 * kMillisecondsPerMinute;
  if (detail.duration.exists()) span = std::max<Instant>(0, real_span(sample(detail.duration), detail.duration.unit));
  const uint32_t entry = add_entry(EntryKind::kProcedure, id, list(detail.codes), now_ + span);
  story_.entries[entry].reasons = why;
  make_active(entry);
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::entry(entry);
  return detail.duration.exists() && span > 0 ? wait_for_time(now_ + span) : Outcome::kLeft;
}

void PollingOracle::observe(StateId id, uint32_t observation, EntryId parent) {
  const Observation& detail = program_.observations[observation];
  Value value;
  std::vector<uint32_t> series;
  switch (detail.source) {
    case ObservationSource::kNothing:
    case ObservationSource::kAttachment: break;
    case ObservationSource::kLiteral: value = detail.literal; break;
    case ObservationSource::kAmount: {
      value = Value::of_number(sample(detail.amount));
      if (detail.amount.kind == AmountKind::kRange && detail.amount.decimals >= 0) {
        value.number = round_half_up(value.number, detail.amount.decimals);
      }
      break;
    }
    case ObservationSource::kAttribute: value = attribute(detail.subject); break;
    case ObservationSource::kVitalSign: {
      const std::optional<double> number = reading(static_cast<VitalSign>(detail.subject));
      if (number) value = Value::of_number(*number);
      if (!number) report(ReportCode::kR05VitalSignMissing);
      break;
    }
    case ObservationSource::kExpression: value = evaluate(detail.subject); break;
    case ObservationSource::kSampledData: {
      const Slice attributes = program_.sampled_data[detail.subject].attributes;
      bool fits = attributes.count > 0;
      for (uint32_t index = attributes.first; index < attributes.end(); ++index) {
        const Value held = attribute(program_.attribute_lists[index]);
        if (held.kind != ValueKind::kSeries) {
          fits = false;
          continue;
        }
        series.push_back(held.id);
        const Series& first = program_.series[series.front()];
        const Series& other = program_.series[held.id];
        fits &= first.period == other.period && first.numbers.count == other.numbers.count;
      }
      if (fits) {
        value = Value::series(series.front());
      } else {
        series.clear();
        report(ReportCode::kR10SeriesMismatch);
      }
      break;
    }
  }
  const uint32_t made = add_entry(EntryKind::kObservation, id, list(detail.codes), now_);
  StoryEntry& entry = story_.entries[made];
  entry.detail = observation;
  entry.parent = parent;
  entry.value = {value.kind, value.id, value.number, {}};
  if (value.kind == ValueKind::kText) entry.value = {value.kind, 0, value.number, std::string(text(value.id))};
  entry.series = series;
}

void PollingOracle::group(StateId id) {
  const ObservationGroup& detail = program_.observation_groups[state_of(id).detail];
  const bool is_report = state_of(id).type == StateType::kDiagnosticReport;
  const uint32_t made = add_entry(is_report ? EntryKind::kReport : EntryKind::kObservation, id, list(detail.codes), now_);
  for (uint32_t index = detail.observations.first; index < detail.observations.end(); ++index) observe(id, index, made);
}

void PollingOracle::imaging(StateId id) {
  const ImagingStudy& detail = program_.imaging_studies[state_of(id).detail];
  const auto draw = [&](int32_t least, int32_t most) {
    return static_cast<uint32_t>(least + static_cast<int64_t>(uniform() * (static_cast<double>(most) - least + 1)));
  };
  const uint32_t study = add_entry(EntryKind::kImagingStudy, id, {detail.procedure_code}, now_);
  const bool draws = detail.minimum_series > 0 && detail.maximum_series >= detail.minimum_series && detail.series.count > 0;
  const uint32_t count = draws ? draw(detail.minimum_series, detail.maximum_series) : detail.series.count;
  for (uint32_t index = 0; index < count; ++index) {
    const uint32_t number = detail.series.first + (draws ? 0 : index);
    const ImagingSeries& series = program_.imaging_series[number];
    StorySeries told{number, series.instances.count, false};
    if (series.minimum_instances > 0 && series.maximum_instances >= series.minimum_instances) {
      told = {number, draw(series.minimum_instances, series.maximum_instances), true};
    }
    story_.entries[study].imaging.push_back(told);
  }
  const uint32_t made = add_entry(EntryKind::kProcedure, id, {detail.procedure_code}, now_ + 30 * kMillisecondsPerMinute);
  story_.entries[made].parent = study;
  story_.entries[made].detail = kNone;
  make_active(made);
}

void PollingOracle::device(StateId id) {
  const Device& detail = program_.devices[state_of(id).detail];
  const uint32_t made = add_entry(EntryKind::kDevice, id, {detail.code}, kNever);
  make_active(made);
  if (detail.assigned != kNone) attributes_[detail.assigned] = Value::entry(made);
}

void PollingOracle::end_what(StateId id, EntryKind kind) {
  const End& detail = program_.ends[state_of(id).detail];
  const auto end_code = [&](TextId code) {
    const std::optional<EntryId> found = active(kind, code);
    if (found) stop_entry(*found);
  };
  switch (detail.selector) {
    case EndSelector::kCodes:
      for (const CodeId code : program_.code_list(detail.codes)) end_code(program_.codes[code].code);
      break;
    case EndSelector::kAttribute: {
      const Value value = attribute(detail.attribute);
      if (value.kind == ValueKind::kEntry && active_kind(story_.entries[value.id].kind) == active_kind(kind)) {
        stop_entry(value.id);
        end_code(primary(story_.entries[value.id].codes));
      }
      if (value.kind == ValueKind::kPending) {
        StoryOnset& onset = story_.onsets[value.id];
        const bool is_condition = state_of(onset.state).type == StateType::kConditionOnset;
        if (kind != (is_condition ? EntryKind::kCondition : EntryKind::kAllergy)) break;
        if (onset.ended == kNever) onset.ended = now_;
        end_code(primary(list(program_.onsets[state_of(onset.state).detail].codes)));
      }
      break;
    }
    case EndSelector::kState: {
      // The newest of the root's own entries, else of anybody's.
      std::optional<EntryId> own, any;
      for (const EntryId entry : active_[static_cast<std::size_t>(active_kind(kind))]) {
        if (state_of(story_.entries[entry].state).name != detail.state_name) continue;
        any = entry;
        if (story_.entries[entry].root == root_->id) own = entry;
      }
      if (own || any) stop_entry(own ? *own : *any);
      if (kind != EntryKind::kCondition) break;
      for (const uint32_t pending : root_->undiagnosed) {
        StoryOnset& onset = story_.onsets[pending];
        if (onset.ended == kNever && state_of(onset.state).name == detail.state_name) onset.ended = now_;
      }
      break;
    }
  }
}

}  // namespace polyclinic::oracle
