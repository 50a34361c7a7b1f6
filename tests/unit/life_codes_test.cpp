// Codes on everything that the engine's own disease modules record: each has the map that its table needs, is formed as its
// code system has it, and stands in the tables once. What is missing is told all at once.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/life/module_runner.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"
#include "engine/run/modules.h"
#include "tests/unit/life_modules.h"

namespace polyclinic::life {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_loinc(std::string_view code) {
  const size_t dash = code.find('-');
  if (dash == std::string_view::npos || dash + 2 != code.size() || !is_digits(code.substr(0, dash)) || !is_digits(code.substr(dash + 1))) return false;
  int sum = 0, place = 0;
  for (size_t at = code.size(); at-- > 0;) {
    if (code[at] == '-') continue;
    const int digit = (code[at] - '0') * (place++ % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

bool is_snomed(std::string_view code) {
  static constexpr int kPermutation[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  if (!is_digits(code) || code.size() < 6 || code.size() > 18) return false;
  const auto times = [](int a, int b) {
    return a < 5 ? (b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5) : b < 5 ? 5 + (a - 5 - b + 5) % 5 : (a - b + 5) % 5;
  };
  int check = 0;
  for (size_t back = 0; back < code.size(); ++back) {
    int digit = code[code.size() - 1 - back] - '0';
    for (size_t round = 0; round < back % 8; ++round) digit = kPermutation[digit];
    check = times(check, digit);
  }
  return check == 0;
}

bool is_icd10(std::string_view code) {
  if (code.size() < 3 || code.size() > 8 || !std::isupper(code[0]) || !is_digits(code.substr(1, 1))) return false;
  if (code.size() > 3 && (code[3] != '.' || code.size() < 5)) return false;
  return std::all_of(code.begin(), code.end(), [](char c) { return std::isupper(c) || std::isdigit(c) || c == '.'; });
}

bool is_cpt(std::string_view code) {
  return code.size() == 5 && is_digits(code.substr(0, 4)) && (std::isdigit(code[4]) || code[4] == 'F' || code[4] == 'T' || code[4] == 'U');
}
bool is_hcpcs(std::string_view code) { return code.size() == 5 && code[0] >= 'A' && code[0] <= 'V' && is_digits(code.substr(1)); }

// Every mistake of the library's codes, one a line.
class Complaints {
 public:
  void about(bool is_right, std::string_view what, std::string_view code, std::string_view name = {}) {
    if (!is_right) lines_.insert(std::string(what) + ": " + std::string(code) + (name.empty() ? "" : " (" + std::string(name) + ")"));
  }
  std::string text() const {
    std::string all;
    for (const std::string& line : lines_) all += line + "\n";
    return all;
  }
  bool none() const { return lines_.empty(); }

 private:
  std::set<std::string> lines_;
};

TEST_CASE("reference tables of codes are well formed, with one row for a code", "[life]") {
  Complaints complaints;
  const auto each = [&](std::string_view file, std::initializer_list<std::string_view> columns, auto use) {
    reference::CsvReader csv(file, reference::embedded_file(file));
    std::vector<uint32_t> at(columns.size());
    REQUIRE(csv.columns(columns, at.data()).has_value());
    std::set<std::string> seen;
    while (csv.next()) {
      std::vector<std::string> cells;
      for (const uint32_t column : at) cells.emplace_back(csv.text(column));
      use(cells, seen);
    }
  };
  each("procedures.csv", {"snomed_code", "cpt_code", "hcpcs_code", "price_usd"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0]).second, "procedures.csv: second row for", row[0]);
    complaints.about(is_snomed(row[0]), "procedures.csv: not a SNOMED CT code", row[0]);
    complaints.about(row[1].empty() || is_cpt(row[1]), "procedures.csv: not a CPT number", row[1]);
    complaints.about(row[2].empty() || is_hcpcs(row[2]), "procedures.csv: not a HCPCS code", row[2]);
    complaints.about(!row[3].empty(), "procedures.csv: no price for", row[0]);
  });
  each("snomed_icd10cm.csv", {"snomed_code", "icd10_code", "category"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0]).second, "snomed_icd10cm.csv: second row for", row[0]);
    complaints.about(is_snomed(row[0]), "snomed_icd10cm.csv: not a SNOMED CT code", row[0]);
    complaints.about(is_icd10(row[1]) || (row[1].empty() && row[2] == "social-finding"), "snomed_icd10cm.csv: not an ICD-10-CM code", row[1]);
    complaints.about(row[2] == "problem" || row[2] == "encounter-diagnosis" || row[2] == "social-finding",
                     "snomed_icd10cm.csv: not a category", row[2]);
  });
  each("drugs.csv", {"rxcui", "ndc_code", "price_usd", "unit", "route_code"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0]).second, "drugs.csv: second row for", row[0]);
    complaints.about(row[1].empty() || (row[1].size() == 11 && is_digits(row[1])), "drugs.csv: not an NDC", row[1]);
    complaints.about(!row[2].empty() && (row[3] == "EA" || row[3] == "PK") && is_snomed(row[4]), "drugs.csv: price, unit or route of", row[0]);
  });
  each("laboratory_ranges.csv", {"loinc", "unit", "sex", "age_from", "age_to", "low", "high"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0] + row[1] + row[2] + row[3]).second, "laboratory_ranges.csv: second row for", row[0], row[1]);
    complaints.about(is_loinc(row[0]) && !row[1].empty() && std::stoi(row[3]) <= std::stoi(row[4]), "laboratory_ranges.csv: row of", row[0]);
  });
  each("reported_decimals.csv", {"loinc", "unit", "decimals"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0] + row[1]).second, "reported_decimals.csv: second row for", row[0], row[1]);
    complaints.about(is_loinc(row[0]) && !row[1].empty() && row[2].size() == 1 && row[2] <= "4", "reported_decimals.csv: row of", row[0]);
  });
  each("qualitative_results.csv", {"code", "interpretation"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0]).second, "qualitative_results.csv: second row for", row[0]);
    complaints.about(row[0].starts_with("LA") || is_snomed(row[0]), "qualitative_results.csv: not a code", row[0]);
    complaints.about(row[1] == "N" || row[1] == "A", "qualitative_results.csv: not an interpretation", row[1]);
  });
  each("family_diseases.csv", {"key", "snomed_code", "icd10_code"}, [&](const auto& row, auto& seen) {
    complaints.about(seen.insert(row[0]).second, "family_diseases.csv: second row for", row[0]);
    complaints.about(is_snomed(row[1]) && is_icd10(row[2]), "family_diseases.csv: codes of", row[0]);
  });
  INFO(complaints.text());
  CHECK(complaints.none());
}

