// Measures of time lived: how often something happens, how many die and of what, and what of hospital stays becomes.
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/foundation/math.h"
#include "engine/quality/measures.h"

namespace polyclinic::quality {
namespace {

constexpr double kDaysPerYear = 365.2425;
constexpr uint32_t kOldest = 100;  // of the life table: the last age is open

// The days from `begin` (or birth) to `end` (or death) during which a person is of the ages asked for.
int32_t days_lived(const Question& question, const Person& person, Day begin, Day end) {
  const Day from = std::max(begin, add_years(person.birth, question.age_from));
  const Day last = person.is_living() ? end : std::min(end, person.death);
  return std::max(0, std::min(last, add_years(person.birth, question.age_to + 1)) - from);
}

bool is_of_age(const Question& question, const Person& person, Day day) {
  if (!has_sex(question, person.sex) || day < person.birth) return false;
  const int32_t age = age_in_years(person.birth, day);
  return age >= question.age_from && age <= question.age_to;
}

constexpr uint16_t kDied = 20;
constexpr uint16_t kOtherHospital = 2;
constexpr uint16_t kAdmittedHere = 9;
constexpr Day kThirtyDays = 30;

}  // namespace

// Events for each year lived at these ages within the window; people are what is sampled, so the error is theirs.
Estimate Measures::rate(const Question& question) {
  const std::span<const Event> events = cohort_->events(anchors_->marker(question.of));
  if (events.empty()) return {};
  const bool first_only = question.measure == "onset_rate";
  const Day begin = window_start(question);
  const std::span<const Person> people = cohort_->people();
  double time = 0;
  double count = 0;
  double time_squares = 0;
  double count_squares = 0;
  double products = 0;
  size_t at = 0;
  for (uint32_t index = 0; index < people.size(); ++index) {
    const Person& person = people[index];
    size_t end = at;
    while (end < events.size() && events[end].person == index) ++end;
    const std::span<const Event> own = events.subspan(at, first_only ? std::min<size_t>(end - at, 1) : end - at);
    at = end;
    if (!has_sex(question, person.sex)) continue;
    const double years = days_lived(question, person, begin, cohort_->as_of()) / kDaysPerYear;
    if (years <= 0) continue;
    double happened = 0;
    for (const Event& event : own) {
      const Day day = cohort_->day_of(event.start);
      if (day >= begin && is_of_age(question, person, day)) ++happened;
    }
    time += years;
    count += happened;
    time_squares += years * years;
    count_squares += happened * happened;
    products += years * happened;
  }
  if (time <= 0) return {};
  const double rate = count / time;
  const double residuals = count_squares - 2 * rate * products + rate * rate * time_squares;
  // One event more or less, when there is none.
  const double error = std::max(std::sqrt(std::max(residuals, 0.0)) / time, 1 / time);
  const double factor = unit_factor(question.unit);
  return {factor * rate, factor * error, static_cast<uint64_t>(time), true};
}

// Of the events of the second marker, those that have one of the first within a day.
Estimate Measures::share_of(const Question& question) {
  const std::span<const Event> parts = cohort_->events(anchors_->marker(part_of(question.of, 0)));
  const std::span<const Event> wholes = cohort_->events(anchors_->marker(part_of(question.of, 1)));
  const Day begin = window_start(question);
  uint64_t all = 0;
  uint64_t count = 0;
  size_t at = 0;
  for (const Event& whole : wholes) {
    while (at < parts.size() && parts[at].person < whole.person) ++at;
    const Day day = cohort_->day_of(whole.start);
    if (day < begin || !is_of_age(question, cohort_->people()[whole.person], day)) continue;
    ++all;
    for (size_t each = at; each < parts.size() && parts[each].person == whole.person; ++each) {
      if (parts[each].start <= whole.start + 1 && parts[each].start + 1 >= whole.start) {
        ++count;
        break;
      }
    }
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

Estimate Measures::death_rate(const Question& question) const {
  const Day begin = window_start(question);
  double years = 0;
  uint64_t deaths = 0;
  for (const Person& person : cohort_->people()) {
    if (!has_sex(question, person.sex)) continue;
    years += days_lived(question, person, begin, cohort_->as_of()) / kDaysPerYear;
    deaths += !person.is_living() && person.death >= begin && is_of_age(question, person, person.death) ? 1 : 0;
  }
  if (years <= 0) return {};
  const double factor = unit_factor(question.unit);
  return {factor * static_cast<double>(deaths) / years, factor * std::sqrt(static_cast<double>(std::max<uint64_t>(deaths, 1))) / years,
          static_cast<uint64_t>(years), true};
}

// The period life table of the deaths and years of the window; error by Chiang's way.
Estimate Measures::life_expectancy(const Question& question) const {
  const Day begin = window_start(question);
  std::array<double, kOldest + 1> years{};
  std::array<double, kOldest + 1> deaths{};
  double all_deaths = 0;
  for (const Person& person : cohort_->people()) {
    if (!has_sex(question, person.sex)) continue;
    const Day from = std::max(begin, person.birth);
    const Day to = person.is_living() ? cohort_->as_of() : person.death;
    for (Day day = from; day < to;) {
      const int32_t age = age_in_years(person.birth, day);
      const Day next = std::min(to, std::max(add_years(person.birth, age + 1), day + 1));
      years[static_cast<size_t>(std::min<int32_t>(age, kOldest))] += (next - day) / kDaysPerYear;
      day = next;
    }
    if (!person.is_living() && person.death >= begin) {
      deaths[static_cast<size_t>(std::min<int32_t>(age_in_years(person.birth, person.death), kOldest))] += 1;
      all_deaths += 1;
    }
  }
  if (all_deaths == 0) return {};
  // Where nobody lived, everybody dies; of the open age the mean left is the years for each death.
  double expectancy = deaths[kOldest] > 0 ? years[kOldest] / deaths[kOldest] : 1;
  double variance = 0;
  for (uint32_t age = kOldest; age-- > question.age_from;) {
    double q = 1;
    double error = 0;
    if (years[age] > 0) {
      const double central = deaths[age] / years[age];
      q = std::min(1.0, central / (1 + 0.5 * central));
      error = deaths[age] > 0 ? q * q * (1 - q) / deaths[age] : 0;
    }
    const double after = expectancy + 0.5;
    expectancy = 0.5 + (1 - q) * (0.5 + expectancy);
    variance = error * after * after + (1 - q) * (1 - q) * variance;
  }
  return {expectancy, std::sqrt(variance), static_cast<uint64_t>(all_deaths), true};
}

Estimate Measures::cause_share(const Question& question) {
  const std::span<const Event> events = cohort_->events(anchors_->marker(question.of));
  if (events.empty()) return {};
  const Day begin = window_start(question);
  Flags has(cohort_->people().size(), 0);
  for (const Event& event : events) has[event.person] = 1;
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < has.size(); ++index) {
    const Person& person = cohort_->people()[index];
    if (person.is_living() || person.death < begin || !is_of_age(question, person, person.death)) continue;
    ++all;
    count += has[index];
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

const std::vector<Measures::Stay>& Measures::stays() {
  if (!has_stays_) {
    for (const Event& event : cohort_->events(anchors_->marker("stay"))) {
      stays_.push_back({event.person, cohort_->day_of(event.start), cohort_->day_of(event.end), event.detail});
    }
    has_stays_ = true;
  }
  return stays_;
}

// The stays of the window, of those ages, during which there was an event of the marker: its reason, a procedure.
std::vector<Measures::Stay> Measures::stays_of(const Question& question) {
  const std::span<const Event> events = cohort_->events(anchors_->marker(question.of));
  const Day begin = window_start(question);
  std::vector<Stay> found;
  size_t at = 0;
  for (const Stay& stay : stays()) {
    while (at < events.size() && events[at].person < stay.person) ++at;
    if (stay.start < begin || !is_of_age(question, cohort_->people()[stay.person], stay.start)) continue;
    for (size_t each = at; each < events.size() && events[each].person == stay.person; ++each) {
      const Day day = cohort_->day_of(events[each].start);
      if (day >= stay.start && day <= stay.end) {
        found.push_back(stay);
        break;
      }
    }
  }
  return found;
}

Estimate Measures::stay_days(const Question& question) {
  const std::vector<Stay> found = stays_of(question);
  if (found.size() < 2) return {};
  const bool geometric = question.measure == "stay_days_geometric";
  const double n = static_cast<double>(found.size());
  double sum = 0;
  double squares = 0;
  for (const Stay& stay : found) {
    const double days = stay.end - stay.start;
    const double value = geometric ? math::log(std::max(days, 1.0)) : days;
    sum += value;
    squares += value * value;
  }
  const double mean = sum / n;
  const double error = std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1));
  return geometric ? Estimate{math::exp(mean), math::exp(mean) * error, found.size(), true} : Estimate{mean, error, found.size(), true};
}

// Died in hospital; within 30 days of admission; came back within 30 days of leaving alive and not to another hospital.
Estimate Measures::stay_share(const Question& question) {
  const std::vector<Stay> found = stays_of(question);
  const std::vector<Stay>& all_stays = stays();
  const Day as_of = cohort_->as_of();
  uint64_t all = 0;
  uint64_t count = 0;
  size_t at = 0;
  for (const Stay& stay : found) {
    const Day death = cohort_->people()[stay.person].death;
    const bool died = stay.disposition == kDied || death <= stay.end;
    if (question.measure == "stay_died") {
      ++all;
      count += died ? 1 : 0;
      continue;
    }
    if (question.measure == "stay_died_30_days") {
      if (stay.start + kThirtyDays >= as_of) continue;
      ++all;
      count += died || death <= stay.start + kThirtyDays ? 1 : 0;
      continue;
    }
    if (died || stay.disposition == kOtherHospital || stay.end + kThirtyDays >= as_of) continue;
    while (at < all_stays.size() && (all_stays[at].person < stay.person || (all_stays[at].person == stay.person && all_stays[at].start <= stay.start))) ++at;
    const bool has_next = at < all_stays.size() && all_stays[at].person == stay.person;
    // To be carried on elsewhere on the same day is no coming back.
    if (has_next && all_stays[at].start <= stay.end) continue;
    ++all;
    count += has_next && all_stays[at].start <= stay.end + kThirtyDays ? 1 : 0;
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

// By the disposition, or by a stay that begins before the next day is over.
Estimate Measures::emergency_admitted(const Question& question) {
  const std::vector<Stay>& all_stays = stays();
  const Day begin = window_start(question);
  uint64_t all = 0;
  uint64_t count = 0;
  size_t at = 0;
  for (const Event& visit : cohort_->events(anchors_->marker(question.of))) {
    while (at < all_stays.size() && all_stays[at].person < visit.person) ++at;
    const Day day = cohort_->day_of(visit.start);
    if (day < begin || !is_of_age(question, cohort_->people()[visit.person], day)) continue;
    ++all;
    bool admitted = visit.detail == kAdmittedHere;
    for (size_t each = at; !admitted && each < all_stays.size() && all_stays[each].person == visit.person; ++each) {
      admitted = all_stays[each].start >= day && all_stays[each].start <= cohort_->day_of(visit.end) + 1;
    }
    count += admitted ? 1 : 0;
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

}  // namespace polyclinic::quality
