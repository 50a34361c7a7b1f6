// Finds what words are.
#include "engine/formats/vista/vocabulary.h"

#include <utility>

#include "engine/foundation/text.h"

namespace polyclinic::formats::vista {
namespace {

using reference::Measure;

// Field numbers of the data dictionary of file 63.04, by LOINC codes of what they hold.
constexpr std::array<std::pair<std::string_view, uint32_t>, 31> kDataNames{{
    {"2345-7", 2},    {"3094-0", 3},   {"2160-0", 4},   {"2951-2", 5},   {"2823-3", 6},   {"2075-0", 7},    {"2028-9", 8},
    {"17861-6", 9},   {"2777-1", 10},  {"3084-1", 11},  {"2093-3", 12},  {"2885-2", 13},  {"1751-7", 14},   {"1975-2", 15},
    {"6768-6", 17},   {"1920-8", 19},  {"1742-6", 20},  {"2571-8", 47},  {"2085-9", 80},  {"13457-7", 292}, {"6690-2", 384},
    {"789-8", 385},   {"718-7", 386},  {"4544-3", 387}, {"787-2", 388},  {"785-6", 389},  {"786-4", 390},   {"788-0", 391},
    {"32623-1", 393}, {"4548-4", 462}, {"33037-3", 790},
}};

Vital vital_of_measure(Measure measure) {
  switch (measure) {
    case Measure::kSystolic:
    case Measure::kDiastolic: return Vital::kBloodPressure;
    case Measure::kBodyTemperature: return Vital::kTemperature;
    case Measure::kRespiratoryRate: return Vital::kRespiration;
    case Measure::kHeartRate: return Vital::kPulse;
    case Measure::kBodyHeight: return Vital::kHeight;
    case Measure::kBodyWeight: return Vital::kWeight;
    case Measure::kOxygenSaturation: return Vital::kOximetry;
    case Measure::kPainSeverity: return Vital::kPain;
    case Measure::kWaistCircumference: return Vital::kGirth;
    case Measure::kHeadCircumference: return Vital::kHead;
    default: return Vital::kNone;
  }
}

// A letter and a digit: SNOMED CT's codes are digits alone.
bool reads_as_diagnosis(std::string_view code) {
  return code.size() >= 3 && code.size() <= 8 && code[0] >= 'A' && code[0] <= 'Z' && is_ascii_digit(code[1]);
}

}  // namespace

uint32_t national_data_name(std::string_view loinc_code) {
  for (const auto& [code, field] : kDataNames) {
    if (code == loinc_code) return field;
  }
  return 0;
}

Vocabulary::Vocabulary(const world::World& world_, const reference::ObservationCatalogue& observations)
    : world(world_), texts(world_.texts), routine(world_.config.format_options.vista.routine) {
  const TextPool& pool = world.texts;
  for (TextId id = 0; id < pool.size(); ++id) {
    is_diagnosis.push_back(reads_as_diagnosis(pool.text(id)) ? 1 : 0);
    specimens.push_back(specimen_of_name(pool.text(id)));
    data_names.push_back(national_data_name(pool.text(id)));
  }
  vitals.assign(pool.size(), Vital::kNone);
  units.assign(pool.size(), kNoText);
  for (const reference::ObservationKind& kind : observations.kinds()) {
    Kind made;
    made.vital = vital_of_measure(kind.measure);
    made.is_laboratory = kind.category == "laboratory";
    made.is_factor = !made.is_laboratory && made.vital == Vital::kNone && kind.category != "vital-signs";
    made.decimals = kind.decimals;
    made.name = pool.find(kind.display);
    made.loinc = pool.find(kind.loinc);
    made.unit = pool.find(kind.unit);
    made.category = pool.find(kind.category);
    vitals[made.loinc] = made.vital;
    units[made.loinc] = made.unit;
    kinds.push_back(made);
  }
  vitals[kNoText] = Vital::kNone;
  systolic = kinds[static_cast<size_t>(Measure::kSystolic)].loinc;
  diastolic = kinds[static_cast<size_t>(Measure::kDiastolic)].loinc;
  laboratory = pool.find("laboratory");
  vital_signs = pool.find("vital-signs");
  problem = pool.find("problem");
  social_finding = pool.find("social-finding");
  inpatient = pool.find("IMP");
  emergency = pool.find("EMER");
  virtual_visit = pool.find("VR");
  food = pool.find("food");
  medication = pool.find("medication");
  unspecified_illness = pool.find("R69");
}

}  // namespace polyclinic::formats::vista
