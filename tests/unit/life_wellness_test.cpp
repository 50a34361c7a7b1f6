// Preventive visits: their order and hours, how many are kept against the published shares, codes and tests due.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>

#include "engine/foundation/hash.h"
#include "engine/life/age_span.h"
#include "engine/life/clinic_hours.h"
#include "engine/life/wellness.h"
#include "tests/unit/life_walk.h"

using namespace polyclinic;
using namespace polyclinic::life;
using polyclinic::reference::Sex;
using polyclinic::testing::wellness_schedule;

namespace {

constexpr uint64_t kSeed = 20240601;

Sex sex_of(uint64_t entity) { return entity % 2 == 0 ? Sex::kFemale : Sex::kMale; }

std::vector<WellnessVisit> visits_of(uint64_t entity, Sex sex, Day birth, Day from, Day end, bool insured = true) {
  WellnessState state;
  wellness_schedule().begin(state, kSeed, entity, sex, birth, from, insured);
  std::vector<WellnessVisit> visits;
  WellnessVisit visit;
  while (wellness_schedule().next(state, visit) && visit.day <= end) {
    visits.push_back(visit);
  }
  return visits;
}

// The share of people of that age who had a visit in the year before `at`.
double share_seen(Sex sex, int32_t age_from, int32_t age_to, Day at, double uninsured) {
  constexpr int kPeople = 12000;
  int seen = 0;
  for (int person = 0; person < kPeople; ++person) {
    const double age = age_from + (age_to + 1 - age_from) * (person + 0.5) / kPeople;
    const Day birth = at - static_cast<Day>(age * 365.2425);
    const bool insured = (person * 37 % 1000) >= uninsured * 1000;
    seen += visits_of(static_cast<uint64_t>(person), sex, birth, at - 364, at, insured).empty() ? 0 : 1;
  }
  return 100.0 * seen / kPeople;
}

}  // namespace

TEST_CASE("Holidays are kept on weekdays", "[life]") {
  CHECK(is_holiday(day_from_civil(2024, 1, 1)));
  CHECK(is_holiday(day_from_civil(2024, 1, 15)));  // Martin Luther King Day
  CHECK_FALSE(is_holiday(day_from_civil(1980, 1, 21)));
  CHECK(is_holiday(day_from_civil(2024, 5, 27)));  // Memorial Day
  CHECK(is_holiday(day_from_civil(2024, 6, 19)));
  CHECK_FALSE(is_holiday(day_from_civil(2019, 6, 19)));
  CHECK(is_holiday(day_from_civil(2020, 7, 3)));    // the Friday before a Saturday
  CHECK(is_holiday(day_from_civil(2021, 7, 5)));    // the Monday after a Sunday
  CHECK(is_holiday(day_from_civil(2024, 9, 2)));    // Labor Day
  CHECK(is_holiday(day_from_civil(2024, 11, 28)));  // Thanksgiving
  CHECK(is_holiday(day_from_civil(2023, 12, 25)));
  CHECK(is_holiday(day_from_civil(2021, 12, 31)));  // New Year's Day of a Saturday
  CHECK_FALSE(is_holiday(day_from_civil(2024, 12, 31)));
  const OpenDays open;
  CHECK(open.working_day_from(day_from_civil(2024, 11, 28)) == day_from_civil(2024, 11, 29));
  CHECK(open.working_day_from(day_from_civil(2021, 12, 31)) == day_from_civil(2022, 1, 3));
  CHECK(open.pharmacy_day_from(day_from_civil(2024, 6, 1)) == day_from_civil(2024, 6, 1));  // a Saturday
  CHECK(open.pharmacy_day_from(day_from_civil(2024, 6, 2)) == day_from_civil(2024, 6, 3));
  for (Day day = day_from_civil(1995, 1, 1); day < day_from_civil(2030, 1, 1); ++day) {
    const bool is_weekday = weekday(day) != 0 && weekday(day) != 6;
    REQUIRE(open.is_working_day(day) == (is_weekday && !is_holiday(day)));
    REQUIRE(open.is_pharmacy_day(day) == (weekday(day) != 0 && !is_holiday(day)));
  }
}

