// The public face of disease modules: check them, list them, draw them, follow one person through them, count what
// happens to many. Texts in, texts out: files are the caller's. Datasets are made by a job (job.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "polyclinic/result.h"

namespace polyclinic {

// A module in the Generic Module Framework's JSON. `key` is its path below the modules' folder, with "/" and without
// ".json": "gout" is a module of its own, "surgery/anesthesia" a submodule that others call. `file` is how messages call
// it; empty: the key with ".json".
struct ModuleText {
  std::string key;
  std::string json;
  std::string file;
};

// A lookup table's CSV under the name that modules give it: "mortality.csv".
struct LookupTableText {
  std::string name;
  std::string csv;
  std::string file;  // as of ModuleText; empty: the name
};

// What is taken together. Of two modules with one key the later replaces the earlier; likewise tables.
struct ModuleSet {
  std::vector<ModuleText> modules;
  std::vector<LookupTableText> tables;
};

// What is taken together when it comes in a config: its /modules/files and /modules/tables.
// Errors: kInvalidInput for mistakes of the config.
Result<ModuleSet> modules_of_config(std::string_view config_text);

// What a module calls and looks up, in the order of its text, without repetition; nothing of a text that is no module.
struct ModuleReferences {
  std::vector<std::string> submodules;  // keys
  std::vector<std::string> tables;      // names
};
ModuleReferences module_references(std::string_view json);

struct ModuleCheck {
  std::uint32_t errors = 0;    // with one, the set is refused
  std::uint32_t warnings = 0;
  std::uint32_t remarks = 0;
  std::string text;
};

// An empty set means, in all that follows, the modules that come with the engine; what a set calls and looks up may be
// theirs too.

// Everything that is wrong with the modules, at once: errors, warnings and remarks, each with file, state, JSON pointer,
// what and what to do. `about`: keys of the modules that are meant; the others are there to be called, and only their
// errors are told. Empty: all.
// `format`: "text" (grouped by file), "json" ({errors, warnings, remarks, findings: [{severity, code, module, file,
// state, pointer, what, hint}]}).
// Errors: kInvalidInput for an unknown format or a key of `about` that is not in the set.
Result<ModuleCheck> check_modules(const ModuleSet& set, const std::vector<std::string>& about, std::string_view format);

// Name, kind, states, calls, lookup tables and what is recorded, of each module. `format`: "text", "json".
// Errors: kInvalidInput for an unknown format or a module with errors (its findings).
Result<std::string> list_modules(const ModuleSet& set, std::string_view format);

// The states of a module as a graph. `format`: "mermaid", "dot". What it calls and looks up need not be there.
// Errors: kInvalidInput for an unknown format or key, or a module with errors.
Result<std::string> graph_module(const ModuleSet& set, std::string_view key, std::string_view format);

// On whom modules are tried.
struct TrialOptions {
  std::string config_text;           // seed, as_of, patients, filters, distributions: as for a job; empty: all defaults
  std::vector<std::string> only;     // names of top-level modules, "*" for any text; empty: all
  std::vector<std::string> without;  // likewise: those that do not run
  std::string format = "text";        // or "json"
};

// The way of one person of the config, numbered from 1, through the modules: every state with its date, why each wait
// ended, and what was written. Lives are whole: from birth to the death or as_of. An empty set and no choice here mean
// the modules of the config. Dates in "json" are ISO 8601.
// Errors: kInvalidInput as above, for person 0, for a name that is no module's, and when a module does not come to an
// end.
Result<std::string> trace_person(const ModuleSet& set, std::uint64_t person, const TrialOptions& options);

// How many of the config's patients entered each state, at which ages first, and what was recorded of them, with the
// prevalence by age: the share of the time lived at an age during which it was active.
// `threads`: 0 = as many as the machine has; the result does not depend on it.
// Errors: as of trace_person.
Result<std::string> run_modules(const ModuleSet& set, const TrialOptions& options, std::uint32_t threads);

}  // namespace polyclinic
