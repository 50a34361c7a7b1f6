// Cuts pieces into lines, and lines into cells.
#include "engine/quality/csv_stream.h"

#include <algorithm>
#include <cstring>

namespace polyclinic::quality {
namespace {

// A row of the widest table has a few hundred bytes; what is longer has a quote that does not end.
constexpr size_t kLongestRow = 1u << 20;

uint64_t line_ends_in(std::string_view text) { return static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

CsvStream::CsvStream(std::string name, std::vector<std::string_view> columns)
    : name_(std::move(name)), columns_(std::move(columns)), cells_(columns_.size()), unquoted_(columns_.size()) {}

std::unexpected<Error> CsvStream::wrong(std::string what, std::string hint) const {
  std::string message = name_ + ", line " + std::to_string(line_) + ": " + what;
  return fail(ErrorKind::kInvalidInput, std::move(message), {{name_ + ":" + std::to_string(line_), std::move(what), std::move(hint)}});
}

Status CsvStream::feed(std::string_view bytes, const Row& row) {
  size_t begin = 0;
  size_t at = 0;
  while (at < bytes.size()) {
    const char* const end = static_cast<const char*>(std::memchr(bytes.data() + at, '\n', bytes.size() - at));
    const size_t stop = end == nullptr ? bytes.size() : static_cast<size_t>(end - bytes.data());
    const std::string_view part = bytes.substr(at, stop - at);
    if (std::memchr(part.data(), '"', part.size()) != nullptr && std::count(part.begin(), part.end(), '"') % 2 != 0) {
      in_quotes_ = !in_quotes_;
    }
    if (end == nullptr) break;
    at = stop + 1;
    if (in_quotes_) {
      if (at - begin + rest_.size() > kLongestRow) return wrong("a quoted cell does not end", "the file is damaged here");
      continue;
    }
    std::string_view line = bytes.substr(begin, stop - begin);
    if (!rest_.empty()) {
      rest_.append(line);
      line = rest_;
    }
    POLYCLINIC_TRY(read_line(line, row));
    line_ += 1 + line_ends_in(line);
    rest_.clear();
    begin = at;
  }
  rest_.append(bytes.substr(begin));
  if (rest_.size() > kLongestRow) return wrong("the row is longer than 1 MiB", "the file is damaged here, or no CSV");
  return {};
}

Status CsvStream::finish() {
  if (!rest_.empty()) return wrong("the last row is cut off", "the file is not complete: make or copy it again");
  if (!has_header_) return wrong("the file is empty", "its first line names the columns");
  return {};
}

Status CsvStream::read_line(std::string_view line, const Row& row) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!has_header_) return read_header(line);
  if (line.empty()) return wrong("the row is empty", "the file is damaged here");
  POLYCLINIC_TRY(std::memchr(line.data(), '"', line.size()) == nullptr ? split_plain(line) : split_quoted(line));
  ++rows_;
  return row(cells_, line_);
}

Status CsvStream::read_header(std::string_view line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  std::vector<std::string_view> names;
  for (size_t begin = 0;;) {
    const size_t comma = line.find(',', begin);
    std::string_view cell = line.substr(begin, comma - begin);
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
    names.push_back(cell);
    if (comma == std::string_view::npos) break;
    begin = comma + 1;
  }
  wanted_.assign(names.size(), -1);
  for (size_t index = 0; index < columns_.size(); ++index) {
    const auto found = std::find(names.begin(), names.end(), columns_[index]);
    if (found == names.end()) {
      return wrong("there is no column " + std::string(columns_[index]), "the scorecard reads the clinical dataset as polyclinic generate writes it");
    }
    wanted_[static_cast<size_t>(found - names.begin())] = static_cast<int32_t>(index);
  }
  has_header_ = true;
  return {};
}

Status CsvStream::split_plain(std::string_view line) {
  size_t column = 0;
  const char* at = line.data();
  const char* const end = at + line.size();
  for (;;) {
    const char* comma = static_cast<const char*>(std::memchr(at, ',', static_cast<size_t>(end - at)));
    if (comma == nullptr) comma = end;
    if (column < wanted_.size() && wanted_[column] >= 0) {
      cells_[static_cast<size_t>(wanted_[column])] = {at, static_cast<size_t>(comma - at)};
    }
    ++column;
    if (comma == end) break;
    at = comma + 1;
  }
  if (column != wanted_.size()) {
    return wrong("the row has " + std::to_string(column) + " cells instead of " + std::to_string(wanted_.size()), "the file is damaged here");
  }
  return {};
}

Status CsvStream::split_quoted(std::string_view line) {
  size_t column = 0;
  for (size_t at = 0;;) {
    std::string_view cell;
    if (at < line.size() && line[at] == '"') {
      const size_t slot = column < wanted_.size() && wanted_[column] >= 0 ? static_cast<size_t>(wanted_[column]) : 0;
      std::string text;
      for (++at;; ++at) {
        if (at >= line.size()) return wrong("a quoted cell does not end", "the file is damaged here");
        if (line[at] != '"') {
          text += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
          text += '"';
          ++at;
        } else {
          break;
        }
      }
      ++at;
      if (at < line.size() && line[at] != ',') return wrong("text stands after a closing quote", "the file is damaged here");
      if (column < wanted_.size() && wanted_[column] >= 0) {
        unquoted_[slot] = std::move(text);
        cell = unquoted_[slot];
      }
    } else {
      const size_t comma = std::min(line.find(',', at), line.size());
      cell = line.substr(at, comma - at);
      at = comma;
    }
    if (column < wanted_.size() && wanted_[column] >= 0) cells_[static_cast<size_t>(wanted_[column])] = cell;
    ++column;
    if (at >= line.size()) break;
    ++at;
  }
  if (column != wanted_.size()) {
    return wrong("the row has " + std::to_string(column) + " cells instead of " + std::to_string(wanted_.size()), "the file is damaged here");
  }
  return {};
}

}  // namespace polyclinic::quality
