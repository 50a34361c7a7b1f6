// What the run's texts and categories are in HL7 v2: every coded element that can be rendered once is. The tables are
// those of HL7 v2.5.1, appendix A, and of the CDC's guide to immunization messages (version 2.5.1, release 1.5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/formats/rendered_terms.h"
#include "engine/formats/specimen.h"
#include "engine/foundation/text_pool.h"
#include "engine/reference/observations.h"
#include "engine/world/world.h"

namespace polyclinic::formats::hl7v2 {

// Names of coding systems (HL7 table 0396).
inline constexpr std::string_view kSnomed = "SCT", kLoinc = "LN", kIcd10 = "I10", kRxNorm = "RXNORM", kNdc = "NDC", kCpt = "C4",
                                  kHcpcs = "HPC", kUnits = "UCUM";

// A measure of the observation catalogue.
struct RenderedKind {
  std::string identifier, panel;  // coded elements; the panel's is empty when it is not reported in one
  std::string units;              // empty for coded values
  TextId name = kNoText, unit = kNoText, category = kNoText;
  Specimen specimen = Specimen::kOther;
  uint8_t decimals = 0;
};

class Vocabulary {
 public:
  // No text is interned in the world after this.
  Vocabulary(const world::World& world, const reference::ObservationCatalogue& observations);

  const RenderedTerms& terms() const { return terms_; }
  const RenderedKind& kind(uint16_t kind) const { return kinds_[kind]; }
  // Of a LOINC name: "... in Serum or Plasma".
  Specimen specimen(TextId loinc_name) const { return specimens_[loinc_name]; }

  // Coded elements; empty where the tables have no word.
  std::string_view route(TextId route) const { return find(routes_, route); }  // SNOMED CT code of a drug's, text of a vaccine's
  std::string_view site(TextId site) const { return find(sites_, site); }
  std::string_view manufacturer(TextId mvx_code) const { return find(manufacturers_, mvx_code); }

  // Of CPT's surgery section, whose numbers are 10004 to 69990.
  bool is_surgery(TextId cpt_code) const;
  // Whether a discharge disposition says that the patient died: 20, 40 to 42.
  bool is_death(TextId disposition) const;

  // Words of the ledger that decide something.
  TextId laboratory = kNoText, vital_signs = kNoText;
  TextId inpatient = kNoText, emergency = kNoText, virtual_visit = kNoText, home = kNoText;
  TextId food = kNoText, environment = kNoText;
  TextId mild = kNoText, moderate = kNoText, severe = kNoText;
  // Reasons that nobody makes an appointment for: of SNOMED CT.
  TextId for_symptom = kNoText, for_problem = kNoText;
  TextId check_up = kNoText, follow_up = kNoText;

 private:
  using Words = std::vector<std::pair<TextId, std::string_view>>;
  static std::string_view find(const Words& words, TextId id) {
    for (const auto& [word, element] : words) {
      if (word == id) return element;
    }
    return {};
  }

  const TextPool& texts_;
  RenderedTerms terms_;
  std::vector<RenderedKind> kinds_;
  std::vector<Specimen> specimens_;  // by TextId
  Words routes_, sites_, manufacturers_;
};

// Coded elements of categories (reference/categories.h); empty where there is none.
std::string_view sex_letter(uint8_t sex);                // table 0001
std::string_view race_element(uint8_t race);             // 0005
std::string_view ethnicity_element(uint8_t ethnicity);   // 0189, and the CDC's code
std::string_view marital_element(uint8_t marital_status);  // 0002
std::string_view specimen_element(Specimen specimen);    // 0487

// Appends how often a drug is taken as repeat patterns (table 0335), ~PRN after it when it is as needed; nothing when
// the words ("2 times a day, as needed") say nothing that the table knows.
void append_repeat_pattern(std::string_view words, ByteBuffer& out);

}  // namespace polyclinic::formats::hl7v2
