// Where a dataset goes: a folder, a ZIP file or standard output. Nothing has its final name before all of it is
// written, and what is not finished is taken away.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "polyclinic/job.h"
#include "polyclinic/sink.h"

namespace polyclinic::command_line {

class Output : public Sink {
 public:
  // Everything was written: gives the files their names, manifest.json last. Errors: kRunFailed; nothing is left then.
  virtual Status finish() = 0;
};

// "-" and names that end in .zip are archives.
Container container_of(std::string_view path);
// Where an archive may keep what has to wait: beside the ZIP file.
std::string spool_folder(const std::string& path);

// Makes what is missing of the path and opens the files.
// Errors: kInvalidInput when a dataset is there and `force` is not given, or something else is in the way; kRunFailed
// when the system refuses.
Result<std::unique_ptr<Output>> open_output(const std::string& path, std::span<const OutputFile> files, bool force);

}  // namespace polyclinic::command_line
