// Notes a life as it is lived. The machine tells of states only: what they wrote is seen by comparing the record with
// what it was at the last state.
#include "engine/run/module_trace.h"

#include <algorithm>

#include "engine/gmf/wording.h"

namespace polyclinic::run {

using gmf::StateType;

namespace {

constexpr std::size_t kMostSteps = 20'000;  // a life with more is a circle, or nothing that anybody reads

gmf::AttributeId assigned_attribute(const gmf::Program& program, const gmf::State& state) {
  switch (state.type) {
    case StateType::kConditionOnset:
    case StateType::kAllergyOnset: return program.onsets[state.detail].assigned;
    case StateType::kMedicationOrder: return program.medication_orders[state.detail].assigned;
    case StateType::kCarePlanStart: return program.care_plan_starts[state.detail].assigned;
    case StateType::kProcedure: return program.procedures[state.detail].assigned;
    case StateType::kDevice: return program.devices[state.detail].assigned;
    default: return gmf::kNone;
  }
}

std::string_view origin_in_words(gmf::EncounterOrigin origin) {
  switch (origin) {
    case gmf::EncounterOrigin::kModule: break;
    case gmf::EncounterOrigin::kCheckup: return "check-up";
    case gmf::EncounterOrigin::kSymptoms: return "visit for severe symptoms";
    case gmf::EncounterOrigin::kFirstWellness: return "first visit, for something to be recorded at";
  }
  return "encounter";
}

}  // namespace

void Tracer::write(std::size_t index, std::string text) {
  if (TraceStep* noted = step(index)) noted->wrote.push_back(std::move(text));
}

void Tracer::state_entered(const gmf::Machine& machine, gmf::RootId root, std::uint32_t depth, gmf::StateId id) {
  note_record(machine, current_);
  current_ = steps_.size();
  if (steps_.size() >= kMostSteps) {
    ++left_out_;
    current_ = SIZE_MAX;
  } else {
    steps_.push_back({root, depth, id, machine.now(), gmf::kNever, {}, {}});
  }
  std::erase_if(open_, [&](const Open& open) { return open.root == root && open.depth >= depth; });
  open_.push_back({root, depth, current_});
}

// The deepest frame of the root that stands in this state.
std::size_t Tracer::open_step(gmf::RootId root, gmf::StateId id) const {
  for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
    if (open->root == root && open->step < steps_.size() && steps_[open->step].state == id) return open->step;
  }
  return SIZE_MAX;
}

// The step itself when it is the root's, else the one that the root stands in.
std::size_t Tracer::step_of(gmf::RootId root, std::size_t index) const {
  if (index < steps_.size() && steps_[index].root == root) return index;
  const auto open = std::find_if(open_.rbegin(), open_.rend(), [&](const Open& held) { return held.root == root; });
  return open == open_.rend() ? index : open->step;
}

void Tracer::state_left(const gmf::Machine& machine, gmf::RootId root, gmf::StateId id, Instant, gmf::WaitEnd why) {
  const std::size_t index = open_step(root, id);
  const gmf::State& state = program_.states[id];
  if (state.type == StateType::kEncounter && program_.encounters[state.detail].wellness) write(index, "takes part in the visit");
  note_record(machine, index);
  current_ = index;
  TraceStep* left = step(index);
  if (left == nullptr) return;
  note_state(machine, index);
  left = step(index);  // the host's visits are steps too
  left->left = machine.now();
  if (left->left > left->entered || why == gmf::WaitEnd::kVisit || why == gmf::WaitEnd::kLock) {
    left->waited_for = wait_ended(machine, id, why);
  }
}

std::string Tracer::wait_ended(const gmf::Machine& machine, gmf::StateId id, gmf::WaitEnd why) const {
  const gmf::State& state = program_.states[id];
  switch (why) {
    case gmf::WaitEnd::kTime:
      if (state.type == StateType::kGuard) return "time made the condition true";
      return state.type == StateType::kProcedure ? "the procedure is done" : "the delay is over";
    case gmf::WaitEnd::kChange: return "something that the condition looks at changed";
    case gmf::WaitEnd::kPoll: return "a look at the body found the condition true";
    case gmf::WaitEnd::kVisit: {
      const std::vector<gmf::EncounterEntry>& encounters = machine.record().encounters;
      const auto visit = std::find_if(encounters.rbegin(), encounters.rend(), [](const gmf::EncounterEntry& encounter) {
        return encounter.root == gmf::kNoRoot;
      });
      return "a " + std::string(visit == encounters.rend() ? "visit" : origin_in_words(visit->origin)) + " began";
    }
    case gmf::WaitEnd::kLock: return "the encounter before it ended";
    case gmf::WaitEnd::kReturn: return "the submodule came to its end";
    case gmf::WaitEnd::kNoWait: break;
  }
  return {};
}

void Tracer::note_record(const gmf::Machine& machine, std::size_t index) {
  note_encounters(machine, index);
  note_entries(machine, index);
  note_onsets(machine, index);
  const gmf::Record& record = machine.record();
  for (; symptoms_ < record.symptoms.size(); ++symptoms_) {
    const gmf::SymptomEntry& symptom = record.symptoms[symptoms_];
    write(index, "symptom " + gmf::shortened(program_.text(program_.symptoms[symptom.symptom]), 80) + " = " +
                     std::to_string(symptom.value));
  }
  if (record.death.at != death_) {
    death_ = record.death.at;
    if (record.death.root == gmf::kNoRoot) return;  // the life table's: told at its date
    std::string text = death_ <= machine.now() ? "dies" : "will die on " + gmf::day_in_words(day_of(death_));
    if (record.death.cause != gmf::kNone) text += " of " + gmf::code_in_words(program_, record.death.cause);
    write(index, std::move(text));
  }
}

