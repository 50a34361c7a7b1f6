// What is normal in tests that modules make and the catalogue of observations does not hold (laboratory_ranges.csv): by
// LOINC code, unit, sex and age; and with how many decimals they are reported (reported_decimals.csv). The catalogue's own
// measures have theirs in reference/observations.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/gmf/program.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

class LaboratoryRanges {
 public:
  struct Range {
    ledger::Quantity low, high;  // without a mantissa: open
  };

  // The rows for the codes of the program. Interns units in the world's pool.
  static Result<LaboratoryRanges> build(const gmf::Program& program, TextPool& texts);

  // `unit`: of the world's pool; `age`: whole years. Open at both ends where no range is customary.
  Range find(gmf::CodeId code, TextId unit, reference::Sex sex, int32_t age) const;
  // Nothing where none are customary: values stay as modules make them.
  std::optional<uint8_t> decimals(gmf::CodeId code, TextId unit) const;

 private:
  struct Row {
    TextId unit = kNoText;
    bool of_sex[2] = {true, true};  // by reference::Sex
    int32_t age_from = 0, age_to = 0;
    Range range;
  };
  struct Decimals {
    gmf::CodeId code = gmf::kNone;
    TextId unit = kNoText;
    uint8_t decimals = 0;
  };
  static Result<std::vector<Decimals>> read_decimals(const gmf::Program& program, TextPool& texts);

  std::vector<Row> rows_;
  std::vector<uint32_t> from_;       // by code, with one more at the end: where its rows start
  std::vector<Decimals> decimals_;   // by code
};

}  // namespace polyclinic::life
