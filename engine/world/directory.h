// The organizations, clinicians and payers of a run: who gives care near which place, and who pays.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/config.h"
#include "engine/foundation/arena.h"
#include "engine/foundation/distribution.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/world/names.h"
#include "engine/world/places.h"

namespace polyclinic::world {

enum class OrganizationKind : uint8_t { kClinic, kHospital, kPharmacy };

struct Organization {
  Id id;
  OrganizationKind kind = OrganizationKind::kClinic;
  TextId name = kNoText, type = kNoText, taxonomy = kNoText;
  std::string_view npi, address, phone;
  uint32_t place = 0;
  TextId zip = kNoText;
  int32_t latitude = 0, longitude = 0;     // 1e-5 degrees
  uint32_t beds = 0;                       // of a hospital
  uint32_t first_provider = 0, provider_count = 0;
};

enum class Specialty : uint8_t {  // in the order of specialties.csv
  kFamilyMedicine,
  kInternalMedicine,
  kPediatrics,
  kNursePractitioner,
  kPhysicianAssistant,
  kObstetricsGynecology,
  kEmergencyMedicine,
  kHospitalist,
  kGeneralSurgery,
  kCardiology,
  kAllergyImmunology,
  kDermatology,
  kEndocrinology,
  kGastroenterology,
  kHematologyOncology,
  kInfectiousDisease,
  kNephrology,
  kNeurology,
  kOphthalmology,
  kOrthopedics,
  kOtolaryngology,
  kPhysicalMedicine,
  kPsychiatry,
  kPulmonology,
  kRheumatology,
  kUrology,
  kVascularSurgery,
  kDentistry,
  kPharmacist,
};
inline constexpr uint32_t kSpecialtyCount = 29;

struct Provider {
  Id id;
  TextId first_name = kNoText, last_name = kNoText, full_name = kNoText;
  TextId specialty_text = kNoText, taxonomy = kNoText;
  reference::Sex sex = reference::Sex::kFemale;
  Specialty specialty = Specialty::kFamilyMedicine;
  uint32_t organization = 0;
  uint32_t panel_capacity = 0;  // people whom a primary care clinician can look after; 0 for the others
  std::string_view npi;
};

struct Payer {
  Id id;
  TextId code = kNoText, name = kNoText, line_of_business = kNoText;
};

struct Plan {
  uint32_t payer = 0;
  TextId name = kNoText;
  reference::Insurance insurance = reference::Insurance::kUninsured;
  double patient_share = 1;  // of what care costs, on average over a year
  bool has_members = true;   // false: people who pay themselves
  // Whom it takes: ages in whole years, both included; the first calendar year of it; one race alone.
  int32_t age_from = 0, age_to = 120;
  int32_t since = 0;
  std::optional<reference::Race> race;

  bool takes(int32_t age, int32_t year, reference::Race of) const {
    return age >= age_from && age <= age_to && year >= since && (!race || *race == of);
  }
};

// Who looks after the people of one place.
struct CareNetwork {
  uint32_t first_clinic = 0, clinic_count = 0;  // organizations side by side
  uint32_t hospital = 0;
  uint32_t specialists = 0;  // the hospital that has clinicians of all specialties
  uint32_t pharmacy = 0;
};

struct Directory {
  std::vector<Organization> organizations;
  std::vector<Provider> providers;
  std::vector<CareNetwork> networks;  // by place
  std::vector<Payer> payers;
  std::vector<Plan> plans;
  std::vector<Categorical> plans_of;            // by insurance: index into plans_by_insurance
  std::vector<std::vector<uint32_t>> plans_by_insurance;
  std::vector<std::pair<std::string_view, Specialty>> specialty_words;  // parts of modules' words, in capitals
  Arena texts;

  // What a module's word for a specialty means: "MEDICAL ONCOLOGY"; none when the directory has no such clinicians.
  std::optional<Specialty> specialty_named(std::string_view word) const;

  static Result<Directory> build(const config::Config& config, const Places& places, const Names& names, TextPool& pool);

  // A clinician of the place's clinics for people of that age, each clinician as likely as the panel is large.
  // Stays the same for the same stream.
  uint32_t primary_care(uint32_t place, bool child, RandomStream& stream) const;
};

// The ten digits of an NPI: nine that are `number` and a Luhn check digit over "80840" and them (CMS). `number` is
// below 100,000,000; the first digit is 1.
void write_npi(uint64_t number, char (&out)[10]);

}  // namespace polyclinic::world
