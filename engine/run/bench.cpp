// Measures whole runs and the encoders alone.
#include "polyclinic/bench.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/formats/record_format.h"
#include "engine/formats/table_encoder.h"
#include "engine/foundation/number_text.h"
#include "engine/run/plan.h"
#include "polyclinic/job.h"
#include "polyclinic/version.h"

namespace polyclinic {
namespace {

// The encoders write the same batches, of as many slots as a unit of ten years of history has, again and again for at
// least this long.
constexpr uint64_t kEncodedSlots = run::block_slots(10);
constexpr double kEncodingSeconds = 0.4;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void append(std::string& out, std::string_view key, double value) {
  char text[32];
  if (out.back() != '{') out += ", ";
  out += '"';
  out += key;
  out += "\": ";
  out.append(text, write_double(text, value));
}

void append(std::string& out, std::string_view key, uint64_t value) {
  if (out.back() != '{') out += ", ";
  out += '"';
  out += key;
  out += "\": " + std::to_string(value);
}

struct Run {
  double seconds = 0;
  Progress progress;
  uint32_t threads = 1;
};

Result<Run> run_once(const BenchOptions& options) {
  Run run;
  const double start = options.now_seconds();
  JobOptions job_options;
  job_options.threads = options.threads;
  job_options.checksums = options.checksums;
  POLYCLINIC_ASSIGN(const auto job, Job::create(options.config_text, job_options));
  for (;;) {
    POLYCLINIC_ASSIGN(const Piece piece, job->next());
    if (piece.kind == PieceKind::kDone) break;
  }
  run.seconds = options.now_seconds() - start;
  run.progress = job->progress();
  run.threads = job->threads();
  return run;
}

struct EncodingRate {
  std::string_view format;
  double megabytes_per_second;
  double rows_per_second;
};

// The people of so many slots, each with a ledger of its own.
Result<std::vector<std::unique_ptr<ledger::Ledger>>> ledgers_of(const run::Plan& plan) {
  std::vector<std::unique_ptr<ledger::Ledger>> ledgers;
  const std::unique_ptr<life::ModuleRunner> runner = plan.life().make_runner(plan.world());
  for (uint64_t slot = 0; slot < std::min(kEncodedSlots, plan.config().patients); ++slot) {
    // A slot's people come one after another in the same ledger: the n-th time it is left with the n-th of them.
    for (size_t nth = 1, told = nth; told == nth; ++nth) {
      auto ledger = std::make_unique<ledger::Ledger>();
      told = 0;
      POLYCLINIC_TRY(plan.life().people_of_slot(plan.world(), slot, runner.get(), *ledger, [&](const ledger::Ledger&) { return ++told < nth; }));
      if (told == nth) ledgers.push_back(std::move(ledger));
    }
  }
  return ledgers;
}

// Of records: people's ledgers become bytes at once.
Status add_record_rates(const run::Plan& plan, const BenchOptions& options, std::vector<EncodingRate>& rates) {
  POLYCLINIC_ASSIGN(const auto ledgers, ledgers_of(plan));
  POLYCLINIC_ASSIGN(const auto observations, reference::ObservationCatalogue::build());
  for (const formats::RecordFormatEntry& format : formats::record_formats()) {
    POLYCLINIC_ASSIGN(const auto made, format.make(plan.world(), observations));
    const std::unique_ptr<formats::RecordWriter> writer = made->writer();
    const std::unique_ptr<formats::RecordNumbering> numbering = made->numbering();
    const std::unique_ptr<formats::UnitNumbers> numbers = made->unit_numbers();
    std::vector<ByteBuffer> buffers(made->files().size());
    std::vector<formats::RecordOutput> outputs(buffers.size());
    for (size_t f = 0; f < buffers.size(); ++f) outputs[f].bytes = &buffers[f];
    uint64_t bytes = 0;
    const double start = options.now_seconds();
    double seconds = 0;
    do {
      for (ByteBuffer& buffer : buffers) buffer.clear();
      if (numbers != nullptr) writer->begin_unit(*numbers);
      for (const auto& ledger : ledgers) writer->add(*ledger, outputs);
      if (numbers != nullptr) {
        numbering->enter(*numbers);
        for (ByteBuffer& buffer : buffers) numbering->finish(*numbers, buffer);
      }
      for (const ByteBuffer& buffer : buffers) bytes += buffer.size();
      seconds = options.now_seconds() - start;
    } while (seconds < kEncodingSeconds);
    uint64_t records = 0;
    for (const formats::RecordOutput& output : outputs) records += output.records;
    rates.push_back({format.name, static_cast<double>(bytes) / 1e6 / seconds, static_cast<double>(records) / seconds});
  }
  return {};
}

Result<std::vector<EncodingRate>> encoding_rates(const BenchOptions& options) {
  POLYCLINIC_ASSIGN(const auto plan, run::Plan::make(options.config_text, JobOptions{}));
  std::vector<tables::Batch> batches;
  datasets::Batches wanted;
  batches.reserve(plan->dataset().tables.size());
  for (const tables::Table& table : plan->dataset().tables) wanted.push_back(&batches.emplace_back(table));
  ledger::Ledger ledger;
  const std::unique_ptr<life::ModuleRunner> runner = plan->life().make_runner(plan->world());
  for (uint64_t slot = 0; slot < std::min(kEncodedSlots, plan->config().patients); ++slot) {
    POLYCLINIC_TRY(plan->life().people_of_slot(plan->world(), slot, runner.get(), ledger, [&](const ledger::Ledger& told) {
      plan->rows().append(told, wanted);
      return true;
    }));
  }
  std::vector<EncodingRate> rates;
  for (const formats::FormatEntry& format : formats::table_formats()) {
    POLYCLINIC_ASSIGN(const auto made, format.make(plan->world().texts, plan->config().format_options));
    std::vector<std::unique_ptr<formats::TableEncoder>> encoders;
    std::vector<std::unique_ptr<formats::GroupedFile>> files;  // of the tables that are gathered
    for (const tables::Batch& batch : batches) {
      encoders.push_back(made->encoder(batch.table()));
      files.push_back(encoders.back() ? nullptr : made->grouped_file(batch.table()));
    }
    const std::unique_ptr<formats::GroupWorkspace> workspace = made->workspace();
    ByteBuffer out;
    uint64_t bytes = 0, rows = 0;
    const double start = options.now_seconds();
    double seconds = 0;
    do {
      for (size_t t = 0; t < batches.size(); ++t) {
        out.clear();
        if (encoders[t]) {
          encoders[t]->encode(batches[t], out);
        } else {
          POLYCLINIC_TRY(formats::add_batch(*files[t], batches[t], *workspace, out));
        }
        bytes += out.size();
        rows += batches[t].rows();
      }
      seconds = options.now_seconds() - start;
    } while (seconds < kEncodingSeconds);
    rates.push_back({format.name, static_cast<double>(bytes) / 1e6 / seconds,
                     static_cast<double>(rows) / seconds});
  }
  POLYCLINIC_TRY(add_record_rates(*plan, options, rates));
  return rates;
}

}  // namespace

Result<std::string> run_bench(const BenchOptions& options) {
  if (options.now_seconds == nullptr || options.repeats == 0) {
    return fail(ErrorKind::kInvalidInput, "a bench needs a clock and at least one repeat");
  }
  std::vector<double> seconds;
  Run last;
  for (uint32_t repeat = 0; repeat < options.repeats; ++repeat) {
    POLYCLINIC_ASSIGN(last, run_once(options));
    seconds.push_back(last.seconds);
  }
  const uint64_t peak = options.peak_bytes != nullptr ? options.peak_bytes() : 0;
  POLYCLINIC_ASSIGN(const std::vector<EncodingRate> rates, encoding_rates(options));

  const double middle = median(seconds);
  uint64_t rows = 0;
  for (const FileProgress& file : last.progress.files) rows += file.rows;
  std::string out = "{\"target\": \"" + std::string(options.target) + "\", \"version\": \"" + version() + "\"";
  append(out, "threads", uint64_t{last.threads});
  append(out, "patients", last.progress.patients_total);
  append(out, "people", last.progress.people);
  append(out, "rows", rows);
  append(out, "bytes", last.progress.bytes_generated);
  append(out, "repeats", uint64_t{options.repeats});
  append(out, "seconds", middle);
  append(out, "seconds_min", *std::min_element(seconds.begin(), seconds.end()));
  append(out, "seconds_max", *std::max_element(seconds.begin(), seconds.end()));
  append(out, "patients_per_second", static_cast<double>(last.progress.patients_total) / middle);
  append(out, "megabytes_per_second", static_cast<double>(last.progress.bytes_generated) / 1e6 / middle);
  append(out, "cost_per_patient_us", middle * 1e6 / static_cast<double>(last.progress.patients_total));
  if (options.peak_bytes != nullptr) {
    append(out, "peak_bytes", peak);
  } else {
    out += ", \"peak_bytes\": null";
  }
  out += ", \"formats\": {";
  for (const EncodingRate& rate : rates) {
    if (out.back() != '{') out += ", ";
    out += "\"" + std::string(rate.format) + "\": {";
    append(out, "megabytes_per_second", rate.megabytes_per_second);
    append(out, "rows_per_second", rate.rows_per_second);
    out += '}';
  }
  return out + "}}";
}

}  // namespace polyclinic
