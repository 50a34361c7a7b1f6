// The catalogue of observation kinds: complete, coded, and with a reference range that fits the person.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "engine/reference/observations.h"

namespace polyclinic::reference {
namespace {

ObservationCatalogue catalogue() {
  Result<ObservationCatalogue> built = ObservationCatalogue::build();
  REQUIRE(built.has_value());
  return *std::move(built);
}

// The LOINC check digit: the number doubled digit by digit from the right, as for card numbers (modulus 10).
bool has_right_check_digit(std::string_view loinc) {
  const size_t dash = loinc.find('-');
  if (dash == std::string_view::npos || dash + 2 != loinc.size()) return false;
  int sum = 0;
  bool doubled = true;
  for (size_t at = dash; at-- > 0; doubled = !doubled) {
    const int digit = (loinc[at] - '0') * (doubled ? 2 : 1);
    sum += digit / 10 + digit % 10;
  }
  return (10 - sum % 10) % 10 == loinc[dash + 1] - '0';
}

TEST_CASE("every measure has its row, a code with a right check digit and sane bounds", "[reference]") {
  const ObservationCatalogue observations = catalogue();
  REQUIRE(observations.kinds().size() == kMeasureCount);
  std::set<std::string_view> codes;
  for (const ObservationKind& kind : observations.kinds()) {
    INFO(kind.key);
    CHECK(&observations.kind(kind.measure) == &kind);
    CHECK(has_right_check_digit(kind.loinc));
    CHECK((kind.panel_loinc.empty() || has_right_check_digit(kind.panel_loinc)));
    CHECK(kind.panel_loinc.empty() == kind.panel_display.empty());
    CHECK(codes.insert(kind.loinc).second);
    CHECK((kind.category == "vital-signs" || kind.category == "laboratory" || kind.category == "survey" ||
           kind.category == "social-history"));
    CHECK(kind.unit.empty() == (kind.category == "social-history"));
    CHECK((kind.unit.empty() || kind.minimum < kind.maximum));
  }
}

TEST_CASE("the texts of a catalogue survive its move", "[reference]") {
  ObservationCatalogue first = catalogue();
  const ObservationCatalogue second = std::move(first);
  CHECK(second.kind(Measure::kSystolic).loinc == "8480-6");
  CHECK(second.kind(Measure::kSystolic).unit == "mm[Hg]");
  CHECK(second.kind(Measure::kEgfr).display ==
        "Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by "
        "Creatinine-based formula (CKD-EPI 2021)");
}

TEST_CASE("reference ranges follow sex and age", "[reference]") {
  using Range = ObservationCatalogue::Range;
  constexpr int32_t kOpen = ObservationCatalogue::kNoLimit;
  const ObservationCatalogue observations = catalogue();
  CHECK(observations.reference_range(Measure::kHemoglobin, Sex::kFemale, 40 * 12) == Range{120, 160});
  CHECK(observations.reference_range(Measure::kHemoglobin, Sex::kMale, 40 * 12) == Range{135, 175});
  CHECK(observations.reference_range(Measure::kHemoglobin, Sex::kMale, 12) == Range{105, 140});
  CHECK(observations.reference_range(Measure::kCreatinine, Sex::kMale, 18) == Range{15, 40});
  CHECK(observations.reference_range(Measure::kHdl, Sex::kFemale, 600) == Range{50, kOpen});
  CHECK(observations.reference_range(Measure::kLdl, Sex::kFemale, 600) == Range{kOpen, 99});
  CHECK(observations.reference_range(Measure::kHeartRate, Sex::kFemale, 0) == Range{107, 181});
  CHECK(observations.reference_range(Measure::kHeartRate, Sex::kFemale, 1100) == Range{60, 100});
  // No range is customary: open at both ends, also beyond the ages of a table.
  CHECK(observations.reference_range(Measure::kBodyHeight, Sex::kMale, 600) == Range{kOpen, kOpen});
  CHECK(observations.reference_range(Measure::kEgfr, Sex::kMale, 60) == Range{kOpen, kOpen});
  CHECK(observations.reference_range(Measure::kTobaccoStatus, Sex::kMale, 600) == Range{kOpen, kOpen});
}

TEST_CASE("every laboratory measure has a reference range at every adult age, within its bounds", "[reference]") {
  const ObservationCatalogue observations = catalogue();
  for (const ObservationKind& kind : observations.kinds()) {
    if (kind.category != "laboratory") continue;
    double scale = 1;
    for (int digit = 0; digit < kind.decimals; ++digit) scale *= 10;
    for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
      for (int32_t month = 20 * 12; month < 120 * 12; month += 7) {
        const ObservationCatalogue::Range range = observations.reference_range(kind.measure, sex, month);
        INFO(kind.key << " at " << month << " months");
        REQUIRE((range.low != ObservationCatalogue::kNoLimit || range.high != ObservationCatalogue::kNoLimit));
        if (range.low != ObservationCatalogue::kNoLimit) REQUIRE(range.low >= kind.minimum * scale);
        if (range.high != ObservationCatalogue::kNoLimit) REQUIRE(range.high <= kind.maximum * scale);
      }
    }
  }
}

}  // namespace
}  // namespace polyclinic::reference
