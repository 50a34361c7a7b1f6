// Vital signs, laboratory results, surveys and social history, and the reports that sum them up.
#include <algorithm>

#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;
using ledger::Quantity;
using reference::Measure;

// An end of a range in the catalogue's decimals.
Quantity limit(const KindText& kind, int32_t mantissa) { return mantissa == INT32_MIN ? Quantity{} : Quantity{mantissa, kind.decimals}; }

// Of a number against its range; nothing without a range.
void write_range(Resource& to, Quantity value, Quantity low, Quantity high, const auto& write_unit) {
  const ledger::RangeFlag flag = ledger::range_flag(value, low, high);
  if (flag == ledger::RangeFlag::kNone) return;
  to.raw(R"(,"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":")");
  to.raw(flag == ledger::RangeFlag::kLow    ? R"(L","display":"Low"}]}])"
         : flag == ledger::RangeFlag::kHigh ? R"(H","display":"High"}]}])"
                                            : R"(N","display":"Normal"}]}])");
  bool some = false;
  to.raw(R"(,"referenceRange":[{)");
  if (low.is_given()) {
    to.separate(some).raw(R"("low":{"value":)").quantity(low);
    write_unit();
  }
  if (high.is_given()) {
    to.separate(some).raw(R"("high":{"value":)").quantity(high);
    write_unit();
  }
  to.raw("}]");
}

// Person, encounter and time.
void write_context(const Told& told, Resource& to, uint32_t encounter, Instant at) {
  told.subject(to);
  told.encounter(to, encounter);
  to.raw(R"(,"effectiveDateTime":")").instant(at).raw(R"(","issued":")").instant(at).raw("\"");
}

void tell_measured(const Told& told, const ledger::Observation& observation) {
  const KindText& kind = told.shared().kinds[observation.kind];
  Resource to(told.target, Type::kObservation, observation.id);
  to.raw(kind.before);
  write_context(told, to, observation.encounter, observation.at);
  if (kind.is_laboratory) to.raw(R"(,"performer":[)").reference(Type::kOrganization, told.organization_of(observation.encounter)).raw("]");
  if (!observation.is_number) {
    to.raw(R"(,"valueCodeableConcept":)").concept_of(coding::kSnomed, observation.value_code, observation.value);
    return;
  }
  to.raw(R"(,"valueQuantity":{"value":)").decimal(observation.mantissa, kind.decimals).raw(kind.unit);
  write_range(to, {observation.mantissa, kind.decimals}, limit(kind, observation.low), limit(kind, observation.high), [&] { to.raw(kind.unit); });
}

// One of two blood pressures that were taken together.
struct Pressure {
  Quantity value, low, high;
};

void write_pressure(const Told& told, Resource& to, Measure measure, const Pressure& pressure) {
  const KindText& kind = told.shared().kinds[static_cast<size_t>(measure)];
  to.raw(R"({"code":)").raw(kind.code).raw(R"(,"valueQuantity":{"value":)").quantity(pressure.value).raw(kind.unit);
  write_range(to, pressure.value, pressure.low, pressure.high, [&] { to.raw(kind.unit); });
  to.raw("}");
}

// Both are one observation with two components, which has the panel's id.
void tell_pressures(const Told& told, uint32_t panel, uint32_t encounter, Instant at, const Pressure& systolic, const Pressure& diastolic) {
  Resource to(told.target, Type::kObservation, told.mint(Entity::kPanel, panel), "us-core-blood-pressure");
  to.raw(R"(,"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure panel with all children optional"}],"text":"Blood pressure"})");
  write_context(told, to, encounter, at);
  to.raw(R"(,"component":[)");
  write_pressure(told, to, Measure::kSystolic, systolic);
  to.raw(",");
  write_pressure(told, to, Measure::kDiastolic, diastolic);
  to.raw("]");
}

// Whether the observation and the one behind it are both pressures of one panel.
bool begins_pressures(const std::vector<ledger::Observation>& observations, size_t index) {
  if (index + 1 >= observations.size()) return false;
  const ledger::Observation& one = observations[index];
  const ledger::Observation& next = observations[index + 1];
  return one.kind == static_cast<uint16_t>(Measure::kSystolic) && next.kind == static_cast<uint16_t>(Measure::kDiastolic) &&
         one.panel != ledger::kNone && one.panel == next.panel;
}

