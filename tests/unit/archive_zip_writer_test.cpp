// Whole archives: read back by a reader of their own, the same from every interleaving and budget, and never whole after
// a fault.
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/archive_zip_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/archive/memory_spool.h"
#include "engine/archive/segment_compressor.h"
#include "engine/archive/zip_writer.h"
#include "engine/foundation/random.h"

using namespace polyclinic;
using polyclinic::archive::MemorySpool;
using polyclinic::archive::Segment;
using polyclinic::archive::SegmentCompressor;
using polyclinic::archive::ZipWriter;
using polyclinic::testing::ReadEntry;
using polyclinic::testing::ZipReader;

namespace {

constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 40;

// A file as blocks of raw bytes.
struct File {
  std::string name;
  std::vector<std::string> blocks;
};

std::string rows(std::size_t size, std::uint64_t salt) {
  std::string text;
  for (std::uint64_t row = 0; text.size() < size; ++row) {
    text += std::to_string(mix64(salt + row)) + ",Grüße," + std::to_string(row) + "\n";
  }
  return text;
}

std::vector<File> some_files() {
  std::vector<File> files = {
      {"csv/patients.csv", {}},
      {"csv/empty.csv", {}},
      {"csv/größe.csv", {}},
      {"ndjson/患者.ndjson", {}},
      {"one.txt", {"x"}},
      {"empty blocks", {"", "", ""}},
      {"\xF0\x9F\x8F\xA5.csv", {}},
  };
  for (std::size_t file = 0; file < files.size(); ++file) {
    if (file == 1 || file == 4 || file == 5) {
      continue;
    }
    for (std::size_t block = 0; block < 12; ++block) {
      files[file].blocks.push_back(rows(1000 + 9000 * file * (block % 4), 1000 * file + block));
    }
  }
  return files;
}

std::vector<std::string> names_of(const std::vector<File>& files) {
  std::vector<std::string> names;
  for (const File& file : files) {
    names.push_back(file.name);
  }
  return names;
}

// Which entry's next segment comes next, by the number of segments that each has left; `first` is the first with any.
using Interleaving = std::uint32_t (*)(const std::vector<std::size_t>& left, std::uint32_t first, RandomStream& stream);

std::uint32_t in_order(const std::vector<std::size_t>&, std::uint32_t first, RandomStream&) { return first; }

std::uint32_t last_first(const std::vector<std::size_t>& left, std::uint32_t, RandomStream&) {
  const auto last = std::find_if(left.rbegin(), left.rend(), [](auto n) { return n > 0; });
  return static_cast<std::uint32_t>(left.rend() - last) - 1;
}

std::uint32_t block_by_block(const std::vector<std::size_t>& left, std::uint32_t, RandomStream&) {
  return static_cast<std::uint32_t>(std::max_element(left.begin(), left.end()) - left.begin());
}

std::uint32_t at_random(const std::vector<std::size_t>& left, std::uint32_t, RandomStream& stream) {
  std::uint32_t entry = stream.below(static_cast<std::uint32_t>(left.size()));
  while (left[entry] == 0) {
    entry = (entry + 1) % static_cast<std::uint32_t>(left.size());
  }
  return entry;
}

void take_all(ZipWriter& writer, std::string& archive) {
  ByteBuffer piece;
  while (writer.has_output()) {
    REQUIRE(writer.take_output(piece).has_value());
    REQUIRE_FALSE(piece.empty());
    REQUIRE(piece.size() <= ZipWriter::kLargestPiece);
    archive += piece.view();
  }
}

// Writes the files; a step is one segment or, after the last, the end of an entry. Output is taken now and then.
std::string write(const std::vector<File>& files, int level, std::uint64_t budget, Spool* spool, Interleaving interleaving,
                  double take_chance = 0.3) {
  auto compressor = SegmentCompressor::create(level);
  const std::vector<std::string> names = names_of(files);
  auto writer = ZipWriter::create(names, budget, spool);
  REQUIRE(writer.has_value());
  std::vector<std::size_t> left;
  for (const File& file : files) {
    left.push_back(file.blocks.size() + 1);
  }
  std::string archive;
  RandomStream stream(99, 0, Purpose{1});
  Segment segment;
  std::uint32_t first = 0;
  while (true) {
    while (first < left.size() && left[first] == 0) {
      ++first;
    }
    if (first == left.size()) {
      break;
    }
    const std::uint32_t entry = interleaving(left, first, stream);
    const std::size_t step = files[entry].blocks.size() + 1 - left[entry];
    if (step < files[entry].blocks.size()) {
      REQUIRE(compressor->compress(files[entry].blocks[step], segment).has_value());
      REQUIRE(writer->append(entry, segment).has_value());
    } else {
      REQUIRE(writer->finish_entry(entry).has_value());
    }
    --left[entry];
    if (stream.chance(take_chance)) {
      take_all(*writer, archive);
    }
    if (spool != nullptr) {
      REQUIRE(writer->waiting_memory() <= budget);
    }
  }
  take_all(*writer, archive);
  REQUIRE_FALSE(writer->complete());
  REQUIRE(writer->finish().has_value());
  take_all(*writer, archive);
  REQUIRE(writer->complete());
  REQUIRE(writer->size() == archive.size());
  return archive;
}

std::string joined(const std::vector<std::string>& blocks) {
  std::string raw;
  for (const std::string& block : blocks) {
    raw += block;
  }
  return raw;
}

void check_holds(const std::string& archive, const std::vector<File>& files) {
  ZipReader reader(archive);
  const auto entries = reader.read();
  INFO(reader.fault());
  REQUIRE(entries.has_value());
  REQUIRE(entries->size() == files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    REQUIRE((*entries)[i].name == files[i].name);
    REQUIRE((*entries)[i].raw == joined(files[i].blocks));
  }
}

}  // namespace

