// What reference tables know of a Program's codes beyond their names: products and prices of drugs, how procedures are
// billed, what qualitative results mean.
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/math.h"
#include "engine/life/module_texts.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

// The codes of a Program by their text: modules may give one code with several displays.
class CodesByText {
 public:
  explicit CodesByText(const gmf::Program& program) {
    for (gmf::CodeId id = 0; id < program.codes.size(); ++id) ids_.emplace_back(program.text(program.codes[id].code), id);
    std::sort(ids_.begin(), ids_.end());
  }

  template <class Use>
  void each(std::string_view code, Use use) const {
    for (auto at = std::lower_bound(ids_.begin(), ids_.end(), std::pair(code, gmf::CodeId{0})); at != ids_.end() && at->first == code; ++at) {
      use(at->second);
    }
  }

 private:
  std::vector<std::pair<std::string_view, gmf::CodeId>> ids_;
};

}  // namespace

Status ModuleTexts::read_drugs(const gmf::Program& program, TextPool& texts) {
  reference::CsvReader csv("drugs.csv", reference::embedded_file("drugs.csv"));
  uint32_t at[5];
  POLYCLINIC_TRY(csv.columns({"rxcui", "ndc_code", "price_usd", "unit", "route_code"}, at));
  const CodesByText codes(program);
  while (csv.next()) {
    codes.each(csv.text(at[0]), [&](gmf::CodeId id) {
      CodeTexts& drug = codes_[id];
      if (drug.system != CodeSystem::kRxNorm) return;
      drug.ndc = texts.intern(csv.text(at[1]));
      drug.unit_cents = csv.number(at[2]) * 100;
      drug.is_priced_by_month = csv.text(at[3]) == "PK";
      drug.route = texts.intern(csv.text(at[4]));
    });
  }
  return {};
}

Status ModuleTexts::read_procedures(const gmf::Program& program, TextPool& texts) {
  reference::CsvReader csv("procedures.csv", reference::embedded_file("procedures.csv"));
  uint32_t at[4];
  POLYCLINIC_TRY(csv.columns({"snomed_code", "cpt_code", "hcpcs_code", "price_usd"}, at));
  const CodesByText codes(program);
  while (csv.next()) {
    codes.each(csv.text(at[0]), [&](gmf::CodeId id) {
      CodeTexts& procedure = codes_[id];
      if (procedure.system != CodeSystem::kSnomed) return;
      procedure.cpt = texts.intern(csv.text(at[1]));
      procedure.hcpcs = texts.intern(csv.text(at[2]));
      if (!csv.is_empty(at[3])) procedure.cents = static_cast<int64_t>(math::round_half_away(csv.number(at[3]) * 100));
    });
  }
  return {};
}

Status ModuleTexts::read_results(const gmf::Program& program, TextPool& texts) {
  reference::CsvReader csv("qualitative_results.csv", reference::embedded_file("qualitative_results.csv"));
  uint32_t at[2];
  POLYCLINIC_TRY(csv.columns({"code", "interpretation"}, at));
  const CodesByText codes(program);
  while (csv.next()) {
    codes.each(csv.text(at[0]), [&](gmf::CodeId id) { codes_[id].interpretation = texts.intern(csv.text(at[1])); });
  }
  return {};
}

}  // namespace polyclinic::life
