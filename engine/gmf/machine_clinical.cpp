// States that write entries: conditions, allergies, medications, care plans, procedures, imaging, devices, supplies and
// vaccines. Observations are in machine_observations.cpp.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

constexpr Instant kUsualProcedure = 15 * kMillisecondsPerMinute;  // in the record, when a module gives no duration
constexpr Instant kImagingProcedure = 30 * kMillisecondsPerMinute;

}  // namespace

void Machine::run_onset(StateId id, const Onset& detail) {
  const uint32_t onset = static_cast<uint32_t>(record_->onsets.size());
  record_->onsets.push_back({id, running_, now_, kNone, kNever});
  bool is_diagnosed = detail.target_encounter == kNoText;
  if (!is_diagnosed && owns_lock()) {
    const StateId encounter = record_->encounters[lock_encounter_].state;
    is_diagnosed = program_.states[encounter].name == detail.target_encounter;
  }
  if (is_diagnosed) return diagnose(onset);
  pending_.push_back({onset, running().pending});
  running().pending = static_cast<uint32_t>(pending_.size() - 1);
  if (detail.assigned != kNone) set_attribute(detail.assigned, Value::pending(onset));
}

void Machine::diagnose(uint32_t onset) {
  const StateId id = record_->onsets[onset].state;
  const State& state = program_.states[id];
  const Onset& detail = program_.onsets[state.detail];
  const bool is_condition = state.type == StateType::kConditionOnset;
  const ActiveKind kind = is_condition ? ActiveKind::kCondition : ActiveKind::kAllergy;
  const CodeList codes{detail.codes, false};
  EntryId entry = active_entry(kind, program_.codes[program_.code_lists[detail.codes.first]].concept_id);
  if (entry != kNone) {
    Entry& reused = record_->entries[entry];
    reused.state = id;
    reused.codes = merged(reused.codes, codes);
  } else {
    entry = add_entry(is_condition ? EntryKind::kCondition : EntryKind::kAllergy, id, codes, kNever);
    activate(kind, entry);
  }
  const Slice reactions = detail.reactions;
  if (reactions.count > 0) {
    Slice extra{static_cast<uint32_t>(record_->reactions.size()), 0};
    for (uint32_t index = reactions.first; index < reactions.end(); ++index) {
      const Reaction& reaction = program_.reactions[index];
      const double u = uniform(running_);
      double reached = 0;
      for (uint32_t choice = reaction.severities.first; choice < reaction.severities.end(); ++choice) {
        const SeverityChoice& severity = program_.severity_choices[choice];
        reached += severity.probability;
        if (!(u < reached) && choice + 1 < reaction.severities.end()) continue;
        if (severity.severity != kNone) record_->reactions.push_back({reaction.reaction, severity.severity});
        break;
      }
    }
    extra.count = static_cast<uint32_t>(record_->reactions.size()) - extra.first;
    record_->entries[entry].extra = extra;
  }
  record_->onsets[onset].entry = entry;
  record_->onsets[onset].older = record_->entries[entry].onset;
  record_->entries[entry].onset = onset;
  assign(detail.assigned, entry);
  if (record_->entries[entry].state == id) host_->entry_started(*this, entry);
}

// All onsets of the root that waited for an encounter of this name, the newest first.
void Machine::diagnose_pending(StateId encounter) {
  const TextId name = program_.states[encounter].name;
  uint32_t newer = kNone;
  for (uint32_t index = running().pending; index != kNone;) {
    const PendingOnset pending = pending_[index];
    const State& state = program_.states[record_->onsets[pending.onset].state];
    if (program_.onsets[state.detail].target_encounter == name) {
      (newer == kNone ? running().pending : pending_[newer].older) = pending.older;
      diagnose(pending.onset);
    } else {
      newer = index;
    }
    index = pending.older;
  }
}

void Machine::run_medication(StateId id, const MedicationOrder& detail) {
  const CodeList codes{detail.codes, false};
  const CodeList why = reasons(detail.reason);
  if (detail.administration) {
    const EntryId given = add_entry(EntryKind::kMedication, id, codes, now_);
    Entry& entry = record_->entries[given];
    entry.administration = true;
    entry.reasons = why;
    entry.detail = detail.prescription;
    host_->entry_started(*this, given);
    if (!detail.chronic) return assign(detail.assigned, given);
  }
  EntryId id_of_entry = active_entry(ActiveKind::kMedication,
                                     program_.codes[program_.code_lists[detail.codes.first]].concept_id);
  const bool is_new = id_of_entry == kNone;
  if (is_new) {
    id_of_entry = add_entry(EntryKind::kMedication, id, codes, kNever);
    activate(ActiveKind::kMedication, id_of_entry);
  }
  Entry& entry = record_->entries[id_of_entry];
  entry.state = id;
  entry.codes = is_new ? codes : merged(entry.codes, codes);
  entry.reasons = merged(entry.reasons, why);
  entry.detail = detail.prescription;
  if (detail.chronic && !entry.chronic) {
    entry.chronic = true;
    if (++chronic_medications_ == 1) update_checkup_due();
  }
  assign(detail.assigned, id_of_entry);
  if (is_new) host_->entry_started(*this, id_of_entry);
}

