// Good configs: defaults, every option's way into Config, canonical forms, and the completed text.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "engine/config/json_document.h"
#include "engine/config/options.h"
#include "tests/unit/config_vocabulary.h"

namespace polyclinic::config {
namespace {

Config parse_good(std::string_view text) {
  Result<Config> parsed = parse(text, test_vocabulary());
  INFO(text);
  INFO((parsed.has_value() ? std::string() : parsed.error().to_text()));
  REQUIRE(parsed.has_value());
  return *std::move(parsed);
}

TEST_CASE("no text, blank text and an empty object are all defaults", "[config]") {
  const Config config = parse_good("");
  CHECK(config.seed == 1);
  CHECK(config.as_of == day_from_civil(2026, 1, 1));
  CHECK(config.patients == 1000);
  CHECK(config.count == CountMode::kLiving);
  CHECK(config.years_of_history == 10);
  CHECK(config.dataset == "clinical");
  CHECK(config.formats == std::vector<std::string>{"csv"});
  CHECK(config.tables.empty());
  CHECK(config.filters.age_min == 0);
  CHECK(config.filters.age_max == 120);
  CHECK(config.filters.sexes.empty());
  CHECK(config.filters.states.empty());
  CHECK(config.filters.cities.empty());
  CHECK(config.filters.races.empty());
  CHECK(config.filters.ethnicities.empty());
  CHECK_FALSE(config.distributions.age.has_value());
  CHECK_FALSE(config.distributions.state.has_value());
  CHECK(config.compression_level == 1);
  CHECK(parse_good(" \n\t").completed == config.completed);
  CHECK(parse_good("{}").completed == config.completed);
  CHECK(parse_good("\xEF\xBB\xBF{}\n").completed == config.completed);
}

TEST_CASE("the completed defaults read as documented", "[config]") {
  CHECK(parse_good(R"({"tables": ["deaths", "patients"]})").completed == R"({
  "seed": 1,
  "as_of": "2026-01-01",
  "patients": 1000,
  "count": "living",
  "years_of_history": 10,
  "dataset": "clinical",
  "formats": ["csv"],
  "tables": ["patients", "deaths"],
  "filters": {
    "age": {
      "min": 0,
      "max": 120
    },
    "sex": [],
    "states": [],
    "cities": [],
    "race": [],
    "ethnicity": []
  },
  "distributions": {},
  "output": {
    "compression_level": 1
  }
})");
}

constexpr std::string_view kEverything = R"({
  "output": {"compression_level": 0},
  "distributions": {
    "age": {"normal": {"mean": 55, "sd": 20.50}},
    "income": {"empirical": {"values": [25000, 1e5], "weights": [3, 1]}},
    "sex": {"weights": {"M": 1, "F": 3}},
    "race": {"weights": {"black": 1}},
    "ethnicity": {"weights": {"not_hispanic": 1}},
    "language": {"weights": {"es": 0.5, "en": 0.5}},
    "marital_status": {"weights": {"widowed": 1}},
    "education": {"weights": {"high_school": 1}},
    "employment": {"weights": {"retired": 1}},
    "insurance": {"weights": {"medicare": 2}},
    "smoking": {"weights": {"former": 1}},
    "alcohol": {"weights": {"heavy": 1, "none": 2}},
    "housing": {"weights": {"homeless": 1}},
    "state": {"weights": {"texas": 2, "MA": 1}}
  },
  "filters": {
    "age": {"min": 18, "max": 65},
    "sex": ["M", "F", "M"],
    "states": ["Massachusetts", "tx", "MA"],
    "cities": ["boston", "Springfield, Massachusetts", "Boston, MA"],
    "race": ["two_or_more", "white", "black"],
    "ethnicity": ["not_hispanic"]
  },
  "tables": ["deaths", "patients", "deaths"],
  "formats": ["ndjson", "csv", "csv"],
  "years_of_history": 0,
  "count": "born",
  "patients": 1e3,
  "as_of": "2024-02-29",
  "seed": "18446744073709551615"
})";

