// Writes the archives that tests/groups/50-archive.sh shows to other programs. Not a unit test: it judges nothing but its
// own memory.
//
//   archive_samples small FOLDER LEVEL BUDGET ORDER   FOLDER/sample.zip and what it holds in FOLDER/expected/; ORDER is
//                                                     forward, backward or by-block
//   archive_samples large FILE SPOOL_FOLDER           over 4 GiB, with an entry over 4 GiB that passes through the spool
//   archive_samples many FILE                         70,000 entries
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/archive/segment_compressor.h"
#include "engine/archive/zip_writer.h"
#include "engine/foundation/hash.h"
#include "polyclinic/spool.h"

namespace {

using polyclinic::ByteBuffer;
using polyclinic::Status;
using polyclinic::archive::Segment;
using polyclinic::archive::SegmentCompressor;
using polyclinic::archive::ZipWriter;

constexpr std::size_t kMiB = std::size_t{1} << 20;

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "archive_samples: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T value_of(polyclinic::Result<T> result) {
  if (!result) {
    stop(result.error().to_text());
  }
  return *std::move(result);
}

void require(const Status& status) {
  if (!status) {
    stop(status.error().to_text());
  }
}

class OutputFile {
 public:
  explicit OutputFile(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "wb")) {
    if (file_ == nullptr) {
      stop("cannot write " + path);
    }
  }

  void write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
      stop("cannot write " + path_);
    }
  }

  void take_from(ZipWriter& writer) {
    while (writer.has_output()) {
      require(writer.take_output(piece_));
      write(piece_.view());
    }
  }

  void close() {
    if (std::fclose(file_) != 0) {
      stop("cannot write " + path_);
    }
  }

 private:
  std::string path_;
  std::FILE* file_;
  ByteBuffer piece_;
};

std::string random_bytes(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, ' ');
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<char>(polyclinic::mix64(seed << 40 | i));
  }
  return bytes;
}

std::string rows(int count, std::uint64_t seed) {
  std::string text;
  for (int row = 0; row < count; ++row) {
    const std::uint64_t number = polyclinic::mix64(seed << 32 | static_cast<std::uint64_t>(row));
    text += std::to_string(number) + ",\"Zoë \"\"Z\"\" O'Neil, MD\",19" + std::to_string(10 + number % 90) +
            "-01-01,Observation of \xE8\xA1\x80\xE5\x9C\xA7," + std::to_string(number % 300) + "\r\n";
  }
  return text;
}

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

struct File {
  std::string name;
  std::vector<std::string> blocks;
};

