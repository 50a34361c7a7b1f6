// The yearly campaigns, and the days on which someone comes for vaccines alone.
#include "engine/foundation/hash.h"
#include "engine/life/immunization.h"
#include "engine/life/immunization_detail.h"

namespace polyclinic::life {

using namespace immunization_detail;

namespace {

// Days before the first of July, when a season ends, on which the last first doses are planned.
constexpr Day kSeasonClosesDays = 120;
constexpr Day kCovidClosesDays = 62;
constexpr Day kWeek = 7;
constexpr uint32_t kKeepsHabit = static_cast<uint32_t>(0.80 * kAll);  // people who decide as always
constexpr uint32_t kAdultsAtClinic = static_cast<uint32_t>(0.3 * kAll);

int32_t season_of(Day day) {
  const CivilDate date = civil_from_day(day);
  return date.month >= 7 ? date.year : date.year - 1;
}

}  // namespace

// Moves to the season that a day lies in, with nothing planned; leaves a season alone that has not ended.
void Immunizations::start_season(SeasonProgress& season, Day at) const {
  season.year = season_of(at);
  season.end = day_from_civil(season.year + 1, 7, 1);
  season.due = kNever;
  season.again = kNever;
}

void Immunizations::next_season(SeasonProgress& season) const {
  ++season.year;
  season.end = day_from_civil(season.year + 1, 7, 1);
  season.due = kNever;
  season.again = kNever;
}

void Immunizations::plan_influenza(ImmunizationState& state) const {
  SeasonProgress& season = state.influenza;
  const Campaign& campaign = schedule_.influenza_campaign();
  const uint32_t group = Campaign::age_group(state.birth.years_on(season.year, 10, 1));
  const uint32_t share = campaign.share(season.year, group);
  if (season.habit >= kRefusersFrom || share == 0 || state.six_months > season.end - kSeasonClosesDays) {
    return;
  }
  RandomStream stream(state.seed, state.entity, kInfluenzaPurpose, static_cast<uint32_t>(season.year));
  const uint32_t keeps = stream.next_u32();
  const uint32_t free = stream.next_u32();
  const uint32_t when = stream.next_u32();
  season.product = stream.next_u32();
  if ((keeps < kKeepsHabit ? season.habit : within(0, kRefusersFrom, free)) >= share) {
    return;
  }
  const Day day = campaign.day(season.year, group, when);
  season.due = day >= state.six_months ? day : state.six_months + static_cast<Day>(when % 28);
}

void Immunizations::plan_covid(ImmunizationState& state) const {
  SeasonProgress& season = state.covid;
  const Campaign& campaign = schedule_.covid_campaign();
  const uint32_t group = Campaign::age_group(state.birth.years_on(season.year, 10, 1));
  const uint32_t share = campaign.share(season.year, group);
  // Decided as the first doses were: who never had any seldom starts with a season's dose.
  const uint32_t habit = state.series[schedule_.covid()].quantile;
  if (habit >= kRefusersFrom || share == 0 || state.six_months > season.end - kSeasonClosesDays) {
    return;
  }
  RandomStream stream(state.seed, state.entity, kCovidSeasonPurpose, static_cast<uint32_t>(season.year));
  const uint32_t keeps = stream.next_u32();
  const uint32_t free = stream.next_u32();
  const uint32_t when = stream.next_u32();
  season.product = stream.next_u32();
  if ((keeps < kKeepsHabit ? habit : within(0, kRefusersFrom, free)) < share) {
    season.due = later(campaign.day(season.year, group, when), state.six_months);
  }
}

bool Immunizations::covid_is_possible(const ImmunizationState& state, Day at) const {
  const SeriesProgress& series = state.series[schedule_.covid()];
  // The first season's dose was a booster; since then one dose does for everybody.
  const bool after_first = series.given > 0 || at >= first_covid_season_ + 365;
  return after_first && at >= later(series.last, state.covid.last) + kCovidDays && at >= state.six_months - kGraceDays;
}

// The day wanted in the first season in which one is, if that is one of the seasons before `until`.
Day Immunizations::influenza_day(ImmunizationState& state, Day after, Day until) const {
  SeasonProgress& season = state.influenza;
  if (after + 1 >= season.end) {
    start_season(season, after + 1);
    plan_influenza(state);
  }
  while (season.due == kNever && season.again == kNever && season.end < until) {
    next_season(season);
    plan_influenza(state);
  }
  return season.due < season.again ? season.due : season.again;
}

// The same for COVID-19, where a dose depends on those before: a season is left only when nothing else that comes
// before its end (`first`) can change whether the dose is possible.
Day Immunizations::covid_day(ImmunizationState& state, Day after, Day until, Day first) const {
  if (until <= first_covid_season_) {
    return kNever;
  }
  SeasonProgress& season = state.covid;
  if (after + 1 >= season.end) {
    start_season(season, later(after + 1, first_covid_season_));
    plan_covid(state);
  }
  while (true) {
    if (season.due != kNever) {
      Day day = later(season.due, later(state.series[schedule_.covid()].last, season.last) + kCovidDays);
      // Some weeks may pass until a product is there for the age.
      while (day < season.end - kCovidClosesDays && covid_is_possible(state, day)) {
        day = open_days_.pharmacy_day_from(day);
        if (choose(state, schedule_.covid_campaign().products(season.year), 0, day, season.product) != kNoProduct) {
          return day;
        }
        day += kWeek;
      }
    }
    if (season.end >= until || first < season.end) {
      return kNever;
    }
    next_season(season);
    plan_covid(state);
  }
}

bool Immunizations::next_extra_visit(ImmunizationState& state, Day after, Day until, Day& at) const {
  if (until <= after + 1) {
    return false;
  }
  Day first = state.next_overdue;
  const Day influenza = influenza_day(state, after, until);
  first = influenza < first ? influenza : first;
  const Day covid = covid_day(state, after, until, first);
  first = covid < first ? covid : first;
  if (first >= until) {
    return false;
  }
  at = later(first, after + 1);
  if (at > state.birth.day() + kDaysInBirthHospital) {
    at = open_days_.pharmacy_day_from(at);
  }
  return at < until;
}

ExtraVisitPlace Immunizations::place(const ImmunizationState& state, Day at) const {
  if (at <= state.birth.day() + kDaysInBirthHospital) {
    return ExtraVisitPlace::kBirthHospital;
  }
  if (at < state.birth.in_years(18)) {
    return ExtraVisitPlace::kClinic;
  }
  const uint32_t word = static_cast<uint32_t>(mix64(state.entity ^ mix64(static_cast<uint64_t>(uint32_t(at)))));
  return word < kAdultsAtClinic ? ExtraVisitPlace::kClinic : ExtraVisitPlace::kPharmacy;
}

}  // namespace polyclinic::life
