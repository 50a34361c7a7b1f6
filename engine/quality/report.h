// A finished scorecard as texts for people and programs. Which anchors pass was decided before (scorecard.cpp).
#pragma once

#include <string>
#include <vector>

#include "engine/quality/anchors.h"
#include "engine/quality/measures.h"
#include "polyclinic/scorecard.h"

namespace polyclinic::quality {

struct Verdict {
  const Anchor* anchor = nullptr;
  Estimate estimate;
  bool passed = false;
  bool beyond_chance = false;  // of a failure: by more than two standard errors, or nothing to measure
};

// One line of a plot: what the dataset has of one sex, age by age.
struct Curve {
  char sex = 'B';
  struct Point {
    uint8_t age_from = 0;
    uint8_t age_to = 0;
    Estimate estimate;
  };
  std::vector<Point> points;
};

// Anchors that ask the same of several ages: shown as one plot.
struct Plot {
  std::string chapter;
  std::string title;
  std::string unit;
  std::vector<const Verdict*> verdicts;
  std::vector<Curve> curves;
};

struct Card {
  const AnchorSet* anchors = nullptr;
  ScorecardOptions options;
  ScorecardSummary summary;
  std::vector<Verdict> verdicts;  // in the order of the anchors
  std::vector<Plot> plots;        // for "html"
};

std::string text_report(const Card& card);
std::string markdown_report(const Card& card);
std::string json_report(const Card& card);
std::string html_report(const Card& card);

// --- Wording, shared by the reports ---

// What is measured: "Coronary heart disease, ever". The same for all populations of an anchor.
std::string title_of(const AnchorSet& anchors, const Question& question);
// Of whom: "women, 60 to 69".
std::string population_of(const AnchorSet& anchors, const Question& question);
// Four figures, without trailing zeros: "12.35", "0.05".
std::string figures(double value);
// "12.3 %", "80.2 years".
std::string with_unit(const std::string& number, const std::string& unit);
// How many anchors of a chapter there are, and how many pass.
struct ChapterCount {
  uint32_t anchors = 0;
  uint32_t passed = 0;
  uint32_t beyond_chance = 0;
};
ChapterCount count_chapter(const Card& card, const std::string& chapter);
// "92.3 %"
std::string percent(uint32_t part, uint32_t whole);

}  // namespace polyclinic::quality
