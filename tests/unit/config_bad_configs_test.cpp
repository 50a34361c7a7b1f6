// Every config of tests/faults/bad_configs is refused with exactly the findings that its table names; the command line
// is held against the same table.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "tests/unit/config_vocabulary.h"
#include "tests/unit/source_directory.h"

namespace polyclinic::config {
namespace {

struct Expected {
  std::string where;
  std::string phrase;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path faults() { return std::filesystem::path(testing::source_directory()) / "tests/faults"; }

std::map<std::string, std::vector<Expected>> read_table() {
  std::map<std::string, std::vector<Expected>> table;
  const std::string text = read_file(faults() / "bad_configs.tsv");
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, '\t')) {
      cells.emplace_back(cell);
    }
    REQUIRE(cells.size() == 3);
    table[cells[0]].push_back({cells[1] == "-" ? "" : cells[1], cells[2]});
  }
  return table;
}

std::string line_of(const Finding& finding) {
  Error error{ErrorKind::kInvalidInput, "", {finding}};
  return error.to_text();
}

// Fit to be printed: UTF-8, and no control character that could steer a terminal.
void check_printable(const std::string& text) {
  CHECK_FALSE(first_invalid_utf8(text).has_value());
  for (const char c : text) {
    CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    CHECK(c != 0x7F);
  }
}

TEST_CASE("the table of bad configs and their folder name the same files", "[config]") {
  std::set<std::string> listed;
  for (const auto& [file, expected] : read_table()) {
    listed.insert(file);
  }
  std::set<std::string> present;
  for (const auto& entry : std::filesystem::directory_iterator(faults() / "bad_configs")) {
    present.insert(entry.path().filename().string());
  }
  CHECK(listed == present);
  CHECK(listed.size() >= 40);
}

TEST_CASE("every bad config is refused with all its mistakes, each with its place and what to do", "[config]") {
  for (const auto& [file, expected] : read_table()) {
    INFO(file);
    const Result<Config> parsed = parse(read_file(faults() / "bad_configs" / file), test_vocabulary());
    REQUIRE_FALSE(parsed.has_value());
    const Error& error = parsed.error();
    INFO(error.to_text());
    CHECK(error.kind == ErrorKind::kInvalidInput);
    CHECK(error.message.starts_with("The config "));
    check_printable(error.to_text());
    REQUIRE(error.findings.size() == expected.size());
    for (std::size_t index = 0; index < expected.size(); ++index) {
      CHECK(error.findings[index].where == expected[index].where);
      CHECK(line_of(error.findings[index]).find(expected[index].phrase) != std::string::npos);
      CHECK_FALSE(error.findings[index].hint.empty());
      CHECK(line_of(error.findings[index]).size() < 500);
    }
  }
}

TEST_CASE("a config of more than a mebibyte is refused before it is read", "[config]") {
  std::string text = "{\"patients\": 1000";
  text.resize(kMaximumTextSize - 1, ' ');
  text += "}";
  CHECK(parse(text, test_vocabulary()).has_value());
  text += "\n";
  const Result<Config> parsed = parse(text, test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message == "The config is too large");
  REQUIRE(parsed.error().findings.size() == 1);
  CHECK(parsed.error().findings[0].what == "it has 1048577 bytes");
}

TEST_CASE("a flood of mistakes is counted, and its beginning listed", "[config]") {
  std::string text = "{";
  for (int index = 0; index < 90000; ++index) {
    text += (index == 0 ? "\"k" : ",\"k") + std::to_string(index) + "\":0";
  }
  text += "}";
  REQUIRE(text.size() <= kMaximumTextSize);
  const Result<Config> parsed = parse(text, test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message == "The config has 90000 mistakes, the first 100 are");
  CHECK(parsed.error().findings.size() == 100);
  CHECK(parsed.error().findings[99].where == "/k99");
}

// Each of them would be compared with thousands of cities, and that takes minutes.
TEST_CASE("a flood of misspelt cities ends", "[config]") {
  std::string text = R"({"filters": {"cities": ["Bosten")";
  while (text.size() < kMaximumTextSize - 100) {
    text += R"(,"Springfeild")";
  }
  text += "]}}";
  const Result<Config> parsed = parse(text, test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().findings.size() == 100);
  CHECK(parsed.error().findings[0].hint.starts_with("did you mean \"Boston\"?"));
  CHECK(parsed.error().findings[99].hint.starts_with("did you mean \"Springfield\"?"));
}

TEST_CASE("a flood of numbers beyond a double ends", "[config]") {
  std::string text = "[1e400";
  for (int index = 0; index < 500; ++index) {
    text += ",1e400";
  }
  text += "]";
  const Result<Config> parsed = parse(text, test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().findings.size() == 1);
}

}  // namespace
}  // namespace polyclinic::config