// Names and contents that readers may trip over.
std::vector<File> tricky_files() {
  std::vector<File> files = {
      {"csv/patients.csv", {rows(3000, 1), rows(1, 2), rows(5000, 3)}},
      {"csv/empty.csv", {}},
      {"csv/only empty blocks.csv", {"", ""}},
      {"csv/Größe \xE6\x82\xA3\xE8\x80\x85 \xF0\x9F\x8F\xA5.csv", {rows(100, 4)}},
      {"a/deep/path/to/the/file.ndjson", {rows(10, 5)}},
      {"one byte", {"x"}},
      {"line ends without one.txt", {"\n", "\r\n", "no end"}},
      {"zeros.bin", {std::string(20 * kMiB, '\0'), std::string(1, '\0')}},
      {"noise.bin", {random_bytes(3 * kMiB, 6), random_bytes(65535, 7), random_bytes(65536, 8)}},
      // Every signature of a ZIP, a complete empty archive, and an archive's end: level 0 shows them as they are.
      {"signatures.bin",
       {repeated(std::string("PK\x03\x04PK\x07\x08PK\x01\x02PK\x06\x06PK\x06\x07PK\x05\x06", 24), 3000),
        repeated(std::string("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22), 1000)}},
  };
  std::string all_bytes;
  for (int i = 0; i < 256 * 256; ++i) {
    all_bytes.push_back(static_cast<char>(i * 257 >> 8));
  }
  files.push_back({"every byte.bin", {all_bytes}});
  files.push_back({"manifest.json", {"{\"files\": 11}\n"}});
  return files;
}

void write_expected(const std::string& folder, const std::vector<File>& files) {
  for (const File& file : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / file.name;
    std::filesystem::create_directories(path.parent_path());
    OutputFile output(path.string());
    for (const std::string& block : file.blocks) {
      output.write(block);
    }
    output.close();
  }
}

void write_small(const std::string& folder, int level, std::uint64_t budget, const std::string& order) {
  const std::vector<File> files = tricky_files();
  write_expected(folder + "/expected", files);

  std::vector<std::string> names;
  std::size_t most_blocks = 0;
  for (const File& file : files) {
    names.push_back(file.name);
    most_blocks = std::max(most_blocks, file.blocks.size());
  }
  const std::string manifest = names.back();
  names.pop_back();

  auto spool = value_of(polyclinic::open_file_spool(folder));
  auto writer = value_of(ZipWriter::create(names, budget, spool.get()));
  auto compressor = value_of(SegmentCompressor::create(level));
  OutputFile output(folder + "/sample.zip");
  Segment segment;
  const auto append = [&](std::uint32_t entry, const std::string& block) {
    require(compressor.compress(block, segment));
    require(writer.append(entry, segment));
    output.take_from(writer);
  };
  const auto count = static_cast<std::uint32_t>(names.size());
  if (order == "by-block") {
    for (std::size_t block = 0; block < most_blocks; ++block) {
      for (std::uint32_t entry = 0; entry < count; ++entry) {
        if (block < files[entry].blocks.size()) {
          append(entry, files[entry].blocks[block]);
        }
      }
    }
    for (std::uint32_t entry = 0; entry < count; ++entry) {
      require(writer.finish_entry(entry));
    }
  } else {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t entry = order == "backward" ? count - 1 - i : i;
      for (const std::string& block : files[entry].blocks) {
        append(entry, block);
      }
      require(writer.finish_entry(entry));
    }
  }
  const std::uint32_t last = value_of(writer.add_entry(manifest));
  append(last, files.back().blocks[0]);
  require(writer.finish_entry(last));
  require(writer.finish());
  output.take_from(writer);
  output.close();
}

void write_many(const std::string& path) {
  constexpr std::uint32_t kEntries = 70'000;
  auto writer = value_of(ZipWriter::create({}, 0, nullptr));
  auto compressor = value_of(SegmentCompressor::create(1));
  OutputFile output(path);
  Segment segment;
  for (std::uint32_t i = 0; i < kEntries; ++i) {
    const std::uint32_t entry = value_of(writer.add_entry("many/" + std::to_string(i) + ".csv"));
    require(compressor.compress(std::to_string(i), segment));
    require(writer.append(entry, segment));
    require(writer.finish_entry(entry));
    output.take_from(writer);
  }
  require(writer.finish());
  output.take_from(writer);
  output.close();
}

std::vector<Segment> segments(SegmentCompressor& compressor, bool compressible) {
  std::vector<Segment> all(8);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string raw = compressible ? repeated("row " + std::to_string(i) + ",0,0\n", int{kMiB} / 10)
                                         : random_bytes(kMiB, i);
    require(compressor.compress(raw, all[i]));
  }
  return all;
}

// Appends different segments in turn until the entry is larger than 32 bits can say.
void append_over_4_gib(ZipWriter& writer, std::uint32_t entry, const std::vector<Segment>& cycle) {
  std::uint64_t raw_size = 0;
  for (std::size_t i = 0; raw_size < (std::uint64_t{1} << 32) + 5 * kMiB; ++i) {
    const Segment& segment = cycle[i * i % 7 % cycle.size()];
    require(writer.append(entry, segment));
    raw_size += segment.raw_size;
  }
  require(writer.finish_entry(entry));
}

void write_large(const std::string& path, const std::string& spool_folder) {
  constexpr std::uint64_t kBudget = 16 * kMiB;
  constexpr long kMostMemory = 64;  // MiB
  auto spool = value_of(polyclinic::open_file_spool(spool_folder));
  const std::vector<std::string> names = {"first.csv", "stored over 4 GiB.bin", "behind 4 GiB.csv",
                                          "compressed from over 4 GiB.csv", "last.csv"};
  auto writer = value_of(ZipWriter::create(names, kBudget, spool.get()));
  auto stored = value_of(SegmentCompressor::create(0));
  auto fast = value_of(SegmentCompressor::create(1));
  OutputFile output(path);
  Segment small;
  require(fast.compress(rows(1000, 1), small));

  // Everything but the first entry waits: the second in the spool.
  append_over_4_gib(writer, 1, segments(stored, false));
  for (const std::uint32_t entry : {4u, 2u, 0u}) {
    require(writer.append(entry, small));
    require(writer.finish_entry(entry));
  }
  output.take_from(writer);
  append_over_4_gib(writer, 3, segments(fast, true));
  output.take_from(writer);
  require(writer.finish());
  output.take_from(writer);
  output.close();

  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const long peak = usage.ru_maxrss / 1024;  // it counts KiB
  std::printf("%.2f GiB written, %.2f GiB of it through the spool, peak memory %ld MiB\n",
              static_cast<double>(writer.size()) / (1 << 30), static_cast<double>(spool->size()) / (1 << 30), peak);
  if (peak > kMostMemory) {
    stop("more than " + std::to_string(kMostMemory) + " MiB of memory were used");
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() == 5 && words[0] == "small") {
    write_small(words[1], std::atoi(words[2].c_str()), std::strtoull(words[3].c_str(), nullptr, 10), words[4]);
  } else if (words.size() == 3 && words[0] == "large") {
    write_large(words[1], words[2]);
  } else if (words.size() == 2 && words[0] == "many") {
    write_many(words[1]);
  } else {
    stop("usage: archive_samples small FOLDER LEVEL BUDGET ORDER | large FILE SPOOL_FOLDER | many FILE");
  }
}
