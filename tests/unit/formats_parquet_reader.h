// A strict reader of flat Parquet files in memory, written from the format and not from the writer: every value as text,
// with the checksums of pages, the null counts and the bounds checked. It knows no zstd (judges in tests/groups do).
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/foundation/calendar.h"
#include "tests/unit/archive_zip_reader.h"
#include "tests/unit/formats_sample_rows.h"
#include "tests/unit/formats_snappy_reader.h"

namespace polyclinic::testing {

// Any value of Thrift's compact protocol.
struct ThriftValue {
  std::int64_t number = 0;
  std::string bytes;
  std::vector<ThriftValue> items;
  std::map<int, ThriftValue> fields;

  bool has(int field) const { return fields.contains(field); }
  const ThriftValue& operator[](int field) const {
    static const ThriftValue kNone;
    const auto found = fields.find(field);
    return found == fields.end() ? kNone : found->second;
  }
};

// Reads from front to back; `good` becomes false at what cannot be.
struct ByteReader {
  std::string_view in;
  std::size_t at = 0;
  bool good = true;

  std::uint64_t number(std::size_t size) {
    if (size > in.size() - at) return good = false, 0;
    std::uint64_t value = 0;
    for (std::size_t b = 0; b < size; ++b) value |= std::uint64_t{static_cast<std::uint8_t>(in[at + b])} << 8 * b;
    at += size;
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (std::uint32_t shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = number(1);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    return good = false, 0;
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::string text(std::uint64_t size) {
    if (size > in.size() - at) return good = false, std::string();
    at += size;
    return std::string(in.substr(at - size, size));
  }

  ThriftValue thrift(std::uint64_t type) {
    ThriftValue value;
    if (type == 1 || type == 2) value.number = type == 1;
    else if (type == 3) value.number = static_cast<std::int8_t>(number(1));
    else if (type >= 4 && type <= 6) value.number = zigzag();
    else if (type == 8) value.bytes = text(varint());
    else if (type == 9) {
      const std::uint64_t head = number(1);
      std::uint64_t size = head >> 4 == 15 ? varint() : head >> 4;
      for (; size > 0 && good; --size) value.items.push_back(thrift(head & 15));
    } else if (type == 12) {
      for (std::int64_t field = 0; good;) {
        const std::uint64_t head = number(1);
        if (head == 0) break;
        field = head >> 4 == 0 ? zigzag() : field + static_cast<std::int64_t>(head >> 4);
        value.fields[static_cast<int>(field)] = thrift(head & 15);
      }
    } else {
      good = false;
    }
    return value;
  }

  // Runs and bit-packed groups of `count` numbers.
  std::vector<std::uint32_t> run_length(std::uint32_t width, std::size_t count) {
    std::vector<std::uint32_t> out;
    while (out.size() < count && good) {
      const std::uint64_t head = varint();
      if ((head & 1) == 0) {
        const std::uint32_t value = static_cast<std::uint32_t>(number((width + 7) / 8));
        if (head == 0 || head >> 1 > count - out.size()) good = false;
        else out.insert(out.end(), head >> 1, value);
        continue;
      }
      const std::size_t size = (head >> 1) * width;
      const std::string packed = text(size);
      for (std::uint64_t i = 0; i < (head >> 1) * 8 && out.size() < count && good; ++i) {
        out.push_back(static_cast<std::uint32_t>(unpack(packed, i * width, width)));
      }
    }
    return out;
  }

  std::vector<std::int64_t> deltas(std::uint32_t widest) {
    std::vector<std::int64_t> out;
    const std::uint64_t block = varint(), minis = varint(), count = varint();
    std::int64_t value = zigzag();
    if (block != 128 || minis != 4 || count > in.size() * 128) good = false;
    if (count > 0) out.push_back(value);
    while (out.size() < count && good) {
      const std::int64_t least = zigzag();
      const std::string widths = text(4);
      for (std::size_t m = 0; m < 4 && out.size() < count && good; ++m) {
        const std::uint32_t width = static_cast<std::uint8_t>(widths[m]);
        if (width > widest) good = false;
        const std::string packed = text(4 * width);
        for (std::size_t i = 0; i < 32 && out.size() < count && good; ++i) {
          value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + static_cast<std::uint64_t>(least) +
                                            unpack(packed, i * width, width));
          out.push_back(value);
        }
      }
    }
    return out;
  }

  static std::uint64_t unpack(const std::string& packed, std::uint64_t bit, std::uint32_t width) {
    std::uint64_t value = 0;
    for (std::uint32_t b = 0; b < width; ++b, ++bit) {
      value |= std::uint64_t{static_cast<std::uint8_t>(packed[bit / 8]) >> bit % 8 & 1U} << b;
    }
    return value;
  }
};

class ParquetReader {
 public:
  explicit ParquetReader(std::string_view file) : file_(file) {}

