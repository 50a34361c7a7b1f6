// Vital signs, laboratory results, surveys and social history, and the reports that sum them up.
#include <algorithm>
#include <array>

#include "engine/formats/fhir/tellers.h"
#include "engine/formats/observed_numbers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;
using ledger::RangeFlag;
using reference::Measure;

// Of a number against its range; nothing without a range.
void write_range(Resource& to, const ObservedNumbers& numbers, const auto& write_unit) {
  const RangeFlag flag = numbers.flag();
  if (flag == RangeFlag::kNone) return;
  to.raw(R"(,"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":")")
      .raw(flag == RangeFlag::kLow    ? std::string_view(R"(L","display":"Low"}]}])")
           : flag == RangeFlag::kHigh ? std::string_view(R"(H","display":"High"}]}])")
                                      : std::string_view(R"(N","display":"Normal"}]}])"))
      .raw(R"(,"referenceRange":[{)");
  bool some = false;
  if (numbers.low.is_given()) {
    to.separate(some).raw(R"("low":{"value":)").quantity(numbers.low);
    write_unit();
  }
  if (numbers.high.is_given()) {
    to.separate(some).raw(R"("high":{"value":)").quantity(numbers.high);
    write_unit();
  }
  to.raw("}]");
}

// SNOMED CT's kinds of specimens.
constexpr std::array<std::pair<std::string_view, std::string_view>, kSpecimenCount> kSpecimens{{{"", ""},
                                                                                              {"119364003", "Serum specimen"},
                                                                                              {"119361006", "Plasma specimen"},
                                                                                              {"119297000", "Blood specimen"},
                                                                                              {"122575003", "Urine specimen"},
                                                                                              {"119339001", "Stool specimen"},
                                                                                              {"119334006", "Sputum specimen"},
                                                                                              {"119376003", "Tissue specimen"}}};

// The report that a panel is of, or none.
uint32_t report_of(const Told& told, uint32_t panel) {
  const std::vector<std::pair<uint32_t, uint32_t>>& panels = told.workspace.reports_by_panel;
  const auto found = std::lower_bound(panels.begin(), panels.end(), std::pair<uint32_t, uint32_t>{panel, 0});
  return found == panels.end() || found->first != panel ? ledger::kNone : found->second;
}

bool has_specimen(const Told& told, uint32_t report) {
  return report != ledger::kNone && told.target.wants(Type::kSpecimen) && told.workspace.specimens[report] != Specimen::kOther;
}

// Of an observation of a panel.
void write_specimen(const Told& told, Resource& to, uint32_t panel) {
  const uint32_t report = report_of(told, panel);
  if (has_specimen(told, report)) to.raw(R"(,"specimen":)").reference(Type::kSpecimen, told.mint(Entity::kSpecimen, report));
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
  if (kind.is_laboratory) {
    to.raw(R"(,"performer":[)").reference(Type::kOrganization, told.organization_of(observation.encounter)).raw("]");
    write_specimen(told, to, observation.panel);
  }
  if (!observation.is_number) {
    to.raw(R"(,"valueCodeableConcept":)").concept_of(coding::kSnomed, observation.value_code, observation.value);
    return;
  }
  const ObservedNumbers numbers(observation, kind.decimals);
  to.raw(R"(,"valueQuantity":{"value":)").quantity(numbers.value).raw(kind.unit);
  write_range(to, numbers, [&] { to.raw(kind.unit); });
}

// One of two blood pressures that were taken together.
void write_pressure(const Told& told, Resource& to, Measure measure, const ObservedNumbers& pressure) {
  const KindText& kind = told.shared().kinds[static_cast<size_t>(measure)];
  to.raw(R"({"code":)").raw(kind.code).raw(R"(,"valueQuantity":{"value":)").quantity(pressure.value).raw(kind.unit);
  write_range(to, pressure, [&] { to.raw(kind.unit); });
  to.raw("}");
}

// Both are one observation with two components, which has the panel's id.
void tell_pressures(const Told& told, uint32_t panel, uint32_t encounter, Instant at, const ObservedNumbers& systolic, const ObservedNumbers& diastolic) {
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
  tell_pressures(told, one.panel, one.encounter, one.at, ObservedNumbers(systolic), ObservedNumbers(diastolic));
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
    write_specimen(told, to, observation.panel);
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
    write_range(to, ObservedNumbers(observation), write_unit);
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

// The observations of each report are those of its panel. What they were measured in, the report's name says, or else the
// first of them that does.
void group_by_report(const Told& told) {
  const ledger::Ledger& ledger = told.ledger;
  Workspace& workspace = told.workspace;
  std::vector<std::pair<uint32_t, uint32_t>>& panels = workspace.reports_by_panel;
  panels.clear();
  for (uint32_t index = 0; index < ledger.reports.size(); ++index) {
    if (ledger.reports[index].panel != ledger::kNone) panels.emplace_back(ledger.reports[index].panel, index);
  }
  std::sort(panels.begin(), panels.end());
  const auto of_report = [&](const auto& observation) { return report_of(told, observation.panel); };
  workspace.observations_of_reports.fill(ledger.observations, ledger.reports.size(), of_report);
  workspace.coded_observations_of_reports.fill(ledger.coded_observations, ledger.reports.size(), of_report);

  const Specimens& specimens = told.shared().specimens;
  workspace.specimens.clear();
  for (uint32_t index = 0; index < ledger.reports.size(); ++index) {
    Specimen specimen = specimens.of_name(ledger.reports[index].name);
    for (const uint32_t at : workspace.observations_of_reports.of(index)) {
      if (specimen == Specimen::kOther) specimen = specimens.of_kind(ledger.observations[at].kind);
    }
    for (const uint32_t at : workspace.coded_observations_of_reports.of(index)) {
      if (specimen == Specimen::kOther) specimen = specimens.of_name(ledger.coded_observations[at].type);
    }
    workspace.specimens.push_back(specimen);
  }
}

void tell_specimens(const Told& told) {
  for (uint32_t index = 0; index < told.ledger.reports.size(); ++index) {
    if (!has_specimen(told, index)) continue;
    const auto& [code, display] = kSpecimens[static_cast<size_t>(told.workspace.specimens[index])];
    Resource to(told.target, Type::kSpecimen, told.mint(Entity::kSpecimen, index), "us-core-specimen");
    to.raw(R"(,"status":"available","type":{"coding":[)").raw(coding::kSnomed).raw(code).raw(R"(","display":")").raw(display).raw(R"("}],"text":")").raw(display).raw("\"}");
    told.subject(to);
    to.raw(R"(,"collection":{"collectedDateTime":")").instant(told.ledger.reports[index].at).raw("\"}");
  }
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
    if (has_specimen(told, index)) to.raw(R"(,"specimen":[)").reference(Type::kSpecimen, told.mint(Entity::kSpecimen, index)).raw("]");
    write_results(told, to, index);
  }
}

}  // namespace

void tell_observations(const Told& told) {
  group_by_report(told);
  if (told.target.wants(Type::kSpecimen)) tell_specimens(told);
  if (told.target.wants(Type::kObservation)) {
    const std::vector<ledger::Observation>& observations = told.ledger.observations;
    for (size_t index = 0; index < observations.size(); ++index) {
      const ledger::Observation& observation = observations[index];
      if (begins_pressures(observations, index)) {
        const ledger::Observation& next = observations[++index];
        const std::vector<KindText>& kinds = told.shared().kinds;
        tell_pressures(told, observation.panel, observation.encounter, observation.at, {observation, kinds[observation.kind].decimals},
                       {next, kinds[next.kind].decimals});
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
