// Thrift's compact protocol, as far as Parquet's metadata needs it (writing only).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/foundation/byte_buffer.h"
#include "engine/formats/varint.h"

namespace polyclinic::formats::parquet {

class ThriftWriter {
 public:
  explicit ThriftWriter(ByteBuffer& out) : out_(out) {}

  // Fields of the struct that is open, in ascending order of their ids.
  void i16(int16_t field, int16_t value) { number(field, 4, value); }
  void i32(int16_t field, int32_t value) { number(field, 5, value); }
  void i64(int16_t field, int64_t value) { number(field, 6, value); }
  void i8(int16_t field, int8_t value) {
    header(field, 3);
    out_.push(static_cast<char>(value));
  }
  void boolean(int16_t field, bool value) { header(field, value ? 1 : 2); }
  void binary(int16_t field, std::string_view value) {
    header(field, 8);
    text(value);
  }

  void begin_struct(int16_t field) {
    header(field, 12);
    begin_element();
  }
  // The struct of a list's element, or the outermost.
  void begin_element() {
    outer_.push_back(last_);
    last_ = 0;
  }
  void end_struct() {
    out_.push(0);
    last_ = outer_.back();
    outer_.pop_back();
  }
  void empty_struct(int16_t field) {
    begin_struct(field);
    end_struct();
  }

  // A list; its elements follow.
  void list_of_structs(int16_t field, size_t size) { list(field, 12, size); }
  void list_of_i32(int16_t field, size_t size) { list(field, 5, size); }
  void list_of_binaries(int16_t field, size_t size) { list(field, 8, size); }
  void element_i32(int32_t value) { varint(zigzag(value)); }
  void element_binary(std::string_view value) { text(value); }

 private:
  void varint(uint64_t value) { out_.commit(write_varint(out_.reserve(10), value)); }
  void text(std::string_view value) {
    varint(value.size());
    out_.append(value);
  }
  void header(int16_t field, uint8_t type) {
    const int step = field - last_;
    if (step >= 1 && step <= 15) {
      out_.push(static_cast<char>(step << 4 | type));
    } else {
      out_.push(static_cast<char>(type));
      varint(zigzag(field));
    }
    last_ = field;
  }
  void number(int16_t field, uint8_t type, int64_t value) {
    header(field, type);
    varint(zigzag(value));
  }
  void list(int16_t field, uint8_t type, size_t size) {
    header(field, 9);
    if (size < 15) {
      out_.push(static_cast<char>(size << 4 | type));
    } else {
      out_.push(static_cast<char>(0xF0 | type));
      varint(size);
    }
  }

  ByteBuffer& out_;
  int16_t last_ = 0;
  std::vector<int16_t> outer_;
};

}  // namespace polyclinic::formats::parquet
