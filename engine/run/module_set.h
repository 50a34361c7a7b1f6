// A caller's set of modules as the engine reads it: chosen, compiled, with the files' names for messages. What is done
// with the Program is in the other module_*.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/json_document.h"
#include "engine/foundation/result.h"
#include "engine/gmf/loader.h"
#include "polyclinic/modules.h"

namespace polyclinic::run {

// Compiles the set; all its modules. What they call and look up may also be the library's, the modules that come with the
// engine; an empty set means the library itself.
gmf::LoadResult load(const ModuleSet& set);

// Compiles the set with those of its top-level modules that `only` and `without` leave; submodules stay.
// Errors: kInvalidInput: a name that fits no top-level module, or modules with errors (the findings).
Result<std::shared_ptr<const gmf::Program>> load_set(const ModuleSet& set, const std::vector<std::string>& only = {},
                                                     const std::vector<std::string>& without = {});

// The keys of an empty set's modules, those of the library, or else of the set's own.
std::vector<std::string> keys_of(const ModuleSet& set);

// The module of a key: the set's, or else the library's.
std::optional<gmf::ModuleText> text_of(const ModuleSet& set, std::string_view key);

// What a caller is told who names a key that is not among them.
Error no_such_module(std::string_view key, const std::vector<std::string>& keys);

// How messages call the file behind a module's key or a table's name.
std::string file_of(const ModuleSet& set, std::string_view key_or_name);

// Errors: kInvalidInput for a format that is not one of the two.
Status check_format(std::string_view format, std::string_view first, std::string_view second);

// "1 error", "3 errors".
std::string count_of(std::uint64_t count, std::string_view thing);

// Parts of JSON answers.
config::JsonValue json_text(std::string_view text);
config::JsonValue json_count(std::uint64_t count);
config::JsonValue json_truth(bool truth);

// A table for people: columns as wide as their widest cell, two blanks between them; the last is not padded.
class TextTable {
 public:
  // `columns`: a name for each, with ">" in front where its cells stand at the right.
  explicit TextTable(std::vector<std::string> columns);
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool is_empty() const { return rows_.size() == 1; }
  std::string text() const;

 private:
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace polyclinic::run