TEST_CASE("An archive holds its files, at every level", "[archive][long]") {
  const std::vector<File> files = some_files();
  for (int level = archive::kLowestLevel; level <= archive::kHighestLevel; ++level) {
    CAPTURE(level);
    MemorySpool spool;
    check_holds(write(files, level, 100'000, &spool, block_by_block), files);
  }
}

TEST_CASE("Neither interleaving nor budget nor the taking of output changes a byte", "[archive][long]") {
  const std::vector<File> files = some_files();
  const std::string expected = write(files, 1, 0, nullptr, in_order);
  check_holds(expected, files);
  for (const Interleaving interleaving : {in_order, last_first, block_by_block, at_random}) {
    for (const std::uint64_t budget : {std::uint64_t{0}, std::uint64_t{1} << 10, std::uint64_t{64} << 10,
                                       std::uint64_t{300'000}, kUnlimited}) {
      for (const double take_chance : {0.0, 0.2, 1.0}) {
        CAPTURE(budget, take_chance);
        MemorySpool spool;
        REQUIRE(write(files, 1, budget, &spool, interleaving, take_chance) == expected);
      }
    }
  }
}

TEST_CASE("Nothing waits when entries come in order and output is taken", "[archive]") {
  MemorySpool spool(0);
  const std::vector<File> files = some_files();
  check_holds(write(files, 6, 0, &spool, in_order, 1.0), files);
}

TEST_CASE("An archive without entries is 22 bytes", "[archive]") {
  const std::string archive = write({}, 6, 0, nullptr, in_order);
  REQUIRE(archive.size() == 22);
  check_holds(archive, {});
}

TEST_CASE("More entries than 16 bits count", "[archive][long]") {
  for (const std::uint32_t count : {65'534u, 65'535u, 70'000u}) {
    std::vector<File> files;
    for (std::uint32_t i = 0; i < count; ++i) {
      files.push_back({"n/" + std::to_string(i), {}});
      if (i % 1000 == 0) {
        files.back().blocks.push_back("content");
      }
    }
    check_holds(write(files, 1, kUnlimited, nullptr, in_order, 0.001), files);
  }
}

TEST_CASE("Output that nobody takes waits like everything else", "[archive]") {
  auto compressor = SegmentCompressor::create(0);
  MemorySpool spool;
  const std::vector<std::string> names = {"a", "b"};
  auto writer = ZipWriter::create(names, 200'000, &spool);
  const std::string block(1'000'000, 'z');
  Segment segment;
  REQUIRE(compressor->compress(block, segment).has_value());
  for (int i = 0; i < 20; ++i) {
    REQUIRE(writer->append(0, segment).has_value());
  }
  REQUIRE(writer->waiting_memory() <= 200'000);
  REQUIRE(spool.size() > 15'000'000);
  REQUIRE(writer->finish_entry(0).has_value());
  REQUIRE(writer->finish_entry(1).has_value());
  REQUIRE(writer->finish().has_value());
  std::string archive;
  take_all(*writer, archive);
  REQUIRE(writer->complete());
  check_holds(archive, {{"a", std::vector<std::string>(20, block)}, {"b", {}}});
}

TEST_CASE("A segment larger than a piece of output", "[archive]") {
  auto compressor = SegmentCompressor::create(0);
  MemorySpool spool;
  const std::vector<std::string> names = {"large"};
  auto writer = ZipWriter::create(names, 0, &spool);
  const std::string block = rows(9'000'000, 1);
  Segment segment;
  REQUIRE(compressor->compress(block, segment).has_value());
  REQUIRE(writer->append(0, segment).has_value());
  std::string archive;
  take_all(*writer, archive);
  REQUIRE(writer->finish_entry(0).has_value());
  REQUIRE(writer->finish().has_value());
  take_all(*writer, archive);
  check_holds(archive, {{"large", {block}}});
}

TEST_CASE("An entry can be added late", "[archive]") {
  auto compressor = SegmentCompressor::create(6);
  const std::vector<std::string> names = {"a"};
  auto writer = ZipWriter::create(names, 0, nullptr);
  std::string archive;
  REQUIRE(writer->finish_entry(0).has_value());
  take_all(*writer, archive);
  const auto manifest = writer->add_entry("manifest.json");
  REQUIRE(manifest.has_value());
  REQUIRE(*manifest == 1);
  Segment segment;
  REQUIRE(compressor->compress("{}", segment).has_value());
  REQUIRE(writer->append(*manifest, segment).has_value());
  REQUIRE(writer->finish_entry(*manifest).has_value());
  REQUIRE(writer->finish().has_value());
  take_all(*writer, archive);
  check_holds(archive, {{"a", {}}, {"manifest.json", {"{}"}}});
}

TEST_CASE("Names that do not belong in a ZIP are refused, all at once", "[archive]") {
  const std::vector<std::string> names = {"good.csv", "",       "/root",     "a//b",     "dir/", "../up",
                                          "a/./b",    "a\\b",   "C:x",       "line\n",   "\xC3",  std::string("a\0b", 3),
                                          "good.csv", "fine/x", std::string(70'000, 'n')};
  const auto writer = ZipWriter::create(names, 0, nullptr);
  REQUIRE_FALSE(writer.has_value());
  REQUIRE(writer.error().kind == ErrorKind::kInvalidInput);
  REQUIRE(writer.error().findings.size() == 13);
  REQUIRE(writer.error().findings.back().what.find("70000") != std::string::npos);

  auto good = ZipWriter::create(std::vector<std::string>{"a"}, 0, nullptr);
  REQUIRE_FALSE(good->add_entry("a").has_value());
}

TEST_CASE("A spool that fails ends the archive, which never looks whole", "[archive]") {
  const std::vector<File> files = some_files();
  auto compressor = SegmentCompressor::create(1);
  MemorySpool spool(100'000);
  auto writer = ZipWriter::create(names_of(files), 64 << 10, &spool);
  std::string archive;
  Segment segment;
  Status status;
  for (std::size_t block = 0; block < 12 && status; ++block) {
    for (std::uint32_t entry = 0; entry < files.size() && status; ++entry) {
      if (block < files[entry].blocks.size()) {
        REQUIRE(compressor->compress(files[entry].blocks[block], segment).has_value());
        status = writer->append(entry, segment);
        if (status) {
          take_all(*writer, archive);
        }
      }
    }
  }
  REQUIRE_FALSE(status.has_value());
  REQUIRE(status.error().kind == ErrorKind::kRunFailed);
  REQUIRE_FALSE(writer->has_output());
  REQUIRE_FALSE(writer->complete());
  ByteBuffer piece;
  for (const Status& later :
       {writer->append(0, segment), writer->finish_entry(0), writer->finish(), writer->take_output(piece)}) {
    REQUIRE_FALSE(later.has_value());
    REQUIRE(later.error() == status.error());
  }
  REQUIRE_FALSE(writer->add_entry("late").has_value());
  REQUIRE(piece.empty());
  REQUIRE_FALSE(ZipReader(archive).read().has_value());
}

namespace {

// Takes everything and cannot give it back.
class LosingSpool final : public Spool {
 public:
  Status append(std::string_view bytes) override {
    size_ += bytes.size();
    return {};
  }
  Status read(std::uint64_t, char*, std::size_t) override { return fail(ErrorKind::kRunFailed, "the disk is gone"); }
  std::uint64_t size() const override { return size_; }

 private:
  std::uint64_t size_ = 0;
};

}  // namespace

TEST_CASE("A spool that cannot be read ends the archive", "[archive]") {
  LosingSpool spool;
  auto compressor = SegmentCompressor::create(0);
  auto writer = ZipWriter::create(std::vector<std::string>{"a", "b"}, 0, &spool);
  Segment segment;
  REQUIRE(compressor->compress("content", segment).has_value());
  REQUIRE(writer->append(1, segment).has_value());
  REQUIRE(writer->finish_entry(1).has_value());
  REQUIRE(writer->finish_entry(0).has_value());
  REQUIRE(writer->finish().has_value());
  ByteBuffer piece;
  Status status;
  while (writer->has_output() && status) {
    status = writer->take_output(piece);
  }
  REQUIRE_FALSE(status.has_value());
  REQUIRE(status.error().message == "the disk is gone");
  REQUIRE_FALSE(writer->complete());
}

TEST_CASE("Wrong use is an error and not an archive", "[archive]") {
  const auto fresh = [] { return *ZipWriter::create(std::vector<std::string>{"a", "b"}, 0, nullptr); };
  const Segment empty;
  {
    ZipWriter writer = fresh();
    REQUIRE(writer.append(2, empty).error().kind == ErrorKind::kInternal);
  }
  {
    ZipWriter writer = fresh();
    REQUIRE(writer.finish_entry(0).has_value());
    REQUIRE_FALSE(writer.append(0, empty).has_value());
  }
  {
    ZipWriter writer = fresh();
    REQUIRE(writer.finish_entry(0).has_value());
    REQUIRE_FALSE(writer.finish_entry(0).has_value());
  }
  {
    ZipWriter writer = fresh();
    REQUIRE(writer.finish_entry(0).has_value());
    const Status unfinished = writer.finish();
    REQUIRE_FALSE(unfinished.has_value());
    REQUIRE(unfinished.error().message.find("entry b") != std::string::npos);
  }
  {
    ZipWriter writer = fresh();
    REQUIRE(writer.finish_entry(0).has_value());
    REQUIRE(writer.finish_entry(1).has_value());
    REQUIRE(writer.finish().has_value());
    REQUIRE_FALSE(writer.add_entry("c").has_value());
  }
}