// The same of modules, which tell them in any order.
bool begins_pressures(const ObservationWords& words, const std::vector<ledger::CodedObservation>& observations, size_t index) {
  if (index + 1 >= observations.size()) return false;
  const ledger::CodedObservation& one = observations[index];
  const ledger::CodedObservation& next = observations[index + 1];
  const auto is_pressure = [&](const ledger::CodedObservation& observation) {
    return observation.number.is_given() && observation.unit != kNoText && observation.unit == words.millimetres_of_mercury;
  };
  const bool are_both = (one.loinc_code == words.systolic && next.loinc_code == words.diastolic) ||
                        (one.loinc_code == words.diastolic && next.loinc_code == words.systolic);
  return are_both && one.panel != ledger::kNone && one.panel == next.panel && is_pressure(one) && is_pressure(next);
}

void tell_coded_pressures(const Told& told, const ledger::CodedObservation& one, const ledger::CodedObservation& next) {
  const bool is_in_order = one.loinc_code == told.shared().observation_words.systolic;
  const ledger::CodedObservation& systolic = is_in_order ? one : next;
  const ledger::CodedObservation& diastolic = is_in_order ? next : one;
  tell_pressures(told, one.panel, one.encounter, one.at, {systolic.number, systolic.low, systolic.high},
                 {diastolic.number, diastolic.low, diastolic.high});
}

// The US Core profile that an observation of a module conforms to; empty for none.
std::string_view profile_of(const Shared& shared, const ledger::CodedObservation& observation) {
  const ObservationWords& words = shared.observation_words;
  if (observation.category == kNoText) return {};
  const bool is_number = observation.number.is_given();
  if (observation.category == words.vital_signs) {
    if (is_number && observation.unit == kNoText) return {};
    for (const VitalSign& vital : shared.vital_signs) {
      if (observation.loinc_code != vital.loinc) continue;
      return is_number && (observation.unit == vital.unit || observation.unit == vital.other_unit) ? vital.profile : std::string_view();
    }
    return "us-core-vital-signs";
  }
  if (observation.category == words.laboratory) return "us-core-observation-lab";
  if (observation.category == words.survey) return "us-core-observation-screening-assessment";
  if (observation.category == words.social_history) {
    if (observation.loinc_code == words.tobacco_status) return is_number ? std::string_view() : "us-core-smokingstatus";
    return "us-core-simple-observation";
  }
  return words.is_clinical_result(observation.category) ? "us-core-observation-clinical-result" : std::string_view();
}

void tell_coded(const Told& told, const ledger::CodedObservation& observation) {
  const Shared& shared = told.shared();
  const ObservationWords& words = shared.observation_words;
  Resource to(told.target, Type::kObservation, observation.id, profile_of(shared, observation));
  to.raw(R"(,"status":"final")");
  if (observation.category != kNoText) {
    to.raw(R"(,"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":")").term(observation.category).raw(R"("}]}])");
  }
  to.raw(R"(,"code":{)");
  if (observation.loinc_code != kNoText) {
    to.raw(R"("coding":[)");
    if (observation.loinc_code == words.oxygen_saturation) to.raw(R"({"system":"http://loinc.org","code":"2708-6","display":"Oxygen saturation in Arterial blood"},)");
    to.coding(coding::kLoinc, observation.loinc_code, observation.type).raw("],");
  }
  to.raw(R"("text":")").term(observation.type).raw("\"}");
  write_context(told, to, observation.encounter, observation.at);
  if (observation.category == words.laboratory) {
    to.raw(R"(,"performer":[)").reference(Type::kOrganization, told.organization_of(observation.encounter)).raw("]");
  }
  if (observation.number.is_given()) {
    const auto write_unit = [&] {
      if (observation.unit != kNoText) {
        to.raw(R"(,"unit":")").term(observation.unit).raw(R"(","system":"http://unitsofmeasure.org","code":")").term(observation.unit).raw("\"");
      }
      to.raw("}");
    };
    to.raw(R"(,"valueQuantity":{"value":)").quantity(observation.number);
    write_unit();
    write_range(to, observation.number, observation.low, observation.high, write_unit);
    return;
  }
  if (observation.value_code != kNoText) {
    to.raw(R"(,"valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":")")
        .term(observation.value_code)
        .raw(R"(","display":")")
        .text(observation.value)
        .raw(R"("}],"text":")")
        .text(observation.value)
        .raw("\"}");
  } else {
    to.raw(R"(,"valueString":")").text(observation.value).raw("\"");
  }
  if (observation.interpretation != kNoText) {
    to.raw(R"(,"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":")").term(observation.interpretation).raw(R"("}]}])");
  }
}

