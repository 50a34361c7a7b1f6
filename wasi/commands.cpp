// The declaration of every command and option of the command line, with its help.
#include "arguments.h"

namespace polyclinic::command_line {
namespace {

// Options of the config.
constexpr Flag kPatients{"--patients", "N", "How many people to generate (default 1000)", SettingForm::kValue,
                         "/patients"};
constexpr Flag kSeed{"--seed", "S", "The seed, 0 to 18446744073709551615 (default 1)", SettingForm::kValue, "/seed"};
constexpr Flag kAsOf{"--as-of", "DATE", "The dataset's today, YYYY-MM-DD (default 2026-01-01)", SettingForm::kString,
                     "/as_of"};
constexpr Flag kYears{"--years-of-history", "N", "Years of records before that day; 0 = whole lives (default 10)",
                      SettingForm::kValue, "/years_of_history"};
constexpr Flag kState{"--state",
                      "STATE",
                      "Only people of this state, by USPS code or name; may be given again",
                      SettingForm::kRepeated,
                      "/filters/states",
                      true};
constexpr Flag kDataset{"--dataset", "NAME", "The set of tables (default clinical)", SettingForm::kString, "/dataset"};
constexpr Flag kFormats{"--formats", "A,B", "The formats to write (default csv)", SettingForm::kList, "/formats"};
constexpr Flag kTables{"--tables", "A,B", "Only these tables (default: all of the dataset)", SettingForm::kList,
                       "/tables"};
constexpr Flag kConfig{"--config", "FILE|-",
                       "Read the config from a file, or from standard input; other options win over it"};
constexpr Flag kSet{"--set",
                    "POINTER=VALUE",
                    "Set any option of the config: --set /filters/age/min=18; may be given again",
                    SettingForm::kNone,
                    {},
                    true};
constexpr Flag kModules{"--modules",
                        "DIR",
                        "A folder or file of disease modules of your own, added to ours; may be given again",
                        SettingForm::kNone,
                        {},
                        true};
constexpr Flag kOnly{"--only", "A,B", "Run only these disease modules, by name; * stands for any text", SettingForm::kList,
                     "/modules/only"};
constexpr Flag kWithout{"--without", "A,B", "Run all disease modules but these", SettingForm::kList, "/modules/without"};

// The run.
constexpr Flag kOutput{"--output", "PATH", "A folder, FILE.zip, or - for a ZIP on standard output"};
constexpr Flag kForce{"--force", "", "Overwrite a dataset that is there already"};
#ifdef __wasi__
constexpr Flag kThreads{"--threads", "N", "Taken for the same scripts to work everywhere; this build always uses one"};
#else
constexpr Flag kThreads{"--threads", "N",
                        "Threads to use (default: as many as the machine has); the bytes are the same"};
#endif
constexpr Flag kBlock{"--block", "I/N", "Only part I of N; the N parts together hold the rows of the whole"};
constexpr Flag kQuiet{"--quiet", "", "Print nothing but errors"};

constexpr Flag kInput{"--input", "DIR", "Read a dataset that generate made as a folder, instead of generating one"};
constexpr Flag kScorecardFormat{"--format", "FORMAT", "text, json, html or markdown (default text)"};
constexpr Flag kScorecardOutput{"--output", "FILE", "Write the report into a file instead of to standard output"};
constexpr Flag kFailBelow{"--fail-below", "PERCENT", "Exit status 1 when fewer of the anchors pass"};

constexpr Flag kSchemaFormat{"--format", "FORMAT", "markdown, json or sql (default markdown)"};
constexpr Flag kSchemaDataset{"--dataset", "NAME", "The set of tables (default clinical)"};
constexpr Flag kReferenceFormat{"--format", "FORMAT", "markdown or json (default markdown)"};
constexpr Flag kCompleted{"--completed", "", "Print the config with every default filled in"};
constexpr Flag kBenchThreads{"--threads", "N", "Threads to use (default 1)"};
constexpr Flag kRepeats{"--repeats", "N", "Runs to take the median of (default 3)"};
constexpr Flag kGraphFormat{"--format", "FORMAT", "mermaid (for Markdown pages) or dot (for Graphviz); default mermaid"};
constexpr Flag kGraphModule{"--module", "NAME", "Which module to draw, when FILE is a folder of several"};
constexpr Flag kPerson{"--person", "N", "Whom to follow, from 1 on (required)"};
constexpr Flag kForPrograms{"--json", "", "Print JSON, for programs"};
constexpr Flag kJson{"--json", "FILE", "Write the result into a file instead of to standard output"};

const std::vector<Command>& all_commands() {
  static const std::vector<Command> kCommands{
      {.name = "generate",
       .summary = "Make a dataset: a folder, a ZIP file, or a ZIP on standard output",
       .operand = "",
       .flags = {&kPatients, &kSeed, &kAsOf, &kYears, &kState, &kDataset, &kFormats, &kTables, &kModules, &kOnly, &kWithout,
                 &kConfig, &kSet, &kOutput, &kForce, &kThreads, &kBlock, &kQuiet},
       .description =
           "Makes people who do not exist and writes their records. The same version and config give the same bytes, "
           "on\n"
           "every machine and with any number of threads.\n"
           "\n"
           "A folder is complete when it holds manifest.json, which lists every file with its rows, bytes and "
           "SHA-256;\n"
           "it is written last. Until then files are called NAME.partial, and a ZIP FILE.zip.partial. A run that "
           "fails\n"
           "or is cancelled (Ctrl-C) takes its own away. A dataset that is there already is only overwritten with\n"
           "--force, which also removes what only the old one had; an interrupted run's remains are.\n"
           "\n"
           "Progress goes to standard error, the summary to standard output (to standard error with --output -).\n"
           "Exit status: 0 done, 1 the run failed, 2 wrong options, config or output path, 130 or 143 cancelled.",
       .examples =
           {"polyclinic generate --patients 100 --output people",
            "polyclinic generate --patients 200 --seed 7 --formats csv,ndjson --output people.zip",
            "polyclinic generate --patients 100 --state MA --state Vermont --set /filters/age/min=65 --output elders",
            "polyclinic generate --patients 50 --set '/distributions/age={\"normal\": {\"mean\": 55, \"sd\": 20}}' "
            "--output adults.zip",
            "echo '{\"patients\": 50, \"years_of_history\": 0}' | polyclinic generate --config - --output lives "
            "--quiet",
            "polyclinic generate --patients 50 --output - > piped.zip",
            "polyclinic generate --patients 1000 --block 2/4 --output part-2",
            "polyclinic generate --patients 100 --modules my_modules --without broken_hip --output ill_people"}},
      {.name = "schema",
       .summary = "Print the tables and columns of a dataset",
       .operand = "",
       .flags = {&kSchemaDataset, &kSchemaFormat},
       .description =
           "Prints the data dictionary: every table with its columns, their types, keys, code systems and meaning;\n"
           "for people (markdown), for programs (json), or as CREATE TABLE statements (sql).",
       .examples = {"polyclinic schema", "polyclinic schema --dataset clinical --format sql > clinical.sql"}},
      {.name = "validate-config",
       .summary = "Check a config without running it",
       .operand = "FILE|-",
       .operand_required = true,
       .flags = {&kCompleted},
       .description =
           "Reads a config from a file, or from standard input for -, and reports every mistake in it at once: where\n"
           "(as a JSON pointer, or line and column), what, and what is allowed. Exit status 2 if there are any.",
       .examples = {"echo '{\"patients\": 500}' | polyclinic validate-config -",
                    "echo '{\"filters\": {\"states\": [\"Vermont\"]}}' | polyclinic validate-config - --completed"}},
      {.name = "config-reference",
       .summary = "Print every option of a config",
       .operand = "",
       .flags = {&kReferenceFormat},
       .description =
           "Prints every option that a config may have: its JSON pointer, type, default, what is allowed, and meaning.",
       .examples = {"polyclinic config-reference", "polyclinic config-reference --format json"}},
      {.name = "bench",
       .summary = "Measure the speed of this build on this machine",
       .operand = "",
       .flags = {&kPatients, &kSeed, &kAsOf, &kYears, &kState, &kDataset, &kFormats, &kTables, &kModules, &kOnly, &kWithout,
                 &kConfig, &kSet, &kBenchThreads, &kRepeats, &kJson},
       .description =
           "Generates the dataset into nothing, several times, and prints a JSON object with the median: seconds,\n"
           "patients per second, megabytes per second, rows, peak memory, and how fast each format encodes.",
       .examples = {"polyclinic bench --patients 200 --threads 1 --repeats 1",
                    "polyclinic bench --patients 100 --formats csv,json --repeats 1 --json bench.json"}},
      {.name = "scorecard",
       .summary = "Hold a dataset against published figures: how near it comes",
       .operand = "",
       .flags = {&kInput, &kPatients, &kSeed, &kAsOf, &kYears, &kModules, &kOnly, &kWithout, &kConfig, &kSet, &kScorecardFormat,
                 &kScorecardOutput, &kFailBelow, &kThreads, &kQuiet},
       .description =
           "Measures in a clinical dataset what surveys, registers and studies have published of the United States, and\n"
           "tells which of these figures (anchors) it meets: each has a tolerance and a source. With --input it reads the\n"
           "CSV files of a folder; without, it generates people in memory and writes none of them. The figures are of\n"
           "a whole population: filters and own distributions make some of them senseless.\n"
           "\n"
           "A failing anchor is marked \"by chance\" when two standard errors of so many people may explain it; with\n"
           "100,000 few are. The report does not depend on the threads. html is one file with plots by age and sex.\n"
           "\n"
           "Exit status: 0 done, 1 --fail-below was not reached or the run failed, 2 wrong options, config or dataset.",
       .examples = {"polyclinic scorecard --patients 500",
                    "polyclinic scorecard --patients 300 --format html --output scorecard.html --quiet",
                    "polyclinic scorecard --patients 300 --format json --fail-below 5 > scorecard.json"}},
      {.name = "modules list",
       .summary = "List disease modules: what they are made of",
       .operand = "FILE|DIR",
       .operand_repeatable = true,
       .flags = {&kForPrograms},
       .description =
           "Lists modules with their states, what they record, call and look up: those of the files and folders, or\n"
           "without any those that come with Polyclinic.\n"
           "\n"
           "A module is a JSON file in the Generic Module Framework (GMF, version 2), the format of Synthea's community and\n"
           "of its module builder. In a folder, a module's name is its path without .json; one that lies in a folder within\n"
           "is a submodule, which others call. Lookup tables are the CSV files of the folder lookup_tables. The guide for\n"
           "authors is engine/modules/README.md of the source.",
       .examples = {"polyclinic modules list", "polyclinic modules list my_modules --json"}},
      {.name = "modules check",
       .summary = "Check disease modules: everything that is wrong, at once",
       .operand = "FILE|DIR|-",
       .operand_repeatable = true,
       .flags = {&kForPrograms},
       .description =
           "Reports every error, warning and remark: the file, the state, the JSON pointer, what is wrong and what to do.\n"
           "An error refuses the module; with a warning it runs, perhaps not as its author thinks; a remark is only said.\n"
           "What a single file calls and looks up is taken from the folder that it lies in; check a submodule with its\n"
           "whole folder, because it may refer to those who call it.\n"
           "\n"
           "Exit status: 0 no errors, 2 errors.",
       .examples = {"polyclinic modules check my_modules", "polyclinic modules check my_modules/aching_throat.json --json"}},
      {.name = "modules graph",
       .summary = "Draw a disease module as a graph, in Mermaid or DOT",
       .operand = "FILE|DIR|-",
       .operand_repeatable = true,
       .flags = {&kGraphFormat, &kGraphModule},
       .description =
           "Prints the states of a module and the ways between them: with what each state does, and when each way is\n"
           "taken. Mermaid is drawn by GitHub, GitLab and mermaid.live; DOT by Graphviz (dot -Tsvg).",
       .examples = {"polyclinic modules graph my_modules/aching_throat.json",
                    "polyclinic modules graph my_modules --module care/blood_tests --format dot > blood_tests.dot"}},
      {.name = "modules trace",
       .summary = "Follow one person through disease modules, state by state",
       .operand = "FILE|DIR|-",
       .operand_repeatable = true,
       .flags = {&kPerson, &kForPrograms, &kSeed, &kAsOf, &kState, &kOnly, &kWithout, &kConfig, &kSet},
       .description =
           "Lives one person's whole life, from birth to the dataset's today, and prints every state with its date and\n"
           "age, how long it waited and what ended the wait, and what it wrote. Without files: with the modules of the\n"
           "config, which are those that come with Polyclinic.\n"
           "\n"
           "Person N is the one that modules run counts as N; its last column names somebody for every state. The bodies,\n"
           "check-ups, circumstances and deaths are those of generate.",
       .examples = {"polyclinic modules trace my_modules/aching_throat.json --person 3",
                    "polyclinic modules trace my_modules --only broken_hip --person 12 --seed 5 --json"}},
      {.name = "modules run",
       .summary = "Run disease modules on many people and count what happens",
       .operand = "FILE|DIR|-",
       .operand_repeatable = true,
       .flags = {&kForPrograms, &kPatients, &kSeed, &kAsOf, &kState, &kOnly, &kWithout, &kConfig, &kSet, &kThreads},
       .description =
           "Lives whole lives, and prints for every state who entered it and at which age first; what was recorded; the\n"
           "prevalence by age, which is the share of the time lived at an age during which it was active; deaths; and\n"
           "what modules asked for in vain. No dataset is written. The numbers do not depend on the threads.\n"
           "\n"
           "Exit status: 0 done, 2 errors in modules, also when one does not come to an end.",
       .examples = {"polyclinic modules run my_modules/aching_throat.json --patients 200",
                    "polyclinic modules run my_modules --patients 200 --set /filters/age/min=60 --json > counts.json"}},
      {.name = "version",
       .summary = "Print the version",
       .operand = "",
       .flags = {},
       .description = "Prints the version and which build this is.",
       .examples = {"polyclinic version"}},
      {.name = "help",
       .summary = "Explain a command",
       .operand = "COMMAND",
       .operand_repeatable = true,
       .flags = {},
       .description = "Prints what a command does, its options and examples; without a command, the list of commands.",
       .examples = {"polyclinic help", "polyclinic help generate", "polyclinic help modules check"}},
  };
  return kCommands;
}

}  // namespace

std::span<const Command> commands() { return all_commands(); }

const Command* find_command(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.name == name) {
      return &command;
    }
  }
  return nullptr;
}

bool is_group(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.name.size() > name.size() && command.name.starts_with(name) && command.name[name.size()] == ' ') {
      return true;
    }
  }
  return false;
}

}  // namespace polyclinic::command_line
