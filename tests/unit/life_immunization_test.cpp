// Vaccines: no dose too early, too soon, too late or before its time; coverage against the published figures.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "engine/foundation/hash.h"
#include "engine/life/clinic_hours.h"
#include "engine/life/immunization.h"
#include "tests/unit/life_walk.h"
#include "tests/unit/source_directory.h"

using namespace polyclinic;
using namespace polyclinic::life;
using namespace polyclinic::testing;
using polyclinic::reference::Sex;

namespace {

constexpr uint64_t kSeed = 20240601;
constexpr Day kGrace = 4;

Sex sex_of(uint64_t entity) { return entity % 2 == 0 ? Sex::kFemale : Sex::kMale; }

// People of these ages on that day, evenly; `visit` gets each life.
void each_life(int people, double age_from, double age_to, Day at, Day end,
               const std::function<void(const WalkedLife&, Sex)>& visit) {
  WalkedLife walked;
  for (int person = 0; person < people; ++person) {
    const double age = age_from + (age_to - age_from) * (person + 0.5) / people;
    const uint64_t entity = static_cast<uint64_t>(person) * 131 + static_cast<uint64_t>(age_from * 1000003);
    walk(kSeed, entity, sex_of(static_cast<uint64_t>(person)), at - static_cast<Day>(age * 365.2425), end, walked,
         person % 20 != 0);
    visit(walked, sex_of(static_cast<uint64_t>(person)));
  }
}

struct Share {
  double hits = 0, people = 0;
  void add(bool hit) {
    hits += hit ? 1 : 0;
    people += 1;
  }
  double percent() const { return 100 * hits / people; }
};

bool is_variant(const WalkedLife& walked, std::string_view variant) {
  for (const GivenDose& given : walked.doses) {
    const Vaccine& vaccine = immunizations().vaccine(given.dose.vaccine);
    if (vaccine.fixes_variant != 0xFF && immunizations().schedule().variant(vaccine.fixes_variant).name == variant) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("Products carry codes of the CDC's lists and protect against what they count for", "[life]") {
  std::map<std::string, std::string> antigens;
  std::ifstream file(std::string(testing::source_directory()) + "/tests/unit/data/cvx_antigens.csv");
  for (std::string line; std::getline(file, line);) {
    if (line[0] != '#') {
      antigens[line.substr(0, line.find(','))] = line.substr(line.find(',') + 1);
    }
  }
  REQUIRE(antigens.size() > 150);
  const std::map<std::string, std::string> needed{{"dtap", "Pertussis"},
                                                  {"polio", "Polio"},
                                                  {"hib", "Hib"},
                                                  {"hepb", "HepB"},
                                                  {"pcv", "Pneumococcal"},
                                                  {"rotavirus", "Rotavirus"},
                                                  {"varicella", "Varicella"},
                                                  {"mmr", "Measles"},
                                                  {"hepa", "HepA"},
                                                  {"tdap", "Pertussis"},
                                                  {"td", "Tetanus"},
                                                  {"menacwy", "Meningococcal"},
                                                  {"hpv", "HPV"},
                                                  {"menb", "Meningococcal B"},
                                                  {"smallpox", "Orthopoxvirus"},
                                                  {"zoster", "Zoster"},
                                                  {"zoster_live", "Zoster"},
                                                  {"ppsv23", "Pneumococcal"},
                                                  {"pcv_adult", "Pneumococcal"},
                                                  {"rsv", "RSV"},
                                                  {"rsv_antibody", "RSV"},
                                                  {"covid", "COVID-19"},
                                                  {"covid_season", "COVID-19"},
                                                  {"flu", "Influenza"}};
  for (const Vaccine& vaccine : immunizations().schedule().vaccines()) {
    CAPTURE(vaccine.key, vaccine.cvx, vaccine.mvx);
    CHECK(antigens.contains(vaccine.cvx));
    CHECK((vaccine.mvx.size() == 2 || vaccine.mvx.size() == 3));
    CHECK_FALSE(vaccine.text.empty());
    REQUIRE(vaccine.component_count > 0);
    for (uint32_t index = 0; index < vaccine.component_count; ++index) {
      const std::string series(immunizations().schedule().series_key(vaccine.components[index].series));
      REQUIRE(needed.contains(series));
      CHECK(antigens[vaccine.cvx].find(needed.at(series)) != std::string::npos);
    }
  }
}

TEST_CASE("No dose is too early, too soon, too late or before its time", "[life][survey]") {
  // CDC: minimum age of each dose in days or months, minimum interval to the dose before in days; 0: none.
  struct Rule {
    int32_t min_months, min_days, min_interval, max_months;
  };
  const std::map<std::string, std::vector<Rule>> rules{
      {"dtap", {{0, 42, 0, 84}, {0, 70, 28, 84}, {0, 98, 28, 84}, {15, 0, 180, 84}, {48, 0, 180, 84}}},
      {"hib", {{0, 42, 0, 60}, {0, 70, 28, 60}, {0, 98, 28, 60}, {12, 0, 56, 60}}},
      {"pcv", {{0, 42, 0, 60}, {0, 70, 28, 60}, {0, 98, 28, 60}, {12, 0, 56, 60}}},
      {"mmr", {{12, 0, 0, 0}, {13, 0, 28, 0}}},
      {"varicella", {{12, 0, 0, 0}, {15, 0, 28, 0}}},
      {"hepa", {{12, 0, 0, 228}, {18, 0, 180, 228}}},
      {"tdap", {{120, 0, 0, 228}}},
      {"hpv", {{108, 0, 0, 324}, {108, 0, 28, 324}, {108, 0, 84, 324}}},
      {"menacwy", {{120, 0, 0, 264}, {192, 0, 56, 264}}},
      {"menb", {{192, 0, 0, 288}, {192, 0, 28, 288}}},
      {"zoster", {{600, 0, 0, 0}, {600, 0, 28, 0}}},
      {"zoster_live", {{600, 0, 0, 0}}},
      {"ppsv23", {{780, 0, 0, 0}}},
      {"pcv_adult", {{600, 0, 0, 0}}},
      {"rsv", {{720, 0, 0, 0}}},
      {"rsv_antibody", {{0, 0, 0, 8}}},
      {"covid", {{6, 0, 0, 0}, {6, 0, 21, 0}, {6, 0, 56, 0}, {6, 0, 110, 0}}},
      {"covid_season", {{6, 0, 0, 0}}}};
  const std::map<std::string, Day> licensed{
      {"dtap", day_from_civil(1946, 1, 1)},          {"polio", day_from_civil(1955, 4, 12)},
      {"hib", day_from_civil(1985, 4, 12)},          {"hepb", day_from_civil(1986, 7, 23)},
      {"pcv", day_from_civil(2000, 2, 17)},          {"rotavirus", day_from_civil(2006, 2, 3)},
      {"mmr", day_from_civil(1963, 3, 21)},          {"varicella", day_from_civil(1995, 3, 17)},
      {"hepa", day_from_civil(1995, 2, 22)},         {"tdap", day_from_civil(2005, 5, 3)},
      {"hpv", day_from_civil(2006, 6, 8)},           {"menacwy", day_from_civil(2005, 1, 14)},
      {"menb", day_from_civil(2014, 10, 29)},        {"zoster_live", day_from_civil(2006, 5, 25)},
      {"zoster", day_from_civil(2017, 10, 20)},      {"ppsv23", day_from_civil(1983, 7, 1)},
      {"pcv_adult", day_from_civil(2011, 12, 30)},   {"rsv", day_from_civil(2023, 5, 3)},
      {"rsv_antibody", day_from_civil(2023, 7, 17)}, {"covid", day_from_civil(2020, 12, 11)},
      {"covid_season", day_from_civil(2022, 8, 31)}};
  WalkedLife walked;
  uint64_t doses = 0;
  for (uint64_t entity = 0; entity < 12000; ++entity) {
    const Day birth = day_from_civil(1925, 1, 1) + static_cast<Day>(entity * 3);
    const Day end = std::min(day_from_civil(2035, 1, 1), birth + 90 * 365);
    walk(kSeed, entity, sex_of(entity), birth, end, walked, entity % 11 != 0);
    CAPTURE(entity, birth);
    REQUIRE(walked.empty_extra_visits == 0);
    std::map<std::string, std::vector<Day>> history;
    std::set<Day> live_days;
    Day last_day = birth - 1;
    for (const GivenDose& given : walked.doses) {
      const Vaccine& vaccine = immunizations().vaccine(given.dose.vaccine);
      ++doses;
      CAPTURE(vaccine.key, given.at, age_in_months(birth, given.at));
      REQUIRE(given.at >= last_day);
      last_day = given.at;
      REQUIRE((given.at >= vaccine.first && given.at <= vaccine.last));
      REQUIRE(given.at >= vaccine.age_from.after(birth) - kGrace);
      REQUIRE(given.at < vaccine.age_to.after(birth));
      REQUIRE(weekday(given.at) != 0);
      REQUIRE((given.at <= birth + 2 || !is_holiday(given.at)));
      REQUIRE(std::string_view(given.dose.lot.data()).size() == 7);
      if (vaccine.is_live) {
        for (const Day other : live_days) {
          REQUIRE((other == given.at || given.at - other >= 28));
        }
        live_days.insert(given.at);
      }
      for (uint32_t index = 0; index < vaccine.component_count; ++index) {
        const std::string series(immunizations().schedule().series_key(vaccine.components[index].series));
        std::vector<Day>& before = history[series];
        CAPTURE(series, before.size());
        REQUIRE((before.empty() || given.at > before.back()));  // nothing twice on a day
        if (licensed.contains(series)) {
          REQUIRE(given.at >= licensed.at(series));
        }
        // Series that may start late take fewer doses: then only the rules that hold for any dose.
        const bool is_short = series == "hib" || series == "pcv" || series == "polio" || series == "hepb";
        if (!before.empty() && series != "flu") {
          REQUIRE(given.at - before.back() >= 21 - kGrace);
        }
        if (rules.contains(series)) {
          const auto& steps = rules.at(series);
          const Rule& rule = steps[std::min(before.size(), steps.size() - 1)];
          REQUIRE((before.size() < steps.size() || series == "covid_season"));
          const bool starts_late =
              is_short && !history[series].empty() && history[series][0] >= add_months(birth, 7) - kGrace;
          const bool is_omp = series == "hib" && is_variant(walked, "prp_omp");
          if (!starts_late) {
            const Rule& age_rule = is_omp && before.size() == 2 ? steps[3] : rule;
            REQUIRE(given.at >= add_months(birth, age_rule.min_months) + age_rule.min_days - kGrace);
          }
          REQUIRE((rule.max_months == 0 || given.at < add_months(birth, rule.max_months)));
          // An mRNA booster after the vector vaccine comes as the second dose, after eight weeks.
          if (!before.empty() && !starts_late && !is_omp && !(series == "covid" && before.size() >= 2)) {
            REQUIRE(given.at - before.back() >= rule.min_interval - kGrace);
          }
        }
        if (series == "rotavirus") {
          REQUIRE(given.at >= birth + 42 - kGrace);
          REQUIRE(given.at <= add_months(birth, 8));
          REQUIRE((!before.empty() || given.at < birth + 105));
          REQUIRE((before.empty() || given.at - before.back() >= 28 - kGrace));
        }
        if (series == "hepb" && before.size() == 1 && given.at < add_years(birth, 19)) {
          REQUIRE((given.at >= birth + 28 - kGrace && given.at - before.back() >= 28 - kGrace));
        }
        if (series == "hepb" && before.size() >= 2 && given.dose.series_doses == before.size() + 1 && index == 0) {
          REQUIRE(given.at >= birth + 168 - kGrace);
          REQUIRE(given.at - before.front() >= 112 - kGrace);
        }
        if (series == "polio" && before.size() >= 3 && given.dose.series_doses == before.size() + 1 && index == 0) {
          REQUIRE(given.at >= add_years(birth, 4) - kGrace);
        }
        if (series == "flu") {
          REQUIRE(given.at >= add_months(birth, 6) - kGrace);
          const uint8_t month = civil_from_day(given.at).month;
          REQUIRE((month >= 8 || month <= 5));
          REQUIRE((given.dose.dose_number == 2 || month >= 8 || month <= 4));
          if (!before.empty()) {
            REQUIRE(given.at - before.back() >= 28 - kGrace);
          }
        }
        if (series == "td" && !before.empty()) {
          REQUIRE(given.at >= add_years(before.back(), 10) - kGrace);
        }
        before.push_back(given.at);
      }
    }
    // Pneumococcal vaccines keep a year, COVID-19 doses eight weeks.
    for (const Day conjugate : history["pcv_adult"]) {
      for (const Day polysaccharide : history["ppsv23"]) {
        REQUIRE(std::abs(conjugate - polysaccharide) >= 365 - kGrace);
      }
    }
    for (const Day season : history["covid_season"]) {
      for (const Day dose : history["covid"]) {
        REQUIRE(std::abs(season - dose) >= 56);
      }
    }
  }
  CHECK(doses > 200000);
}

TEST_CASE("Combination vaccines count for each of their components", "[life]") {
  WalkedLife walked;
  std::map<std::string, int> combinations;
  for (uint64_t entity = 0; entity < 4000; ++entity) {
    const Day birth = day_from_civil(2021, 6, 1) + static_cast<Day>(entity % 500);
    walk(kSeed, entity, sex_of(entity), birth, birth + 7 * 365, walked);
    for (const GivenDose& given : walked.doses) {
      const Vaccine& vaccine = immunizations().vaccine(given.dose.vaccine);
      if (vaccine.component_count > 1) {
        ++combinations[vaccine.cvx];
      }
    }
    REQUIRE(count_of(walked, "dtap") <= 5);
    REQUIRE(count_of(walked, "polio") <= 5);
    REQUIRE(count_of(walked, "hib") <= 4);
    REQUIRE(count_of(walked, "hepb") <= 5);
  }
  for (const char* cvx : {"110", "120", "146", "130", "94"}) {
    CAPTURE(cvx);
    CHECK(combinations[cvx] > 200);
  }
}

TEST_CASE("Coverage by 24 months is that of NIS-Child", "[life][survey]") {
  struct Published {
    const char* measure;
    double born_2016, born_2018;
  };
  // MMWR 72(2):33-38, table 1: children born 2016-2017 and 2018-2019. Hepatitis A (two doses) by 35 months.
  constexpr Published kPublished[] = {
      {"dtap 3", 93.2, 94.2},      {"dtap 4", 80.6, 81.9},       {"polio 3", 92.0, 93.4},    {"mmr 1", 90.6, 91.6},
      {"hib primary", 92.4, 93.6}, {"hib full", 79.6, 80.0},     {"hepb birth", 76.4, 79.8}, {"hepb 3", 91.2, 92.7},
      {"varicella 1", 90.1, 91.1}, {"pcv 3", 91.7, 93.3},        {"pcv 4", 81.2, 83.5},      {"hepa 1", 85.6, 88.3},
      {"hepa 2", 45.2, 47.3},      {"hepa 2 by 35", 76.8, 79.6}, {"rotavirus", 74.6, 77.1},  {"combined", 69.8, 70.1},
      {"none", 1.3, 0.9}};
  for (const int32_t year : {2016, 2018}) {
    std::map<std::string, Share> share;
    WalkedLife walked;
    for (uint64_t entity = 0; entity < 12000; ++entity) {
      const Day birth = day_from_civil(year, 1, 1) + static_cast<Day>(entity * 730 / 12000);
      walk(kSeed, entity, sex_of(entity), birth, add_months(birth, 35) - 1, walked, entity % 20 != 0);
      share["hepa 2 by 35"].add(count_of(walked, "hepa") >= 2);
      std::erase_if(walked.doses, [&](const GivenDose& given) { return given.at >= add_months(birth, 24); });
      const bool is_omp = is_variant(walked, "prp_omp");
      const uint32_t hib = count_of(walked, "hib");
      const bool birth_dose =
          !walked.doses.empty() && walked.doses[0].at <= birth + 3 && counts_for(walked.doses[0].dose, "hepb");
      for (const auto& [measure, least] : std::map<std::string, uint32_t>{{"dtap 3", 3},
                                                                          {"dtap 4", 4},
                                                                          {"polio 3", 3},
                                                                          {"mmr 1", 1},
                                                                          {"hepb 3", 3},
                                                                          {"varicella 1", 1},
                                                                          {"pcv 3", 3},
                                                                          {"pcv 4", 4},
                                                                          {"hepa 1", 1},
                                                                          {"hepa 2", 2}}) {
        share[measure].add(count_of(walked, measure.substr(0, measure.size() - 2)) >= least);
      }
      const bool hib_full = hib >= (is_omp ? 3U : 4U);
      share["hib primary"].add(hib >= (is_omp ? 2U : 3U));
      share["hib full"].add(hib_full);
      share["hepb birth"].add(birth_dose);
      share["rotavirus"].add(count_of(walked, "rotavirus") >= (is_variant(walked, "monovalent") ? 2U : 3U));
      share["none"].add(walked.doses.empty());
      share["combined"].add(count_of(walked, "dtap") >= 4 && count_of(walked, "polio") >= 3 &&
                            count_of(walked, "mmr") >= 1 && hib_full && count_of(walked, "hepb") >= 3 &&
                            count_of(walked, "varicella") >= 1 && count_of(walked, "pcv") >= 4);
    }
    for (const Published& published : kPublished) {
      const double expected = year == 2016 ? published.born_2016 : published.born_2018;
      CAPTURE(year, published.measure, expected);
      CHECK(std::fabs(share[published.measure].percent() - expected) <
            (std::string(published.measure) == "none" ? 0.5 : 3));
    }
  }
}

TEST_CASE("Coverage at 13 to 17 years is that of NIS-Teen", "[life][survey]") {
  struct Published {
    int32_t year;
    const char* measure;
    double share;
  };
  // MMWR 72(34):912-919 (2022, and by single age at 17), 66(33) and 64(29) (2017, 2014).
  constexpr Published kPublished[] = {{2022, "tdap", 89.9},
                                      {2022, "menacwy", 88.6},
                                      {2022, "hpv", 76.0},
                                      {2022, "hpv up to date", 62.6},
                                      {2022, "hpv F", 77.8},
                                      {2022, "hpv M", 74.4},
                                      {2022, "hpv up to date F", 64.6},
                                      {2022, "hpv up to date M", 60.6},
                                      {2022, "menacwy 2 at 17", 60.8},
                                      {2022, "menb at 17", 29.4},
                                      {2022, "menb 2 at 17", 11.9},
                                      {2022, "mmr 2", 91.2},
                                      {2017, "tdap", 88.7},
                                      {2017, "menacwy", 85.1},
                                      {2017, "hpv", 65.5},
                                      {2017, "hpv up to date", 48.6},
                                      {2014, "tdap", 87.6},
                                      {2014, "menacwy", 79.3},
                                      {2014, "hpv F", 60.0}};
  for (const int32_t year : {2014, 2017, 2022}) {
    std::map<std::string, Share> share;
    const Day at = day_from_civil(year, 7, 1);
    each_life(12000, 13, 18, at, at, [&](const WalkedLife& walked, Sex sex) {
      bool up_to_date = false;
      for (const GivenDose& given : walked.doses) {
        up_to_date = up_to_date || (counts_for(given.dose, "hpv") && given.dose.dose_number == given.dose.series_doses);
      }
      const bool hpv = count_of(walked, "hpv") > 0;
      const std::string of_sex = sex == Sex::kFemale ? " F" : " M";
      share["tdap"].add(count_of(walked, "tdap") > 0);
      share["menacwy"].add(count_of(walked, "menacwy") > 0);
      share["hpv"].add(hpv);
      share["hpv" + of_sex].add(hpv);
      share["hpv up to date"].add(up_to_date);
      share["hpv up to date" + of_sex].add(up_to_date);
      share["mmr 2"].add(count_of(walked, "mmr") > 1);
      if (at >= add_years(walked.birth, 17)) {
        share["menacwy 2 at 17"].add(count_of(walked, "menacwy") > 1);
        share["menb at 17"].add(count_of(walked, "menb") > 0);
        share["menb 2 at 17"].add(count_of(walked, "menb") > 1);
      }
    });
    for (const Published& published : kPublished) {
      if (published.year == year) {
        CAPTURE(year, published.measure, published.share);
        CHECK(std::fabs(share[published.measure].percent() - published.share) < 3);
      }
    }
  }
}

TEST_CASE("Influenza coverage by age group is that of FluVaxView", "[life][survey]") {
  constexpr double kAgesFrom[] = {0.6, 5, 13, 18, 50, 65};
  constexpr double kAgesTo[] = {5, 13, 18, 50, 65, 95};
  struct Season {
    int32_t year;
    double share[6];
  };
  // By the end of the season, United States; see immunization_seasons.csv for what was read and what was derived.
  constexpr Season kSeasons[] = {{2010, {63.6, 54.6, 34.4, 30.5, 44.5, 66.6}},
                                 {2015, {70.0, 61.8, 46.8, 32.7, 43.6, 63.4}},
                                 {2019, {75.5, 64.6, 53.3, 38.4, 50.6, 69.8}},
                                 {2023, {64.2, 57.0, 46.9, 32.8, 46.2, 70.0}}};
  for (const Season& season : kSeasons) {
    for (int group = 0; group < 6; ++group) {
      Share share;
      const Day autumn = day_from_civil(season.year, 11, 1);
      each_life(4000, kAgesFrom[group], kAgesTo[group], autumn, day_from_civil(season.year + 1, 5, 31),
                [&](const WalkedLife& walked, Sex) {
                  bool hit = false;
                  for (const GivenDose& given : walked.doses) {
                    hit = hit || (given.at >= day_from_civil(season.year, 7, 1) && counts_for(given.dose, "flu"));
                  }
                  share.add(hit);
                });
      CAPTURE(season.year, group, season.share[group]);
      CHECK(std::fabs(share.percent() - season.share[group]) < 3);
    }
  }
}

TEST_CASE("A young child gets two influenza doses in the first season only", "[life]") {
  Share two_by_24_months;
  WalkedLife walked;
  for (uint64_t entity = 0; entity < 6000; ++entity) {
    const Day birth = day_from_civil(2018, 1, 1) + static_cast<Day>(entity * 730 / 6000);
    walk(kSeed, entity, sex_of(entity), birth, birth + 9 * 365, walked, entity % 20 != 0);
    uint32_t by_24_months = 0;
    std::map<int32_t, int> seasons;
    for (const GivenDose& given : walked.doses) {
      if (counts_for(given.dose, "flu")) {
        by_24_months += given.at < add_months(birth, 24) ? 1 : 0;
        const CivilDate date = civil_from_day(given.at);
        REQUIRE(++seasons[date.month >= 7 ? date.year : date.year - 1] <= 2);
        REQUIRE((given.dose.dose_number == 1 || given.dose.series_doses == 2));
      }
    }
    two_by_24_months.add(by_24_months >= 2);
  }
  CHECK(std::fabs(two_by_24_months.percent() - 63.9) < 3);  // MMWR 72(2):33-38, born 2018-2019
}

TEST_CASE("Coverage of adults is that of NHIS 2018", "[life][survey]") {
  const Day at = day_from_civil(2018, 7, 1);
  struct Measured {
    Share tetanus, tdap, zoster, pneumococcal;
  };
  const auto measure = [&](int people, double from, double to) {
    Measured measured;
    each_life(people, from, to, at, at, [&](const WalkedLife& walked, Sex) {
      bool tetanus = false;
      bool tdap = false;
      for (const GivenDose& given : walked.doses) {
        const bool is_recent = given.at > at - 3652;
        tetanus = tetanus || (is_recent && (counts_for(given.dose, "td") || counts_for(given.dose, "tdap") ||
                                            counts_for(given.dose, "dtap")));
        tdap = tdap || (is_recent && immunizations().vaccine(given.dose.vaccine).cvx == "115");
      }
      measured.tetanus.add(tetanus);
      measured.tdap.add(tdap);
      measured.zoster.add(count_of(walked, "zoster") + count_of(walked, "zoster_live") > 0);
      measured.pneumococcal.add(count_of(walked, "ppsv23") + count_of(walked, "pcv_adult") > 0);
    });
    return measured;
  };
  // MMWR Surveillance Summaries 70(3), table 5: tetanus toxoid and Tdap within ten years, zoster and pneumococcal ever.
  const Measured young = measure(8000, 19, 50);
  CHECK(std::fabs(young.tetanus.percent() - 64.5) < 4);
  CHECK(std::fabs(young.tdap.percent() - 36.9) < 4);
  const Measured middle = measure(6000, 50, 65);
  CHECK(std::fabs(middle.tetanus.percent() - 62.8) < 4);
  CHECK(std::fabs(middle.tdap.percent() - 26.0) < 4);
  CHECK(std::fabs(middle.zoster.percent() - 11.5) < 4);
  // Three in five of those of 65 and over are below 75, as in the population.
  const Measured old = measure(6000, 65, 75);
  const Measured oldest = measure(6000, 75, 92);
  const auto together = [&](Share Measured::* share) {
    return 0.58 * (old.*share).percent() + 0.42 * (oldest.*share).percent();
  };
  CHECK(std::fabs(together(&Measured::tetanus) - 58.9) < 4);
  CHECK(std::fabs(together(&Measured::tdap) - 22.2) < 4);
  CHECK(std::fabs(together(&Measured::zoster) - 39.5) < 4);
  CHECK(std::fabs(together(&Measured::pneumococcal) - 69.0) < 4);
}

TEST_CASE("COVID-19 vaccination follows the campaign", "[life][survey]") {
  struct Group {
    double age_from, age_to, complete, booster;
  };
  // CDC, vaccinations in the United States by age on 7 March 2022: series complete, of them boosted, in per cent.
  constexpr Group kGroups[] = {{5, 12, 26.4, 0},     {12, 18, 57.8, 12.7}, {18, 25, 62.3, 18.3}, {25, 40, 65.9, 22.5},
                               {40, 50, 73.7, 31.0}, {50, 65, 80.2, 41.0}, {65, 75, 91.2, 59.3}, {75, 95, 85.5, 58.8}};
  const Day at = day_from_civil(2022, 3, 7);
  for (const Group& group : kGroups) {
    Share complete, booster;
    each_life(4000, group.age_from, group.age_to, at, at, [&](const WalkedLife& walked, Sex) {
      const bool is_vector = is_variant(walked, "janssen");
      const uint32_t primary = is_vector ? 1 : 2;
      const uint32_t doses = count_of(walked, "covid");
      complete.add(doses >= primary);
      booster.add(doses > primary);
      for (const GivenDose& given : walked.doses) {
        if (counts_for(given.dose, "covid")) {
          REQUIRE(given.at >= day_from_civil(2020, 12, 14));
          REQUIRE((group.age_from >= 12 || given.at >= day_from_civil(2021, 5, 10)));
        }
      }
    });
    CAPTURE(group.age_from, complete.percent(), booster.percent());
    CHECK(std::fabs(complete.percent() - group.complete) < 5);
    CHECK(std::fabs(booster.percent() - group.booster) < 5);
  }
}

TEST_CASE("Those who refuse, refuse all; vaccination goes with seeking care", "[life]") {
  Share none;
  double doses_willing = 0;
  double doses_unwilling = 0;
  WalkedLife walked;
  for (uint64_t entity = 0; entity < 8000; ++entity) {
    const Day birth = day_from_civil(2010, 1, 1) + static_cast<Day>(entity % 365);
    walk(kSeed, entity, sex_of(entity), birth, birth + 13 * 365, walked);
    none.add(walked.doses.empty());
    (care_inclination(kSeed, entity) >= 1U << 31 ? doses_willing : doses_unwilling) +=
        static_cast<double>(walked.doses.size());
  }
  CHECK(none.percent() > 0.6);
  CHECK(none.percent() < 1.8);
  CHECK(doses_willing > 1.05 * doses_unwilling);
}

TEST_CASE("Where and how vaccines are given fits the age", "[life]") {
  WalkedLife walked;
  for (uint64_t entity = 0; entity < 1500; ++entity) {
    const Day birth = day_from_civil(1960, 1, 1) + static_cast<Day>(entity * 15);
    walk(kSeed, entity, sex_of(entity), birth, day_from_civil(2024, 12, 31), walked);
    ImmunizationState state;
    immunizations().begin(state, kSeed, entity, sex_of(entity), birth);
    std::map<Day, std::set<Site>> sites;
    for (const GivenDose& given : walked.doses) {
      const Vaccine& vaccine = immunizations().vaccine(given.dose.vaccine);
      CAPTURE(vaccine.key, given.at - birth);
      const bool is_oral = vaccine.route == Route::kOral;
      REQUIRE(is_oral == (given.dose.site == Site::kMouth));
      REQUIRE((vaccine.route == Route::kNasal) == (given.dose.site == Site::kNose));
      const bool is_thigh = given.dose.site == Site::kLeftThigh || given.dose.site == Site::kRightThigh;
      if (vaccine.route == Route::kIntramuscular) {
        REQUIRE(is_thigh == (given.at < add_months(birth, 24)));
      }
      if (given.is_extra) {
        const ExtraVisitPlace place = immunizations().place(state, given.at);
        REQUIRE((place == ExtraVisitPlace::kBirthHospital) == (given.at <= birth + 2));
        REQUIRE((place != ExtraVisitPlace::kPharmacy || given.at >= add_years(birth, 18)));
      }
      REQUIRE(given.dose.dose_number >= 1);
      REQUIRE((given.dose.series_doses == 0 || given.dose.dose_number <= given.dose.series_doses));
    }
  }
}

TEST_CASE("A life ends where the host ends it, and the end changes nothing before", "[life]") {
  WalkedLife whole;
  WalkedLife part;
  for (uint64_t entity = 0; entity < 500; ++entity) {
    const Day birth = day_from_civil(1950, 1, 1) + static_cast<Day>(entity * 50);
    const Day last = day_from_civil(2026, 1, 1);
    walk(kSeed, entity, sex_of(entity), birth, last, whole);
    for (const Day end : {birth, birth + 100, birth + 4000, day_from_civil(2021, 2, 3), day_from_civil(2023, 10, 15)}) {
      if (end < birth || end > last) {
        continue;
      }
      walk(kSeed, entity, sex_of(entity), birth, end, part);
      REQUIRE(part.doses.size() <= whole.doses.size());
      for (size_t index = 0; index < whole.doses.size(); ++index) {
        const bool is_kept = whole.doses[index].at <= end;
        REQUIRE(is_kept == (index < part.doses.size()));
        if (is_kept) {
          REQUIRE(part.doses[index].at == whole.doses[index].at);
          REQUIRE(part.doses[index].dose.vaccine == whole.doses[index].dose.vaccine);
          REQUIRE(part.doses[index].dose.lot == whole.doses[index].dose.lot);
        }
      }
    }
  }
}

TEST_CASE("The doses of ten thousand people are the known ones", "[life]") {
  Sha256 hash;
  WalkedLife walked;
  for (uint64_t entity = 0; entity < 10000; ++entity) {
    const Day birth = day_from_civil(1930, 1, 1) + static_cast<Day>(entity * 7 / 2);
    walk(kSeed, entity, sex_of(entity), birth, day_from_civil(2026, 1, 1), walked, entity % 9 != 0);
    for (const GivenDose& given : walked.doses) {
      const Dose& dose = given.dose;
      const uint32_t numbers[] = {static_cast<uint32_t>(given.at),
                                  dose.vaccine,
                                  dose.series,
                                  dose.dose_number,
                                  dose.series_doses,
                                  static_cast<uint32_t>(dose.site),
                                  given.is_extra ? 1U : 0U};
      for (const uint32_t number : numbers) {
        const char bytes[4] = {static_cast<char>(number), static_cast<char>(number >> 8),
                               static_cast<char>(number >> 16), static_cast<char>(number >> 24)};
        hash.update(std::string_view(bytes, 4));
      }
      hash.update(std::string_view(dose.lot.data(), dose.lot.size()));
    }
  }
  CHECK(hex(hash.finish()) == "5a03054871bbe72ec9dac3c96eba958344c3b4b2921305a2b2b98634fdef14b6");
}
