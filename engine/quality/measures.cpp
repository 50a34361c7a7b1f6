// Which measure answers which question, and what all of them share.
#include "engine/quality/measures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/foundation/text.h"

namespace polyclinic::quality {
namespace {

enum class Of : uint8_t { kNothing, kMarkers, kBodyMeasures, kAttribute };

struct Kind {
  std::string_view name;
  Of of;
};

constexpr std::array kKinds{
    Kind{"population_share", Of::kNothing},
    Kind{"attribute", Of::kAttribute},
    Kind{"condition", Of::kMarkers},
    Kind{"condition_ever", Of::kMarkers},
    Kind{"condition_within", Of::kMarkers},
    Kind{"done_within", Of::kMarkers},
    Kind{"drug", Of::kMarkers},
    Kind{"drug_count", Of::kNothing},
    Kind{"vaccinated", Of::kMarkers},
    Kind{"vaccinated_by", Of::kMarkers},
    Kind{"vaccinated_season", Of::kMarkers},
    Kind{"measure_mean", Of::kBodyMeasures},
    Kind{"measure_spread", Of::kBodyMeasures},
    Kind{"measure_above", Of::kBodyMeasures},
    Kind{"measure_below", Of::kBodyMeasures},
    Kind{"pressure_raised", Of::kMarkers},
    Kind{"pressure_controlled", Of::kMarkers},
    Kind{"correlation", Of::kBodyMeasures},
    Kind{"event_rate", Of::kMarkers},
    Kind{"onset_rate", Of::kMarkers},
    Kind{"share_of", Of::kMarkers},
    Kind{"death_rate", Of::kNothing},
    Kind{"life_expectancy", Of::kNothing},
    Kind{"cause_share", Of::kMarkers},
    Kind{"stay_days", Of::kMarkers},
    Kind{"stay_days_geometric", Of::kMarkers},
    Kind{"stay_died", Of::kMarkers},
    Kind{"stay_died_30_days", Of::kMarkers},
    Kind{"readmitted", Of::kMarkers},
    Kind{"emergency_admitted", Of::kMarkers},
    Kind{"odds_ratio", Of::kMarkers},
};

}  // namespace

bool has_sex(const Question& question, Sex sex) {
  return question.sex == 'B' || (question.sex == 'F') == (sex == Sex::kFemale);
}

uint32_t whole_number(std::string_view text) {
  uint32_t number = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c)) break;
    number = number * 10 + static_cast<uint32_t>(c - '0');
  }
  return number;
}

double unit_factor(std::string_view unit) {
  if (unit.starts_with('%')) return 100;
  if (unit.starts_with("per ")) return whole_number(unit.substr(4));
  return 1;
}

std::string_view part_of(std::string_view text, size_t place) {
  for (const std::string_view part : split(text, ':')) {
    if (place-- == 0) return part;
  }
  return {};
}

Estimate share_estimate(uint64_t count, uint64_t of, double factor) {
  if (of == 0) return {};
  const double n = static_cast<double>(of);
  const double share = static_cast<double>(count) / n;
  // With nobody or everybody the error is that of one person more or less.
  const double spread = std::max(share * (1 - share), (1 / n) * (1 - 1 / n));
  return {factor * share, factor * std::sqrt(spread / n), of, true};
}

Status Measures::check(const AnchorSet& anchors, const Question& question) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& each) { return each.name == question.measure; });
  const auto wrong = [&](const std::string& what) { return fail(ErrorKind::kInternal, "the anchor " + question.id() + ": " + what); };
  if (kind == kKinds.end()) return wrong("no measure is called " + question.measure);
  if (!question.among.empty() && anchors.marker(question.among) == anchors.markers.size()) return wrong("no marker is called " + question.among);
  if (kind->of == Of::kMarkers || kind->of == Of::kBodyMeasures) {
    for (const std::string_view key : split(question.of, ':')) {
      const bool exists = kind->of == Of::kMarkers ? anchors.marker(key) < anchors.markers.size()
                                                   : anchors.body_measure(key) < anchors.body_measures.size();
      if (!exists) return wrong("nothing is called " + std::string(key));
    }
  }
  if (kind->of == Of::kAttribute && std::find(kAttributes.begin(), kAttributes.end(), question.of) == kAttributes.end()) {
    return wrong("no column is called " + question.of);
  }
  return {};
}

Estimate Measures::answer(const Question& question) {
  const std::string_view measure = question.measure;
  if (measure == "population_share") return population_share(question);
  if (measure == "attribute") return attribute(question);
  if (measure == "drug_count") return drug_count(question);
  if (measure == "vaccinated") return vaccinated(question);
  if (measure == "vaccinated_by") return vaccinated_by(question);
  if (measure == "vaccinated_season") return vaccinated_season(question);
  if (measure.starts_with("measure_")) return measured(question);
  if (measure.starts_with("pressure_")) return pressure(question);
  if (measure == "correlation") return correlation(question);
  if (measure == "event_rate" || measure == "onset_rate") return rate(question);
  if (measure == "share_of") return share_of(question);
  if (measure == "death_rate") return death_rate(question);
  if (measure == "life_expectancy") return life_expectancy(question);
  if (measure == "cause_share") return cause_share(question);
  if (measure.starts_with("stay_days")) return stay_days(question);
  if (measure.starts_with("stay_died") || measure == "readmitted") return stay_share(question);
  if (measure == "emergency_admitted") return emergency_admitted(question);
  if (measure == "odds_ratio") return odds_ratio(question);
  return share_of_living(question, flags(measure, question.of, question.parameter));
}

const Measures::Flags& Measures::flags(std::string_view measure, std::string_view of, std::string_view parameter) {
  const std::string key = std::string(measure) + "/" + std::string(of) + "/" + std::string(parameter);
  if (key != flags_key_) {
    flags_ = make_flags(measure, of, parameter);
    flags_key_ = key;
  }
  return flags_;
}

const Measures::Flags& Measures::among(std::string_view marker) {
  if (among_key_ != marker || among_.empty()) {
    among_ = marker.empty() ? Flags(cohort_->people().size(), 1) : make_flags("condition", marker, "");
    among_key_ = marker;
  }
  return among_;
}

Measures::Flags Measures::make_flags(std::string_view measure, std::string_view of, std::string_view parameter) const {
  Flags has(cohort_->people().size(), 0);
  size_t place = 0;
  for (const std::string_view key : split(of, ':')) {
    const uint32_t marker = anchors_->marker(key);
    const int32_t months = static_cast<int32_t>(whole_number(part_of(parameter, place++)));
    const Day as_of = cohort_->as_of();
    const int32_t days = as_of - add_months(as_of, -months);
    for (const Event& event : cohort_->events(marker)) {
      bool counts = true;
      if (measure == "condition") {
        counts = event.end == 0;
      } else if (measure == "condition_within") {
        counts = event.end == 0 || event.end <= days;
      } else if (measure == "done_within") {
        counts = event.start <= days;
      } else if (measure == "drug") {
        counts = event.end <= 30;
      }
      if (counts) has[event.person] = 1;
    }
  }
  return has;
}

Day Measures::window_start(const Question& question) const {
  const Day as_of = cohort_->as_of();
  const int32_t years = static_cast<int32_t>(whole_number(question.parameter));
  const Day wanted = years == 0 ? as_of - static_cast<Day>(cohort_->history_days()) : add_years(as_of, -years);
  return std::max(wanted, as_of - static_cast<Day>(cohort_->history_days()));
}

}  // namespace polyclinic::quality
