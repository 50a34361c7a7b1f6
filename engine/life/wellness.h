// A person's preventive visits from birth on, in ascending order: when they are due by the usual schedule for age and
// sex, which of them are kept, and which screening tests are due at them. Not for visits with a complaint, and not for
// what is measured or given at a visit (physiology, immunization).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/life/age_span.h"
#include "engine/life/clinic_hours.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

inline constexpr Purpose kCarePurpose{0x0300};      // how inclined to seek preventive care
inline constexpr Purpose kWellnessPurpose{0x0301};  // ordinal: the visit's place in the schedule

enum class WellnessKind : uint8_t { kNewborn, kInfant, kChild, kAdolescent, kAdult, kWomens, kMedicare };
inline constexpr std::array<reference::Category, 7> kWellnessKinds{{{"newborn", "Newborn visit"},
                                                                    {"infant", "Well-baby visit"},
                                                                    {"child", "Well-child visit"},
                                                                    {"adolescent", "Adolescent well visit"},
                                                                    {"adult", "Adult preventive visit"},
                                                                    {"womens", "Well-woman visit"},
                                                                    {"medicare", "Medicare annual wellness visit"}}};

// How a visit is coded: one row of wellness_schedule.csv. Prices are in cents.
struct WellnessCodes {
  WellnessKind kind = WellnessKind::kAdult;
  std::string encounter_code, encounter_text;  // SNOMED CT
  std::string reason_code, reason_text;        // ICD-10-CM
  std::string cpt_new, cpt_established;        // CPT, or HCPCS level II for Medicare visits
  int64_t cents_new = 0, cents_established = 0;
};

struct WellnessVisit {
  Day day = 0;
  Instant start = 0;
  Instant end = 0;
  uint32_t ordinal = 0;  // the visit's place in the schedule: the same whichever visits are kept
  uint8_t codes = 0;     // for WellnessSchedule::codes
  WellnessKind kind = WellnessKind::kNewborn;
  bool new_patient = false;  // the first visit, the first after three years, or the first of its kind with Medicare
  bool labs_lipids = false;
  bool labs_metabolic = false;
  bool labs_blood_count = false;
  bool labs_a1c = false;
};

// Where one person stands in the schedule. Plain data: reused from person to person without allocation.
struct WellnessState {
  uint64_t seed = 0;
  uint64_t entity = 0;
  BirthDay birth;
  Day from = 0;
  Day last_visit = 0;
  uint32_t slot = 0;       // the next one to look at
  int32_t phase = 0;       // days after a birthday (or before it) when an adult's visits come round
  uint8_t propensity = 0;  // class of inclination to care, 0 least
  reference::Sex sex = reference::Sex::kFemale;
  bool insured = true;  // the host may change this between visits
  bool had_visit = false;
  bool had_medicare_visit = false;
  std::array<int16_t, 4> last_lab{};  // age in years at the last lipids, metabolic, blood count, HbA1c
};

// How inclined the person is to seek preventive care, uniform on [0, 2^32): shared by visits and vaccines.
uint32_t care_inclination(uint64_t seed, uint64_t entity);

// Immutable once built; any thread may use it.
class WellnessSchedule {
 public:
  static Result<WellnessSchedule> build();

  // Starts a person. Visits before `from` are passed over, but those from it on are the same whatever `from` is.
  // insured: whether usually covered; the uninsured of any age under 65 keep fewer visits.
  void begin(WellnessState& state, uint64_t seed, uint64_t entity, reference::Sex sex, Day birth, Day from,
             bool insured = true) const;

  // The next visit; false after the age of 119. Ascending: the caller stops at death or at the end of interest.
  bool next(WellnessState& state, WellnessVisit& visit) const;

  const WellnessCodes& codes(uint8_t row) const { return codes_[row]; }
  const WellnessCodes& codes(const WellnessVisit& visit) const { return codes_[visit.codes]; }
  size_t size() const { return rows_.size(); }

 private:
  static constexpr uint32_t kClasses = 16;
  static constexpr uint32_t kAges = 120;
  static constexpr uint32_t kFirstYearlyAge = 3;
  static constexpr int32_t kAdultFrom = 22;     // younger people are seen around their birthday
  static constexpr int32_t kMedicareFrom = 65;  // everybody is covered

  // What is looked up at every visit, kept apart from the codes and small.
  struct Row {
    int16_t due_months = 0;  // of visits that come once: months, or
    int16_t due_days = 0;    // days after birth
    uint8_t minutes_low = 0, minutes_high = 0;
    WellnessKind kind = WellnessKind::kAdult;
    std::array<int8_t, 4> lab_every{};  // years; 0 never; -n: once from the age of n on
    std::array<int8_t, 128> late{};     // days after the due day, by seven random bits
    // Of 2^16: how likely the visit is kept [until 2012, since][uninsured, insured][propensity].
    std::array<std::array<std::array<uint16_t, kClasses>, 2>, 2> kept{};
  };

  static void set_kept(Row& row, std::array<double, 2> share, double uninsured_share, double uninsured_odds);
  void fill(WellnessState& state, uint32_t slot, int32_t age, Day day, std::array<uint32_t, 4> words,
            WellnessVisit& visit) const;

  OpenDays open_days_;
  std::vector<Row> rows_;
  std::vector<WellnessCodes> codes_;
  std::vector<uint8_t> single_;                                // rows of the visits that come once, in order
  std::array<std::array<uint8_t, kAges>, 2> yearly_{};         // [sex][age]
  std::array<std::array<uint8_t, kAges>, 2> womens_{};         // row of the well-woman visit, kNoRow: none
  std::array<std::array<uint8_t, kAges>, 2> medicare_{};       // row from medicare_since_ on
  std::array<std::array<uint32_t, 2>, kAges> womens_share_{};  // of 2^32 [age][until 2012, since]
  Day medicare_since_ = 0;
};

}  // namespace polyclinic::life
