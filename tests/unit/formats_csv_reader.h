// A reader of RFC 4180 that shares nothing with the engine: the judge of the CSV that the engine writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace polyclinic::testing {

struct CsvCell {
  std::string text;
  bool quoted = false;
  bool operator==(const CsvCell&) const = default;
};
using CsvRecord = std::vector<CsvCell>;

// All records of a text whose lines end with LF, or with CRLF; nothing where the text is not such a CSV.
inline std::optional<std::vector<CsvRecord>> read_csv(std::string_view text, char delimiter = ',', bool crlf = false) {
  std::vector<CsvRecord> records;
  std::size_t at = 0;
  while (at < text.size()) {
    CsvRecord record;
    for (;;) {
      CsvCell cell;
      if (at < text.size() && text[at] == '"') {
        cell.quoted = true;
        ++at;
        for (;;) {
          const std::size_t quote = text.find('"', at);
          if (quote == std::string_view::npos) return std::nullopt;  // never closed
          cell.text.append(text.substr(at, quote - at));
          at = quote + 1;
          if (at == text.size() || text[at] != '"') break;
          cell.text += '"';
          ++at;
        }
      } else {
        const char stops[] = {delimiter, '\n', '"', '\r'};
        const std::size_t end = text.find_first_of({stops, 4}, at);
        if (end == std::string_view::npos || text[end] == '"' || (text[end] == '\r') != (crlf && text[end] != delimiter)) {
          return std::nullopt;
        }
        cell.text = text.substr(at, end - at);
        at = end;
      }
      record.push_back(std::move(cell));
      if (at == text.size()) return std::nullopt;  // the last line has no end
      const char separator = text[at++];
      if (separator == (crlf ? '\r' : '\n')) {
        if (crlf && (at == text.size() || text[at++] != '\n')) return std::nullopt;
        break;
      }
      if (separator != delimiter) return std::nullopt;
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace polyclinic::testing
