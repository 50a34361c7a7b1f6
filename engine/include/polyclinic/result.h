// What every fallible call of Polyclinic returns: a value, or an Error that says what was wrong, where, and
// what to do about it. Not for programming mistakes (those are asserted) and not for control flow.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace polyclinic {

// Why something failed, as far as a caller acts on it; the command line turns it into its exit code.
enum class ErrorKind : std::uint8_t {
  kInvalidInput,  // the caller's config, module or argument is wrong: exit code 2
  kRunFailed,     // a full disk, an unwritable folder, a broken file: exit code 1
  kCancelled,     // the caller asked for the end: exit code 1
  kInternal,      // a promise of ours was not kept: exit code 1, worth a bug report
};

// One thing that is wrong. A config with five mistakes gives one Error with five findings.
struct Finding {
  std::string where;  // a JSON pointer, file:line, module/state; empty when there is no place to name
  std::string what;   // what is wrong there, a sentence without its full stop
  std::string hint;   // what to do about it; may be empty

  bool operator==(const Finding&) const = default;
};

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;
  std::vector<Finding> findings;

  // The message, then one indented line for each finding: "  where: what (hint)". No newline at the end.
  std::string to_text() const;

  // The same error with "context: " in front of its message; for callers that know which file or step it was.
  Error with_context(std::string_view context) &&;

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

// What a failing function returns: converts to any Result.
inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::vector<Finding> findings = {}) {
  return std::unexpected<Error>(Error{kind, std::move(message), std::move(findings)});
}

}  // namespace polyclinic
