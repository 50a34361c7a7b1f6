// A spool in a temporary file, through the C file functions that every system with files has. Not for output files.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "polyclinic/spool.h"

namespace polyclinic::archive {

class FileSpool final : public Spool {
 public:
  // Makes ".polyclinic-spool-N" in `directory`, N being the first number that is free, and takes its name away at once:
  // then nothing is left behind however the program ends. Where an open file cannot be removed, the destructor does it.
  static Result<std::unique_ptr<FileSpool>> create(const std::string& directory);

  ~FileSpool() override;
  FileSpool(const FileSpool&) = delete;
  FileSpool& operator=(const FileSpool&) = delete;

  Status append(std::string_view bytes) override;
  Status read(std::uint64_t offset, char* into, std::size_t size) override;
  std::uint64_t size() const override { return size_; }

 private:
  FileSpool(std::FILE* file, std::string path, std::string directory);

  std::FILE* file_;
  std::string path_;       // empty once the name is gone
  std::string directory_;  // for messages
  std::uint64_t size_ = 0;
};

}  // namespace polyclinic::archive
