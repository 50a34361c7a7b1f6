// The scorecard as one page that loads nothing: the number, the chapters, plots by age and sex, and every anchor.
#include <algorithm>
#include <cmath>

#include "engine/quality/plot_svg.h"
#include "engine/quality/report.h"
#include "polyclinic/version.h"

namespace polyclinic::quality {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --page: #fbfbfa; --panel: #ffffff; --text: #1f2328; --soft: #59636e; --line: #d8dce0;
  --women: #a3379a; --men: #1a6fb3; --both: #4b7a2b; --good: #1a7f37; --bad: #b42318; --chance: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --panel: #1d2125; --text: #e6e8ea; --soft: #9aa4ae; --line: #363c42;
  --women: #e08ad8; --men: #6fb6ef; --both: #9ccf77; --good: #4fc46a; --bad: #ff8a7a; --chance: #e0b24c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; } h3 { font-size: .95rem; margin: 0 0 .25rem; }
.number { font-size: 3.2rem; font-weight: 700; line-height: 1.1; } .soft { color: var(--soft); }
p { max-width: 48rem; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; } details { margin: .75rem 0; } summary { cursor: pointer; color: var(--soft); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; margin: 1rem 0; }
figure { margin: 0; padding: .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; } svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } .axis { stroke: var(--line); stroke-width: 1; fill: none; }
.F { --c: var(--women); } .M { --c: var(--men); } .B { --c: var(--both); }
.made { stroke: var(--c); fill: none; stroke-width: 2; } .dot { fill: var(--c); } .spread { fill: var(--c); opacity: .15; }
.wanted { stroke: var(--c); stroke-width: 1.5; opacity: .75; } .tolerance { stroke: var(--c); stroke-width: 6; opacity: .3; }
.misses { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; color: var(--soft); align-items: center; } .key svg { width: 2.2rem; height: 1rem; display: inline-block; vertical-align: middle; }
.pass { color: var(--good); } .fail { color: var(--bad); font-weight: 600; } .chance { color: var(--chance); }
.bar { background: var(--line); border-radius: .25rem; height: .6rem; width: 8rem; overflow: hidden; } .bar div { background: var(--good); height: 100%; }
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string produced_cell(const Verdict& verdict) {
  return verdict.estimate.known ? figures(verdict.estimate.value) + " ± " + figures(verdict.estimate.error) : "nothing to measure";
}

std::string mark_cell(const Verdict& verdict) {
  if (verdict.passed) return "<td class=\"pass\">passes</td>";
  return verdict.beyond_chance ? "<td class=\"fail\">fails</td>" : "<td class=\"chance\">fails, may be chance</td>";
}