TEST_CASE("whatever the engine's own modules record has its codes, prices and ranges", "[life]") {
  auto loaded = run::load_program(config::Modules{});
  if (!loaded) FAIL(loaded.error().to_text());
  if (*loaded == nullptr) return;  // there are none
  const gmf::Program& program = **loaded;
  world::World world = testing::made_world(testing::sample_config());
  const auto catalogue = reference::ObservationCatalogue::build();
  REQUIRE(catalogue.has_value());
  const auto tables = ModuleTables::build(*loaded, world, *catalogue, {});
  if (!tables) FAIL(tables.error().to_text());
  const auto code_text = [&](gmf::CodeId id) { return program.text(program.codes[id].code); };
  const auto name = [&](gmf::CodeId id) { return program.text(program.codes[id].display); };
  Complaints complaints;

  for (gmf::CodeId id = 0; id < program.codes.size(); ++id) {
    const CodeTexts& code = tables->texts.code(id);
    complaints.about(!name(id).empty(), "no display", code_text(id));
    if (code.system == CodeSystem::kSnomed) complaints.about(is_snomed(code_text(id)), "not a SNOMED CT code", code_text(id), name(id));
    if (code.system == CodeSystem::kLoinc && !code_text(id).starts_with("LA")) {
      complaints.about(is_loinc(code_text(id)), "not a LOINC code", code_text(id), name(id));
    }
    if (code.system == CodeSystem::kRxNorm) complaints.about(is_digits(code_text(id)), "not an RxNorm code", code_text(id), name(id));
  }
  for (const gmf::State& state : program.states) {
    if (state.type != gmf::StateType::kConditionOnset) continue;
    const auto codes = program.code_list(program.onsets[state.detail].codes);
    if (codes.empty()) continue;
    const CodeTexts& code = tables->texts.code(codes.front());
    const TextId icd10 = code.icd10;
    const bool is_social = code.category == tables->texts.social_finding;
    complaints.about(is_social || (icd10 != kNoText && is_icd10(world.texts.text(icd10))), "condition without an ICD-10-CM code in snomed_icd10cm.csv",
                     code_text(codes.front()), name(codes.front()));
  }
  for (const gmf::Procedure& procedure : program.procedures) {
    for (const gmf::CodeId id : program.code_list(procedure.codes).first(std::min(procedure.codes.count, 1U))) {
      complaints.about(tables->texts.code(id).cents >= 0, "procedure without a row in procedures.csv", code_text(id), name(id));
    }
  }
  std::set<std::string_view> drugs, products;
  for (const gmf::MedicationOrder& order : program.medication_orders) {
    for (const gmf::CodeId id : program.code_list(order.codes).first(std::min(order.codes.count, 1U))) {
      const CodeTexts& drug = tables->texts.code(id);
      complaints.about(drug.system == CodeSystem::kRxNorm && drug.unit_cents >= 0 && drug.route != kNoText, "drug without a row in drugs.csv",
                       code_text(id), name(id));
      drugs.insert(code_text(id));
      if (drug.ndc != kNoText) products.insert(code_text(id));
    }
  }
  // Laboratory results in numbers have a range, or a row that says that none is customary.
  std::set<std::pair<std::string, std::string>> ranged;
  reference::CsvReader csv("laboratory_ranges.csv", reference::embedded_file("laboratory_ranges.csv"));
  uint32_t at[2];
  REQUIRE(csv.columns({"loinc", "unit"}, at).has_value());
  while (csv.next()) ranged.emplace(csv.text(at[0]), csv.text(at[1]));
  for (const gmf::Observation& observation : program.observations) {
    const auto codes = program.code_list(observation.codes);
    const bool is_laboratory = observation.category != kNoText && program.text(observation.category) == "laboratory";
    if (codes.empty() || observation.unit == kNoText || !is_laboratory) continue;
    const std::string_view unit = program.text(observation.unit);
    const uint8_t measure = tables->texts.code(codes.front()).measure;
    const bool is_of_catalogue = measure != 0xFF && catalogue->kind(static_cast<reference::Measure>(measure)).unit == unit;
    complaints.about(is_of_catalogue || ranged.contains({std::string(code_text(codes.front())), std::string(unit)}),
                     "laboratory test without a row in laboratory_ranges.csv", std::string(code_text(codes.front())) + " in " + std::string(unit),
                     name(codes.front()));
  }
  // Scores are points, and are reported so.
  const auto ranges = LaboratoryRanges::build(program, world.texts);
  REQUIRE(ranges.has_value());
  for (const gmf::Observation& observation : program.observations) {
    const auto codes = program.code_list(observation.codes);
    if (codes.empty() || observation.unit == kNoText || program.text(observation.unit) != "{score}") continue;
    const uint8_t measure = tables->texts.code(codes.front()).measure;
    complaints.about(measure != 0xFF || ranges->decimals(codes.front(), world.texts.find("{score}")) == 0, "score without a row in reported_decimals.csv",
                     std::string(code_text(codes.front())), name(codes.front()));
  }
  INFO(complaints.text());
  CHECK(complaints.none());
  WARN(drugs.size() << " drugs, " << products.size() << " with the code of a product");
}

}  // namespace
}  // namespace polyclinic::life
