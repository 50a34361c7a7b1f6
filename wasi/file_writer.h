// A file under its partial name until it is complete, and the standard output, both behind one buffer. Which files
// belong together is the business of output.h.
#pragma once

#include <string>
#include <string_view>

#include "polyclinic/result.h"

namespace polyclinic::command_line {

// Small pieces are gathered, large ones go straight through.
class FileWriter {
 public:
  // Makes `path`.partial, over what an interrupted run left there. Errors: kRunFailed.
  static Result<FileWriter> create(std::string path);
  // Writes to standard output; complete() only empties the buffer.
  static FileWriter standard_output();

  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  // Takes an incomplete file away.
  ~FileWriter();

  Status write(std::string_view bytes);
  // Everything is in the file, which is closed: a full disk shows here at the latest.
  Status complete();
  // Gives the complete file its name, over what has it now.
  Status publish();

  const std::string& path() const { return path_; }
  static std::string partial_name(const std::string& path) { return path + ".partial"; }

 private:
  FileWriter(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  Status write_through(std::string_view bytes);
  bool is_standard_output() const { return path_.empty(); }

  std::string path_;  // empty: standard output
  int descriptor_;    // -1: closed
  bool published_ = false;
  std::string buffer_;
};

}  // namespace polyclinic::command_line
