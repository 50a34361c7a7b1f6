// The table of options, and small questions to it.
#include "engine/config/options.h"

#include <algorithm>
#include <array>

#include "engine/reference/categories.h"
#include "engine/reference/fhir_resources.h"
#include "engine/reference/hl7_messages.h"

namespace polyclinic::config {
namespace {

constexpr double kOldest = 120;                // years
constexpr double kGreatestIncome = 100000000;  // USD a year
constexpr double kGreatestWeight = 1000000000;
constexpr double kLeastSpread = 0.001;  // of a normal distribution: above 0, and not lost to rounding

constexpr Option section(std::string_view pointer, std::string_view meaning, std::string_view other_names = {}) {
  return {.pointer = pointer, .default_value = "{}", .meaning = meaning, .other_names = other_names};
}

// A section that most configs do without.
constexpr Option rare_section(std::string_view pointer, std::string_view meaning, std::string_view other_names = {}) {
  return {.pointer = pointer, .default_value = "{}", .meaning = meaning, .other_names = other_names, .stays_absent = true};
}

constexpr Option choice(std::string_view pointer, Words words, std::string_view default_value, std::string_view meaning,
                        std::string_view other_names = {}) {
  return {.pointer = pointer,
          .type = OptionType::kChoice,
          .words = words,
          .default_value = default_value,
          .meaning = meaning,
          .other_names = other_names};
}

constexpr Option yes_or_no(std::string_view pointer, std::string_view default_value, std::string_view meaning,
                           std::string_view other_names = {}) {
  return {.pointer = pointer,
          .type = OptionType::kBoolean,
          .default_value = default_value,
          .meaning = meaning,
          .other_names = other_names};
}

constexpr Option whole(std::string_view pointer, double minimum, double maximum, std::string_view default_value,
                       std::string_view meaning, std::string_view other_names = {}) {
  return {.pointer = pointer,
          .type = OptionType::kWholeNumber,
          .minimum = minimum,
          .maximum = maximum,
          .default_value = default_value,
          .meaning = meaning,
          .other_names = other_names};
}

// A number that must be given when its distribution is.
constexpr Option parameter(std::string_view pointer, OptionType type, double minimum, double maximum,
                           std::string_view meaning) {
  return {
      .pointer = pointer, .type = type, .minimum = minimum, .maximum = maximum, .required = true, .meaning = meaning};
}

// A list that keeps only some people; empty = everybody.
constexpr Option filter(std::string_view pointer, OptionType type, Words words, std::string_view meaning,
                        std::string_view other_names = {}) {
  return {.pointer = pointer,
          .type = type,
          .words = words,
          .default_value = "[]",
          .may_be_empty = true,
          .meaning = meaning,
          .other_names = other_names};
}

constexpr Option weights(std::string_view pointer, Words words, std::string_view meaning) {
  return {.pointer = pointer,
          .type = OptionType::kWeights,
          .words = words,
          .maximum = kGreatestWeight,
          .required = true,
          .meaning = meaning};
}

constexpr Option one_of(std::string_view pointer, std::string_view meaning) {
  return {.pointer = pointer, .type = OptionType::kOneOf, .meaning = meaning};
}

constexpr std::array kOptions{
    Option{.pointer = "/seed",
           .type = OptionType::kSeed,
           .default_value = "1",
           .meaning = "Chooses the people. The same version, seed and config give the same bytes; another seed gives "
                      "other people. Above 9007199254740991 write it as a string of digits: many JSON writers round.",
           .other_names = "random_seed random_state rng"},
    Option{.pointer = "/as_of",
           .type = OptionType::kDate,
           .default_value = "\"2026-01-01\"",
           .meaning = "The dataset's today: nothing in it is later. It does not follow the clock, so that a config "
                      "means the same next year.",
           .other_names = "date today now end_date reference_date"},
    whole("/patients", 1, 100000000, "1000", "How many people to generate; `count` says which people are counted.",
          "population population_size size n num_patients patient_count record_count records"),
    Option{.pointer = "/count",
           .type = OptionType::kChoice,
           .words = Words::kCounts,
           .default_value = "\"living\"",
           .meaning = "Who counts towards `patients`. living: those alive at `as_of`; people of their cohorts who died "
                      "within the history come on top. born: everybody, living or dead.",
           .other_names = "count_mode mode"},
    whole("/years_of_history", 0, kOldest, "10",
          "How many years before `as_of` the records reach back; 0 = whole lives, from birth.", "history years"),
    Option{.pointer = "/dataset",
           .type = OptionType::kChoice,
           .words = Words::kDatasets,
           .default_value = "\"clinical\"",
           .meaning = "Which set of tables to make.",
           .other_names = "datasets"},
    Option{.pointer = "/formats",
           .type = OptionType::kChoiceList,
           .words = Words::kFormats,
           .default_value = "[\"csv\"]",
           .meaning = "The formats that every table is written in, each in a folder of its own.",
           .other_names = "output_format output_formats file_format"},
    Option{.pointer = "/tables",
           .type = OptionType::kChoiceList,
           .words = Words::kTables,
           .meaning = "The tables to write; all of the dataset when left out. Leaving tables out does not change the "
                      "others.",
           .other_names = "files"},

    section("/filters", "Keeps only people who pass all filters; `patients` counts those who do."),
    section("/filters/age", "Age in whole years at `as_of`, both ends included.", "age_range"),
    whole("/filters/age/min", 0, kOldest, "0", "The youngest age.", "minimum from low"),
    whole("/filters/age/max", 0, kOldest, "120", "The oldest age.", "maximum to high"),
    filter("/filters/sex", OptionType::kChoiceList, Words::kSexes, "Sexes to keep; an empty array keeps all.",
           "sexes gender genders"),
    filter("/filters/states", OptionType::kStateList, Words::kStates,
           "States to keep, by USPS code (MA) or full name (Massachusetts); DC is one.", "state"),
    filter("/filters/cities", OptionType::kCityList, Words::kNone,
           "Cities to keep: \"Boston, MA\", or \"Boston\" for the cities of that name in every state that is kept.",
           "city places"),
    filter("/filters/race", OptionType::kChoiceList, Words::kRaces, "Races to keep; an empty array keeps all.",
           "races"),
    filter("/filters/ethnicity", OptionType::kChoiceList, Words::kEthnicities,
           "Ethnicities to keep; an empty array keeps all.", "ethnicities"),

    section("/distributions",
            "Replaces the population's own distributions, which come from United States statistics; what is left out "
            "keeps them."),
    one_of("/distributions/age", "Age in years at `as_of`, within 0 to 120: a normal distribution is cut off there."),
    parameter("/distributions/age/normal/mean", OptionType::kNumber, 0, kOldest, "Mean age."),
    parameter("/distributions/age/normal/sd", OptionType::kNumber, kLeastSpread, kOldest,
              "Standard deviation in years."),
    parameter("/distributions/age/uniform/min", OptionType::kWholeNumber, 0, kOldest, "The youngest age, included."),
    parameter("/distributions/age/uniform/max", OptionType::kWholeNumber, 0, kOldest, "The oldest age, included."),
    parameter("/distributions/age/empirical/values", OptionType::kWholeNumberList, 0, kOldest, "The ages that occur."),
    Option{.pointer = "/distributions/age/empirical/weights",
           .type = OptionType::kNumberList,
           .maximum = kGreatestWeight,
           .meaning = "One weight for each value; equal when left out."},
    one_of("/distributions/income",
           "Yearly household income in USD, within 0 to 100000000: a normal distribution is cut off there."),
    parameter("/distributions/income/normal/mean", OptionType::kNumber, 0, kGreatestIncome, "Mean income."),
    parameter("/distributions/income/normal/sd", OptionType::kNumber, kLeastSpread, kGreatestIncome,
              "Standard deviation in USD."),
    parameter("/distributions/income/uniform/min", OptionType::kNumber, 0, kGreatestIncome,
              "The lowest income, included."),
    parameter("/distributions/income/uniform/max", OptionType::kNumber, 0, kGreatestIncome,
              "The highest income, included."),
    parameter("/distributions/income/empirical/values", OptionType::kNumberList, 0, kGreatestIncome,
              "The incomes that occur."),
    Option{.pointer = "/distributions/income/empirical/weights",
           .type = OptionType::kNumberList,
           .maximum = kGreatestWeight,
           .meaning = "One weight for each value; equal when left out."},
    weights("/distributions/sex/weights", Words::kSexes,
            "Share of each sex, in any unit; a word not named does not occur."),
    weights("/distributions/race/weights", Words::kRaces, "Share of each race; a word not named does not occur."),
    weights("/distributions/ethnicity/weights", Words::kEthnicities, "Share of each ethnicity."),
    weights("/distributions/language/weights", Words::kLanguages, "Share of each preferred language."),
    weights("/distributions/marital_status/weights", Words::kMaritalStatuses,
            "Share of each marital status among adults; children have never married."),
    weights("/distributions/education/weights", Words::kEducations,
            "Share of each education among adults; children have none."),
    weights("/distributions/employment/weights", Words::kEmployments,
            "Share of each employment status from 16 years; children have none."),
    weights("/distributions/insurance/weights", Words::kInsurances, "Share of each kind of coverage."),
    weights("/distributions/smoking/weights", Words::kSmokings, "Share of each smoking status among those old enough."),
    weights("/distributions/alcohol/weights", Words::kAlcohols,
            "Share of each drinking status among those old enough."),
    weights("/distributions/housing/weights", Words::kHousings, "Share of each kind of housing."),
    weights("/distributions/state/weights", Words::kStates, "Share of each state, by USPS code or full name."),

    Option{.pointer = "/modules",
           .default_value = "{}",
           .meaning = "Disease modules in the Generic Module Framework: which of them run.",
           .other_names = "module diseases",
           .stays_absent = true},
    Option{.pointer = "/modules/library",
           .type = OptionType::kBoolean,
           .default_value = "false",
           .meaning = "Whether the modules that come with Polyclinic run. What a module of /modules/files calls of them is "
                      "there in any case."},
    Option{.pointer = "/modules/files",
           .type = OptionType::kFileList,
           .default_value = "[]",
           .may_be_empty = true,
           .meaning = "Further modules: {\"name\": \"gout\", \"json\": \"...\"}, the text of the module's file as a string. "
                      "The name is the path below the modules' folder without .json: one with a / is a submodule, which "
                      "others call. A module replaces one of the same name that comes before it.",
           .text_member = "json"},
    Option{.pointer = "/modules/tables",
           .type = OptionType::kFileList,
           .default_value = "[]",
           .may_be_empty = true,
           .meaning = "Lookup tables of modules: {\"name\": \"table.csv\", \"csv\": \"...\"}.",
           .text_member = "csv"},
    Option{.pointer = "/modules/only",
           .type = OptionType::kPatternList,
           .default_value = "[]",
           .may_be_empty = true,
           .meaning = "The top-level modules to run, by name; * stands for any text. An empty array runs all.",
           .other_names = "include"},
    Option{.pointer = "/modules/without",
           .type = OptionType::kPatternList,
           .default_value = "[]",
           .may_be_empty = true,
           .meaning = "Top-level modules that do not run, by name; * stands for any text.",
           .other_names = "exclude"},

    // One section for each format that has options, named after it: a new one needs its rows here, its struct in config.h
    // and its lines in parse.cpp.
    rare_section("/format_options", "What is special to a format; of a format that is not written it does not matter.",
                 "format_settings"),
    rare_section("/format_options/csv", "How CSV files look; the defaults are RFC 4180 with LF line ends."),
    choice("/format_options/csv/delimiter", Words::kDelimiters, "\"comma\"", "What stands between two cells.",
           "separator sep delim"),
    yes_or_no("/format_options/csv/header", "true", "Whether the first line names the columns.", "headers header_row"),
    Option{.pointer = "/format_options/csv/null",
           .type = OptionType::kShortText,
           .default_value = "\"\"",
           .meaning = "How a null is written: nothing, or a word such as NULL or \\N. It is never quoted; a text that "
                      "reads the same always is.",
           .other_names = "null_text nullstr na na_rep"},
    choice("/format_options/csv/quoting", Words::kQuotings, "\"minimal\"",
           "Which cells stand in double quotes. minimal: those that need it; nonnumeric: all but numbers and nulls; all: "
           "all but nulls.",
           "quote quotes"),
    choice("/format_options/csv/line_end", Words::kLineEnds, "\"lf\"", "How lines end.",
           "line_ending line_ends line_terminator newline eol"),
    yes_or_no("/format_options/csv/bom", "false",
              "Whether a file begins with a byte order mark, by which spreadsheet programs know UTF-8.", "byte_order_mark"),
    yes_or_no("/format_options/csv/datapackage", "true",
              "Whether datapackage.json describes the tables: types, keys and dialect, as Frictionless Data specifies.",
              "descriptor data_package"),
    rare_section("/format_options/json", "Of JSON arrays."),
    yes_or_no("/format_options/json/schema", "true", "Whether each table has a JSON Schema (2020-12) beside it.",
              "schemas json_schema"),
    rare_section("/format_options/ndjson", "Of JSON lines."),
    yes_or_no("/format_options/ndjson/schema", "true", "Whether each table has a JSON Schema (2020-12) of its lines beside it.",
              "schemas json_schema"),
    rare_section("/format_options/parquet", "Of Parquet files."),
    choice("/format_options/parquet/compression", Words::kParquetCompressions, "\"zstd\"",
           "How pages are compressed; zstd is smallest, snappy is what the oldest readers know.", "codec"),
    whole("/format_options/parquet/row_group_rows", 1000, 1000000, "122880",
          "Rows of a row group: readers skip whole groups, and writing keeps one of every table in memory.",
          "row_group_size row_groups"),
    rare_section("/format_options/avro", "Of Avro files."),
    choice("/format_options/avro/compression", Words::kAvroCompressions, "\"deflate\"",
           "How blocks are compressed; every reader knows deflate and none, many know zstandard.", "codec"),
    yes_or_no("/format_options/avro/schema", "true", "Whether each table has its schema (.avsc) beside it.", "schemas avsc"),
    rare_section("/format_options/protobuf", "Of Protocol Buffers."),
    choice("/format_options/protobuf/framing", Words::kProtobufFramings, "\"rows\"",
           "What a file is: rows: a message a row, each behind its length; batches: a message for the rows of a block of "
           "patients, each behind its length; whole: one message of all rows, which protoc reads as it is (below 2 GB).",
           "frames delimiting"),
    rare_section("/format_options/sql", "What SQL scripts are written."),
    Option{.pointer = "/format_options/sql/dialects",
           .type = OptionType::kChoiceList,
           .words = Words::kSqlDialects,
           .default_value = "[\"mysql\", \"postgresql\", \"sqlite\"]",
           .meaning = "The databases to write for, each in a folder of its own; mysql is for MariaDB too.",
           .other_names = "dialect database databases"},
    choice("/format_options/sql/data", Words::kSqlData, "\"inserts\"",
           "How rows come: as INSERT statements, or as CSV files that the scripts load.", "rows"),
    whole("/format_options/sql/rows_per_insert", 1, 10000, "500",
          "Most rows of one INSERT statement; a statement ends with a block of 16 patients at the latest.", "batch_size"),
    rare_section("/format_options/fhir", "Of FHIR R4."),
    choice("/format_options/fhir/form", Words::kFhirForms, "\"bulk\"",
           "What the files are. bulk: one of each resource type, a resource a line, as servers export them; transaction: one "
           "of Bundles, a line each, that a server carries out, the directory's first, then a person's each; collection: "
           "the same without requests.",
           "bundle bundles type"),
    filter("/format_options/fhir/resources", OptionType::kChoiceList, Words::kFhirResources,
           "The resource types to write; an empty array writes all. References to those left out stay.", "types resource_types"),

    rare_section("/format_options/hl7v2", "Of HL7 v2.5.1.", "hl7 hl7v2.5.1"),
    choice("/format_options/hl7v2/framing", Words::kHl7Framings, "\"plain\"",
           "How messages follow each other. plain: one after another, each segment ended by a carriage return; mllp: each as a "
           "block of MLLP (0x0B before, 0x1C 0x0D after), as they go over a connection; batch: a file (FHS, FTS) of batches "
           "(BHS, BTS with the count), one a person.",
           "frame wrapping transport"),
    filter("/format_options/hl7v2/messages", OptionType::kChoiceList, Words::kHl7Messages,
           "The kinds of messages to write; an empty array writes all. Those left out change nothing in the others but their "
           "control ids.",
           "message_types types"),
    yes_or_no("/format_options/hl7v2/acknowledgments", "false", "A second file with the answer (ACK, AA) to each message, in their order.",
              "acknowledgements acks ack"),
    choice("/format_options/hl7v2/processing_id", Words::kHl7ProcessingIds, "\"training\"",
           "MSH-11: what receivers may do with the messages. training: they are known to be no real patients'; production: they pass "
           "where only such messages do; debugging.",
           "processing mode"),
    Option{.pointer = "/format_options/hl7v2/receiving_application",
           .type = OptionType::kShortText,
           .default_value = "\"EHR\"",
           .meaning = "MSH-5: who receives the messages, at most 20 bytes.",
           .other_names = "receiver application"},
    Option{.pointer = "/format_options/hl7v2/receiving_facility",
           .type = OptionType::kShortText,
           .default_value = "\"HOSPITAL\"",
           .meaning = "MSH-6: where the receiver is, at most 20 bytes.",
           .other_names = "facility"},
    rare_section("/format_options/vista", "Of VistA's globals.", "mumps fileman globals"),
    choice("/format_options/vista/form", Words::kVistaForms, "\"zwr\"",
           "How the nodes of the globals are written. zwr: as GT.M and YottaDB load them (mupip load -format=zwr); routine: as SET "
           "commands, a routine of each file, for every M system.",
           "format"),

    section("/output", "How files are written."),
    whole("/output/compression_level", 0, 9, "1", "Of a ZIP's entries: 0 stores them, 1 is fastest, 9 is smallest.",
          "compression level zip_level"),
};

template <std::size_t count>
std::vector<Word> from_categories(const std::array<reference::Category, count>& categories) {
  std::vector<Word> words;
  for (const reference::Category& category : categories) {
    words.push_back({category.key, category.text});
  }
  return words;
}

std::vector<Word> from_names(std::span<const std::string_view> names) {
  std::vector<Word> words;
  for (const std::string_view name : names) {
    words.push_back({name, {}});
  }
  return words;
}

// Each word with what it writes, by which it is recognized when somebody writes that instead.
std::vector<Word> delimiters() { return {{"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"pipe", "|"}}; }

}  // namespace

std::span<const Option> options() { return kOptions; }

const Option* find_option(std::string_view pointer) {
  const auto found =
      std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& option) { return option.pointer == pointer; });
  return found == kOptions.end() ? nullptr : &*found;
}

std::vector<std::string_view> children_of(std::string_view section) {
  std::vector<std::string_view> children;
  for (const Option& option : kOptions) {
    if (option.pointer.size() <= section.size() + 1 || !option.pointer.starts_with(section) ||
        option.pointer[section.size()] != '/') {
      continue;
    }
    const std::size_t end = option.pointer.find('/', section.size() + 1);
    const std::string_view child = option.pointer.substr(0, end);
    if (children.empty() || children.back() != child) {
      children.push_back(child);
    }
  }
  return children;
}

std::string_view last_step(std::string_view pointer) { return pointer.substr(pointer.rfind('/') + 1); }

std::vector<Word> words_of(Words words, const Vocabulary& vocabulary, std::string_view dataset) {
  switch (words) {
    case Words::kNone:
    case Words::kStates: return {};
    case Words::kCounts: return {{"living", {}}, {"born", {}}};
    case Words::kDatasets: {
      std::vector<Word> names;
      for (const DatasetNames& known : vocabulary.datasets) {
        names.push_back({known.name, {}});
      }
      return names;
    }
    case Words::kFormats: return from_names(vocabulary.formats);
    case Words::kTables:
      for (const DatasetNames& known : vocabulary.datasets) {
        if (known.name == dataset) {
          return from_names(known.tables);
        }
      }
      return {};
    case Words::kSexes: return from_categories(reference::kSexes);
    case Words::kRaces: return from_categories(reference::kRaces);
    case Words::kEthnicities: return from_categories(reference::kEthnicities);
    case Words::kLanguages: return from_categories(reference::kLanguages);
    case Words::kMaritalStatuses: return from_categories(reference::kMaritalStatuses);
    case Words::kEducations: return from_categories(reference::kEducations);
    case Words::kEmployments: return from_categories(reference::kEmployments);
    case Words::kInsurances: return from_categories(reference::kInsurances);
    case Words::kSmokings: return from_categories(reference::kSmokings);
    case Words::kAlcohols: return from_categories(reference::kAlcohols);
    case Words::kHousings: return from_categories(reference::kHousings);
    case Words::kDelimiters: return delimiters();
    case Words::kQuotings: return {{"minimal", {}}, {"nonnumeric", {}}, {"all", {}}};
    case Words::kLineEnds: return {{"lf", "\n"}, {"crlf", "\r\n"}};
    case Words::kParquetCompressions: return {{"zstd", "zstandard"}, {"snappy", {}}, {"gzip", "gz"}, {"none", "uncompressed"}};
    case Words::kAvroCompressions: return {{"deflate", {}}, {"zstandard", "zstd"}, {"none", "null"}};
    case Words::kProtobufFramings: return {{"rows", {}}, {"batches", {}}, {"whole", {}}};
    case Words::kSqlDialects: return {{"mysql", "MariaDB"}, {"postgresql", "PostgreSQL"}, {"sqlite", "SQLite"}};
    case Words::kFhirForms: return {{"bulk", {}}, {"transaction", {}}, {"collection", {}}};
    case Words::kFhirResources: return from_names(reference::kFhirResources);
    case Words::kHl7Framings: return {{"plain", {}}, {"mllp", {}}, {"batch", {}}};
    case Words::kHl7Messages: return from_names(reference::kHl7Messages);
    case Words::kHl7ProcessingIds: return {{"training", "T"}, {"production", "P"}, {"debugging", "D"}};
    case Words::kVistaForms: return {{"zwr", {}}, {"routine", "S"}};
    case Words::kSqlData: return {{"inserts", {}}, {"files", {}}};
  }
  return {};
}

}  // namespace polyclinic::config
