// The resource types of FHIR R4 that a dataset is told in, by the names that the standard gives them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace polyclinic::reference {

enum class FhirResource : uint8_t {
  // The directory: the same for all people.
  kOrganization,
  kLocation,
  kPractitioner,
  kPractitionerRole,
  // Of one person, in an order in which most references point back.
  kPatient,
  kCoverage,
  kFamilyMemberHistory,
  kEncounter,
  kCondition,
  kAllergyIntolerance,
  kSpecimen,
  kObservation,
  kDiagnosticReport,
  kMedicationRequest,
  kMedicationAdministration,
  kMedicationDispense,
  kImmunization,
  kProcedure,
  kImagingStudy,
  kDevice,
  kGoal,
  kCareTeam,
  kCarePlan,
  kDocumentReference,
  kProvenance,
  kCount
};
inline constexpr uint32_t kFhirResourceCount = static_cast<uint32_t>(FhirResource::kCount);

inline constexpr std::array<std::string_view, kFhirResourceCount> kFhirResources{"Organization",
                                                                                 "Location",
                                                                                 "Practitioner",
                                                                                 "PractitionerRole",
                                                                                 "Patient",
                                                                                 "Coverage",
                                                                                 "FamilyMemberHistory",
                                                                                 "Encounter",
                                                                                 "Condition",
                                                                                 "AllergyIntolerance",
                                                                                 "Specimen",
                                                                                 "Observation",
                                                                                 "DiagnosticReport",
                                                                                 "MedicationRequest",
                                                                                 "MedicationAdministration",
                                                                                 "MedicationDispense",
                                                                                 "Immunization",
                                                                                 "Procedure",
                                                                                 "ImagingStudy",
                                                                                 "Device",
                                                                                 "Goal",
                                                                                 "CareTeam",
                                                                                 "CarePlan",
                                                                                 "DocumentReference",
                                                                                 "Provenance"};

// Whether a resource belongs to the directory.
constexpr bool is_of_directory(FhirResource resource) { return resource < FhirResource::kPatient; }

}  // namespace polyclinic::reference
