// Measures of two diseases together: the odds ratio, crude, or by Mantel and Haenszel over sex and decades of age with the
// variance of Robins, Breslow and Greenland.
#include <array>
#include <cmath>

#include "engine/foundation/math.h"
#include "engine/quality/measures.h"

namespace polyclinic::quality {

// "outcome:exposure", among everybody else; "outcome:exposure:others", among those two groups.
Estimate Measures::odds_ratio(const Question& question) {
  const Flags outcome = make_flags("condition_ever", part_of(question.of, 0), "");
  const Flags exposed = make_flags("condition_ever", part_of(question.of, 1), "");
  const std::string_view others_key = part_of(question.of, 2);
  const Flags others = others_key.empty() ? Flags() : make_flags("condition_ever", others_key, "");
  struct Stratum {
    double both = 0;          // exposed, with the outcome
    double exposed_only = 0;
    double outcome_only = 0;
    double neither = 0;
  };
  std::array<Stratum, 2 * 13> strata{};
  uint64_t n = 0;
  for (size_t index = 0; index < outcome.size(); ++index) {
    const Person& person = cohort_->people()[index];
    if (!person.is_living() || !has_sex(question, person.sex) || person.age < question.age_from || person.age > question.age_to) continue;
    if (!others.empty() && !exposed[index] && !others[index]) continue;
    const size_t stratum = question.parameter == "crude" ? 0 : static_cast<size_t>(person.sex) * 13 + std::min<size_t>(person.age / 10, 12);
    Stratum& cell = strata[stratum];
    (exposed[index] ? (outcome[index] ? cell.both : cell.exposed_only) : (outcome[index] ? cell.outcome_only : cell.neither)) += 1;
    ++n;
  }
  double top = 0;
  double bottom = 0;
  double top_squares = 0;
  double cross = 0;
  double bottom_squares = 0;
  for (const Stratum& each : strata) {
    const double size = each.both + each.exposed_only + each.outcome_only + each.neither;
    if (size == 0) continue;
    const double r = each.both * each.neither / size;
    const double s = each.exposed_only * each.outcome_only / size;
    const double p = (each.both + each.neither) / size;
    const double q = (each.exposed_only + each.outcome_only) / size;
    top += r;
    bottom += s;
    top_squares += p * r;
    cross += p * s + q * r;
    bottom_squares += q * s;
  }
  if (top == 0 || bottom == 0) return {};
  const double ratio = top / bottom;
  const double log_variance = top_squares / (2 * top * top) + cross / (2 * top * bottom) + bottom_squares / (2 * bottom * bottom);
  return {ratio, ratio * std::sqrt(log_variance), n, true};
}

}  // namespace polyclinic::quality
