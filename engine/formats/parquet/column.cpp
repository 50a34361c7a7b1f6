// Encodes columns: nulls apart, a dictionary where it is the smaller, differences or plain values where not.
#include "engine/formats/parquet/column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "engine/foundation/hash.h"
#include "engine/formats/decimal_double.h"
#include "engine/formats/parquet/run_length.h"
#include "engine/formats/parquet/thrift_writer.h"

namespace polyclinic::formats::parquet {
namespace {

using tables::Column;
using tables::ColumnType;

// A page has about as many bytes before compression at most: readers hold a page in memory.
constexpr uint64_t kPageBytes = 4 << 20;
// A dictionary is given up when of the first so many values more than three quarters differ.
constexpr uint32_t kTrial = 4096;
// Texts longer than this are no use as bounds.
constexpr size_t kLongestBound = 64;

// 16 bytes, the first digit first.
struct Uuid {
  uint64_t high, low;
  bool operator==(const Uuid&) const = default;
};
constexpr uint64_t big_endian(uint64_t value) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

uint64_t hash_of(const Uuid& id) { return id.low >> 8; }  // random digits
uint64_t hash_of(int64_t value) { return static_cast<uint64_t>(value) * 0x9E3779B97F4A7C15 >> 32; }
uint64_t hash_of(int32_t value) { return hash_of(int64_t{value}); }
uint64_t hash_of(double value) { return mix64(std::bit_cast<uint64_t>(value)); }
uint64_t hash_of(std::string_view text) {
  uint64_t hash = text.size() * 0x9E3779B97F4A7C15;
  const char* at = text.data();
  size_t left = text.size();
  for (; left > 8; left -= 8, at += 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93;
    hash ^= hash >> 32;
  }
  uint64_t word = 0;
  std::memcpy(&word, at, left);
  return mix64(hash ^ word);
}

bool same(double a, double b) { return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b); }
template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}

void append_plain(ByteBuffer& out, std::string_view text) {
  char* at = out.reserve(4 + text.size());
  const uint32_t size = static_cast<uint32_t>(text.size());
  std::memcpy(at, &size, 4);
  std::memcpy(at + 4, text.data(), text.size());
  out.commit(at + 4 + text.size());
}
template <class T>
void append_plain(ByteBuffer& out, T value) {
  char* at = out.reserve(sizeof value);
  std::memcpy(at, &value, sizeof value);
  out.commit(at + sizeof value);
}

class ColumnEncoder {
 public:
  ColumnEncoder(const tables::Batch& group, uint32_t column, const TextPool& texts, Codec codec, ColumnWorkspace& workspace,
                Chunk& chunk)
      : group_(group), index_(column), column_(group.table().columns[column]), texts_(texts), w_(workspace), chunk_(chunk) {
    chunk.pages.clear();
    chunk.codec = codec;
    chunk.encoding = Encoding::kPlain;
    chunk.has_dictionary = chunk.has_range = false;
    chunk.data_offset = chunk.uncompressed = 0;
    chunk.values = group.rows();
    chunk.nulls = 0;
  }

  Status encode() {
    switch (column_.type) {
      case ColumnType::kId: {
        const auto ids = collect<Id, Uuid>([](Id id) { return bool(id); }, [](Id id) { return Uuid{big_endian(id.high), big_endian(id.low)}; });
        return uuids(ids);
      }
      case ColumnType::kTerm:
        return terms(collect<TextId, TextId>([](TextId id) { return id != kNoText; }, [](TextId id) { return id; }));
      case ColumnType::kText:
        // In a column that has no nulls a text without bytes is an empty one.
        return strings(collect<std::string_view, std::string_view>(
            [](std::string_view text) { return text.data() != nullptr; },
            [](std::string_view text) { return text.data() == nullptr ? std::string_view("") : text; }));
      case ColumnType::kInteger:
        return integers(collect<int64_t, int64_t>([](int64_t value) { return value != tables::kNullInteger; },
                                                  [](int64_t value) { return value; }));
      case ColumnType::kDecimal: {
        const auto is_there = [](int64_t value) { return value != tables::kNullInteger; };
        if (physical_type(column_) == PhysicalType::kInt32) {
          return integers(collect<int64_t, int32_t>(is_there, [](int64_t value) { return static_cast<int32_t>(value); }));
        }
        return integers(collect<int64_t, int64_t>(is_there, [](int64_t value) { return value; }));
      }
      case ColumnType::kNumber:
        return doubles(collect<tables::Number, double>(
            [](tables::Number number) { return number.mantissa != tables::kNullInteger; }, decimal_double));
      case ColumnType::kDate:
        return integers(collect<Day, int32_t>([](Day day) { return day != tables::kNullDate; }, [](Day day) { return day; }));
      case ColumnType::kTimestamp:
        return integers(collect<Instant, int64_t>([](Instant instant) { return instant != tables::kNullInstant; },
                                                  [](Instant instant) { return instant; }));
      case ColumnType::kBoolean:
        break;
    }
    return booleans();
  }

