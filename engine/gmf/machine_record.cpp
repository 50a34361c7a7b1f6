// Writing entries: which encounter they belong to, whose codes are their reasons, what is active and what ends it.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {
namespace {

bool extends_encounter(EntryKind kind) {
  switch (kind) {
    case EntryKind::kObservation:
    case EntryKind::kReport:
    case EntryKind::kProcedure:
    case EntryKind::kImmunization:
    case EntryKind::kImagingStudy:
    case EntryKind::kSupply: return true;
    default: return false;
  }
}

}  // namespace

// The module's own encounter or the visit it has joined; else the last that began; else a first check-up is made up.
EncounterId Machine::encounter_for_entry() {
  if (running_ != kNoRoot && running().context != Context::kOutside) return running().encounter;
  if (record_->encounters.empty()) {
    const CodeId code = age_in_years() < 18 ? program_.known_codes.checkup_child : program_.known_codes.checkup_adult;
    open_visit(EncounterOrigin::kFirstWellness, EncounterClass::kWellness, code);
  }
  return static_cast<EncounterId>(record_->encounters.size() - 1);
}

EntryId Machine::add_entry(EntryKind kind, StateId state, CodeList codes, Instant stop) {
  const EncounterId encounter = encounter_for_entry();
  const EntryId id = static_cast<EntryId>(record_->entries.size());
  Entry& entry = record_->entries.emplace_back();
  entry.kind = kind;
  entry.root = running_;
  entry.state = state;
  entry.encounter = encounter;
  entry.serial = record_->next_serial++;
  entry.start = now_;
  entry.stop = stop;
  entry.codes = codes;
  entry.detail = program_.states[state].detail;
  if (stop != kNever) {
    latest_stop_ = std::max(latest_stop_, stop);
    if (extends_encounter(kind)) {
      Instant& extent = record_->encounters[encounter].extent;
      extent = std::max(extent, stop);
    }
  }
  return id;
}

CodeList Machine::own_codes(std::span<const CodeId> codes) {
  const CodeList list{{static_cast<uint32_t>(record_->codes.size()), static_cast<uint32_t>(codes.size())}, true};
  record_->codes.insert(record_->codes.end(), codes.begin(), codes.end());
  return list;
}

// The held codes and those of `added` that are not among them.
CodeList Machine::merged(CodeList held, CodeList added) {
  const auto has = [&](CodeList list, CodeId code) {
    const std::span<const CodeId> codes = record_->code_list(program_, list);
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  };
  if (held.slice.count == 0) return added;
  CodeList result = held;
  for (uint32_t index = 0; index < added.slice.count; ++index) {
    const CodeId code = record_->code_list(program_, added)[index];
    if (has(result, code)) continue;
    const bool is_last = result.personal && result.slice.end() == record_->codes.size();
    if (!is_last) {
      const uint32_t first = static_cast<uint32_t>(record_->codes.size());
      for (uint32_t copied = 0; copied < result.slice.count; ++copied) {
        record_->codes.push_back(record_->code_list(program_, result)[copied]);
      }
      result = {{first, result.slice.count}, true};
    }
    record_->codes.push_back(code);
    ++result.slice.count;
  }
  return result;
}

// Codes of all active entries that a state of this name made. Of one alone its own list, without a copy.
CodeList Machine::codes_of_entries_named(TextId name) {
  CodeList found;
  for (const std::vector<EntryId>& list : active_lists_) {
    for (const EntryId id : list) {
      const Entry& entry = record_->entries[id];
      if (program_.states[entry.state].name == name) found = merged(found, entry.codes);
    }
  }
  return found;
}

CodeList Machine::reasons(const Reason& reason) {
  if (reason.name == kNoText) return {};
  if (reason.attribute != kNone) {
    const Value value = attribute(reason.attribute);
    switch (value.kind) {
      case ValueKind::kNil: break;
      case ValueKind::kEntry: return record_->entries[value.id].codes;
      case ValueKind::kPending:
        return {program_.onsets[program_.states[record_->onsets[value.id].state].detail].codes, false};
      case ValueKind::kCode: return own_codes({&value.id, 1});
      default: return {};
    }
  }
  if (is_in_history(reason.slot)) return codes_of_entries_named(reason.name);
  if (reason.onset != kNone) return {program_.onsets[program_.states[reason.onset].detail].codes, false};
  return {};
}

void Machine::assign(AttributeId attribute, EntryId entry) {
  if (attribute != kNone) set_attribute(attribute, Value::entry(entry));
}

