// Symptoms: each root module may cause each; the severest cause that nobody has addressed is what the person has.
#include <algorithm>

#include "engine/gmf/machine.h"

namespace polyclinic::gmf {

void Machine::set_symptom(SymptomId symptom, int32_t value) {
  uint32_t source = first_source_[symptom];
  while (source != kNone && symptom_sources_[source].root != running_) source = symptom_sources_[source].next;
  if (source == kNone) {
    source = static_cast<uint32_t>(symptom_sources_.size());
    symptom_sources_.push_back({symptom, running_, false, 0, first_source_[symptom]});
    first_source_[symptom] = source;
  }
  symptom_sources_[source].value = value;
  symptom_sources_[source].addressed = false;
  update_severity(symptom);
}

void Machine::update_severity(SymptomId symptom) {
  int32_t severity = 0;
  for (uint32_t source = first_source_[symptom]; source != kNone; source = symptom_sources_[source].next) {
    const SymptomSource& held = symptom_sources_[source];
    if (!held.addressed) severity = std::max(severity, held.value);
  }
  const int32_t before = severities_[symptom];
  if (severity == before) return;
  const KeyId key = program_.symptom_keys[symptom];
  if (key != kNone) note_change(key, Value::of_number(before));
  severities_[symptom] = severity;
  total_severity_ += severity - before;
  symptoms_changed_ = true;
}

// Of equal ones the first by the symptom's name, then by the module's key.
void Machine::address_largest_symptom() {
  SymptomSource* largest = nullptr;
  for (SymptomSource& source : symptom_sources_) {
    if (source.addressed) continue;
    if (largest != nullptr) {
      if (source.value < largest->value) continue;
      if (source.value == largest->value) {
        const int order = program_.text(program_.symptoms[source.symptom])
                              .compare(program_.text(program_.symptoms[largest->symptom]));
        if (order > 0 || (order == 0 && source.root > largest->root)) continue;
      }
    }
    largest = &source;
  }
  if (largest == nullptr) return;
  largest->addressed = true;
  update_severity(largest->symptom);
}

}  // namespace polyclinic::gmf
