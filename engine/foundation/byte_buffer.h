// Growable bytes that encoders write into with plain pointers. Not a stream: no formatting, no virtual call, no zero
// filling, and nothing is ever given back before the end.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

namespace polyclinic {

// The usual loop: char* out = buffer.reserve(most_that_a_row_needs); out = write_...(out, ...); buffer.commit(out);
class ByteBuffer {
 public:
  ByteBuffer() = default;
  explicit ByteBuffer(std::size_t capacity) { grow(capacity); }
  ByteBuffer(ByteBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        end_(std::exchange(other.end_, nullptr)),
        limit_(std::exchange(other.limit_, nullptr)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    ByteBuffer moved(std::move(other));
    swap(moved);
    return *this;
  }
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;
  ~ByteBuffer() { std::free(data_); }

  void swap(ByteBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(end_, other.end_);
    std::swap(limit_, other.limit_);
  }

  // At least n writable bytes at the end, uninitialised; valid until the next call that is not commit().
  char* reserve(std::size_t n) {
    if (n > static_cast<std::size_t>(limit_ - end_)) [[unlikely]] {
      grow(n);
    }
    return end_;
  }

  // The bytes up to end, which lies within the last reserve(), now belong to the buffer.
  void commit(char* end) { end_ = end; }

  void append(std::string_view text) {
    char* out = reserve(text.size());
    if (!text.empty()) {
      std::memcpy(out, text.data(), text.size());
      end_ = out + text.size();
    }
  }

  void push(char byte) {
    char* out = reserve(1);
    *out = byte;
    end_ = out + 1;
  }

  // Empties it and keeps the memory.
  void clear() { end_ = data_; }

  // Cuts it to its first size bytes; size <= size().
  void truncate(std::size_t size) { end_ = data_ + size; }

  std::string_view view() const { return {data_, size()}; }
  char* data() { return data_; }
  const char* data() const { return data_; }
  std::size_t size() const { return static_cast<std::size_t>(end_ - data_); }
  std::size_t capacity() const { return static_cast<std::size_t>(limit_ - data_); }
  bool empty() const { return end_ == data_; }

 private:
  // Makes room for n more bytes, at least doubling, or a quarter more from a megabyte on. Ends the program when the system
  // has no memory left, by the handler of std::set_new_handler if there is one, as operator new does in a program without
  // exceptions.
  void grow(std::size_t n);

  char* data_ = nullptr;
  char* end_ = nullptr;
  char* limit_ = nullptr;
};

}  // namespace polyclinic
