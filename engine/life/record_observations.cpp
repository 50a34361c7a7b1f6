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
  charge(report.encounter, tables_.prices->report);
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
  // What the check-up has measured by itself is not told again.
  const HeldVisit* held = place_of(entry) == kNone ? nullptr : spans_[entry.encounter].held;
  if (held != nullptr && detail.source == gmf::ObservationSource::kVitalSign && code->measure != 0xFF &&
      held->values.has(static_cast<reference::Measure>(code->measure))) {
    return;
  }
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
