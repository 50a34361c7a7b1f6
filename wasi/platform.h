// What the command line asks of the operating system, natively and under WASI: files, terminal, clock, memory, signals.
// The only file pair here that knows which of the two it runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "polyclinic/job.h"
#include "polyclinic/result.h"

namespace polyclinic::command_line {

// "native" or "wasi".
std::string_view platform_name();

// Seconds since an arbitrary moment; never goes back.
double monotonic_seconds();

// The most memory that the process has held so far, in bytes; 0 when the system does not tell.
std::uint64_t peak_memory_bytes();

bool is_terminal(int descriptor);
// Columns of the terminal, 80 when unknown.
int terminal_width(int descriptor);

// Why the last failing call of this file failed: "No space left on device".
std::string system_reason();
// Whether it failed because the reader of a pipe has gone.
bool reader_is_gone();

enum class PathKind : std::uint8_t { kNothing, kFile, kFolder, kOther };
PathKind kind_of(const std::string& path);

// Hands over a file, or standard input for "-", piece by piece, until there is no more or `take` fails.
// Errors: kInvalidInput when it cannot be read; what `take` returns.
Status read_pieces(const std::string& path, const std::function<Status(std::string_view)>& take);

// The whole text of a file, or of standard input for "-". Errors: kInvalidInput when it cannot be read, or is larger
// than 64 MiB.
Result<std::string> read_text(const std::string& path);

// The names of what is in a folder, ascending by their bytes, without those that begin with a dot. Errors: kInvalidInput
// when it cannot be read.
Result<std::vector<std::string>> names_in_folder(const std::string& path);

// These return whether they succeeded; system_reason() tells why not.
bool make_folder(const std::string& path);
bool remove_folder(const std::string& path);  // an empty one
bool remove_file(const std::string& path);
bool rename_file(const std::string& from, const std::string& to);

// A file opened for writing from its beginning, or -1.
int open_for_writing(const std::string& path);
// Writes everything, however often the system takes only a part; false when it fails or a signal asks for the end.
bool write_all(int descriptor, std::string_view bytes);
bool close_file(int descriptor);

// A folder for temporary files.
std::string temporary_folder();

// While one lives, SIGINT, SIGTERM and SIGHUP cancel the job instead of ending the program; a second one ends it at
// once. A broken pipe is no signal but an error of the write. One at a time; WASI has no signals.
class Interruptions {
 public:
  Interruptions();
  ~Interruptions();
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;

  // Signals wait while a job is created: the threads that it starts must not be the ones to receive them.
  void hold();
  // The job to cancel from now on (nullptr: none); signals that waited arrive now.
  void release(Job* job);

  // The signal that arrived, or 0.
  static int signal();
};

// For the whole program: a write to a closed pipe fails with a reason instead of a signal, and when memory runs out, on
// whatever thread, the program says so and exits with 1. Partial files then stay, as after kill -9.
void prepare_process();

}  // namespace polyclinic::command_line
