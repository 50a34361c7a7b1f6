// ZIP records, field by field in the order of APPNOTE section 4.3. Not for reading them.
#include "engine/archive/zip_records.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <string_view>

namespace polyclinic::archive {

namespace {

constexpr std::uint32_t kLocalHeaderSignature = 0x04034B50;
constexpr std::uint32_t kDataDescriptorSignature = 0x08074B50;
constexpr std::uint32_t kDirectoryEntrySignature = 0x02014B50;
constexpr std::uint32_t kZip64EndSignature = 0x06064B50;
constexpr std::uint32_t kZip64LocatorSignature = 0x07064B50;
constexpr std::uint32_t kEndSignature = 0x06054B50;

constexpr std::uint16_t kVersionForDeflate = 20;
constexpr std::uint16_t kVersionForZip64 = 45;
constexpr std::uint16_t kMadeBy = 3 << 8 | kVersionForZip64;  // by the Unix rules: the mode below counts
constexpr std::uint16_t kFlags = 1 << 3 | 1 << 11;            // sizes follow the data; the name is UTF-8
constexpr std::uint16_t kDeflate = 8;
constexpr std::uint16_t kTime = 0;                            // 00:00:00
constexpr std::uint16_t kDate = 0 << 9 | 1 << 5 | 1;          // years since 1980, month, day
constexpr std::uint32_t kMode = 0100644u << 16;               // a plain file, rw-r--r--
constexpr std::uint16_t kZip64Field = 1;

// A field with this value says: see the ZIP64 record. So a number as large as it needs that record as well.
constexpr std::uint32_t kSee64 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kSee64Short = std::numeric_limits<std::uint16_t>::max();

bool needs_64(std::uint64_t value) { return value >= kSee64; }

std::uint32_t capped(std::uint64_t value) { return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, kSee64)); }

// Little-endian numbers into bytes that were reserved before.
class RecordBuilder {
 public:
  RecordBuilder(ByteBuffer& out, std::size_t name_size)
      : out_(out), end_(out.reserve(kLargestRecord + name_size)) {}
  ~RecordBuilder() { out_.commit(end_); }
  RecordBuilder(const RecordBuilder&) = delete;
  RecordBuilder& operator=(const RecordBuilder&) = delete;

  RecordBuilder& u16(std::uint16_t value) { return number(value, 2); }
  RecordBuilder& u32(std::uint32_t value) { return number(value, 4); }
  RecordBuilder& u64(std::uint64_t value) { return number(value, 8); }
  RecordBuilder& text(std::string_view bytes) {
    std::memcpy(end_, bytes.data(), bytes.size());
    end_ += bytes.size();
    return *this;
  }

 private:
  RecordBuilder& number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
      *end_++ = static_cast<char>(value >> (8 * i) & 0xFF);
    }
    return *this;
  }

  ByteBuffer& out_;
  char* end_;
};

}  // namespace

void write_local_header(const EntryRecord& entry, ByteBuffer& out) {
  RecordBuilder(out, entry.name.size())
      .u32(kLocalHeaderSignature)
      .u16(kVersionForDeflate)
      .u16(kFlags)
      .u16(kDeflate)
      .u16(kTime)
      .u16(kDate)
      .u32(0)  // CRC, compressed and raw size: in the data descriptor
      .u32(0)
      .u32(0)
      .u16(static_cast<std::uint16_t>(entry.name.size()))
      .u16(0)
      .text(entry.name);
}

void write_data_descriptor(const EntryRecord& entry, ByteBuffer& out) {
  RecordBuilder record(out, 0);
  record.u32(kDataDescriptorSignature).u32(entry.crc);
  if (needs_64(entry.compressed_size) || needs_64(entry.raw_size)) {
    record.u64(entry.compressed_size).u64(entry.raw_size);
  } else {
    record.u32(static_cast<std::uint32_t>(entry.compressed_size)).u32(static_cast<std::uint32_t>(entry.raw_size));
  }
}

void write_directory_entry(const EntryRecord& entry, ByteBuffer& out) {
  // The ZIP64 field holds exactly those numbers that do not fit in their own place, in this order.
  const std::uint64_t numbers[] = {entry.raw_size, entry.compressed_size, entry.header_offset};
  const auto large = static_cast<std::uint16_t>(std::count_if(std::begin(numbers), std::end(numbers), needs_64));
  const std::uint16_t extra_size = large == 0 ? 0 : static_cast<std::uint16_t>(4 + 8 * large);

  RecordBuilder record(out, entry.name.size());
  record.u32(kDirectoryEntrySignature)
      .u16(kMadeBy)
      .u16(large == 0 ? kVersionForDeflate : kVersionForZip64)
      .u16(kFlags)
      .u16(kDeflate)
      .u16(kTime)
      .u16(kDate)
      .u32(entry.crc)
      .u32(capped(entry.compressed_size))
      .u32(capped(entry.raw_size))
      .u16(static_cast<std::uint16_t>(entry.name.size()))
      .u16(extra_size)
      .u16(0)  // no comment
      .u16(0)  // on the first and only disk
      .u16(0)  // internal attributes: nothing is claimed about text or binary
      .u32(kMode)
      .u32(capped(entry.header_offset))
      .text(entry.name);
  if (large != 0) {
    record.u16(kZip64Field).u16(static_cast<std::uint16_t>(8 * large));
    for (const std::uint64_t number : numbers) {
      if (needs_64(number)) {
        record.u64(number);
      }
    }
  }
}

void write_end_of_directory(std::uint64_t entries, std::uint64_t directory_offset, std::uint64_t directory_size,
                            ByteBuffer& out) {
  if (entries >= kSee64Short || needs_64(directory_offset) || needs_64(directory_size)) {
    RecordBuilder(out, 0)
        .u32(kZip64EndSignature)
        .u64(44)  // bytes of this record that follow
        .u16(kMadeBy)
        .u16(kVersionForZip64)
        .u32(0)  // this disk, and the disk where the directory starts
        .u32(0)
        .u64(entries)  // on this disk, and in all
        .u64(entries)
        .u64(directory_size)
        .u64(directory_offset)
        .u32(kZip64LocatorSignature)
        .u32(0)
        .u64(directory_offset + directory_size)  // of the record above
        .u32(1);                                 // disks
  }
  const auto count = static_cast<std::uint16_t>(std::min<std::uint64_t>(entries, kSee64Short));
  RecordBuilder(out, 0)
      .u32(kEndSignature)
      .u16(0)
      .u16(0)
      .u16(count)
      .u16(count)
      .u32(capped(directory_size))
      .u32(capped(directory_offset))
      .u16(0);  // no comment
}

}  // namespace polyclinic::archive
