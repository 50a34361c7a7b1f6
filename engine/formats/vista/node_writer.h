// The bytes of global nodes, as ZWR lines or SET commands: subscripts, values, FileMan's dates. Which node is what is said
// by those who write them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/formats/record_format.h"
#include "engine/formats/rendered_terms.h"
#include "engine/formats/vista/files.h"
#include "engine/formats/vista/numbering.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/number_text.h"

namespace polyclinic::formats::vista {

// Appends a text within an open pair of quotes as FileMan keeps free text: one line, without the "^" that divides pieces
// (blanks stand for both); quotes doubled. Bytes beyond ASCII are those of UTF-8, of which a database in M mode, as VistA's
// are, prints 128 to 159 as $C(n).
void append_free_text(std::string_view text, bool upper, ByteBuffer& out);

// A text as a subscript: as a number when it is one in M's own writing, else in quotes.
void append_subscript(std::string_view text, bool upper, ByteBuffer& out);

// What a cross reference has of a text: its first 30 bytes, as FileMan's $E(X,1,30) takes them.
inline std::string_view indexed(std::string_view text) { return text.substr(0, 30); }

// FileMan: days as (year - 1700)MMDD, times as decimals behind it (.HHMMSS) without the zeros at the end.
struct DateText {
  char bytes[14];
  uint8_t size = 0;
  std::string_view view() const { return {bytes, size}; }
};
DateText date_text(Day day);
DateText date_text(Instant instant);
// What sorts the latest first: 9999999 minus the whole, or minus the day alone with the time behind it.
DateText inverse_date_text(Day day);
DateText inverse_text(Instant instant);
DateText inverse_day_text(Instant instant);

// The run's texts as append_free_text writes them, as they are and in capitals.
struct Texts {
  explicit Texts(const TextPool& pool);
  RenderedTerms plain, upper;
};

class NodeWriter {
 public:
  // `texts` outlives it.
  NodeWriter(const Texts& texts, bool routine);

  void open(std::span<RecordOutput> outputs) { outputs_ = outputs; }
  // An entry of the file more.
  void count(File file) { ++outputs_[index_of(file)].records; }

  // Begins a node of the file's global, of which subscripts follow.
  NodeWriter& node(File file) {
    out_ = outputs_[index_of(file)].bytes;
    return raw(roots_[index_of(file)]);
  }
  NodeWriter& raw(std::string_view bytes) {
    out_->append(bytes);
    return *this;
  }
  NodeWriter& entry(Entry entry) {
    out_->commit(write_mark(out_->reserve(kMarkSize), entry));
    return *this;
  }
  NodeWriter& number(uint64_t value) {
    out_->commit(write_u64(out_->reserve(kIntegerTextSize), value));
    return *this;
  }
  NodeWriter& decimal(int64_t mantissa, uint8_t scale) {
    out_->commit(write_decimal_trimmed(out_->reserve(kDecimalTextSize), mantissa, scale));
    return *this;
  }
  NodeWriter& date(const DateText& text) { return raw(text.view()); }
  NodeWriter& date(Day day) { return date(date_text(day)); }
  NodeWriter& date(Instant instant) { return date(date_text(instant)); }
  NodeWriter& text(std::string_view text) {
    append_free_text(text, false, *out_);
    return *this;
  }
  NodeWriter& upper_text(std::string_view text) {
    append_free_text(text, true, *out_);
    return *this;
  }
  NodeWriter& term(TextId id) { return copy(texts_->plain, id); }
  NodeWriter& upper(TextId id) { return copy(texts_->upper, id); }
  NodeWriter& subscript(std::string_view text) {
    append_subscript(text, false, *out_);
    return *this;
  }
  NodeWriter& upper_subscript(std::string_view text) {
    append_subscript(text, true, *out_);
    return *this;
  }

  // Ends the subscripts; what follows is the node's value.
  NodeWriter& value() {
    raw(")=\"");
    value_ = out_->size() - 1;
    return *this;
  }
  // Ends the value, without the "^" of pieces that nothing came into.
  void end();
  // Ends the subscripts of a node that says all by being there.
  void flag() { raw(")=\"\"\n"); }

 private:
  NodeWriter& copy(const RenderedTerms& terms, TextId id) {
    out_->commit(terms.copy(out_->reserve(terms.longest() + RenderedTerms::kSlack), id));
    return *this;
  }

  const Texts* texts_;
  std::array<std::string, kFileCount> roots_;  // as lines begin
  std::span<RecordOutput> outputs_;
  ByteBuffer* out_ = nullptr;
  size_t value_ = 0;  // where the value that is open begins
};

}  // namespace polyclinic::formats::vista
