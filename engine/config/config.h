// A checked configuration as the engine uses it. How JSON becomes one is in parse.h; nothing here knows JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/calendar.h"
#include "engine/reference/categories.h"
#include "engine/reference/fhir_resources.h"
#include "engine/reference/hl7_messages.h"

namespace polyclinic::config {

// A custom distribution of a number (age in whole years, yearly household income in USD).
struct NumberDistribution {
  enum class Kind : uint8_t { kNormal, kUniform, kEmpirical } kind = Kind::kUniform;
  double mean = 0, sd = 0;              // kNormal; sd > 0
  double low = 0, high = 0;             // kUniform: low <= high, both ends belong to it
  std::vector<double> values, weights;  // kEmpirical: values with their weights (same length, sum > 0)
};

// Weights for the categories of one list in reference/categories.h, by index; categories not named have weight 0.
struct CategoryDistribution {
  std::vector<double> weights;
};

// What the config replaces of the population's own distributions; what is absent comes from the reference tables.
struct Distributions {
  std::optional<NumberDistribution> age;  // of the living at as_of (count = living) or of all at birth + as_of
  std::optional<NumberDistribution> income;
  std::optional<CategoryDistribution> sex, race, ethnicity, language, marital_status, education, employment, insurance,
      smoking, alcohol, housing;
  std::optional<std::vector<std::pair<std::string, double>>> state;  // USPS code -> weight
};

struct Filters {
  int32_t age_min = 0, age_max = 120;                       // whole years at as_of (at death for the dead), inclusive
  std::vector<reference::Sex> sexes;                        // empty = all
  std::vector<std::string> states;                          // USPS codes; empty = all
  std::vector<std::pair<std::string, std::string>> cities;  // (city, USPS code); empty = all
  std::vector<reference::Race> races;                       // empty = all
  std::vector<reference::Ethnicity> ethnicities;            // empty = all
};

enum class CountMode : uint8_t {
  kLiving,  // `patients` people alive at as_of; those of their cohorts who died in the history come on top
  kBorn,    // `patients` people in all, living and dead
};

// A file given by its text.
struct NamedText {
  std::string name;
  std::string text;
};

// Which disease modules run.
struct Modules {
  bool library = false;                    // those that come with the engine
  std::vector<NamedText> files, tables;    // modules' JSON and lookup tables' CSV, in the order given
  std::vector<std::string> only, without;  // patterns of top-level modules' names
};

struct CsvOptions {
  enum class Quoting : uint8_t { kMinimal, kNonnumeric, kAll } quoting = Quoting::kMinimal;
  char delimiter = ',';
  bool header = true;
  bool bom = false;
  bool crlf = false;
  bool datapackage = true;  // datapackage.json beside the tables
  std::string null;         // how nulls are written; never with the delimiter, quotes or line ends in it
};

struct JsonOptions {
  bool schema = true;  // a JSON Schema beside each table
};

enum class Compression : uint8_t {
  kNone,
  kSnappy,   // raw Snappy
  kGzip,     // deflate with gzip's header
  kDeflate,  // deflate alone (RFC 1951)
  kZstd,
};

struct ParquetOptions {
  Compression compression = Compression::kZstd;
  uint32_t row_group_rows = 122880;
};

struct AvroOptions {
  Compression compression = Compression::kDeflate;
  bool schema = true;  // an .avsc file beside each table
};

struct ProtobufOptions {
  enum class Framing : uint8_t {
    kRows,     // before each row its length
    kBatches,  // before each message of many rows its length
    kWhole,    // the file is one message of all rows
  };
  Framing framing = Framing::kRows;
};

struct SqlOptions {
  enum class Dialect : uint8_t { kMysql, kPostgresql, kSqlite };
  std::vector<Dialect> dialects{Dialect::kMysql, Dialect::kPostgresql, Dialect::kSqlite};
  bool inserts = true;  // INSERT statements; otherwise CSV files that scripts load
  uint32_t rows_per_insert = 500;
};

struct FhirOptions {
  enum class Form : uint8_t {
    kBulk,         // a file of resources for each type
    kTransaction,  // one file: a Bundle a person that a server carries out
    kCollection,   // one file: a Bundle a person
  };
  Form form = Form::kBulk;
  std::vector<reference::FhirResource> resources;  // empty = all
};

struct Hl7v2Options {
  enum class Framing : uint8_t {
    kPlain,  // messages one after another
    kMllp,   // each as a block of the Minimal Lower Layer Protocol
    kBatch,  // a file of batches, one a person
  };
  Framing framing = Framing::kPlain;
  std::vector<reference::Hl7Message> messages;  // empty = all
  bool acknowledgments = false;                 // a second file with the answer to each message
  char processing_id = 'T';                     // MSH-11 (table 0103)
  std::string receiving_application = "EHR", receiving_facility = "HOSPITAL";
};

struct VistaOptions {
  bool routine = false;  // SET commands of a routine a file; otherwise ZWR
};

// What is special to a format, by its name.
struct FormatOptions {
  CsvOptions csv;
  JsonOptions json, ndjson;
  ParquetOptions parquet;
  AvroOptions avro;
  ProtobufOptions protobuf;
  SqlOptions sql;
  FhirOptions fhir;
  Hl7v2Options hl7v2;
  VistaOptions vista;
};

struct Config {
  uint64_t seed = 1;
  Day as_of = 0;  // "today" of the dataset; nothing is later
  uint64_t patients = 1000;
  CountMode count = CountMode::kLiving;
  int32_t years_of_history = 10;  // 0 = whole lives
  std::string dataset = "clinical";
  std::vector<std::string> formats{"csv"};  // in the engine's order, without repeats
  std::vector<std::string> tables;          // empty = all of the dataset; else in the dataset's order
  Filters filters;
  Distributions distributions;
  Modules modules;
  FormatOptions format_options;
  int32_t compression_level = 1;  // of ZIP entries: 0 (stored) to 9
  std::string completed;          // the text of complete_config()
};

}  // namespace polyclinic::config
