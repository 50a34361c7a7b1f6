// Counts entries and replaces marks.
#include "engine/formats/vista/numbering.h"

#include "engine/foundation/number_text.h"

namespace polyclinic::formats::vista {
namespace {

constexpr size_t kFirstSlots = 1024;  // a power of two, as all sizes

size_t hash_of(uint64_t identity, uint32_t file) {
  uint64_t mixed = (identity ^ (uint64_t{file} << 58)) * 0x9E3779B97F4A7C15ULL;
  mixed ^= mixed >> 32;
  return static_cast<size_t>(mixed * 0xD6E8FEB86659FD93ULL >> 24);
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
  while (from < end) {
    const char* mark = static_cast<const char*>(std::memchr(from, kMark, static_cast<size_t>(end - from)));
    const size_t kept = static_cast<size_t>((mark == nullptr ? end : mark) - from);
    if (to != from) std::memmove(to, from, kept);
    to += kept;
    if (mark == nullptr) break;
    uint32_t index;
    std::memcpy(&index, mark + 2, sizeof index);
    to = write_u64(to, entries.number_of(static_cast<uint8_t>(mark[1]), index));
    from = mark + kMarkSize;
  }
  bytes.truncate(static_cast<size_t>(to - bytes.data()));
}

}  // namespace polyclinic::formats::vista
