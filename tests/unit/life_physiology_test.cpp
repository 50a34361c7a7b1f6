// One person's measurements over time and beside each other: what must agree, what must not jump, what never happens.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/foundation/hash.h"
#include "engine/life/physiology.h"

namespace polyclinic::life {
namespace {

using reference::kMeasureCount;
using reference::Measure;
using reference::ObservationCatalogue;
using reference::Sex;

constexpr uint64_t kSeed = 77;
constexpr Purpose kPeople{0x0011};
constexpr MeasureSet kEverything = measure_sets::kAllVitals | measure_sets::kAllLaboratory;
constexpr Day kBirth = -10000;

struct Fixture {
  ObservationCatalogue catalogue;
  Physiology physiology;

  static Fixture make() {
    auto catalogue = ObservationCatalogue::build();
    REQUIRE(catalogue.has_value());
    auto physiology = Physiology::build(*catalogue);
    if (!physiology.has_value()) FAIL(physiology.error().to_text());
    return {std::move(*catalogue), std::move(*physiology)};
  }
};

Day day_at(double years) { return kBirth + static_cast<Day>(years * 365.25 + 0.5); }

TEST_CASE("a person's values are the same whatever else is measured and whichever visits there were", "[life]") {
  const Fixture fixture = Fixture::make();
  for (uint64_t entity = 1; entity <= 200; ++entity) {
    const Sex sex = entity % 2 == 0 ? Sex::kMale : Sex::kFemale;
    PhysiologyState all, some;
    fixture.physiology.begin(all, kSeed, entity, sex, kBirth);
    fixture.physiology.begin(some, kSeed, entity, sex, kBirth);
    for (uint32_t visit = 0; visit < 30; ++visit) {
      MeasuredValues whole, part;
      fixture.physiology.measure(all, day_at(visit * 3), visit, kEverything, whole);
      if (visit % 3 != 0) continue;
      const MeasureSet wanted = visit % 2 == 0 ? measure_sets::kVitalsAdult : measure_sets::of(Measure::kEgfr, Measure::kMchc, Measure::kLdl);
      fixture.physiology.measure(some, day_at(visit * 3), visit, wanted, part);
      REQUIRE(part.present == (whole.present & wanted));
      for (uint32_t m = 0; m < kMeasureCount; ++m) {
        if (part.has(static_cast<Measure>(m)) && part.mantissa[m] != whole.mantissa[m]) FAIL("entity " << entity);
      }
    }
  }
}

TEST_CASE("what is computed agrees with what is printed", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues v;
  for (uint64_t entity = 1; entity <= 20000; ++entity) {
    RandomStream stream(kSeed, entity, kPeople);
    const Sex sex = stream.chance(0.5) ? Sex::kMale : Sex::kFemale;
    const double age = stream.uniform() * 100;
    fixture.physiology.begin(state, kSeed, entity, sex, kBirth);
    fixture.physiology.measure(state, day_at(age), 0, kEverything, v);
    const int32_t years = age_in_years(kBirth, day_at(age));
    INFO("entity " << entity << " at " << age);
    if (v.has(Measure::kBodyMassIndex)) {
      const double meters = v[Measure::kBodyHeight] / 1000.0;
      REQUIRE(std::fabs(v[Measure::kBodyMassIndex] / 10.0 - v[Measure::kBodyWeight] / 10.0 / (meters * meters)) <= 0.0501);
    }
    REQUIRE(v[Measure::kDiastolic] < v[Measure::kSystolic]);
    REQUIRE(v[Measure::kSystolic] - v[Measure::kDiastolic] >= 8);
    REQUIRE(v[Measure::kAnionGap] == v[Measure::kSodium] - v[Measure::kChloride] - v[Measure::kCarbonDioxide]);
    REQUIRE(v[Measure::kTotalProtein] > v[Measure::kAlbumin]);
    REQUIRE(v.has(Measure::kLdl) == (v[Measure::kTriglycerides] < 400));
    if (v.has(Measure::kLdl)) {
      const double ldl = v[Measure::kTotalCholesterol] - v[Measure::kHdl] - v[Measure::kTriglycerides] / 5.0;
      REQUIRE((std::fabs(v[Measure::kLdl] - ldl) <= 0.5 || v[Measure::kLdl] == 5));
    }
    const double cells = v[Measure::kErythrocytes] / 100.0, volume = v[Measure::kMcv] / 10.0;
    const double hemoglobin = v[Measure::kHemoglobin] / 10.0;
    REQUIRE(std::fabs(v[Measure::kHematocrit] / 10.0 - cells * volume / 10) <= 0.0501);
    REQUIRE(std::fabs(v[Measure::kMch] / 10.0 - 10 * hemoglobin / cells) <= 0.0501);
    REQUIRE(std::fabs(v[Measure::kMchc] / 10.0 - 1000 * hemoglobin / (cells * volume)) <= 0.0501);
    REQUIRE(v.has(Measure::kEgfr) == (years >= 18));
    if (v.has(Measure::kEgfr)) {
      const bool female = sex == Sex::kFemale;
      const double ratio = v[Measure::kCreatinine] / 100.0 / (female ? 0.7 : 0.9);
      const double egfr = 142 * std::pow(std::min(ratio, 1.0), female ? -0.241 : -0.302) * std::pow(std::max(ratio, 1.0), -1.2) *
                          std::pow(0.9938, years) * (female ? 1.012 : 1);
      REQUIRE(std::fabs(v[Measure::kEgfr] - std::max(egfr, 1.0)) <= 0.501);
    }
    REQUIRE(v.has(Measure::kBodyMassIndex) == (years >= 2));
    REQUIRE(v.has(Measure::kBmiPercentile) == (years >= 2 && years < 20));
    REQUIRE(v.has(Measure::kHeadCircumference) == (years < 3));
    REQUIRE(v.has(Measure::kPainSeverity) == (years >= 8));
    REQUIRE(!v.has(Measure::kTobaccoStatus));
  }
}

TEST_CASE("children grow, adults keep their height, the old shrink slowly", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues v;
  double lost = 0;
  for (uint64_t entity = 1; entity <= 1500; ++entity) {
    fixture.physiology.begin(state, kSeed, entity, entity % 2 == 0 ? Sex::kMale : Sex::kFemale, kBirth);
    const auto height_at = [&](double age) {
      fixture.physiology.measure(state, day_at(age), static_cast<uint32_t>(age * 12), measure_sets::of(Measure::kBodyHeight), v);
      return v[Measure::kBodyHeight];  // millimetres
    };
    int32_t before = height_at(0);
    REQUIRE((before > 400 && before < 620));
    for (int32_t half = 1; half <= 34; ++half) {
      const int32_t now = height_at(half * 0.5);
      INFO("entity " << entity << " at " << half * 0.5);
      REQUIRE(now - before >= -6);   // no more than the measuring error
      REQUIRE(now - before <= 230);
      if (half <= 8) REQUIRE(now - before >= 5);
      before = now;
    }
    const int32_t grown = height_at(22);
    REQUIRE(grown - before >= -6);
    before = grown;
    for (int32_t age = 23; age <= 95; ++age) {
      const int32_t now = height_at(age);
      if (std::abs(now - before) >= 10) FAIL("entity " << entity << " at " << age << ": " << before << " to " << now);
      before = now;
    }
    lost += grown - before;
  }
  lost /= 1500;
  CHECK((lost > 30 && lost < 90));  // millimetres from 22 to 95 years
  std::printf("height lost between 22 and 95 years: %.1f cm\n", lost / 10);
}

TEST_CASE("adults' weight drifts as it does", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues v;
  const std::array<int32_t, 3> spans{1, 5, 10};
  std::array<double, 3> squares{};
  constexpr uint32_t kPersons = 4000;
  double mean_weight = 0;
  for (uint64_t entity = 1; entity <= kPersons; ++entity) {
    fixture.physiology.begin(state, kSeed, entity, entity % 2 == 0 ? Sex::kMale : Sex::kFemale, kBirth);
    const auto weight_at = [&](int32_t age) {
      fixture.physiology.measure(state, day_at(age), static_cast<uint32_t>(age), measure_sets::of(Measure::kBodyWeight), v);
      return v[Measure::kBodyWeight] / 10.0;
    };
    const double first = weight_at(40);
    mean_weight += first / kPersons;
    for (size_t i = 0; i < spans.size(); ++i) {
      const double change = weight_at(40 + spans[i]) - first;
      squares[i] += change * change / kPersons;
    }
  }
  std::printf("SD of the change of adult weight: 1 year %.1f kg, 5 years %.1f kg, 10 years %.1f kg (mean weight %.1f)\n",
              std::sqrt(squares[0]), std::sqrt(squares[1]), std::sqrt(squares[2]), mean_weight);
  CHECK((std::sqrt(squares[0]) > 2.0 && std::sqrt(squares[0]) < 5.0));
  CHECK((std::sqrt(squares[2]) > 7.0 && std::sqrt(squares[2]) < 15.0));
}

TEST_CASE("two million values stay within what a body can have, and rarely touch its limits", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues v;
  std::array<uint64_t, kMeasureCount> drawn{}, at_limit{};
  uint64_t total = 0;
  for (uint64_t entity = 1; total < 2000000; ++entity) {
    RandomStream stream(kSeed + 1, entity, kPeople);
    const Sex sex = stream.chance(0.5) ? Sex::kMale : Sex::kFemale;
    // A half of them infants, whose values change fastest; and the oldest old.
    const double age = stream.chance(0.5) ? stream.uniform() * 3 : stream.uniform() * 118;
    fixture.physiology.begin(state, kSeed + 1, entity, sex, kBirth);
    fixture.physiology.measure(state, day_at(age), 0, kEverything, v);
    for (const reference::ObservationKind& kind : fixture.catalogue.kinds()) {
      if (!v.has(kind.measure)) continue;
      double value = v[kind.measure];
      for (uint8_t digit = 0; digit < kind.decimals; ++digit) value /= 10;
      if (value < kind.minimum - 1e-9 || value > kind.maximum + 1e-9) FAIL(kind.key << " " << value << " at " << age);
      ++drawn[static_cast<uint32_t>(kind.measure)];
      ++total;
      if (value <= kind.minimum || value >= kind.maximum) ++at_limit[static_cast<uint32_t>(kind.measure)];
    }
  }
  for (const reference::ObservationKind& kind : fixture.catalogue.kinds()) {
    // Natural ends of a scale, and the lowest amount that is reported.
    if (kind.measure == Measure::kOxygenSaturation || kind.measure == Measure::kPainSeverity ||
        kind.measure == Measure::kBilirubin || kind.measure == Measure::kCReactiveProtein) {
      continue;
    }
    const double share = static_cast<double>(at_limit[static_cast<uint32_t>(kind.measure)]) /
                         std::max(1.0, static_cast<double>(drawn[static_cast<uint32_t>(kind.measure)]));
    INFO(kind.key << ": " << at_limit[static_cast<uint32_t>(kind.measure)]);
    CHECK(share < 0.0005);
  }
}

TEST_CASE("a shift moves what is drawn and what is computed from it", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues healthy, ill;
  fixture.physiology.begin(state, kSeed, 9, Sex::kMale, kBirth);
  fixture.physiology.measure(state, day_at(50), 0, kEverything, healthy);
  state.shift[static_cast<uint32_t>(Measure::kCreatinine)] = 1.5F;
  state.shift[static_cast<uint32_t>(Measure::kBodyMassIndex)] = 4;
  fixture.physiology.measure(state, day_at(50), 0, kEverything, ill);
  CHECK(ill[Measure::kCreatinine] == healthy[Measure::kCreatinine] + 150);
  CHECK(ill[Measure::kEgfr] < healthy[Measure::kEgfr] - 30);
  CHECK(std::abs(ill[Measure::kBodyMassIndex] - healthy[Measure::kBodyMassIndex] - 40) <= 1);
  CHECK(ill[Measure::kBodyWeight] > healthy[Measure::kBodyWeight] + 50);
  CHECK(ill[Measure::kSystolic] == healthy[Measure::kSystolic]);
  fixture.physiology.begin(state, kSeed, 9, Sex::kMale, kBirth);
  fixture.physiology.measure(state, day_at(50), 0, kEverything, ill);
  CHECK(ill.mantissa == healthy.mantissa);
}

TEST_CASE("a day before birth counts as birth", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues before, at;
  fixture.physiology.begin(state, kSeed, 3, Sex::kFemale, kBirth);
  fixture.physiology.measure(state, kBirth - 40, 0, measure_sets::kVitalsInfant, before);
  fixture.physiology.measure(state, kBirth, 0, measure_sets::kVitalsInfant, at);
  CHECK(before.mantissa == at.mantissa);
}

TEST_CASE("100,000 values are the same on every target", "[life]") {
  const Fixture fixture = Fixture::make();
  PhysiologyState state;
  MeasuredValues v;
  std::string bytes;
  uint32_t values = 0;
  for (uint64_t entity = 1; values < 100000; ++entity) {
    fixture.physiology.begin(state, 42, entity, entity % 2 == 0 ? Sex::kMale : Sex::kFemale, kBirth);
    for (uint32_t visit = 0; visit < 8; ++visit) {
      fixture.physiology.measure(state, day_at(static_cast<double>((entity * 7 + visit * 131) % 1000) / 10), visit, kEverything, v);
      for (uint32_t m = 0; m < kMeasureCount; ++m) {
        if (!v.has(static_cast<Measure>(m))) continue;
        const uint32_t mantissa = static_cast<uint32_t>(v.mantissa[m]);
        for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(mantissa >> shift & 0xFF));
        ++values;
      }
    }
  }
  Sha256 sha;
  sha.update(std::string_view(bytes));
  CHECK(hex(sha.finish()) == "021f526bcc759cb39e38615d281e1413724620b845e77897eee1ab53a5a2edcc");
}

}  // namespace
}  // namespace polyclinic::life