TEST_CASE("every option finds its way into the Config", "[config]") {
  const Config config = parse_good(kEverything);
  CHECK(config.seed == UINT64_MAX);
  CHECK(config.as_of == day_from_civil(2024, 2, 29));
  CHECK(config.patients == 1000);
  CHECK(config.count == CountMode::kBorn);
  CHECK(config.years_of_history == 0);
  CHECK(config.formats == std::vector<std::string>{"csv", "ndjson"});
  CHECK(config.tables == std::vector<std::string>{"patients", "deaths"});
  CHECK(config.compression_level == 0);
  CHECK(config.filters.age_min == 18);
  CHECK(config.filters.age_max == 65);
  CHECK(config.filters.sexes == std::vector{reference::Sex::kFemale, reference::Sex::kMale});
  CHECK(config.filters.states == std::vector<std::string>{"MA", "TX"});
  CHECK(config.filters.cities ==
        std::vector<std::pair<std::string, std::string>>{{"Boston", "MA"}, {"Springfield", "MA"}});
  CHECK(config.filters.races ==
        std::vector{reference::Race::kWhite, reference::Race::kBlack, reference::Race::kTwoOrMore});
  CHECK(config.filters.ethnicities == std::vector{reference::Ethnicity::kNotHispanic});

  const Distributions& distributions = config.distributions;
  REQUIRE(distributions.age.has_value());
  CHECK(distributions.age->kind == NumberDistribution::Kind::kNormal);
  CHECK(distributions.age->mean == 55);
  CHECK(distributions.age->sd == 20.5);
  REQUIRE(distributions.income.has_value());
  CHECK(distributions.income->kind == NumberDistribution::Kind::kEmpirical);
  CHECK(distributions.income->values == std::vector<double>{25000, 100000});
  CHECK(distributions.income->weights == std::vector<double>{3, 1});
  CHECK(distributions.sex->weights == std::vector<double>{3, 1});
  CHECK(distributions.race->weights == std::vector<double>{0, 1, 0, 0, 0, 0});
  CHECK(distributions.ethnicity->weights == std::vector<double>{0, 1});
  CHECK(distributions.language->weights.size() == reference::kLanguages.size());
  CHECK(distributions.language->weights[1] == 0.5);
  CHECK(distributions.marital_status->weights[5] == 1);
  CHECK(distributions.education->weights[2] == 1);
  CHECK(distributions.employment->weights[5] == 1);
  CHECK(distributions.insurance->weights[3] == 2);
  CHECK(distributions.smoking->weights == std::vector<double>{0, 1, 0});
  CHECK(distributions.alcohol->weights == std::vector<double>{2, 0, 0, 1});
  CHECK(distributions.housing->weights[3] == 1);
  CHECK(*distributions.state == std::vector<std::pair<std::string, double>>{{"MA", 1}, {"TX", 2}});
}

TEST_CASE("a completed config completes to itself", "[config]") {
  for (const std::string_view text : {std::string_view("{}"), kEverything}) {
    const Result<std::string> once = complete(text, test_vocabulary());
    REQUIRE(once.has_value());
    const Result<std::string> twice = complete(*once, test_vocabulary());
    REQUIRE(twice.has_value());
    CHECK(*once == *twice);
  }
}

