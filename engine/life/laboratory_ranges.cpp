// Reads the ranges and the decimals.
#include "engine/life/laboratory_ranges.h"

#include <algorithm>
#include <utility>
#include <string_view>

#include "engine/foundation/stable_order.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

// "-2", "1.005": exactly as it is written.
ledger::Quantity quantity_of(std::string_view text) {
  if (text.empty()) return {};
  ledger::Quantity quantity{0, 0};
  bool is_fraction = false;
  for (const char c : text) {
    if (c == '.') is_fraction = true;
    if (c < '0' || c > '9') continue;
    quantity.mantissa = quantity.mantissa * 10 + (c - '0');
    quantity.scale = static_cast<uint8_t>(quantity.scale + (is_fraction ? 1 : 0));
  }
  if (text.front() == '-') quantity.mantissa = -quantity.mantissa;
  return quantity;
}

}  // namespace

Result<LaboratoryRanges> LaboratoryRanges::build(const gmf::Program& program, TextPool& texts) {
  std::vector<std::pair<gmf::CodeId, Row>> found;
  reference::CsvReader csv("laboratory_ranges.csv", reference::embedded_file("laboratory_ranges.csv"));
  uint32_t at[7];
  POLYCLINIC_TRY(csv.columns({"loinc", "unit", "sex", "age_from", "age_to", "low", "high"}, at));
  while (csv.next()) {
    Row row;
    row.unit = texts.intern(csv.text(at[1]));
    row.of_sex[0] = csv.text(at[2]) != "M";
    row.of_sex[1] = csv.text(at[2]) != "F";
    row.age_from = static_cast<int32_t>(csv.integer(at[3]));
    row.age_to = static_cast<int32_t>(csv.integer(at[4]));
    row.range = {quantity_of(csv.text(at[5])), quantity_of(csv.text(at[6]))};
    for (gmf::CodeId id = 0; id < program.codes.size(); ++id) {
      if (program.text(program.codes[id].code) == csv.text(at[0])) found.emplace_back(id, row);
    }
  }
  POLYCLINIC_ASSIGN(auto decimals, read_decimals(program, texts));
  sort_keeping_order(found, [](const auto& a, const auto& b) { return a.first < b.first; });
  LaboratoryRanges ranges;
  size_t next = 0;
  for (gmf::CodeId id = 0; id <= program.codes.size(); ++id) {
    ranges.from_.push_back(static_cast<uint32_t>(next));
    for (; next < found.size() && found[next].first == id; ++next) ranges.rows_.push_back(found[next].second);
  }
  ranges.decimals_ = std::move(decimals);
  return ranges;
}

Result<std::vector<LaboratoryRanges::Decimals>> LaboratoryRanges::read_decimals(const gmf::Program& program, TextPool& texts) {
  std::vector<Decimals> decimals;
  reference::CsvReader csv("reported_decimals.csv", reference::embedded_file("reported_decimals.csv"));
  uint32_t at[3];
  POLYCLINIC_TRY(csv.columns({"loinc", "unit", "decimals"}, at));
  while (csv.next()) {
    for (gmf::CodeId id = 0; id < program.codes.size(); ++id) {
      if (program.text(program.codes[id].code) != csv.text(at[0])) continue;
      decimals.push_back({id, texts.intern(csv.text(at[1])), static_cast<uint8_t>(csv.integer(at[2]))});
    }
  }
  sort_keeping_order(decimals, [](const Decimals& a, const Decimals& b) { return a.code < b.code; });
  return decimals;
}

LaboratoryRanges::Range LaboratoryRanges::find(gmf::CodeId code, TextId unit, reference::Sex sex, int32_t age) const {
  for (uint32_t index = from_[code]; index < from_[code + 1]; ++index) {
    const Row& row = rows_[index];
    if (row.unit == unit && row.of_sex[static_cast<uint32_t>(sex)] && age >= row.age_from && age <= row.age_to) return row.range;
  }
  return {};
}

std::optional<uint8_t> LaboratoryRanges::decimals(gmf::CodeId code, TextId unit) const {
  auto row = std::lower_bound(decimals_.begin(), decimals_.end(), code, [](const Decimals& each, gmf::CodeId wanted) { return each.code < wanted; });
  for (; row != decimals_.end() && row->code == code; ++row) {
    if (row->unit == unit) return row->decimals;
  }
  return std::nullopt;
}

}  // namespace polyclinic::life
