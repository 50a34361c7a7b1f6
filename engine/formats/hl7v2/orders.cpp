// What is ordered and found: OML for laboratories, ORM for imaging, ORU for results, those of the bedside too.
#include "engine/formats/hl7v2/message_writer.h"
#include "engine/formats/observed_numbers.h"

namespace polyclinic::formats::hl7v2 {
namespace {

using ledger::kNoMantissa;
using ledger::kNone;

constexpr std::string_view kVitalSignsPanel = "85353-1^Vital signs panel^LN";
constexpr std::string_view kImagingStudy = "18748-4^Diagnostic imaging study^LN";

// OBX-7: both ends, or the one that there is.
void append_range(ledger::Quantity low, ledger::Quantity high, SegmentWriter& segment) {
  const bool has_low = low.mantissa != kNoMantissa, has_high = high.mantissa != kNoMantissa;
  if (has_low) {
    if (!has_high) segment.raw(">");
    segment.decimal(low.mantissa, low.scale);
  }
  if (has_high) {
    segment.raw(has_low ? "-" : "<");
    segment.decimal(high.mantissa, high.scale);
  }
}

// OBX-8 (table 0078).
std::string_view flag_element(ledger::RangeFlag flag) {
  switch (flag) {
    case ledger::RangeFlag::kLow: return "L";
    case ledger::RangeFlag::kHigh: return "H";
    case ledger::RangeFlag::kNormal: return "N";
    default: return {};
  }
}

}  // namespace

// OBR-4: the report's name, or the panel's, or the measure's own.
void MessageWriter::group_code(const ResultGroup& group) {
  const Result& first = timeline_.results()[group.first];
  if (first.report != kNone) {
    const ledger::DiagnosticReport& report = ledger_->reports[first.report];
    segment_.coded(report.loinc_code, report.name, kLoinc);
    return;
  }
  if (first.source == Result::Source::kCoded) {
    const ledger::CodedObservation& observation = ledger_->coded_observations[first.index];
    if (observation.category == words_.vital_signs && first.panel == kNone) {
      segment_.raw(kVitalSignsPanel);
    } else {
      segment_.coded(observation.loinc_code, observation.type, kLoinc);
    }
    return;
  }
  const RenderedKind& kind = words_.kind(ledger_->observations[first.index].kind);
  if (first.panel != kNone && !kind.panel.empty()) {
    segment_.raw(kind.panel);
  } else {
    segment_.raw(kind.category == words_.vital_signs ? kVitalSignsPanel : kind.identifier);
  }
}

// What the report's name says, or else that of its results.
Specimen MessageWriter::specimen_of(const ResultGroup& group) const {
  const Specimens& specimens = words_.specimens();
  Specimen specimen = Specimen::kOther;
  for (uint32_t r = group.first; r < group.first + group.count && specimen == Specimen::kOther; ++r) {
    const Result& result = timeline_.results()[r];
    if (r == group.first && result.report != kNone) specimen = specimens.of_name(ledger_->reports[result.report].name);
    if (specimen != Specimen::kOther) break;
    if (result.source == Result::Source::kCatalogue) specimen = specimens.of_kind(ledger_->observations[result.index].kind);
    if (result.source == Result::Source::kCoded) specimen = specimens.of_name(ledger_->coded_observations[result.index].type);
  }
  return specimen;
}

void MessageWriter::spm(const ResultGroup& group) {
  segment_.raw("SPM|1|||").raw(specimen_element(specimen_of(group))).raw("|||||||||||||");
  segment_.instant(timeline_.results()[group.first].at).raw("\r");
}

// A message for each order: a second ORC behind a specimen may as well begin the results of earlier orders that OML_O21
// allows there, and is taken for them by parsers that do not look ahead.
void MessageWriter::tell_laboratory_order(const Event& event) {
  const ResultMessage& message = timeline_.result_messages()[event.index];
  for (uint32_t g = message.first_group; g < message.first_group + message.group_count; ++g) {
    const ResultGroup& group = timeline_.result_groups()[g];
    begin("OML^O21^OML_O21", event.at, organization_of(event.encounter));
    pid_and_visit(event.at, event.encounter);
    segment_.raw("ORC|NW|");
    entity('L', g + 1).raw("|||||||").instant(event.at).raw("|||").raw(attending_.view()).raw("\rOBR|1|");
    entity('L', g + 1).raw("||");
    group_code(group);
    segment_.raw("|||").instant(event.at).raw("||||O|||||").raw(attending_.view()).raw("||||||||LAB\r");
    spm(group);
    end();
  }
}

void MessageWriter::tell_imaging_order(const Event& event) {
  const ledger::ImagingStudy& study = ledger_->imaging_studies[event.index];
  begin("ORM^O01^ORM_O01", event.at, organization_of(event.encounter));
  pid_and_visit(event.at, event.encounter);
  segment_.raw("ORC|NW|");
  entity('R', event.index + 1).raw("|||||||").instant(event.at).raw("|||").raw(attending_.view()).raw("\rOBR|1|");
  entity('R', event.index + 1).raw("||");
  if (study.procedure == kNone) {
    segment_.raw(kImagingStudy);
  } else {
    procedure_code(ledger_->procedures[study.procedure]);
  }
  segment_.raw("|||").instant(event.at).raw("|||||||||").raw(attending_.view()).raw("||||||||RAD\r");
  end();
}

void MessageWriter::tell_results(const Event& event) {
  const ResultMessage& message = timeline_.result_messages()[event.index];
  begin("ORU^R01^ORU_R01", event.at, organization_of(event.encounter));
  pid_and_visit(event.at, event.encounter);
  for (uint32_t g = message.first_group; g < message.first_group + message.group_count; ++g) {
    const ResultGroup& group = timeline_.result_groups()[g];
    const Result& first = timeline_.results()[group.first];
    if (first.is_laboratory) {
      segment_.raw("ORC|RE|");
      entity('L', g + 1).raw("|");
      entity('F', g + 1).raw("|||||||||").raw(attending_.view()).raw("\r");
    }
    segment_.raw("OBR|").number(g - message.first_group + 1).raw("|");
    if (first.is_laboratory) entity('L', g + 1);
    segment_.raw("|");
    entity('F', g + 1).raw("|");
    group_code(group);
    segment_.raw("|||").instant(first.at).raw("|||||||||").raw(attending_.view()).raw("||||||").instant(event.at);
    segment_.raw(first.is_laboratory ? "||LAB|F\r" : "||NRS|F\r");
    for (uint32_t r = 0; r < group.count; ++r) obx(timeline_.results()[group.first + r], r + 1);
    if (first.is_laboratory) spm(group);
  }
  end();
}

void MessageWriter::obx(const Result& result, uint32_t ordinal) {
  if (result.source == Result::Source::kReport) return;
  segment_.raw("OBX|").number(ordinal);
  if (result.source == Result::Source::kCatalogue) {
    const ledger::Observation& observation = ledger_->observations[result.index];
    const RenderedKind& kind = words_.kind(observation.kind);
    if (observation.is_number) {
      const ObservedNumbers numbers(observation, kind.decimals);
      segment_.raw("|NM|").raw(kind.identifier).raw("||").decimal(numbers.value.mantissa, numbers.value.scale).raw("|").raw(kind.units).raw("|");
      append_range(numbers.low, numbers.high, segment_);
      segment_.raw("|").raw(flag_element(numbers.flag()));
    } else {
      segment_.raw("|CE|").raw(kind.identifier).raw("||").coded(observation.value_code, observation.value, kSnomed).raw("|||");
    }
  } else {
    const ledger::CodedObservation& observation = ledger_->coded_observations[result.index];
    const bool is_number = observation.number.mantissa != kNoMantissa;
    const bool is_coded = !is_number && observation.value_code != kNoText;
    segment_.raw(is_number ? "|NM|" : is_coded ? "|CE|" : "|ST|").coded(observation.loinc_code, observation.type, kLoinc).raw("||");
    if (is_number) {
      const ObservedNumbers numbers(observation);
      segment_.decimal(numbers.value.mantissa, numbers.value.scale).raw("|");
      if (observation.unit != kNoText) segment_.coded(observation.unit, observation.unit, kUnits);
      segment_.raw("|");
      append_range(numbers.low, numbers.high, segment_);
      segment_.raw("|").raw(flag_element(numbers.flag()));
    } else {
      if (is_coded) {
        segment_.term(observation.value_code).raw("^").text(observation.value).raw("^").raw(kSnomed);
      } else {
        segment_.text(observation.value);
      }
      segment_.raw("|||").term(observation.interpretation);
    }
  }
  segment_.raw("|||F|||").instant(result.at).raw("\r");
}

}  // namespace polyclinic::formats::hl7v2
