// The job behind the public face: hands out the bytes of units in order, as files or as one ZIP.
#include "polyclinic/job.h"

#include <atomic>
#include <optional>
#include <utility>

#include "engine/archive/zip_writer.h"
#include "engine/foundation/hash.h"
#include "engine/run/accounts.h"
#include "engine/run/manifest.h"
#include "engine/run/plan.h"
#include "engine/run/unit_source.h"

namespace polyclinic {
namespace run {
namespace {

constexpr uint32_t kMostThreads = 256;

// What a container makes of units: pieces for the caller.
class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual Status take(const Unit& unit) = 0;       // one that stays valid until the outlet is dry
  virtual Status take_manifest(std::string_view text) = 0;
  virtual Result<bool> next(Piece& piece) = 0;     // false: dry, another unit is needed
  virtual std::string sha256() { return {}; }
};

// Every file by itself: the units' own buffers are handed out.
class FilesOutlet final : public Outlet {
 public:
  explicit FilesOutlet(const Plan& plan) : plan_(plan) {}

  Status take(const Unit& unit) override {
    unit_ = &unit;
    file_ = 0;
    separator_done_ = false;
    return {};
  }
  Status take_manifest(std::string_view text) override {
    manifest_ = text;
    return {};
  }
  Result<bool> next(Piece& piece) override {
    for (; unit_ != nullptr && file_ < unit_->files.size(); ++file_, separator_done_ = false) {
      const FilePart& part = unit_->files[file_];
      if (part.separated && !std::exchange(separator_done_, true)) {
        piece = {PieceKind::kBytes, file_, plan_.files()[file_].between};
        return true;
      }
      if (!part.raw.empty()) {
        piece = {PieceKind::kBytes, file_++, part.raw.view()};
        separator_done_ = false;
        return true;
      }
    }
    unit_ = nullptr;
    if (!manifest_.empty()) {
      piece = {PieceKind::kBytes, static_cast<uint32_t>(plan_.files().size()), std::exchange(manifest_, {})};
      return true;
    }
    return false;
  }

 private:
  const Plan& plan_;
  const Unit* unit_ = nullptr;
  uint32_t file_ = 0;
  bool separator_done_ = false;
  std::string_view manifest_;
};

// One ZIP of all files.
class ZipOutlet final : public Outlet {
 public:
  static Result<std::unique_ptr<Outlet>> create(const Plan& plan, const JobOptions& options) {
    std::vector<std::string> names;
    for (const PlannedFile& file : plan.files()) names.push_back(file.name);
    names.emplace_back("manifest.json");
    POLYCLINIC_ASSIGN(archive::ZipWriter zip, archive::ZipWriter::create(names, options.spool_budget, options.spool));
    return std::unique_ptr<Outlet>(new ZipOutlet(plan, std::move(zip), options.checksums));
  }

  Status take(const Unit& unit) override {
    for (uint32_t f = 0; f < unit.files.size(); ++f) {
      if (unit.files[f].separated) POLYCLINIC_TRY(zip_.append(f, plan_.files()[f].between_segment));
      POLYCLINIC_TRY(zip_.append(f, unit.files[f].segment));
      if (plan_.closes(unit.index)) POLYCLINIC_TRY(zip_.finish_entry(f));
    }
    return {};
  }
  Status take_manifest(std::string_view text) override {
    POLYCLINIC_ASSIGN(auto compressor, archive::SegmentCompressor::create(plan_.config().compression_level));
    archive::Segment segment;
    POLYCLINIC_TRY(compressor.compress(text, segment));
    const uint32_t entry = static_cast<uint32_t>(plan_.files().size());
    POLYCLINIC_TRY(zip_.append(entry, segment));
    POLYCLINIC_TRY(zip_.finish_entry(entry));
    return zip_.finish();
  }
  Result<bool> next(Piece& piece) override {
    if (!zip_.has_output()) return false;
    POLYCLINIC_TRY(zip_.take_output(output_));
    if (checksums_ != nullptr) {
      checksums_->update(message(), output_.view());
    } else {
      hash_.update(output_.view());
    }
    piece = {PieceKind::kBytes, 0, output_.view()};
    return true;
  }
  std::string sha256() override { return checksums_ != nullptr ? checksums_->finish(message()) : hex(hash_.finish()); }

 private:
  ZipOutlet(const Plan& plan, archive::ZipWriter zip, Checksums* checksums)
      : plan_(plan), zip_(std::move(zip)), checksums_(checksums) {}

  // The archive's number among the messages that the host hashes: after those of the files.
  uint32_t message() const { return static_cast<uint32_t>(plan_.files().size()); }

