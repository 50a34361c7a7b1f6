// The engine's public face as JavaScript sees it: about ten coarse calls on plain data, never one per row.
// Nothing is decided here; bindings/js makes it idiomatic, runs it in a worker and gives it a spool.
//
// Contract of the surface:
// - No exception crosses: what can fail answers {ok: false, error} with an ErrorData of plain data.
// - Bytes that leave are copies with a buffer of their own, because most Web APIs refuse views of shared memory and
//   because a view is stale after the memory has grown. Bytes that a spool callback sees are views, good for the call.
// - A Job and its spool callbacks belong to the thread that made them (emscripten::val does); delete() ends the job.
#include <emscripten/bind.h>
#include <emscripten/em_asm.h>
#include <emscripten/emscripten.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "polyclinic/bench.h"
#include "polyclinic/config.h"
#include "polyclinic/job.h"
#include "polyclinic/modules.h"
#include "polyclinic/schema.h"
#include "polyclinic/scorecard.h"
#include "polyclinic/spool.h"
#include "polyclinic/version.h"

namespace {

using emscripten::val;

// Types that embind cannot spell by itself; the texts appear in the emitted TypeScript declarations.
EMSCRIPTEN_DECLARE_VAL_TYPE(Text);  // embind's own std::string reads as "string or bytes" in a value_object
EMSCRIPTEN_DECLARE_VAL_TYPE(ErrorKindName);
EMSCRIPTEN_DECLARE_VAL_TYPE(FindingList);
EMSCRIPTEN_DECLARE_VAL_TYPE(OutputFileList);
EMSCRIPTEN_DECLARE_VAL_TYPE(FileProgressList);
EMSCRIPTEN_DECLARE_VAL_TYPE(ContainerName);
EMSCRIPTEN_DECLARE_VAL_TYPE(PieceState);
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalBytes);
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalSpool);
EMSCRIPTEN_DECLARE_VAL_TYPE(OptionalChecksums);

struct ErrorData {
  ErrorKindName kind{val::undefined()};
  Text message{val::undefined()};
  FindingList findings{val::undefined()};
};

struct TextAnswer {
  bool ok = false;
  Text text{val::undefined()};
  std::optional<ErrorData> error;
};

ErrorKindName name_of(polyclinic::ErrorKind kind) {
  switch (kind) {
    case polyclinic::ErrorKind::kInvalidInput: return ErrorKindName(val("invalidInput"));
    case polyclinic::ErrorKind::kRunFailed: return ErrorKindName(val("runFailed"));
    case polyclinic::ErrorKind::kCancelled: return ErrorKindName(val("cancelled"));
    case polyclinic::ErrorKind::kInternal: break;
  }
  return ErrorKindName(val("internal"));
}

ErrorData data_of(const polyclinic::Error& error) {
  val findings = val::array();
  for (const polyclinic::Finding& finding : error.findings) {
    val entry = val::object();
    entry.set("where", finding.where);
    entry.set("what", finding.what);
    entry.set("hint", finding.hint);
    findings.call<void>("push", entry);
  }
  return {name_of(error.kind), Text(val(error.message)), FindingList(findings)};
}

TextAnswer answer(const polyclinic::Result<std::string>& result) {
  if (!result) return {false, Text(val("")), data_of(result.error())};
  return {true, Text(val(*result)), std::nullopt};
}

// A spool kept by the host: two callbacks that answer "" or, in words, why they could not.
class HostSpool final : public polyclinic::Spool {
 public:
  explicit HostSpool(val callbacks) : callbacks_(std::move(callbacks)) {}

  polyclinic::Status append(std::string_view bytes) override {
    const val view(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data())));
    const auto status = status_of(callbacks_.call<std::string>("append", view), "cannot write to the spool");
    if (status) size_ += bytes.size();
    return status;
  }

  polyclinic::Status read(uint64_t offset, char* into, size_t size) override {
    const val view(emscripten::typed_memory_view(size, reinterpret_cast<unsigned char*>(into)));
    return status_of(callbacks_.call<std::string>("read", static_cast<double>(offset), view),
                     "cannot read from the spool");
  }

  uint64_t size() const override { return size_; }

 private:
  static polyclinic::Status status_of(const std::string& complaint, std::string_view what) {
    if (complaint.empty()) return {};
    return polyclinic::fail(polyclinic::ErrorKind::kRunFailed, std::string(what) + ": " + complaint);
  }

  val callbacks_;
  uint64_t size_ = 0;
};

