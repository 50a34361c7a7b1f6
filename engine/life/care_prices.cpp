// Reads the prices.
#include "engine/life/care_prices.h"

#include <algorithm>
#include <string>

#include "engine/foundation/math.h"
#include "engine/gmf/vocabulary.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {

Result<CarePrices> CarePrices::build() {
  constexpr std::string_view kPricesFile = "care_prices.csv";
  CarePrices prices;
  reference::CsvReader csv(kPricesFile, reference::embedded_file(kPricesFile));
  uint32_t at[4];
  POLYCLINIC_TRY(csv.columns({"item", "class", "unit", "price_usd"}, at));
  const std::pair<std::string_view, int64_t*> single[] = {
      {"procedure/", &prices.procedure},        {"report/", &prices.report},
      {"medication/prescription", &prices.prescription}, {"medication/dispensing", &prices.dispensing}, {"medication/administration", &prices.administration},
      {"device/", &prices.device},              {"supply/", &prices.supply},
      {"test/", &prices.test},                  {"vaccine/", &prices.vaccine}};
  while (csv.next()) {
    const int64_t cents = static_cast<int64_t>(math::round_half_away(csv.number(at[3]) * 100));
    const std::string key = std::string(csv.text(at[0])) + "/" + std::string(csv.text(at[1]));
    bool is_known = false;
    if (csv.text(at[0]) == "encounter") {
      const auto known = gmf::find_word(gmf::encounter_class_names(), csv.text(at[1]));
      is_known = known && *known < kEncounterClassCount;
      if (is_known) prices.encounters_[*known] = {cents, csv.text(at[2]) == "day"};
    } else if (csv.text(at[0]) == "imaging") {
      // The text of an embedded file stays for ever; a cell without quotes is a part of it.
      prices.imaging_.emplace_back(csv.text(at[1]), cents);
      is_known = true;
    }
    for (const auto& [name, place] : single) {
      if (name != key) continue;
      *place = cents;
      is_known = true;
    }
    if (!is_known) {
      return fail(ErrorKind::kInternal, "the reference table care_prices.csv is not as expected",
                  {{"care_prices.csv:" + std::to_string(csv.line()), "there is no price " + key, "this is a bug of the build"}});
    }
  }
  return prices;
}

int64_t CarePrices::imaging(std::string_view modality) const {
  int64_t any = 0;
  for (const auto& [name, cents] : imaging_) {
    if (name == modality) return cents;
    if (name.empty()) any = cents;
  }
  return any;
}

}  // namespace polyclinic::life
