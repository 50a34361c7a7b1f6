// What is ordered and found: OML for laboratories, ORM for imaging, ORU for results, those of the bedside too.
#include "engine/formats/hl7v2/message_writer.h"

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
std::string_view flag(ledger::Quantity value, ledger::Quantity low, ledger::Quantity high) {
  switch (ledger::range_flag(value, low, high)) {
    case ledger::RangeFlag::kNone: break;
    case ledger::RangeFlag::kLow: return "L";
    case ledger::RangeFlag::kNormal: return "N";
    case ledger::RangeFlag::kHigh: return "H";
  }
  return {};
}

}  // namespace

// The numbers of a result as quantities, wherever it comes from.
struct Numbers {
  ledger::Quantity value, low, high;

  Numbers(const ledger::Observation& observation, uint8_t decimals)
      : value{observation.mantissa, decimals}, low(limit(observation.low, decimals)), high(limit(observation.high, decimals)) {}
  explicit Numbers(const ledger::CodedObservation& observation) : value(observation.number), low(observation.low), high(observation.high) {}

 private:
  static ledger::Quantity limit(int32_t mantissa, uint8_t decimals) {
    return mantissa == INT32_MIN ? ledger::Quantity{} : ledger::Quantity{mantissa, decimals};
  }
};

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

Specimen MessageWriter::specimen_of(const ResultGroup& group) const {
  const Result& first = timeline_.results()[group.first];
  switch (first.source) {
    case Result::Source::kCatalogue: return words_.kind(ledger_->observations[first.index].kind).specimen;
    case Result::Source::kCoded: return words_.specimen(ledger_->coded_observations[first.index].type);
    default: return words_.specimen(ledger_->reports[first.index].name);
  }
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
      const Numbers numbers(observation, kind.decimals);
      segment_.raw("|NM|").raw(kind.identifier).raw("||").decimal(numbers.value.mantissa, numbers.value.scale).raw("|").raw(kind.units).raw("|");
      append_range(numbers.low, numbers.high, segment_);
      segment_.raw("|").raw(flag(numbers.value, numbers.low, numbers.high));
    } else {
      segment_.raw("|CWE|").raw(kind.identifier).raw("||").coded(observation.value_code, observation.value, kSnomed).raw("|||");
    }
  } else {
    const ledger::CodedObservation& observation = ledger_->coded_observations[result.index];
    const bool is_number = observation.number.mantissa != kNoMantissa;
    const bool is_coded = !is_number && observation.value_code != kNoText;
    segment_.raw(is_number ? "|NM|" : is_coded ? "|CWE|" : "|ST|").coded(observation.loinc_code, observation.type, kLoinc).raw("||");
    if (is_number) {
      const Numbers numbers(observation);
      segment_.decimal(numbers.value.mantissa, numbers.value.scale).raw("|");
      if (observation.unit != kNoText) segment_.coded(observation.unit, observation.unit, kUnits);
      segment_.raw("|");
      append_range(numbers.low, numbers.high, segment_);
      segment_.raw("|").raw(flag(numbers.value, numbers.low, numbers.high));
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

// For people to read.
void MessageWriter::append_value(const Result& result) {
  const auto tell = [&](const Numbers& numbers, TextId unit) {
    segment_.decimal(numbers.value.mantissa, numbers.value.scale);
    if (unit != kNoText) segment_.raw(" ").term(unit);
    if (numbers.low.mantissa != kNoMantissa || numbers.high.mantissa != kNoMantissa) {
      segment_.raw(" (");
      append_range(numbers.low, numbers.high, segment_);
      segment_.raw(")");
    }
    const std::string_view found = flag(numbers.value, numbers.low, numbers.high);
    if (found == "L") segment_.raw(" LOW");
    if (found == "H") segment_.raw(" HIGH");
  };
  if (result.source == Result::Source::kCatalogue) {
    const ledger::Observation& observation = ledger_->observations[result.index];
    const RenderedKind& kind = words_.kind(observation.kind);
    segment_.term(kind.name).raw(": ");
    if (observation.is_number) {
      tell(Numbers(observation, kind.decimals), kind.unit);
    } else {
      segment_.term(observation.value);
    }
    return;
  }
  const ledger::CodedObservation& observation = ledger_->coded_observations[result.index];
  segment_.term(observation.type).raw(": ");
  if (observation.number.mantissa != kNoMantissa) {
    tell(Numbers(observation), observation.unit);
  } else {
    segment_.text(observation.value);
  }
}

}  // namespace polyclinic::formats::hl7v2