// Checksums by the host: two callbacks.
class HostChecksums final : public polyclinic::Checksums {
 public:
  // nullptr when the host has none.
  static std::unique_ptr<HostChecksums> of(const val& callbacks) {
    if (callbacks.isNull() || callbacks.isUndefined()) return nullptr;
    return std::unique_ptr<HostChecksums>(new HostChecksums(callbacks));
  }

  void update(uint32_t message, std::string_view bytes) override {
    const val view(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data())));
    callbacks_.call<void>("update", message, view);
  }
  std::string finish(uint32_t message) override { return callbacks_.call<std::string>("finish", message); }

 private:
  explicit HostChecksums(val callbacks) : callbacks_(std::move(callbacks)) {}

  val callbacks_;
};

struct JobSettings {
  uint32_t threads = 1;   // 0 = as many as the machine has; the caller keeps it within the thread pool
  uint32_t part = 1;
  uint32_t parts = 1;
  ContainerName container{val::undefined()};
  double spool_budget = 0;  // bytes
};

struct PieceData {
  PieceState state{val::undefined()};
  uint32_t output = 0;
  OptionalBytes bytes{val::undefined()};
  std::optional<ErrorData> error;
};

struct ProgressData {
  double patients_done = 0;
  double patients_total = 0;
  double people = 0;
  double bytes_generated = 0;
  double bytes_delivered = 0;
  FileProgressList files{val::undefined()};
};

// A job together with the spool that must outlive it.
class JobHandle {
 public:
  static polyclinic::Result<std::shared_ptr<JobHandle>> create(const std::string& config_text,
                                                               const JobSettings& settings, const val& spool,
                                                               const val& checksums) {
    auto handle = std::make_shared<JobHandle>();
    polyclinic::JobOptions options;
    options.threads = settings.threads;
    options.part = settings.part;
    options.parts = settings.parts;
    if (settings.container.as<std::string>() == "zip") options.container = polyclinic::Container::kZip;
    if (!spool.isNull() && !spool.isUndefined()) {
      handle->spool_ = std::make_unique<HostSpool>(spool);
      options.spool = handle->spool_.get();
      options.spool_budget = static_cast<uint64_t>(settings.spool_budget);
    }
    handle->checksums_ = HostChecksums::of(checksums);
    options.checksums = handle->checksums_.get();
    auto job = polyclinic::Job::create(config_text, options);
    if (!job) return std::unexpected(std::move(job.error()));
    handle->job_ = std::move(*job);
    return handle;
  }

  OutputFileList files() const {
    val list = val::array();
    for (const polyclinic::OutputFile& file : job_->files()) {
      val entry = val::object();
      entry.set("name", file.name);
      entry.set("table", file.table);
      entry.set("format", file.format);
      list.call<void>("push", entry);
    }
    return OutputFileList(list);
  }

  PieceData next(uint32_t max_wait_ms) {
    PieceData data;
    const auto piece = job_->next(max_wait_ms);
    if (!piece) {
      data.state = PieceState(val("failed"));
      data.error = data_of(piece.error());
      return data;
    }
    switch (piece->kind) {
      case polyclinic::PieceKind::kPending: data.state = PieceState(val("pending")); break;
      case polyclinic::PieceKind::kDone: data.state = PieceState(val("done")); break;
      case polyclinic::PieceKind::kBytes: {
        const auto* start = reinterpret_cast<const unsigned char*>(piece->bytes.data());
        const val view(emscripten::typed_memory_view(piece->bytes.size(), start));
        data.state = PieceState(val("bytes"));
        data.output = piece->output;
        data.bytes = OptionalBytes(val::global("Uint8Array").new_(view));
        break;
      }
    }
    return data;
  }

