// Rows of one table in memory, a contiguous array a column: what datasets fill and formats encode. Cleared and filled
// again block after block without giving memory back.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/identifier.h"
#include "engine/foundation/text_pool.h"
#include "engine/tables/schema.h"

namespace polyclinic::tables {

// How nulls are stored: a value that the type cannot otherwise hold. A null id is all zero, a null term kNoText, a
// null text has no data pointer.
inline constexpr int64_t kNullInteger = std::numeric_limits<int64_t>::min();
inline constexpr Day kNullDate = std::numeric_limits<Day>::min();
inline constexpr Instant kNullInstant = std::numeric_limits<Instant>::min();

// A measured value: mantissa * 10^-scale.
struct Number {
  int64_t mantissa = kNullInteger;
  uint8_t scale = 0;
};

class Batch {
 public:
  explicit Batch(const Table& table) : table_(&table), columns_(table.columns.size()) {}

  const Table& table() const { return *table_; }
  uint32_t rows() const { return rows_; }

  // The values of a column, rows() of them, of the type that belongs to its ColumnType (RowWriter lists them).
  template <class T>
  const T* values(uint32_t column) const {
    return reinterpret_cast<const T*>(columns_[column].data());
  }

  // Appends `count` rows of another batch of the same table, from `first` on; texts are copied.
  void append(const Batch& other, uint32_t first, uint32_t count);

  void clear() {
    for (ByteBuffer& column : columns_) column.clear();
    texts_.reset();
    rows_ = 0;
  }

  // Bytes of memory that it holds, used or not.
  uint64_t memory() const;

  // Bytes of text made for this batch.
  Arena& texts() { return texts_; }

 private:
  friend class RowWriter;
  const Table* table_;
  std::vector<ByteBuffer> columns_;
  Arena texts_;
  uint32_t rows_ = 0;
};

// Appends one row, cell by cell in the order of the columns; the row counts when the writer goes out of scope with
// every column written (checked in builds with assertions).
class RowWriter {
 public:
  explicit RowWriter(Batch& batch) : batch_(batch) {}
  ~RowWriter() {
    assert(next_ == batch_.columns_.size());
    ++batch_.rows_;
  }
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  RowWriter& id(Id value) { return put(ColumnType::kId, value); }
  RowWriter& term(TextId value) { return put(ColumnType::kTerm, value); }
  RowWriter& text(std::string_view value) {
    return put(ColumnType::kText, value.data() == nullptr ? value : batch_.texts_.copy(value));
  }
  // Text that outlives the batch's use (made in the same block's ledger would not): not copied.
  RowWriter& lasting_text(std::string_view value) { return put(ColumnType::kText, value); }
  RowWriter& integer(int64_t value) { return put(ColumnType::kInteger, value); }
  RowWriter& decimal(int64_t mantissa) { return put(ColumnType::kDecimal, mantissa); }
  RowWriter& number(Number value) { return put(ColumnType::kNumber, value); }
  RowWriter& date(Day value) { return put(ColumnType::kDate, value); }
  RowWriter& timestamp(Instant value) { return put(ColumnType::kTimestamp, value); }
  RowWriter& boolean(bool value) { return put(ColumnType::kBoolean, value); }

  // A null of whatever type the column has.
  RowWriter& null();

 private:
  template <class T>
  RowWriter& put([[maybe_unused]] ColumnType type, T value) {
    assert(batch_.table_->columns[next_].type == type);
    ByteBuffer& column = batch_.columns_[next_++];
    char* out = column.reserve(sizeof(T));
    std::memcpy(out, &value, sizeof(T));
    column.commit(out + sizeof(T));
    return *this;
  }

  Batch& batch_;
  uint32_t next_ = 0;
};

inline RowWriter& RowWriter::null() {
  switch (batch_.table_->columns[next_].type) {
    case ColumnType::kId:
      return id(Id{});
    case ColumnType::kTerm:
      return term(kNoText);
    case ColumnType::kText:
      return lasting_text({});
    case ColumnType::kInteger:
      return integer(kNullInteger);
    case ColumnType::kDecimal:
      return decimal(kNullInteger);
    case ColumnType::kNumber:
      return number({});
    case ColumnType::kDate:
      return date(kNullDate);
    case ColumnType::kTimestamp:
      return timestamp(kNullInstant);
    case ColumnType::kBoolean:
      break;
  }
  return boolean(false);
}

}  // namespace polyclinic::tables
