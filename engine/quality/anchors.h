// The anchors: published figures that a dataset is held against, with what they are figures of. Read once from the
// compiled-in CSV files of anchors/; what a dataset has instead is the business of measures.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/reference/embedded.h"

namespace polyclinic::quality {

// The files of anchors/, by their names.
std::span<const reference::EmbeddedFile> embedded_files();

// A kind of observation that anchors speak of.
struct BodyMeasure {
  std::string key;    // "systolic"
  std::string loinc;  // "8480-6"
  std::string label;  // "Systolic blood pressure"
  std::string unit;   // UCUM
};

enum class Match : uint8_t {
  kPrefix,  // the cell begins with one of the codes, or lies in a span of them: "I20-I25"
  kExact,   // it is one of the codes
  kText,    // it is one of the texts
  kWords,   // in lower case it holds one of the texts
};

struct MarkerRule {
  std::string source;  // "conditions.icd10_code"
  Match match = Match::kExact;
  std::vector<std::string> codes;

  bool matches(std::string_view cell) const;
};

// What makes a row count: a group of codes under one name, from one or more columns.
struct Marker {
  std::string key;    // "heart_failure"
  std::string label;  // "heart failure"
  uint32_t days_apart = 0;  // events of a person that are fewer days apart count once
  std::vector<MarkerRule> rules;
};

enum class ToleranceKind : uint8_t { kAbsolute, kRelative, kFactor };

struct Range {
  double low = 0;
  double high = 0;
};

// What is asked of a dataset; see measures.h for the measures.
struct Question {
  std::string measure;    // "condition_ever"
  std::string of;         // keys of markers or body measures, with ':' between them
  std::string parameter;  // what the measure needs to know besides: a threshold, months, years
  std::string among;      // key of a marker that everybody counted has, or empty
  char sex = 'B';         // F, M, B = both
  uint8_t age_from = 0;   // whole years, both ends included
  uint8_t age_to = 120;
  std::string unit;

  // "condition_ever/heart_failure///F/60-69": different for every anchor, the same for ever.
  std::string id() const;
};

struct Anchor : Question {
  std::string chapter;  // the name of its file
  double value = 0;
  ToleranceKind tolerance_kind = ToleranceKind::kAbsolute;
  double tolerance = 0;  // in the anchor's unit, as a share of the value, or as a factor
  std::string source;    // key of a Source

  // The values that pass.
  Range range() const;
};

struct Source {
  std::string key;
  std::string citation;
};

struct Chapter {
  std::string key;    // "bodies"
  std::string title;  // "Bodies and laboratory values"
};

struct AnchorSet {
  std::vector<BodyMeasure> body_measures;
  std::vector<Marker> markers;
  std::vector<Source> sources;
  std::vector<Chapter> chapters;  // in the order of reports
  std::vector<Anchor> anchors;    // by chapter, in the order of its file

  // Positions, or the number of entries when there is none of that key.
  uint32_t body_measure(std::string_view key) const;
  uint32_t marker(std::string_view key) const;
  std::string_view citation(std::string_view source) const;
};

// Errors: kInternal when a file of anchors/ is wrong: a bug of the build.
Result<AnchorSet> read_anchors();

}  // namespace polyclinic::quality
