// Keeps the books of a job's files: rows, bytes and checksum of each, and what the progress shows. Units are entered
// in order, by one thread at a time; so are the parts of one file closed, but those of different files may be closed by
// different threads at once. The totals may be read by any thread at any moment.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/foundation/hash.h"
#include "engine/run/plan.h"
#include "engine/run/unit.h"

namespace polyclinic::run {

class Accounts {
 public:
  // `checksums`: who hashes in place of the lanes; may be nullptr.
  Accounts(const Plan& plan, Checksums* checksums);

  // Enters the next unit in order, after its records were numbered, and marks which of its parts come after a separator. Quick: nothing is hashed.
  void enter(Unit& unit);

  // Adds the part of a unit that was entered, and completed if its file completes in order, to the checksum of that file,
  // in the order of the units.
  void close_part(const Unit& unit, size_t file);

  // Files whose parts wait for close_part(): all, or none when the host hashes and no file completes in order.
  size_t lanes() const { return hashes_.empty() && !plan_.completes_in_order() ? 0 : plan_.files().size(); }

  // Gives a unit, in order, to the host's checksums if there are any. On the caller's thread.
  void hash_by_host(const Unit& unit);

  // After every part of the last unit was hashed: SHA-256 in hex of each file.
  std::vector<std::string> checksums();

  uint64_t rows(size_t file) const { return totals_[file].rows.load(std::memory_order_relaxed); }
  uint64_t bytes(size_t file) const { return totals_[file].bytes.load(std::memory_order_relaxed); }
  uint64_t slots() const { return slots_.load(std::memory_order_relaxed); }
  uint64_t people() const { return people_.load(std::memory_order_relaxed); }

 private:
  struct Totals {
    std::atomic<uint64_t> rows{0}, bytes{0};
  };
  const Plan& plan_;
  Checksums* checksums_;
  std::vector<Sha256> hashes_;
  std::unique_ptr<Totals[]> totals_;
  std::atomic<uint64_t> slots_{0}, people_{0};
};

}  // namespace polyclinic::run