  const Plan& plan_;
  archive::ZipWriter zip_;
  ByteBuffer output_;
  Checksums* checksums_;
  Sha256 hash_;
};

class PlannedJob final : public Job {
 public:
  PlannedJob(std::unique_ptr<const Plan> plan, const JobOptions& options)
      : plan_(std::move(plan)), accounts_(*plan_, options.checksums) {
    for (const PlannedFile& file : plan_->files()) {
      files_.push_back({file.name, std::string(plan_->table_of(file)), std::string(file.format)});
    }
    files_.push_back({"manifest.json", {}, {}});
    uint32_t threads = options.threads == 0 ? processors() : options.threads;
    if (threads > kMostThreads) threads = kMostThreads;
    if (threads > plan_->units()) threads = static_cast<uint32_t>(plan_->units());
    source_ = threads > 1 ? make_threaded_source(*plan_, accounts_, cancelled_, threads)
                          : make_inline_source(*plan_, accounts_, cancelled_);
  }

  Status open(const JobOptions& options) {
    if (options.container == Container::kZip) {
      POLYCLINIC_ASSIGN(outlet_, ZipOutlet::create(*plan_, options));
    } else {
      outlet_ = std::make_unique<FilesOutlet>(*plan_);
    }
    return {};
  }

  ~PlannedJob() override { cancelled_.store(true, std::memory_order_relaxed); }

  std::span<const OutputFile> files() const override { return files_; }

  Result<Piece> next(uint32_t max_wait_ms) override {
    if (failure_) return std::unexpected(*failure_);
    Result<Piece> piece = advance(max_wait_ms);
    if (!piece) {
      failure_ = piece.error();
      cancelled_.store(true, std::memory_order_relaxed);
    }
    return piece;
  }

  Progress progress() const override {
    Progress progress;
    progress.patients_done = accounts_.slots();
    progress.patients_total = plan_->slots();
    progress.people = accounts_.people();
    progress.bytes_delivered = bytes_delivered_.load(std::memory_order_relaxed);
    for (size_t f = 0; f < plan_->files().size(); ++f) {
      progress.files.push_back({accounts_.rows(f), accounts_.bytes(f)});
      progress.bytes_generated += progress.files.back().bytes;
    }
    return progress;
  }

  void cancel() override { cancelled_.store(true, std::memory_order_relaxed); }

  Result<std::string> manifest() const override {
    if (!done_) return fail(ErrorKind::kRunFailed, "the manifest is made when the run is done");
    return manifest_;
  }

  std::string archive_sha256() const override { return archive_sha256_; }
  uint32_t threads() const override { return source_->threads(); }

 private:
  Result<Piece> advance(uint32_t max_wait_ms) {
    for (;;) {
      if (done_) return Piece{PieceKind::kDone, 0, {}};
      if (cancelled_.load(std::memory_order_relaxed)) return fail(ErrorKind::kCancelled, "the run was cancelled");
      Piece piece;
      POLYCLINIC_ASSIGN(const bool wet, outlet_->next(piece));
      if (wet) {
        bytes_delivered_.fetch_add(piece.bytes.size(), std::memory_order_relaxed);
        return piece;
      }
      if (unit_ != nullptr) source_->give_back(std::exchange(unit_, nullptr));
      if (units_taken_ == plan_->units()) {
        if (!manifest_.empty()) {
          archive_sha256_ = outlet_->sha256();
          done_ = true;
          continue;
        }
        manifest_ = manifest_text(*plan_, accounts_, accounts_.checksums());
        POLYCLINIC_TRY(outlet_->take_manifest(manifest_));
        continue;
      }
      POLYCLINIC_ASSIGN(unit_, source_->next(max_wait_ms));
      if (unit_ == nullptr) return Piece{PieceKind::kPending, 0, {}};
      ++units_taken_;
      accounts_.hash_by_host(*unit_);
      POLYCLINIC_TRY(outlet_->take(*unit_));
    }
  }

  std::unique_ptr<const Plan> plan_;
  Accounts accounts_;
  std::atomic<bool> cancelled_{false};
  std::atomic<uint64_t> bytes_delivered_{0};
  std::vector<OutputFile> files_;
  std::unique_ptr<Outlet> outlet_;
  Unit* unit_ = nullptr;  // being handed out
  uint64_t units_taken_ = 0;
  std::string manifest_;
  std::string archive_sha256_;
  bool done_ = false;
  std::optional<Error> failure_;
  std::unique_ptr<UnitSource> source_;  // last: its threads use what stands above
};

}  // namespace
}  // namespace run

Result<std::unique_ptr<Job>> Job::create(std::string_view config_text, const JobOptions& options) {
  POLYCLINIC_ASSIGN(auto plan, run::Plan::make(config_text, options));
  auto job = std::make_unique<run::PlannedJob>(std::move(plan), options);
  POLYCLINIC_TRY(job->open(options));
  return job;
}

}  // namespace polyclinic
