// Reads the words after the command's name: --name value, --name=value, switches, and at most one operand.
#include "arguments.h"

#include <algorithm>

namespace polyclinic::command_line {
namespace {

// Insertions, deletions and replacements between two words.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::optional<std::uint32_t> parse_digits(std::string_view text) {
  if (text.empty() || text.size() > 9 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const char c : text) {
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::kInvalidInput, std::move(message)); }

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> words) {
  std::string_view best;
  std::size_t best_distance = word.size() / 3 + 1;
  for (const std::string_view candidate : words) {
    // One is the beginning of the other: "--thread", "--years".
    const bool begins = word.size() >= 4 && (candidate.starts_with(word) || word.starts_with(candidate));
    const std::size_t distance = begins ? 0 : edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : " (did you mean " + std::string(best) + "?)";
}

Result<Arguments> Arguments::parse(const Command& command, std::span<const std::string_view> words) {
  Arguments arguments;
  std::vector<std::string_view> names;
  for (const Flag* flag : command.flags) {
    names.push_back(flag->name);
  }
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string_view word = words[index];
    if (word.size() < 2 || word.front() != '-') {
      if (command.operand.empty() || (!arguments.operands_.empty() && !command.operand_repeatable)) {
        return wrong("unexpected word \"" + std::string(word) + "\"");
      }
      arguments.operands_.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const auto found =
        std::find_if(command.flags.begin(), command.flags.end(), [&](const Flag* flag) { return flag->name == name; });
    if (found == command.flags.end()) {
      return wrong("unknown option " + std::string(name) + did_you_mean(name, names));
    }
    const Flag& flag = **found;
    const bool given_before = std::any_of(arguments.given_.begin(), arguments.given_.end(),
                                          [&](const auto& given) { return given.first == &flag; });
    if (given_before && !flag.repeatable) {
      return wrong(std::string(name) + " is given twice");
    }
    std::string_view value;
    if (flag.value.empty()) {
      if (equals != std::string_view::npos) {
        return wrong(std::string(name) + " takes no value");
      }
    } else if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else if (index + 1 < words.size() && !words[index + 1].starts_with("--")) {
      value = words[++index];
    }
    if (!flag.value.empty() && value.empty()) {
      return wrong(std::string(name) + " needs a value: " + std::string(name) + " " + std::string(flag.value));
    }
    arguments.given_.emplace_back(&flag, value);
  }
  if (command.operand_required && arguments.operands_.empty()) {
    return wrong("which file? Name one, or - for standard input");
  }
  return arguments;
}

std::string_view Arguments::value(std::string_view name) const {
  for (auto given = given_.rbegin(); given != given_.rend(); ++given) {
    if (given->first->name == name) {
      return given->second;
    }
  }
  return {};
}

bool Arguments::has(std::string_view name) const {
  return std::any_of(given_.begin(), given_.end(), [&](const auto& given) { return given.first->name == name; });
}

Result<std::uint32_t> parse_count(std::string_view flag, std::string_view text, std::uint32_t least,
                                  std::uint32_t most) {
  const std::optional<std::uint32_t> value = parse_digits(text);
  if (!value || *value < least || *value > most) {
    return wrong(std::string(flag) + ": \"" + std::string(text) + "\" is not a whole number from " +
                 std::to_string(least) + " to " + std::to_string(most));
  }
  return *value;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view piece = text.substr(0, comma);
    while (piece.starts_with(' ')) piece.remove_prefix(1);
    while (piece.ends_with(' ')) piece.remove_suffix(1);
    if (!piece.empty()) pieces.emplace_back(piece);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return pieces;
}

Result<std::pair<std::uint32_t, std::uint32_t>> parse_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<std::uint32_t> part = parse_digits(text.substr(0, slash));
  const std::optional<std::uint32_t> parts =
      slash == std::string_view::npos ? std::nullopt : parse_digits(text.substr(slash + 1));
  if (!part || !parts || *part < 1 || *part > *parts) {
    return wrong("--block: \"" + std::string(text) + "\" names no part; write I/N for part I of N, from 1/N to N/N");
  }
  return std::pair{*part, *parts};
}

}  // namespace polyclinic::command_line