void Machine::activate(ActiveKind kind, EntryId id) {
  const uint32_t index = static_cast<uint32_t>(kind);
  const CodeId code = record_->first_code(program_, record_->entries[id].codes);
  const std::size_t place = std::size_t{index} * program_.concept_count + program_.codes[code].concept_id;
  EntryId& held = active_entries_[place];
  std::vector<EntryId>& list = active_lists_[index];
  if (held != kNone) {
    list.erase(std::find(list.begin(), list.end(), held));
  } else if (program_.active_keys[place] != kNone) {
    note_change(program_.active_keys[place], Value::boolean(false));
  }
  if (program_.any_active_keys[index] != kNone) note_change(program_.any_active_keys[index], Value::nil());
  if (held == kNone) written_active_.push_back(static_cast<uint32_t>(place));
  held = id;
  list.push_back(id);
}

void Machine::deactivate(ActiveKind kind, EntryId id) {
  const uint32_t index = static_cast<uint32_t>(kind);
  const CodeId code = record_->first_code(program_, record_->entries[id].codes);
  const std::size_t place = std::size_t{index} * program_.concept_count + program_.codes[code].concept_id;
  if (active_entries_[place] != id) return;
  if (program_.active_keys[place] != kNone) note_change(program_.active_keys[place], Value::boolean(true));
  if (program_.any_active_keys[index] != kNone) note_change(program_.any_active_keys[index], Value::nil());
  active_entries_[place] = kNone;
  std::vector<EntryId>& list = active_lists_[index];
  list.erase(std::find(list.begin(), list.end(), id));
}

void Machine::stop_entry(ActiveKind kind, EntryId id) {
  Entry& entry = record_->entries[id];
  if (entry.stop == kNever) {
    entry.stop = now_;
    latest_stop_ = std::max(latest_stop_, now_);
    if (kind == ActiveKind::kMedication) {
      entry.stop_reason = program_.known_codes.medication_stopped;
      if (entry.chronic && --chronic_medications_ == 0) update_checkup_due();
    } else if (kind == ActiveKind::kCarePlan) {
      entry.stop_reason = program_.known_codes.care_plan_stopped;
    }
    for (uint32_t index = entry.onset; index != kNone; index = record_->onsets[index].older) {
      Instant& ended = record_->onsets[index].ended;
      if (ended == kNever) ended = now_;
    }
    host_->entry_stopped(*this, id);
  }
  deactivate(kind, id);
}

void Machine::end_concept(ActiveKind kind, ConceptId concept_id) {
  const EntryId id = active_entry(kind, concept_id);
  if (id != kNone) stop_entry(kind, id);
}

namespace {

ActiveKind active_kind_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::kCondition: return ActiveKind::kCondition;
    case EntryKind::kAllergy: return ActiveKind::kAllergy;
    case EntryKind::kMedication: return ActiveKind::kMedication;
    case EntryKind::kCarePlan: return ActiveKind::kCarePlan;
    case EntryKind::kDevice: return ActiveKind::kDevice;
    default: return ActiveKind::kProcedure;
  }
}

}  // namespace

// The end-type states. Nothing found: nothing happens.
void Machine::run_end(const End& detail, ActiveKind kind) {
  switch (detail.selector) {
    case EndSelector::kState: {
      // Of this module's own entries the newest; else anybody's newest.
      const std::vector<EntryId>& list = active_lists_[static_cast<uint32_t>(kind)];
      EntryId own = kNone, other = kNone;
      for (const EntryId id : list) {
        const Entry& entry = record_->entries[id];
        if (program_.states[entry.state].name != detail.state_name) continue;
        (entry.root == running_ ? own : other) = id;
      }
      const EntryId found = own != kNone ? own : other;
      if (found != kNone) stop_entry(kind, found);
      if (kind == ActiveKind::kCondition) {
        for (uint32_t index = running().pending; index != kNone; index = pending_[index].older) {
          OnsetEntry& onset = record_->onsets[pending_[index].onset];
          if (onset.ended == kNever && program_.states[onset.state].name == detail.state_name) onset.ended = now_;
        }
      }
      break;
    }
    case EndSelector::kAttribute: {
      const Value value = attribute(detail.attribute);
      if (value.kind == ValueKind::kEntry) {
        if (active_kind_of(record_->entries[value.id].kind) != kind) break;
        const CodeId code = record_->first_code(program_, record_->entries[value.id].codes);
        stop_entry(kind, value.id);
        end_concept(kind, program_.codes[code].concept_id);
      } else if (value.kind == ValueKind::kPending) {
        OnsetEntry& onset = record_->onsets[value.id];
        const State& state = program_.states[onset.state];
        const bool is_condition = state.type == StateType::kConditionOnset;
        if (is_condition != (kind == ActiveKind::kCondition) || (!is_condition && kind != ActiveKind::kAllergy)) break;
        if (onset.ended == kNever) onset.ended = now_;
        end_concept(kind, program_.codes[program_.code_lists[program_.onsets[state.detail].codes.first]].concept_id);
      }
      break;
    }
    case EndSelector::kCodes:
      for (const CodeId code : program_.code_list(detail.codes)) end_concept(kind, program_.codes[code].concept_id);
      break;
  }
}

}  // namespace polyclinic::gmf