TEST_CASE("Ages of the schedules are read, and bounded in days", "[life]") {
  const auto days = [](std::string_view text) {
    return parse_age_span(text).value().after(day_from_civil(2023, 1, 31));
  };
  CHECK(days("0d") == day_from_civil(2023, 1, 31));
  CHECK(days("6w") == day_from_civil(2023, 1, 31) + 42);
  CHECK(days("1m") == day_from_civil(2023, 2, 28));
  CHECK(days("4y") == day_from_civil(2027, 1, 31));
  CHECK(days("8m+1d") == day_from_civil(2023, 10, 1));
  CHECK_FALSE(parse_age_span("").value().is_set);
  for (const std::string_view text : {"4", "d", "4x", "4w+", "+4w", "999999y", "4w4"}) {
    CHECK_FALSE(parse_age_span(text).has_value());
  }
  for (Day birth = day_from_civil(2019, 12, 25); birth < day_from_civil(2020, 3, 5); ++birth) {
    const BirthDay born(birth);
    for (int32_t months = 0; months <= 1300; ++months) {
      const AgeSpan span{static_cast<int16_t>(months), 0, true};
      const Day then = span.after(birth);
      REQUIRE(born.in_months(months) == then);
      REQUIRE(then - birth >= span.least_days());
      REQUIRE(then - birth <= span.most_days());
      REQUIRE(born.has_reached(span, then));
      REQUIRE_FALSE(born.has_reached(span, then - 1));
    }
  }
}

TEST_CASE("Visits come in order, on working days, in clinic hours", "[life]") {
  for (uint64_t entity = 0; entity < 1500; ++entity) {
    const Day birth = day_from_civil(1935, 1, 1) + static_cast<Day>(entity * 21);
    Day last = birth;
    uint32_t last_ordinal = 0;
    for (const WellnessVisit& visit : visits_of(entity, sex_of(entity), birth, birth, day_from_civil(2055, 1, 1))) {
      REQUIRE(visit.day > last);
      REQUIRE((last == birth || visit.ordinal > last_ordinal));
      last = visit.day;
      last_ordinal = visit.ordinal;
      const uint32_t of_week = weekday(visit.day);
      REQUIRE((of_week != 0 && of_week != 6));
      REQUIRE_FALSE(is_holiday(visit.day));
      const int64_t start = visit.start - start_of_day(visit.day);
      const int64_t end = visit.end - start_of_day(visit.day);
      REQUIRE(start % (15 * kMillisecondsPerMinute) == 0);
      REQUIRE(start >= 8 * kMillisecondsPerHour);
      REQUIRE(end <= 17 * kMillisecondsPerHour);
      REQUIRE((visit.end - visit.start >= 15 * kMillisecondsPerMinute &&
               visit.end - visit.start <= 45 * kMillisecondsPerMinute));
      REQUIRE(wellness_schedule().codes(visit).kind == visit.kind);
    }
  }
}

TEST_CASE("The visits of the first three years are those of the schedule", "[life]") {
  constexpr std::array<int32_t, 10> kMonths{1, 2, 4, 6, 9, 12, 15, 18, 24, 30};
  std::array<int, 11> kept{};
  constexpr int kPeople = 4000;
  for (int person = 0; person < kPeople; ++person) {
    const Day birth = day_from_civil(2017, 1, 1) + person % 700;
    for (const WellnessVisit& visit :
         visits_of(static_cast<uint64_t>(person), sex_of(static_cast<uint64_t>(person)), birth, birth, birth + 1000)) {
      REQUIRE(visit.ordinal < 11);
      ++kept[visit.ordinal];
      if (visit.ordinal == 0) {
        REQUIRE((visit.kind == WellnessKind::kNewborn && visit.day >= birth + 3 && visit.day <= birth + 9));
        continue;
      }
      const Day due = add_months(birth, kMonths[visit.ordinal - 1]);
      REQUIRE((visit.day >= due - 8 && visit.day <= due + 50));
      REQUIRE(visit.kind == (kMonths[visit.ordinal - 1] < 12 ? WellnessKind::kInfant : WellnessKind::kChild));
      if (kMonths[visit.ordinal - 1] >= 12 && visit.ordinal == 6) {
        REQUIRE(visit.day >= due);
      }
    }
  }
  for (const int count : kept) {
    CHECK(count > 0.4 * kPeople);
  }
  CHECK(kept[2] > 0.88 * kPeople);
}

TEST_CASE("Those born on 29 February have visits like others", "[life]") {
  int visits = 0;
  for (uint64_t entity = 0; entity < 400; ++entity) {
    const Day birth = day_from_civil(1944 + static_cast<int32_t>(entity % 20) * 4, 2, 29);
    for (const WellnessVisit& visit : visits_of(entity, sex_of(entity), birth, birth, birth + 30 * 365)) {
      REQUIRE(visit.codes < wellness_schedule().size());
      ++visits;
    }
  }
  CHECK(visits > 400 * 20);
}

