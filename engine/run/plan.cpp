// Makes the plan of a job from its config.
#include "engine/run/plan.h"

#include <algorithm>

#include "engine/run/catalogue.h"
#include "engine/run/modules.h"

namespace polyclinic::run {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Result<std::unique_ptr<const Plan>> Plan::make(std::string_view config_text, const JobOptions& options) {
  POLYCLINIC_ASSIGN(const config::Vocabulary words, vocabulary());
  POLYCLINIC_ASSIGN(config::Config config, config::parse(config_text, words));
  if (options.parts < 1 || options.part < 1 || options.part > options.parts) {
    return fail(ErrorKind::kInvalidInput, "there is no part " + std::to_string(options.part) + " of " + std::to_string(options.parts),
                {Finding{"part", "parts are counted from 1 to their number", "choose 1/1 for the whole"}});
  }
  std::unique_ptr<Plan> plan(new Plan);
  plan->part_ = options.part;
  plan->parts_ = options.parts;
  plan->compresses_ = options.container == Container::kZip;
  plan->block_slots_ = block_slots(config.years_of_history);
  const uint64_t blocks = (config.patients + plan->block_slots_ - 1) / plan->block_slots_;
  plan->first_block_ = blocks * (options.part - 1) / options.parts;
  plan->last_block_ = blocks * options.part / options.parts;

  POLYCLINIC_ASSIGN(plan->dataset_, run::dataset(config.dataset));
  const std::vector<std::string> wanted_tables = config.tables, wanted_formats = config.formats;
  POLYCLINIC_ASSIGN(auto observations, reference::ObservationCatalogue::build());
  plan->observations_.emplace(std::move(observations));
  POLYCLINIC_ASSIGN(auto world, world::World::build(std::move(config)));
  plan->world_ = std::make_unique<world::World>(std::move(world));
  // Everything that interns texts comes before the formats, which render them all.
  POLYCLINIC_ASSIGN(auto program, load_program(plan->world_->config.modules));
  POLYCLINIC_ASSIGN(auto life, life::Life::build(*plan->world_, *plan->observations_, std::move(program)));
  plan->life_.emplace(std::move(life));
  POLYCLINIC_ASSIGN(auto rows, datasets::ClinicalRows::build(plan->dataset_, *plan->observations_, *plan->world_));
  plan->rows_.emplace(std::move(rows));

  for (const tables::Table& table : plan->dataset_.tables) {
    plan->wanted_.push_back(wanted_tables.empty() || has(wanted_tables, table.name));
  }
  POLYCLINIC_ASSIGN(archive::SegmentCompressor compressor,
                    archive::SegmentCompressor::create(plan->config().compression_level));
  POLYCLINIC_TRY(plan->plan_tables(wanted_formats, compressor));
  POLYCLINIC_TRY(plan->plan_records(wanted_formats, compressor));
  return plan;
}

Status Plan::plan_tables(const std::vector<std::string>& wanted_formats, archive::SegmentCompressor& compressor) {
  for (const formats::FormatEntry& format : formats::table_formats()) {
    if (!has(wanted_formats, format.name)) continue;
    POLYCLINIC_ASSIGN(auto made_format, format.make(world_->texts, config().format_options));
    formats_.push_back(std::move(made_format));
    for (formats::FormatFile& made : formats_.back()->files({dataset_, wanted_})) {
      PlannedFile file;
      file.name = std::string(format.name) + "/" + made.name;
      file.format = format.name;
      file.table = made.table;
      file.encoder = std::move(made.encoder);
      file.before = std::move(made.text);
      if (file.encoder != nullptr) {
        file.before = file.encoder->before();
        file.between = file.encoder->between();
        file.after = file.encoder->after();
      } else if (file.table != formats::kNoTable) {
        file.gathers = formats_.back().get();
        gathers_ = true;
      }
      POLYCLINIC_TRY(add(std::move(file), compressor));
    }
  }
  if (!makes_rows()) wanted_.assign(wanted_.size(), false);
  return {};
}

Status Plan::plan_records(const std::vector<std::string>& wanted_formats, archive::SegmentCompressor& compressor) {
  for (const formats::RecordFormatEntry& format : formats::record_formats()) {
    if (!has(wanted_formats, format.name)) continue;
    POLYCLINIC_ASSIGN(auto made_format, format.make(*world_, *observations_));
    const bool numbered = made_format->numbering() != nullptr;
    if (numbered && parts_ > 1) {
      return fail(ErrorKind::kInvalidInput, "the format " + std::string(format.name) + " cannot be made in parts",
                  {Finding{"part", "its records are numbered through the whole dataset: a part by itself does not know how many the "
                                   "parts before it have",
                           "make the whole at once (1/1), or leave " + std::string(format.name) + " out of /formats"}});
    }
    numbers_ = numbers_ || numbered;
    std::vector<formats::RecordFile> files = made_format->files();
    records_.push_back({std::move(made_format), files_.size(), files.size()});
    for (formats::RecordFile& made : files) {
      PlannedFile file;
      file.name = std::string(format.name) + "/" + made.name;
      file.format = format.name;
      file.numbered = numbered;
      file.before = std::move(made.before);
      file.between = std::move(made.between);
      file.after = std::move(made.after);
      POLYCLINIC_TRY(add(std::move(file), compressor));
    }
  }
  return {};
}

Status Plan::add(PlannedFile file, archive::SegmentCompressor& compressor) {
  if (compresses_) POLYCLINIC_TRY(compressor.compress(file.between, file.between_segment));
  files_.push_back(std::move(file));
  return {};
}

std::string_view Plan::table_of(const PlannedFile& file) const {
  return file.table == formats::kNoTable ? std::string_view() : dataset_.tables[file.table].name;
}

uint64_t Plan::end_slot(uint64_t unit) const { return std::min(first_slot(unit) + block_slots_, config().patients); }

uint64_t Plan::slots() const {
  return std::min(last_block_ * block_slots_, config().patients) - std::min(first_block_ * block_slots_, config().patients);
}

}  // namespace polyclinic::run
