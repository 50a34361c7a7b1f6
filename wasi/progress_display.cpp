// Draws the bar; its times are wall times and decide nothing but what is shown.
#include "progress_display.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "people_text.h"
#include "platform.h"

namespace polyclinic::command_line {
namespace {

constexpr int kStandardError = 2;
constexpr double kBarEvery = 0.1;  // seconds
constexpr double kLineEvery = 5.0;
// How fast the shown rate follows the last interval's, so that it does not flicker.
constexpr double kSmoothing = 0.3;

bool can_move_the_cursor() {
  const char* terminal = std::getenv("TERM");
  return is_terminal(kStandardError) && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

double share_of(const Progress& progress) {
  return progress.patients_total == 0
             ? 0
             : static_cast<double>(progress.patients_done) / static_cast<double>(progress.patients_total);
}

// Of the display's own lines: a failing standard error cannot be reported anywhere.
void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string progress_line(const Progress& progress, double rate) {
  std::string line = count_text(progress.patients_done) + " of " + count_text(progress.patients_total) + " patients";
  if (rate > 0) {
    line += ", " + rate_text(rate) + "/s";
  }
  line += ", " + bytes_text(progress.bytes_generated);
  if (rate > 0 && progress.patients_done < progress.patients_total) {
    line += ", " + whole_seconds_text(static_cast<double>(progress.patients_total - progress.patients_done) / rate) +
            " left";
  }
  return line;
}

std::string progress_bar(const Progress& progress, double rate, std::size_t width) {
  const std::string line = progress_line(progress, rate);
  const double share = share_of(progress);
  const std::string percent = std::to_string(static_cast<int>(share * 100)) + " %";
  const std::string right = std::string(5 - std::min<std::size_t>(percent.size(), 5), ' ') + percent + "  " + line;
  constexpr std::size_t kLeast = 8;
  constexpr std::size_t kMost = 40;
  constexpr std::size_t kFrame = 3;  // brackets, and one column that stays free: a full line would wrap
  if (width < right.size() + kFrame + kLeast) {
    return line.substr(0, width - 1);
  }
  const std::size_t length = std::min(kMost, width - right.size() - kFrame);
  const std::size_t full = static_cast<std::size_t>(share * static_cast<double>(length));
  return "[" + std::string(full, '#') + std::string(length - full, '.') + "]" + right;
}

ProgressDisplay::ProgressDisplay(bool quiet)
    : quiet_(quiet),
      on_terminal_(!quiet && can_move_the_cursor()),
      started_(monotonic_seconds()),
      rate_since_(started_) {
  next_ = started_ + (on_terminal_ ? kBarEvery : kLineEvery);
}

ProgressDisplay::~ProgressDisplay() { clear(); }

void ProgressDisplay::show(const Job& job) {
  if (quiet_) {
    return;
  }
  const double now = monotonic_seconds();
  if (now < next_) {
    return;
  }
  next_ = now + (on_terminal_ ? kBarEvery : kLineEvery);
  draw(job.progress(), now);
}

void ProgressDisplay::draw(const Progress& progress, double now) {
  // Patients come a block at a time: a rate over less than a second would be noise.
  if (const double elapsed = now - rate_since_; elapsed >= 1.0 || (rate_ == 0 && progress.patients_done > 0)) {
    const double recent = static_cast<double>(progress.patients_done - rate_from_) / elapsed;
    rate_ = rate_ == 0 ? recent : rate_ + kSmoothing * (recent - rate_);
    rate_since_ = now;
    rate_from_ = progress.patients_done;
  }
  if (on_terminal_) {
    print("\r\x1b[K" + progress_bar(progress, rate_, static_cast<std::size_t>(terminal_width(kStandardError))));
    drawn_ = true;
  } else {
    print(progress_line(progress, rate_) + "\n");
  }
}

void ProgressDisplay::clear() {
  if (drawn_) {
    print("\r\x1b[K");
    drawn_ = false;
  }
}

}  // namespace polyclinic::command_line
