// Makes the plan of a job from its config.
#include "engine/run/plan.h"

#include <algorithm>

#include "engine/run/catalogue.h"
#include "engine/run/modules.h"

namespace polyclinic::run {

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
    plan->wanted_.push_back(wanted_tables.empty() ||
                            std::find(wanted_tables.begin(), wanted_tables.end(), table.name) != wanted_tables.end());
  }
  POLYCLINIC_ASSIGN(archive::SegmentCompressor compressor,
                    archive::SegmentCompressor::create(plan->config().compression_level));
  for (const formats::FormatEntry& format : formats::table_formats()) {
    if (std::find(wanted_formats.begin(), wanted_formats.end(), format.name) == wanted_formats.end()) continue;
    POLYCLINIC_ASSIGN(auto made_format, format.make(plan->world_->texts, plan->config().format_options));
    plan->formats_.push_back(std::move(made_format));
    for (formats::FormatFile& made : plan->formats_.back()->files({plan->dataset_, plan->wanted_})) {
      PlannedFile file;
      file.name = std::string(format.name) + "/" + made.name;
      file.format = format.name;
      file.table = made.table;
      file.encoder = std::move(made.encoder);
      file.text = std::move(made.text);
      if (file.encoder != nullptr) {
        file.between = file.encoder->between();
      } else if (file.table != formats::kNoTable) {
        file.gathers = plan->formats_.back().get();
        plan->gathers_ = true;
      }
      if (plan->compresses_) POLYCLINIC_TRY(compressor.compress(file.between, file.between_segment));
      plan->files_.push_back(std::move(file));
    }
  }
  return plan;
}

std::string_view Plan::table_of(const PlannedFile& file) const {
  return file.table == formats::kNoTable ? std::string_view() : dataset_.tables[file.table].name;
}

uint64_t Plan::end_slot(uint64_t unit) const { return std::min(first_slot(unit) + block_slots_, config().patients); }

uint64_t Plan::slots() const {
  return std::min(last_block_ * block_slots_, config().patients) - std::min(first_block_ * block_slots_, config().patients);
}

}  // namespace polyclinic::run
