// Whose turn it is, what passes through and what waits. The records' bytes are zip_records.cpp's business.
#include "engine/archive/zip_writer.h"

#include <utility>

#include "engine/archive/entry_name.h"
#include "engine/foundation/hash.h"

namespace polyclinic::archive {

namespace {

// Waiting data comes back in pieces of about this size: large enough for a disk, small enough to be cancelled between.
constexpr std::size_t kUsualPiece = std::size_t{1} << 20;

std::unexpected<Error> refuse_names(std::vector<Finding> findings) {
  return fail(ErrorKind::kInvalidInput, "these names cannot stand in a ZIP archive", std::move(findings));
}

std::unexpected<Error> misuse(std::string what) {
  return fail(ErrorKind::kInternal, "the ZIP writer was used wrongly: " + std::move(what));
}

}  // namespace

// Runs an action unless an error came before, and remembers the error that it gives.
template <class Action>
Status ZipWriter::guarded(Action action) {
  if (failure_) {
    return std::unexpected(*failure_);
  }
  Status status = action();
  if (!status) {
    failure_ = status.error();
    output_.clear();
  }
  return status;
}

Result<ZipWriter> ZipWriter::create(std::span<const std::string> names, std::uint64_t memory_budget, Spool* spool) {
  ZipWriter writer(memory_budget, spool);
  std::vector<Finding> findings;
  for (const std::string& name : names) {
    if (auto finding = writer.take_name(name)) {
      findings.push_back(*std::move(finding));
    }
  }
  if (!findings.empty()) {
    return refuse_names(std::move(findings));
  }
  return writer;
}

Result<std::uint32_t> ZipWriter::add_entry(std::string name) {
  const auto number = static_cast<std::uint32_t>(entries_.size());
  POLYCLINIC_TRY(guarded([&]() -> Status {
    if (finishing_) {
      return misuse("entry " + name + " was added after the end");
    }
    if (auto finding = take_name(name)) {
      return refuse_names({*std::move(finding)});
    }
    return {};
  }));
  return number;
}

// Makes an entry of that name, or says why not.
std::optional<Finding> ZipWriter::take_name(const std::string& name) {
  if (auto finding = find_fault_in_entry_name(name)) {
    return finding;
  }
  if (!names_.insert(name).second) {
    return Finding{name, "two entries have this name", "give each file its own"};
  }
  entries_.emplace_back().record.name = name;
  backlog_.add_queue();
  return std::nullopt;
}

Status ZipWriter::append(std::uint32_t number, const Segment& segment) {
  return guarded([&]() -> Status {
    POLYCLINIC_TRY(check_open(number, "append to"));
    Entry& entry = entries_[number];
    const std::string_view bytes = segment.bytes.view();
    entry.record.crc = polyclinic::crc32_combine(entry.record.crc, segment.crc, segment.raw_size);
    entry.record.raw_size += segment.raw_size;
    entry.record.compressed_size += bytes.size();
    if (number == turn_ && backlog_.empty(number) && fits(bytes.size() + entry.record.name.size() + kLargestRecord)) {
      put_header_of(entry);
      output_.append(bytes);
      return {};
    }
    return backlog_.push(number, bytes);
  });
}

Status ZipWriter::finish_entry(std::uint32_t number) {
  return guarded([&]() -> Status {
    POLYCLINIC_TRY(check_open(number, "finish"));
    Entry& entry = entries_[number];
    entry.record.compressed_size += kFinalBlock.size();
    entry.finished = true;
    pass_finished_entries();
    return {};
  });
}

Status ZipWriter::finish() {
  return guarded([&]() -> Status {
    for (const Entry& entry : entries_) {
      if (!entry.finished) {
        return misuse("the archive ends before entry " + entry.record.name + " was finished");
      }
    }
    finishing_ = true;
    return {};
  });
}

Status ZipWriter::check_open(std::uint32_t number, std::string_view action) const {
  if (number >= entries_.size()) {
    return misuse("there is no entry " + std::to_string(number) + " to " + std::string(action));
  }
  if (entries_[number].finished) {
    return misuse("entry " + entries_[number].record.name + " is finished already, too late to " + std::string(action));
  }
  return {};
}

bool ZipWriter::has_output() const {
  if (failure_) {
    return false;
  }
  if (!output_.empty()) {
    return true;
  }
  if (turn_ < entries_.size()) {
    return entries_[turn_].finished || !backlog_.empty(turn_);
  }
  return finishing_ && !ended_;
}

Status ZipWriter::take_output(ByteBuffer& piece) {
  piece.clear();
  return guarded([&]() -> Status {
    while (turn_ < entries_.size() && output_.size() < kUsualPiece && !backlog_.empty(turn_)) {
      POLYCLINIC_TRY(fill_from_backlog());
      pass_finished_entries();
    }
    pass_finished_entries();
    if (turn_ == entries_.size() && finishing_) {
      put_directory();
    }
    delivered_ += output_.size();
    output_.swap(piece);
    return {};
  });
}

// Writes the local header if the entry has none yet.
void ZipWriter::put_header_of(Entry& entry) {
  if (!entry.begun) {
    entry.begun = true;
    entry.record.header_offset = size();
    write_local_header(entry.record, output_);
  }
}

// Closes the entry whose turn it is, and those after it, as long as they are finished and nothing of them waits.
void ZipWriter::pass_finished_entries() {
  while (turn_ < entries_.size() && entries_[turn_].finished && backlog_.empty(turn_)) {
    Entry& entry = entries_[turn_];
    if (!fits(entry.record.name.size() + 2 * kLargestRecord)) {
      return;
    }
    put_header_of(entry);
    output_.append(kFinalBlock);
    write_data_descriptor(entry.record, output_);
    ++turn_;
  }
}

Status ZipWriter::fill_from_backlog() {
  put_header_of(entries_[turn_]);
  return backlog_.pop(turn_, kUsualPiece, output_);
}

// As much of the directory as there is room for.
void ZipWriter::put_directory() {
  if (!directory_offset_) {
    directory_offset_ = size();
  }
  for (; next_in_directory_ < entries_.size(); ++next_in_directory_) {
    const EntryRecord& record = entries_[next_in_directory_].record;
    if (!fits(record.name.size() + kLargestRecord)) {
      return;
    }
    write_directory_entry(record, output_);
  }
  if (!ended_ && fits(2 * kLargestRecord)) {
    write_end_of_directory(entries_.size(), *directory_offset_, size() - *directory_offset_, output_);
    ended_ = true;
  }
}

}  // namespace polyclinic::archive
