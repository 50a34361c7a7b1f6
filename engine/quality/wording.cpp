// The words of reports: what each measure is called, of whom, and how numbers look.
#include <algorithm>
#include <cmath>

#include "engine/foundation/number_text.h"
#include "engine/foundation/text.h"
#include "engine/quality/report.h"

namespace polyclinic::quality {
namespace {

std::string capital(std::string text) {
  if (!text.empty()) text[0] = to_ascii_upper(text[0]);
  return text;
}

std::string small(std::string text) {
  // Not of abbreviations: "LDL cholesterol".
  if (text.size() > 1 && !(text[1] >= 'A' && text[1] <= 'Z')) text[0] = to_ascii_lower(text[0]);
  return text;
}

std::string label_of(const AnchorSet& anchors, std::string_view key) {
  const uint32_t marker = anchors.marker(key);
  if (marker < anchors.markers.size()) return anchors.markers[marker].label;
  const uint32_t measure = anchors.body_measure(key);
  return measure < anchors.body_measures.size() ? anchors.body_measures[measure].label : std::string(key);
}

std::string labels_of(const AnchorSet& anchors, std::string_view of, std::string_view between) {
  std::string text;
  for (const std::string_view key : split(of, ':')) {
    if (!text.empty()) text += between;
    text += label_of(anchors, key);
  }
  return text;
}

std::string months_text(std::string_view months) {
  const uint32_t number = whole_number(months);
  if (number == 12) return "the past year";
  if (number % 12 == 0) return "the past " + std::to_string(number / 12) + " years";
  return "the past " + std::to_string(number) + " months";
}

}  // namespace

std::string title_of(const AnchorSet& anchors, const Question& question) {
  const std::string_view measure = question.measure;
  const std::string first = label_of(anchors, part_of(question.of, 0));
  const std::string& parameter = question.parameter;
  if (measure == "population_share") return "Share of all people";
  if (measure == "attribute") {
    std::string column = question.of;
    std::replace(column.begin(), column.end(), '_', ' ');
    return capital(column) + ": " + parameter;
  }
  if (measure == "condition") return capital(first) + (question.of.ends_with("smoker") ? "" : ", now");
  if (measure == "condition_ever") return capital(first) + ", ever";
  if (measure == "condition_within") return capital(first) + ", in " + months_text(parameter);
  if (measure == "done_within") {
    std::string text;
    size_t place = 0;
    for (const std::string_view key : split(question.of, ':')) {
      text += (text.empty() ? "" : ", or ") + label_of(anchors, key) + " in " + months_text(part_of(parameter, place++));
    }
    return capital(text);
  }
  if (measure == "drug") return capital(first) + ", taken in the past 30 days";
  if (measure == "drug_count") return parameter + " or more drugs in the past 30 days";
  if (measure == "vaccinated") return capital(first) + " vaccine, " + parameter + (parameter == "1" ? " dose or more" : " doses or more");
  if (measure == "vaccinated_by") {
    const size_t slash = parameter.find('/');
    const std::string doses = parameter.substr(0, slash);
    return capital(first) + " vaccine, " + doses + (doses == "1" ? " dose" : " doses") + " by " + parameter.substr(slash + 1) + " months";
  }
  if (measure == "vaccinated_season") return capital(first) + " vaccine in the last season";
  if (measure == "measure_mean") return first + ", mean";
  if (measure == "measure_spread") return first + ", standard deviation";
  if (measure == "measure_above") return first + " of " + parameter + " or more";
  if (measure == "measure_below") return first + " below " + parameter;
  if (measure == "pressure_raised") return "Blood pressure of " + parameter + " or more, or drugs against it";
  if (measure == "pressure_controlled") return "Raised blood pressure controlled below " + parameter;
  if (measure == "correlation") return "Correlation: " + first + " and " + small(label_of(anchors, part_of(question.of, 1)));
  if (measure == "event_rate") return capital(first) + (question.of.starts_with("stay_") ? ": hospital stays" : "") + ", rate";
  if (measure == "onset_rate") return capital(first) + ", first ever, rate";
  if (measure == "share_of") return capital(first) + " of " + label_of(anchors, part_of(question.of, 1));
  if (measure == "death_rate") return "Deaths, rate";
  if (measure == "life_expectancy") return "Life expectancy";
  if (measure == "cause_share") return "Died of " + first;
  const std::string stay = question.of == "stay" ? "hospital stays" : "hospital stays for " + first;
  if (measure == "stay_days") return capital(stay) + ": mean days";
  if (measure == "stay_days_geometric") return capital(stay) + ": geometric mean days";
  if (measure == "stay_died") return capital(stay) + ": died in hospital";
  if (measure == "stay_died_30_days") return capital(stay) + ": died within 30 days";
  if (measure == "readmitted") return capital(stay) + ": back within 30 days";
  if (measure == "emergency_admitted") return capital(first) + ": admitted";
  if (measure == "odds_ratio") {
    const std::string_view others = part_of(question.of, 2);
    return "Odds ratio of " + first + " for " + label_of(anchors, part_of(question.of, 1)) + (others.empty() ? "" : " against " + label_of(anchors, others)) +
           (parameter == "crude" ? "" : ", by age and sex");
  }
  return std::string(measure) + " " + labels_of(anchors, question.of, ", ");
}

std::string population_of(const AnchorSet& anchors, const Question& question) {
  std::string text = question.sex == 'F' ? "women" : question.sex == 'M' ? "men" : "both";
  if (question.age_to < 18) text = question.sex == 'F' ? "girls" : question.sex == 'M' ? "boys" : "children";
  if (question.measure == "life_expectancy") {
    text += question.age_from == 0 ? " at birth" : " at " + std::to_string(question.age_from);
  } else if (question.age_from == question.age_to) {
    text += " of " + std::to_string(question.age_from);
  } else if (question.age_to < 120) {
    text += ", " + std::to_string(question.age_from) + " to " + std::to_string(question.age_to);
  } else if (question.age_from > 0) {
    text += ", " + std::to_string(question.age_from) + " and older";
  } else {
    text = question.sex == 'B' ? "everybody" : text + " of all ages";
  }
  if (!question.among.empty()) text += ", with " + label_of(anchors, question.among);
  return text;
}

std::string figures(double value) {
  if (!std::isfinite(value)) return "-";
  // Decimals that leave four figures; of large numbers none.
  uint8_t scale = 0;
  double power = 1;
  while (scale < 6 && std::abs(value) * power < 999.5) {
    power *= 10;
    ++scale;
  }
  char text[kDecimalTextSize];
  const double scaled = value * power;
  const int64_t mantissa = static_cast<int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  return std::string(text, write_decimal_trimmed(text, mantissa, scale));
}

std::string with_unit(const std::string& number, const std::string& unit) { return unit.empty() ? number : number + " " + unit; }

ChapterCount count_chapter(const Card& card, const std::string& chapter) {
  ChapterCount count;
  for (const Verdict& verdict : card.verdicts) {
    if (verdict.anchor->chapter != chapter) continue;
    ++count.anchors;
    count.passed += verdict.passed ? 1 : 0;
    count.beyond_chance += verdict.beyond_chance ? 1 : 0;
  }
  return count;
}

std::string percent(uint32_t part, uint32_t whole) {
  const uint32_t tenths = whole == 0 ? 0 : static_cast<uint32_t>((uint64_t{part} * 2000 + whole) / (uint64_t{whole} * 2));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

}  // namespace polyclinic::quality
