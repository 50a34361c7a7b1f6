// Tests of jobs: that pieces make whole files, whatever the threads and the container, and that cancels, errors and
// misuse behave as promised. What the rows say is tested elsewhere.
#include <catch2/catch_test_macros.hpp>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "engine/reference/fhir_resources.h"
#include "engine/foundation/hash.h"
#include "engine/run/plan.h"
#include "polyclinic/config.h"
#include "polyclinic/job.h"
#include "polyclinic/schema.h"
#include "polyclinic/sink.h"
#include "tests/unit/formats_parquet_reader.h"

using namespace polyclinic;

namespace {

using Files = std::map<std::string, std::string>;

Files run_whole(std::string_view config, JobOptions options = {}) {
  auto job = Job::create(config, options);
  REQUIRE(job.has_value());
  Files files;
  for (const OutputFile& file : (*job)->files()) files[file.name];
  for (;;) {
    auto piece = (*job)->next();
    REQUIRE(piece.has_value());
    if (piece->kind == PieceKind::kDone) break;
    REQUIRE(piece->kind == PieceKind::kBytes);
    REQUIRE(!piece->bytes.empty());
    files[(*job)->files()[piece->output].name] += piece->bytes;
  }
  CHECK(files["manifest.json"] == (*job)->manifest().value());
  return files;
}

std::string run_zip(std::string_view config, uint32_t threads, std::string& sha256) {
  JobOptions options;
  options.threads = threads;
  options.container = Container::kZip;
  auto job = Job::create(config, options);
  REQUIRE(job.has_value());
  std::string bytes;
  for (;;) {
    auto piece = (*job)->next();
    REQUIRE(piece.has_value());
    if (piece->kind == PieceKind::kDone) break;
    CHECK(piece->output == 0);
    bytes += piece->bytes;
  }
  sha256 = (*job)->archive_sha256();
  return bytes;
}

std::string sha256_of(std::string_view bytes) { return hex(Sha256::of(bytes)); }

size_t lines(const std::string& text) {
  size_t count = 0;
  for (const char c : text) count += c == '\n' ? 1 : 0;
  return count;
}

constexpr std::string_view kSmall = R"({"patients": 300, "seed": 7, "formats": ["csv", "json", "ndjson"], "years_of_history": 3})";

}  // namespace

TEST_CASE("a job delivers every file whole, and the manifest tells rows, bytes and checksums", "[run]") {
  const Files files = run_whole(kSmall);
  const std::string& manifest = files.at("manifest.json");
  size_t checked = 0;
  for (const auto& [name, bytes] : files) {
    if (name == "manifest.json") continue;
    CAPTURE(name);
    CHECK(manifest.find("\"name\": \"" + name + "\"") != std::string::npos);
    CHECK(manifest.find("\"bytes\": " + std::to_string(bytes.size()) + ", \"sha256\": \"" + sha256_of(bytes) + "\"") !=
          std::string::npos);
    ++checked;
  }
  CHECK(checked == 3 * 18 + 1 + 2 * 18);  // datapackage.json, and a schema beside each table of JSON
  // Every format tells the same number of rows.
  CHECK(lines(files.at("csv/observations.csv")) - 1 == lines(files.at("ndjson/observations.ndjson")));
  CHECK(lines(files.at("json/observations.json")) - 2 == lines(files.at("ndjson/observations.ndjson")));
}

TEST_CASE("the modules that come with the engine fill a dataset when they are asked for", "[run]") {
  const Files files = run_whole(R"({"patients": 40, "formats": ["csv", "ndjson"], "modules": {"library": true}})");
  CHECK(lines(files.at("csv/conditions.csv")) > 100);
  CHECK(lines(files.at("csv/conditions.csv")) - 1 == lines(files.at("ndjson/conditions.ndjson")));
}

TEST_CASE("formats of records say the same whatever is made beside them", "[run]") {
  JobOptions one, many;
  one.threads = 1;
  many.threads = 3;
  constexpr std::string_view kRest = R"("years_of_history": 2, "modules": {"library": true}, "patients": 40, "formats": )";
  const Files alone = run_whole("{" + std::string(kRest) + R"(["fhir"]})", one);
  const Files beside = run_whole("{" + std::string(kRest) + R"(["csv", "parquet", "fhir"]})", many);
  size_t compared = 0;
  for (const auto& [name, bytes] : alone) {
    if (!name.starts_with("fhir/")) continue;
    CAPTURE(name);
    CHECK(bytes == beside.at(name));
    ++compared;
    if (!name.ends_with(".ndjson")) continue;
    CHECK(alone.at("manifest.json").find("\"name\": \"" + name + "\", \"table\": \"\", \"rows\": " + std::to_string(lines(bytes)) + ",") !=
          std::string::npos);
  }
  CHECK(compared == reference::kFhirResources.size() + 1);  // and the export's manifest
  CHECK(lines(alone.at("fhir/Patient.ndjson")) == lines(beside.at("csv/patients.csv")) - 1);
  // A dataset without tables has no rows of them.
  CHECK(alone.size() == compared + 1);
}