void Tracer::note_encounters(const gmf::Machine& machine, std::size_t index) {
  const gmf::Record& record = machine.record();
  std::erase_if(open_encounters_, [&](gmf::EncounterId id) {
    const gmf::EncounterEntry& encounter = record.encounters[id];
    if (encounter.stop == gmf::kNever) return false;
    write(step_of(encounter.root, index), "encounter ends, recorded until " + gmf::instant_in_words(encounter.stop));
    return true;
  });
  for (; encounters_ < record.encounters.size(); ++encounters_) {
    const gmf::EncounterEntry& encounter = record.encounters[encounters_];
    const std::string codes = gmf::codes_in_words(program_, record.code_list(program_, encounter.codes));
    if (encounter.root == gmf::kNoRoot) {
      // Check-ups are told where a module takes part in one: there are dozens in a life.
      if (encounter.origin == gmf::EncounterOrigin::kCheckup || steps_.size() >= kMostSteps) continue;
      std::string text = std::string(gmf::class_in_words(encounter.encounter_class)) + " " +
                         std::string(origin_in_words(encounter.origin)) + ": " + codes;
      steps_.push_back({gmf::kNoRoot, 0, gmf::kNone, encounter.start, encounter.start, {}, {std::move(text)}});
      continue;
    }
    std::string text = std::string(gmf::class_in_words(encounter.encounter_class)) + " encounter begins: " + codes;
    if (encounter.reason != gmf::kNone) text += ", because of " + gmf::code_in_words(program_, encounter.reason);
    write(index, std::move(text));
    open_encounters_.push_back(static_cast<gmf::EncounterId>(encounters_));
  }
}

void Tracer::note_entries(const gmf::Machine& machine, std::size_t index) {
  const gmf::Record& record = machine.record();
  std::erase_if(open_entries_, [&](gmf::EntryId id) {
    const gmf::Entry& entry = record.entries[id];
    if (entry.stop == gmf::kNever) return false;
    write(index, std::string(gmf::kind_in_words(entry.kind)) + " ends: " +
                     gmf::codes_in_words(program_, record.code_list(program_, entry.codes)));
    return true;
  });
  const gmf::StateId running = index < steps_.size() ? steps_[index].state : gmf::kNone;
  for (; entries_ < record.entries.size(); ++entries_) {
    const gmf::Entry& entry = record.entries[entries_];
    std::string text(gmf::kind_in_words(entry.kind));
    if (entry.stop == gmf::kNever) {
      text += " begins";
      open_entries_.push_back(static_cast<gmf::EntryId>(entries_));
    }
    text += ": ";
    const std::span<const gmf::CodeId> codes = record.code_list(program_, entry.codes);
    text += codes.empty() ? "?" : gmf::code_in_words(program_, codes.front());
    if (!entry.value.is_nil()) text += " = " + gmf::value_in_words(program_, &record, entry.value);
    if (entry.kind == gmf::EntryKind::kObservation && !entry.value.is_nil()) {
      const std::string_view unit = program_.text(program_.observations[entry.detail].unit);
      if (!unit.empty()) text += " " + gmf::shortened(unit, 40);
    }
    if (entry.kind == gmf::EntryKind::kProcedure && entry.stop > entry.start && entry.stop != gmf::kNever) {
      text += ", " + gmf::span_in_words(entry.stop - entry.start);
    }
    if (entry.chronic) text += ", chronic";
    if (entry.administration) text += ", given on the spot";
    if (entry.reasons.slice.count > 0) {
      text += ", because of " + gmf::codes_in_words(program_, record.code_list(program_, entry.reasons));
    }
    if (entry.state != running) text += " (state " + gmf::shortened(program_.state_name(entry.state), 80) + ")";
    write(index, std::move(text));
  }
}

void Tracer::note_onsets(const gmf::Machine& machine, std::size_t index) {
  const gmf::Record& record = machine.record();
  for (; onsets_ < record.onsets.size(); ++onsets_) {
    const gmf::OnsetEntry& onset = record.onsets[onsets_];
    const gmf::Onset& detail = program_.onsets[program_.states[onset.state].detail];
    if (onset.entry == gmf::kNone) {
      write(index, "not diagnosed yet: " + gmf::codes_in_words(program_, program_.code_list(detail.codes)));
    } else if (record.entries[onset.entry].start < onset.at) {
      write(index, "known already since " + gmf::day_in_words(day_of(record.entries[onset.entry].start)));
    }
  }
}

// What a state did to the person's attributes.
void Tracer::note_state(const gmf::Machine& machine, std::size_t index) {
  const gmf::State& state = program_.states[steps_[index].state];
  gmf::AttributeId attribute = gmf::kNone;
  switch (state.type) {
    case StateType::kSetAttribute: attribute = program_.set_attributes[state.detail].attribute; break;
    case StateType::kCounter: attribute = program_.counters[state.detail].attribute; break;
    case StateType::kVitalSign: write(index, gmf::state_in_words(program_, steps_[index].state)); return;
    default: attribute = assigned_attribute(program_, state); break;
  }
  if (attribute == gmf::kNone) return;
  const gmf::Value value = machine.attribute(attribute);
  const std::string name = gmf::shortened(program_.text(program_.attributes[attribute].name), 80);
  write(index, value.is_nil() ? name + " is cleared"
                              : name + " = " + gmf::value_in_words(program_, &machine.record(), value));
}

void Tracer::end(const gmf::Machine& machine) { note_record(machine, current_); }

}  // namespace polyclinic::run
