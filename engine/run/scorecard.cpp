// The scorecard of a config: a run whose bytes go into a scorecard instead of into files.
#include "polyclinic/scorecard.h"

#include <algorithm>
#include <array>

#include "engine/config/json_document.h"
#include "polyclinic/config.h"

namespace polyclinic {
namespace {

using config::JsonValue;

// A manifest holds the config, which may hold many modules.
constexpr config::JsonLimits kManifestLimits{.text_size = 64u << 20, .text_size_in_words = "64 MiB", .depth = 64};

Result<ScorecardOptions> options_of_config(const JsonValue& config) {
  const JsonValue* as_of = config.find("as_of");
  const JsonValue* years = config.find("years_of_history");
  if (as_of == nullptr || !as_of->is(JsonValue::Kind::kString) || years == nullptr || !years->whole || years->negative) {
    return fail(ErrorKind::kInvalidInput, "the config has no /as_of and /years_of_history, which a completed one has");
  }
  return ScorecardOptions{as_of->text, static_cast<uint32_t>(std::min<uint64_t>(years->magnitude, 1000))};
}

std::string list_of_tables() {
  std::string tables;
  for (const std::string_view table : scorecard_tables()) {
    tables += (tables.empty() ? "[\"" : ", \"") + std::string(table) + "\"";
  }
  return tables + "]";
}

}  // namespace

Result<ScorecardOptions> scorecard_options(std::string_view manifest) {
  POLYCLINIC_ASSIGN(const JsonValue value, config::read_json(manifest, "The manifest", kManifestLimits));
  const JsonValue* generator = value.find("generator");
  const JsonValue* dataset = value.find("dataset");
  const JsonValue* parts = value.find("parts");
  const JsonValue* config = value.find("config");
  if (generator == nullptr || generator->text != "polyclinic" || dataset == nullptr || config == nullptr) {
    return fail(ErrorKind::kInvalidInput, "this is no manifest of polyclinic");
  }
  if (dataset->text != "clinical") {
    return fail(ErrorKind::kInvalidInput, "the scorecard is of the clinical dataset, and this is the dataset " + dataset->text);
  }
  if (parts != nullptr && parts->whole && parts->magnitude > 1) {
    return fail(ErrorKind::kInvalidInput, "this is one part of " + std::to_string(parts->magnitude) + " of a dataset; put them together, or generate it whole");
  }
  return options_of_config(*config);
}

Result<ScoredRun> score_config(std::string_view config_text, std::string_view format, uint32_t threads,
                               const std::function<void(const Job&)>& on_progress) {
  constexpr std::array<std::string_view, 4> kFormats{"text", "markdown", "json", "html"};
  if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end()) {
    return fail(ErrorKind::kInvalidInput, "a scorecard has no format " + std::string(format) + "; the formats are text, markdown, json, html");
  }
  // What the caller wrote is checked as it stands; then the run is made to give what a scorecard reads.
  POLYCLINIC_ASSIGN(const std::string completed, complete_config(config_text));
  const std::array settings{Setting{"/formats", "[\"csv\"]"}, Setting{"/tables", list_of_tables()}};
  POLYCLINIC_ASSIGN(const std::string text, with_settings(completed, settings));
  POLYCLINIC_ASSIGN(const JsonValue config, config::read_json(completed, "The config", kManifestLimits));
  POLYCLINIC_ASSIGN(const ScorecardOptions options, options_of_config(config));
  POLYCLINIC_ASSIGN(const std::unique_ptr<Scorecard> card, Scorecard::create(options));
  JobOptions job_options;
  job_options.threads = threads;
  POLYCLINIC_ASSIGN(const std::unique_ptr<Job> job, Job::create(text, job_options));
  for (;;) {
    POLYCLINIC_ASSIGN(const Piece piece, job->next());
    if (piece.kind == PieceKind::kDone) break;
    if (piece.kind != PieceKind::kBytes) continue;
    const OutputFile& file = job->files()[piece.output];
    if (file.table.empty()) continue;  // the manifest
    POLYCLINIC_TRY(card->feed(file.table, piece.bytes));
    if (on_progress) on_progress(*job);
  }
  POLYCLINIC_TRY(card->finish());
  POLYCLINIC_ASSIGN(std::string report, card->report(format));
  return ScoredRun{card->summary(), std::move(report)};
}

}  // namespace polyclinic