  ProgressData progress() const {
    const polyclinic::Progress progress = job_->progress();
    val files = val::array();
    for (const polyclinic::FileProgress& file : progress.files) {
      val entry = val::object();
      entry.set("rows", static_cast<double>(file.rows));
      entry.set("bytes", static_cast<double>(file.bytes));
      files.call<void>("push", entry);
    }
    return {static_cast<double>(progress.patients_done),   static_cast<double>(progress.patients_total),
            static_cast<double>(progress.people),          static_cast<double>(progress.bytes_generated),
            static_cast<double>(progress.bytes_delivered), FileProgressList(files)};
  }

  void cancel() { job_->cancel(); }
  TextAnswer manifest() const { return answer(job_->manifest()); }
  std::string archive_sha256() const { return job_->archive_sha256(); }
  uint32_t threads() const { return job_->threads(); }

 private:
  std::unique_ptr<HostSpool> spool_;  // both before job_: the job uses them to its end
  std::unique_ptr<HostChecksums> checksums_;
  std::unique_ptr<polyclinic::Job> job_;
};

struct JobAnswer {
  bool ok = false;
  std::shared_ptr<JobHandle> job;
  std::optional<ErrorData> error;
};

JobAnswer create_job(const std::string& config_text, const JobSettings& settings, OptionalSpool spool,
                     OptionalChecksums checksums) {
  auto handle = JobHandle::create(config_text, settings, spool, checksums);
  if (!handle) return {false, nullptr, data_of(handle.error())};
  return {true, std::move(*handle), std::nullopt};
}

std::string version() { return polyclinic::version(); }

TextAnswer complete_config(const std::string& text) { return answer(polyclinic::complete_config(text)); }
TextAnswer config_reference(const std::string& format) { return answer(polyclinic::config_reference(format)); }
TextAnswer schema(const std::string& dataset, const std::string& format) {
  return answer(polyclinic::schema_text(dataset, format));
}

// Modules come as a config brings them: /modules/files and /modules/tables.
TextAnswer check_modules(const std::string& config_text, const std::string& about) {
  const auto set = polyclinic::modules_of_config(config_text);
  if (!set) return answer(std::unexpected(set.error()));
  std::vector<std::string> keys;
  if (!about.empty()) keys.push_back(about);
  return answer(polyclinic::check_modules(*set, keys, "json").transform([](const polyclinic::ModuleCheck& check) {
    return check.text;
  }));
}

TextAnswer graph_module(const std::string& config_text, const std::string& name, const std::string& format) {
  const auto set = polyclinic::modules_of_config(config_text);
  if (!set) return answer(std::unexpected(set.error()));
  return answer(polyclinic::graph_module(*set, name, format));
}

TextAnswer trace_person(const std::string& config_text, uint32_t person, const std::string& format) {
  polyclinic::TrialOptions options;
  options.config_text = config_text;
  options.format = format;
  return answer(polyclinic::trace_person({}, person, options));
}

TextAnswer run_modules(const std::string& config_text, uint32_t threads, const std::string& format) {
  polyclinic::TrialOptions options;
  options.config_text = config_text;
  options.format = format;
  return answer(polyclinic::run_modules({}, options, threads));
}

TextAnswer score_config(const std::string& config_text, uint32_t threads, const std::string& format) {
  return answer(polyclinic::score_config(config_text, format, threads).transform([](const polyclinic::ScoredRun& run) { return run.report; }));
}

// Bytes of memory that this module holds. It never gives any back, so this is also its peak.
double memory_bytes() { return static_cast<double>(emscripten_get_heap_size()); }

TextAnswer bench(const std::string& config_text, uint32_t threads, uint32_t repeats, const std::string& target,
                 const OptionalChecksums& checksums) {
  const std::unique_ptr<HostChecksums> host = HostChecksums::of(checksums);
  polyclinic::BenchOptions options;
  options.config_text = config_text;
  options.threads = threads;
  options.repeats = repeats;
  options.now_seconds = [] { return emscripten_get_now() / 1000.0; };
  options.peak_bytes = [] { return static_cast<uint64_t>(emscripten_get_heap_size()); };
  options.checksums = host.get();
  options.target = target;
  return answer(polyclinic::run_bench(options));
}

}  // namespace

