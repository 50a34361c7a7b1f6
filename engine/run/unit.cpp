// Makes units: lives to ledgers to batches to bytes.
#include "engine/run/unit.h"

namespace polyclinic::run {

uint64_t Unit::memory() const {
  uint64_t bytes = 0;
  for (const FilePart& part : files) bytes += part.raw.capacity() + part.segment.bytes.capacity();
  return bytes;
}

void Unit::release() {
  for (FilePart& part : files) {
    part.raw = {};
    part.segment.bytes = {};
  }
}

UnitMaker::UnitMaker(const Plan& plan, const std::atomic<bool>& cancelled, archive::SegmentCompressor compressor)
    : plan_(plan), cancelled_(cancelled), compressor_(std::move(compressor)) {
  runner_ = plan.life().make_runner(plan.world());
  const auto& tables = plan.dataset().tables;
  batches_.reserve(tables.size());  // wanted_ points into it
  for (uint32_t t = 0; t < tables.size(); ++t) {
    batches_.emplace_back(tables[t]);
    wanted_.push_back(plan.wanted_tables()[t] ? &batches_[t] : nullptr);
  }
}

Result<std::unique_ptr<UnitMaker>> UnitMaker::create(const Plan& plan, const std::atomic<bool>& cancelled) {
  POLYCLINIC_ASSIGN(auto compressor, archive::SegmentCompressor::create(plan.config().compression_level));
  return std::unique_ptr<UnitMaker>(new UnitMaker(plan, cancelled, std::move(compressor)));
}

Status UnitMaker::make(uint64_t index, Unit& unit) {
  unit.index = index;
  unit.slots = 0;
  unit.people = 0;
  unit.files.resize(plan_.files().size());
  for (tables::Batch& batch : batches_) batch.clear();

  if (plan_.opens(index)) {
    if (plan_.has_directory()) {
      plan_.rows().append_directory(world::extract_directory(plan_.world(), plan_.config().patients), wanted_);
    }
  } else if (!plan_.closes(index)) {
    for (uint64_t slot = plan_.first_slot(index); slot < plan_.end_slot(index); ++slot) {
      POLYCLINIC_TRY(plan_.life().people_of_slot(plan_.world(), slot, runner_.get(), ledger_, [&](const ledger::Ledger& ledger) {
        plan_.rows().append(ledger, wanted_);
        ++unit.people;
        return !cancelled_.load(std::memory_order_relaxed);
      }));
      if (cancelled_.load(std::memory_order_relaxed)) return fail(ErrorKind::kCancelled, "the run was cancelled");
      ++unit.slots;
    }
  }

  for (size_t f = 0; f < unit.files.size(); ++f) {
    const PlannedFile& file = plan_.files()[f];
    FilePart& part = unit.files[f];
    part.raw.clear();
    part.separated = false;
    part.rows = file.encoder == nullptr ? 0 : batches_[file.table].rows();
    if (plan_.opens(index)) part.raw.append(file.encoder == nullptr ? file.text : file.encoder->before());
    if (part.rows > 0) file.encoder->encode(batches_[file.table], part.raw);
    if (plan_.closes(index) && file.encoder != nullptr) part.raw.append(file.encoder->after());
    if (plan_.compresses()) POLYCLINIC_TRY(compressor_.compress(part.raw.view(), part.segment));
  }
  return {};
}

}  // namespace polyclinic::run
