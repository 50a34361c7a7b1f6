// Gathers rows, and writes groups.
#include "engine/run/gatherer.h"

#include <utility>

namespace polyclinic::run {

Result<std::unique_ptr<GatherTools>> GatherTools::create(const Plan& plan) {
  POLYCLINIC_ASSIGN(auto stored, archive::SegmentCompressor::create(archive::kLowestLevel));
  // Who compresses nothing needs no tables for it.
  const bool deflates = plan.completes_in_order() && plan.compresses();
  POLYCLINIC_ASSIGN(auto deflated, archive::SegmentCompressor::create(deflates ? plan.config().compression_level : archive::kLowestLevel));
  return std::unique_ptr<GatherTools>(new GatherTools(std::move(stored), std::move(deflated)));
}

formats::GroupWorkspace& GatherTools::workspace(const formats::TableFormat& format) {
  for (const Kept& kept : workspaces_) {
    if (kept.format == &format) return *kept.workspace;
  }
  return *workspaces_.emplace_back(Kept{&format, format.workspace()}).workspace;
}

Gatherer::Gatherer(const Plan& plan) : plan_(plan) {
  for (const PlannedFile& file : plan.files()) {
    files_.push_back(file.gathers == nullptr ? nullptr : file.gathers->grouped_file(plan.dataset().tables[file.table]));
  }
}

Status Gatherer::write(Unit& unit, size_t file, GatherTools& tools, const EncodeAll& encode_all) {
  if (files_[file] == nullptr) return {};
  formats::GroupedFile& gathered = *files_[file];
  const tables::Batch& batch = unit.batches[plan_.files()[file].table];
  FilePart& part = unit.files[file];
  if (plan_.opens(unit.index)) gathered.open(part.raw);
  uint32_t taken = 0;
  for (;;) {
    taken += gathered.gather(batch, taken);
    const bool is_rest = plan_.closes(unit.index) && taken == batch.rows() && !gathered.is_empty();
    if (!gathered.is_full() && !is_rest) break;
    POLYCLINIC_TRY(encode_all(file));
    gathered.close_group(part.raw);
  }
  if (plan_.closes(unit.index)) gathered.finish(part.raw);
  if (plan_.compresses()) POLYCLINIC_TRY(tools.compressor(*plan_.files()[file].gathers).compress(part.raw.view(), part.segment));
  return {};
}

}  // namespace polyclinic::run