EMSCRIPTEN_BINDINGS(polyclinic) {
  using namespace emscripten;

  // Whichever thread it happens to, the package hears these words; an abort would say nothing of memory.
  std::set_new_handler([] { EM_ASM({ throw new Error('out of memory'); }); });

  register_type<Text>("string");
  register_type<ErrorKindName>("'invalidInput' | 'runFailed' | 'cancelled' | 'internal'");
  register_type<FindingList>("{ where: string, what: string, hint: string }[]");
  register_type<OutputFileList>("{ name: string, table: string, format: string }[]");
  register_type<FileProgressList>("{ rows: number, bytes: number }[]");
  register_type<ContainerName>("'files' | 'zip'");
  register_type<PieceState>("'bytes' | 'pending' | 'done' | 'failed'");
  register_type<OptionalBytes>("Uint8Array | undefined");
  register_type<OptionalSpool>(
      "{ append(bytes: Uint8Array): string, read(offset: number, target: Uint8Array): string } | null");

  register_type<OptionalChecksums>(
      "{ update(message: number, bytes: Uint8Array): void, finish(message: number): string } | null");

  value_object<ErrorData>("ErrorData")
      .field("kind", &ErrorData::kind)
      .field("message", &ErrorData::message)
      .field("findings", &ErrorData::findings);
  register_optional<ErrorData>();
  value_object<TextAnswer>("TextAnswer")
      .field("ok", &TextAnswer::ok)
      .field("text", &TextAnswer::text)
      .field("error", &TextAnswer::error);
  value_object<JobSettings>("JobSettings")
      .field("threads", &JobSettings::threads)
      .field("part", &JobSettings::part)
      .field("parts", &JobSettings::parts)
      .field("container", &JobSettings::container)
      .field("spoolBudget", &JobSettings::spool_budget);
  value_object<PieceData>("PieceData")
      .field("state", &PieceData::state)
      .field("output", &PieceData::output)
      .field("bytes", &PieceData::bytes)
      .field("error", &PieceData::error);
  value_object<ProgressData>("ProgressData")
      .field("patientsDone", &ProgressData::patients_done)
      .field("patientsTotal", &ProgressData::patients_total)
      .field("people", &ProgressData::people)
      .field("bytesGenerated", &ProgressData::bytes_generated)
      .field("bytesDelivered", &ProgressData::bytes_delivered)
      .field("files", &ProgressData::files);
  value_object<JobAnswer>("JobAnswer")
      .field("ok", &JobAnswer::ok)
      .field("job", &JobAnswer::job)
      .field("error", &JobAnswer::error);

  class_<JobHandle>("Job")
      .smart_ptr<std::shared_ptr<JobHandle>>("Job")
      .function("files()", &JobHandle::files)
      .function("next(maxWaitMs)", &JobHandle::next)
      .function("progress()", &JobHandle::progress)
      .function("cancel()", &JobHandle::cancel)
      .function("manifest()", &JobHandle::manifest)
      .function("archiveSha256()", &JobHandle::archive_sha256)
      .function("threads()", &JobHandle::threads);

  function("version()", &version);
  function("completeConfig(text)", &complete_config);
  function("configReference(format)", &config_reference);
  function("schema(dataset, format)", &schema);
  function("createJob(configText, settings, spool, checksums)", &create_job);
  function("checkModules(configText, about)", &check_modules);
  function("graphModule(configText, name, format)", &graph_module);
  function("tracePerson(configText, person, format)", &trace_person);
  function("runModules(configText, threads, format)", &run_modules);
  function("scoreConfig(configText, threads, format)", &score_config);
  function("memoryBytes()", &memory_bytes);
  function("bench(configText, threads, repeats, target, checksums)", &bench);
}
