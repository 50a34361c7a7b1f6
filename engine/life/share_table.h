// Shares of categories by sex and age, as the survey tables give them: looked up by a person, drawn from by one
// uniform number. Not for what depends on more than sex and age.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

class ShareTable {
 public:
  // A file with the columns sex (optional), age_from, age_to and one column of shares (of any common unit) for each
  // category; the categories are drawn in this order.
  static Result<ShareTable> from_columns(std::string_view file, std::initializer_list<std::string_view> categories);

  // The rows of `variable` in sociodemographics.csv, one row a category.
  static Result<ShareTable> from_variable(std::string_view variable, std::initializer_list<std::string_view> categories);

  // The category at u of (0,1); the number of categories when nobody of that sex and age has any.
  uint32_t pick(reference::Sex sex, int32_t age, double u) const {
    const uint32_t row = row_of(sex, age);
    if (row == kNoRow) return categories_;
    const double* cumulative = cumulative_.data() + row * categories_;
    uint32_t category = 0;
    while (category + 1 < categories_ && u >= cumulative[category]) ++category;
    return category;
  }

  double share(reference::Sex sex, int32_t age, uint32_t category) const {
    const uint32_t row = row_of(sex, age);
    if (row == kNoRow) return 0;
    const double* cumulative = cumulative_.data() + row * categories_;
    return cumulative[category] - (category == 0 ? 0 : cumulative[category - 1]);
  }

 private:
  static constexpr uint32_t kAges = 121;
  static constexpr uint16_t kNoRow = 0xFFFF;

  explicit ShareTable(uint32_t categories) : categories_(categories) {
    for (auto& rows : row_) rows.fill(kNoRow);
  }
  uint32_t row_of(reference::Sex sex, int32_t age) const {
    const uint32_t bounded = age < 0 ? 0 : age >= static_cast<int32_t>(kAges) ? kAges - 1 : static_cast<uint32_t>(age);
    return row_[static_cast<uint32_t>(sex)][bounded];
  }
  // The row of a sex ("F", "M", "B" or empty for both) and ages, made when it is new; returns its first share.
  double* row(std::string_view sex, int64_t age_from, int64_t age_to);
  void accumulate();

  uint32_t categories_;
  std::array<std::array<uint16_t, kAges>, 2> row_;
  std::vector<double> cumulative_;
};

}  // namespace polyclinic::life
