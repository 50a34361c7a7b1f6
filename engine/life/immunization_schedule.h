// The vaccines, their series and how many people take them, as tables of the engine: read once, immutable, shared.
// Not for one person's history: that is immunization.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/result.h"
#include "engine/life/age_span.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

enum class Route : uint8_t { kIntramuscular, kSubcutaneous, kOral, kNasal, kPercutaneous };
// `key` is the code of HL7 table 0162, `text` what the tables print.
inline constexpr std::array<reference::Category, 5> kRoutes{
    {{"IM", "Intramuscular"}, {"SC", "Subcutaneous"}, {"PO", "Oral"}, {"NS", "Nasal"}, {"PC", "Percutaneous"}}};

enum class Site : uint8_t {
  kLeftThigh,
  kRightThigh,
  kLeftDeltoid,
  kRightDeltoid,
  kLeftUpperArm,
  kRightUpperArm,
  kMouth,
  kNose
};
// `key` is the code of HL7 table 0163 where it has one.
inline constexpr std::array<reference::Category, 8> kSites{{{"LT", "Left thigh"},
                                                            {"RT", "Right thigh"},
                                                            {"LD", "Left deltoid"},
                                                            {"RD", "Right deltoid"},
                                                            {"LUA", "Left upper arm"},
                                                            {"RUA", "Right upper arm"},
                                                            {"MOUTH", "Mouth"},
                                                            {"BN", "Bilateral nares"}}};

// One of the series that a product counts for.
struct VaccineComponent {
  uint8_t series = 0;
  uint8_t first_dose = 1;  // the doses of the series (Slot::uptake_dose) that the product may be given as
  uint8_t last_dose = 1;
  bool may_be_extra = false;  // a combination may bring a dose that the series does not ask for yet
};

// A product, in one use, in one era: a row of vaccines.csv.
struct Vaccine {
  std::string key, cvx, text, mvx;
  Day first = 0, last = 0;  // days between which it is given, both included
  AgeSpan age_from, age_to;
  std::array<VaccineComponent, 4> components{};
  uint8_t component_count = 0;
  uint8_t fixes_series = 0xFF;   // a first dose of it decides the variant of that series
  uint8_t fixes_variant = 0xFF;  // index of ImmunizationSchedule::variants()
  uint32_t weight = 0;           // how often it is taken, against the others that fit
  int32_t microlitres = 0;
  Route route = Route::kIntramuscular;
  bool is_live = false;  // injected or nasal live virus: none within 28 days of another
};

// One dose of a series.
struct Slot {
  AgeSpan min_age, max_age;            // max_age: not from then on
  AgeSpan min_interval, due_interval;  // since the dose before
  AgeSpan min_from_first;              // since the first
  AgeSpan unneeded_from;               // not needed when the dose before was given at this age or later
  uint8_t uptake_dose = 1;             // which dose's uptake decides
  uint16_t wait_days = 0;              // how long it may be overdue before someone comes for it alone
};

// A way to complete a series, depending on the age at the start, the date or the product.
struct Variant {
  std::string name;
  AgeSpan start_age_from, start_age_to;
  Day start_from = 0, start_to = 0;
  uint8_t series = 0;
  bool is_by_product = false;
  uint16_t first_slot = 0;  // of ImmunizationSchedule::slots()
  uint8_t slot_count = 0;
};

struct After {
  uint8_t series = 0xFF;
  AgeSpan interval;
};

struct Series {
  std::string key, text;
  uint8_t group = 0;  // series of one group are accepted or refused together
  uint8_t first_variant = 0;
  uint8_t variant_count = 0;
  bool is_recurring = false;
  bool is_winter_only = false;   // October to March
  bool is_live = false;          // all its products are
  Day first = 0, last = 0;       // days between which any of its products is given
  std::array<After, 2> after{};  // intervals since the last dose of other series
};

// Cumulative shares of people who take a dose, by days since it is due.
struct Uptake {
  AgeSpan due_age;
  Day due_from = INT32_MIN;
  std::array<uint32_t, 5> share{};  // of 2^32
  std::array<int32_t, 5> days{};
  uint8_t count = 0;

  // How long after the dose is due a person of that quantile takes it; INT32_MAX: never.
  int32_t delay(uint32_t quantile) const;
};

