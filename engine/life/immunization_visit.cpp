// What happens at one visit: which products fit, what is chosen, given, counted and written down.
#include "engine/foundation/hash.h"
#include "engine/life/immunization.h"
#include "engine/life/immunization_detail.h"

namespace polyclinic::life {

using namespace immunization_detail;

namespace {

// Who is seen in the season takes the chance, so many days before the day that was meant.
constexpr Day kSeasonAhead = 60;
constexpr Day kSeasonAheadChild = 90;
constexpr Day kSeptemberDays = 303;  // from 1 September to the end of the season on 1 July
constexpr uint32_t kSecondDose = static_cast<uint32_t>(0.46 * kAll);  // young children get the second influenza dose

bool in_window(Day at, const AgeSpan& from, const AgeSpan& to, const BirthDay& birth) {
  return birth.has_reached(from, at + kGraceDays) && (!to.is_set || !birth.has_reached(to, at));
}

}  // namespace

bool Immunizations::fits(const ImmunizationState& state, const Vaccine& vaccine, uint32_t due, Day at) const {
  if (at < vaccine.first || at > vaccine.last) {
    return false;
  }
  if (vaccine.is_live && at != state.last_live && at < state.last_live + kLiveDays) {
    return false;
  }
  if (!in_window(at, vaccine.age_from, vaccine.age_to, state.birth)) {
    return false;
  }
  for (uint32_t number = 0; number < vaccine.component_count; ++number) {
    const VaccineComponent& component = vaccine.components[number];
    if (component.series >= schedule_.series_count()) {
      return true;  // a campaign's own product
    }
    const SeriesProgress& progress = state.series[component.series];
    if ((due >> component.series & 1) == 0) {
      // Not asked for: only as the one extra dose of a series under way, at the interval that all of them keep.
      if (!component.may_be_extra || progress.extra > 0 || progress.given == 0 ||
          state.earliest[component.series] == kNever || at < progress.last + kLiveDays) {
        return false;
      }
      continue;
    }
    const bool is_started = progress.variant != kNoVariant;
    const uint8_t variant =
        is_started ? progress.variant : starting_variant(state, component.series, vaccine.fixes_variant, at);
    if (is_started && vaccine.fixes_series == component.series && schedule_.variant(variant).is_by_product &&
        vaccine.fixes_variant != variant) {
      return false;
    }
    const uint32_t slot = progress.slot < schedule_.variant(variant).slot_count
                              ? progress.slot
                              : schedule_.variant(variant).slot_count - 1U;
    const uint8_t dose = schedule_.slot(schedule_.variant(variant), slot).uptake_dose;
    if (dose < component.first_dose || dose > component.last_dose) {
      return false;
    }
  }
  return true;
}

// One of the products that fit, by their weights: the same for a person as long as the same ones fit.
uint16_t Immunizations::choose(const ImmunizationState& state, std::span<const uint16_t> products, uint32_t due, Day at,
                               uint32_t word) const {
  std::array<uint16_t, 24> fitting;
  std::array<uint32_t, 24> up_to;
  uint32_t count = 0;
  uint32_t total = 0;
  for (const uint16_t product : products) {
    const Vaccine& vaccine = schedule_.vaccines()[product];
    if (count < fitting.size() && fits(state, vaccine, due, at)) {
      total += vaccine.weight;
      fitting[count] = product;
      up_to[count++] = total;
    }
  }
  if (count == 0) {
    return kNoProduct;
  }
  const uint32_t pick = static_cast<uint32_t>((uint64_t{word} * total) >> 32);
  uint32_t chosen = 0;
  while (pick >= up_to[chosen]) {
    ++chosen;
  }
  return fitting[chosen];
}

// Counts a product for each of its series and plans what comes next.
void Immunizations::count(ImmunizationState& state, const Vaccine& vaccine, uint32_t due, Day at, Dose& dose) const {
  uint32_t to_plan = 0;
  for (uint32_t number = 0; number < vaccine.component_count; ++number) {
    const uint8_t index = vaccine.components[number].series;
    SeriesProgress& progress = state.series[index];
    if (progress.variant == kNoVariant) {
      progress.variant = starting_variant(state, index, vaccine.fixes_variant, at);
      progress.first = at;
    }
    const Variant& variant = schedule_.variant(progress.variant);
    uint8_t doses = variant.slot_count;
    if ((due >> index & 1) == 0) {
      ++progress.extra;
    } else {
      const uint32_t slot = progress.slot < variant.slot_count ? progress.slot : variant.slot_count - 1U;
      progress.slot = static_cast<uint8_t>(slot + 1);
      if (index == schedule_.covid()) {
        // The first two doses are the series, what follows are boosters.
        doses = variant.slot_count - 2;
        if (schedule_.slot(variant, slot).uptake_dose > 2) {
          doses = 0;
        }
      }
    }
    ++progress.given;
    progress.last = at;
    if (number == 0) {
      dose.series = index;
      dose.dose_number = progress.given;
      dose.series_doses =
          schedule_.series(index).is_recurring || doses == 0 ? 0 : static_cast<uint8_t>(doses + progress.extra);
    }
    to_plan |= 1U << index;
    for (uint8_t other = 0; dependents_[index] >> other != 0; ++other) {
      if ((dependents_[index] >> other & 1) == 0 || state.earliest[other] == kNever) {
        continue;
      }
      for (const After& after : schedule_.series(other).after) {
        if (after.series == index && after.interval.after(at) > state.earliest[other]) {
          to_plan |= 1U << other;
        }
      }
    }
  }
  if (vaccine.is_live) {
    state.last_live = at;
  }
  for (uint8_t index = 0; to_plan >> index != 0; ++index) {
    if (to_plan >> index & 1) {
      plan(state, index);
    }
  }
}

void Immunizations::write(const ImmunizationState& state, uint16_t index, uint32_t injections, Day at,
                          Dose& dose) const {
  const Vaccine& vaccine = schedule_.vaccines()[index];
  dose.vaccine = index;
  const bool left = (injections & 1) == 0;
  const bool is_infant = at < state.birth.in_months(12);
  switch (vaccine.route) {
    case Route::kOral: dose.site = Site::kMouth; break;
    case Route::kNasal: dose.site = Site::kNose; break;
    case Route::kSubcutaneous:
      dose.site = is_infant ? (left ? Site::kLeftThigh : Site::kRightThigh)
                  : left    ? Site::kLeftUpperArm
                            : Site::kRightUpperArm;
      break;
    default:
      dose.site = at < state.birth.in_months(24) ? (left ? Site::kLeftThigh : Site::kRightThigh)
                  : left                         ? Site::kLeftDeltoid
                                                 : Site::kRightDeltoid;
  }
  // A lot is in use for some weeks at a few places at a time; people share it.
  const uint64_t mixed =
      mix64(uint64_t{index} << 40 | uint64_t{static_cast<uint32_t>(at + 1000000) / 45} << 8 | (state.lot & 15U));
  uint32_t letters = static_cast<uint32_t>(mixed) >> 8;
  uint32_t digits = static_cast<uint32_t>(mixed >> 32);
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPRSTUVWXY";
  dose.lot = {};
  for (const uint32_t letter : {0U, 1U, 6U}) {
    dose.lot[letter] = kLetters[letters % kLetters.size()];
    letters /= static_cast<uint32_t>(kLetters.size());
  }
  for (uint32_t digit = 2; digit < 6; ++digit) {
    dose.lot[digit] = static_cast<char>('0' + digits % 10);
    digits /= 10;
  }
}

uint32_t Immunizations::give_seasonal(ImmunizationState& state, Day at, bool at_wellness, std::span<Dose> out) const {
  uint32_t written = 0;
  SeasonProgress& influenza = state.influenza;
  if (at >= influenza.end) {
    start_season(influenza, at);
    plan_influenza(state);
  }
  const Day ahead = at_wellness ? (at < state.birth.in_years(18) ? kSeasonAheadChild : kSeasonAhead) : kSeasonAhead / 2;
  const Day september = influenza.end - kSeptemberDays;
  const auto is_time = [&](const SeasonProgress& season) {
    return season.due != kNever && (at >= season.due || (at >= september && season.due - at <= ahead));
  };
  const bool first = is_time(influenza) && at >= influenza.last + kLiveDays && at >= state.six_months - kGraceDays;
  const bool second = influenza.again != kNever && at >= influenza.last + kLiveDays;
  if ((first || second) && written < out.size()) {
    const uint16_t product =
        choose(state, schedule_.influenza_campaign().products(influenza.year), 0, at, influenza.product);
    if (product != kNoProduct) {
      Dose& dose = out[written++];
      write(state, product, written - 1, at, dose);
      dose.series = schedule_.influenza();
      const bool needs_two = second || (influenza.given < 2 && at < state.birth.in_years(9));
      dose.dose_number = second ? 2 : 1;
      dose.series_doses = needs_two ? 2 : 1;
      influenza.due = kNever;
      influenza.again = kNever;
      influenza.last = at;
      if (first && !second && needs_two && (influenza.product * 0x9E3779B9U) < kSecondDose) {
        influenza.again = at + kLiveDays + static_cast<Day>((influenza.product >> 7) % 28);
      }
      ++influenza.given;
      if (schedule_.vaccines()[product].is_live) {
        state.last_live = at;
      }
    }
  }
  SeasonProgress& covid = state.covid;
  if (at < first_covid_season_) {
    return written;
  }
  if (at >= covid.end) {
    start_season(covid, at);
    plan_covid(state);
  }
  const SeriesProgress& series = state.series[schedule_.covid()];
  if (is_time(covid) && covid_is_possible(state, at) && written < out.size()) {
    const uint16_t product = choose(state, schedule_.covid_campaign().products(covid.year), 0, at, covid.product);
    if (product != kNoProduct) {
      Dose& dose = out[written++];
      write(state, product, written - 1, at, dose);
      dose.series = schedule_.covid_season();
      dose.dose_number = static_cast<uint8_t>(series.given + covid.given + 1);
      dose.series_doses = 0;
      covid.due = kNever;
      covid.last = at;
      ++covid.given;
      plan(state, schedule_.covid());
      find_next(state);
    }
  }
  return written;
}

uint32_t Immunizations::give(ImmunizationState& state, Day at, bool at_wellness, std::span<Dose> out) const {
  uint32_t written = 0;
  if (state.next_due != kNever && at >= state.next_due - kGraceDays) {
    uint32_t due = 0;
    for (uint8_t index = 0; index < schedule_.series_count(); ++index) {
      SeriesProgress& progress = state.series[index];
      if (at < state.earliest[index] - (schedule_.series(index).is_winter_only ? 0 : kGraceDays)) {
        continue;
      }
      const Slot& slot = progress.variant != kNoVariant
                             ? *next_slot(progress)
                             : schedule_.slot(schedule_.variant(starting_variant(state, index, kNoVariant, at)), 0);
      const AgeSpan& max_age = slot.max_age;
      if (max_age.is_set && state.birth.has_reached(max_age, at)) {
        state.earliest[index] = kNever;
        state.overdue[index] = kNever;
      } else if (schedule_.series(index).is_winter_only && !is_winter(at)) {
        const Day autumn = day_from_civil(civil_from_day(at).year, 10, 1);
        const bool comes_too_late = state.birth.has_reached(max_age, autumn + kHolidays);
        state.earliest[index] = comes_too_late ? kNever : autumn;
        state.overdue[index] = comes_too_late ? kNever : autumn + slot.wait_days;
      } else {
        due |= 1U << index;
      }
    }
    for (uint8_t index = 0; due >> index != 0; ++index) {
      if ((due >> index & 1) == 0 || written == out.size()) {
        continue;
      }
      SeriesProgress& progress = state.series[index];
      if (at < state.earliest[index] - kGraceDays) {
        continue;  // something given a moment ago forbids it
      }
      const uint16_t product = choose(state, schedule_.products(index), due, at, uint32_t{progress.brand} << 16);
      if (product == kNoProduct) {
        // None to be had on this day: later, and not for its own sake, unless it only waits for another live vaccine.
        state.earliest[index] = at + kLiveDays;
        state.overdue[index] =
            schedule_.series(index).is_live ? later(state.overdue[index], at + 2 * kLiveDays) : kNever;
        continue;
      }
      const Vaccine& vaccine = schedule_.vaccines()[product];
      Dose& dose = out[written];
      write(state, product, written, at, dose);
      ++written;
      count(state, vaccine, due, at, dose);
      for (uint32_t number = 0; number < vaccine.component_count; ++number) {
        due &= ~(1U << vaccine.components[number].series);
      }
    }
    find_next(state);
  }
  written += give_seasonal(state, at, at_wellness, out.subspan(written));
  if (state.last_live == at) {
    for (uint8_t index = 0; index < schedule_.series_count(); ++index) {
      if (schedule_.series(index).is_live && state.earliest[index] < at + kLiveDays) {
        state.earliest[index] = at + kLiveDays;
        state.overdue[index] = later(state.overdue[index], at + kLiveDays + kGraceDays);
      }
    }
    find_next(state);
  }
  return written;
}

uint32_t Immunizations::give_at_wellness(ImmunizationState& state, Day at, std::span<Dose> out) const {
  return give(state, at, true, out);
}

uint32_t Immunizations::give_at_extra_visit(ImmunizationState& state, Day at, std::span<Dose> out) const {
  return give(state, at, false, out);
}

}  // namespace polyclinic::life
