// Observations, alone or in panels and reports: where their values come from and how they are found again.
#include "engine/gmf/machine.h"

namespace polyclinic::gmf {

// Whether anybody looks at a reading: the host's record or a condition. A generator draws numbers of the module's, which
// go on as if it were read.
bool Machine::is_wanted(const Observation& detail) const {
  if (host_->keeps_readings(now_) || generators_[detail.subject].installed) return true;
  const auto codes = program_.code_list(detail.codes);
  return !codes.empty() && observation_is_tested_[program_.codes[codes.front()].concept_id] != 0;
}

// parent: the panel or report that it belongs to. Not findable: conditions on its code do not see it.
EntryId Machine::observe(StateId id, uint32_t observation, EntryId parent, bool is_findable) {
  const Observation& detail = program_.observations[observation];
  Value value;
  Slice extra;
  switch (detail.source) {
    case ObservationSource::kNothing:
    case ObservationSource::kAttachment: break;
    case ObservationSource::kLiteral: value = detail.literal; break;
    case ObservationSource::kAmount:
      value = Value::of_number(detail.amount.at_with_decimals(detail.amount.draws() ? uniform(running_) : 0));
      break;
    case ObservationSource::kAttribute: value = attribute(detail.subject); break;
    case ObservationSource::kVitalSign:
      if (!is_wanted(detail)) break;
      if (const auto reading = read_vital_sign(static_cast<VitalSign>(detail.subject), running_)) {
        value = Value::of_number(*reading);
      } else {
        report(ReportCode::kR05VitalSignMissing);
      }
      break;
    case ObservationSource::kExpression: value = evaluate(detail.subject); break;
    case ObservationSource::kSampledData: {
      const Slice attributes = program_.sampled_data[detail.subject].attributes;
      extra.first = static_cast<uint32_t>(record_->series_values.size());
      const Series* first = nullptr;
      bool fits = attributes.count > 0;
      for (uint32_t index = attributes.first; index < attributes.end() && fits; ++index) {
        const Value held = attribute(program_.attribute_lists[index]);
        fits = held.kind == ValueKind::kSeries;
        if (!fits) break;
        const Series& series = program_.series[held.id];
        if (first == nullptr) first = &series;
        fits = series.numbers.count == first->numbers.count && series.period == first->period;
        record_->series_values.push_back(held.id);
      }
      if (fits) {
        extra.count = attributes.count;
        value = Value::series(record_->series_values[extra.first]);
      } else {
        record_->series_values.resize(extra.first);
        report(ReportCode::kR10SeriesMismatch);
      }
      break;
    }
  }
  const EntryId made = add_entry(EntryKind::kObservation, id, {detail.codes, false}, now_);
  Entry& entry = record_->entries[made];
  entry.detail = observation;
  entry.parent = parent;
  entry.value = value;
  entry.extra = extra;
  if (is_findable) make_findable(made);
  return made;
}

// Conditions look in the latest encounter with such an observation, and there at the first.
void Machine::make_findable(EntryId id) {
  const Entry& entry = record_->entries[id];
  const CodeId code = record_->first_code(program_, entry.codes);
  if (code == kNone) return;
  const ConceptId concept_id = program_.codes[code].concept_id;
  ObservationPlace& place = observed_[concept_id];
  if (place.entry == kNone) observed_concepts_.push_back(concept_id);
  if (place.entry == kNone || entry.encounter > place.encounter) place = {entry.encounter, id};
  const KeyId key = program_.observation_keys[concept_id];
  if (key != kNone) note_change(key, Value::nil());
}

void Machine::run_group(StateId id, const ObservationGroup& detail, bool is_report) {
  const EntryKind kind = is_report ? EntryKind::kReport : EntryKind::kObservation;
  const EntryId group = add_entry(kind, id, {detail.codes, false}, now_);
  if (!is_report) make_findable(group);
  for (uint32_t index = detail.observations.first; index < detail.observations.end(); ++index) {
    observe(id, index, group, is_report);
  }
}

}  // namespace polyclinic::gmf