// A yearly campaign: influenza, COVID-19.
class Campaign {
 public:
  static constexpr int32_t kFirstYear = 1950;
  static constexpr int32_t kLastYear = 2200;
  static constexpr uint32_t kAgeGroups = 6;
  static constexpr uint32_t kMonths = 8;  // August to March

  // 6 months to 4 years, 5-12, 13-17, 18-49, 50-64, 65 and over.
  static uint32_t age_group(int32_t age) {
    return age < 5 ? 0 : age < 13 ? 1 : age < 18 ? 2 : age < 50 ? 3 : age < 65 ? 4 : 5;
  }

  // The share of 2^32 that is vaccinated in the season that starts in July of that year.
  uint32_t share(int32_t year, uint32_t group) const { return shares_[index(year)][group]; }
  // The day on which the person of that quantile among the vaccinated is, in the season of that year.
  Day day(int32_t year, uint32_t group, uint32_t quantile) const;
  // Products of the season, by index.
  std::span<const uint16_t> products(int32_t year) const { return products_[index(year)]; }
  int32_t first_season() const { return first_season_; }

 private:
  friend class ImmunizationSchedule;
  static uint32_t index(int32_t year) {
    return static_cast<uint32_t>(year < kFirstYear ? 0 : year > kLastYear ? kLastYear - kFirstYear : year - kFirstYear);
  }
  std::vector<std::array<uint32_t, kAgeGroups>> shares_;
  std::array<std::array<uint32_t, kMonths>, kAgeGroups> through_{};  // of 2^32, by the end of each month
  std::vector<std::vector<uint16_t>> products_;
  int32_t first_season_ = kLastYear;
};

class ImmunizationSchedule {
 public:
  static constexpr uint32_t kMaxSeries = 24;  // the two campaigns not counted
  static constexpr uint32_t kMaxDoses = 5;
  static constexpr int32_t kFirstBirthYear = 1890;
  static constexpr int32_t kLastBirthYear = 2200;
  static constexpr uint8_t kNoIndex = 0xFF;
  static constexpr uint16_t kNoUptake = 0xFFFF;

  static Result<ImmunizationSchedule> build();

  uint32_t series_count() const { return static_cast<uint32_t>(series_.size()); }
  const Series& series(uint8_t index) const { return series_[index]; }
  uint32_t group_count() const { return group_count_; }
  // Series numbers that stand for the campaigns.
  uint8_t influenza() const { return static_cast<uint8_t>(series_.size()); }
  uint8_t covid_season() const { return static_cast<uint8_t>(series_.size() + 1); }
  uint8_t covid() const { return covid_; }
  // Of a series or campaign: the word of the tables, and what is shown.
  std::string_view series_key(uint8_t index) const;
  std::string_view series_text(uint8_t index) const;
  // kNoIndex where there is none of that key.
  uint8_t find_series(std::string_view key) const;

  const Variant& variant(uint8_t index) const { return variants_[index]; }
  const Slot& slot(const Variant& variant, uint32_t number) const { return slots_[variant.first_slot + number]; }

  const std::vector<Vaccine>& vaccines() const { return vaccines_; }
  std::span<const uint16_t> products(uint8_t series) const { return products_[series]; }
  const Campaign& influenza_campaign() const { return influenza_campaign_; }
  const Campaign& covid_campaign() const { return covid_campaign_; }

  // Row of uptakes of everybody of that sex and birth year: [series][dose - 1], kNoUptake where the dose is not given.
  using Cohort = std::array<std::array<uint16_t, kMaxDoses>, kMaxSeries>;
  uint32_t cohort_index(reference::Sex sex, int32_t birth_year) const;
  const Cohort& cohort(uint32_t index) const { return cohorts_[index]; }
  const Uptake& uptake(uint16_t row) const { return uptakes_[row]; }

 private:
  Status read_series();
  Status read_vaccines();
  Status read_uptake();
  Status read_campaigns();
  Result<uint8_t> known_series(std::string_view key, std::string_view file, uint32_t line) const;

  std::vector<Series> series_;
  std::vector<Variant> variants_;
  std::vector<Slot> slots_;
  std::vector<Vaccine> vaccines_;
  std::vector<std::vector<uint16_t>> products_;
  std::vector<Uptake> uptakes_;
  std::vector<Cohort> cohorts_;
  Campaign influenza_campaign_, covid_campaign_;
  uint32_t group_count_ = 0;
  uint8_t covid_ = kNoIndex;
};

}  // namespace polyclinic::life
