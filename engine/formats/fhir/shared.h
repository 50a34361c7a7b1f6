// What is the same for all resources of a run: its options, where each resource type goes, and texts and codes as JSON,
// rendered once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/identifier.h"
#include "engine/formats/clinical_note.h"
#include "engine/formats/rendered_terms.h"
#include "engine/formats/specimen.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/fhir_resources.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::formats::fhir {

using Type = reference::FhirResource;
using Form = config::FhirOptions::Form;

constexpr std::string_view name_of(Type type) { return reference::kFhirResources[static_cast<uint32_t>(type)]; }

std::string escaped(std::string_view text);

// A system of codes, with what stands before a code of it: {"system":"...","code":"
namespace coding {
inline constexpr std::string_view kSnomed = R"({"system":"http://snomed.info/sct","code":")";
inline constexpr std::string_view kLoinc = R"({"system":"http://loinc.org","code":")";
inline constexpr std::string_view kIcd10 = R"({"system":"http://hl7.org/fhir/sid/icd-10-cm","code":")";
inline constexpr std::string_view kRxnorm = R"({"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":")";
inline constexpr std::string_view kNdc = R"({"system":"http://hl7.org/fhir/sid/ndc","code":")";
inline constexpr std::string_view kCvx = R"({"system":"http://hl7.org/fhir/sid/cvx","code":")";
inline constexpr std::string_view kCpt = R"({"system":"http://www.ama-assn.org/go/cpt","code":")";
inline constexpr std::string_view kHcpcs = R"({"system":"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":")";
inline constexpr std::string_view kNucc = R"({"system":"http://nucc.org/provider-taxonomy","code":")";
}  // namespace coding

// How an observation of the catalogue is told, but for its person, time and value.
struct KindText {
  std::string code;       // CodeableConcept
  std::string before;     // profile, status, category and code
  std::string unit;       // what follows the value of its quantity, up to its end
  uint8_t decimals = 0;
  bool is_laboratory = false;
};

// A vital sign that has a profile of its own, which is of these units alone; the second one may be none.
struct VitalSign {
  TextId loinc = kNoText, unit = kNoText, other_unit = kNoText;
  std::string_view profile;
};

// The words that decide what an observation of a module is; kNoText where a run knows no such word.
struct ObservationWords {
  TextId vital_signs, laboratory, survey, social_history, exam, therapy, imaging, procedure, activity;  // categories
  TextId tobacco_status, oxygen_saturation, pathology, systolic, diastolic;                             // LOINC codes
  TextId millimetres_of_mercury;

  bool is_clinical_result(TextId category) const {
    return category == exam || category == therapy || category == imaging || category == procedure || category == activity;
  }
};

struct Shared {
  Shared(const world::World& world, const reference::ObservationCatalogue& observations);

  bool wants(Type type) const { return outputs[static_cast<uint32_t>(type)] != kNowhere; }
  Id mint(ledger::Entity entity, uint64_t owner, uint32_t ordinal) const {
    return minter.mint(static_cast<uint8_t>(entity), owner, ordinal);
  }
  bool is_bulk() const { return form == Form::kBulk; }

  static constexpr uint32_t kNowhere = UINT32_MAX;

  const world::World& world;
  Form form;
  IdMinter minter;
  std::vector<Type> types;                                    // that are written, in order
  std::array<uint32_t, reference::kFhirResourceCount> outputs{};  // the file of each type
  // {"reference":"Patient/ of a person's resource, by type, and of a directory's resource in the directory itself.
  std::array<std::string, reference::kFhirResourceCount> references, references_in_directory;
  // What stands before the id of a resource of each type.
  std::array<std::string, reference::kFhirResourceCount> openings;

  RenderedTerms terms;             // within quotes
  RenderedTerms encounter_classes; // Codings of HL7 v3 ActCode; empty where a text is none
  RenderedTerms timings;           // ,"timing":{...} of how often a drug is taken
  RenderedTerms vaccine_routes;    // CodeableConcepts
  RenderedTerms relations;         // CodeableConcepts, of relatives, and their sex
  std::vector<KindText> kinds;     // of the observation catalogue
  std::span<const reference::ObservationKind> observation_kinds;
  std::vector<VitalSign> vital_signs;
  ObservationWords observation_words;
  Day history_start;                           // what was before is not told
  TextId encounter_diagnosis, social_finding;  // categories of conditions
  std::vector<TextId> implants;                // SNOMED CT codes of devices that stay in the body
  ClinicalNotes notes;
  Specimens specimens;
};

}  // namespace polyclinic::formats::fhir
