// Names to numbers while a Program is filled. What is derived from the finished facts is in link.cpp.
#include "engine/gmf/program.h"

#include "engine/foundation/hash.h"

namespace polyclinic::gmf {

Program::Program() {
  const auto clinical = [this](std::string_view code, std::string_view display) {
    return intern_code("SNOMED-CT", code, display);
  };
  known_codes.checkup_child = clinical("410620009", "Well child visit (procedure)");
  known_codes.checkup_adult = clinical("162673000", "General examination of patient (procedure)");
  known_codes.emergency = clinical("50849002", "Emergency room admission (procedure)");
  known_codes.urgent_care = clinical("702927004", "Urgent care clinic (environment)");
  known_codes.outpatient = clinical("185349003", "Encounter for check up (procedure)");
  known_codes.medication_stopped = clinical("182840001", "Drug treatment stopped - medical advice (situation)");
  known_codes.care_plan_stopped = clinical("385658003", "Done (qualifier value)");
  known_codes.severe = clinical("24484000", "Severe (severity modifier) (qualifier value)");
  known_codes.moderate = clinical("6736007", "Moderate (severity modifier) (qualifier value)");
  known_codes.mild = clinical("255604002", "Mild (qualifier value)");
  known.gender = intern_attribute("gender");
  known.race = intern_attribute("race");
  known.socioeconomic_category = intern_attribute("socioeconomic_category");
  known.days_until_death = intern_attribute("days_until_death");
  for (KeyId& key : any_active_keys) key = kNone;
}

CodeId Program::intern_code(std::string_view system, std::string_view code, std::string_view display,
                            std::string_view version, std::string_view value_set) {
  const Code wanted{texts.intern(system), texts.intern(code), texts.intern(display), texts.intern(version),
                    texts.intern(value_set), kNone};
  uint64_t hash = 0;
  for (const TextId part : {wanted.system, wanted.code, wanted.display, wanted.version, wanted.value_set}) {
    hash = mix64(hash + part + 1);
  }
  std::vector<CodeId>& same_hash = code_index_[hash];
  for (const CodeId id : same_hash) {
    const Code& held = codes[id];
    if (held.system == wanted.system && held.code == wanted.code && held.display == wanted.display &&
        held.version == wanted.version && held.value_set == wanted.value_set) {
      return id;
    }
  }
  const CodeId id = static_cast<CodeId>(codes.size());
  codes.push_back(wanted);
  codes.back().concept_id = concepts_.try_emplace(wanted.code, static_cast<ConceptId>(concepts_.size())).first->second;
  concept_count = static_cast<uint32_t>(concepts_.size());
  same_hash.push_back(id);
  return id;
}

AttributeId Program::intern_attribute(std::string_view name) {
  const TextId text = texts.intern(name);
  const auto [place, is_new] = attribute_index_.try_emplace(text, static_cast<AttributeId>(attributes.size()));
  if (is_new) attributes.push_back({.name = text});
  return place->second;
}

SymptomId Program::intern_symptom(std::string_view name) {
  const TextId text = texts.intern(name);
  const auto [place, is_new] = symptom_index_.try_emplace(text, static_cast<SymptomId>(symptoms.size()));
  if (is_new) symptoms.push_back(text);
  return place->second;
}

AttributeId Program::find_attribute(std::string_view name) const {
  const TextId text = texts.find(name);
  if (text == kNoText && !name.empty()) return kNone;
  const auto found = attribute_index_.find(text);
  return found == attribute_index_.end() ? kNone : found->second;
}

SymptomId Program::find_symptom(std::string_view name) const {
  const TextId text = texts.find(name);
  if (text == kNoText && !name.empty()) return kNone;
  const auto found = symptom_index_.find(text);
  return found == symptom_index_.end() ? kNone : found->second;
}

ModuleId Program::find_module(std::string_view key) const {
  const TextId text = texts.find(key);
  if (text == kNoText) return kNoModule;
  for (std::size_t index = 0; index < modules.size(); ++index) {
    if (modules[index].key == text) return static_cast<ModuleId>(index);
  }
  return kNoModule;
}

StateId Program::find_state(ModuleId module, std::string_view name) const {
  const TextId text = texts.find(name);
  if (text == kNoText && !name.empty()) return kNone;
  const Module& held = modules[module];
  for (StateId state = held.first_state; state < held.first_state + held.state_count; ++state) {
    if (states[state].name == text) return state;
  }
  return kNone;
}

}  // namespace polyclinic::gmf