TEST_CASE("a table without rows is an empty list", "[run]") {
  const Files files = run_whole(R"({"patients": 20, "formats": ["json", "ndjson"]})");
  CHECK(files.at("json/conditions.json") == "[\n\n]\n");
  CHECK(files.at("ndjson/conditions.ndjson").empty());
}

TEST_CASE("the bytes do not depend on the number of threads", "[run]") {
  JobOptions one, many;
  one.threads = 1;
  many.threads = 5;
  CHECK(run_whole(kSmall, one) == run_whole(kSmall, many));
  std::string sha_one, sha_many;
  const std::string zip_one = run_zip(kSmall, 1, sha_one), zip_many = run_zip(kSmall, 4, sha_many);
  CHECK(zip_one == zip_many);
  CHECK(sha_one == sha256_of(zip_one));
  CHECK(sha_one == sha_many);
}

TEST_CASE("rows that are gathered into groups are the same with any number of threads", "[run]") {
  // Groups so small that every large table has many, and all three ways to write files at once.
  constexpr std::string_view kConfig = R"({"patients": 200, "years_of_history": 3, "formats": ["csv", "parquet", "avro", "protobuf"],
    "format_options": {"parquet": {"row_group_rows": 1000}}, "output": {"compression_level": 1}})";
  JobOptions one, many;
  one.threads = 1;
  many.threads = 5;
  const Files files = run_whole(kConfig, one);
  CHECK(files == run_whole(kConfig, many));
  std::string sha_one, sha_many;
  const std::string zip = run_zip(kConfig, 1, sha_one);
  CHECK(zip == run_zip(kConfig, 4, sha_many));
  CHECK(sha_one == sha256_of(zip));
  CHECK(sha_one == sha_many);
  const std::string& manifest = files.at("manifest.json");
  for (const auto& [name, bytes] : files) {
    if (name == "manifest.json") continue;
    CAPTURE(name);
    CHECK(manifest.find("\"bytes\": " + std::to_string(bytes.size()) + ", \"sha256\": \"" + sha256_of(bytes) + "\"") !=
          std::string::npos);
  }
  // As many rows as CSV has, in the footer and in groups of a thousand.
  testing::ParquetReader reader(files.at("parquet/observations.parquet"));
  CHECK_FALSE(reader.read());  // zstd, which it does not know; the footer it does
  const size_t rows = lines(files.at("csv/observations.csv")) - 1;
  CHECK(reader.metadata[3].number == static_cast<int64_t>(rows));
  CHECK(reader.metadata[4].items.size() == (rows + 999) / 1000);
  CHECK(rows > 5000);
}

TEST_CASE("a job that gathers rows is cancelled and dropped like any other", "[run]") {
  for (const uint32_t threads : {1U, 4U}) {
    for (const bool cancels : {true, false}) {
      JobOptions options;
      options.threads = threads;
      auto job = Job::create(R"({"patients": 1000000, "formats": ["parquet", "avro"], "format_options": {"parquet": {"row_group_rows": 1000}}})", options);
      REQUIRE(job.has_value());
      for (int piece = 0; piece < 60; ++piece) REQUIRE((*job)->next().has_value());
      if (!cancels) continue;
      (*job)->cancel();
      Result<Piece> piece = (*job)->next();
      for (int i = 0; i < 1000 && piece.has_value(); ++i) piece = (*job)->next();
      REQUIRE_FALSE(piece.has_value());
      CHECK(piece.error().kind == ErrorKind::kCancelled);
    }
  }
}

TEST_CASE("the same seed gives the same bytes, another seed others", "[run]") {
  CHECK(run_whole(R"({"patients": 50})") == run_whole(R"({"patients": 50, "seed": 1})"));
  CHECK(run_whole(R"({"patients": 50})").at("csv/patients.csv") !=
        run_whole(R"({"patients": 50, "seed": 2})").at("csv/patients.csv"));
}

TEST_CASE("more patients are the same patients and more", "[run]") {
  const std::string few = run_whole(R"({"patients": 100})").at("csv/patients.csv");
  const std::string many = run_whole(R"({"patients": 200})").at("csv/patients.csv");
  CHECK(many.substr(0, few.size()) == few);
}

TEST_CASE("parts put together are the whole", "[run]") {
  constexpr std::string_view kConfig = R"({"patients": 500, "years_of_history": 2, "formats": ["ndjson"]})";
  const Files whole = run_whole(kConfig);
  Files together;
  for (uint32_t part = 1; part <= 3; ++part) {
    JobOptions options;
    options.part = part;
    options.parts = 3;
    for (const auto& [name, bytes] : run_whole(kConfig, options)) together[name] += bytes;
  }
  for (const auto& [name, bytes] : whole) {
    CAPTURE(name);
    if (name == "manifest.json") continue;
    CHECK(together[name] == (name.ends_with(".schema.json") ? bytes + bytes + bytes : bytes));
  }
}

