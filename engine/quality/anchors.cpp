// Reads the compiled-in anchors and the groups of codes that they speak of.
#include "engine/quality/anchors.h"

#include <algorithm>
#include <array>

#include "engine/foundation/text.h"
#include "engine/reference/csv_reader.h"

namespace polyclinic::quality {
namespace {

using reference::CsvReader;

// The order and the titles of a report's chapters. The other files of anchors/ hold no anchors.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kChapters{{
    {"people", "People"},
    {"deaths", "Life expectancy and causes of death"},
    {"bodies", "Bodies and laboratory values"},
    {"diseases", "Diseases: prevalence, treatment, control"},
    {"mind", "Mind, nerves, asthma"},
    {"together", "Diseases that come together"},
    {"births", "Births"},
    {"drugs", "Drugs"},
    {"prevention", "Vaccines and screening"},
    {"care", "Use of care and hospital stays"},
}};

std::string_view file_named(std::string_view name) {
  for (const reference::EmbeddedFile& file : embedded_files()) {
    if (file.name == name) return file.bytes;
  }
  return {};
}

std::unexpected<Error> wrong(std::string_view file, uint32_t line, std::string what) {
  return fail(ErrorKind::kInternal, "the anchors " + std::string(file) + ", line " + std::to_string(line) + ": " + std::move(what));
}

Status read_body_measures(AnchorSet& set) {
  constexpr std::string_view kFile = "measures.csv";
  CsvReader csv(kFile, file_named(kFile));
  uint32_t at[4];
  POLYCLINIC_TRY(csv.columns({"key", "loinc", "label", "unit"}, at));
  while (csv.next()) {
    set.body_measures.push_back({std::string(csv.text(at[0])), std::string(csv.text(at[1])), std::string(csv.text(at[2])),
                                 std::string(csv.text(at[3]))});
  }
  return {};
}

Result<MarkerRule> read_rule(const CsvReader& csv, std::string_view file, const uint32_t* at) {
  MarkerRule rule;
  rule.source = csv.text(at[1]);
  const std::string_view match = csv.text(at[2]);
  if (match == "prefix") {
    rule.match = Match::kPrefix;
  } else if (match == "exact") {
    rule.match = Match::kExact;
  } else if (match == "text") {
    rule.match = Match::kText;
  } else if (match == "words") {
    rule.match = Match::kWords;
  } else {
    return wrong(file, csv.line(), "no way to match is called " + std::string(match));
  }
  const char separator = rule.match == Match::kText || rule.match == Match::kWords ? ';' : ' ';
  for (const std::string_view code : split(csv.text(at[3]), separator)) {
    if (code.empty()) return wrong(file, csv.line(), "an empty code");
    rule.codes.push_back(rule.match == Match::kWords ? to_lower(code) : std::string(code));
  }
  return rule;
}

Status read_markers(AnchorSet& set) {
  constexpr std::string_view kFile = "markers.csv";
  CsvReader csv(kFile, file_named(kFile));
  uint32_t at[6];
  POLYCLINIC_TRY(csv.columns({"key", "source", "match", "codes", "apart", "label"}, at));
  while (csv.next()) {
    POLYCLINIC_ASSIGN(MarkerRule rule, read_rule(csv, kFile, at));
    const std::string_view key = csv.text(at[0]);
    if (set.markers.empty() || set.markers.back().key != key) {
      if (set.marker(key) != set.markers.size()) return wrong(kFile, csv.line(), "the rows of " + std::string(key) + " are apart");
      set.markers.push_back({std::string(key), std::string(csv.text(at[5])), static_cast<uint32_t>(csv.integer(at[4])), {}});
    }
    set.markers.back().rules.push_back(std::move(rule));
  }
  return {};
}

Status read_sources(AnchorSet& set) {
  constexpr std::string_view kFile = "sources.csv";
  CsvReader csv(kFile, file_named(kFile));
  uint32_t at[2];
  POLYCLINIC_TRY(csv.columns({"key", "citation"}, at));
  while (csv.next()) set.sources.push_back({std::string(csv.text(at[0])), std::string(csv.text(at[1]))});
  return {};
}

