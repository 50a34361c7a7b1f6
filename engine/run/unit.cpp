// Makes units: lives to ledgers, and these to batches to bytes, or to bytes at once.
#include "engine/run/unit.h"

namespace polyclinic::run {

uint64_t Unit::memory() const {
  uint64_t bytes = 0;
  for (const FilePart& part : files) bytes += part.memory();
  for (const tables::Batch& batch : batches) bytes += batch.memory();
  return bytes;
}

void Unit::release() {
  for (FilePart& part : files) {
    part.raw = {};
    part.segment.bytes = {};
  }
  batches.clear();
}

UnitMaker::UnitMaker(const Plan& plan, const std::atomic<bool>& cancelled, archive::SegmentCompressor compressor)
    : plan_(plan), cancelled_(cancelled), compressor_(std::move(compressor)) {
  runner_ = plan.life().make_runner(plan.world());
  batches_ = make_batches();
  for (const PlannedRecords& planned : plan.records()) {
    records_.push_back({planned.format->writer(), std::vector<formats::RecordOutput>(planned.file_count)});
  }
}

std::vector<tables::Batch> UnitMaker::make_batches() const {
  return {plan_.dataset().tables.begin(), plan_.dataset().tables.end()};
}

Result<std::unique_ptr<UnitMaker>> UnitMaker::create(const Plan& plan, const std::atomic<bool>& cancelled) {
  POLYCLINIC_ASSIGN(auto compressor, archive::SegmentCompressor::create(plan.config().compression_level));
  return std::unique_ptr<UnitMaker>(new UnitMaker(plan, cancelled, std::move(compressor)));
}

// Empties the buffers of all files and begins those that begin here.
void UnitMaker::open_outputs(Unit& unit) {
  for (size_t f = 0; f < unit.files.size(); ++f) {
    const PlannedFile& file = plan_.files()[f];
    FilePart& part = unit.files[f];
    part.separated = false;
    part.rows = 0;
    if (file.gathers != nullptr) {
      part.raw = ByteBuffer();  // groups are large and rare: their memory is not kept
      part.segment = archive::Segment();
      continue;
    }
    part.raw.clear();
    if (plan_.opens(unit.index)) part.raw.append(file.before);
  }
  unit.numbers.resize(records_.size());
  for (size_t r = 0; r < records_.size(); ++r) {
    std::unique_ptr<formats::UnitNumbers>& numbers = unit.numbers[r];
    if (numbers == nullptr) numbers = plan_.records()[r].format->unit_numbers();
    if (numbers != nullptr) records_[r].writer->begin_unit(*numbers);
    for (size_t f = 0; f < records_[r].outputs.size(); ++f) {
      records_[r].outputs[f] = {&unit.files[plan_.records()[r].first_file + f].raw, 0};
    }
  }
}

void UnitMaker::tell_directory(const datasets::Batches& wanted) {
  const world::DirectoryExtract extract = world::extract_directory(plan_.world(), plan_.config().patients);
  if (plan_.makes_rows()) plan_.rows().append_directory(extract, wanted);
  for (Records& records : records_) records.writer->add_directory(extract, records.outputs);
}

void UnitMaker::tell(const ledger::Ledger& ledger, const datasets::Batches& wanted) {
  if (plan_.makes_rows()) plan_.rows().append(ledger, wanted);
  for (Records& records : records_) records.writer->add(ledger, records.outputs);
}

Status UnitMaker::make(uint64_t index, Unit& unit) {
  unit.index = index;
  unit.slots = 0;
  unit.people = 0;
  unit.files.resize(plan_.files().size());
  // Rows that are gathered stay with the unit until they are taken: it has batches of its own.
  if (plan_.gathers() && unit.batches.empty()) unit.batches = make_batches();
  std::vector<tables::Batch>& batches = plan_.gathers() ? unit.batches : batches_;
  datasets::Batches wanted(batches.size());
  for (size_t t = 0; t < batches.size(); ++t) {
    batches[t].clear();
    wanted[t] = plan_.wanted_tables()[t] ? &batches[t] : nullptr;
  }

  open_outputs(unit);
  if (plan_.opens(index)) {
    if (plan_.has_directory()) tell_directory(wanted);
  } else if (!plan_.closes(index)) {
    for (uint64_t slot = plan_.first_slot(index); slot < plan_.end_slot(index); ++slot) {
      POLYCLINIC_TRY(plan_.life().people_of_slot(plan_.world(), slot, runner_.get(), ledger_, [&](const ledger::Ledger& ledger) {
        tell(ledger, wanted);
        ++unit.people;
        return !cancelled_.load(std::memory_order_relaxed);
      }));
      if (cancelled_.load(std::memory_order_relaxed)) return fail(ErrorKind::kCancelled, "the run was cancelled");
      ++unit.slots;
    }
  }

  for (size_t r = 0; r < records_.size(); ++r) {
    for (size_t f = 0; f < records_[r].outputs.size(); ++f) {
      unit.files[plan_.records()[r].first_file + f].rows = records_[r].outputs[f].records;
    }
  }
  for (size_t f = 0; f < unit.files.size(); ++f) {
    const PlannedFile& file = plan_.files()[f];
    FilePart& part = unit.files[f];
    if (file.table != formats::kNoTable) part.rows = batches[file.table].rows();
    if (file.gathers != nullptr) continue;
    if (file.encoder != nullptr && part.rows > 0) file.encoder->encode(batches[file.table], part.raw);
    if (plan_.closes(index)) part.raw.append(file.after);
    if (plan_.compresses() && !file.completes_in_order()) {
      POLYCLINIC_TRY(compressor_.compress(part.raw.view(), part.segment));
    }
  }
  return {};
}

}  // namespace polyclinic::run
