// What happened to one person, as plain data: filled by life, read by datasets and formats. No behaviour.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/text_pool.h"

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
  kProvider = 16,
  kOrganization = 17,
  kPayer = 18,
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

struct Death {
  TextId cause = kNoText, icd10_code = kNoText, manner = kNoText;
  uint32_t encounter = kNone;
};

struct Ledger {
  Person person;
  std::vector<Encounter> encounters;      // by start
  std::vector<Observation> observations;  // by time, then as made
  std::vector<Immunization> immunizations;
  std::vector<Coverage> coverages;
  Death death;                            // of people whose person.death is not kNever
  uint32_t panels = 0;
  Arena texts{16 * 1024};

  void clear() {
    person = {};
    encounters.clear();
    observations.clear();
    immunizations.clear();
    coverages.clear();
    death = {};
    panels = 0;
    texts.reset();
  }
};

}  // namespace polyclinic::ledger