std::string chapter_table(const Card& card) {
  std::string out = "<div class=\"scroll\"><table><thead><tr><th>Chapter</th><th class=\"n\">Anchors</th><th class=\"n\">Pass</th><th></th><th class=\"n\">Share</th>"
                    "<th class=\"n\">Fail beyond chance</th></tr></thead><tbody>\n";
  for (const Chapter& chapter : card.anchors->chapters) {
    const ChapterCount count = count_chapter(card, chapter.key);
    const std::string share = percent(count.passed, count.anchors);
    out += "<tr><td><a href=\"#" + chapter.key + "\">" + escaped(chapter.title) + "</a></td><td class=\"n\">" + std::to_string(count.anchors) + "</td><td class=\"n\">" +
           std::to_string(count.passed) + "</td><td><div class=\"bar\"><div style=\"width:" + share.substr(0, share.size() - 2) + "%\"></div></div></td><td class=\"n\">" + share +
           "</td><td class=\"n\">" + std::to_string(count.beyond_chance) + "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string anchor_table(const Card& card, const Chapter& chapter) {
  std::string out = "<details><summary>Every anchor of this chapter</summary><div class=\"scroll\"><table><thead><tr><th>What</th><th>Of whom</th><th class=\"n\">Published</th>"
                    "<th class=\"n\">Passes</th><th class=\"n\">Produced</th><th class=\"n\">n</th><th></th><th>Source</th></tr></thead><tbody>\n";
  for (const Verdict& verdict : card.verdicts) {
    const Anchor& anchor = *verdict.anchor;
    if (anchor.chapter != chapter.key) continue;
    const Range range = anchor.range();
    out += "<tr><td>" + escaped(title_of(*card.anchors, anchor)) + "</td><td>" + escaped(population_of(*card.anchors, anchor)) + "</td><td class=\"n\">" +
           escaped(with_unit(figures(anchor.value), anchor.unit)) + "</td><td class=\"n\">" + figures(range.low) + " to " + figures(range.high) + "</td><td class=\"n\">" +
           produced_cell(verdict) + "</td><td class=\"n\">" + std::to_string(verdict.estimate.n) + "</td>" + mark_cell(verdict) + "<td><a href=\"#source-" + anchor.source +
           "\">" + escaped(anchor.source) + "</a></td></tr>\n";
  }
  return out + "</tbody></table></div></details>\n";
}

constexpr std::string_view kKey = R"(<div class="key">
<span class="F"><svg viewBox="0 0 36 16"><path class="made" d="M2 8H34"/><circle class="dot" cx="18" cy="8" r="2.5"/></svg> women, produced</span>
<span class="M"><svg viewBox="0 0 36 16"><path class="made" d="M2 8H34"/><circle class="dot" cx="18" cy="8" r="2.5"/></svg> men, produced</span>
<span class="B"><svg viewBox="0 0 36 16"><path class="made" d="M2 8H34"/><circle class="dot" cx="18" cy="8" r="2.5"/></svg> both, produced</span>
<span class="F"><svg viewBox="0 0 36 16"><path class="tolerance" d="M18 1V15"/><path class="wanted" d="M6 8H30"/></svg> published, with its tolerance</span>
<span><svg viewBox="0 0 36 16"><circle class="misses" cx="18" cy="8" r="6"/></svg> fails</span>
</div>
)";

}  // namespace

std::string html_report(const Card& card) {
  const ScorecardSummary& summary = card.summary;
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                    "<title>Realism scorecard</title>\n<style>" + std::string(kStyle) + "</style></head><body><main>\n<h1>Realism scorecard</h1>\n<div class=\"number\">" +
                    percent(summary.passed, summary.anchors) + "</div>\n<p>" + std::to_string(summary.passed) + " of " + std::to_string(summary.anchors) +
                    " published figures are met by a dataset of people who do not exist: " + std::to_string(summary.living) + " living on " +
                    card.options.as_of + " and " + std::to_string(summary.people - summary.living) + " who died within its history. " +
                    std::to_string(summary.failed_beyond_chance) + " are missed by more than the chance of so many people explains.</p>\n"
                    "<p class=\"soft\">Each figure (an anchor) comes from a survey, a register or a study, with a tolerance that follows from the source's own uncertainty and "
                    "was set before any dataset was looked at. A figure is met when what the dataset has lies within that tolerance; beside it stands one standard error of "
                    "the dataset. Made by Polyclinic " + std::string(version()) + " from the dataset's tables alone.</p>\n" + chapter_table(card);
  for (const Chapter& chapter : card.anchors->chapters) {
    out += "<h2 id=\"" + chapter.key + "\">" + escaped(chapter.title) + "</h2>\n";
    std::string plots;
    for (const Plot& plot : card.plots) {
      if (plot.chapter != chapter.key) continue;
      plots += "<figure><h3>" + escaped(plot.title) + (plot.unit.empty() ? "" : " <span class=\"soft\">(" + escaped(plot.unit) + ")</span>") + "</h3>" + plot_svg(plot) +
               "</figure>\n";
    }
    if (!plots.empty()) out += std::string(kKey) + "<div class=\"plots\">\n" + plots + "</div>\n";
    out += anchor_table(card, chapter);
  }
  out += "<h2>Sources</h2>\n<div class=\"scroll\"><table><tbody>\n";
  for (const Source& source : card.anchors->sources) {
    out += "<tr id=\"source-" + source.key + "\"><td>" + source.key + "</td><td>" + escaped(source.citation) + "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n</main></body></html>\n";
}

}  // namespace polyclinic::quality