  // The rows, or none and a reason in fault().
  std::optional<std::vector<ExpectedRow>> read() {
    if (file_.size() < 12 || !file_.starts_with("PAR1") || !file_.ends_with("PAR1")) return refuse("no magic bytes");
    ByteReader end{file_, file_.size() - 8};
    const std::uint64_t size = end.number(4);
    if (size > file_.size() - 12) return refuse("the footer is longer than the file");
    ByteReader footer{file_.substr(file_.size() - 8 - size, size)};
    metadata = footer.thrift(12);
    if (!footer.good || footer.at != size) return refuse("the footer cannot be read");
    const auto& schema = metadata[2].items;
    const std::size_t width = schema.empty() ? 0 : schema.size() - 1;
    if (metadata[7].items.size() != width) return refuse("no order for every column");
    std::vector<ExpectedRow> rows;
    std::uint64_t at = 4;
    for (const ThriftValue& group : metadata[4].items) {
      const std::size_t first = rows.size(), count = static_cast<std::size_t>(group[3].number);
      rows.resize(first + count, ExpectedRow(width));
      if (group[1].items.size() != width) return refuse("a group lacks columns");
      for (std::size_t c = 0; c < width; ++c) {
        const auto cells = chunk(group[1].items[c][3], schema[c + 1], at);
        if (!cells) return std::nullopt;
        if (cells->size() != count) return refuse("a chunk has other rows than its group");
        for (std::size_t row = 0; row < count; ++row) rows[first + row][c] = cells->at(row);
      }
    }
    if (rows.size() != static_cast<std::size_t>(metadata[3].number)) return refuse("another number of rows");
    if (at != file_.size() - 8 - size) return refuse("bytes that belong to no page");
    return rows;
  }

  const std::string& fault() const { return fault_; }

  ThriftValue metadata;
  std::vector<std::size_t> page_bodies;  // where each begins
  std::size_t pages = 0;

 private:
  std::nullopt_t refuse(std::string why) {
    fault_ = std::move(why);
    return std::nullopt;
  }

  std::optional<std::vector<std::optional<std::string>>> chunk(const ThriftValue& meta, const ThriftValue& column, std::uint64_t& at) {
    const std::int64_t type = meta[1].number;
    if (type != column[1].number || meta[3].items.at(0).bytes != column[4].bytes) return refuse("a chunk of another column");
    if (static_cast<std::uint64_t>(meta.has(11) ? meta[11].number : meta[9].number) != at) return refuse("a chunk elsewhere");
    const std::uint64_t end = at + static_cast<std::uint64_t>(meta[7].number);
    std::vector<std::string> dictionary;
    std::vector<std::optional<std::string>> cells;
    std::optional<std::string> least, greatest;
    std::int64_t nulls = 0, uncompressed = 0;
    while (at < end) {
      ByteReader reader{file_, at};
      const ThriftValue header = reader.thrift(12);
      const std::string stored = reader.text(static_cast<std::uint64_t>(header[3].number));
      if (!reader.good) return refuse("a page cannot be read");
      if (static_cast<std::int32_t>(polyclinic::crc32(0, stored)) != header[4].number) return refuse("a checksum is another");
      uncompressed += static_cast<std::int64_t>(reader.at - at - stored.size()) + header[2].number;
      page_bodies.push_back(reader.at - stored.size());
      at = reader.at;
      const auto body = raw(meta[4].number, stored);
      if (!body || body->size() != static_cast<std::size_t>(header[2].number)) return refuse("a page cannot be decompressed");
      ByteReader page{*body};
      if (header[1].number == 2) {
        dictionary = plain(page, type, static_cast<std::size_t>(header[7][1].number));
      } else if (!data_page(page, header[5], type, column, dictionary, cells, nulls, least, greatest)) {
        return std::nullopt;
      }
      if (!page.good || page.at != body->size()) return refuse("a page has other bytes than values");
      ++pages;
    }
    if (at != end || static_cast<std::int64_t>(cells.size()) != meta[5].number) return refuse("a chunk has other pages than it says");
    if (uncompressed != meta[6].number) return refuse("a chunk has another size than it says");
    const ThriftValue& statistics = meta[12];
    if (statistics[3].number != nulls) return refuse("another number of nulls");
    if (statistics.has(5) && (statistics[5].bytes != stored_form(greatest, type) || statistics[6].bytes != stored_form(least, type))) {
      return refuse("other bounds of " + column[4].bytes);
    }
    return cells;
  }

  static std::optional<std::string> raw(std::int64_t codec, const std::string& stored) {
    if (codec == 0) return stored;
    if (codec == 1) return read_snappy(stored);
    // gzip: ten bytes before and eight behind what deflate made.
    if (codec == 2 && stored.size() > 18) return inflate_all(std::string_view(stored).substr(10, stored.size() - 18));
    return std::nullopt;
  }

  // Values in their stored form: integers as 8 bytes.
  static std::vector<std::string> plain(ByteReader& page, std::int64_t type, std::size_t count) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < count && page.good; ++i) {
      if (type == 1) values.push_back(wide(static_cast<std::int32_t>(page.number(4))));
      else if (type == 2 || type == 5) values.push_back(page.text(8));
      else if (type == 6) values.push_back(page.text(page.number(4)));
      else if (type == 7) values.push_back(page.text(16));
      else page.good = false;
    }
    return values;
  }

