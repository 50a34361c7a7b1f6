// The headers and trailers of a ZIP archive, byte by byte (PKWARE's APPNOTE 6.3.x). Not the order in which they come
// (zip_writer.h), and not the data between them.
//
// One form for every entry, chosen so that the bytes do not depend on when its data came and that readers of all ages
// take it:
// - Method 8 (deflate) always, with bit 3: the sizes and the CRC follow the data. What is stored is stored in deflate
//   blocks: method 0 with its size behind the data cannot be read as a stream.
// - No ZIP64 field in the local header. The sizes behind the data take 4 bytes each, or 8 once one of them does not fit
//   in 4; the central directory then has the ZIP64 field. That is what Java's and Go's own writers do. Announcing
//   ZIP64 in every local header instead is refused by the stream reader of Java 17 and before for small entries.
// - Bit 11: names are UTF-8. The date is 1980-01-01 00:00:00, the mode a plain file with rw-r--r--.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/foundation/byte_buffer.h"

namespace polyclinic::archive {

// All that the records say of one entry.
struct EntryRecord {
  std::string name;                   // UTF-8, '/' separated, at most 65,535 bytes
  std::uint64_t header_offset = 0;    // where its local header starts in the archive
  std::uint64_t raw_size = 0;         // bytes before compression
  std::uint64_t compressed_size = 0;  // bytes between the local header and the data descriptor
  std::uint32_t crc = 0;              // CRC-32 of the raw bytes
};

void write_local_header(const EntryRecord& entry, ByteBuffer& out);

void write_data_descriptor(const EntryRecord& entry, ByteBuffer& out);

// An entry of the central directory.
void write_directory_entry(const EntryRecord& entry, ByteBuffer& out);

// What closes the archive; the ZIP64 records come first when one of the numbers needs them.
void write_end_of_directory(std::uint64_t entries, std::uint64_t directory_offset, std::uint64_t directory_size,
                            ByteBuffer& out);

// No record is longer than this and the name.
inline constexpr std::size_t kLargestRecord = 128;

}  // namespace polyclinic::archive
