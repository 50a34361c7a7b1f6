// What a Program's codes and words are called in the tables: its texts in the world's pool, interned once while the run
// is planned, with what code systems, units and routes add to them. Nothing here belongs to a person.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/gmf/program.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::life {

enum class CodeSystem : uint8_t { kSnomed, kRxNorm, kLoinc, kIcd10, kOther };

struct CodeTexts {
  TextId name = kNoText;   // without SNOMED's tag: "Gout", not "Gout (disorder)"; the code itself when it has no display
  TextId code = kNoText;
  CodeSystem system = CodeSystem::kOther;
  TextId icd10 = kNoText;        // of conditions, where the map knows it
  TextId category = kNoText;     // of conditions, where the map says it
  TextId route = kNoText;        // of drugs: SNOMED CT code, by the dose form or the display
  TextId ndc = kNoText;          // of drugs, where a product is known
  double unit_cents = -1;        // of drugs: price of a unit, or of a month's supply; below 0: not known
  bool is_priced_by_month = false;
  TextId cpt = kNoText, hcpcs = kNoText;  // of procedures: how they are billed
  int64_t cents = -1;            // of procedures: price; below 0: not known
  TextId interpretation = kNoText;        // of values of laboratory tests that say how they are: N or A
  uint8_t measure = 0xFF;        // of observations: the catalogue's row with this code
};

class ModuleTexts {
 public:
  static Result<ModuleTexts> build(const gmf::Program& program, const reference::ObservationCatalogue& catalogue, world::World& world);

  const CodeTexts& code(gmf::CodeId id) const { return codes_[id]; }
  // A word of the program that tables show (units, categories, goals, makers), cleaned; kNoText for any other.
  TextId word(TextId of_program) const { return words_[of_program]; }
  // "2 times a day"; by prescription.
  TextId frequency(uint32_t prescription) const { return frequencies_[prescription]; }

  // What an encounter of a class is called that has no code of its own.
  const ledger::CodedText& encounter(gmf::EncounterClass encounter_class) const { return encounters_[static_cast<uint32_t>(encounter_class)]; }
  // By index of the program's modules; none for what primary care does.
  std::optional<world::Specialty> specialty(uint32_t module) const { return specialties_[module]; }

  // Words of the tables.
  TextId problem = kNoText, encounter_diagnosis = kNoText, social_finding = kNoText;
  TextId mild = kNoText, moderate = kNoText, severe = kNoText;
  TextId low = kNoText, high = kNoText, unable_to_assess = kNoText;
  TextId food = kNoText, medication = kNoText, environment = kNoText;
  TextId ambulatory = kNoText, emergency = kNoText, inpatient = kNoText, home = kNoText, virtual_visit = kNoText;
  TextId natural = kNoText, accident = kNoText, suicide = kNoText, homicide = kNoText;
  TextId laboratory = kNoText;
  TextId observation_stay = kNoText, observation_admission = kNoText;  // the class, and the code that tells it
  TextId home_discharge = kNoText, expired = kNoText, still_patient = kNoText;  // NUBC discharge status

 private:
  void read_codes(const gmf::Program& program, const reference::ObservationCatalogue& catalogue, TextPool& texts);
  Status read_map(const gmf::Program& program, TextPool& texts);
  Status read_routes(const gmf::Program& program, TextPool& texts);
  // module_codes.cpp
  Status read_drugs(const gmf::Program& program, TextPool& texts);
  Status read_procedures(const gmf::Program& program, TextPool& texts);
  Status read_results(const gmf::Program& program, TextPool& texts);
  void read_words(const gmf::Program& program, TextPool& texts);
  void read_prescriptions(const gmf::Program& program, TextPool& texts);

  std::vector<CodeTexts> codes_;
  std::vector<TextId> words_, frequencies_;
  std::array<ledger::CodedText, 10> encounters_{};
  std::vector<std::optional<world::Specialty>> specialties_;
};

// A text of a module as a cell: without control characters and blanks at its ends.
std::string clean_text(std::string_view text);

}  // namespace polyclinic::life
