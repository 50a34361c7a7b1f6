// Reads tables of shares.
#include "engine/life/share_table.h"

#include <algorithm>
#include <string>

#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {

using reference::CsvReader;

double* ShareTable::row(std::string_view sex, int64_t age_from, int64_t age_to) {
  const uint32_t first_sex = sex == "M" ? 1 : 0, last_sex = sex == "F" ? 0 : 1;
  const int64_t to = std::min<int64_t>(age_to, kAges - 1);
  uint16_t index = row_[first_sex][static_cast<uint32_t>(age_from)];
  if (index == kNoRow) {
    index = static_cast<uint16_t>(cumulative_.size() / categories_);
    cumulative_.resize(cumulative_.size() + categories_, 0);
  }
  for (uint32_t s = first_sex; s <= last_sex; ++s) {
    for (int64_t age = age_from; age <= to; ++age) row_[s][static_cast<uint32_t>(age)] = index;
  }
  return cumulative_.data() + index * categories_;
}

void ShareTable::accumulate() {
  for (size_t first = 0; first < cumulative_.size(); first += categories_) {
    double total = 0;
    for (uint32_t c = 0; c < categories_; ++c) total += cumulative_[first + c];
    double sum = 0;
    for (uint32_t c = 0; c < categories_; ++c) {
      sum += cumulative_[first + c];
      cumulative_[first + c] = total > 0 ? sum / total : 1;
    }
  }
}

Result<ShareTable> ShareTable::from_columns(std::string_view file, std::initializer_list<std::string_view> categories) {
  CsvReader csv(file, reference::embedded_file(file));
  uint32_t from_at, to_at;
  POLYCLINIC_ASSIGN(from_at, csv.column("age_from"));
  POLYCLINIC_ASSIGN(to_at, csv.column("age_to"));
  const auto sex_at = csv.column("sex");
  std::vector<uint32_t> at(categories.size());
  POLYCLINIC_TRY(csv.columns(categories, at.data()));
  ShareTable table(static_cast<uint32_t>(categories.size()));
  while (csv.next()) {
    double* shares = table.row(sex_at ? csv.text(*sex_at) : "B", csv.integer(from_at), csv.integer(to_at));
    for (uint32_t c = 0; c < table.categories_; ++c) shares[c] = csv.number(at[c]);
  }
  table.accumulate();
  return table;
}

Result<ShareTable> ShareTable::from_variable(std::string_view variable, std::initializer_list<std::string_view> categories) {
  CsvReader csv("sociodemographics.csv", reference::embedded_file("sociodemographics.csv"));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"variable", "sex", "age_from", "age_to", "category", "share"}, at));
  ShareTable table(static_cast<uint32_t>(categories.size()));
  while (csv.next()) {
    if (csv.text(at[0]) != variable) continue;
    const auto found = std::find(categories.begin(), categories.end(), csv.text(at[4]));
    if (found == categories.end()) {
      return fail(ErrorKind::kInternal, "sociodemographics.csv has an unknown category of " + std::string(variable));
    }
    table.row(csv.text(at[1]), csv.integer(at[2]), csv.integer(at[3]))[found - categories.begin()] = csv.number(at[5]);
  }
  table.accumulate();
  return table;
}

}  // namespace polyclinic::life