TEST_CASE("every default stands in the completed config as its option declares it", "[config]") {
  // Options of formats stay out of a config that does not speak of them.
  const Result<JsonValue> completed =
      read_json(parse_good(R"({"format_options": {"csv": {}, "json": {}, "ndjson": {}, "parquet": {}, "avro": {}, "protobuf": {}, "sql": {}, "fhir": {}, "hl7v2": {}, "vista": {}}})").completed, "completed");
  REQUIRE(completed.has_value());
  for (const Option& option : options()) {
    INFO(option.pointer);
    CHECK_FALSE(option.meaning.empty());
    // Modules stay out of a config that does not speak of them.
    if (option.default_value.empty() || option.type == OptionType::kSection || option.pointer.starts_with("/modules/")) {
      continue;
    }
    const Result<JsonValue> wanted = read_json(option.default_value, "default");
    REQUIRE(wanted.has_value());
    const JsonValue* value = &*completed;
    std::string_view rest = option.pointer.substr(1);
    while (value != nullptr && !rest.empty()) {
      const std::size_t end = rest.find('/');
      value = value->find(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    REQUIRE(value != nullptr);
    CHECK(write_json(*value) == write_json(*wanted));
  }
}

TEST_CASE("the options of formats are read, and stay out of configs that do not speak of them", "[config]") {
  const Config plain = parse_good("{}");
  CHECK(plain.completed.find("format_options") == std::string::npos);
  CHECK(plain.format_options.csv.delimiter == ',');
  CHECK(plain.format_options.csv.header);
  CHECK(plain.format_options.csv.datapackage);
  CHECK(plain.format_options.json.schema);
  CHECK(plain.format_options.sql.dialects.size() == 3);
  CHECK(plain.format_options.parquet.compression == Compression::kZstd);
  CHECK(plain.format_options.parquet.row_group_rows == 122880);
  CHECK(plain.format_options.avro.compression == Compression::kDeflate);
  CHECK(plain.format_options.avro.schema);
  CHECK(plain.format_options.protobuf.framing == ProtobufOptions::Framing::kRows);
  CHECK(plain.format_options.sql.rows_per_insert == 500);
  CHECK(plain.format_options.fhir.form == FhirOptions::Form::kBulk);
  CHECK(plain.format_options.fhir.resources.empty());
  CHECK(plain.format_options.hl7v2.framing == Hl7v2Options::Framing::kPlain);
  CHECK(plain.format_options.hl7v2.messages.empty());
  CHECK(plain.format_options.hl7v2.processing_id == 'T');
  CHECK(plain.format_options.hl7v2.receiving_application == "EHR");
  CHECK(plain.format_options.hl7v2.receiving_facility == "HOSPITAL");
  CHECK_FALSE(plain.format_options.vista.routine);
  const Config config = parse_good(R"json({"format_options": {
    "csv": {"delimiter": "tab", "header": false, "null": "\\N", "quoting": "nonnumeric", "line_end": "crlf", "bom": true,
            "datapackage": false},
    "ndjson": {"schema": false}, "parquet": {"compression": "snappy", "row_group_rows": 1000},
    "avro": {"compression": "zstandard", "schema": false}, "protobuf": {"framing": "whole"},
    "sql": {"dialects": ["sqlite", "mysql"], "data": "files", "rows_per_insert": 7},
    "fhir": {"form": "transaction", "resources": ["Observation", "Patient"]},
    "hl7v2": {"framing": "batch", "messages": ["VXU", "ADT"], "acknowledgments": true, "processing_id": "production",
              "receiving_application": "REGISTRY", "receiving_facility": ""}}})json");
  const CsvOptions& csv = config.format_options.csv;
  CHECK(csv.delimiter == '\t');
  CHECK_FALSE(csv.header);
  CHECK(csv.null == "\\N");
  CHECK(csv.quoting == CsvOptions::Quoting::kNonnumeric);
  CHECK(csv.crlf);
  CHECK(csv.bom);
  CHECK_FALSE(csv.datapackage);
  CHECK(config.format_options.json.schema);
  CHECK_FALSE(config.format_options.ndjson.schema);
  const SqlOptions& sql = config.format_options.sql;
  CHECK(sql.dialects == std::vector{SqlOptions::Dialect::kMysql, SqlOptions::Dialect::kSqlite});
  CHECK_FALSE(sql.inserts);
  CHECK(config.format_options.parquet.compression == Compression::kSnappy);
  CHECK(config.format_options.parquet.row_group_rows == 1000);
  CHECK(config.format_options.avro.compression == Compression::kZstd);
  CHECK_FALSE(config.format_options.avro.schema);
  CHECK(config.format_options.protobuf.framing == ProtobufOptions::Framing::kWhole);
  CHECK(sql.rows_per_insert == 7);
  CHECK(config.format_options.fhir.form == FhirOptions::Form::kTransaction);
  CHECK(config.format_options.fhir.resources == std::vector{reference::FhirResource::kPatient, reference::FhirResource::kObservation});
  const Hl7v2Options& hl7 = config.format_options.hl7v2;
  CHECK(hl7.framing == Hl7v2Options::Framing::kBatch);
  CHECK(hl7.messages == std::vector{reference::Hl7Message::kAdt, reference::Hl7Message::kVxu});
  CHECK(hl7.acknowledgments);
  CHECK(hl7.processing_id == 'P');
  CHECK(hl7.receiving_application == "REGISTRY");
  CHECK(hl7.receiving_facility.empty());
  CHECK(parse_good(R"({"format_options": {"vista": {"form": "routine"}}})").format_options.vista.routine);
}

TEST_CASE("modules come with their texts, and stay out of configs that do not speak of them", "[config]") {
  CHECK(parse_good("{}").completed.find("modules") == std::string::npos);
  CHECK_FALSE(parse_good("{}").modules.library);
  const Config config = parse_good(R"json({"modules": {"library": true,
    "files": [{"name": "gout", "json": "{\"name\": \"Gout\"}"}, {"json": "{}", "name": "heart/stent"}],
    "tables": [{"name": "gout.csv", "csv": "age,A\n1-2,1\n"}], "only": ["g*"], "without": ["heart"]}})json");
  CHECK(config.modules.library);
  REQUIRE(config.modules.files.size() == 2);
  CHECK(config.modules.files[0].name == "gout");
  CHECK(config.modules.files[0].text == R"({"name": "Gout"})");
  CHECK(config.modules.files[1].name == "heart/stent");
  REQUIRE(config.modules.tables.size() == 1);
  CHECK(config.modules.tables[0].text == "age,A\n1-2,1\n");
  CHECK(config.modules.only == std::vector<std::string>{"g*"});
  CHECK(config.modules.without == std::vector<std::string>{"heart"});
  CHECK(parse_good(config.completed).completed == config.completed);
}

