// Pushing a job's bytes somewhere: the loop around Job::next() that most callers want. It opens no file itself.
#pragma once

#include <functional>
#include <string_view>

#include "polyclinic/job.h"
#include "polyclinic/result.h"

namespace polyclinic {

// Where bytes go. `output` is the index of Piece::output.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status write(uint32_t output, std::string_view bytes) = 0;
};

// Pulls until the job is done. `on_progress` (may be empty) is called after every piece, and ten times a second while
// none comes. A failing sink cancels the job and its error is returned.
Status run_to_sink(Job& job, Sink& sink, const std::function<void(const Progress&)>& on_progress = {});

}  // namespace polyclinic
