// Numbers records.
#include "engine/run/numberer.h"

namespace polyclinic::run {

Numberer::Numberer(const Plan& plan) : plan_(plan), format_of_(plan.files().size(), 0) {
  for (const PlannedRecords& planned : plan.records()) {
    for (size_t f = 0; f < planned.file_count; ++f) format_of_[planned.first_file + f] = numberings_.size();
    numberings_.push_back(planned.format->numbering());
  }
}

void Numberer::enter(Unit& unit) {
  for (size_t r = 0; r < numberings_.size(); ++r) {
    if (numberings_[r] == nullptr) continue;
    numberings_[r]->enter(*unit.numbers[r]);
    if (!plan_.closes(unit.index)) continue;
    const PlannedRecords& planned = plan_.records()[r];
    std::vector<formats::RecordOutput> outputs;
    for (size_t f = 0; f < planned.file_count; ++f) outputs.push_back({&unit.files[planned.first_file + f].raw, 0});
    numberings_[r]->close(outputs);
    for (size_t f = 0; f < planned.file_count; ++f) unit.files[planned.first_file + f].rows += outputs[f].records;
  }
}

Status Numberer::finish(Unit& unit, size_t file, GatherTools& tools) const {
  if (!plan_.files()[file].numbered) return {};
  FilePart& part = unit.files[file];
  numberings_[format_of_[file]]->finish(*unit.numbers[format_of_[file]], part.raw);
  if (plan_.compresses()) POLYCLINIC_TRY(tools.compressor().compress(part.raw.view(), part.segment));
  return {};
}

}  // namespace polyclinic::run
