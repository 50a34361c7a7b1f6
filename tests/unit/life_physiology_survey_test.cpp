// People drawn by physiology beside the survey they are drawn from: means, standard deviations and correlations.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/foundation/math.h"
#include "engine/life/physiology.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"

namespace polyclinic::life {
namespace {

using reference::CsvReader;
using reference::embedded_file;
using reference::kMeasureCount;
using reference::Measure;
using reference::ObservationCatalogue;
using reference::Sex;

constexpr uint64_t kSeed = 20260101;
constexpr Purpose kPeople{0x0010};
constexpr Day kVisitDay = 20000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POLYCLINIC_SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define POLYCLINIC_SLOW_BUILD 1
#endif
#endif
#ifdef POLYCLINIC_SLOW_BUILD
constexpr uint32_t kPeopleOfABand = 3000;
constexpr double kErrorsOfABand = 3;  // standard errors beyond the tolerance
#else
constexpr uint32_t kPeopleOfABand = 50000;
constexpr double kErrorsOfABand = 0;
#endif
constexpr double kErrorsOfThePopulation = 3;
constexpr uint32_t kPeopleOfThePopulation = 50000;
constexpr double kDaysPerYear = 365.25;

struct Band {
  Measure measure;
  Sex sex;
  int32_t from, to;  // completed years, both included; 120 is open
  double mean, sd;
};

struct Fixture {
  ObservationCatalogue catalogue;
  Physiology physiology;
  std::vector<Band> bands;
  std::array<std::array<double, 101>, 2> people{};  // of each year of age

  static Fixture make() {
    auto catalogue = ObservationCatalogue::build();
    REQUIRE(catalogue.has_value());
    auto physiology = Physiology::build(*catalogue);
    if (!physiology.has_value()) FAIL(physiology.error().to_text());
    Fixture fixture{std::move(*catalogue), std::move(*physiology), {}, {}};
    CsvReader survey("nhanes_measures.csv", embedded_file("nhanes_measures.csv"));
    uint32_t column[6];
    REQUIRE(survey.columns({"measure", "sex", "age_from", "age_to", "mean", "sd"}, column).has_value());
    while (survey.next()) {
      for (const reference::ObservationKind& kind : fixture.catalogue.kinds()) {
        if (kind.key != survey.text(column[0])) continue;
        fixture.bands.push_back({kind.measure, survey.text(column[1]) == "F" ? Sex::kFemale : Sex::kMale,
                                 static_cast<int32_t>(survey.integer(column[2])), static_cast<int32_t>(survey.integer(column[3])),
                                 survey.number(column[4]), survey.number(column[5])});
      }
    }
    REQUIRE(fixture.bands.size() == 710);
    CsvReader population("population.csv", embedded_file("population.csv"));
    REQUIRE(population.columns({"age", "female", "male"}, column).has_value());
    while (population.next()) {
      const size_t age = static_cast<size_t>(population.integer(column[0]));
      fixture.people[0][age] = population.number(column[1]);
      fixture.people[1][age] = population.number(column[2]);
    }
    return fixture;
  }

