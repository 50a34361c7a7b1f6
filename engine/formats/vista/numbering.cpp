// Counts entries and replaces marks.
#include "engine/formats/vista/numbering.h"

#include <bit>

#include "engine/foundation/number_text.h"

namespace polyclinic::formats::vista {
namespace {

constexpr size_t kFirstSlots = 1024;  // a power of two, as all sizes

size_t hash_of(uint64_t identity, uint32_t file) {
  uint64_t mixed = (identity ^ (uint64_t{file} << 58)) * 0x9E3779B97F4A7C15ULL;
  mixed ^= mixed >> 32;
  return static_cast<size_t>(mixed * 0xD6E8FEB86659FD93ULL >> 24);
}

// The place of the first kMark among eight bytes, 8 when there is none.
uint32_t mark_in(uint64_t word) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kOnes = 0x0101010101010101U, kHighs = 0x8080808080808080U;
  static_assert(kMark == 1);
  const uint64_t marks = word ^ kOnes;  // a mark is a zero byte now
  const uint64_t found = (marks - kOnes) & ~marks & kHighs;
  return found == 0 ? 8 : static_cast<uint32_t>(std::countr_zero(found)) / 8;
}

}  // namespace

EntryNumbers::EntryNumbers() : slots_(kFirstSlots) {}

void EntryNumbers::clear() {
  counts_.fill(0);
  last_followed_.fill(0);
  for (std::vector<Key>& keys : shared_) keys.clear();
  ++generation_;
  used_ = 0;
}

Entry EntryNumbers::share(File file, Key key) {
  const uint64_t identity = key.identity();
  const uint32_t number = index_of(file);
  for (size_t at = hash_of(identity, number);; ++at) {
    Slot& slot = slots_[at & (slots_.size() - 1)];
    if (slot.generation != generation_) {
      slot = {identity, generation_, static_cast<uint32_t>(shared_[number].size()), number};
      shared_[number].push_back(key);
      const uint32_t index = slot.index;
      if (++used_ > slots_.size() / 2) grow();
      return {file, index};
    }
    if (slot.identity == identity && slot.file == number) return {file, slot.index};
  }
}

void EntryNumbers::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  for (const Slot& slot : slots_) {
    if (slot.generation != generation_) continue;
    size_t at = hash_of(slot.identity, slot.file);
    while (larger[at & (larger.size() - 1)].generation == generation_) ++at;
    larger[at & (larger.size() - 1)] = slot;
  }
  slots_ = std::move(larger);
}

void Numbering::enter(UnitNumbers& unit) {
  EntryNumbers& entries = static_cast<EntryNumbers&>(unit);
  for (uint32_t f = 0; f < kFileCount; ++f) {
    FileNumbers& file = files_[f];
    switch (kFiles[f].numbers) {
      case Numbers::kFixed: break;
      case Numbers::kCounted:
        entries.first_[f] = file.count + 1;
        file.last = file.count += entries.counts_[f];
        break;
      case Numbers::kShared:
        entries.shared_numbers_[f].clear();
        for (const Key& key : entries.shared_[f]) {
          const auto [found, is_new] = file.number_of.try_emplace(key.identity(), file.count + 1);
          if (is_new) {
            file.shared.push_back(key);
            file.last = ++file.count;
          }
          entries.shared_numbers_[f].push_back(found->second);
        }
        break;
      case Numbers::kFollow: break;
    }
  }
  // Those whose numbers they have are known now.
  for (uint32_t f = 0; f < kFileCount; ++f) {
    if (kFiles[f].numbers != Numbers::kFollow || entries.counts_[f] == 0) continue;
    files_[f].count += entries.counts_[f];
    files_[f].last = entries.number_of(index_of(kFiles[f].follows), entries.last_followed_[f]);
  }
}

void Numbering::finish(const UnitNumbers& unit, ByteBuffer& bytes) const {
  const EntryNumbers& entries = static_cast<const EntryNumbers&>(unit);
  if (bytes.empty()) return;
  char* to = bytes.data();
  const char* from = to;
  const char* const end = from + bytes.size();
  // Word by word: what is written lies before what is still to be read, as nothing gets longer.
  while (from < end) {
    uint64_t word;
    if (end - from < static_cast<ptrdiff_t>(sizeof word)) {  // less than a mark
      std::memmove(to, from, static_cast<size_t>(end - from));
      to += end - from;
      break;
    }
    std::memcpy(&word, from, sizeof word);
    const uint32_t kept = mark_in(word);
    if (kept == 8) {
      std::memcpy(to, &word, sizeof word);
      from += sizeof word;
      to += sizeof word;
      continue;
    }
    const uint32_t file = static_cast<uint8_t>(from[kept + 1]);
    uint32_t index;
    std::memcpy(&index, from + kept + 2, sizeof index);
    from += kept + kMarkSize;
    std::memcpy(to, &word, sizeof word);  // a mark has more bytes than are written too many
    to = write_u64(to + kept, entries.number_of(file, index));
  }
  bytes.truncate(static_cast<size_t>(to - bytes.data()));
}

}  // namespace polyclinic::formats::vista
