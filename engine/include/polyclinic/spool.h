// Where a job keeps compressed ZIP data that has to wait and no longer fits in memory. The host supplies it: a temporary
// file, the browser's origin private file system. Not a general file interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "polyclinic/result.h"

namespace polyclinic {

// One append-only store of bytes. A job appends to it and reads back, each byte once, what it appended before; it never
// overwrites. Called by one thread at a time (the one that calls Job::next). It serves one job and is thrown away with
// it: nothing in it is of use afterwards.
//
// How large it gets: with the files of a ZIP in the order f1, f2, ..., everything but f1 and what fits in the memory
// budget, compressed.
class Spool {
 public:
  virtual ~Spool() = default;

  // Puts all of `bytes` at the end, or fails (kRunFailed: a full disk); after a failure the job stops.
  virtual Status append(std::string_view bytes) = 0;

  // Copies the `size` bytes at `offset` to `into`. The range was appended before: fewer bytes are an error. At most
  // 4 MiB are asked for at once.
  virtual Status read(std::uint64_t offset, char* into, std::size_t size) = 0;

  // Bytes appended so far.
  virtual std::uint64_t size() const = 0;
};

// A spool in a temporary file in `directory`, for natively running programs and WASI. Only the system's C file functions
// are used. The file loses its name as soon as it is open, where the system allows that; otherwise when the spool is
// destroyed. Errors: kRunFailed when no file can be made there.
Result<std::unique_ptr<Spool>> open_file_spool(const std::string& directory);

}  // namespace polyclinic