 private:
  // The values that are no nulls, converted; sets `present` and counts the nulls.
  template <class From, class To, class IsThere, class Convert>
  std::span<const To> collect(IsThere is_there, Convert convert) {
    const From* from = group_.values<From>(index_);
    const uint32_t rows = group_.rows();
    w_.values.clear();
    To* to = reinterpret_cast<To*>(w_.values.reserve((rows + 1) * sizeof(To)));
    uint32_t count = 0;
    if (!column_.nullable) {
      for (; count < rows; ++count) to[count] = convert(from[count]);
    } else {
      w_.present.resize(rows);
      uint8_t* present = w_.present.data();
      for (uint32_t row = 0; row < rows; ++row) {
        // Without a branch: nulls come as they like.
        const bool there = is_there(from[row]);
        present[row] = there;
        to[count] = convert(from[row]);
        count += there;
      }
    }
    chunk_.nulls = rows - count;
    return {to, count};
  }

  // Codes for all values and the entries that they stand for; false when there are too many for a dictionary.
  template <class T>
  bool build_dictionary(std::span<const T> values) {
    const uint32_t count = static_cast<uint32_t>(values.size());
    if (count == 0) return false;
    w_.slots.assign(std::bit_ceil(size_t{count} * 2), 0);
    w_.entries.clear();
    w_.codes.resize(count);
    const size_t mask = w_.slots.size() - 1;
    uint32_t code = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (i == kTrial && w_.entries.size() > kTrial / 4 * 3) return false;
      if (i > 0 && same(values[i], values[i - 1])) {
        w_.codes[i] = code;
        continue;
      }
      size_t slot = hash_of(values[i]) & mask;
      while (w_.slots[slot] != 0 && !same(values[w_.entries[w_.slots[slot] - 1]], values[i])) slot = (slot + 1) & mask;
      if (w_.slots[slot] == 0) {
        w_.entries.push_back(i);
        w_.slots[slot] = static_cast<uint32_t>(w_.entries.size());
      }
      code = w_.slots[slot] - 1;
      w_.codes[i] = code;
    }
    return true;
  }

  Status uuids(std::span<const Uuid> ids) {
    const auto less = [](const Uuid& a, const Uuid& b) { return std::memcmp(&a, &b, sizeof a) < 0; };
    const bool unique = column_.primary_key && sole_key();
    const bool has_dictionary = !unique && build_dictionary(ids);
    if (!ids.empty()) {
      const Uuid *least = &ids[0], *greatest = &ids[0];
      const auto see = [&](const Uuid& id) {
        if (less(id, *least)) least = &id;
        if (less(*greatest, id)) greatest = &id;
      };
      if (has_dictionary) {
        for (const uint32_t entry : w_.entries) see(ids[entry]);
      } else {
        for (const Uuid& id : ids) see(id);
      }
      set_range({reinterpret_cast<const char*>(least), 16}, {reinterpret_cast<const char*>(greatest), 16});
    }
    if (has_dictionary && w_.entries.size() * 16 + packed_bytes(ids.size()) < ids.size() * 16) {
      w_.plain.clear();
      for (const uint32_t entry : w_.entries) append_plain(w_.plain, ids[entry]);
      return dictionary_pages();
    }
    // Random digits: no codec finds anything in them.
    chunk_.codec = Codec::kNone;
    return plain_pages(ids, [](ByteBuffer& out, std::span<const Uuid> part) {
      out.append({reinterpret_cast<const char*>(part.data()), part.size_bytes()});
    });
  }

  bool sole_key() const {
    const auto& columns = group_.table().columns;
    return std::count_if(columns.begin(), columns.end(), [](const Column& column) { return column.primary_key; }) == 1;
  }

  Status terms(std::span<const TextId> ids) {
    w_.term_slots.resize(texts_.size());
    w_.entries.clear();
    w_.codes.resize(ids.size());
    uint64_t bytes = 0;
    for (size_t i = 0; i < ids.size(); ++i) {
      uint32_t& slot = w_.term_slots[ids[i]];
      if (slot == 0) {
        w_.entries.push_back(ids[i]);
        slot = static_cast<uint32_t>(w_.entries.size());
      }
      w_.codes[i] = slot - 1;
    }
    w_.plain.clear();
    std::string_view least, greatest;
    for (const TextId entry : w_.entries) {
      w_.term_slots[entry] = 0;
      const std::string_view text = texts_.text(entry);
      if (bytes == 0 || text < least) least = text;
      if (bytes == 0 || greatest < text) greatest = text;
      bytes += 4 + text.size();
      append_plain(w_.plain, text);
    }
    if (ids.empty()) return plain_pages(ids, [](ByteBuffer&, std::span<const TextId>) {});
    if (least.size() <= kLongestBound && greatest.size() <= kLongestBound) set_range(least, greatest);
    return dictionary_pages();
  }

  Status strings(std::span<const std::string_view> texts) {
    const bool has_dictionary = build_dictionary(texts);
    if (!texts.empty()) {
      std::string_view least = texts[0], greatest = texts[0];
      const auto see = [&](std::string_view text) {
        if (text < least) least = text;
        if (greatest < text) greatest = text;
      };
      if (has_dictionary) {
        for (const uint32_t entry : w_.entries) see(texts[entry]);
      } else {
        for (const std::string_view text : texts) see(text);
      }
      if (least.size() <= kLongestBound && greatest.size() <= kLongestBound) set_range(least, greatest);
    }
    uint64_t bytes = 0;
    for (const std::string_view text : texts) bytes += 4 + text.size();
    if (has_dictionary) {
      w_.plain.clear();
      for (const uint32_t entry : w_.entries) append_plain(w_.plain, texts[entry]);
      if (w_.plain.size() + packed_bytes(texts.size()) < bytes) return dictionary_pages();
    }
    return plain_pages(
        texts,
        [](ByteBuffer& out, std::span<const std::string_view> part) {
          for (const std::string_view text : part) append_plain(out, text);
        },
        bytes);
  }

  template <class T>
  Status integers(std::span<const T> values) {
    if (values.empty()) return plain_pages(values, [](ByteBuffer&, std::span<const T>) {});
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    set_range({reinterpret_cast<const char*>(&*least), sizeof(T)}, {reinterpret_cast<const char*>(&*greatest), sizeof(T)});
    w_.wide.assign(values.begin(), values.end());
    w_.packed.clear();
    append_deltas(w_.wide, w_.packed);
    const size_t delta_bytes = w_.packed.size();
    if (build_dictionary(values)) {
      w_.packed.clear();
      append_run_length(w_.codes, width(), w_.packed);
      if (w_.entries.size() * sizeof(T) + w_.packed.size() < delta_bytes) {
        w_.plain.clear();
        for (const uint32_t entry : w_.entries) append_plain(w_.plain, values[entry]);
        return dictionary_pages();
      }
    }
    chunk_.encoding = Encoding::kDeltas;
    return data_pages(delta_bytes, [&](size_t first, size_t count, ByteBuffer& out) {
      append_deltas(std::span(w_.wide).subspan(first, count), out);
    });
  }

  Status doubles(std::span<const double> values) {
    if (!values.empty()) {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      // Parquet asks for the zero that is on the safe side.
      const double least = *low == 0 ? -0.0 : *low, greatest = *high == 0 ? 0.0 : *high;
      set_range({reinterpret_cast<const char*>(&least), 8}, {reinterpret_cast<const char*>(&greatest), 8});
    }
    if (build_dictionary(values) && w_.entries.size() * 8 + packed_bytes(values.size()) < values.size_bytes()) {
      w_.plain.clear();
      for (const uint32_t entry : w_.entries) append_plain(w_.plain, values[entry]);
      return dictionary_pages();
    }
    return plain_pages(values, [](ByteBuffer& out, std::span<const double> part) {
      out.append({reinterpret_cast<const char*>(part.data()), part.size_bytes()});
    });
  }

  Status booleans() {
    const bool* flags = group_.values<bool>(index_);
    const uint32_t rows = group_.rows();
    const bool any = std::find(flags, flags + rows, true) != flags + rows;
    const bool all = std::find(flags, flags + rows, false) == flags + rows;
    if (rows > 0) set_range(std::string_view(all ? "\1" : "\0", 1), std::string_view(any ? "\1" : "\0", 1));
    return data_pages(rows / 8, [&](size_t first, size_t count, ByteBuffer& out) {
      char* at = out.reserve(count / 8 + 1);
      for (size_t i = 0; i < count; i += 8) {
        uint8_t bits = 0;
        for (size_t b = 0; b < 8 && i + b < count; ++b) bits |= static_cast<uint8_t>(flags[first + i + b] << b);
        *at++ = static_cast<char>(bits);
      }
      out.commit(at);
    });
  }

  void set_range(std::string_view least, std::string_view greatest) {
    chunk_.has_range = true;
    chunk_.least = least;
    chunk_.greatest = greatest;
  }

  // Bits of a code.
  uint32_t width() const {
    return std::max<uint32_t>(1, static_cast<uint32_t>(std::bit_width(w_.entries.size() - 1)));
  }
  // Bytes of `count` codes at most.
  uint64_t packed_bytes(size_t count) const { return uint64_t{count} * width() / 8; }

  // The dictionary stands in `plain`, the codes in `codes`.
  Status dictionary_pages() {
    chunk_.has_dictionary = true;
    chunk_.encoding = Encoding::kDictionary;
    w_.packed.clear();
    POLYCLINIC_TRY(append_page(w_.plain.view(), [&](ThriftWriter& header) {
      header.begin_struct(7);
      header.i32(1, static_cast<int32_t>(w_.entries.size()));
      header.i32(2, static_cast<int32_t>(Encoding::kPlain));
      header.end_struct();
    }, 2));
    chunk_.data_offset = chunk_.pages.size();
    return data_pages(packed_bytes(w_.codes.size()), [&](size_t first, size_t count, ByteBuffer& out) {
      out.push(static_cast<char>(width()));
      append_run_length(std::span(w_.codes).subspan(first, count), width(), out);
    });
  }

  template <class T, class Append>
  Status plain_pages(std::span<const T> values, Append append, uint64_t bytes = 0) {
    return data_pages(bytes == 0 ? values.size_bytes() : bytes, [&](size_t first, size_t count, ByteBuffer& out) {
      append(out, values.subspan(first, count));
    });
  }

  // Data pages of about kPageBytes; append(first, count, out) writes values, counted without nulls.
  template <class Append>
  Status data_pages(uint64_t bytes, Append append) {
    const uint32_t rows = group_.rows();
    const uint64_t pages = bytes / kPageBytes + 1;
    const uint32_t page_rows = static_cast<uint32_t>((rows + pages - 1) / pages);
    size_t value = 0;
    for (uint32_t row = 0; row < rows; row += page_rows) {
      const uint32_t there = std::min(page_rows, rows - row);
      size_t count = there;
      w_.page.clear();
      if (column_.nullable) {
        const std::span<const uint8_t> present(w_.present.data() + row, there);
        count = 0;
        for (const uint8_t flag : present) count += flag;
        // The levels' length, then the levels.
        append_plain(w_.page, uint32_t{0});
        append_flags(present, w_.page);
        const uint32_t size = static_cast<uint32_t>(w_.page.size() - 4);
        std::memcpy(w_.page.data(), &size, 4);
      }
      append(value, count, w_.page);
      value += count;
      POLYCLINIC_TRY(append_page(w_.page.view(), [&](ThriftWriter& header) {
        header.begin_struct(5);
        header.i32(1, static_cast<int32_t>(there));
        header.i32(2, static_cast<int32_t>(chunk_.encoding));
        header.i32(3, static_cast<int32_t>(Encoding::kRunLength));
        header.i32(4, static_cast<int32_t>(Encoding::kRunLength));
        header.end_struct();
      }, 0));
    }
    return {};
  }

  // Compresses the body of a page and appends it behind its header.
  template <class Rest>
  Status append_page(std::string_view body, Rest rest, int32_t type) {
    w_.packed.clear();
    std::string_view stored = body;
    if (chunk_.codec != Codec::kNone || body.size() > Compressor::kLargestRaw) {
      POLYCLINIC_TRY(w_.compressor.append(chunk_.codec, body, w_.packed));
      stored = w_.packed.view();
    }
    const size_t before = chunk_.pages.size();
    ThriftWriter header(chunk_.pages);
    header.begin_element();
    header.i32(1, type);
    header.i32(2, static_cast<int32_t>(body.size()));
    header.i32(3, static_cast<int32_t>(stored.size()));
    header.i32(4, static_cast<int32_t>(crc32(0, stored)));
    rest(header);
    header.end_struct();
    chunk_.uncompressed += chunk_.pages.size() - before + body.size();
    chunk_.pages.append(stored);
    return {};
  }

  const tables::Batch& group_;
  uint32_t index_;
  const Column& column_;
  const TextPool& texts_;
  ColumnWorkspace& w_;
  Chunk& chunk_;
};

}  // namespace

PhysicalType physical_type(const Column& column) {
  switch (column.type) {
    case ColumnType::kId: return PhysicalType::kFixedBytes;
    case ColumnType::kTerm:
    case ColumnType::kText: return PhysicalType::kByteArray;
    case ColumnType::kInteger:
    case ColumnType::kTimestamp: return PhysicalType::kInt64;
    case ColumnType::kDecimal:
      return tables::decimal_digits(column.scale) <= 9 ? PhysicalType::kInt32 : PhysicalType::kInt64;
    case ColumnType::kNumber: return PhysicalType::kDouble;
    case ColumnType::kDate: return PhysicalType::kInt32;
    case ColumnType::kBoolean: break;
  }
  return PhysicalType::kBoolean;
}

Status encode_column(const tables::Batch& group, uint32_t column, const TextPool& texts, Codec codec,
                     ColumnWorkspace& workspace, Chunk& chunk) {
  return ColumnEncoder(group, column, texts, codec, workspace, chunk).encode();
}

}  // namespace polyclinic::formats::parquet
