// Tests that every data file of the repository is in the program, byte for byte; what the files say is tested elsewhere.
#include "engine/reference/embedded.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/unit/source_directory.h"

namespace {

using polyclinic::reference::EmbeddedFile;

TEST_CASE("Every data file is embedded as it is", "[reference]") {
  std::size_t files = 0;
  const auto engine = std::filesystem::path(polyclinic::testing::source_directory()) / "engine";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(engine)) {
    if (entry.path().extension() != ".csv") continue;
    // Tables of disease modules are embedded with these, and what tables are derived from is not.
    const std::string folder = entry.path().parent_path().filename().string();
    if (folder == "lookup_tables" || folder == "derive") continue;
    if (folder == "modules") continue;  // where its figures are from is for readers
    if (folder == "anchors") continue;  // the scorecard's, in a set of their own
    ++files;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    INFO(entry.path());
    CHECK(polyclinic::reference::embedded_file(entry.path().filename().string()) == bytes);
  }
  CHECK(files == polyclinic::reference::embedded_files().size());
}

TEST_CASE("Embedded files are in ascending order of names", "[reference]") {
  CHECK(std::ranges::is_sorted(polyclinic::reference::embedded_files(), {}, &EmbeddedFile::name));
}

TEST_CASE("A name that is not embedded has no bytes", "[reference]") {
  CHECK(polyclinic::reference::embedded_file("").empty());
  CHECK(polyclinic::reference::embedded_file("zzz.csv").empty());
}

}  // namespace
