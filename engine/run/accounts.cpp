// Enters units into the books.
#include "engine/run/accounts.h"

namespace polyclinic::run {

Accounts::Accounts(const Plan& plan, Checksums* checksums)
    : plan_(plan),
      checksums_(checksums),
      hashes_(checksums == nullptr ? plan.files().size() : 0),
      totals_(std::make_unique<Totals[]>(plan.files().size())) {}

void Accounts::enter(Unit& unit) {
  for (size_t f = 0; f < unit.files.size(); ++f) {
    FilePart& part = unit.files[f];
    const std::string_view between = plan_.files()[f].between;
    uint64_t bytes = plan_.files()[f].completes_in_order() ? 0 : part.raw.size();
    if (part.rows > 0 && !between.empty() && totals_[f].rows.load(std::memory_order_relaxed) > 0) {
      part.separated = true;
      bytes += between.size();
    }
    totals_[f].rows.fetch_add(part.rows, std::memory_order_relaxed);
    totals_[f].bytes.fetch_add(bytes, std::memory_order_relaxed);
  }
  slots_.fetch_add(unit.slots, std::memory_order_relaxed);
  people_.fetch_add(unit.people, std::memory_order_relaxed);
}

void Accounts::close_part(const Unit& unit, size_t file) {
  const FilePart& part = unit.files[file];
  // When the unit was entered, its rows had not been gathered yet, its records had no numbers.
  if (plan_.files()[file].completes_in_order()) totals_[file].bytes.fetch_add(part.raw.size(), std::memory_order_relaxed);
  if (hashes_.empty()) return;
  if (part.separated) hashes_[file].update(plan_.files()[file].between);
  hashes_[file].update(part.raw.view());
}

void Accounts::hash_by_host(const Unit& unit) {
  if (checksums_ == nullptr) return;
  for (uint32_t f = 0; f < unit.files.size(); ++f) {
    const FilePart& part = unit.files[f];
    if (part.separated) checksums_->update(f, plan_.files()[f].between);
    if (!part.raw.empty()) checksums_->update(f, part.raw.view());
  }
}

std::vector<std::string> Accounts::checksums() {
  std::vector<std::string> all;
  if (checksums_ != nullptr) {
    for (uint32_t f = 0; f < plan_.files().size(); ++f) all.push_back(checksums_->finish(f));
  }
  for (Sha256& hash : hashes_) all.push_back(hex(hash.finish()));
  return all;
}

}  // namespace polyclinic::run
