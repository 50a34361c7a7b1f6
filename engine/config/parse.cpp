// Reads the text, has it checked, and fills the Config from what the checker completed.
#include "engine/config/parse.h"

#include <algorithm>

#include "engine/config/check.h"
#include "engine/foundation/text.h"

namespace polyclinic::config {
namespace {

// Of configs that bring modules: long texts, but few values.
constexpr JsonLimits kLimitsWithModules{
    .text_size = std::size_t{64} << 20, .text_size_in_words = "64 MiB", .values = 200'000};

// Reads a completed config: every option that has a default is there and has its type.
class CompletedReader {
 public:
  CompletedReader(const JsonValue& root, const Vocabulary& vocabulary) : root_(root), vocabulary_(vocabulary) {}

  Result<Config> read() const {
    Config config;
    const JsonValue& seed = at("/seed");
    config.seed = seed.is(JsonValue::Kind::kString) ? digits(seed.text) : seed.magnitude;
    POLYCLINIC_ASSIGN(config.as_of, parse_date(at("/as_of").text));
    config.patients = at("/patients").magnitude;
    config.count = at("/count").text == "born" ? CountMode::kBorn : CountMode::kLiving;
    config.years_of_history = whole("/years_of_history");
    config.dataset = at("/dataset").text;
    config.formats = texts("/formats");
    config.tables = texts("/tables");
    if (config.tables.size() == words_of(Words::kTables, vocabulary_, config.dataset).size()) {
      config.tables.clear();
    }
    config.compression_level = whole("/output/compression_level");
    config.modules = modules();
    config.format_options = format_options();
    config.filters = filters();
    config.distributions = distributions();
    config.completed = write_json(root_);
    return config;
  }

 private:
  const JsonValue* find(std::string_view pointer) const {
    const JsonValue* value = &root_;
    for (const std::string_view step : split(pointer.substr(1), '/')) {
      value = value->find(step);
      if (value == nullptr) {
        return nullptr;
      }
    }
    return value;
  }

  const JsonValue& at(std::string_view pointer) const {
    static const JsonValue kNothing;
    const JsonValue* value = find(pointer);
    return value == nullptr ? kNothing : *value;
  }

  // What is in a section that may be left out, or its default.
  JsonValue at_or_default(std::string_view pointer) const {
    if (const JsonValue* value = find(pointer)) {
      return *value;
    }
    return read_json(find_option(pointer)->default_value, pointer).value_or(JsonValue());
  }

  int32_t whole(std::string_view pointer) const { return static_cast<int32_t>(at(pointer).magnitude); }

  static uint64_t digits(std::string_view text) {
    uint64_t value = 0;
    for (const char c : text) {
      value = value * 10 + static_cast<uint64_t>(c - '0');
    }
    return value;
  }

  std::vector<std::string> texts(std::string_view pointer) const {
    std::vector<std::string> list;
    for (const JsonValue& item : at(pointer).items) {
      list.push_back(item.text);
    }
    return list;
  }

  std::vector<NamedText> files(std::string_view pointer, std::string_view member) const {
    std::vector<NamedText> list;
    for (const JsonValue& item : at(pointer).items) {
      list.push_back({item.find("name")->text, item.find(member)->text});
    }
    return list;
  }

  Modules modules() const {
    Modules modules;
    if (find("/modules") == nullptr) {
      return modules;
    }
    modules.library = at("/modules/library").boolean;
    modules.files = files("/modules/files", "json");
    modules.tables = files("/modules/tables", "csv");
    modules.only = texts("/modules/only");
    modules.without = texts("/modules/without");
    return modules;
  }

  Compression compression(std::string_view pointer) const {
    const std::string word = at_or_default(pointer).text;
    return word == "snappy"                          ? Compression::kSnappy
           : word == "gzip"                          ? Compression::kGzip
           : word == "deflate"                       ? Compression::kDeflate
           : word == "zstd" || word == "zstandard"   ? Compression::kZstd
                                                     : Compression::kNone;
  }

  FormatOptions format_options() const {
    FormatOptions options;
    CsvOptions& csv = options.csv;
    const std::string delimiter = at_or_default("/format_options/csv/delimiter").text;
    for (const Word& word : words_of(Words::kDelimiters, vocabulary_, {})) {
      if (word.key == delimiter) {
        csv.delimiter = word.text.front();
      }
    }
    csv.header = at_or_default("/format_options/csv/header").boolean;
    csv.null = at_or_default("/format_options/csv/null").text;
    const std::string quoting = at_or_default("/format_options/csv/quoting").text;
    csv.quoting = quoting == "all"          ? CsvOptions::Quoting::kAll
                  : quoting == "nonnumeric" ? CsvOptions::Quoting::kNonnumeric
                                            : CsvOptions::Quoting::kMinimal;
    csv.crlf = at_or_default("/format_options/csv/line_end").text == "crlf";
    csv.bom = at_or_default("/format_options/csv/bom").boolean;
    csv.datapackage = at_or_default("/format_options/csv/datapackage").boolean;
    options.json.schema = at_or_default("/format_options/json/schema").boolean;
    options.ndjson.schema = at_or_default("/format_options/ndjson/schema").boolean;
    options.parquet.compression = compression("/format_options/parquet/compression");
    options.parquet.row_group_rows = static_cast<uint32_t>(at_or_default("/format_options/parquet/row_group_rows").magnitude);
    options.avro.compression = compression("/format_options/avro/compression");
    options.avro.schema = at_or_default("/format_options/avro/schema").boolean;
    const std::string framing = at_or_default("/format_options/protobuf/framing").text;
    options.protobuf.framing = framing == "batches" ? ProtobufOptions::Framing::kBatches
                               : framing == "whole" ? ProtobufOptions::Framing::kWhole
                                                    : ProtobufOptions::Framing::kRows;
    SqlOptions& sql = options.sql;
    sql.dialects.clear();
    for (const JsonValue& dialect : at_or_default("/format_options/sql/dialects").items) {
      sql.dialects.push_back(dialect.text == "mysql"        ? SqlOptions::Dialect::kMysql
                             : dialect.text == "postgresql" ? SqlOptions::Dialect::kPostgresql
                                                            : SqlOptions::Dialect::kSqlite);
    }
    sql.inserts = at_or_default("/format_options/sql/data").text == "inserts";
    sql.rows_per_insert = static_cast<uint32_t>(at_or_default("/format_options/sql/rows_per_insert").magnitude);
    const std::string form = at_or_default("/format_options/fhir/form").text;
    options.fhir.form = form == "transaction"  ? FhirOptions::Form::kTransaction
                        : form == "collection" ? FhirOptions::Form::kCollection
                                               : FhirOptions::Form::kBulk;
    if (find("/format_options/fhir/resources") != nullptr) {
      options.fhir.resources = categories<reference::FhirResource>("/format_options/fhir/resources", Words::kFhirResources);
    }
    Hl7v2Options& hl7 = options.hl7v2;
    const std::string hl7_framing = at_or_default("/format_options/hl7v2/framing").text;
    hl7.framing = hl7_framing == "mllp"    ? Hl7v2Options::Framing::kMllp
                  : hl7_framing == "batch" ? Hl7v2Options::Framing::kBatch
                                           : Hl7v2Options::Framing::kPlain;
    if (find("/format_options/hl7v2/messages") != nullptr) {
      hl7.messages = categories<reference::Hl7Message>("/format_options/hl7v2/messages", Words::kHl7Messages);
    }
    hl7.acknowledgments = at_or_default("/format_options/hl7v2/acknowledgments").boolean;
    const std::string processing = at_or_default("/format_options/hl7v2/processing_id").text;
    hl7.processing_id = processing == "production" || processing == "P" ? 'P' : processing == "debugging" || processing == "D" ? 'D' : 'T';
    hl7.receiving_application = at_or_default("/format_options/hl7v2/receiving_application").text;
    hl7.receiving_facility = at_or_default("/format_options/hl7v2/receiving_facility").text;
    options.vista.routine = at_or_default("/format_options/vista/form").text == "routine";
    return options;
  }

  // The words of a list as the categories that they name.
  template <class Category>
  std::vector<Category> categories(std::string_view pointer, Words words) const {
    const std::vector<Word> known = words_of(words, vocabulary_, {});
    std::vector<Category> list;
    for (std::size_t index = 0; index < known.size(); ++index) {
      const std::vector<JsonValue>& items = at(pointer).items;
      if (std::any_of(items.begin(), items.end(),
                      [&](const JsonValue& item) { return item.text == known[index].key; })) {
        list.push_back(static_cast<Category>(index));
      }
    }
    return list;
  }

  Filters filters() const {
    Filters filters;
    filters.age_min = whole("/filters/age/min");
    filters.age_max = whole("/filters/age/max");
    filters.sexes = categories<reference::Sex>("/filters/sex", Words::kSexes);
    filters.races = categories<reference::Race>("/filters/race", Words::kRaces);
    filters.ethnicities = categories<reference::Ethnicity>("/filters/ethnicity", Words::kEthnicities);
    filters.states = texts("/filters/states");
    for (const std::string& city : texts("/filters/cities")) {
      const std::size_t comma = city.rfind(", ");
      filters.cities.emplace_back(city.substr(0, comma), city.substr(comma + 2));
    }
    return filters;
  }

  std::optional<NumberDistribution> numbers(const std::string& pointer) const {
    NumberDistribution distribution;
    if (find(pointer + "/normal") != nullptr) {
      distribution.kind = NumberDistribution::Kind::kNormal;
      distribution.mean = at(pointer + "/normal/mean").number;
      distribution.sd = at(pointer + "/normal/sd").number;
    } else if (find(pointer + "/uniform") != nullptr) {
      distribution.kind = NumberDistribution::Kind::kUniform;
      distribution.low = at(pointer + "/uniform/min").number;
      distribution.high = at(pointer + "/uniform/max").number;
    } else if (const JsonValue* values = find(pointer + "/empirical/values")) {
      distribution.kind = NumberDistribution::Kind::kEmpirical;
      for (const JsonValue& value : values->items) {
        distribution.values.push_back(value.number);
      }
      for (const JsonValue& weight : at(pointer + "/empirical/weights").items) {
        distribution.weights.push_back(weight.number);
      }
      if (distribution.weights.empty()) {
        distribution.weights.assign(distribution.values.size(), 1.0);
      }
    } else {
      return std::nullopt;
    }
    return distribution;
  }

  std::optional<CategoryDistribution> weights(const std::string& name, Words words) const {
    const JsonValue* given = find("/distributions/" + name + "/weights");
    if (given == nullptr) {
      return std::nullopt;
    }
    CategoryDistribution distribution;
    for (const Word& word : words_of(words, vocabulary_, {})) {
      const JsonValue* weight = given->find(word.key);
      distribution.weights.push_back(weight == nullptr ? 0 : weight->number);
    }
    return distribution;
  }

  Distributions distributions() const {
    Distributions distributions;
    distributions.age = numbers("/distributions/age");
    distributions.income = numbers("/distributions/income");
    distributions.sex = weights("sex", Words::kSexes);
    distributions.race = weights("race", Words::kRaces);
    distributions.ethnicity = weights("ethnicity", Words::kEthnicities);
    distributions.language = weights("language", Words::kLanguages);
    distributions.marital_status = weights("marital_status", Words::kMaritalStatuses);
    distributions.education = weights("education", Words::kEducations);
    distributions.employment = weights("employment", Words::kEmployments);
    distributions.insurance = weights("insurance", Words::kInsurances);
    distributions.smoking = weights("smoking", Words::kSmokings);
    distributions.alcohol = weights("alcohol", Words::kAlcohols);
    distributions.housing = weights("housing", Words::kHousings);
    if (const JsonValue* states = find("/distributions/state/weights")) {
      distributions.state.emplace();
      for (const JsonMember& member : states->members) {
        distributions.state->emplace_back(member.key, member.value.number);
      }
    }
    return distributions;
  }

  const JsonValue& root_;
  const Vocabulary& vocabulary_;
};

Error wrong_config(std::vector<Finding> findings) {
  const std::size_t count = findings.size();
  std::string message =
      count == 1 ? "The config has a mistake" : "The config has " + std::to_string(count) + " mistakes";
  if (count > kMaximumFindings) {
    findings.resize(kMaximumFindings);
    message += ", the first " + std::to_string(kMaximumFindings) + " are";
  }
  return Error{ErrorKind::kInvalidInput, std::move(message), std::move(findings)};
}

bool names_cities(const JsonValue& root) {
  const JsonValue* filters = root.find("filters");
  return filters != nullptr && filters->find("cities") != nullptr;
}

}  // namespace

Result<Config> parse(std::string_view text, const Vocabulary& vocabulary) {
  const bool is_short = text.size() <= kMaximumTextSize || text.find("\"modules\"") == std::string_view::npos;
  POLYCLINIC_ASSIGN(const JsonValue given, read_json(trim(text).empty() ? "{}" : text, "The config",
                                                     is_short ? JsonLimits{} : kLimitsWithModules));
  POLYCLINIC_ASSIGN(const Gazetteer gazetteer, Gazetteer::load(names_cities(given)));
  CheckedConfig checked = check_config(given, vocabulary, gazetteer);
  if (!checked.findings.empty()) {
    return std::unexpected(wrong_config(std::move(checked.findings)));
  }
  return CompletedReader(checked.completed, vocabulary).read();
}

Result<std::string> complete(std::string_view text, const Vocabulary& vocabulary) {
  POLYCLINIC_ASSIGN(Config config, parse(text, vocabulary));
  return std::move(config.completed);
}

}  // namespace polyclinic::config
