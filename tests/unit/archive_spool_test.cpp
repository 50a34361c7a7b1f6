// The spools: bytes come back from any place, and a full disk or a missing folder is said.
#include <catch2/catch_test_macros.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/archive/file_spool.h"
#include "engine/archive/memory_spool.h"
#include "engine/foundation/random.h"

using namespace polyclinic;
using polyclinic::archive::FileSpool;
using polyclinic::archive::MemorySpool;

namespace {

// An empty folder of this process, removed at the end.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("polyclinic-spool-test-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  long entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  std::filesystem::path path_;
};

void check_order_and_places(Spool& spool) {
  RandomStream stream(1, 0, Purpose{1});
  std::string expected;
  std::string read;
  for (int step = 0; step < 300; ++step) {
    const std::string bytes(stream.below(20'000), static_cast<char>('a' + step % 26));
    REQUIRE(spool.append(bytes).has_value());
    expected += bytes;
    REQUIRE(spool.size() == expected.size());
    const std::uint32_t offset = stream.below(static_cast<std::uint32_t>(expected.size()) + 1);
    const std::uint32_t size = stream.below(static_cast<std::uint32_t>(expected.size()) - offset + 1);
    read.assign(size, '?');
    REQUIRE(spool.read(offset, read.data(), size).has_value());
    REQUIRE(read == expected.substr(offset, size));
  }
  char byte = 0;
  REQUIRE_FALSE(spool.read(expected.size(), &byte, 1).has_value());
}

}  // namespace

TEST_CASE("A memory spool gives back what it was given", "[archive]") {
  MemorySpool spool;
  check_order_and_places(spool);
}

TEST_CASE("A memory spool keeps to its limit", "[archive]") {
  MemorySpool spool(10);
  REQUIRE(spool.append("0123456").has_value());
  const Status refused = spool.append("789a");
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().kind == ErrorKind::kRunFailed);
  REQUIRE(spool.append("789").has_value());
  REQUIRE(spool.size() == 10);
}

TEST_CASE("A file spool gives back what it was given and leaves no file", "[archive]") {
  const Folder folder;
  {
    auto spool = open_file_spool(folder.path());
    REQUIRE(spool.has_value());
    REQUIRE(folder.entries() == 0);
    check_order_and_places(**spool);
  }
  REQUIRE(folder.entries() == 0);
}

TEST_CASE("File spools in one folder keep apart, and touch no file that was there", "[archive]") {
  const Folder folder;
  const std::string taken = folder.path() + "/.polyclinic-spool-0";
  std::ofstream(taken) << "somebody else's";
  auto first = FileSpool::create(folder.path());
  auto second = FileSpool::create(folder.path());
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  REQUIRE((*first)->append("first").has_value());
  REQUIRE((*second)->append("second").has_value());
  char bytes[6];
  REQUIRE((*first)->read(0, bytes, 5).has_value());
  REQUIRE(std::string_view(bytes, 5) == "first");
  std::string content;
  std::getline(std::ifstream(taken), content);
  REQUIRE(content == "somebody else's");
}

TEST_CASE("A folder that is missing is named", "[archive]") {
  const auto spool = open_file_spool("/no/such/folder");
  REQUIRE_FALSE(spool.has_value());
  REQUIRE(spool.error().kind == ErrorKind::kRunFailed);
  REQUIRE(spool.error().to_text().find("/no/such/folder") != std::string::npos);
}

TEST_CASE("A disk that fills up is reported by the append that meets it", "[archive]") {
  const Folder folder;
  auto spool = FileSpool::create(folder.path());
  REQUIRE(spool.has_value());
  // A limit on the size of files stands in for a full disk: the same short write reaches the spool.
  rlimit before = {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 100'000;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  Status status;
  int written = 0;
  for (; written < 20 && status; ++written) {
    status = (*spool)->append(std::string(30'000, 'e'));
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  REQUIRE(written == 4);
  REQUIRE_FALSE(status.has_value());
  REQUIRE(status.error().kind == ErrorKind::kRunFailed);
  const std::string text = status.error().to_text();
  REQUIRE(text.find("File too large") != std::string::npos);
  REQUIRE(text.find(folder.path()) != std::string::npos);
  REQUIRE(text.find("archive was not finished") != std::string::npos);
}
