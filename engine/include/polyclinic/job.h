// One run of the generator as its caller sees it: created from a config text, pulled for bytes, watched, cancelled.
// It opens no file and prints nothing; where the bytes go is the caller's business (sink.h has the usual loop).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "polyclinic/checksum.h"
#include "polyclinic/result.h"
#include "polyclinic/spool.h"

namespace polyclinic {

enum class Container : uint8_t {
  kFiles,  // every file's bytes by themselves; pieces of different files interleave
  kZip,    // one ZIP archive that holds all files; the job then has one output, index 0
};

struct JobOptions {
  // Threads that generate; with 1 that is the caller's own. 0 = as many as the machine has. An unthreaded build uses one
  // whatever is asked. The bytes do not depend on it.
  uint32_t threads = 0;
  // Part `part` of `parts` of the same dataset (1-based): the parts' rows, put together, are the rows of the whole.
  uint32_t part = 1;
  uint32_t parts = 1;
  Container container = Container::kFiles;
  // Where a ZIP keeps the data of entries whose turn has not come, once it outgrows `spool_budget` bytes of memory.
  // Not owned; must outlive the job. nullptr = keep it all in memory.
  Spool* spool = nullptr;
  uint64_t spool_budget = 64u << 20;
  // Hashes the files and the ZIP, always on the thread that calls next(). Not owned; must outlive the job. nullptr = the
  // engine does it, each file by whichever of its threads is free.
  Checksums* checksums = nullptr;
};

struct OutputFile {
  std::string name;    // "csv/patients.csv", '/' separated, relative; the last one is always "manifest.json"
  std::string table;   // "patients"; empty for a file without rows: a schema, a script, manifest.json
  std::string format;  // "csv"; empty for manifest.json
};

enum class PieceKind : uint8_t {
  kBytes,    // `bytes` belong at the end of output `output`
  kPending,  // nothing yet; call again (only when a wait limit was given)
  kDone,     // everything was delivered, the manifest too
};

struct Piece {
  PieceKind kind = PieceKind::kPending;
  uint32_t output = 0;         // index into Job::files() for kFiles; 0 for kZip
  std::string_view bytes;      // valid until the next call of next()
};

struct FileProgress {
  uint64_t rows = 0;   // data rows, without headers
  uint64_t bytes = 0;  // uncompressed
};

// Every number only grows during a run.
struct Progress {
  uint64_t patients_done = 0;    // of patients_total, the number that the config asks for (of this part)
  uint64_t patients_total = 0;
  uint64_t people = 0;           // people generated, the deceased included
  uint64_t bytes_generated = 0;  // uncompressed, over all files
  uint64_t bytes_delivered = 0;  // handed out by next(): for a ZIP the compressed bytes
  std::vector<FileProgress> files;
};

class Job {
 public:
  // Checks the config, plans the run and starts the threads. Errors: kInvalidInput with every mistake of the config.
  static Result<std::unique_ptr<Job>> create(std::string_view config_text, const JobOptions& options);

  virtual ~Job() = default;  // cancels and joins

  // The files of the dataset, in the order of the archive and the manifest.
  virtual std::span<const OutputFile> files() const = 0;

  // The next piece of bytes. Waits at most `max_wait_ms` (kForever: until there is one); an unthreaded build generates
  // one block in the meantime. After an error every further call returns the same error.
  // Errors: kCancelled after cancel(), kRunFailed.
  static constexpr uint32_t kForever = 0xFFFFFFFF;
  virtual Result<Piece> next(uint32_t max_wait_ms = kForever) = 0;

  // Callable from any thread at any time.
  virtual Progress progress() const = 0;

  // Sticky, callable from any thread and from a signal handler: the run stops within 100 ms and next() returns
  // kCancelled. No manifest comes out of a cancelled job.
  virtual void cancel() = 0;

  // The text of manifest.json: files with rows, bytes and SHA-256, the completed config, the version.
  // Errors: kRunFailed before next() has returned kDone.
  virtual Result<std::string> manifest() const = 0;

  // SHA-256 (hex) of all bytes of the ZIP; empty for kFiles and before kDone.
  virtual std::string archive_sha256() const = 0;

  // Threads that this job really uses.
  virtual uint32_t threads() const = 0;
};

}  // namespace polyclinic