  // A day of birth so that the person is of the band on the day of the visit: even within a band, as the population is
  // where it is open.
  Day birth_in(RandomStream& stream, Sex sex, int32_t from, int32_t to) const {
    double years;
    if (to > 100) {
      double total = 0;
      for (int32_t age = from; age <= 100; ++age) total += people[static_cast<size_t>(sex)][static_cast<size_t>(age)];
      double left = stream.uniform() * total;
      int32_t age = from;
      while (age < 100 && left > people[static_cast<size_t>(sex)][static_cast<size_t>(age)]) {
        left -= people[static_cast<size_t>(sex)][static_cast<size_t>(age++)];
      }
      years = age + stream.uniform();
    } else {
      years = from + stream.uniform() * (to + 1 - from);
    }
    return kVisitDay - static_cast<Day>(years * kDaysPerYear);
  }
};

double value_of(const ObservationCatalogue& catalogue, Measure measure, const MeasuredValues& values) {
  double value = values[measure];
  for (uint8_t digit = 0; digit < catalogue.kind(measure).decimals; ++digit) value /= 10;
  return value;
}

struct Moments {
  double count = 0, mean = 0, sd = 0, mean_error = 0, sd_error = 0;  // errors: relative standard errors
};

Moments moments_of(const std::vector<double>& values) {
  Moments result;
  result.count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value;
  result.mean /= result.count;
  double second = 0, fourth = 0;
  for (const double value : values) {
    const double square = (value - result.mean) * (value - result.mean);
    second += square;
    fourth += square * square;
  }
  second /= result.count;
  fourth /= result.count;
  result.sd = std::sqrt(second);
  result.mean_error = result.sd / std::sqrt(result.count) / std::fabs(result.mean);
  result.sd_error = std::sqrt(std::max(fourth / (second * second) - 1, 0.0) / (4 * result.count));
  return result;
}

struct Deviation {
  const Band* band;
  double mean, sd;      // relative
  double mean_error, sd_error;
};

// Each band within 2 % of the mean and 10 % of the SD, and `errors` standard errors of so many people. These matter where
// the survey's SD rests on a handful of extreme people (creatinine on those on dialysis): fewer than 50,000 people of a
// band cannot meet that by more than luck.
void check(const Fixture& fixture, std::vector<Deviation>& deviations, double errors, const char* title) {
  for (const Deviation& d : deviations) {
    INFO(fixture.catalogue.kind(d.band->measure).key << (d.band->sex == Sex::kFemale ? " F " : " M ") << d.band->from
                                                     << ": mean " << 100 * d.mean << " %, SD " << 100 * d.sd << " %, +- "
                                                     << 100 * d.mean_error << ", " << 100 * d.sd_error);
    CHECK(std::fabs(d.mean) <= 0.02 + errors * d.mean_error);
    CHECK(std::fabs(d.sd) <= 0.10 + errors * d.sd_error);
  }
  std::printf("%s\n", title);
  const auto print = [&](const Deviation& d) {
    std::printf("  %-28s %s %2d-%-3d  mean %+6.2f %% (+-%.2f)  SD %+6.2f %% (+-%.2f)\n",
                std::string(fixture.catalogue.kind(d.band->measure).key).c_str(), d.band->sex == Sex::kFemale ? "F" : "M",
                d.band->from, d.band->to, 100 * d.mean, 100 * d.mean_error, 100 * d.sd, 100 * d.sd_error);
  };
  std::sort(deviations.begin(), deviations.end(),
            [](const Deviation& a, const Deviation& b) { return std::fabs(a.mean) > std::fabs(b.mean); });
  for (size_t i = 0; i < 6; ++i) print(deviations[i]);
  std::sort(deviations.begin(), deviations.end(),
            [](const Deviation& a, const Deviation& b) { return std::fabs(a.sd) > std::fabs(b.sd); });
  for (size_t i = 0; i < 8; ++i) print(deviations[i]);
}

TEST_CASE("every band of the survey is met by many people of its age and sex", "[life][survey]") {
  const Fixture fixture = Fixture::make();
  const std::array<std::array<int32_t, 2>, 10> ages{
      {{2, 5}, {6, 11}, {12, 19}, {20, 29}, {30, 39}, {40, 49}, {50, 59}, {60, 69}, {70, 79}, {80, 120}}};
  std::vector<Deviation> deviations;
  std::vector<std::vector<double>> values(kMeasureCount);
  PhysiologyState state;
  MeasuredValues measured;
  uint64_t entity = 0;
  for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
    for (const auto& [from, to] : ages) {
      for (auto& list : values) list.clear();
      for (uint32_t person = 0; person < kPeopleOfABand; ++person) {
        RandomStream stream(kSeed, ++entity, kPeople);
        fixture.physiology.begin(state, kSeed, entity, sex, fixture.birth_in(stream, sex, from, to));
        fixture.physiology.measure(state, kVisitDay, 0, measure_sets::kAllVitals | measure_sets::kAllLaboratory, measured);
        for (uint32_t m = 0; m < kMeasureCount; ++m) {
          const Measure measure = static_cast<Measure>(m);
          if (measured.has(measure)) values[m].push_back(value_of(fixture.catalogue, measure, measured));
        }
      }
      for (const Band& band : fixture.bands) {
        if (band.sex != sex || band.from != from) continue;
        const Moments got = moments_of(values[static_cast<uint32_t>(band.measure)]);
        REQUIRE(got.count > kPeopleOfABand / 10);
        deviations.push_back({&band, got.mean / band.mean - 1, got.sd / band.sd - 1, got.mean_error, got.sd_error});
      }
    }
  }
  REQUIRE(deviations.size() == fixture.bands.size());
  check(fixture, deviations, kErrorsOfABand, "physiology beside the survey, as many people in each of 20 bands; largest deviations:");
}

TEST_CASE("50,000 people of the population meet the survey's bands", "[life][survey]") {
  const Fixture fixture = Fixture::make();
  std::vector<std::vector<double>> values(fixture.bands.size());
  std::array<std::array<std::vector<uint32_t>, 101>, 2> bands_at;
  for (uint32_t b = 0; b < fixture.bands.size(); ++b) {
    const Band& band = fixture.bands[b];
    for (int32_t age = band.from; age <= std::min(band.to, 100); ++age) {
      bands_at[static_cast<size_t>(band.sex)][static_cast<size_t>(age)].push_back(b);
    }
  }
  PhysiologyState state;
  MeasuredValues measured;
  for (uint32_t person = 0; person < kPeopleOfThePopulation; ++person) {
    RandomStream stream(kSeed + 1, person, kPeople);
    const Sex sex = stream.chance(0.5) ? Sex::kMale : Sex::kFemale;
    const Day birth = fixture.birth_in(stream, sex, 0, 120);
    fixture.physiology.begin(state, kSeed + 1, person, sex, birth);
    fixture.physiology.measure(state, kVisitDay, 0, measure_sets::kAllVitals | measure_sets::kAllLaboratory, measured);
    const int32_t age = std::min(age_in_years(birth, kVisitDay), 100);
    for (const uint32_t b : bands_at[static_cast<size_t>(sex)][static_cast<size_t>(age)]) {
      const Measure measure = fixture.bands[b].measure;
      if (measured.has(measure)) values[b].push_back(value_of(fixture.catalogue, measure, measured));
    }
  }
  std::vector<Deviation> deviations;
  for (uint32_t b = 0; b < fixture.bands.size(); ++b) {
    const Moments got = moments_of(values[b]);
    deviations.push_back({&fixture.bands[b], got.mean / fixture.bands[b].mean - 1, got.sd / fixture.bands[b].sd - 1,
                          got.mean_error, got.sd_error});
  }
  check(fixture, deviations, kErrorsOfThePopulation, "physiology beside the survey, 50,000 people of the population; largest deviations:");
}

TEST_CASE("measures hang together as the survey's do", "[life][survey]") {
  const Fixture fixture = Fixture::make();
  constexpr uint32_t kPeopleOfAGroup = 3000;
  const std::array<std::array<int32_t, 2>, 7> decades{{{20, 29}, {30, 39}, {40, 49}, {50, 59}, {60, 69}, {70, 79}, {80, 120}}};
  // Normal scores by rank within sex and decade; then correlations over all of them, as the survey's were computed.
  std::vector<std::vector<double>> scores(kMeasureCount);
  PhysiologyState state;
  MeasuredValues measured;
  uint64_t entity = 0;
  for (const Sex sex : {Sex::kFemale, Sex::kMale}) {
    for (const auto& [from, to] : decades) {
      std::vector<std::vector<int32_t>> group(kMeasureCount, std::vector<int32_t>(kPeopleOfAGroup));
      for (uint32_t person = 0; person < kPeopleOfAGroup; ++person) {
        RandomStream stream(kSeed + 2, ++entity, kPeople);
        fixture.physiology.begin(state, kSeed + 2, entity, sex, fixture.birth_in(stream, sex, from, to));
        fixture.physiology.measure(state, kVisitDay, 0, measure_sets::kAllVitals | measure_sets::kAllLaboratory, measured);
        for (uint32_t m = 0; m < kMeasureCount; ++m) group[m][person] = measured.mantissa[m];
      }
      for (uint32_t m = 0; m < kMeasureCount; ++m) {
        std::vector<int32_t> sorted = group[m];
        std::sort(sorted.begin(), sorted.end());
        for (const int32_t value : group[m]) {
          const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), value);
          const double rank = 0.5 * static_cast<double>((low - sorted.begin()) + (high - sorted.begin()));
          scores[m].push_back(math::normal_quantile(rank / kPeopleOfAGroup));
        }
      }
    }
  }
  const auto correlation = [&](Measure a, Measure b) {
    const std::vector<double>&x = scores[static_cast<uint32_t>(a)], &y = scores[static_cast<uint32_t>(b)];
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      xx += x[i] * x[i];
      yy += y[i] * y[i];
      xy += x[i] * y[i];
    }
    return xy / std::sqrt(xx * yy);
  };
  CsvReader table("nhanes_correlation.csv", embedded_file("nhanes_correlation.csv"));
  uint32_t column[3];
  REQUIRE(table.columns({"measure", "with", "correlation"}, column).has_value());
  double worst = 0;
  while (table.next()) {
    Measure pair[2]{};
    for (const reference::ObservationKind& kind : fixture.catalogue.kinds()) {
      if (kind.key == table.text(column[0])) pair[0] = kind.measure;
      if (kind.key == table.text(column[1])) pair[1] = kind.measure;
    }
    const double got = correlation(pair[0], pair[1]);
    INFO(table.text(column[0]) << " with " << table.text(column[1]) << ": " << got);
    CHECK(std::fabs(got - table.number(column[2])) <= 0.05);
    worst = std::max(worst, std::fabs(got - table.number(column[2])));
  }
  std::printf("largest difference of a correlation from the survey's: %.3f\n", worst);
}

}  // namespace
}  // namespace polyclinic::life
