// The scorecard for a terminal, for Markdown pages and for programs.
#include <algorithm>

#include "engine/config/json_document.h"
#include "engine/foundation/number_text.h"
#include "engine/quality/report.h"
#include "polyclinic/version.h"

namespace polyclinic::quality {
namespace {

std::string padded(std::string text, size_t width, bool right = false) {
  const std::string blanks(text.size() < width ? width - text.size() : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string bounds(const Anchor& anchor) {
  const Range range = anchor.range();
  return figures(range.low) + " to " + figures(range.high);
}

std::string produced(const Verdict& verdict) {
  return verdict.estimate.known ? figures(verdict.estimate.value) + " ± " + figures(verdict.estimate.error) : "nothing to measure";
}

std::string mark(const Verdict& verdict) {
  return verdict.passed ? "pass" : verdict.beyond_chance ? "FAIL" : "fail, by chance";
}

std::string head(const Card& card) {
  const ScorecardSummary& summary = card.summary;
  return std::to_string(summary.passed) + " of " + std::to_string(summary.anchors) + " anchors pass: " + percent(summary.passed, summary.anchors) + "\n" +
         std::to_string(summary.failed_beyond_chance) + " fail by more than two standard errors beyond their tolerance, or with nothing to measure.\n" +
         std::to_string(summary.living) + " people living on " + card.options.as_of + ", " + std::to_string(summary.people - summary.living) +
         " who died within the history.\n";
}

// "±" is two bytes and one column.
size_t columns_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void append_number(std::string& out, std::string_view key, double value) {
  char text[kDoubleTextSize];
  out += ", \"" + std::string(key) + "\": ";
  out.append(text, write_double(text, value));
}

}  // namespace

std::string text_report(const Card& card) {
  std::string out = head(card) + "\n" + padded("chapter", 42) + padded("anchors", 9, true) + padded("pass", 7, true) + padded("share", 10, true) +
                    padded("beyond chance", 16, true) + "\n";
  for (const Chapter& chapter : card.anchors->chapters) {
    const ChapterCount count = count_chapter(card, chapter.key);
    out += padded(chapter.title, 42) + padded(std::to_string(count.anchors), 9, true) + padded(std::to_string(count.passed), 7, true) +
           padded(percent(count.passed, count.anchors), 10, true) + padded(std::to_string(count.beyond_chance), 16, true) + "\n";
  }
  out += "\nWhat fails:\n";
  for (const Chapter& chapter : card.anchors->chapters) {
    bool first = true;
    for (const Verdict& verdict : card.verdicts) {
      if (verdict.anchor->chapter != chapter.key || verdict.passed) continue;
      if (first) out += "\n" + chapter.title + "\n";
      first = false;
      const Anchor& anchor = *verdict.anchor;
      std::string made = produced(verdict);
      made += std::string(columns_of(made) < 22 ? 22 - columns_of(made) : 0, ' ');
      out += "  " + padded(title_of(*card.anchors, anchor), 58) + " " + padded(population_of(*card.anchors, anchor), 34) + " " + made + " wanted " +
             padded(with_unit(figures(anchor.value), anchor.unit), 24) + " (" + bounds(anchor) + ")" + (verdict.beyond_chance ? "" : ", by chance") + "\n";
    }
  }
  return out;
}

std::string markdown_report(const Card& card) {
  std::string out = "# Realism scorecard\n\n" + head(card) + "\n| chapter | anchors | pass | share | beyond chance |\n|---|---:|---:|---:|---:|\n";
  for (const Chapter& chapter : card.anchors->chapters) {
    const ChapterCount count = count_chapter(card, chapter.key);
    out += "| " + chapter.title + " | " + std::to_string(count.anchors) + " | " + std::to_string(count.passed) + " | " +
           percent(count.passed, count.anchors) + " | " + std::to_string(count.beyond_chance) + " |\n";
  }
  for (const Chapter& chapter : card.anchors->chapters) {
    out += "\n## " + chapter.title + "\n\n| what | of whom | published | passes | produced | n | |\n|---|---|---:|---:|---:|---:|---|\n";
    for (const Verdict& verdict : card.verdicts) {
      const Anchor& anchor = *verdict.anchor;
      if (anchor.chapter != chapter.key) continue;
      out += "| " + title_of(*card.anchors, anchor) + " | " + population_of(*card.anchors, anchor) + " | " + with_unit(figures(anchor.value), anchor.unit) +
             " | " + bounds(anchor) + " | " + produced(verdict) + " | " + std::to_string(verdict.estimate.n) + " | " + mark(verdict) + " |\n";
    }
  }
  out += "\n## Sources\n\n";
  for (const Source& source : card.anchors->sources) out += "- " + source.key + ": " + source.citation + "\n";
  return out;
}

std::string json_report(const Card& card) {
  const ScorecardSummary& summary = card.summary;
  std::string out = "{\"version\": \"" + std::string(version()) + "\", \"as_of\": \"" + card.options.as_of +
                    "\", \"years_of_history\": " + std::to_string(card.options.years_of_history) + ", \"people\": " + std::to_string(summary.people) +
                    ", \"living\": " + std::to_string(summary.living) + ", \"anchors\": " + std::to_string(summary.anchors) +
                    ", \"passed\": " + std::to_string(summary.passed) + ", \"failed_beyond_chance\": " + std::to_string(summary.failed_beyond_chance);
  append_number(out, "share", summary.share);
  out += ",\n \"chapters\": [";
  for (const Chapter& chapter : card.anchors->chapters) {
    const ChapterCount count = count_chapter(card, chapter.key);
    out += std::string(&chapter == &card.anchors->chapters.front() ? "" : ",") + "\n  {\"key\": \"" + chapter.key + "\", \"title\": " + config::quote_json(chapter.title) +
           ", \"anchors\": " + std::to_string(count.anchors) + ", \"passed\": " + std::to_string(count.passed) +
           ", \"failed_beyond_chance\": " + std::to_string(count.beyond_chance) + "}";
  }
  out += "],\n \"results\": [";
  for (const Verdict& verdict : card.verdicts) {
    const Anchor& anchor = *verdict.anchor;
    const Range range = anchor.range();
    out += std::string(&verdict == &card.verdicts.front() ? "" : ",") + "\n  {\"id\": " + config::quote_json(anchor.id()) + ", \"chapter\": \"" + anchor.chapter +
           "\", \"title\": " + config::quote_json(title_of(*card.anchors, anchor)) + ", \"population\": " + config::quote_json(population_of(*card.anchors, anchor)) +
           ", \"measure\": \"" + anchor.measure + "\", \"of\": " + config::quote_json(anchor.of) + ", \"parameter\": " + config::quote_json(anchor.parameter) +
           ", \"among\": " + config::quote_json(anchor.among) + ", \"sex\": \"" + anchor.sex + "\", \"age_from\": " + std::to_string(anchor.age_from) +
           ", \"age_to\": " + std::to_string(anchor.age_to) + ", \"unit\": " + config::quote_json(anchor.unit) + ", \"source\": \"" + anchor.source + "\"";
    append_number(out, "published", anchor.value);
    append_number(out, "low", range.low);
    append_number(out, "high", range.high);
    if (verdict.estimate.known) {
      append_number(out, "produced", verdict.estimate.value);
      append_number(out, "error", verdict.estimate.error);
    } else {
      out += ", \"produced\": null, \"error\": null";
    }
    out += ", \"n\": " + std::to_string(verdict.estimate.n) + ", \"passed\": " + (verdict.passed ? "true" : "false") +
           ", \"beyond_chance\": " + (verdict.beyond_chance ? "true" : "false") + "}";
  }
  out += "],\n \"sources\": {";
  for (const Source& source : card.anchors->sources) {
    out += std::string(&source == &card.anchors->sources.front() ? "" : ",") + "\n  \"" + source.key + "\": " + config::quote_json(source.citation);
  }
  return out + "}}\n";
}

}  // namespace polyclinic::quality
