// What checking modules brings to light: every error, warning and remark of a file set at once, each with its place.
// Not what goes wrong with one person (reports.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/foundation/result.h"

namespace polyclinic::gmf {

enum class Severity : uint8_t {
  kError,        // the file set is refused
  kWarning,      // it runs, perhaps not as its author thinks
  kInformation,
};

struct ModuleFinding {
  Severity severity = Severity::kError;
  std::string code;     // the rule: "E06", "W13", "I25"; 00 with either letter: of the check itself
  std::string module;   // the module's key, or the lookup table's file name; empty: of all together
  std::string state;    // empty: of the whole module
  std::string pointer;  // JSON pointer from the file's root; "line N" of tables; empty: the file
  std::string what;     // a sentence without its full stop
  std::string hint;     // what to do; may be empty

  bool operator==(const ModuleFinding&) const = default;
};

// "module/state/pointer: CODE what (hint)"; the pointer from the state on.
std::string to_text(const ModuleFinding& finding);

class ModuleFindings {
 public:
  void add(ModuleFinding finding) { findings_.push_back(std::move(finding)); }

  // In a stated order: by module, then errors before warnings before information, then as found in the file.
  void sort();

  const std::vector<ModuleFinding>& all() const { return findings_; }
  bool has_errors() const { return count(Severity::kError) != 0; }
  std::size_t count(Severity severity) const;
  std::size_t count(std::string_view code) const;

  // The errors as what a failing function returns.
  Error as_error(std::string_view message) const;

 private:
  std::vector<ModuleFinding> findings_;
};

}  // namespace polyclinic::gmf
