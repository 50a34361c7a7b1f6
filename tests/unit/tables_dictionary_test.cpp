// The data dictionary in its three formats, from a declaration made for the test and from the clinical one.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "engine/datasets/clinical/clinical.h"
#include "engine/datasets/declaration.h"
#include "engine/tables/schema.h"

namespace polyclinic::tables {
namespace {

// "child" stands before "parent", to which it refers: SQL must turn them round.
constexpr std::string_view kDeclaration =
    "table,column,field,type,null,key,references,codes,privacy,meaning\n"
    "child,,,,,,,,,\"One row a \"\"child\"\" | a bar\"\n"
    "child,id,1,id,no,primary,,,none,Identifier.\n"
    "child,parent_id,2,id,yes,,parent.id,,identifier,\"Parent, if any.\"\n"
    "child,code,3,term,yes,,,LOINC,sensitive,A \\ code | and a bar.\n"
    "child,price,4,decimal2,no,,,,none,Price.\n"
    "parent,,,,,,,,,One row a parent.\n"
    "parent,id,1,id,no,primary,,,none,Identifier.\n"
    "parent,mother_id,2,id,yes,,parent.id,,none,The parent's own.\n"
    "parent,alive,3,boolean,no,,,,none,Whether alive.\n";

Dataset sample() {
  auto dataset = datasets::read_dataset("sample", kDeclaration);
  REQUIRE(dataset.has_value());
  return *std::move(dataset);
}

Dataset clinical() {
  auto dataset = datasets::clinical_dataset();
  REQUIRE(dataset.has_value());
  return *std::move(dataset);
}

std::string text_of(const Dataset& dataset, std::string_view format) {
  auto text = dictionary(dataset, format);
  REQUIRE(text.has_value());
  return *std::move(text);
}

size_t count(std::string_view text, std::string_view word) {
  size_t found = 0;
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++found;
  return found;
}

void check_json_against(const Dataset& dataset) {
  const auto json = nlohmann::json::parse(text_of(dataset, "json"));
  CHECK(json["dataset"] == dataset.name);
  REQUIRE(json["tables"].size() == dataset.tables.size());
  const auto text_or_null = [](std::string_view text) {
    return text.empty() ? nlohmann::json() : nlohmann::json(text);
  };
  for (size_t t = 0; t < dataset.tables.size(); ++t) {
    const Table& table = dataset.tables[t];
    const auto& told = json["tables"][t];
    CHECK(told["name"] == table.name);
    CHECK(told["meaning"] == table.meaning);
    REQUIRE(told["columns"].size() == table.columns.size());
    for (size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      INFO(table.name << "." << column.name);
      const auto& cell = told["columns"][c];
      CHECK(cell["name"] == column.name);
      CHECK(cell["field"] == column.field);
      CHECK(cell["type"] == column.type_name);
      CHECK(cell["nullable"] == column.nullable);
      CHECK(cell["primaryKey"] == column.primary_key);
      CHECK(cell["references"] == text_or_null(column.references));
      CHECK(cell["codeSystem"] == text_or_null(column.code_system));
      CHECK(cell["privacy"] == column.privacy);
      CHECK(cell["meaning"] == column.meaning);
    }
  }
}

TEST_CASE("the JSON dictionary says all that was declared", "[tables]") {
  check_json_against(sample());
  check_json_against(clinical());
}

TEST_CASE("the Markdown dictionary has a row a column and as many cells in each", "[tables]") {
  for (const Dataset& dataset : {sample(), clinical()}) {
    const std::string text = text_of(dataset, "markdown");
    size_t rows = 0, columns = 0;
    for (const Table& table : dataset.tables) {
      columns += table.columns.size();
      CHECK(text.find("\n## " + std::string(table.name) + "\n") != std::string::npos);
    }
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      const std::string_view line = std::string_view(text).substr(at, end - at);
      at = end + 1;
      if (!line.starts_with('|')) continue;
      ++rows;
      INFO(line);
      CHECK(count(line, "|") - count(line, "\\|") == 8);
    }
    CHECK(rows == columns + 2 * dataset.tables.size());
  }
  CHECK(text_of(sample(), "markdown").find("A \\ code \\| and a bar.") != std::string::npos);
}

TEST_CASE("the SQL dictionary creates tables in an order in which every reference exists", "[tables]") {
  for (const Dataset& dataset : {sample(), clinical()}) {
    const std::string text = text_of(dataset, "sql");
    std::set<std::string> created;
    size_t foreign = 0;
    for (size_t at = text.find("CREATE TABLE \""); at != std::string::npos; at = text.find("CREATE TABLE \"", at + 1)) {
      const size_t name = at + 14;
      created.insert(text.substr(name, text.find('"', name) - name));
      const std::string body = text.substr(at, text.find("\n);\n", at) - at);
      CHECK(count(body, "PRIMARY KEY (") == 1);
      CHECK(body.find("PRIMARY KEY ()") == std::string::npos);
      for (size_t reference = body.find("REFERENCES \""); reference != std::string::npos;
           reference = body.find("REFERENCES \"", reference + 1)) {
        const size_t target = reference + 12;
        CHECK(created.contains(body.substr(target, body.find('"', target) - target)));
        ++foreign;
      }
    }
    CHECK(created.size() == dataset.tables.size());
    size_t declared = 0;
    for (const Table& table : dataset.tables) {
      declared += static_cast<size_t>(std::count_if(table.columns.begin(), table.columns.end(),
                                                    [](const Column& c) { return !c.references.empty(); }));
    }
    CHECK(foreign == declared);
  }
  const std::string text = text_of(sample(), "sql");
  CHECK(text.find("CREATE TABLE \"parent\"") < text.find("CREATE TABLE \"child\""));
  CHECK(text.find("\"price\" DECIMAL(12,2) NOT NULL") != std::string::npos);
  CHECK(text.find("\"parent_id\" CHAR(36),") != std::string::npos);
}

TEST_CASE("an unknown format is refused with the known ones", "[tables]") {
  const auto text = dictionary(sample(), "xml");
  REQUIRE_FALSE(text.has_value());
  CHECK(text.error().kind == ErrorKind::kInvalidInput);
  CHECK(text.error().to_text().find("markdown, json and sql") != std::string::npos);
  CHECK(text.error().to_text().find("xml") != std::string::npos);
}

TEST_CASE("tables and columns are found by name", "[tables]") {
  const Dataset dataset = sample();
  CHECK(dataset.table("parent") == 1);
  CHECK(dataset.table("none") == 2);
  CHECK(dataset.tables[0].column("price") == 3);
  CHECK(dataset.tables[0].column("none") == 4);
}

}  // namespace
}  // namespace polyclinic::tables
