// How far a run is, on standard error: a bar that moves on a terminal, a line every few seconds elsewhere.
#pragma once

#include <string>

#include "polyclinic/job.h"

namespace polyclinic::command_line {

class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool quiet);
  // Takes the bar away.
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  // Called as often as anybody likes; shows something only when it is time.
  void show(const Job& job);
  void clear();

 private:
  void draw(const Progress& progress, double now);

  bool quiet_;
  bool on_terminal_;
  bool drawn_ = false;
  double started_;
  double next_;      // seconds, on the monotonic clock
  double rate_ = 0;  // patients a second, smoothed
  double rate_since_;
  std::uint64_t rate_from_ = 0;
};

// "4,500 of 10,000 patients, 1,950/s, 12.3 MB, 3 s left". `rate` 0: not known yet.
std::string progress_line(const Progress& progress, double rate);

// The same behind a bar that fills a terminal of `width` columns; without the bar where it is too narrow.
std::string progress_bar(const Progress& progress, double rate, std::size_t width);

}  // namespace polyclinic::command_line
