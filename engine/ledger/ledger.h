// What happened to one person, as plain data: filled by life, read by datasets and formats. No behaviour.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/text_pool.h"
#include "engine/ledger/quantity.h"

namespace polyclinic::ledger {

inline constexpr Day kNever = INT32_MAX;  // of dates that do not come
inline constexpr uint32_t kNone = UINT32_MAX;  // of indexes that point nowhere

// What ids are minted for (IdMinter's entity type): the values are part of every dataset's ids, so none is ever
// given another meaning.
enum class Entity : uint8_t {
  kPerson = 1,
  kEncounter = 2,
  kObservation = 3,
  kImmunization = 4,
  kCoverage = 5,
  kPanel = 6,
  kCondition = 7,
  kAllergy = 8,
  kMedication = 9,
  kProcedure = 10,
  kCarePlan = 11,
  kDevice = 12,
  kReport = 13,
  kImagingStudy = 14,
  kSupply = 15,
  kProvider = 16,
  kOrganization = 17,
  kPayer = 18,
  // What formats tell of these, in resources of their own.
  kProviderRole = 19,
  kLocation = 20,
  kBundle = 21,
  kCareTeam = 22,
  kGoal = 23,
  kRelative = 24,
  kDocument = 25,
  kAdministration = 26,
  kProvenance = 27,
  kImagingSeries = 28,
};

// Who the person is. Texts without an id live in the ledger's arena.
struct Person {
  uint64_t number = 0;  // unique in the dataset, below 2^48: the owner of all ids of this person
  Id id;
  uint8_t sex = 0;             // indexes of the lists in reference/categories.h
  uint8_t race = 0;
  uint8_t ethnicity = 0;
  uint8_t group = 0;           // population group that names and places are drawn by
  uint8_t language = 0;
  uint8_t insurance = 0;
  uint8_t alcohol = 0;
  uint8_t housing = 0;
  uint8_t smoking = 0xFF;         // 0xFF: too young to have one
  uint8_t marital_status = 0xFF;
  uint8_t education = 0xFF;
  uint8_t employment = 0xFF;
  bool born_in_us = true;
  Day birth = 0;
  Day death = kNever;
  int32_t age = 0;                // whole years at the dataset's date or at death
  TextId first_name = kNoText, middle_name = kNoText, last_name = kNoText;
  TextId street = kNoText;
  uint32_t house_number = 0;
  uint32_t place = 0;             // index of the world's places
  TextId zip = kNoText;
  int32_t latitude = 0, longitude = 0;  // 1e-5 degrees
  int64_t income = 0;             // of the household, USD a year
  double income_to_poverty = 0;   // ratio to the poverty threshold of the household
  uint32_t provider = kNone;      // index of the world's providers
  uint64_t vista_id = 0;
  std::string_view mrn, ssn, phone, email, address;
};

struct Encounter {
  Id id;
  Instant start = 0, end = 0;
  TextId type = kNoText, code = kNoText, reason = kNoText, reason_code = kNoText;
  TextId encounter_class = kNoText;  // HL7 v3 ActCode
  TextId discharge_disposition = kNoText;
  uint32_t provider = kNone, organization = kNone, payer = kNone;
  int64_t base_cost = 0, total_cost = 0, payer_coverage = 0;  // cents
};

struct Observation {
  Id id;
  uint32_t encounter = 0;         // index of the ledger's encounters
  uint16_t kind = 0;              // index of the observation catalogue, a reference::Measure
  Instant at = 0;
  bool is_number = true;
  int32_t mantissa = 0;           // with the catalogue's decimals
  TextId value = kNoText, value_code = kNoText;  // of coded values
  int32_t low = INT32_MIN, high = INT32_MIN;     // reference range, INT32_MIN = open
  uint32_t panel = kNone;         // number of the panel within the person
};

// An observation that is not of the catalogue: a disease module's, with its own code, unit and kind of value.
struct CodedObservation {
  Id id;
  uint32_t encounter = kNone;     // kNone: outside of any encounter that is told
  Instant at = 0;
  TextId type = kNoText, loinc_code = kNoText, category = kNoText, unit = kNoText;
  Quantity number;                // of numbers
  TextId value_code = kNoText;    // of coded values
  std::string_view value;         // of texts, truths and coded values: what they say; empty for numbers and for none
  Quantity low, high;             // reference range, of codes and units that have one
  TextId interpretation = kNoText;  // of coded values; that of numbers follows from the range
  uint32_t panel = kNone;         // number of the panel within the person

