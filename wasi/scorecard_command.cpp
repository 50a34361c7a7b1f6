// polyclinic scorecard: a folder's tables, or a run that writes none, into a scorecard, and its report.
#include <memory>

#include "config_input.h"
#include "platform.h"
#include "polyclinic/scorecard.h"
#include "progress_display.h"
#include "run_commands.h"

namespace polyclinic::command_line {
namespace {

constexpr std::uint32_t kMostThreads = 256;

Result<ScoredRun> score_folder(const std::string& folder, std::string_view format) {
  Result<std::string> manifest = read_text(folder + "/manifest.json");
  if (!manifest.has_value()) {
    Error error = std::move(manifest).error();
    error.message += "; a folder that polyclinic generate made, and finished, has one";
    return std::unexpected(std::move(error));
  }
  Result<ScorecardOptions> options = scorecard_options(*manifest);
  if (!options.has_value()) {
    return std::unexpected(std::move(options).error().with_context(folder + "/manifest.json"));
  }
  Result<std::unique_ptr<Scorecard>> card = Scorecard::create(*options);
  if (!card.has_value()) {
    return std::unexpected(std::move(card).error());
  }
  for (const std::string_view table : scorecard_tables()) {
    const std::string path = folder + "/csv/" + std::string(table) + ".csv";
    if (kind_of(path) != PathKind::kFile) {
      return fail(ErrorKind::kInvalidInput, path + " is missing: the scorecard reads all tables of the clinical dataset as CSV",
                  {{path, "there is no such file", "generate the dataset with --formats csv and without --tables"}});
    }
    Status read = read_pieces(path, [&](std::string_view bytes) { return (*card)->feed(table, bytes); });
    if (!read) {
      return std::unexpected(std::move(read).error().with_context(folder));
    }
  }
  if (Status finished = (*card)->finish(); !finished) {
    return std::unexpected(std::move(finished).error().with_context(folder));
  }
  Result<std::string> report = (*card)->report(format);
  if (!report.has_value()) {
    return std::unexpected(std::move(report).error());
  }
  return ScoredRun{(*card)->summary(), *std::move(report)};
}

Result<ScoredRun> score(const Arguments& arguments, std::string_view format, std::uint32_t threads) {
  if (arguments.has("--input")) {
    for (const auto& [flag, value] : arguments.given()) {
      if (flag->form != SettingForm::kNone || flag->name == "--config" || flag->name == "--set" || flag->name == "--modules") {
        return fail(ErrorKind::kInvalidInput, std::string(flag->name) + " is of a dataset to be generated; --input names one that is there");
      }
    }
    return score_folder(std::string(arguments.value("--input")), format);
  }
  const Result<ConfigInput> config = ConfigInput::read(arguments);
  if (!config.has_value()) {
    return std::unexpected(config.error());
  }
  ProgressDisplay display(arguments.has("--quiet"));
  Result<ScoredRun> scored = score_config(config->text(), format, threads, [&](const Job& job) { display.show(job); });
  if (!scored.has_value()) {
    return std::unexpected(config->explain(std::move(scored).error()));
  }
  return scored;
}

}  // namespace

int run_scorecard(const Arguments& arguments) {
  std::uint32_t threads = 0;
  if (arguments.has("--threads")) {
    const Result<std::uint32_t> given = parse_count("--threads", arguments.value("--threads"), 1, kMostThreads);
    if (!given.has_value()) {
      return report(given.error());
    }
    threads = *given;
  }
  std::uint32_t least = 0;
  if (arguments.has("--fail-below")) {
    const Result<std::uint32_t> given = parse_count("--fail-below", arguments.value("--fail-below"), 0, 100);
    if (!given.has_value()) {
      return report(given.error());
    }
    least = *given;
  }
  const Result<ScoredRun> scored = score(arguments, arguments.has("--format") ? arguments.value("--format") : "text", threads);
  if (!scored.has_value()) {
    return report(scored.error());
  }
  if (!arguments.has("--output")) {
    if (const int printed = print(scored->report); printed != kExitDone) {
      return printed;
    }
  } else if (const Status written = write_text(std::string(arguments.value("--output")), scored->report); !written) {
    return report(written.error());
  }
  const ScorecardSummary& summary = scored->summary;
  if (std::uint64_t{summary.passed} * 100 >= std::uint64_t{least} * summary.anchors) {
    return kExitDone;
  }
  return report(Error{ErrorKind::kRunFailed,
                      std::to_string(summary.passed) + " of " + std::to_string(summary.anchors) + " anchors pass, which is below " +
                          std::to_string(least) + " %",
                      {}});
}

}  // namespace polyclinic::command_line
