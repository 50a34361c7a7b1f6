// Appends rows of one batch to another.
#include "engine/tables/batch.h"

namespace polyclinic::tables {
namespace {

size_t size_of(ColumnType type) {
  switch (type) {
    case ColumnType::kId: return sizeof(Id);
    case ColumnType::kTerm: return sizeof(TextId);
    case ColumnType::kText: return sizeof(std::string_view);
    case ColumnType::kInteger:
    case ColumnType::kDecimal: return sizeof(int64_t);
    case ColumnType::kNumber: return sizeof(Number);
    case ColumnType::kDate: return sizeof(Day);
    case ColumnType::kTimestamp: return sizeof(Instant);
    case ColumnType::kBoolean: break;
  }
  return sizeof(bool);
}

}  // namespace

void Batch::append(const Batch& other, uint32_t first, uint32_t count) {
  assert(table_ == other.table_ && first + count <= other.rows_);
  for (size_t c = 0; c < columns_.size(); ++c) {
    const ColumnType type = table_->columns[c].type;
    const size_t size = size_of(type);
    if (type != ColumnType::kText) {
      columns_[c].append({other.columns_[c].data() + first * size, count * size});
      continue;
    }
    const std::string_view* texts = other.values<std::string_view>(static_cast<uint32_t>(c)) + first;
    char* out = columns_[c].reserve(count * size);
    for (uint32_t row = 0; row < count; ++row, out += size) {
      // An empty text that is no null keeps its pointer, whatever it points to.
      const std::string_view text = texts[row].empty() ? texts[row] : texts_.copy(texts[row]);
      std::memcpy(out, &text, size);
    }
    columns_[c].commit(out);
  }
  rows_ += count;
}

uint64_t Batch::memory() const {
  uint64_t bytes = texts_.bytes_reserved();
  for (const ByteBuffer& column : columns_) bytes += column.capacity();
  return bytes;
}

}  // namespace polyclinic::tables
