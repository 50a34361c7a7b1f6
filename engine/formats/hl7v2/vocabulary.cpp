// The tables and how words find their codes.
#include "engine/formats/hl7v2/vocabulary.h"

#include <array>

#include "engine/formats/hl7v2/segment_writer.h"
#include "engine/foundation/text.h"
#include "engine/reference/categories.h"

namespace polyclinic::formats::hl7v2 {
namespace {

struct WordElement {
  std::string_view word, element;
};

// Table 0162; drugs' routes by SNOMED CT code, vaccines' by the word of the tables.
constexpr std::array<WordElement, 20> kRoutes{{{"26643006", "PO^Oral^HL70162"},
                                               {"37839007", "SL^Sublingual^HL70162"},
                                               {"447694001", "IH^Inhalation^HL70162"},
                                               {"46713006", "NS^Nasal^HL70162"},
                                               {"54485002", "OP^Ophthalmic^HL70162"},
                                               {"10547007", "OT^Otic^HL70162"},
                                               {"6064005", "TP^Topical^HL70162"},
                                               {"45890007", "TD^Transdermal^HL70162"},
                                               {"37161004", "PR^Rectal^HL70162"},
                                               {"16857009", "VG^Vaginal^HL70162"},
                                               {"47625008", "IV^Intravenous^HL70162"},
                                               {"78421000", "IM^Intramuscular^HL70162"},
                                               {"34206005", "SC^Subcutaneous^HL70162"},
                                               {"54471007", "B^Buccal^HL70162"},
                                               {"Intramuscular", "IM^Intramuscular^HL70162"},
                                               {"Subcutaneous", "SC^Subcutaneous^HL70162"},
                                               {"Oral", "PO^Oral^HL70162"},
                                               {"Nasal", "NS^Nasal^HL70162"},
                                               {"Percutaneous", "OTH^Percutaneous^HL70162"},
                                               {"Intradermal", "ID^Intradermal^HL70162"}}};

// Table 0163. A vaccine that is swallowed has no site.
constexpr std::array<WordElement, 7> kSites{{{"Left thigh", "LT^Left Thigh^HL70163"},
                                             {"Right thigh", "RT^Right Thigh^HL70163"},
                                             {"Left deltoid", "LD^Left Deltoid^HL70163"},
                                             {"Right deltoid", "RD^Right Deltoid^HL70163"},
                                             {"Left upper arm", "LUA^Left Upper Arm^HL70163"},
                                             {"Right upper arm", "RUA^Right Upper Arm^HL70163"},
                                             {"Bilateral nares", "BN^Bilateral Nares^HL70163"}}};

// The CDC's codes of manufacturers (MVX) that vaccines.csv names.
constexpr std::array<WordElement, 17> kManufacturers{{{"CON", "CON^Connaught^MVX"},
                                                      {"LED", "LED^Lederle^MVX"},
                                                      {"PRX", "PRX^Praxis Biologics^MVX"},
                                                      {"JSN", "JSN^Janssen^MVX"},
                                                      {"MBL", "MBL^Massachusetts Biologic Laboratories^MVX"},
                                                      {"MED", "MED^MedImmune, Inc.^MVX"},
                                                      {"MOD", "MOD^Moderna US, Inc.^MVX"},
                                                      {"MSD", "MSD^Merck and Co., Inc.^MVX"},
                                                      {"MSP", "MSP^MSP Vaccine Company^MVX"},
                                                      {"NOV", "NOV^Novartis Pharmaceutical Corporation^MVX"},
                                                      {"NVX", "NVX^Novavax, Inc.^MVX"},
                                                      {"PFR", "PFR^Pfizer, Inc.^MVX"},
                                                      {"PMC", "PMC^Sanofi Pasteur^MVX"},
                                                      {"PSC", "PSC^Protein Sciences^MVX"},
                                                      {"SEQ", "SEQ^Seqirus^MVX"},
                                                      {"SKB", "SKB^GlaxoSmithKline^MVX"},
                                                      {"WAL", "WAL^Wyeth^MVX"}}};

std::string coded_element(std::string_view code, std::string_view text, std::string_view system) {
  ByteBuffer element;
  append_escaped(code, element);
  element.push('^');
  append_escaped(text, element);
  element.push('^');
  element.append(system);
  return std::string(element.view());
}

// A whole number at the front of the words, or 0.
uint32_t take_number(std::string_view& words) {
  uint32_t number = 0;
  size_t digits = 0;
  while (digits < words.size() && digits < 4 && is_ascii_digit(words[digits])) number = number * 10 + static_cast<uint32_t>(words[digits++] - '0');
  words.remove_prefix(digits);
  if (!words.empty() && words.front() == ' ') words.remove_prefix(1);
  return number;
}

// The letter of "every so many": seconds, minutes, hours, days, weeks, months (L); none of years.
char period_letter(std::string_view words) {
  constexpr std::pair<std::string_view, char> kPeriods[] = {{"second", 'S'}, {"minute", 'M'}, {"hour", 'H'},
                                                            {"day", 'D'},    {"week", 'W'},   {"month", 'L'}};
  for (const auto& [unit, letter] : kPeriods) {
    if (words.starts_with(unit)) return letter;
  }
  return 0;
}

}  // namespace

Vocabulary::Vocabulary(const world::World& world, const reference::ObservationCatalogue& observations)
    : texts_(world.texts), terms_(world.texts, {}, [](std::string_view text, ByteBuffer& out) { append_escaped(text, out); }) {
  const TextPool& texts = world.texts;
  specimens_.reserve(texts.size());
  specimens_.push_back(Specimen::kOther);
  for (TextId id = 1; id < texts.size(); ++id) specimens_.push_back(specimen_of(texts.text(id)));

  for (const reference::ObservationKind& kind : observations.kinds()) {
    RenderedKind rendered;
    rendered.identifier = coded_element(kind.loinc, kind.display, kLoinc);
    if (!kind.panel_loinc.empty()) rendered.panel = coded_element(kind.panel_loinc, kind.panel_display, kLoinc);
    if (!kind.unit.empty()) rendered.units = coded_element(kind.unit, kind.unit, kUnits);
    rendered.name = texts.find(kind.display);
    rendered.unit = texts.find(kind.unit);
    rendered.category = texts.find(kind.category);
    rendered.specimen = specimen_of(kind.display);
    rendered.decimals = kind.decimals;
    kinds_.push_back(std::move(rendered));
  }

  const auto look_up = [&texts](std::span<const WordElement> table, Words& words) {
    for (const WordElement& row : table) {
      if (const TextId id = texts.find(row.word); id != kNoText) words.emplace_back(id, row.element);
    }
  };
  look_up(kRoutes, routes_);
  look_up(kSites, sites_);
  look_up(kManufacturers, manufacturers_);

  laboratory = texts.find("laboratory");
  vital_signs = texts.find("vital-signs");
  inpatient = texts.find("IMP");
  emergency = texts.find("EMER");
  virtual_visit = texts.find("VR");
  home = texts.find("HH");
  food = texts.find("food");
  environment = texts.find("environment");
  mild = texts.find("mild");
  moderate = texts.find("moderate");
  severe = texts.find("severe");
  for_symptom = texts.find("185345009");
  for_problem = texts.find("185347001");
  check_up = texts.find("185349003");
  follow_up = texts.find("390906007");
}

bool Vocabulary::is_surgery(TextId cpt_code) const {
  const std::string_view code = texts_.text(cpt_code);
  return code.size() == 5 && is_ascii_digit(code.back()) && code >= "10004" && code <= "69990";
}

bool Vocabulary::is_death(TextId disposition) const {
  const std::string_view code = texts_.text(disposition);
  return code == "20" || code == "40" || code == "41" || code == "42";
}

std::string_view sex_letter(uint8_t sex) { return sex == static_cast<uint8_t>(reference::Sex::kMale) ? "M" : "F"; }

std::string_view race_element(uint8_t race) {
  constexpr std::array<std::string_view, reference::kRaces.size()> kElements{
      "2106-3^White^HL70005",
      "2054-5^Black or African American^HL70005",
      "2028-9^Asian^HL70005",
      "1002-5^American Indian or Alaska Native^HL70005",
      "2076-8^Native Hawaiian or Other Pacific Islander^HL70005",
      "2131-1^Other Race^HL70005"};  // two or more: which ones is not known
  return kElements[race];
}

std::string_view ethnicity_element(uint8_t ethnicity) {
  constexpr std::array<std::string_view, reference::kEthnicities.size()> kElements{
      "H^Hispanic or Latino^HL70189^2135-2^Hispanic or Latino^CDCREC",
      "N^Not Hispanic or Latino^HL70189^2186-5^Not Hispanic or Latino^CDCREC"};
  return kElements[ethnicity];
}

std::string_view marital_element(uint8_t marital_status) {
  constexpr std::array<std::string_view, reference::kMaritalStatuses.size()> kElements{
      "S^Single^HL70002", "M^Married^HL70002",  "G^Living together^HL70002",
      "D^Divorced^HL70002", "A^Separated^HL70002", "W^Widowed^HL70002"};
  return marital_status < kElements.size() ? kElements[marital_status] : std::string_view();
}

std::string_view specimen_element(Specimen specimen) {
  constexpr std::array<std::string_view, 8> kElements{"OTH^Source, Other^HL70487", "SER^Serum^HL70487",  "PLAS^Plasma^HL70487",
                                                      "WB^Blood, Whole^HL70487",   "UR^Urine^HL70487",   "STL^Stool^HL70487",
                                                      "SPT^Sputum^HL70487",        "TISS^Tissue^HL70487"};
  return kElements[static_cast<uint32_t>(specimen)];
}

void append_repeat_pattern(std::string_view words, ByteBuffer& out) {
  constexpr std::string_view kAsNeeded = "as needed";
  const bool as_needed = words.ends_with(kAsNeeded);
  const size_t before = out.size();
  char digits[kIntegerTextSize];
  const auto append_number = [&](uint32_t number) { out.append({digits, static_cast<size_t>(write_u64(digits, number) - digits)}); };
  if (words.starts_with("every ")) {
    words.remove_prefix(6);
    const uint32_t number = take_number(words);
    if (const char letter = period_letter(words)) {
      out.push('Q');
      append_number(number == 0 ? 1 : number);
      out.push(letter);
    }
  } else if (const uint32_t times = take_number(words); times > 1 && words.starts_with("times a day")) {
    if (times == 2) {
      out.append("BID");
    } else if (times == 3) {
      out.append("TID");
    } else if (times == 4) {
      out.append("QID");
    } else {
      append_number(times);
      out.append("ID");
    }
  }
  if (as_needed) out.append(out.size() == before ? "PRN" : "~PRN");
}

}  // namespace polyclinic::formats::hl7v2