TEST_CASE("Visits do not depend on where interest begins", "[life]") {
  for (uint64_t entity = 0; entity < 400; ++entity) {
    const Day birth = day_from_civil(1950, 1, 1) + static_cast<Day>(entity * 60);
    const Day end = day_from_civil(2024, 12, 31);
    const auto all = visits_of(entity, sex_of(entity), birth, birth, end);
    for (const Day from : {day_from_civil(1999, 5, 5), day_from_civil(2014, 12, 31), day_from_civil(2023, 1, 1)}) {
      const auto some = visits_of(entity, sex_of(entity), birth, from, end);
      size_t index = 0;
      for (const WellnessVisit& visit : all) {
        if (visit.day < from) {
          continue;
        }
        REQUIRE(index < some.size());
        REQUIRE(some[index].start == visit.start);
        REQUIRE(some[index].end == visit.end);
        REQUIRE(some[index].ordinal == visit.ordinal);
        REQUIRE(some[index].codes == visit.codes);
        REQUIRE(some[index].new_patient == visit.new_patient);
        REQUIRE(some[index].labs_lipids == visit.labs_lipids);
        REQUIRE(some[index].labs_metabolic == visit.labs_metabolic);
        REQUIRE(some[index].labs_blood_count == visit.labs_blood_count);
        REQUIRE(some[index].labs_a1c == visit.labs_a1c);
        ++index;
      }
      REQUIRE(index == some.size());
    }
  }
}

TEST_CASE("As many are seen in a year as the surveys say", "[life][survey]") {
  struct Published {
    int32_t year, age_from, age_to;
    Sex sex;
    double share, uninsured;
  };
  // NHIS, well-child checkup in the past 12 months, 2008 and 2018 (MMWR 69(8):222); BRFSS, routine checkup within the
  // past year, by sex and age, rounded (see engine/reference/data/README.md).
  constexpr Published kPublished[] = {{2008, 0, 4, Sex::kFemale, 86.7, 0.05},   {2008, 5, 11, Sex::kMale, 74.5, 0.05},
                                      {2008, 12, 17, Sex::kFemale, 68.0, 0.06}, {2018, 0, 4, Sex::kMale, 91.9, 0.05},
                                      {2018, 5, 11, Sex::kFemale, 86.9, 0.05},  {2018, 12, 17, Sex::kMale, 81.7, 0.06},
                                      {2018, 18, 24, Sex::kMale, 62, 0.13},     {2018, 18, 24, Sex::kFemale, 72, 0.13},
                                      {2018, 25, 34, Sex::kMale, 57, 0.13},     {2018, 25, 34, Sex::kFemale, 71, 0.13},
                                      {2018, 35, 44, Sex::kMale, 63, 0.13},     {2018, 35, 44, Sex::kFemale, 74, 0.13},
                                      {2018, 45, 54, Sex::kMale, 72, 0.13},     {2018, 45, 54, Sex::kFemale, 79, 0.13},
                                      {2018, 55, 64, Sex::kMale, 80, 0.13},     {2018, 55, 64, Sex::kFemale, 84, 0.13},
                                      {2018, 65, 90, Sex::kMale, 90, 0},        {2018, 65, 90, Sex::kFemale, 90, 0}};
  for (const Published& published : kPublished) {
    CAPTURE(published.year, published.age_from, published.age_to, published.share);
    CHECK(std::fabs(share_seen(published.sex, published.age_from, published.age_to,
                               day_from_civil(published.year, 7, 1), published.uninsured) -
                    published.share) < 3);
  }
}

TEST_CASE("The uninsured are seen less, but not from 65 on", "[life]") {
  const Day at = day_from_civil(2018, 7, 1);
  CHECK(share_seen(Sex::kMale, 30, 40, at, 1) < share_seen(Sex::kMale, 30, 40, at, 0) - 20);
  CHECK(share_seen(Sex::kFemale, 6, 12, at, 1) < share_seen(Sex::kFemale, 6, 12, at, 0) - 10);
  CHECK(std::fabs(share_seen(Sex::kFemale, 70, 80, at, 1) - share_seen(Sex::kFemale, 70, 80, at, 0)) < 1e-9);
}

