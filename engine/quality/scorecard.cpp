// The public scorecard: what is fed, what is asked, and which anchors pass.
#include "polyclinic/scorecard.h"

#include <algorithm>
#include <array>

#include "engine/foundation/calendar.h"
#include "engine/quality/intake.h"
#include "engine/quality/measures.h"
#include "engine/quality/report.h"

namespace polyclinic {
namespace quality {
namespace {

// Standard errors beyond the tolerance from which a failure is no chance.
constexpr double kBeyondChance = 2;
// Years back that anything is measured of.
constexpr int32_t kLongestWindow = 10;
// Ages of the points of a curve: from these to below the next.
constexpr std::array<uint8_t, 12> kCurveAges{0, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 120};

Verdict judge(const Anchor& anchor, const Estimate& estimate) {
  Verdict verdict{&anchor, estimate};
  if (!estimate.known) {
    verdict.beyond_chance = true;
    return verdict;
  }
  const Range range = anchor.range();
  verdict.passed = estimate.value >= range.low && estimate.value <= range.high;
  verdict.beyond_chance =
      estimate.value < range.low - kBeyondChance * estimate.error || estimate.value > range.high + kBeyondChance * estimate.error;
  return verdict;
}

bool same_line(const Anchor& a, const Anchor& b) {
  return a.measure == b.measure && a.of == b.of && a.parameter == b.parameter && a.among == b.among && a.unit == b.unit;
}

// Anchors of at least three ages give a plot; what the dataset has is asked for every age, also where no anchor is.
std::vector<Plot> make_plots(const AnchorSet& set, const std::vector<Verdict>& verdicts, Measures& measures) {
  std::vector<Plot> plots;
  for (size_t begin = 0; begin < verdicts.size(); ++begin) {
    const Anchor& first = *verdicts[begin].anchor;
    const auto is_same = [&](const Verdict& each) { return same_line(*each.anchor, first); };
    if (std::any_of(verdicts.begin(), verdicts.begin() + static_cast<std::ptrdiff_t>(begin), is_same)) continue;
    Plot plot{first.chapter, title_of(set, first), first.unit, {}, {}};
    std::vector<std::pair<uint8_t, uint8_t>> ages;
    std::string sexes;
    for (const Verdict& verdict : verdicts) {
      if (!is_same(verdict)) continue;
      plot.verdicts.push_back(&verdict);
      ages.emplace_back(verdict.anchor->age_from, verdict.anchor->age_to);
      if (sexes.find(verdict.anchor->sex) == std::string::npos) sexes += verdict.anchor->sex;
    }
    std::sort(ages.begin(), ages.end());
    ages.erase(std::unique(ages.begin(), ages.end()), ages.end());
    if (ages.size() < 3 || first.measure == "population_share" || first.measure == "life_expectancy") continue;
    const uint8_t youngest = ages.front().first;
    for (const char sex : sexes) {
      Curve curve{sex, {}};
      for (size_t step = 0; step + 1 < kCurveAges.size(); ++step) {
        if (kCurveAges[step + 1] <= youngest) continue;
        Question question = first;
        question.sex = sex;
        question.age_from = kCurveAges[step];
        question.age_to = static_cast<uint8_t>(step + 2 == kCurveAges.size() ? 120 : kCurveAges[step + 1] - 1);
        const Estimate estimate = measures.answer(question);
        if (estimate.known && estimate.n >= 30) curve.points.push_back({question.age_from, question.age_to, estimate});
      }
      plot.curves.push_back(std::move(curve));
    }
    plots.push_back(std::move(plot));
  }
  return plots;
}

class Scoring final : public Scorecard {
 public:
  Scoring(const ScorecardOptions& options, AnchorSet&& anchors, Day as_of, uint32_t history_days)
      : anchors_(std::move(anchors)), cohort_(anchors_, as_of, history_days), intake_(anchors_, cohort_) {
    card_.anchors = &anchors_;
    card_.options = options;
  }

  Status feed(std::string_view table, std::string_view bytes) override { return intake_.feed(table, bytes); }

  Status finish() override {
    POLYCLINIC_TRY(intake_.finish());
    Measures measures(anchors_, cohort_);
    ScorecardSummary& summary = card_.summary;
    for (const Anchor& anchor : anchors_.anchors) {
      card_.verdicts.push_back(judge(anchor, measures.answer(anchor)));
      const Verdict& verdict = card_.verdicts.back();
      ++summary.anchors;
      summary.passed += verdict.passed ? 1 : 0;
      summary.failed_beyond_chance += verdict.beyond_chance ? 1 : 0;
    }
    summary.share = static_cast<double>(summary.passed) / summary.anchors;
    summary.people = cohort_.people().size();
    summary.living = static_cast<uint64_t>(std::count_if(cohort_.people().begin(), cohort_.people().end(), [](const Person& person) { return person.is_living(); }));
    card_.plots = make_plots(anchors_, card_.verdicts, measures);
    return {};
  }

  ScorecardSummary summary() const override { return card_.summary; }

  Result<std::string> report(std::string_view format) const override {
    if (card_.verdicts.empty()) return fail(ErrorKind::kInvalidInput, "there is no report before the scorecard is finished");
    if (format == "text") return text_report(card_);
    if (format == "markdown") return markdown_report(card_);
    if (format == "json") return json_report(card_);
    if (format == "html") return html_report(card_);
    return fail(ErrorKind::kInvalidInput, "a scorecard has no format " + std::string(format) + "; the formats are text, markdown, json, html");
  }

 private:
  AnchorSet anchors_;
  Cohort cohort_;
  Intake intake_;
  Card card_;
};

}  // namespace
}  // namespace quality

std::span<const std::string_view> scorecard_tables() { return quality::kTables; }

Result<std::unique_ptr<Scorecard>> Scorecard::create(const ScorecardOptions& options) {
  POLYCLINIC_ASSIGN(const Day as_of, parse_date(options.as_of));
  POLYCLINIC_ASSIGN(quality::AnchorSet anchors, quality::read_anchors());
  for (const quality::Anchor& anchor : anchors.anchors) POLYCLINIC_TRY(quality::Measures::check(anchors, anchor));
  const int32_t years = options.years_of_history == 0 ? quality::kLongestWindow
                                                      : std::min(static_cast<int32_t>(options.years_of_history), quality::kLongestWindow);
  const uint32_t history_days = static_cast<uint32_t>(as_of - add_years(as_of, -years));
  return std::make_unique<quality::Scoring>(options, std::move(anchors), as_of, history_days);
}

}  // namespace polyclinic
