// The queues of waiting bytes: order, the memory budget, and what reaches the spool.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/archive/backlog.h"
#include "engine/archive/memory_spool.h"
#include "engine/foundation/random.h"

using namespace polyclinic;
using polyclinic::archive::Backlog;
using polyclinic::archive::MemorySpool;

namespace {

std::string some_bytes(RandomStream& stream, std::size_t size) {
  std::string bytes(size, ' ');
  for (char& byte : bytes) {
    byte = static_cast<char>(stream.next_u32());
  }
  return bytes;
}

std::string pop_all(Backlog& backlog, std::uint32_t queue, std::size_t most) {
  ByteBuffer buffer;
  std::string all;
  while (!backlog.empty(queue)) {
    buffer.clear();
    REQUIRE(backlog.pop(queue, most, buffer).has_value());
    REQUIRE_FALSE(buffer.empty());
    REQUIRE(buffer.size() <= most);
    all += buffer.view();
  }
  return all;
}

}  // namespace

TEST_CASE("Queues give back their bytes in order at every budget", "[archive]") {
  constexpr std::uint32_t kQueues = 5;
  for (const std::uint64_t pages : {0, 1, 2, 7, 1000}) {
    CAPTURE(pages);
    MemorySpool spool;
    Backlog backlog(pages * Backlog::kPage + 1000, &spool);
    for (std::uint32_t i = 0; i < kQueues; ++i) {
      backlog.add_queue();
    }
    // Pushes and pops at random, against plain strings.
    std::vector<std::string> expected(kQueues);
    RandomStream stream(pages, 0, Purpose{1});
    ByteBuffer buffer;
    for (int step = 0; step < 600; ++step) {
      const std::uint32_t queue = stream.below(kQueues);
      if (stream.chance(0.65)) {
        const std::string bytes = some_bytes(stream, stream.chance(0.1) ? stream.below(300'000) : stream.below(9'000));
        REQUIRE(backlog.push(queue, bytes).has_value());
        expected[queue] += bytes;
      } else {
        const std::size_t most = 1 + stream.below(100'000);
        buffer.clear();
        REQUIRE(backlog.pop(queue, most, buffer).has_value());
        REQUIRE(buffer.size() == std::min(most, expected[queue].size()));
        REQUIRE(buffer.view() == std::string_view(expected[queue]).substr(0, buffer.size()));
        expected[queue].erase(0, buffer.size());
      }
      REQUIRE(backlog.empty(queue) == expected[queue].empty());
      REQUIRE(backlog.memory_bytes() <= pages * Backlog::kPage);
    }
    for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
      REQUIRE(pop_all(backlog, queue, 70'000) == expected[queue]);
    }
    if (pages >= 1000) {
      REQUIRE(spool.size() == 0);
    } else {
      REQUIRE(spool.size() > 0);
    }
  }
}

TEST_CASE("Without a spool everything stays in memory", "[archive]") {
  Backlog backlog(0, nullptr);
  backlog.add_queue();
  const std::string bytes(1'000'000, 'b');
  REQUIRE(backlog.push(0, bytes).has_value());
  REQUIRE(backlog.memory_bytes() >= bytes.size());
  REQUIRE(pop_all(backlog, 0, 4096) == bytes);
}

TEST_CASE("Memory that was read is used again", "[archive]") {
  Backlog backlog(std::uint64_t{1} << 30, nullptr);
  backlog.add_queue();
  backlog.add_queue();
  for (int round = 0; round < 50; ++round) {
    REQUIRE(backlog.push(static_cast<std::uint32_t>(round % 2), std::string(100'000, 'c')).has_value());
    REQUIRE(pop_all(backlog, static_cast<std::uint32_t>(round % 2), 1'000'000).size() == 100'000);
  }
  REQUIRE(backlog.memory_bytes() == 2 * Backlog::kPage);
}

TEST_CASE("The longest queue goes to the spool", "[archive]") {
  MemorySpool spool;
  Backlog backlog(4 * Backlog::kPage, &spool);
  for (int i = 0; i < 3; ++i) {
    backlog.add_queue();
  }
  REQUIRE(backlog.push(0, std::string(10, '0')).has_value());
  REQUIRE(backlog.push(1, std::string(3 * Backlog::kPage, '1')).has_value());
  REQUIRE(spool.size() == 0);
  REQUIRE(backlog.push(2, std::string(10, '2')).has_value());
  REQUIRE(spool.size() == 3 * Backlog::kPage);
  REQUIRE(pop_all(backlog, 2, 100) == std::string(10, '2'));
  REQUIRE(pop_all(backlog, 1, 1'000'000) == std::string(3 * Backlog::kPage, '1'));
  REQUIRE(pop_all(backlog, 0, 100) == std::string(10, '0'));
}

TEST_CASE("A full spool is reported with its limit", "[archive]") {
  for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{Backlog::kPage}}) {
    MemorySpool spool(100'000);
    Backlog backlog(budget, &spool);
    backlog.add_queue();
    Status status;
    for (int i = 0; i < 10 && status; ++i) {
      status = backlog.push(0, std::string(50'000, 'd'));
    }
    REQUIRE_FALSE(status.has_value());
    REQUIRE(status.error().kind == ErrorKind::kRunFailed);
    REQUIRE(status.error().to_text().find("100000 bytes") != std::string::npos);
  }
}