void Machine::run_care_plan(StateId id, const CarePlanStart& detail) {
  const CodeList codes{detail.codes, false};
  const CodeList why = reasons(detail.reason);
  EntryId plan =
      active_entry(ActiveKind::kCarePlan, program_.codes[program_.code_lists[detail.codes.first]].concept_id);
  const bool is_new = plan == kNone;
  if (is_new) {
    plan = add_entry(EntryKind::kCarePlan, id, codes, kNever);
    activate(ActiveKind::kCarePlan, plan);
  }
  Entry& entry = record_->entries[plan];
  entry.state = id;
  entry.codes = is_new ? codes : merged(entry.codes, codes);
  entry.reasons = merged(entry.reasons, why);
  entry.activities = merged(entry.activities, {detail.activities, false});
  const Slice held = entry.goals;
  const auto has_goal = [&](uint32_t goal) {
    const auto first = record_->goals.begin() + held.first;
    return std::find(first, first + held.count, goal) != first + held.count;
  };
  uint32_t added = 0;
  for (uint32_t goal = detail.goals.first; goal < detail.goals.end(); ++goal) added += has_goal(goal) ? 0 : 1;
  if (added > 0) {
    const uint32_t first = static_cast<uint32_t>(record_->goals.size());
    record_->goals.reserve(record_->goals.size() + held.count + added);
    for (uint32_t index = 0; index < held.count; ++index) record_->goals.push_back(record_->goals[held.first + index]);
    for (uint32_t goal = detail.goals.first; goal < detail.goals.end(); ++goal) {
      if (!has_goal(goal)) record_->goals.push_back(goal);
    }
    entry.goals = {first, held.count + added};
  }
  assign(detail.assigned, plan);
  if (is_new) host_->entry_started(*this, plan);
}

Machine::Step Machine::run_procedure(StateId id, const Procedure& detail) {
  const CodeList why = reasons(detail.reason);
  const bool takes_time = detail.duration.exists();
  Instant span = kUsualProcedure;
  if (takes_time) span = std::max<Instant>(0, real_span(sample(detail.duration), detail.duration.unit));
  const EntryId procedure = add_entry(EntryKind::kProcedure, id, {detail.codes, false}, now_ + span);
  record_->entries[procedure].reasons = why;
  activate(ActiveKind::kProcedure, procedure);
  assign(detail.assigned, procedure);
  host_->entry_started(*this, procedure);
  return takes_time && span > 0 ? wait_for_time(now_ + span) : Step::kPass;
}

void Machine::run_imaging(StateId id, const ImagingStudy& detail) {
  const auto drawn_count = [&](int32_t minimum, int32_t maximum) {
    const double span = static_cast<double>(maximum) - minimum + 1;
    return static_cast<uint32_t>(minimum + static_cast<int64_t>(uniform(running_) * span));
  };
  const CodeList code = own_codes({&detail.procedure_code, 1});
  const EntryId study = add_entry(EntryKind::kImagingStudy, id, code, now_);
  Slice extra{static_cast<uint32_t>(record_->imaging_series.size()), 0};
  const bool draws_series =
      detail.minimum_series > 0 && detail.maximum_series >= detail.minimum_series && detail.series.count > 0;
  const uint32_t count =
      draws_series ? drawn_count(detail.minimum_series, detail.maximum_series) : detail.series.count;
  for (uint32_t index = 0; index < count; ++index) {
    const uint32_t id_of_series = detail.series.first + (draws_series ? 0 : index);
    const ImagingSeries& series = program_.imaging_series[id_of_series];
    const bool draws = series.minimum_instances > 0 && series.maximum_instances >= series.minimum_instances;
    const uint32_t instances =
        draws ? drawn_count(series.minimum_instances, series.maximum_instances) : series.instances.count;
    record_->imaging_series.push_back({id_of_series, instances, draws});
  }
  extra.count = count;
  record_->entries[study].extra = extra;
  const EntryId procedure = add_entry(EntryKind::kProcedure, id, code, now_ + kImagingProcedure);
  record_->entries[procedure].parent = study;
  record_->entries[procedure].detail = kNone;
  activate(ActiveKind::kProcedure, procedure);
  host_->entry_started(*this, study);
}

void Machine::run_device(StateId id, const Device& detail) {
  const EntryId device = add_entry(EntryKind::kDevice, id, own_codes({&detail.code, 1}), kNever);
  activate(ActiveKind::kDevice, device);
  assign(detail.assigned, device);
  host_->entry_started(*this, device);
}

void Machine::run_supplies(StateId id, const SupplyList& detail) {
  for (uint32_t index = detail.supplies.first; index < detail.supplies.end(); ++index) {
    const EntryId supply = add_entry(EntryKind::kSupply, id, own_codes({&program_.supplies[index].code, 1}), now_);
    record_->entries[supply].detail = index;
  }
}

void Machine::run_vaccine(StateId id, const Vaccine& detail) {
  const EntryId vaccine = add_entry(EntryKind::kImmunization, id, {detail.codes, false}, now_);
  host_->entry_started(*this, vaccine);
}

}  // namespace polyclinic::gmf