TEST_CASE("A visit is coded by age, sex, time and whether the patient is new", "[life]") {
  std::array<int, 7> kinds{};
  for (uint64_t entity = 0; entity < 600; ++entity) {
    const Sex sex = sex_of(entity);
    const Day birth = day_from_civil(1940, 3, 3) + static_cast<Day>(entity * 45);
    bool is_first = true;
    bool had_medicare = false;
    for (const WellnessVisit& visit : visits_of(entity, sex, birth, birth, day_from_civil(2025, 1, 1))) {
      const WellnessCodes& codes = wellness_schedule().codes(visit);
      const int32_t age = age_in_years(birth, visit.day);
      const std::string& cpt = visit.new_patient ? codes.cpt_new : codes.cpt_established;
      CAPTURE(age, cpt);
      ++kinds[static_cast<size_t>(visit.kind)];
      REQUIRE((!is_first || visit.new_patient));
      is_first = false;
      REQUIRE(codes.encounter_code == "185349003");
      REQUIRE(codes.cents_new > codes.cents_established);
      if (visit.kind == WellnessKind::kMedicare) {
        REQUIRE((age >= 65 && visit.day >= day_from_civil(2011, 1, 1)));
        REQUIRE(cpt == (had_medicare ? "G0439" : "G0438"));
        had_medicare = true;
        continue;
      }
      const std::string band = age < 1    ? "1"
                               : age < 5  ? "2"
                               : age < 12 ? "3"
                               : age < 18 ? "4"
                               : age < 40 ? "5"
                               : age < 65 ? "6"
                                          : "7";
      REQUIRE(cpt == (visit.new_patient ? "9938" : "9939") + band);
      if (visit.kind == WellnessKind::kWomens) {
        REQUIRE((sex == Sex::kFemale && age >= 22 && age < 65 && codes.reason_code == "Z01.419"));
      } else if (age >= 18) {
        REQUIRE(codes.reason_code == "Z00.00");
      } else {
        REQUIRE((codes.reason_code == "Z00.129" || (codes.reason_code == "Z00.110" && visit.day < birth + 10)));
      }
    }
  }
  for (const int count : kinds) {
    CHECK(count > 100);
  }
}

TEST_CASE("Screening tests are due as the guidance says", "[life]") {
  int blood_counts = 0;
  int child_lipids = 0;
  int young_lipids = 0;
  constexpr int kPeople = 2000;
  for (int person = 0; person < kPeople; ++person) {
    const Day birth = day_from_civil(1990, 1, 1) + person;
    Day last_lipids = 0;
    Day last_metabolic = 0;
    for (const WellnessVisit& visit : visits_of(static_cast<uint64_t>(person), sex_of(static_cast<uint64_t>(person)),
                                                birth, birth, day_from_civil(2065, 1, 1))) {
      const int32_t age = age_in_years(birth, visit.day);
      const int32_t months = age_in_months(birth, visit.day);
      if (visit.labs_blood_count && age < 18) {
        ++blood_counts;
        REQUIRE((months >= 12 && months < 27));
      }
      if (visit.labs_lipids) {
        child_lipids += age >= 9 && age < 12 ? 1 : 0;
        young_lipids += age >= 17 && age < 22 ? 1 : 0;
        REQUIRE(((age >= 9 && age < 12) || age >= 17));
        REQUIRE((last_lipids == 0 || visit.day - last_lipids > 200));
        last_lipids = visit.day;
      }
      if (visit.labs_metabolic) {
        REQUIRE(age >= 18);
        last_metabolic = visit.day;
      }
      if (age >= 65) {
        REQUIRE((visit.labs_lipids || visit.day - last_lipids < 500));
        REQUIRE((visit.labs_metabolic || visit.day - last_metabolic < 500));
      }
      REQUIRE((!visit.labs_a1c || age >= 35));
    }
  }
  CHECK(blood_counts > 0.9 * kPeople);
  CHECK(blood_counts <= kPeople);
  CHECK(child_lipids > 0.85 * kPeople);
  CHECK(young_lipids > 0.8 * kPeople);
}

TEST_CASE("The visits of ten thousand people are the known ones", "[life]") {
  Sha256 hash;
  for (uint64_t entity = 0; entity < 10000; ++entity) {
    const Day birth = day_from_civil(1930, 1, 1) + static_cast<Day>(entity * 7 / 2);
    for (const WellnessVisit& visit :
         visits_of(entity, sex_of(entity), birth, birth, day_from_civil(2025, 1, 1), entity % 9 != 0)) {
      const int64_t numbers[] = {visit.start,       visit.end,         visit.ordinal,        visit.codes,
                                 visit.new_patient, visit.labs_lipids, visit.labs_metabolic, visit.labs_blood_count,
                                 visit.labs_a1c};
      for (const int64_t number : numbers) {
        char bytes[8];
        for (int byte = 0; byte < 8; ++byte) {
          bytes[byte] = static_cast<char>(static_cast<uint64_t>(number) >> (8 * byte));
        }
        hash.update(std::string_view(bytes, 8));
      }
    }
  }
  CHECK(hex(hash.finish()) == "b4f1b0879b18095561cbf2836c063253fb663c2dc192dbe22e2d3b64f4fab245");
}