TEST_CASE("more parts than blocks leave empty parts that are whole files", "[run]") {
  JobOptions options;
  options.part = 2;
  options.parts = 3;
  const Files files = run_whole(R"({"patients": 10, "formats": ["csv", "json", "parquet"]})", options);
  CHECK(lines(files.at("csv/patients.csv")) == 1);
  CHECK(files.at("json/patients.json") == "[\n\n]\n");
  const auto rows = testing::ParquetReader(files.at("parquet/patients.parquet")).read();
  REQUIRE(rows);
  CHECK(rows->empty());
}

TEST_CASE("a part that does not exist is refused", "[run]") {
  JobOptions options;
  options.part = 4;
  options.parts = 3;
  auto job = Job::create("{}", options);
  REQUIRE_FALSE(job.has_value());
  CHECK(job.error().kind == ErrorKind::kInvalidInput);
}

TEST_CASE("only the wanted tables are made", "[run]") {
  const Files files = run_whole(R"({"patients": 20, "tables": ["deaths", "patients"]})");
  CHECK(files.size() == 4);
  CHECK(files.contains("csv/patients.csv"));
  CHECK(files.contains("csv/deaths.csv"));
  CHECK(files.at("csv/datapackage.json").find("encounters") == std::string::npos);  // nor a key to what is not there
}

TEST_CASE("a cancelled job ends with kCancelled for ever, without a manifest", "[run]") {
  for (const uint32_t threads : {1U, 3U}) {
    JobOptions options;
    options.threads = threads;
    auto job = Job::create(R"({"patients": 1000000})", options);
    REQUIRE(job.has_value());
    REQUIRE((*job)->next().has_value());
    (*job)->cancel();
    Result<Piece> piece = (*job)->next();
    // What was ready may still come.
    for (int i = 0; i < 1000 && piece.has_value(); ++i) piece = (*job)->next();
    REQUIRE_FALSE(piece.has_value());
    CHECK(piece.error().kind == ErrorKind::kCancelled);
    CHECK((*job)->next().error().kind == ErrorKind::kCancelled);
    CHECK_FALSE((*job)->manifest().has_value());
  }
}

TEST_CASE("a job that is dropped half way stops its threads", "[run]") {
  JobOptions options;
  options.threads = 4;
  auto job = Job::create(R"({"patients": 1000000})", options);
  REQUIRE(job.has_value());
  REQUIRE((*job)->next().has_value());
  job->reset();
  SUCCEED();
}

TEST_CASE("progress only grows and ends at the whole", "[run]") {
  JobOptions options;
  options.threads = 2;
  auto job = Job::create(R"({"patients": 700, "years_of_history": 1})", options);
  REQUIRE(job.has_value());
  Progress before = (*job)->progress();
  CHECK(before.patients_total == 700);
  for (;;) {
    auto piece = (*job)->next(5);
    REQUIRE(piece.has_value());
    const Progress now = (*job)->progress();
    CHECK(now.patients_done >= before.patients_done);
    CHECK(now.bytes_generated >= before.bytes_generated);
    CHECK(now.bytes_delivered >= before.bytes_delivered);
    CHECK(now.people >= before.people);
    before = now;
    if (piece->kind == PieceKind::kDone) break;
  }
  CHECK(before.patients_done == 700);
  CHECK(before.people >= 700);
}

TEST_CASE("a failing sink ends the run with its own error", "[run]") {
  class FullSink final : public Sink {
   public:
    Status write(uint32_t, std::string_view) override { return fail(ErrorKind::kRunFailed, "the disk is full"); }
  } sink;
  auto job = Job::create(R"({"patients": 1000})", {});
  REQUIRE(job.has_value());
  const Status status = run_to_sink(**job, sink);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().message == "the disk is full");
  CHECK((*job)->next().error().kind == ErrorKind::kCancelled);
}

TEST_CASE("a config that leaves nobody is refused with a hint", "[run]") {
  auto job = Job::create(R"({"filters": {"race": ["white"], "ethnicity": ["hispanic"], "states": ["MA"]},
                             "distributions": {"race": {"weights": {"black": 1}}}})",
                         {});
  REQUIRE_FALSE(job.has_value());
  CHECK(job.error().kind == ErrorKind::kInvalidInput);
  CHECK_FALSE(job.error().findings.empty());
}

TEST_CASE("the public schema and config calls know every dataset", "[run]") {
  CHECK(schema_text("clinical", "markdown").value().find("## patients") != std::string::npos);
  CHECK(schema_text("clinical", "sql").value().find("FOREIGN KEY (\"patient_id\")") != std::string::npos);
  CHECK(schema_text("clinicl", "json").error().findings.at(0).hint.find("clinical") != std::string::npos);
  CHECK(schema_text("clinical", "xml").error().kind == ErrorKind::kInvalidInput);
  const std::string completed = complete_config("{}").value();
  CHECK(complete_config(completed).value() == completed);
  CHECK(config_reference("markdown").value().find("/years_of_history") != std::string::npos);
}
