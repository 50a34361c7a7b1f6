// Observations and reports of modules: values of all kinds, beside the catalogue's reference ranges where the code and
// the unit are the catalogue's.
#include <algorithm>
#include <string>

#include "engine/foundation/number_text.h"
#include "engine/life/decimal.h"
#include "engine/life/record_writer.h"

namespace polyclinic::life {
namespace {

using gmf::ValueKind;
using ledger::Entity;
using ledger::kNone;

// Ids and panels of modules have ordinals from here on; those of visits lie below.
constexpr uint32_t kFirstModuleOrdinal = 0x80000000;
// Samples of a series that are written out.
constexpr uint32_t kMostSamples = 1000;

}  // namespace

void RecordWriter::write_report(gmf::EntryId id, const gmf::Entry& entry) {
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  ledger::DiagnosticReport& report = ledger_->reports.emplace_back();
  report.id = mint(Entity::kReport, id);
  report.encounter = place_of(entry);
  report.name = code->name;
  report.loinc_code = code->code;
  report.at = entry.start;
  report.panel = kFirstModuleOrdinal + id;
  if (report.encounter != kNone && is_office_visit(report.encounter)) {
    unsure_reports_.emplace_back(id, static_cast<uint32_t>(ledger_->reports.size() - 1));
  } else {
    charge(report.encounter, tables_.prices->report);
  }
}

bool RecordWriter::is_office_visit(uint32_t encounter) const {
  return ledger_->encounters[encounter].encounter_class == tables_.texts->ambulatory;
}

// A panel of which everything was measured already is not reported a second time without results.
void RecordWriter::drop_empty_reports() {
  bool dropped = false;
  for (const auto& [id, index] : unsure_reports_) {
    ledger::DiagnosticReport& report = ledger_->reports[index];
    if (has_components_[id] != 0) {
      charge(report.encounter, tables_.prices->report);
    } else {
      report.panel = kNone;
      dropped = true;
    }
  }
  if (dropped) std::erase_if(ledger_->reports, [](const ledger::DiagnosticReport& report) { return report.panel == kNone; });
}

// Whether the check-up has measured it by itself, or it was told at the same time already; an office visit is one time.
bool RecordWriter::was_told(const gmf::Entry& entry, const CodeTexts& code) const {
  const uint32_t encounter = place_of(entry);
  if (encounter == kNone) return false;
  const Span& span = spans_[entry.encounter];
  if (span.held != nullptr && code.measure != 0xFF && span.held->values.has(static_cast<reference::Measure>(code.measure))) {
    return true;
  }
  const Instant from = is_office_visit(encounter) ? span.start : entry.start;
  const auto& all = ledger_->coded_observations;
  for (auto told = all.rbegin(); told != all.rend() && told->at >= from; ++told) {
    if (told->encounter == encounter && told->loinc_code == code.code) return true;
  }
  return false;
}

void RecordWriter::write_observation(gmf::EntryId id, const gmf::Entry& entry) {
  const gmf::Program& program = *tables_.program;
  // A panel is told by its components, which share its number.
  if (entry.parent == gmf::kNone && program.states[entry.state].type == gmf::StateType::kMultiObservation) {
    if (tables_.texts->word(program.observation_groups[entry.detail].category) == tables_.texts->laboratory) {
      charge(place_of(entry), tables_.prices->report);
    }
    return;
  }
  const CodeTexts* code = first_code(entry.codes);
  if (code == nullptr) return;
  const gmf::Observation& detail = program.observations[entry.detail];
  // The formula is for adults; laboratories report none of children.
  if (code->measure == static_cast<uint8_t>(reference::Measure::kEgfr) && detail.source == gmf::ObservationSource::kVitalSign &&
      age_in_months(ledger_->person.birth, day_of(entry.start)) < 12 * kFirstEgfrYear) {
    return;
  }
  if (detail.source == gmf::ObservationSource::kVitalSign && was_told(entry, *code)) return;
  ledger::CodedObservation& observation = ledger_->coded_observations.emplace_back();
  observation.id = mint(Entity::kObservation, kFirstModuleOrdinal + id);
  observation.encounter = place_of(entry);
  observation.at = entry.start;
  observation.type = code->name;
  observation.loinc_code = code->code;
  observation.category = tables_.texts->word(detail.category);
  if (entry.parent != gmf::kNone) {
    observation.panel = kFirstModuleOrdinal + entry.parent;
    const gmf::State& state = program.states[entry.state];
    if (observation.category == kNoText) observation.category = tables_.texts->word(program.observation_groups[state.detail].category);
  }
  if (code->measure != 0xFF && observation.category == kNoText) {
    const reference::ObservationKind& kind = tables_.catalogue->kind(static_cast<reference::Measure>(code->measure));
    observation.category = tables_.world->texts.find(kind.category);
  }
  if (observation.category == kNoText) observation.category = tables_.texts->laboratory;
  if (entry.parent == gmf::kNone && observation.category == tables_.texts->laboratory) charge(observation.encounter, tables_.prices->test);
  write_value(detail, entry, record_->first_code(program, entry.codes), observation);
  if (entry.parent != gmf::kNone && observation.has_value()) has_components_[entry.parent] = 1;
}

void RecordWriter::write_value(const gmf::Observation& detail, const gmf::Entry& entry, gmf::CodeId code,
                               ledger::CodedObservation& out) {
  const gmf::Program& program = *tables_.program;
  const auto coded = [&](gmf::CodeId id) {
    if (id == gmf::kNone) return;
    out.value = tables_.world->texts.text(tables_.texts->code(id).name);
    out.value_code = tables_.texts->code(id).code;
    if (out.category == tables_.texts->laboratory) out.interpretation = tables_.texts->code(id).interpretation;
  };
  const auto text = [&](std::string_view value) { out.value = ledger_->texts.copy(clean_text(value)); };
  switch (entry.value.kind) {
    case ValueKind::kNil:
      if (detail.source == gmf::ObservationSource::kAttachment) {
        const gmf::Attachment& attachment = program.attachments[detail.subject];
        text(program.text(attachment.url != kNoText     ? attachment.url
                          : attachment.title != kNoText ? attachment.title
                                                        : attachment.content_type));
      }
      return;
    case ValueKind::kBoolean: return text(entry.value.truth() ? "true" : "false");
    case ValueKind::kText: return text(record_->text(program, entry.value.id));
    case ValueKind::kCode: return coded(entry.value.id);
    case ValueKind::kEntry: return coded(record_->first_code(program, record_->entries[entry.value.id].codes));
    case ValueKind::kPending: {
      const gmf::Onset& onset = program.onsets[program.states[record_->onsets[entry.value.id].state].detail];
      return coded(onset.codes.count == 0 ? gmf::kNone : program.code_list(onset.codes).front());
    }
    case ValueKind::kSeries: out.value = series_text(entry.value.id); return;
    case ValueKind::kNumber: break;
  }
  out.unit = tables_.texts->word(detail.unit);
  out.number = readable_decimal(entry.value.number);
  write_range(entry, code, out);
}

// The catalogue's range goes with its unit and its decimals; other codes and units have their own.
void RecordWriter::write_range(const gmf::Entry& entry, gmf::CodeId code, ledger::CodedObservation& out) const {
  const auto sex = static_cast<reference::Sex>(ledger_->person.sex);
  const int32_t months = age_in_months(ledger_->person.birth, day_of(entry.start));
  if (const uint8_t known = tables_.texts->code(code).measure; known != 0xFF) {
    const auto measure = static_cast<reference::Measure>(known);
    const reference::ObservationKind& kind = tables_.catalogue->kind(measure);
    if (out.unit != kNoText && tables_.world->texts.text(out.unit) == kind.unit) {
      out.number = decimal(entry.value.number, kind.decimals);
      const auto range = tables_.catalogue->reference_range(measure, sex, months);
      const auto limit = [&](int32_t mantissa) {
        return mantissa == reference::ObservationCatalogue::kNoLimit ? ledger::Quantity{} : ledger::Quantity{mantissa, kind.decimals};
      };
      out.low = limit(range.low);
      out.high = limit(range.high);
      return;
    }
  }
  if (const auto decimals = tables_.ranges->decimals(code, out.unit)) out.number = decimal(entry.value.number, *decimals);
  const LaboratoryRanges::Range range = tables_.ranges->find(code, out.unit, sex, months / 12);
  out.low = range.low;
  out.high = range.high;
}

std::string_view RecordWriter::series_text(uint32_t index) const {
  const gmf::Program& program = *tables_.program;
  const gmf::Slice numbers = program.series[index].numbers;
  std::string text;
  for (uint32_t n = 0; n < std::min(numbers.count, kMostSamples); ++n) {
    char digits[kDoubleTextSize];
    if (n > 0) text += ' ';
    text.append(digits, write_double(digits, program.numbers[numbers.first + n]));
  }
  return ledger_->texts.copy(text);
}

}  // namespace polyclinic::life
