// polyclinic generate: a job, an output, and what is shown meanwhile.
#include <memory>
#include <utility>

#include "config_input.h"
#include "output.h"
#include "platform.h"
#include "polyclinic/spool.h"
#include "progress_display.h"
#include "run_commands.h"
#include "summary.h"

namespace polyclinic::command_line {
namespace {

constexpr std::uint32_t kMostThreads = 256;

// A temporary file that is only made when something has to wait for its turn: most archives need none.
class LazySpool final : public Spool {
 public:
  explicit LazySpool(std::string folder) : folder_(std::move(folder)) {}

  Status append(std::string_view bytes) override {
    if (file_ == nullptr) {
      Result<std::unique_ptr<Spool>> opened = open_file_spool(folder_);
      if (!opened.has_value()) {
        return std::unexpected(std::move(opened).error());
      }
      file_ = *std::move(opened);
    }
    return file_->append(bytes);
  }

  Status read(std::uint64_t offset, char* into, std::size_t size) override {
    if (file_ == nullptr) {
      return fail(ErrorKind::kInternal, "the temporary file is read before anything was written to it");
    }
    return file_->read(offset, into, size);
  }

  std::uint64_t size() const override { return file_ == nullptr ? 0 : file_->size(); }

 private:
  std::string folder_;
  std::unique_ptr<Spool> file_;
};

struct Request {
  std::string path;
  bool force = false;
  bool quiet = false;
  JobOptions options;
};

Result<Request> read_request(const Arguments& arguments) {
  Request request;
  request.path = arguments.value("--output");
  if (request.path.empty()) {
    return fail(ErrorKind::kInvalidInput,
                "where to? Give --output FOLDER, --output FILE.zip, or --output - for standard output");
  }
  request.force = arguments.has("--force");
  request.quiet = arguments.has("--quiet");
  request.options.container = container_of(request.path);
  if (arguments.has("--threads")) {
    Result<std::uint32_t> threads = parse_count("--threads", arguments.value("--threads"), 1, kMostThreads);
    if (!threads.has_value()) {
      return std::unexpected(std::move(threads).error());
    }
    request.options.threads = *threads;
  }
  if (arguments.has("--block")) {
    Result<std::pair<std::uint32_t, std::uint32_t>> block = parse_block(arguments.value("--block"));
    if (!block.has_value()) {
      return std::unexpected(std::move(block).error());
    }
    request.options.part = block->first;
    request.options.parts = block->second;
  }
  return request;
}

Status run(Job& job, Output& output, ProgressDisplay& display) {
  Status done = run_to_sink(job, output, [&](const Progress&) { display.show(job); });
  if (done && Interruptions::signal() != 0) {
    done = fail(ErrorKind::kCancelled, "the run was cancelled");
  }
  return done ? output.finish() : done;
}

int report_run(const Error& error) {
  if (Interruptions::signal() != 0) {
    report(Error{ErrorKind::kCancelled, "cancelled; nothing was kept", {}});
    return kExitSignalled + Interruptions::signal();
  }
  return report(error);
}

}  // namespace

int run_generate(const Arguments& arguments) {
  Result<Request> request = read_request(arguments);
  if (!request.has_value()) {
    return report(request.error());
  }
  const Result<ConfigInput> config = ConfigInput::read(arguments);
  if (!config.has_value()) {
    return report(config.error());
  }
  LazySpool spool(spool_folder(request->path));
  request->options.spool = &spool;

  Interruptions interruptions;
  const double started = monotonic_seconds();
  interruptions.hold();
  Result<std::unique_ptr<Job>> job = Job::create(config->text(), request->options);
  interruptions.release(job.has_value() ? job->get() : nullptr);
  if (!job.has_value()) {
    return report_run(config->explain(std::move(job).error()));
  }
  Status done;
  {
    Result<std::unique_ptr<Output>> output = open_output(request->path, (*job)->files(), request->force);
    ProgressDisplay display(request->quiet);
    done = output.has_value() ? run(**job, **output, display) : Status(std::unexpected(std::move(output).error()));
  }
  interruptions.release(nullptr);
  if (!done) {
    return report_run(done.error());
  }
  if (request->quiet) {
    return kExitDone;
  }
  const Result<std::string> summary =
      summary_text(**job, request->path, request->options.container, monotonic_seconds() - started);
  if (!summary.has_value()) {
    return report(summary.error());
  }
  return request->path == "-" ? print_note(*summary) : print(*summary);
}

}  // namespace polyclinic::command_line
