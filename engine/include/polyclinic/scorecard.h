// The realism scorecard: a produced clinical dataset held against published figures (anchors), each with its tolerance
// and source. It reads CSV tables as a run writes them and knows nothing of how they were made. Texts out: files are the
// caller's. What is measured, of whom and against what: engine/quality/README.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "polyclinic/job.h"
#include "polyclinic/result.h"

namespace polyclinic {

// What must be known of a dataset besides its tables.
struct ScorecardOptions {
  std::string as_of = "2026-01-01";     // the dataset's today, YYYY-MM-DD
  std::uint32_t years_of_history = 10;  // of the config; 0 = whole lives
};

// As a dataset's manifest.json tells it. Errors: kInvalidInput when the text is no manifest of a whole clinical dataset
// of this program.
Result<ScorecardOptions> scorecard_options(std::string_view manifest);

// How it came out.
struct ScorecardSummary {
  std::uint64_t people = 0;
  std::uint64_t living = 0;
  std::uint32_t anchors = 0;
  std::uint32_t passed = 0;
  // Failed by more than two standard errors beyond the tolerance, or with nothing to measure.
  std::uint32_t failed_beyond_chance = 0;
  double share = 0;  // passed / anchors: the one number
};

// The tables that a scorecard reads, in an order in which they may be fed one after the other: patients first.
std::span<const std::string_view> scorecard_tables();

class Scorecard {
 public:
  // Errors: kInvalidInput for a day that is none.
  static Result<std::unique_ptr<Scorecard>> create(const ScorecardOptions& options);

  virtual ~Scorecard() = default;

  // The next bytes of a table's CSV file, in pieces of any size. Tables may come in any order and interleave, as long as
  // a person's row of patients comes before the person's other rows; tables that are not read are passed over.
  // Memory grows with the people, by about 1 kB for each with ten years of history.
  // Errors: kInvalidInput, with file, line, column and what is wrong there. Nothing may be fed after an error.
  virtual Status feed(std::string_view table, std::string_view bytes) = 0;

  // Every table has come to its end: measures. Errors: kInvalidInput: a table is missing or cut off, or nobody is in it.
  virtual Status finish() = 0;

  // After finish().
  virtual ScorecardSummary summary() const = 0;
  // `format`: "text" (the chapters and what failed), "markdown" (every anchor), "json" (for programs), "html" (one file
  // for readers, with plots by age and sex, that loads nothing). Errors: kInvalidInput for another format or before
  // finish().
  virtual Result<std::string> report(std::string_view format) const = 0;
};

struct ScoredRun {
  ScorecardSummary summary;
  std::string report;
};

// Generates the clinical dataset of a config (as for a job; empty text: all defaults) into a scorecard, without a file.
// Of the config its tables and formats do not count. `threads`: as of JobOptions. `on_progress` (may be empty) is called
// after every piece that was read. The report does not depend on the threads.
// Errors: as of Job::create, Job::next and Scorecard::report.
Result<ScoredRun> score_config(std::string_view config_text, std::string_view format, std::uint32_t threads,
                               const std::function<void(const Job&)>& on_progress = {});

}  // namespace polyclinic
