// A strict reader of whole ZIP archives in memory, written from the format and not from the writer, for the tests of
// engine/archive. Not for other ZIPs: it refuses what ours never have.
#pragma once

#include <zlib.h>

// zlib built with a prefix renames these by macro, in our own declarations too.
#undef compress
#undef crc32
#undef crc32_combine

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/hash.h"

namespace polyclinic::testing {

// The bytes of a raw deflate stream that ends exactly at the end of `deflated`; none when it is damaged.
inline std::optional<std::string> inflate_all(std::string_view deflated) {
  z_stream stream = {};
  if (inflateInit2(&stream, -15) != Z_OK) {
    return std::nullopt;
  }
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(deflated.data()));
  stream.avail_in = static_cast<uInt>(deflated.size());
  std::string raw;
  thread_local std::vector<char> room(std::size_t{1} << 18);  // once, not for each of 70,000 entries
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    outcome = inflate(&stream, Z_NO_FLUSH);
    raw.append(room.data(), room.size() - stream.avail_out);
  }
  const bool whole = outcome == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? std::optional(raw) : std::nullopt;
}

struct ReadEntry {
  std::string name;
  std::string raw;
  std::uint64_t compressed_size = 0;

  bool operator==(const ReadEntry&) const = default;
};

class ZipReader {
 public:
  explicit ZipReader(std::string_view archive) : archive_(archive) {}

  // The entries in order, or none and a reason in fault().
  std::optional<std::vector<ReadEntry>> read() {
    if (archive_.size() < 22 || number(archive_.size() - 22, 4) != 0x06054B50) {
      return refuse("no end record");
    }
    const std::size_t end = archive_.size() - 22;
    std::uint64_t count = number(end + 10, 2);
    std::uint64_t directory_size = number(end + 12, 4);
    std::uint64_t directory = number(end + 16, 4);
    std::uint64_t directory_end = end;
    if (count == 0xFFFF || directory_size == 0xFFFFFFFF || directory == 0xFFFFFFFF) {
      if (end < 76 || number(end - 20, 4) != 0x07064B50 || number(end - 76, 4) != 0x06064B50 ||
          number(end - 12, 8) != end - 76) {
        return refuse("no ZIP64 end records");
      }
      count = number(end - 76 + 32, 8);
      directory_size = number(end - 76 + 40, 8);
      directory = number(end - 76 + 48, 8);
      directory_end = end - 76;
    }
    if (directory + directory_size != directory_end) {
      return refuse("the directory does not end at the end records");
    }
    std::vector<ReadEntry> entries;
    std::uint64_t at = directory;
    std::uint64_t next_header = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      ReadEntry entry;
      if (!read_entry(at, next_header, directory, entry)) {
        return std::nullopt;
      }
      entries.push_back(std::move(entry));
    }
    if (at != directory_end || next_header != directory) {
      return refuse("bytes that belong to nothing");
    }
    return entries;
  }

  const std::string& fault() const { return fault_; }

 private:
  std::uint64_t number(std::uint64_t at, int bytes) const {
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) {
      value = value << 8 | static_cast<std::uint8_t>(archive_[static_cast<std::size_t>(at) + static_cast<std::size_t>(i)]);
    }
    return value;
  }

  std::nullopt_t refuse(std::string reason) {
    fault_ = std::move(reason);
    return std::nullopt;
  }

  bool wrong(std::string reason) {
    fault_ = std::move(reason);
    return false;
  }

  // One directory entry at `at`, its local header at `next_header`; both move on. Sizes here are below 4 GiB.
  bool read_entry(std::uint64_t& at, std::uint64_t& next_header, std::uint64_t directory, ReadEntry& entry) {
    if (at + 46 > archive_.size() || number(at, 4) != 0x02014B50) {
      return wrong("no directory entry");
    }
    const std::uint64_t crc = number(at + 16, 4);
    const std::uint64_t name_size = number(at + 28, 2);
    entry.compressed_size = number(at + 20, 4);
    entry.name = archive_.substr(static_cast<std::size_t>(at) + 46, static_cast<std::size_t>(name_size));
    if (number(at + 8, 2) != 0x0808 || number(at + 10, 2) != 8 || number(at + 12, 4) != 0x00210000 ||
        number(at + 30, 2) != 0 || number(at + 32, 2) != 0) {
      return wrong("unexpected flags, method, date or extra field in the directory for " + entry.name);
    }
    const std::uint64_t local = number(at + 42, 4);
    if (local != next_header || number(local, 4) != 0x04034B50 || number(local + 6, 8) != number(at + 8, 8) ||
        number(local + 14, 8) != 0 || number(local + 22, 4) != 0 || number(local + 26, 2) != name_size ||
        number(local + 28, 2) != 0 ||
        archive_.substr(static_cast<std::size_t>(local) + 30, static_cast<std::size_t>(name_size)) != entry.name) {
      return wrong("the local header differs for " + entry.name);
    }
    const std::uint64_t data = local + 30 + name_size;
    const std::uint64_t descriptor = data + entry.compressed_size;
    if (descriptor + 16 > directory || number(descriptor, 4) != 0x08074B50 || number(descriptor + 4, 4) != crc ||
        number(descriptor + 8, 8) != number(at + 20, 8)) {
      return wrong("the data descriptor differs for " + entry.name);
    }
    auto raw = inflate_all(
        archive_.substr(static_cast<std::size_t>(data), static_cast<std::size_t>(entry.compressed_size)));
    if (!raw || raw->size() != number(at + 24, 4) || crc32(0, *raw) != crc) {
      return wrong("the data is damaged of " + entry.name);
    }
    entry.raw = *std::move(raw);
    at += 46 + name_size;
    next_header = descriptor + 16;
    return true;
  }

  std::string_view archive_;
  std::string fault_;
};

}  // namespace polyclinic::testing
