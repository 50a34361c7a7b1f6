// Stories of Machines and the difference of two stories.
#include "tests/oracle/story.h"

#include <algorithm>

#include "engine/foundation/calendar.h"

namespace polyclinic::oracle {
namespace {

using gmf::Program;

std::string time_text(Instant at) {
  if (at == gmf::kNever) return "never";
  if (at < start_of_day(kFirstDayWithText) || at > start_of_day(kLastDayWithText)) return std::to_string(at);
  char text[kInstantTextSize];
  return std::string(text, write_instant(text, at));
}

std::string state_text(const Program& program, gmf::StateId state) {
  if (state == gmf::kNone) return "host";
  return std::string(program.module_key(program.states[state].module)) + "/" + std::string(program.state_name(state));
}

std::string codes_text(const Program& program, const std::vector<gmf::CodeId>& codes) {
  std::string text;
  for (const gmf::CodeId code : codes) {
    text += (text.empty() ? "" : ",") + std::string(program.text(program.codes[code].code));
  }
  return "[" + text + "]";
}

std::string value_text(const StoryValue& value) {
  constexpr const char* kKinds[] = {"nil", "boolean", "number", "text", "code", "entry", "pending", "series"};
  return std::string(kKinds[static_cast<int>(value.kind)]) + " " + std::to_string(value.id) + " " +
         std::to_string(value.number) + " " + value.text;
}

std::string text_of(const Program& program, const StoryOnset& onset) {
  return state_text(program, onset.state) + " root " + std::to_string(onset.root) + " at " + time_text(onset.at) +
         " entry " + std::to_string(onset.entry) + " ended " + time_text(onset.ended);
}

std::string text_of(const Program& program, const StorySymptom& symptom) {
  return state_text(program, symptom.state) + " root " + std::to_string(symptom.root) + " value " +
         std::to_string(symptom.value) + " at " + time_text(symptom.at);
}

template <class Row>
std::string compare_rows(const Program& program, const char* what, const std::vector<Row>& machine,
                         const std::vector<Row>& oracle) {
  const std::size_t most = std::max(machine.size(), oracle.size());
  for (std::size_t index = 0; index < most; ++index) {
    const bool both = index < machine.size() && index < oracle.size();
    if (both && machine[index] == oracle[index]) continue;
    return std::string(what) + " " + std::to_string(index) + "\n    machine: " +
           (index < machine.size() ? text_of(program, machine[index]) : "none") + "\n    oracle:  " +
           (index < oracle.size() ? text_of(program, oracle[index]) : "none");
  }
  return {};
}

template <class Kept>
std::vector<gmf::CodeId> codes_of(const gmf::Record& record, const Program& program, const Kept& list) {
  const auto codes = record.code_list(program, list);
  return {codes.begin(), codes.end()};
}

StoryEntry story_entry(const gmf::Machine& machine, const gmf::Entry& entry) {
  const Program& program = machine.program();
  const gmf::Record& record = machine.record();
  StoryEntry told;
  told.kind = entry.kind;
  told.chronic = entry.chronic;
  told.administration = entry.administration;
  told.root = entry.root;
  told.state = entry.state;
  told.encounter = entry.encounter;
  told.serial = entry.serial;
  told.start = entry.start;
  told.stop = entry.stop;
  told.codes = codes_of(record, program, entry.codes);
  told.reasons = codes_of(record, program, entry.reasons);
  told.activities = codes_of(record, program, entry.activities);
  told.stop_reason = entry.stop_reason;
  told.detail = entry.detail;
  told.parent = entry.parent;
  told.value = story_value(program, record, entry.value);
  for (uint32_t index = entry.extra.first; index < entry.extra.end(); ++index) {
    if (entry.kind == gmf::EntryKind::kAllergy) {
      told.reactions.emplace_back(record.reactions[index].reaction, record.reactions[index].severity);
    } else if (entry.kind == gmf::EntryKind::kImagingStudy) {
      const gmf::ImagingSeriesEntry& series = record.imaging_series[index];
      told.imaging.push_back({series.series, series.instances, series.drawn});
    } else {
      told.series.push_back(record.series_values[index]);
    }
  }
  for (uint32_t index = entry.goals.first; index < entry.goals.end(); ++index) {
    told.goals.push_back(record.goals[index]);
  }
  return told;
}

}  // namespace

StoryValue story_value(const Program& program, const gmf::Record& record, const gmf::Value& value) {
  StoryValue told{value.kind, value.id, value.number, {}};
  if (value.kind == gmf::ValueKind::kText) {
    told.text = record.text(program, value.id);
    told.id = 0;
  }
  return told;
}

Story story_of(const gmf::Machine& machine, const gmf::Reports& reports) {
  const Program& program = machine.program();
  const gmf::Record& record = machine.record();
  Story story;
  for (const gmf::EncounterEntry& encounter : record.encounters) {
    story.encounters.push_back({encounter.origin, encounter.encounter_class, encounter.root, encounter.state,
                                encounter.serial, encounter.start, encounter.stop,
                                codes_of(record, program, encounter.codes), encounter.reason,
                                encounter.discharge_disposition});
  }
  for (const gmf::Entry& entry : record.entries) story.entries.push_back(story_entry(machine, entry));
  for (const gmf::OnsetEntry& onset : record.onsets) {
    story.onsets.push_back({onset.state, onset.root, onset.at, onset.entry, onset.ended});
  }
  for (const gmf::SymptomEntry& symptom : record.symptoms) {
    story.symptoms.push_back({symptom.symptom, symptom.root, symptom.state, symptom.value, symptom.at});
  }
  const gmf::DeathEntry& death = record.death;
  story.death = {death.at, death.decided, death.root, death.state, death.serial, death.cause};
  for (gmf::AttributeId attribute = 0; attribute < program.attributes.size(); ++attribute) {
    story.attributes.push_back(program.attributes[attribute].derived
                                   ? StoryValue{}
                                   : story_value(program, record, machine.attribute(attribute)));
  }
  for (const gmf::Report& report : reports.sorted()) {
    if (program.states[report.state].type == gmf::StateType::kGuard) continue;
    story.reports[{report.code, report.state}] += report.count;
  }
  return story;
}

std::string text_of(const Program& program, const StoryEncounter& encounter) {
  return state_text(program, encounter.state) + " class " + std::to_string(static_cast<int>(encounter.encounter_class)) +
         " origin " + std::to_string(static_cast<int>(encounter.origin)) + " serial " + std::to_string(encounter.serial) +
         " from " + time_text(encounter.start) + " to " + time_text(encounter.stop) + " codes " +
         codes_text(program, encounter.codes) + " reason " + std::to_string(encounter.reason) + " disposition " +
         std::to_string(encounter.discharge_disposition);
}

std::string text_of(const Program& program, const StoryEntry& entry) {
  return state_text(program, entry.state) + " kind " + std::to_string(static_cast<int>(entry.kind)) + " root " +
         std::to_string(entry.root) + " encounter " + std::to_string(entry.encounter) + " serial " +
         std::to_string(entry.serial) + " from " + time_text(entry.start) + " to " + time_text(entry.stop) + " codes " +
         codes_text(program, entry.codes) + " reasons " + codes_text(program, entry.reasons) + " stop reason " +
         std::to_string(entry.stop_reason) + " detail " + std::to_string(entry.detail) + " parent " +
         std::to_string(entry.parent) + " value " + value_text(entry.value) + " reactions " +
         std::to_string(entry.reactions.size()) + " series " + std::to_string(entry.imaging.size()) + " chronic " +
         std::to_string(entry.chronic);
}

std::string difference(const Program& program, const Story& machine, const Story& oracle) {
  std::string found = compare_rows(program, "encounter", machine.encounters, oracle.encounters);
  // What was written first is told first: an early difference brings many later ones.
  const std::string entries = compare_rows(program, "entry", machine.entries, oracle.entries);
  const std::string symptoms = compare_rows(program, "symptom", machine.symptoms, oracle.symptoms);
  const std::string onsets = compare_rows(program, "onset", machine.onsets, oracle.onsets);
  for (const std::string& more : {entries, symptoms, onsets}) {
    if (!more.empty()) found += (found.empty() ? "" : "\n  ") + more;
  }
  if (!found.empty()) return found;
  if (machine.death != oracle.death) {
    return "death\n    machine: " + time_text(machine.death.at) + " " + state_text(program, machine.death.state) +
           " serial " + std::to_string(machine.death.serial) + "\n    oracle:  " + time_text(oracle.death.at) + " " +
           state_text(program, oracle.death.state) + " serial " + std::to_string(oracle.death.serial);
  }
  for (std::size_t attribute = 0; attribute < machine.attributes.size(); ++attribute) {
    if (machine.attributes[attribute] == oracle.attributes[attribute]) continue;
    return "attribute " + std::string(program.text(program.attributes[attribute].name)) + "\n    machine: " +
           value_text(machine.attributes[attribute]) + "\n    oracle:  " + value_text(oracle.attributes[attribute]);
  }
  if (machine.reports != oracle.reports) {
    std::string text = "reports";
    for (const auto& [side, reports] : {std::pair{"machine", &machine.reports}, std::pair{"oracle", &oracle.reports}}) {
      for (const auto& [key, count] : *reports) {
        text += std::string("\n    ") + side + ": R" + std::to_string(static_cast<int>(key.first)) + " " +
                state_text(program, key.second) + " " + std::to_string(count);
      }
    }
    return text;
  }
  return {};
}

}  // namespace polyclinic::oracle
