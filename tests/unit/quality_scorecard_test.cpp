// The public scorecard: pieces, verdicts, reports, and every way in which a dataset can be damaged.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "engine/config/json_document.h"
#include "engine/quality/anchors.h"
#include "polyclinic/scorecard.h"
#include "tests/unit/quality_small_dataset.h"

namespace polyclinic::quality {
namespace {

SmallDataset sample() {
  SmallDataset data;
  data.add("patients", 1, "1960-01-01,F,,Medicare,Married,Some college,Never smoker");
  data.add("patients", 2, "1990-06-15,M,,Private,\"Never, ever \"\"married\"\"\",,Former smoker");
  data.add("conditions", 1, "2015-03-01,,I10");
  data.value(1, "2025-06-01", "8480-6", "120.5").value(2, "2025-06-01", "8480-6", "118");
  data.visit(1, "2025-05-01", "AMB", "I10");
  return data;
}

Status feed_all(Scorecard& card, const SmallDataset& data, size_t piece = 1 << 20) {
  for (const std::string_view table : scorecard_tables()) {
    const std::string& text = data.tables().at(std::string(table));
    for (size_t at = 0; at < text.size(); at += piece) {
      if (Status fed = card.feed(table, std::string_view(text).substr(at, piece)); !fed) return fed;
    }
  }
  return card.finish();
}

Result<std::string> scored(const SmallDataset& data, std::string_view format = "json", size_t piece = 1 << 20) {
  Result<std::unique_ptr<Scorecard>> card = Scorecard::create({});
  REQUIRE(card.has_value());
  if (Status fed = feed_all(**card, data, piece); !fed) return std::unexpected(fed.error());
  return (*card)->report(format);
}

std::string fault(const SmallDataset& data) {
  const Result<std::string> result = scored(data);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == ErrorKind::kInvalidInput);
  return result.error().message;
}

TEST_CASE("the anchors are many, each with a population, a tolerance and a source", "[quality]") {
  const Result<AnchorSet> set = read_anchors();
  REQUIRE(set.has_value());
  CHECK(set->anchors.size() >= 250);
  std::set<std::string> ids;
  for (const Anchor& anchor : set->anchors) {
    INFO(anchor.id());
    CHECK(ids.insert(anchor.id()).second);
    CHECK(anchor.range().low < anchor.value);
    CHECK(anchor.range().high > anchor.value);
    CHECK_FALSE(set->citation(anchor.source).empty());
  }
  CHECK(Scorecard::create({}).has_value());  // every measure, marker and column that they name exists
  CHECK_FALSE(Scorecard::create({.as_of = "yesterday"}).has_value());
}

TEST_CASE("rules of codes", "[quality]") {
  const MarkerRule spans{"conditions.icd10_code", Match::kPrefix, {"I20-I25", "Z95.1", "R"}};
  for (const char* cell : {"I20.0", "I25.10", "I21", "Z95.1", "R07.9"}) CHECK(spans.matches(cell));
  for (const char* cell : {"I26", "I19.9", "Z95", "", "E11.9"}) CHECK_FALSE(spans.matches(cell));
  const MarkerRule words{"medications.name", Match::kWords, {"metformin"}};
  CHECK(words.matches("24 HR Metformin 500 MG"));
  CHECK_FALSE(MarkerRule{"", Match::kExact, {"21"}}.matches("121"));
}

TEST_CASE("pieces of any size give the same report, and quotes are read", "[quality]") {
  const Result<std::string> whole = scored(sample());
  REQUIRE(whole.has_value());
  for (const size_t piece : {1, 7, 64}) CHECK(scored(sample(), "json", piece).value() == *whole);
  const Result<config::JsonValue> value = config::read_json(*whole, "The report", {.text_size = 8u << 20});
  REQUIRE(value.has_value());
  CHECK(value->find("people")->magnitude == 2);
  CHECK(value->find("results")->items.size() == value->find("anchors")->magnitude);
}

TEST_CASE("reports for people say the number, and the page loads nothing", "[quality]") {
  const std::string text = scored(sample(), "text").value();
  CHECK(text.find(" anchors pass: ") != std::string::npos);
  CHECK(scored(sample(), "markdown").value().starts_with("# Realism scorecard\n"));
  const std::string page = scored(sample(), "html").value();
  CHECK(page.starts_with("<!doctype html>"));
  for (const char* outside : {"http:", "https:", "src=", "url(", "<script", "<link", "@import"}) CHECK(page.find(outside) == std::string::npos);
  CHECK(scored(sample(), "pdf").error().kind == ErrorKind::kInvalidInput);
}

TEST_CASE("an anchor without anything to measure fails", "[quality]") {
  Result<std::unique_ptr<Scorecard>> card = Scorecard::create({});
  CHECK_FALSE((*card)->report("text").has_value());
  REQUIRE(feed_all(**card, sample()).has_value());
  const ScorecardSummary summary = (*card)->summary();
  CHECK(summary.people == 2);
  CHECK(summary.living == 2);
  CHECK(summary.passed + summary.failed_beyond_chance < summary.anchors + 1);
  CHECK(summary.failed_beyond_chance > 100);
  CHECK(summary.share == Catch::Approx(static_cast<double>(summary.passed) / summary.anchors));
}

TEST_CASE("damaged datasets are refused with their place", "[quality]") {
  SmallDataset data = sample();
  SECTION("a missing column") {
    data.table("conditions") = "patient_id,onset_date,icd10_code\n";
    CHECK(fault(data) == "conditions.csv, line 1: there is no column abatement_date");
  }
  SECTION("an empty file") {
    data.table("deaths").clear();
    CHECK(fault(data) == "deaths.csv, line 1: the file is empty");
  }
  SECTION("a row cut off at the end") {
    data.table("observations").resize(data.table("observations").size() - 5);
    CHECK(fault(data) == "observations.csv, line 3: the last row is cut off");
  }
  SECTION("a row with too few cells") {
    data.table("conditions") += SmallDataset::id(1) + ",2015-03-01\n";
    CHECK(fault(data) == "conditions.csv, line 3: the row has 2 cells instead of 4");
  }
  SECTION("a number that is none") {
    data.value(1, "2025-06-01", "8480-6", "12O");
    CHECK(fault(data) == "observations.csv, line 4, value_number: \"12O\" is no number");
  }
  SECTION("a day that does not exist") {
    data.add("conditions", 1, "2015-02-30,,I10");
    CHECK(fault(data) == "conditions.csv, line 3, onset_date: \"2015-02-30\" is no date");
  }
  SECTION("a day after the dataset's") {
    data.add("conditions", 1, "2026-01-01,,I10");
    CHECK(fault(data).find("is not before the dataset's date") != std::string::npos);
  }
  SECTION("an end before its beginning") {
    data.add("conditions", 1, "2015-03-01,2015-02-28,I10");
    CHECK(fault(data).find("it ends before it begins") != std::string::npos);
  }
  SECTION("somebody who is not there") {
    data.add("conditions", 77, "2015-03-01,,I10");
    CHECK(fault(data).find("nobody of patients has the id") != std::string::npos);
  }
  SECTION("a person twice") {
    data.add("patients", 1, "1960-01-01,F,,,,,");
    CHECK(fault(data).find("a person of that id came before") != std::string::npos);
  }
  SECTION("a sex that is none") {
    data.add("patients", 3, "1960-01-01,X,,,,,");
    CHECK(fault(data).find("\"X\" is neither F nor M") != std::string::npos);
  }
  SECTION("a quote that does not end") {
    data.table("patients") += "\"" + SmallDataset::id(3) + ",1960-01-01,F,,,,,\n";
    CHECK(fault(data) == "patients.csv, line 4: the last row is cut off");
  }
  SECTION("nobody") {
    data = SmallDataset();
    CHECK(fault(data) == "there is nobody in the dataset");
  }
}

TEST_CASE("manifests tell what a scorecard must know", "[quality]") {
  const std::string manifest = R"({"generator": "polyclinic", "dataset": "clinical", "parts": 1, "config": {"as_of": "2024-02-29", "years_of_history": 3}})";
  CHECK(scorecard_options(manifest)->as_of == "2024-02-29");
  CHECK(scorecard_options(manifest)->years_of_history == 3);
  CHECK_FALSE(scorecard_options("{}").has_value());
  CHECK_FALSE(scorecard_options(R"({"generator": "polyclinic", "dataset": "ward", "config": {}})").has_value());
  CHECK_FALSE(scorecard_options(R"({"generator": "polyclinic", "dataset": "clinical", "parts": 4, "config": {}})").has_value());
}

TEST_CASE("a config is scored without a file, whatever the threads", "[quality]") {
  const std::string config = R"({"patients": 60, "seed": 3, "tables": ["patients"], "formats": ["ndjson"]})";
  const Result<ScoredRun> one = score_config(config, "json", 1);
  REQUIRE(one.has_value());
  CHECK(one->summary.living == 60);
  CHECK(score_config(config, "json", 2)->report == one->report);
  CHECK(score_config(R"({"patients": 0})", "json", 1).error().kind == ErrorKind::kInvalidInput);
  CHECK(score_config(config, "pdf", 1).error().kind == ErrorKind::kInvalidInput);
}

}  // namespace
}  // namespace polyclinic::quality
