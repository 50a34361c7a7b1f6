// Starts a person and plans the next dose of each series.
#include "engine/life/immunization.h"

#include "engine/life/immunization_detail.h"
#include "engine/life/wellness.h"

namespace polyclinic::life {

using namespace immunization_detail;

namespace {

// Who is seen anyway takes what would be taken within these days.
constexpr Day kInfancyDays = 2 * 365;
constexpr Day kAheadInInfancy = 60;
constexpr Day kAheadLater = 100;

constexpr uint32_t kTiers[] = {0, static_cast<uint32_t>(0.60 * kAll), static_cast<uint32_t>(0.78 * kAll),
                               static_cast<uint32_t>(0.90 * kAll), kRefusersFrom};
constexpr uint32_t kTiered = static_cast<uint32_t>(0.62 * kAll);       // decisions that follow the tier
constexpr uint32_t kFollowsCare = static_cast<uint32_t>(0.45 * kAll);  // people whose willingness is that to seek care
constexpr uint32_t kDecidesAnew = static_cast<uint32_t>(0.60 * kAll);  // about a dose that comes round again

// The quantile of a decision of a person whose general willingness is `willingness`: uniform over all people.
uint32_t decide(uint32_t willingness, uint32_t follows, uint32_t u) {
  if (willingness >= kRefusersFrom) {
    return willingness;
  }
  if (follows >= kTiered) {
    return within(0, kRefusersFrom, u);
  }
  uint32_t tier = 0;
  while (willingness >= kTiers[tier + 1]) {
    ++tier;
  }
  return within(kTiers[tier], kTiers[tier + 1], u);
}

}  // namespace

Result<Immunizations> Immunizations::build() {
  POLYCLINIC_ASSIGN(ImmunizationSchedule schedule, ImmunizationSchedule::build());
  Immunizations immunizations(std::move(schedule));
  for (uint8_t index = 0; index < immunizations.schedule_.series_count(); ++index) {
    for (const After& after : immunizations.schedule_.series(index).after) {
      if (after.series != 0xFF) {
        immunizations.dependents_[after.series] |= 1U << index;
      }
    }
  }
  // The first season in which anybody is vaccinated, from its July on.
  const int32_t first = immunizations.schedule_.covid_campaign().first_season() + 1;
  immunizations.first_covid_season_ = day_from_civil(first, 7, 1);
  return immunizations;
}

void Immunizations::begin(ImmunizationState& state, uint64_t seed, uint64_t entity, reference::Sex sex,
                          Day birth) const {
  state.seed = seed;
  state.entity = entity;
  state.birth = BirthDay(birth);
  state.six_months = state.birth.in_months(6);
  state.last_live = kLongAgo;
  state.cohort = schedule_.cohort_index(sex, state.birth.year());
  RandomStream person(seed, entity, kVaccineAcceptancePurpose);
  uint32_t willingness = person.next_u32();
  if (person.next_u32() < kFollowsCare) {
    willingness = ~care_inclination(seed, entity);
  }
  const uint32_t follows = person.next_u32();
  const uint32_t habit = person.next_u32();
  state.lot = static_cast<uint16_t>(person.next_u32());
  state.earliest.fill(kNever);
  state.overdue.fill(kNever);
  state.influenza = SeasonProgress{};
  state.covid = SeasonProgress{};
  state.influenza.habit = decide(willingness, follows, habit);
  for (SeasonProgress* season : {&state.influenza, &state.covid}) {
    season->end = kLongAgo;
    season->due = kNever;
    season->again = kNever;
    season->last = kLongAgo;
  }
  const ImmunizationSchedule::Cohort& cohort = schedule_.cohort(state.cohort);
  std::array<uint32_t, ImmunizationSchedule::kMaxSeries> quantiles{};
  std::array<uint32_t, ImmunizationSchedule::kMaxSeries> brands{};
  uint32_t drawn = 0;
  for (uint8_t index = 0; index < schedule_.series_count(); ++index) {
    SeriesProgress& progress = state.series[index];
    progress = SeriesProgress{};
    progress.last = kLongAgo;
    progress.first = kLongAgo;
    bool is_given = false;
    for (const uint16_t row : cohort[index]) {
      is_given = is_given || row != ImmunizationSchedule::kNoUptake;
    }
    if (!is_given) {
      continue;
    }
    const uint8_t group = schedule_.series(index).group;
    if ((drawn >> group & 1) == 0) {
      drawn |= 1U << group;
      RandomStream stream(seed, entity, kVaccineGroupPurpose, group);
      const uint32_t group_follows = stream.next_u32();
      quantiles[group] = decide(willingness, group_follows, stream.next_u32());
      brands[group] = stream.next_u32();
    }
    progress.quantile = quantiles[group];
    progress.brand = static_cast<uint16_t>(brands[group]);
    plan(state, index);
  }
  find_next(state);
}

// The next dose of a series under way; null: it is complete.
const Slot* Immunizations::next_slot(const SeriesProgress& progress) const {
  const Variant& variant = schedule_.variant(progress.variant);
  if (progress.slot < variant.slot_count) {
    return &schedule_.slot(variant, progress.slot);
  }
  return schedule_.series(variant.series).is_recurring ? &schedule_.slot(variant, variant.slot_count - 1U) : nullptr;
}

// When the next dose of a series is due, and when the person comes for it alone.
void Immunizations::plan(ImmunizationState& state, uint8_t index) const {
  SeriesProgress& progress = state.series[index];
  const Series& series = schedule_.series(index);
  state.earliest[index] = kNever;
  state.overdue[index] = kNever;
  const bool is_started = progress.given > 0;
  const auto& rows = schedule_.cohort(state.cohort)[index];
  uint16_t row = ImmunizationSchedule::kNoUptake;
  if (is_started) {
    const Slot* const slot = next_slot(progress);
    row = slot == nullptr ? row : rows[slot->uptake_dose - 1U];
  } else {
    for (const uint16_t dose : rows) {  // who could only start late starts with the first dose that was theirs
      row = row == ImmunizationSchedule::kNoUptake ? dose : row;
    }
  }
  if (row == ImmunizationSchedule::kNoUptake) {
    return;
  }
  const Uptake& uptake = schedule_.uptake(row);
  if (!series.is_recurring && progress.quantile >= uptake.share[uptake.count - 1U]) {
    return;
  }
  RandomStream stream(state.seed, state.entity, kVaccineDosePurpose, index * 64U + progress.given);
  const uint32_t wait_word = stream.next_u32();
  uint32_t quantile = progress.quantile;
  if (series.is_recurring && is_started && quantile < kRefusersFrom && stream.next_u32() < kDecidesAnew) {
    quantile = within(0, kRefusersFrom, stream.next_u32());
  }
  const int32_t delay = uptake.delay(quantile);
  if (delay == INT32_MAX) {
    return;
  }
  // `wanted` is when the dose is asked for, `due` is that with this person's delay; neither before it may be given.
  Day wanted = later(state.birth.at_age(uptake.due_age), uptake.due_from);
  const Slot& slot =
      is_started ? *next_slot(progress)
                 : schedule_.slot(schedule_.variant(starting_variant(state, index, kNoVariant, wanted + delay)), 0);
  if (is_started && slot.unneeded_from.is_set && state.birth.has_reached(slot.unneeded_from, progress.last)) {
    return;
  }
  Day possible = later(state.birth.at_age(slot.min_age), series.first);
  if (is_started) {
    const Day after_last = slot.due_interval.after(progress.last);
    wanted = series.is_recurring ? after_last : wanted;
    possible = later(possible, after_last);
    if (slot.min_from_first.is_set) {
      possible = later(possible, slot.min_from_first.after(progress.first));
    }
  }
  for (const After& after : series.after) {
    if (after.series != 0xFF && state.series[after.series].given > 0) {
      const Day base = after.interval.after(state.series[after.series].last);
      possible = later(possible, base);
      wanted = series.is_recurring ? later(wanted, base) : wanted;
    }
  }
  if (index == schedule_.covid()) {
    possible = later(possible, state.covid.last + kCovidDays);
  }
  if (series.is_live && possible < state.last_live + kLiveDays) {
    possible = state.last_live + kLiveDays;
  }
  Day due = later(wanted + delay, possible);
  if (series.is_winter_only && !is_winter(due)) {
    due = day_from_civil(civil_from_day(due).year, 10, 1);
  }
  if (due > series.last || (slot.max_age.is_set && state.birth.has_reached(slot.max_age, due))) {
    return;
  }
  const Day ahead = due < state.birth.day() + kInfancyDays ? kAheadInInfancy : kAheadLater;
  state.earliest[index] = later(later(wanted, possible), due - ahead);
  const uint32_t wait = slot.wait_days;
  Day& overdue = state.overdue[index];
  overdue = due + static_cast<Day>(wait / 2 + static_cast<uint32_t>((uint64_t{wait_word} * (wait / 2 + 1)) >> 32));
  const auto is_too_late = [&](Day day) {
    return day > series.last || (slot.max_age.is_set && state.birth.has_reached(slot.max_age, day));
  };
  if (is_too_late(overdue + kHolidays)) {
    overdue = is_too_late(due + kHolidays) ? kNever : due;
  }
  if (!is_started && due <= state.birth.day() + 1) {
    // In the hospital of birth, on that day or the next, but on no Sunday.
    overdue = later(state.birth.day() + static_cast<Day>(wait_word >> 31), due);
    if (weekday(overdue) == 0) {
      overdue += due < overdue ? -1 : 1;
    }
  }
}

void Immunizations::find_next(ImmunizationState& state) const {
  Day earliest = kNever;
  Day overdue = kNever;
  for (uint8_t index = 0; index < ImmunizationSchedule::kMaxSeries; ++index) {
    earliest = state.earliest[index] < earliest ? state.earliest[index] : earliest;
    overdue = state.overdue[index] < overdue ? state.overdue[index] : overdue;
  }
  state.next_due = earliest;
  state.next_overdue = overdue;
}

uint8_t Immunizations::starting_variant(const ImmunizationState& state, uint8_t index, uint8_t fixed, Day at) const {
  const Series& series = schedule_.series(index);
  uint8_t chosen = 0xFF;
  for (uint8_t number = series.first_variant; number < series.first_variant + series.variant_count; ++number) {
    const Variant& variant = schedule_.variant(number);
    if (at < variant.start_from || at > variant.start_to || !state.birth.has_reached(variant.start_age_from, at) ||
        state.birth.has_reached(variant.start_age_to, at)) {
      continue;
    }
    if (fixed == number) {
      return number;
    }
    if (chosen == 0xFF || (schedule_.variant(chosen).is_by_product && !variant.is_by_product)) {
      chosen = number;
    }
  }
  return chosen == 0xFF ? series.first_variant : chosen;
}

}  // namespace polyclinic::life
