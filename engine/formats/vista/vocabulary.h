// What the run's words and categories are in VistA, and the entries of files that are the same in every dataset.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/formats/specimen.h"
#include "engine/formats/vista/node_writer.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/categories.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::formats::vista {

// GMRV VITAL TYPE #120.51: name, abbreviation, what the visits' measurements call it.
struct VitalType {
  std::string_view name, abbreviation, measurement;
};
inline constexpr std::array<VitalType, 10> kVitalTypes{{{"BLOOD PRESSURE", "BP", "BP"},
                                                        {"TEMPERATURE", "T", "TMP"},
                                                        {"RESPIRATION", "R", "RS"},
                                                        {"PULSE", "P", "PU"},
                                                        {"HEIGHT", "HT", "HT"},
                                                        {"WEIGHT", "WT", "WT"},
                                                        {"PULSE OXIMETRY", "PO2", "O2"},
                                                        {"PAIN", "PN", "PA"},
                                                        {"CIRCUMFERENCE/GIRTH", "CG", "CG"},
                                                        {"HEAD CIRCUMFERENCE", "HC", "HC"}}};
enum class Vital : uint8_t { kBloodPressure, kTemperature, kRespiration, kPulse, kHeight, kWeight, kOximetry, kPain, kGirth, kHead, kNone };

// A measure of the observation catalogue.
struct Kind {
  Vital vital = Vital::kNone;
  bool is_laboratory = false;
  bool is_factor = false;      // what is asked of a person, not measured
  uint8_t decimals = 0;
  TextId name = kNoText, loinc = kNoText, unit = kNoText, category = kNoText;
};

// The field of LAB DATA's chemistry subfile (63.04) that VistA has for a LOINC code; 0 where it has none: the site numbers
// such fields itself.
uint32_t national_data_name(std::string_view loinc_code);
inline constexpr std::string_view kLocalDataName = "9000";  // and the test's own number behind it

struct Vocabulary {
  // The vital sign that a module's observation is: a number in the catalogue's unit; none for the lower blood pressure.
  Vital vital_of(const ledger::CodedObservation& observation) const {
    const Vital vital = vitals[observation.loinc_code];
    const bool is_one = vital != Vital::kNone && observation.number.mantissa != ledger::kNoMantissa && observation.unit == units[observation.loinc_code];
    return is_one && observation.loinc_code != diastolic ? vital : Vital::kNone;
  }

  Vocabulary(const world::World& world, const reference::ObservationCatalogue& observations);

  const world::World& world;
  Texts texts;
  bool routine = false;
  std::vector<Kind> kinds;               // by the catalogue
  std::vector<uint8_t> is_diagnosis;     // by TextId: reads as a code of ICD-10-CM
  std::vector<Specimen> specimens;       // by TextId, of names of LOINC
  std::vector<uint32_t> data_names;      // by TextId, of codes of LOINC: national_data_name()
  std::vector<TextId> units;             // by TextId, of the same
  std::vector<Vital> vitals;             // by TextId, of codes of LOINC of the catalogue
  TextId systolic = kNoText, diastolic = kNoText;  // codes of LOINC

  TextId laboratory = kNoText, vital_signs = kNoText;
  TextId problem = kNoText, social_finding = kNoText;
  TextId inpatient = kNoText, emergency = kNoText, virtual_visit = kNoText;
  TextId food = kNoText, medication = kNoText;
  TextId unspecified_illness = kNoText;  // R69, when the run has it: what has no code of ICD-10-CM
};

// Where in a house a visit is: HOSPITAL LOCATION #44 has an entry for each that is met.
enum class Place : uint8_t { kClinic, kEmergency, kWard, kTelephone };

// Of the fixed files: an entry's number is its index and 1.
struct FixedEntry {
  std::string_view name, second, third, fourth;
};
inline constexpr std::array<FixedEntry, 5> kRaces{{{"WHITE", "W", "2106-3", "2106-3"},
                                                   {"BLACK OR AFRICAN AMERICAN", "B", "2054-5", "2054-5"},
                                                   {"ASIAN", "A", "2028-9", "2028-9"},
                                                   {"AMERICAN INDIAN OR ALASKA NATIVE", "3", "1002-5", "1002-5"},
                                                   {"NATIVE HAWAIIAN OR OTHER PACIFIC ISLANDER", "H", "2076-8", "2076-8"}}};
inline constexpr std::array<FixedEntry, 2> kEthnicities{{{"HISPANIC OR LATINO", "H", "2135-2", "2135-2"},
                                                         {"NOT HISPANIC OR LATINO", "N", "2186-5", "2186-5"}}};
inline constexpr std::array<FixedEntry, 1> kCollectionMethods{{{"SELF IDENTIFICATION", "S", "SLF", {}}}};
inline constexpr std::array<FixedEntry, 6> kMaritalStatuses{{{"NEVER MARRIED", "N", "N", {}},
                                                            {"MARRIED", "M", "M", {}},
                                                            {"UNKNOWN", "U", "U", {}},  // who lives together may have been married
                                                            {"DIVORCED", "D", "D", {}},
                                                            {"SEPARATED", "S", "S", {}},
                                                            {"WIDOWED", "W", "W", {}}}};
inline constexpr std::array<FixedEntry, 1> kPatientStatuses{{{"OUTPATIENT", "OPT", {}, {}}}};
// By Specimen.
inline constexpr std::array<FixedEntry, kSpecimenCount> kSpecimens{{{"UNKNOWN", {}, {}, {}},
                                                                    {"SERUM", {}, {}, {}},
                                                                    {"PLASMA", {}, {}, {}},
                                                                    {"BLOOD", {}, {}, {}},
                                                                    {"URINE", {}, {}, {}},
                                                                    {"FECES", {}, {}, {}},
                                                                    {"SPUTUM", {}, {}, {}},
                                                                    {"TISSUE", {}, {}, {}}}};
static_assert(kRaces.size() + 1 == reference::kRaces.size() && kEthnicities.size() == reference::kEthnicities.size() &&
              kMaritalStatuses.size() == reference::kMaritalStatuses.size());

}  // namespace polyclinic::formats::vista
