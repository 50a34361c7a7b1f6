// Internal entry numbers (IENs): dense in every file over the whole dataset, whatever thread tells what. A writer counts
// within its unit and writes marks; when the units are in order, the marks become numbers.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/formats/record_format.h"
#include "engine/formats/vista/files.h"

namespace polyclinic::formats::vista {

// What a shared entry is for: two numbers of the file's own that make it what it is (ids of texts, indexes of the world),
// and one that is only remembered, of whoever came first.
struct Key {
  uint32_t a = 0, b = 0, remembered = 0;
  uint64_t identity() const { return uint64_t{a} << 32 | b; }
};

// An entry within its unit.
struct Entry {
  File file;
  uint32_t index;  // counted from 0
};

// A mark in the bytes: kMark, the file, the entry's index, and room for ten digits in all. FileMan's texts have no control
// characters, so that kMark stands nowhere else.
inline constexpr char kMark = '\x01';
inline constexpr size_t kMarkSize = 10;

inline char* write_mark(char* out, Entry entry) {
  out[0] = kMark;
  out[1] = static_cast<char>(index_of(entry.file));
  std::memcpy(out + 2, &entry.index, sizeof entry.index);
  std::memset(out + 6, 0, kMarkSize - 6);
  return out + kMarkSize;
}

class EntryNumbers final : public UnitNumbers {
 public:
  EntryNumbers();

  // Forgets everything: the next unit begins.
  void clear();
  // A new entry of a counted file.
  Entry add(File file) { return {file, counts_[index_of(file)]++}; }
  // The entry of a shared file that is for this.
  Entry share(File file, Key key);
  // An entry of a file that follows another: it has that entry's number, and the highest of all so far.
  void follow(File file, Entry followed) {
    ++counts_[index_of(file)];
    last_followed_[index_of(file)] = followed.index;
  }
  uint32_t count(File file) const { return counts_[index_of(file)]; }

  uint64_t number_of(uint32_t file, uint32_t index) const {
    return kFiles[file].numbers == Numbers::kShared ? shared_numbers_[file][index] : first_[file] + index;
  }

 private:
  friend class Numbering;
  struct Slot {
    uint64_t identity = 0;
    uint32_t generation = 0;  // the slot is free when this is not the unit's
    uint32_t index = 0;
    uint32_t file = 0;
  };
  void grow();

  std::array<uint32_t, kFileCount> counts_{}, last_followed_{};
  std::array<std::vector<Key>, kFileCount> shared_;
  // A hash table of all that is shared, emptied by counting generations.
  std::vector<Slot> slots_;
  uint32_t generation_ = 1, used_ = 0;
  // Known once entered.
  std::array<uint64_t, kFileCount> first_{};
  std::array<std::vector<uint64_t>, kFileCount> shared_numbers_;
};

// What was numbered so far, by file.
struct FileNumbers {
  uint64_t count = 0, last = 0;
  std::vector<Key> shared;  // of shared files: entry n is shared[n - 1]
  std::unordered_map<uint64_t, uint64_t> number_of;  // by identity; looked up only, never walked

  uint64_t find(uint32_t a, uint32_t b) const {
    const auto found = number_of.find(Key{a, b}.identity());
    return found == number_of.end() ? 0 : found->second;
  }
};
using AllNumbers = std::array<FileNumbers, kFileCount>;

// Writes what is known at the end: shared and fixed entries, headers.
class EndWriter {
 public:
  virtual ~EndWriter() = default;
  virtual void write(const AllNumbers& numbers, std::span<RecordOutput> outputs) const = 0;
};

class Numbering final : public RecordNumbering {
 public:
  // `end` outlives it.
  explicit Numbering(const EndWriter& end) : end_(end) {}

  void enter(UnitNumbers& unit) override;
  void finish(const UnitNumbers& unit, ByteBuffer& bytes) const override;
  void close(std::span<RecordOutput> outputs) const override { end_.write(files_, outputs); }

 private:
  const EndWriter& end_;
  AllNumbers files_;
};

}  // namespace polyclinic::formats::vista
