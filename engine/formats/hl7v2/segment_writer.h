// The bytes of HL7 v2 segments: values by the encoding rules (chapter 2 of the standard), with the usual delimiters.
// Which field comes where is said by those who write segments.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/formats/rendered_terms.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/calendar.h"
#include "engine/foundation/number_text.h"
#include "engine/foundation/text_pool.h"

namespace polyclinic::formats::hl7v2 {

// Appends a text as the content of one component: delimiters as \F\ \S\ \T\ \R\ \E\, control characters as \Xhh\, so that
// neither segments nor MLLP's blocks can end within a text. (\.br\, a line's end, is for formatted texts only.)
void append_escaped(std::string_view text, ByteBuffer& out);

// Appends lines, each ended by a line feed, as the content of a formatted text (FT): \.br\ between lines.
void append_escaped_lines(std::string_view lines, ByteBuffer& out);

class SegmentWriter {
 public:
  // `terms`: the run's texts, rendered by append_escaped. Both outlive the writer.
  SegmentWriter(const RenderedTerms& terms, ByteBuffer& out) : terms_(&terms), out_(&out) {}

  // Bytes as they are: names of segments, delimiters, fields that were rendered before.
  SegmentWriter& raw(std::string_view bytes) {
    out_->append(bytes);
    return *this;
  }

  SegmentWriter& term(TextId id) {
    out_->commit(terms_->copy(out_->reserve(terms_->longest() + RenderedTerms::kSlack), id));
    return *this;
  }

  SegmentWriter& text(std::string_view text) {
    append_escaped(text, *out_);
    return *this;
  }

  SegmentWriter& lines(std::string_view lines) {
    append_escaped_lines(lines, *out_);
    return *this;
  }

  SegmentWriter& number(uint64_t value) {
    out_->commit(write_u64(out_->reserve(kIntegerTextSize), value));
    return *this;
  }

  SegmentWriter& decimal(int64_t mantissa, uint8_t scale) {
    out_->commit(write_decimal(out_->reserve(kDecimalTextSize), mantissa, scale));
    return *this;
  }

  // YYYYMMDD
  SegmentWriter& day(Day day) {
    char* at = out_->reserve(8);
    write_day(at, day);
    out_->commit(at + 8);
    return *this;
  }

  // YYYYMMDDHHMMSS[.mmm]+0000: all instants are UTC.
  SegmentWriter& instant(Instant instant) {
    char* at = out_->reserve(24);
    write_day(at, day_of(instant));
    const uint32_t milliseconds = static_cast<uint32_t>(time_of_day(instant));
    const uint32_t seconds = milliseconds / 1000, fraction = milliseconds - seconds * 1000;
    const uint32_t minutes = seconds / 60, hours = minutes / 60;
    write_two_digits(at + 8, hours);
    write_two_digits(at + 10, minutes - hours * 60);
    write_two_digits(at + 12, seconds - minutes * 60);
    at += 14;
    if (fraction != 0) {
      *at = '.';
      write_digits(at + 1, fraction, 3);
      at += 4;
    }
    std::memcpy(at, "+0000", 5);
    out_->commit(at + 5);
    return *this;
  }

  // A coded element: code^text^system. Nothing but the text where there is no code.
  SegmentWriter& coded(TextId code, TextId text, std::string_view system) {
    term(code).raw("^").term(text);
    return code == kNoText ? *this : raw("^").raw(system);
  }

  // A code of a second system after a coded element: three components more.
  SegmentWriter& alternate(TextId code, TextId text, std::string_view system) {
    return code == kNoText ? *this : raw("^").coded(code, text, system);
  }

  ByteBuffer& bytes() { return *out_; }

 private:
  static void write_day(char* at, Day day) {
    const CivilDate date = civil_from_day(day);
    write_digits(at, static_cast<uint64_t>(date.year), 4);
    write_two_digits(at + 4, date.month);
    write_two_digits(at + 6, date.day);
  }

  const RenderedTerms* terms_;
  ByteBuffer* out_;
};

}  // namespace polyclinic::formats::hl7v2
