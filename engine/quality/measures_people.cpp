// Measures of the living: who has what at the dataset's date.
#include <algorithm>

#include "engine/foundation/text.h"
#include "engine/quality/measures.h"

namespace polyclinic::quality {
namespace {

bool is_asked_for(const Question& question, const Person& person) {
  return person.is_living() && has_sex(question, person.sex) && person.age >= question.age_from && person.age <= question.age_to;
}

}  // namespace

Estimate Measures::population_share(const Question& question) const {
  uint64_t living = 0;
  uint64_t count = 0;
  for (const Person& person : cohort_->people()) {
    living += person.is_living() ? 1 : 0;
    count += is_asked_for(question, person) ? 1 : 0;
  }
  return share_estimate(count, living, unit_factor(question.unit));
}

Estimate Measures::attribute(const Question& question) const {
  const size_t column = static_cast<size_t>(std::find(kAttributes.begin(), kAttributes.end(), question.of) - kAttributes.begin());
  const uint16_t text = cohort_->find_attribute(question.parameter);
  uint64_t people = 0;
  uint64_t count = 0;
  for (const Person& person : cohort_->people()) {
    if (!is_asked_for(question, person)) continue;
    ++people;
    count += text != 0 && person.attributes[column] == text ? 1 : 0;
  }
  return share_estimate(count, people, unit_factor(question.unit));
}

Estimate Measures::share_of_living(const Question& question, const Flags& has) {
  bool has_events = false;
  for (const std::string_view key : split(question.of, ':')) has_events |= !cohort_->events(anchors_->marker(key)).empty();
  if (!has_events) return {};
  const Flags& counted = among(question.among);
  const std::span<const Person> people = cohort_->people();
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    if (!counted[index] || !is_asked_for(question, people[index])) continue;
    ++all;
    count += has[index];
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

Estimate Measures::drug_count(const Question& question) {
  const std::span<const uint16_t> counts = cohort_->drug_counts();
  if (std::all_of(counts.begin(), counts.end(), [](uint16_t count) { return count == 0; })) return {};
  const uint32_t least = whole_number(question.parameter);
  const std::span<const Person> people = cohort_->people();
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    if (!is_asked_for(question, people[index])) continue;
    ++all;
    count += counts[index] >= least ? 1 : 0;
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

Estimate Measures::vaccinated(const Question& question) {
  const std::span<const Event> doses = cohort_->events(anchors_->marker(question.of));
  if (doses.empty()) return {};
  const uint32_t least = whole_number(question.parameter);
  std::vector<uint8_t> given(cohort_->people().size(), 0);
  for (const Event& dose : doses) given[dose.person] = static_cast<uint8_t>(std::min(given[dose.person] + 1, 255));
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < given.size(); ++index) {
    if (!is_asked_for(question, cohort_->people()[index])) continue;
    ++all;
    count += given[index] >= least ? 1 : 0;
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

// "doses/months": so many doses before the day on which the child is so many months old.
Estimate Measures::vaccinated_by(const Question& question) {
  const std::span<const Event> doses = cohort_->events(anchors_->marker(question.of));
  if (doses.empty()) return {};
  const size_t slash = question.parameter.find('/');
  const uint32_t least = whole_number(question.parameter);
  const int32_t months = static_cast<int32_t>(whole_number(std::string_view(question.parameter).substr(slash + 1)));
  const std::span<const Person> people = cohort_->people();
  std::vector<uint8_t> given(people.size(), 0);
  for (const Event& dose : doses) {
    if (cohort_->day_of(dose.start) < add_months(people[dose.person].birth, months)) {
      given[dose.person] = static_cast<uint8_t>(std::min(given[dose.person] + 1, 255));
    }
  }
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    if (!is_asked_for(question, people[index])) continue;
    ++all;
    count += given[index] >= least ? 1 : 0;
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

// In the last season that is over, July to June, by age on its 1 October.
Estimate Measures::vaccinated_season(const Question& question) {
  const std::span<const Event> doses = cohort_->events(anchors_->marker(question.of));
  if (doses.empty()) return {};
  const CivilDate as_of = civil_from_day(cohort_->as_of());
  const int32_t begin_year = as_of.year - (as_of.month >= 7 ? 1 : 2);
  const Day begin = day_from_civil(begin_year, 7, 1);
  const Day end = day_from_civil(begin_year + 1, 7, 1);
  const Day october = day_from_civil(begin_year, 10, 1);
  const std::span<const Person> people = cohort_->people();
  Flags has(people.size(), 0);
  for (const Event& dose : doses) {
    const Day day = cohort_->day_of(dose.start);
    if (day >= begin && day < end) has[dose.person] = 1;
  }
  uint64_t all = 0;
  uint64_t count = 0;
  for (size_t index = 0; index < people.size(); ++index) {
    const Person& person = people[index];
    if (!person.is_living() || !has_sex(question, person.sex) || person.birth > october) continue;
    const int32_t age = age_in_years(person.birth, october);
    if (age < question.age_from || age > question.age_to) continue;
    ++all;
    count += has[index];
  }
  return share_estimate(count, all, unit_factor(question.unit));
}

}  // namespace polyclinic::quality