  bool has_value() const { return number.mantissa != kNoMantissa || !value.empty(); }
};

struct Immunization {
  Id id;
  uint32_t encounter = 0;
  Instant at = 0;
  TextId vaccine = kNoText, cvx_code = kNoText, mvx_code = kNoText;
  TextId series = kNoText, site = kNoText, route = kNoText;
  uint8_t dose_number = 0;
  std::string_view lot;
};

struct Coverage {
  Id id;
  uint32_t plan = 0;              // index of the world's plans
  uint8_t insurance = 0;
  Day start = 0, end = 0;         // end is the last day
  std::string_view member_id;     // empty for those who pay themselves
};

// A code with what it means.
struct CodedText {
  TextId text = kNoText, code = kNoText;
};

// Of all that follows: an encounter of kNone was before the history, or there was none; an end of kNever has not come.

struct Condition {
  Id id;
  uint32_t encounter = kNone;
  TextId name = kNoText, snomed_code = kNoText, icd10_code = kNoText;
  TextId category = kNoText;      // problem, encounter-diagnosis, social-finding
  Day onset = 0, abatement = kNever;
};

struct AllergyReaction {
  CodedText reaction;
  TextId severity = kNoText;      // mild, moderate, severe
};

struct Allergy {
  Id id;
  uint32_t encounter = kNone;
  TextId substance = kNoText, snomed_code = kNoText, rxnorm_code = kNoText;
  TextId category = kNoText, criticality = kNoText;
  Day onset = 0, end = kNever;
  uint32_t first_reaction = 0, reaction_count = 0;  // of the ledger's reactions, the gravest first
};

enum class MedicationStatus : uint8_t { kActive, kCompleted, kStopped };

struct Medication {
  Id id;
  uint32_t encounter = kNone;
  uint32_t condition = kNone;     // index of the ledger's conditions
  TextId name = kNoText, rxnorm_code = kNoText, ndc_code = kNoText;
  TextId route = kNoText;         // SNOMED CT code
  TextId frequency = kNoText;
  Day start = 0, end = kNever;
  MedicationStatus status = MedicationStatus::kActive;
  bool administered = false;      // given on the spot
  bool as_needed = false;
  Quantity dose, quantity;
  int32_t days_supply = -1, refills = -1;          // -1: not said
  int64_t cost = 0, payer_coverage = 0;            // of a fill, cents
};

struct Procedure {
  Id id;
  uint32_t encounter = kNone;
  uint32_t condition = kNone;
  TextId name = kNoText, snomed_code = kNoText, cpt_code = kNoText, hcpcs_code = kNoText;
  Instant start = 0, end = 0;
  int64_t cost = 0, payer_coverage = 0;            // cents
};

enum class CarePlanStatus : uint8_t { kActive, kCompleted, kRevoked };

struct CarePlan {
  Id id;
  uint32_t encounter = kNone;
  uint32_t condition = kNone;
  TextId name = kNoText, snomed_code = kNoText;
  Day start = 0, end = kNever;
  CarePlanStatus status = CarePlanStatus::kActive;
  uint32_t first_activity = 0, activity_count = 0;  // of the ledger's activities
  uint32_t first_goal = 0, goal_count = 0;          // of the ledger's goals
};

struct Device {
  Id id;
  uint32_t encounter = kNone;
  TextId name = kNoText, snomed_code = kNoText;
  TextId manufacturer = kNoText, model = kNoText;
  Day start = 0, end = kNever;
  std::string_view udi;
};

struct DiagnosticReport {
  Id id;
  uint32_t encounter = kNone;
  TextId name = kNoText, loinc_code = kNoText;
  Instant at = 0;
  uint32_t panel = kNone;         // of the observations that it holds
};

struct ImagingSeries {
  TextId modality = kNoText;      // DICOM
  CodedText body_site;            // SNOMED CT
  uint32_t instances = 0;
};

struct ImagingStudy {
  Id id;
  uint32_t encounter = kNone;
  uint32_t procedure = kNone;     // index of the ledger's procedures
  Instant at = 0;
  uint32_t first_series = 0, series_count = 0;      // of the ledger's imaging_series
};

struct Supply {
  Id id;
  uint32_t encounter = kNone;
  TextId name = kNoText, snomed_code = kNoText;
  Day at = 0;
  int32_t quantity = 1;
};

// A disease of a relative.
struct FamilyDisease {
  TextId relation = kNoText, condition = kNoText, snomed_code = kNoText, icd10_code = kNoText;
  int32_t onset_age = 0;          // whole years
  bool deceased = false;
  Day onset = 0, death = kNever;  // of the relative; the death may lie beyond what is told
};

struct Death {
  TextId cause = kNoText, icd10_code = kNoText, manner = kNoText;
  uint32_t encounter = kNone;
};

struct Ledger {
  Person person;
  std::vector<Encounter> encounters;      // by start; no two overlap
  std::vector<Observation> observations;  // by time, then as made
  std::vector<Immunization> immunizations;
  std::vector<Coverage> coverages;
  // What disease modules tell: by time, then as made.
  std::vector<CodedObservation> coded_observations;
  std::vector<Condition> conditions;
  std::vector<Allergy> allergies;
  std::vector<AllergyReaction> reactions;
  std::vector<Medication> medications;
  std::vector<Procedure> procedures;
  std::vector<CarePlan> care_plans;
  std::vector<CodedText> activities;
  std::vector<TextId> goals;
  std::vector<Device> devices;
  std::vector<DiagnosticReport> reports;
  std::vector<ImagingStudy> imaging_studies;
  std::vector<ImagingSeries> imaging_series;
  std::vector<Supply> supplies;
  std::vector<FamilyDisease> family;      // by relation
  Death death;                            // of people whose person.death is not kNever
  uint32_t panels = 0;
  Arena texts{16 * 1024};

  void clear() {
    person = {};
    encounters.clear();
    observations.clear();
    immunizations.clear();
    coverages.clear();
    coded_observations.clear();
    conditions.clear();
    allergies.clear();
    reactions.clear();
    medications.clear();
    procedures.clear();
    care_plans.clear();
    activities.clear();
    goals.clear();
    devices.clear();
    reports.clear();
    imaging_studies.clear();
    imaging_series.clear();
    supplies.clear();
    family.clear();
    death = {};
    panels = 0;
    texts.reset();
  }
};

}  // namespace polyclinic::ledger