  bool data_page(ByteReader& page, const ThriftValue& header, std::int64_t type, const ThriftValue& column,
                 const std::vector<std::string>& dictionary, std::vector<std::optional<std::string>>& cells, std::int64_t& nulls,
                 std::optional<std::string>& least, std::optional<std::string>& greatest) {
    const std::size_t rows = static_cast<std::size_t>(header[1].number);
    std::vector<std::uint32_t> levels(rows, 1);
    if (column[3].number == 1) {
      const std::uint64_t size = page.number(4), end = page.at + size;
      levels = page.run_length(1, rows);
      if (page.at != end) return refuse("levels of another size"), false;
    }
    std::size_t count = 0;
    for (const std::uint32_t level : levels) count += level;
    nulls += static_cast<std::int64_t>(rows - count);
    std::vector<std::string> values;
    if (header[2].number == 8) {
      const std::uint32_t width = static_cast<std::uint32_t>(page.number(1));
      for (const std::uint32_t code : page.run_length(width, count)) {
        if (code >= dictionary.size()) return refuse("a code without an entry"), false;
        values.push_back(dictionary[code]);
      }
    } else if (header[2].number == 5) {
      for (const std::int64_t value : page.deltas(type == 1 ? 32 : 64)) values.push_back(wide(value));
    } else if (type == 0) {
      const std::string bits = page.text((count + 7) / 8);
      for (std::size_t i = 0; i < count && page.good; ++i) values.emplace_back(1, static_cast<char>(ByteReader::unpack(bits, i, 1)));
    } else {
      values = plain(page, type, count);
    }
    if (values.size() != count || levels.size() != rows) return refuse("a page has another number of values"), false;
    std::size_t next = 0;
    for (const std::uint32_t level : levels) {
      if (level == 0) {
        cells.emplace_back();
        continue;
      }
      const std::string& value = values[next++];
      if (!least || before(value, *least, type)) least = value;
      if (!greatest || before(*greatest, value, type)) greatest = value;
      cells.emplace_back(text_of(value, column));
    }
    return true;
  }

  static std::string wide(std::int64_t value) { return std::string(reinterpret_cast<const char*>(&value), 8); }
  template <class T>
  static T as(const std::string& value) {
    T out;
    std::memcpy(&out, value.data(), sizeof out);
    return out;
  }
  static bool before(const std::string& a, const std::string& b, std::int64_t type) {
    if (type == 1 || type == 2) return as<std::int64_t>(a) < as<std::int64_t>(b);
    if (type == 5) return as<double>(a) < as<double>(b);
    return a < b;  // std::string compares bytes without a sign
  }
  // As statistics hold it.
  static std::string stored_form(const std::optional<std::string>& value, std::int64_t type) {
    return !value ? "none" : type == 1 ? value->substr(0, 4) : *value;
  }

  static std::string text_of(const std::string& value, const ThriftValue& column) {
    const ThriftValue& logical = column[10];
    if (logical.has(1)) return value;
    if (logical.has(14)) {
      std::string out;
      for (std::size_t b = 0; b < 16; ++b) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<std::uint8_t>(value[b])));
        out += (b == 4 || b == 6 || b == 8 || b == 10 ? "-" : "") + std::string(digits);
      }
      return out;
    }
    if (logical.has(5)) return decimal_text(as<std::int64_t>(value), static_cast<std::uint32_t>(column[7].number));
    if (logical.has(6)) return day_text(static_cast<Day>(as<std::int64_t>(value)));
    if (logical.has(8)) {
      const std::int64_t instant = as<std::int64_t>(value), day = (instant - (instant % 86'400'000 + 86'400'000) % 86'400'000) / 86'400'000;
      const std::int64_t seconds = (instant - day * 86'400'000) / 1000;
      char clock[16];
      std::snprintf(clock, sizeof clock, "T%02d:%02d:%02dZ", static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
      return day_text(static_cast<Day>(day)) + clock;
    }
    if (column[1].number == 0) return value[0] != 0 ? "true" : "false";
    if (column[1].number == 5) {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.17g", as<double>(value));
      return digits;
    }
    return std::to_string(as<std::int64_t>(value));
  }
  static std::string day_text(Day day) {
    char text[kDateTextSize];
    write_date(text, day);
    return std::string(text, kDateTextSize);
  }

  std::string_view file_;
  std::string fault_;
};

// Whether a cell that was read is the expected one; of measured numbers, whether both are the same double.
inline bool same_cell(const std::optional<std::string>& read, const std::optional<std::string>& expected, bool is_double) {
  if (!is_double || !read || !expected) return read == expected;
  return std::strtod(read->c_str(), nullptr) == std::strtod(expected->c_str(), nullptr);
}

}  // namespace polyclinic::testing
