// What the scorecard measures, on people few enough to count by hand.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <memory>

#include "engine/quality/intake.h"
#include "engine/quality/measures.h"
#include "tests/unit/quality_small_dataset.h"

namespace polyclinic::quality {
namespace {

using Catch::Approx;

constexpr Day kToday = day_from_civil(2026, 1, 1);

class Asked {
 public:
  explicit Asked(const SmallDataset& data) : anchors_(*read_anchors()), cohort_(anchors_, kToday, 3653), measures_(anchors_, cohort_) {
    Intake intake(anchors_, cohort_);
    for (const std::string_view table : kTables) REQUIRE(intake.feed(table, data.tables().at(std::string(table))).has_value());
    REQUIRE(intake.finish().has_value());
  }

  Estimate operator()(std::string measure, std::string of, std::string parameter, int from, int to, char sex = 'B', std::string unit = "%", std::string among = "") {
    Question question{std::move(measure), std::move(of), std::move(parameter), std::move(among), sex, static_cast<uint8_t>(from), static_cast<uint8_t>(to), std::move(unit)};
    REQUIRE(Measures::check(anchors_, question).has_value());
    return measures_.answer(question);
  }

 private:
  AnchorSet anchors_;
  Cohort cohort_;
  Measures measures_;
};

// 1: a woman of 66; 2: a man of 65; 3: a woman of 36; 4: a boy of 2; 5: a man who died at 84.
SmallDataset people() {
  SmallDataset data;
  data.add("patients", 1, "1960-01-01,F,,Medicare,Married,Some college,Never smoker");
  data.add("patients", 2, "1960-06-15,M,,Private,Married,Some college,Current every day smoker");
  data.add("patients", 3, "1990-01-01,F,,Private,Never married,Some college,Never smoker");
  data.add("patients", 4, "2023-07-01,M,,Private,,,");
  data.add("patients", 5, "1940-01-01,M,2024-01-01,Medicare,Widowed,Some college,Former smoker");
  data.add("deaths", 5, "2024-01-01,I25.10");
  return data;
}

TEST_CASE("conditions of the living, now, ever and within a time", "[quality]") {
  SmallDataset data = people();
  data.add("conditions", 1, "2015-03-01,,I10").add("conditions", 2, "2018-03-01,2025-08-01,I10").add("conditions", 5, "2010-01-01,,I10");
  Asked ask(data);
  const Estimate now = ask("condition", "hypertension", "", 60, 69);
  CHECK(now.value == Approx(50));
  CHECK(now.error == Approx(100 * std::sqrt(0.25 / 2)));
  CHECK(now.n == 2);
  CHECK(ask("condition_ever", "hypertension", "", 60, 69).value == Approx(100));
  CHECK(ask("condition_within", "hypertension", "6", 60, 69).value == Approx(100));
  CHECK(ask("condition_within", "hypertension", "3", 60, 69).value == Approx(50));
  CHECK(ask("condition", "hypertension", "", 0, 120).n == 4);  // the dead are not asked
  CHECK(ask("condition", "smoker", "", 60, 69).value == Approx(50));
  // A disease that nobody has in the whole dataset is nothing to measure by.
  CHECK_FALSE(ask("condition", "copd", "", 60, 69).known);
}

TEST_CASE("who they are", "[quality]") {
  Asked ask(people());
  CHECK(ask("population_share", "", "", 60, 69, 'F').value == Approx(25));
  CHECK(ask("attribute", "insurance", "Private", 0, 120).value == Approx(75));
  CHECK(ask("attribute", "insurance", "Veterans", 0, 120).value == Approx(0));
  CHECK_FALSE(ask("attribute", "insurance", "Private", 90, 99).known);
}

TEST_CASE("the last value counts, at the age at which it was taken", "[quality]") {
  SmallDataset data = people();
  data.value(1, "2025-06-01", "8480-6", "120").value(1, "2020-06-01", "8480-6", "150").value(2, "2025-06-01", "8480-6", "140");
  data.value(1, "2025-06-01", "8462-4", "70").value(2, "2025-06-01", "8462-4", "85");
  data.value(5, "2023-06-01", "8480-6", "200").value(1, "2025-06-01", "4548-4", "7").value(2, "2025-06-01", "4548-4", "6.9");
  data.add("conditions", 1, "2015-03-01,,E11.9");
  data.add("medications", 1, "2020-01-01,,314076,lisinopril 10 MG Oral Tablet");
  Asked ask(data);
  const Estimate mean = ask("measure_mean", "systolic", "", 60, 69, 'B', "mm[Hg]");
  CHECK(mean.value == Approx(130));
  CHECK(mean.error == Approx(10));
  CHECK(ask("measure_spread", "systolic", "", 60, 69, 'B', "mm[Hg]").value == Approx(std::sqrt(200.0)));
  CHECK(ask("measure_above", "systolic", "140", 60, 69).value == Approx(50));
  CHECK(ask("measure_below", "a1c", "7", 60, 69).value == Approx(50));
  CHECK(ask("measure_below", "a1c", "7", 60, 69, 'B', "%", "diabetes").value == Approx(0));
  CHECK(ask("pressure_raised", "pressure_drug", "130/80", 60, 69).value == Approx(100));
  CHECK(ask("pressure_controlled", "pressure_drug", "130/80", 60, 69).value == Approx(50));
  CHECK_FALSE(ask("measure_mean", "systolic", "", 20, 29).known);
}

TEST_CASE("rates are of time lived", "[quality]") {
  SmallDataset data = people();
  data.visit(1, "2024-05-01", "EMER", "R07.9").visit(1, "2025-05-01", "EMER", "R07.9").visit(1, "2019-05-01", "EMER", "R07.9");
  data.visit(2, "2025-03-01", "AMB", "Z23").visit(2, "2025-04-01", "AMB", "I10");
  data.add("conditions", 1, "2023-01-01,2023-02-01,S72.001A").add("conditions", 1, "2024-01-01,2024-02-01,S72.001A");
  Asked ask(data);
  const double year = 365.2425;
  // From 2021 on the two of 60 to 69 lived 1,826 days each at these ages.
  const Estimate rate = ask("event_rate", "emergency_visit", "5", 60, 69, 'B', "per 100 person-years");
  CHECK(rate.value == Approx(100 * 2 / (3652 / year)));
  CHECK(rate.n == 9);
  // A vaccine alone is no visit.
  CHECK(ask("event_rate", "office_visit", "5", 60, 69, 'B', "per 100 person-years").value == Approx(100 * 1 / (3652 / year)));
  CHECK(ask("onset_rate", "hip_fracture", "5", 60, 69, 'B', "per 1000 person-years").value == Approx(1000 * 1 / (3652 / year)));
  const Estimate deaths = ask("death_rate", "", "5", 80, 120, 'B', "per 1000 person-years");
  CHECK(deaths.value == Approx(1000 / (1095 / year)));
  CHECK(deaths.error == Approx(1000 / (1095 / year)));
  CHECK(ask("cause_share", "death_heart", "10", 65, 120).value == Approx(100));
  CHECK_FALSE(ask("cause_share", "death_cancer", "10", 65, 120).known);
}

TEST_CASE("what becomes of hospital stays", "[quality]") {
  SmallDataset data = people();
  data.stay(2, "2025-01-10", "2025-01-15", "I50.9", "01").stay(2, "2025-02-01", "2025-02-03", "J18.9", "01");
  data.stay(1, "2025-03-01", "2025-03-03", "I50.9", "02").stay(1, "2025-03-03", "2025-03-07", "I50.9", "01");  // moved, then home
  data.stay(5, "2023-12-28", "2024-01-01", "I50.9", "20");
  data.visit(2, "2025-01-09", "EMER", "R06.0").visit(1, "2025-06-09", "EMER", "R06.0");
  Asked ask(data);
  CHECK(ask("stay_days", "stay", "10", 60, 69, 'B', "days").value == Approx((5 + 2 + 2 + 4) / 4.0));
  CHECK(ask("stay_days_geometric", "stay", "10", 60, 69, 'M', "days").value == Approx(std::sqrt(10.0)));
  CHECK(ask("readmitted", "stay", "10", 60, 69, 'M').value == Approx(50));
  // The man with heart failure came back; the woman was moved, which is no coming back, and did not.
  CHECK(ask("readmitted", "stay_heart_failure", "10", 60, 69).value == Approx(50));
  CHECK(ask("stay_died", "stay_heart_failure", "10", 0, 120).value == Approx(25));
  CHECK(ask("stay_died_30_days", "stay", "10", 80, 120).value == Approx(100));
  CHECK(ask("emergency_admitted", "emergency_visit", "10", 0, 120).value == Approx(50));
  CHECK(ask("done_within", "stay", "12", 60, 69).value == Approx(100));
}

TEST_CASE("drugs, doses, births, screening", "[quality]") {
  SmallDataset data = people();
  data.add("medications", 1, "2020-01-01,,314076,lisinopril 10 MG Oral Tablet").add("medications", 1, "2025-01-01,,314076,lisinopril 10 MG Oral Tablet");
  data.add("medications", 1, "2025-12-01,2025-12-20,617312,atorvastatin 20 MG Oral Tablet").add("medications", 2, "2020-01-01,2025-11-01,617312,atorvastatin 20 MG Oral Tablet");
  data.add("medications", 2, "2020-01-01,,1,nystatin 100000 UNT/ML Oral Suspension");
  data.add("immunizations", 4, "2024-07-15T12:00:00Z,94").add("immunizations", 4, "2025-10-01T12:00:00Z,03");
  data.add("immunizations", 1, "2024-10-05T12:00:00Z,205").add("immunizations", 2, "2025-10-05T12:00:00Z,205");
  data.add("procedures", 3, "2020-05-01T12:00:00Z,11466000,,").add("procedures", 3, "2020-05-02T12:00:00Z,,59514,").add("procedures", 3, "2023-05-01T12:00:00Z,177184002,,");
  data.add("imaging_studies", 1, "2024-06-01T12:00:00Z,MG");
  Asked ask(data);
  CHECK(ask("drug_count", "", "2", 60, 69).value == Approx(50));
  CHECK(ask("drug_count", "", "3", 60, 69).value == Approx(0));
  CHECK(ask("drug", "statin", "", 60, 69).value == Approx(50));  // nystatin is none
  CHECK(ask("vaccinated_by", "mmr", "1/24", 2, 4).value == Approx(100));
  CHECK(ask("vaccinated_by", "mmr", "2/24", 2, 4).value == Approx(0));
  CHECK(ask("vaccinated", "mmr", "2", 2, 4).value == Approx(100));
  // The last whole season is that of 2024.
  CHECK(ask("vaccinated_season", "influenza_vaccine", "", 60, 69).value == Approx(50));
  CHECK(ask("event_rate", "delivery", "10", 15, 49, 'F', "per 1000 person-years").value == Approx(1000 * 2 / (3653 / 365.2425)).margin(0.1));
  CHECK(ask("share_of", "cesarean:delivery", "10", 15, 49, 'F').value == Approx(50));
  CHECK(ask("done_within", "mammography", "24", 60, 69, 'F').value == Approx(100));
  CHECK(ask("done_within", "mammography", "12", 60, 69, 'F').value == Approx(0));
}

TEST_CASE("odds ratios and correlations", "[quality]") {
  SmallDataset data;
  int person = 0;
  const auto add = [&](int count, bool diabetes, bool hypertension) {
    for (int each = 0; each < count; ++each) {
      ++person;
      data.add("patients", person, "1970-01-01,F,,Private,Married,,Never smoker");
      if (diabetes) data.add("conditions", person, "2015-01-01,,E11.9");
      if (hypertension) data.add("conditions", person, "2015-01-01,,I10");
      data.value(person, "2025-01-01", "8480-6", std::to_string(100 + person)).value(person, "2025-01-01", "39156-5", std::to_string(1000 - person * person / 20));
    }
  };
  add(8, true, true);
  add(5, true, false);
  add(12, false, true);
  add(75, false, false);
  Asked ask(data);
  for (const char* way : {"crude", "adjusted"}) {
    const Estimate odds = ask("odds_ratio", "diabetes:hypertension", way, 20, 120, 'B', "");
    CHECK(odds.value == Approx(8.0 * 75 / (5 * 12)));
    CHECK(odds.error == Approx(10 * std::sqrt(1.0 / 8 + 1.0 / 75 + 1.0 / 5 + 1.0 / 12)));
    CHECK(odds.n == 100);
  }
  CHECK_FALSE(ask("odds_ratio", "copd:hypertension", "crude", 20, 120, 'B', "").known);
  // Of ranks: whatever the shape, what always falls when the other rises has -1. Equal ranks take a little of it.
  CHECK(ask("correlation", "systolic:bmi", "", 20, 120, 'B', "").value == Approx(-1).margin(0.01));
}

TEST_CASE("the expectancy of life follows from deaths and years", "[quality]") {
  // Ten people of 50; five of them die on their 55th birthday: of the rest nobody is older, so all else is the open end.
  SmallDataset data;
  for (int person = 1; person <= 10; ++person) data.add("patients", person, person <= 5 ? "1966-01-01,M,2021-01-01,,,," : "1966-01-01,M,,,,,");
  Asked ask(data);
  // From 50 on: everybody lives five whole years; at 55 five die in 5 x 1 years of the others: m = 1, q = 2/3.
  const double at_59 = 1 - 0.5 * 0 + 1 * (1 - 0.5);  // nobody lived at 60 and over: q = 1, half a year
  double expectancy = at_59;
  for (int age = 58; age >= 56; --age) expectancy = 1 + expectancy;
  expectancy = (1 - 0.5 * 2 / 3) + (1 - 2.0 / 3) * expectancy;
  for (int age = 54; age >= 50; --age) expectancy = 1 + expectancy;
  CHECK(ask("life_expectancy", "", "10", 50, 120, 'M', "years").value == Approx(expectancy).margin(0.02));
}

}  // namespace
}  // namespace polyclinic::quality
