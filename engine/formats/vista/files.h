// The FileMan files that are written: number, name, global, and how their entries come by their numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace polyclinic::formats::vista {

enum class File : uint8_t {
  kInstitution,
  kState,
  kRace,
  kEthnicity,
  kCollectionMethod,
  kMaritalStatus,
  kHospitalLocation,
  kDrug,
  kPatientStatus,
  kLaboratoryTest,
  kSpecimen,
  kDiagnosis,
  kProcedureCode,
  kVitalType,
  kReactant,
  kSign,
  kPerson,
  kLocation,
  kVaccine,
  kNarrative,
  kFactor,
  kPatient,
  kPharmacyPatient,
  kPrescription,
  kLaboratory,
  kVital,
  kAllergy,
  kIhsPatient,
  kVisit,
  kVisitProvider,
  kVisitDiagnosis,
  kVisitImmunization,
  kVisitProcedure,
  kVisitFactor,
  kProblem,
};
inline constexpr uint32_t kFileCount = 35;

constexpr uint32_t index_of(File file) { return static_cast<uint32_t>(file); }

enum class Numbers : uint8_t {
  kFixed,    // the same entries in every dataset of a world
  kShared,   // an entry for each thing that is pointed to, in the order in which they are first met
  kCounted,  // an entry for each thing that is told
  kFollow,   // an entry has the number of the one that it is about (FileMan's DINUM)
};

struct FileFacts {
  std::string_view number, name;
  std::string_view root;   // of its global
  std::string_view flags;  // behind the number in the header: I = has identifiers, P = .01 is a pointer, D = a date, s = screened
  Numbers numbers = Numbers::kShared;
  File follows = File::kPatient;  // of kFollow
};

inline constexpr std::array<FileFacts, kFileCount> kFiles{{
    {"4", "INSTITUTION", "^DIC(4,", "I"},
    {"5", "STATE", "^DIC(5,", "I", Numbers::kFixed},
    {"10", "RACE", "^DIC(10,", "I", Numbers::kFixed},
    {"10.2", "ETHNICITY", "^DIC(10.2,", "I", Numbers::kFixed},
    {"10.3", "RACE AND ETHNICITY COLLECTION METHOD", "^DIC(10.3,", "I", Numbers::kFixed},
    {"11", "MARITAL STATUS", "^DIC(11,", "", Numbers::kFixed},
    {"44", "HOSPITAL LOCATION", "^SC(", "I"},
    {"50", "DRUG", "^PSDRUG(", "I"},
    {"53", "RX PATIENT STATUS", "^PS(53,", "", Numbers::kFixed},
    {"60", "LABORATORY TEST", "^LAB(60,", "I"},
    {"61", "TOPOGRAPHY FIELD", "^LAB(61,", "I", Numbers::kFixed},
    {"80", "ICD DIAGNOSIS", "^ICD9(", "I"},
    {"81", "CPT", "^ICPT(", "I"},
    {"120.51", "GMRV VITAL TYPE", "^GMRD(120.51,", "I", Numbers::kFixed},
    {"120.82", "GMR ALLERGIES", "^GMRD(120.82,", "I"},
    {"120.83", "SIGN/SYMPTOMS", "^GMRD(120.83,", "I"},
    {"200", "NEW PERSON", "^VA(200,", "I"},
    {"9999999.06", "LOCATION", "^AUTTLOC(", "P", Numbers::kFollow, File::kInstitution},
    {"9999999.14", "IMMUNIZATION", "^AUTTIMM(", "I"},
    {"9999999.27", "PROVIDER NARRATIVE", "^AUTNPOV(", ""},
    {"9999999.64", "HEALTH FACTORS", "^AUTTHF(", "I"},
    {"2", "PATIENT", "^DPT(", "I", Numbers::kCounted},
    {"55", "PHARMACY PATIENT", "^PS(55,", "P", Numbers::kFollow, File::kPatient},
    {"52", "PRESCRIPTION", "^PSRX(", "Is", Numbers::kCounted},
    {"63", "LAB DATA", "^LR(", "I", Numbers::kCounted},
    {"120.5", "GMRV VITAL MEASUREMENT", "^GMR(120.5,", "ID", Numbers::kCounted},
    {"120.8", "PATIENT ALLERGIES", "^GMR(120.8,", "IPs", Numbers::kCounted},
    {"9000001", "PATIENT/IHS", "^AUPNPAT(", "IP", Numbers::kFollow, File::kPatient},
    {"9000010", "VISIT", "^AUPNVSIT(", "IDs", Numbers::kCounted},
    {"9000010.06", "V PROVIDER", "^AUPNVPRV(", "IP", Numbers::kCounted},
    {"9000010.07", "V POV", "^AUPNVPOV(", "IP", Numbers::kCounted},
    {"9000010.11", "V IMMUNIZATION", "^AUPNVIMM(", "IP", Numbers::kCounted},
    {"9000010.18", "V CPT", "^AUPNVCPT(", "IP", Numbers::kCounted},
    {"9000010.23", "V HEALTH FACTORS", "^AUPNVHF(", "IP", Numbers::kCounted},
    {"9000011", "PROBLEM", "^AUPNPROB(", "IP", Numbers::kCounted},
}};

constexpr const FileFacts& facts_of(File file) { return kFiles[index_of(file)]; }

}  // namespace polyclinic::formats::vista
