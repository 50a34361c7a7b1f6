// Tests of the arena and of the byte buffer: addresses, growth, reuse, and moving.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "engine/foundation/arena.h"
#include "engine/foundation/byte_buffer.h"
#include "engine/foundation/random.h"

namespace {

using namespace polyclinic;

TEST_CASE("an arena gives aligned memory that nothing else has", "[foundation][arena]") {
  Arena arena(256);
  RandomStream stream(1, 2, Purpose{8});
  struct Piece {
    char* bytes;
    std::size_t size;
    char fill;
  };
  std::vector<Piece> pieces;
  for (int index = 0; index < 2000; ++index) {
    const std::size_t size = stream.below(100) == 0 ? stream.below(2000) : stream.below(40);
    const std::size_t alignment = std::size_t{1} << stream.below(5);
    char* bytes = static_cast<char*>(arena.allocate_bytes(size, alignment));
    REQUIRE(reinterpret_cast<std::uintptr_t>(bytes) % alignment == 0);
    const char fill = static_cast<char>(stream.below(256));
    std::memset(bytes, fill, size);
    pieces.push_back({bytes, size, fill});
  }
  for (const Piece& piece : pieces) {
    REQUIRE(std::string_view(piece.bytes, piece.size) == std::string(piece.size, piece.fill));
  }
}

TEST_CASE("an arena counts its bytes and keeps its chunks on reset", "[foundation][arena]") {
  Arena arena(1024);
  CHECK(arena.bytes_in_use() == 0);
  CHECK(arena.bytes_reserved() == 0);
  const std::string_view hello = arena.copy("hello");
  CHECK(hello == "hello");
  CHECK(arena.copy("").empty());
  CHECK(arena.bytes_in_use() == 5);
  arena.allocate<std::uint64_t>(2);
  CHECK(arena.bytes_in_use() == 24);
  arena.allocate<char>(1024);
  CHECK(arena.bytes_in_use() == 24 + 1024);
  CHECK(arena.bytes_reserved() == 2048);
  arena.allocate<char>(5000);  // larger than a chunk
  CHECK(arena.bytes_in_use() == 24 + 1024 + 5000);
  const std::size_t reserved = arena.bytes_reserved();
  CHECK(reserved == 2048 + 5000);
  for (int round = 0; round < 10; ++round) {
    arena.reset();
    CHECK(arena.bytes_in_use() == 0);
    arena.allocate<char>(24);
    arena.allocate<char>(1024);
    arena.allocate<char>(5000);
    CHECK(arena.bytes_in_use() == 24 + 1024 + 5000);
    CHECK(arena.bytes_reserved() == reserved);  // nothing new from the system
  }
  arena.reset();
  arena.allocate<char>(5000);  // another order: the large chunk is found
  arena.allocate<char>(100);
  CHECK(arena.bytes_reserved() == reserved);
}

TEST_CASE("a moved arena takes its contents along", "[foundation][arena]") {
  Arena first(64);
  const std::string_view text = first.copy("kept");
  Arena second = std::move(first);
  CHECK(text == "kept");
  CHECK(second.bytes_in_use() == 4);
  CHECK(first.bytes_in_use() == 0);
  CHECK(first.copy("again") == "again");
  second = std::move(first);
  CHECK(second.bytes_in_use() == 5);
}

TEST_CASE("a byte buffer holds what was appended, in order", "[foundation][byte_buffer]") {
  ByteBuffer buffer;
  CHECK(buffer.empty());
  CHECK(buffer.view() == "");
  buffer.append("");
  CHECK(buffer.size() == 0);
  std::string expected;
  RandomStream stream(1, 2, Purpose{9});
  for (int index = 0; index < 5000; ++index) {
    const std::string piece(stream.below(50), static_cast<char>('a' + stream.below(26)));
    switch (stream.below(3)) {
      case 0:
        buffer.append(piece);
        expected += piece;
        break;
      case 1:
        buffer.push('!');
        expected += '!';
        break;
      default: {
        char* out = buffer.reserve(100);  // more than is used
        std::memcpy(out, piece.data(), piece.size());
        buffer.commit(out + piece.size());
        expected += piece;
      }
    }
  }
  CHECK(buffer.view() == expected);
  CHECK(buffer.size() == expected.size());
}

TEST_CASE("a byte buffer keeps its memory when cleared, and at least doubles when it grows", "[foundation][byte_buffer]") {
  ByteBuffer buffer(1000);
  const std::size_t capacity = buffer.capacity();
  CHECK(capacity >= 1000);
  const char* place = buffer.reserve(1000);
  buffer.append(std::string(1000, 'x'));
  CHECK(buffer.data() == place);
  buffer.append("y");
  CHECK(buffer.capacity() >= 2 * capacity);
  const std::size_t grown = buffer.capacity();
  buffer.truncate(3);
  CHECK(buffer.view() == "xxx");
  buffer.clear();
  CHECK(buffer.empty());
  CHECK(buffer.capacity() == grown);
}

TEST_CASE("a moved byte buffer leaves an empty one", "[foundation][byte_buffer]") {
  ByteBuffer first;
  first.append("text");
  ByteBuffer second = std::move(first);
  CHECK(second.view() == "text");
  CHECK(first.empty());
  first.append("new");
  CHECK(first.view() == "new");
  first = std::move(second);
  CHECK(first.view() == "text");
  CHECK(second.empty());
  first.swap(second);
  CHECK(second.view() == "text");
}

}  // namespace
