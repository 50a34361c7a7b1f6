// What people have and what they do not bear.
#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

constexpr std::string_view kConfirmed =
    R"(,"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]})";

void tell_condition(const Told& told, const ledger::Condition& condition) {
  const bool at_encounter = condition.category != kNoText && condition.category == told.shared().encounter_diagnosis;
  const bool is_finding = condition.category != kNoText && condition.category == told.shared().social_finding;
  Resource to(told.target, Type::kCondition, condition.id,
              at_encounter ? "us-core-condition-encounter-diagnosis" : "us-core-condition-problems-health-concerns");
  to.raw(R"(,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":")")
      .raw(condition.abatement == ledger::kNever ? std::string_view("active") : std::string_view("resolved"))
      .raw(R"("}]})")
      .raw(kConfirmed)
      .raw(at_encounter
               ? std::string_view(R"(,"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}]}])")
           : is_finding
               ? std::string_view(R"(,"category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/condition-category","code":"health-concern","display":"Health Concern"}]}])")
               : std::string_view(R"(,"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item","display":"Problem List Item"}]}])"))
      .raw(R"(,"code":)")
      .concept_of({{coding::kSnomed, condition.snomed_code, condition.name}, {coding::kIcd10, condition.icd10_code}}, condition.name);
  told.subject(to);
  told.encounter(to, condition.encounter);
  to.raw(R"(,"onsetDateTime":")").date(condition.onset).raw("\"");
  if (condition.abatement != ledger::kNever) to.raw(R"(,"abatementDateTime":")").date(condition.abatement).raw("\"");
  to.raw(R"(,"recordedDate":")");
  if (condition.encounter == ledger::kNone) {
    to.date(condition.onset);
  } else {
    to.instant(told.ledger.encounters[condition.encounter].start);
  }
  to.raw(R"(","recorder":)").reference(Type::kPractitioner, told.provider_of(condition.encounter).id);
}

void tell_allergy(const Told& told, const ledger::Allergy& allergy) {
  Resource to(told.target, Type::kAllergyIntolerance, allergy.id, "us-core-allergyintolerance");
  to.raw(R"(,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":")")
      .raw(allergy.end == ledger::kNever ? std::string_view("active") : std::string_view("resolved"))
      .raw(R"("}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]})");
  if (allergy.category != kNoText) to.raw(R"(,"category":[")").term(allergy.category).raw("\"]");
  if (allergy.criticality != kNoText) to.raw(R"(,"criticality":")").term(allergy.criticality).raw("\"");
  to.raw(R"(,"code":)")
      .concept_of({{coding::kSnomed, allergy.snomed_code, allergy.substance}, {coding::kRxnorm, allergy.rxnorm_code, allergy.substance}}, allergy.substance)
      .raw(R"(,"patient":)")
      .reference(Type::kPatient, told.person());
  told.encounter(to, allergy.encounter);
  to.raw(R"(,"onsetDateTime":")").date(allergy.onset).raw("\"");
  if (allergy.reaction_count == 0) return;
  to.raw(R"(,"reaction":[)");
  for (uint32_t index = 0; index < allergy.reaction_count; ++index) {
    const ledger::AllergyReaction& reaction = told.ledger.reactions[allergy.first_reaction + index];
    if (index > 0) to.raw(",");
    to.raw(R"({"manifestation":[)").concept_of(coding::kSnomed, reaction.reaction.code, reaction.reaction.text).raw("]");
    if (reaction.severity != kNoText) to.raw(R"(,"severity":")").term(reaction.severity).raw("\"");
    to.raw("}");
  }
  to.raw("]");
}

}  // namespace

void tell_conditions(const Told& told) {
  if (told.target.wants(Type::kCondition)) {
    for (const ledger::Condition& condition : told.ledger.conditions) tell_condition(told, condition);
  }
  if (told.target.wants(Type::kAllergyIntolerance)) {
    for (const ledger::Allergy& allergy : told.ledger.allergies) tell_allergy(told, allergy);
  }
}

}  // namespace polyclinic::formats::fhir