TEST_CASE("every mistake in modules is told at once", "[config]") {
  const Result<Config> parsed = parse(R"({"modules": {"library": "yes", "files": [{"name": "", "json": {}}, 5, {"name": "a", "csv": ""}],
    "tables": {}, "only": [7]}})", test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  std::vector<std::string> places;
  for (const Finding& finding : parsed.error().findings) places.push_back(finding.where);
  CHECK(places == std::vector<std::string>{"/modules/library", "/modules/files/0/name", "/modules/files/0/json", "/modules/files/1",
                                           "/modules/files/2/csv", "/modules/files/2/json", "/modules/tables", "/modules/only/0"});
}

TEST_CASE("a config may be longer than a mebibyte for modules alone", "[config]") {
  const std::string module(2 * kMaximumTextSize, ' ');
  CHECK(parse(R"({"modules": {"files": [{"name": "long", "json": ")" + module + "\"}]}}", test_vocabulary()).has_value());
  CHECK_FALSE(parse(R"({"patients": 5)" + module + "}", test_vocabulary()).has_value());
}

TEST_CASE("seeds of 64 bits come through, as numbers and as strings", "[config]") {
  CHECK(parse_good(R"({"seed": 18446744073709551615})").seed == UINT64_MAX);
  CHECK(parse_good(R"({"seed": "0"})").seed == 0);
  CHECK(parse_good(R"({"seed": "007"})").seed == 7);
  CHECK(parse_good(R"({"seed": 9007199254740991})").completed.find("\"seed\": 9007199254740991,") != std::string::npos);
  CHECK(parse_good(R"({"seed": 9007199254740993})").seed == 9007199254740993ULL);
  CHECK(parse_good(R"({"seed": 9007199254740993})").completed.find("\"seed\": \"9007199254740993\",") !=
        std::string::npos);
}

TEST_CASE("whole numbers may be written as JSON allows", "[config]") {
  CHECK(parse_good(R"({"patients": 1000.0})").patients == 1000);
  CHECK(parse_good(R"({"patients": 1e8})").patients == 100000000);
  CHECK(parse_good(R"({"years_of_history": -0})").completed.find("\"years_of_history\": 0,") != std::string::npos);
  CHECK(
      parse_good(R"({"distributions": {"age": {"normal": {"mean": -0.0, "sd": 1}}}})").completed.find("\"mean\": 0,") !=
      std::string::npos);
}

TEST_CASE("a city's name alone means it in every state that is kept", "[config]") {
  const Config everywhere = parse_good(R"({"filters": {"cities": ["Springfield"]}})");
  CHECK(everywhere.filters.cities.size() > 3);
  const Config kept = parse_good(R"({"filters": {"cities": ["Springfield"], "states": ["IL", "MA", "NV"]}})");
  CHECK(kept.filters.cities ==
        std::vector<std::pair<std::string, std::string>>{{"Springfield", "IL"}, {"Springfield", "MA"}});
}

TEST_CASE("all tables named are all tables", "[config]") {
  CHECK(parse_good(R"({"dataset": "ward", "tables": ["staff", "wards"]})").tables.empty());
  CHECK(parse_good(R"({"dataset": "ward"})").completed.find("\"tables\": [\"wards\", \"staff\"]") != std::string::npos);
}

TEST_CASE("uniform and unweighted empirical distributions", "[config]") {
  const Config config = parse_good(R"({"distributions": {"age": {"empirical": {"values": [70, 80, 90]}},
                                                         "income": {"uniform": {"min": 0, "max": 99.5}}}})");
  CHECK(config.distributions.age->weights == std::vector<double>{1, 1, 1});
  CHECK(config.distributions.income->kind == NumberDistribution::Kind::kUniform);
  CHECK(config.distributions.income->high == 99.5);
}

TEST_CASE("ages that do not overlap are no contradiction while the dead count too", "[config]") {
  parse_good(R"({"count": "born", "filters": {"age": {"max": 17}},
                 "distributions": {"age": {"uniform": {"min": 18, "max": 65}}}})");
}

TEST_CASE("a mistake in one option raises no false contradiction with another", "[config]") {
  const Result<Config> parsed =
      parse(R"({"filters": {"states": ["Masachusetts", "CA"], "cities": ["Boston"], "sex": ["M"]},
                                          "distributions": {"sex": {"weights": {"F": 1, "m": 1}}}})",
            test_vocabulary());
  REQUIRE_FALSE(parsed.has_value());
  REQUIRE(parsed.error().findings.size() == 2);
  CHECK(parsed.error().findings[0].where == "/filters/states/0");
  CHECK(parsed.error().findings[1].where == "/distributions/sex/weights/m");
}

}  // namespace
}  // namespace polyclinic::config
