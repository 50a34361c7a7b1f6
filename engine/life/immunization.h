// Which vaccines a person gets and when: the routine series with catch-up at preventive visits, what is overdue and the
// yearly campaigns at visits of their own. Not for the tables (immunization_schedule.h) and not for the visits
// themselves: this room only names their days.
//
// The host walks a life in order of time:
//   for each preventive visit on day d:
//     while (next_extra_visit(state, last, d, at)) { give_at_extra_visit(state, at, doses); last = at; }
//     give_at_wellness(state, d, doses); last = d;
//   and next_extra_visit up to the end (death, end of interest) after the last of them; `last` starts at birth - 1.
// History matters, so the walk starts at birth; what lies outside the window of interest is thrown away by the host.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "engine/foundation/calendar.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/life/clinic_hours.h"
#include "engine/life/immunization_schedule.h"
#include "engine/reference/categories.h"

namespace polyclinic::life {

inline constexpr Purpose kVaccineAcceptancePurpose{0x0310};
inline constexpr Purpose kVaccineGroupPurpose{0x0311};  // ordinal: the group of series
inline constexpr Purpose kVaccineDosePurpose{0x0312};   // ordinal: series * 64 + doses given
inline constexpr Purpose kInfluenzaPurpose{0x0313};     // ordinal: the season's first year
inline constexpr Purpose kCovidSeasonPurpose{0x0314};   // ordinal: the season's first year

inline constexpr uint32_t kMostDosesAVisit = 16;

// A product given: a row of ImmunizationSchedule::vaccines().
struct Dose {
  uint16_t vaccine = 0;
  uint8_t series = 0;        // the first series that it counts for
  uint8_t dose_number = 0;   // within that series, from 1; within the season for influenza
  uint8_t series_doses = 0;  // how many the series takes; 0 where that is not fixed (boosters)
  Site site = Site::kLeftDeltoid;
  std::array<char, 12> lot{};  // text with its end
};

enum class ExtraVisitPlace : uint8_t { kBirthHospital, kClinic, kPharmacy };

struct SeriesProgress {
  uint32_t quantile = 0;  // of 2^32 among all people, from the most willing to the most unwilling
  Day last = 0, first = 0;
  uint16_t brand = 0;  // chooses among products
  uint8_t variant = 0xFF;
  uint8_t slot = 0;   // doses of the variant done
  uint8_t given = 0;  // doses given, extra ones included
  uint8_t extra = 0;
};

struct SeasonProgress {
  int32_t year = 0;      // the season that `due` and `again` were made for: July of that year
  Day end = 0;           // to before this day
  Day due = 0;           // day on which the dose is wanted; INT32_MAX: none
  Day again = 0;         // the second dose of a young child
  Day last = 0;          // last dose of any season
  uint32_t product = 0;  // random word
  uint32_t habit = 0;    // quantile among all people that stays theirs for years
  uint16_t given = 0;    // in a lifetime
};

// Plain data: reused from person to person without allocation.
struct ImmunizationState {
  uint64_t seed = 0;
  uint64_t entity = 0;
  BirthDay birth;
  Day six_months = 0;  // old
  Day last_live = 0;
  Day next_due = 0;  // the first day on which a visit may find something to give
  Day next_overdue = 0;
  uint32_t cohort = 0;
  uint16_t lot = 0;
  std::array<SeriesProgress, ImmunizationSchedule::kMaxSeries> series{};
  // Of each series' next dose: when it may be given to someone who is there anyway, and when the person comes for it
  // alone. INT32_MAX: none comes.
  std::array<Day, ImmunizationSchedule::kMaxSeries> earliest{}, overdue{};
  SeasonProgress influenza, covid;
};

// Immutable once built; any thread may use it.
class Immunizations {
 public:
  static Result<Immunizations> build();

  void begin(ImmunizationState& state, uint64_t seed, uint64_t entity, reference::Sex sex, Day birth) const;

  // What is given at a preventive visit; returns how many doses were written. `out` should hold kMostDosesAVisit.
  uint32_t give_at_wellness(ImmunizationState& state, Day at, std::span<Dose> out) const;

  // The first day after `after` and before `until` on which the person comes for vaccines alone. `until` is the day of
  // the next preventive visit, or the end. Never on a Sunday or a holiday, except for the day after a birth.
  bool next_extra_visit(ImmunizationState& state, Day after, Day until, Day& at) const;
  uint32_t give_at_extra_visit(ImmunizationState& state, Day at, std::span<Dose> out) const;
  // Where that visit takes place.
  ExtraVisitPlace place(const ImmunizationState& state, Day at) const;

  const Vaccine& vaccine(uint16_t index) const { return schedule_.vaccines()[index]; }
  // The name of a dose's series, as shown.
  std::string_view series_name(uint8_t series) const { return schedule_.series_text(series); }
  const ImmunizationSchedule& schedule() const { return schedule_; }

 private:
  explicit Immunizations(ImmunizationSchedule schedule) : schedule_(std::move(schedule)) {}

  void plan(ImmunizationState& state, uint8_t series) const;
  void find_next(ImmunizationState& state) const;
  void start_season(SeasonProgress& season, Day at) const;
  void next_season(SeasonProgress& season) const;
  void plan_influenza(ImmunizationState& state) const;
  void plan_covid(ImmunizationState& state) const;
  Day influenza_day(ImmunizationState& state, Day after, Day until) const;
  Day covid_day(ImmunizationState& state, Day after, Day until, Day first) const;
  bool covid_is_possible(const ImmunizationState& state, Day at) const;
  const Slot* next_slot(const SeriesProgress& progress) const;
  // How a series starts on that day; `fixed`: the variant that the product decides for, 0xFF for none.
  uint8_t starting_variant(const ImmunizationState& state, uint8_t series, uint8_t fixed, Day at) const;
  bool fits(const ImmunizationState& state, const Vaccine& vaccine, uint32_t due, Day at) const;
  uint16_t choose(const ImmunizationState& state, std::span<const uint16_t> products, uint32_t due, Day at,
                  uint32_t word) const;
  void count(ImmunizationState& state, const Vaccine& vaccine, uint32_t due, Day at, Dose& dose) const;
  void write(const ImmunizationState& state, uint16_t vaccine, uint32_t injections, Day at, Dose& dose) const;
  uint32_t give_seasonal(ImmunizationState& state, Day at, bool at_wellness, std::span<Dose> out) const;
  uint32_t give(ImmunizationState& state, Day at, bool at_wellness, std::span<Dose> out) const;

  ImmunizationSchedule schedule_;
  OpenDays open_days_;
  Day first_covid_season_ = 0;
  std::array<uint32_t, ImmunizationSchedule::kMaxSeries>
      dependents_{};  // series to plan again after a dose of this one
};

}  // namespace polyclinic::life