// The observations of each report are those of its panel.
void group_by_report(const Told& told) {
  const ledger::Ledger& ledger = told.ledger;
  Workspace& workspace = told.workspace;
  std::vector<std::pair<uint32_t, uint32_t>>& panels = workspace.reports_by_panel;
  panels.clear();
  for (uint32_t index = 0; index < ledger.reports.size(); ++index) {
    if (ledger.reports[index].panel != ledger::kNone) panels.emplace_back(ledger.reports[index].panel, index);
  }
  std::sort(panels.begin(), panels.end());
  const auto report_of = [&](const auto& observation) {
    const auto found = std::lower_bound(panels.begin(), panels.end(), std::pair<uint32_t, uint32_t>{observation.panel, 0});
    return found == panels.end() || found->first != observation.panel ? ledger::kNone : found->second;
  };
  workspace.observations_of_reports.fill(ledger.observations, ledger.reports.size(), report_of);
  workspace.coded_observations_of_reports.fill(ledger.coded_observations, ledger.reports.size(), report_of);
}

// Their references; both pressures of a panel are one.
void write_results(const Told& told, Resource& to, uint32_t report) {
  const ledger::Ledger& ledger = told.ledger;
  const ObservationWords& words = told.shared().observation_words;
  bool some = false;
  const auto add = [&](Id id) {
    to.raw(some ? std::string_view(",") : std::string_view(R"(,"result":[)")).reference(Type::kObservation, id);
    some = true;
  };
  for (const uint32_t index : told.workspace.observations_of_reports.of(report)) {
    if (begins_pressures(ledger.observations, index)) {
      add(told.mint(Entity::kPanel, ledger.observations[index].panel));
    } else if (index == 0 || !begins_pressures(ledger.observations, index - 1)) {
      add(ledger.observations[index].id);
    }
  }
  for (const uint32_t index : told.workspace.coded_observations_of_reports.of(report)) {
    const ledger::CodedObservation& observation = ledger.coded_observations[index];
    if (begins_pressures(words, ledger.coded_observations, index)) {
      add(told.mint(Entity::kPanel, observation.panel));
    } else if (observation.has_value() && (index == 0 || !begins_pressures(words, ledger.coded_observations, index - 1))) {
      add(observation.id);
    }
  }
  if (some) to.raw("]");
}

void tell_reports(const Told& told) {
  const ledger::Ledger& ledger = told.ledger;
  if (ledger.reports.empty()) return;
  group_by_report(told);
  for (uint32_t index = 0; index < ledger.reports.size(); ++index) {
    const ledger::DiagnosticReport& report = ledger.reports[index];
    // Tissue is looked at, all else measured.
    const bool is_pathology = report.loinc_code != kNoText && report.loinc_code == told.shared().observation_words.pathology;
    Resource to(told.target, Type::kDiagnosticReport, report.id, is_pathology ? "us-core-diagnosticreport-note" : "us-core-diagnosticreport-lab");
    to.raw(is_pathology
               ? std::string_view(R"(,"status":"final","category":[{"coding":[{"system":"http://loinc.org","code":"LP7839-6","display":"Pathology"}]}],"code":)")
               : std::string_view(R"(,"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}]}],"code":)"))
        .concept_of(coding::kLoinc, report.loinc_code, report.name);
    write_context(told, to, report.encounter, report.at);
    to.raw(R"(,"performer":[)").reference(Type::kOrganization, told.organization_of(report.encounter)).raw("]");
    write_results(told, to, index);
  }
}

}  // namespace

void tell_observations(const Told& told) {
  if (told.target.wants(Type::kObservation)) {
    const std::vector<ledger::Observation>& observations = told.ledger.observations;
    for (size_t index = 0; index < observations.size(); ++index) {
      const ledger::Observation& observation = observations[index];
      if (begins_pressures(observations, index)) {
        const ledger::Observation& next = observations[++index];
        const std::vector<KindText>& kinds = told.shared().kinds;
        const auto pressure = [&](const ledger::Observation& of) {
          const KindText& kind = kinds[of.kind];
          return Pressure{{of.mantissa, kind.decimals}, limit(kind, of.low), limit(kind, of.high)};
        };
        tell_pressures(told, observation.panel, observation.encounter, observation.at, pressure(observation), pressure(next));
      } else {
        tell_measured(told, observation);
      }
    }
    const std::vector<ledger::CodedObservation>& coded = told.ledger.coded_observations;
    for (size_t index = 0; index < coded.size(); ++index) {
      if (begins_pressures(told.shared().observation_words, coded, index)) {
        tell_coded_pressures(told, coded[index], coded[index + 1]);
        ++index;
      } else if (coded[index].has_value()) {  // an attribute that the person does not have leaves an observation that says nothing
        tell_coded(told, coded[index]);
      }
    }
  }
  if (told.target.wants(Type::kDiagnosticReport)) tell_reports(told);
}

}  // namespace polyclinic::formats::fhir