// "2.5" in the anchor's unit, "10%" of the value, "x1.3" a factor.
bool read_tolerance(std::string_view text, Anchor& anchor) {
  if (text.empty()) return false;
  anchor.tolerance_kind = ToleranceKind::kAbsolute;
  if (text.front() == 'x') {
    anchor.tolerance_kind = ToleranceKind::kFactor;
    text.remove_prefix(1);
  } else if (text.back() == '%') {
    anchor.tolerance_kind = ToleranceKind::kRelative;
    text.remove_suffix(1);
  }
  const std::string row = "n\n" + std::string(text) + "\n";
  CsvReader csv("a tolerance", row);
  if (!csv.next()) return false;
  anchor.tolerance = csv.number(0) / (anchor.tolerance_kind == ToleranceKind::kRelative ? 100 : 1);
  return anchor.tolerance > 0 && (anchor.tolerance_kind != ToleranceKind::kFactor || anchor.tolerance > 1);
}

Status read_chapter(std::string_view chapter, AnchorSet& set) {
  const std::string file = std::string(chapter) + ".csv";
  CsvReader csv(file, file_named(file));
  uint32_t at[11];
  POLYCLINIC_TRY(csv.columns({"measure", "of", "parameter", "among", "sex", "age_from", "age_to", "value", "tolerance", "unit", "source"}, at));
  while (csv.next()) {
    Anchor anchor;
    anchor.chapter = chapter;
    anchor.measure = csv.text(at[0]);
    anchor.of = csv.text(at[1]);
    anchor.parameter = csv.text(at[2]);
    anchor.among = csv.text(at[3]);
    anchor.sex = csv.is_empty(at[4]) ? ' ' : csv.text(at[4]).front();
    anchor.age_from = static_cast<uint8_t>(csv.integer(at[5]));
    anchor.age_to = static_cast<uint8_t>(csv.integer(at[6]));
    anchor.value = csv.number(at[7]);
    anchor.unit = csv.text(at[9]);
    anchor.source = csv.text(at[10]);
    if (!read_tolerance(csv.text(at[8]), anchor)) return wrong(file, csv.line(), "a tolerance that is none");
    if (std::string_view("FMB").find(anchor.sex) == std::string_view::npos || anchor.age_from > anchor.age_to) {
      return wrong(file, csv.line(), "a population that is none");
    }
    if (set.citation(anchor.source).empty()) return wrong(file, csv.line(), "no source is called " + anchor.source);
    set.anchors.push_back(std::move(anchor));
  }
  return {};
}

// "I20-I25": of a cell, as many characters as the ends have.
bool in_span(std::string_view cell, std::string_view code) {
  const size_t dash = code.find('-');
  if (dash == std::string_view::npos) return cell.starts_with(code);
  const std::string_view begin = cell.substr(0, dash);
  return begin >= code.substr(0, dash) && begin <= code.substr(dash + 1);
}

template <class Entry>
uint32_t position_of(const std::vector<Entry>& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return static_cast<uint32_t>(found - entries.begin());
}

}  // namespace

bool MarkerRule::matches(std::string_view cell) const {
  const std::string lower = match == Match::kWords ? to_lower(cell) : std::string();
  return std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
    switch (match) {
      case Match::kPrefix: return in_span(cell, code);
      case Match::kWords: return lower.find(code) != std::string::npos;
      case Match::kExact:
      case Match::kText: break;
    }
    return cell == code;
  });
}

std::string Question::id() const {
  return measure + "/" + of + "/" + parameter + "/" + among + "/" + sex + "/" + std::to_string(age_from) + "-" + std::to_string(age_to);
}

Range Anchor::range() const {
  switch (tolerance_kind) {
    case ToleranceKind::kAbsolute: return {value - tolerance, value + tolerance};
    case ToleranceKind::kRelative: return {value * (1 - tolerance), value * (1 + tolerance)};
    case ToleranceKind::kFactor: break;
  }
  return {value / tolerance, value * tolerance};
}

uint32_t AnchorSet::body_measure(std::string_view key) const { return position_of(body_measures, key); }
uint32_t AnchorSet::marker(std::string_view key) const { return position_of(markers, key); }

std::string_view AnchorSet::citation(std::string_view source) const {
  const uint32_t at = position_of(sources, source);
  return at == sources.size() ? std::string_view() : std::string_view(sources[at].citation);
}

Result<AnchorSet> read_anchors() {
  AnchorSet set;
  POLYCLINIC_TRY(read_body_measures(set));
  POLYCLINIC_TRY(read_markers(set));
  POLYCLINIC_TRY(read_sources(set));
  for (const auto& [key, title] : kChapters) {
    set.chapters.push_back({std::string(key), std::string(title)});
    POLYCLINIC_TRY(read_chapter(key, set));
  }
  return set;
}

}  // namespace polyclinic::quality
